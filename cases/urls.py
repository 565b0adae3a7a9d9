from django.urls import path

from . import views

app_name = "cases"
_CASE = "cases/<str:number>"
urlpatterns = [
    path("precedents/", views.precedent_list, name="precedents"),
    path("precedents/<slug:code>/", views.precedent, name="precedent"),
    path("precedents/<slug:code>/print/", views.precedent_print, name="precedent_print"),
    path("precedents/<slug:code>/pdf/", views.precedent_pdf, name="precedent_pdf"),
    path("me/looks/", views.own_looks, name="own_looks"),
    path("my-case/<str:token>/", views.own_page, name="own_page"),
    path("cases/", views.case_list, name="cases"),
    path("cases/precedent-consents/", views.precedent_consents, name="precedent_consents"),
    path("cases/from-question/<int:pk>/", views.case_of_question, name="case_from_question"),
    path("cases/report/", views.report, name="report"),
    path("cases/report/token/", views.report_token, name="report_token"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/evidence/", views.evidence_list, name="evidence"),
    path("cases/<str:number>/evidence/bundle/", views.evidence_bundle_start, name="evidence_bundle"),
    path("cases/<str:number>/evidence/uploads/", views.upload_begin, name="upload_begin"),
    path("cases/<str:number>/evidence/uploads/<uuid:key>/", views.upload, name="upload"),
    path("cases/<str:number>/evidence/<int:item>/", views.evidence_item, name="evidence_item"),
    path("cases/<str:number>/evidence/<int:item>/thumbnail/", views.evidence_thumbnail, name="evidence_thumbnail"),
    path("cases/<str:number>/evidence/<int:item>/file/", views.evidence_file, name="evidence_file"),
    path("cases/<str:number>/evidence/<int:item>/original/", views.evidence_original, name="evidence_original"),
    path("cases/<str:number>/evidence/<int:item>/copy/", views.evidence_copy, name="evidence_copy"),
    path("cases/<str:number>/evidence/<int:item>/<slug:deed>/", views.evidence_deed, name="evidence_deed"),
    path("cases/<str:number>/law/", views.case_law, name="law"),
    path("cases/<str:number>/trail/", views.case_trail, name="trail"),
    path("cases/<str:number>/trail/csv/", views.trail_csv, name="trail_csv"),
    path("cases/<str:number>/do/<slug:code>/", views.deed, name="deed"),
    path("cases/<str:number>/do/<slug:code>/<int:clock>/", views.deed, name="clock_deed"),
    path("cases/<str:number>/received/", views.received, name="received"),
    path(f"{_CASE}/records/", views.record_list, name="records"),
    path(f"{_CASE}/records/<slug:kind>/new/", views.new_record, name="new_record"),
    path(f"{_CASE}/records/<int:pk>/mend/", views.mend_record, name="mend_record"),
    path(f"{_CASE}/promises/new/", views.new_promise, name="new_promise"),
    path(f"{_CASE}/promises/<int:pk>/keep/", views.promise_deed, {"code": "keep"}, name="keep_promise"),
    path(f"{_CASE}/promises/<int:pk>/drop/", views.promise_deed, {"code": "drop"}, name="drop_promise"),
    path(f"{_CASE}/settlements/new/", views.new_settlement, name="new_settlement"),
    path(f"{_CASE}/settlements/<int:pk>/review/", views.settlement_deed, {"code": "review"}, name="review"),
    path(f"{_CASE}/settlements/<int:pk>/sign/", views.settlement_deed, {"code": "sign"}, name="sign"),
    path(
        "cases/<str:number>/settlements/<int:pk>/confirm/", views.settlement_deed, {"code": "confirm"}, name="confirm"
    ),
    path(f"{_CASE}/instalments/<int:pk>/pay/", views.instalment_deed, {"code": "pay"}, name="pay"),
    path(
        "cases/<str:number>/instalments/<int:pk>/default/", views.instalment_deed, {"code": "default"}, name="default"
    ),
    path(f"{_CASE}/claims/new/", views.new_claim, name="new_claim"),
    path(f"{_CASE}/claims/<int:pk>/step/", views.claim_step, name="claim_step"),
    path(f"{_CASE}/papers/<slug:of>/<slug:code>/", views.paper, name="paper"),
    path(f"{_CASE}/people/<int:party>/data/", views.worker_data, name="worker_data"),
    path(f"{_CASE}/people/<int:party>/own-page/", views.keep_own_page, name="own_page_of"),
    path(f"{_CASE}/people/<int:party>/own-page/slip/", views.own_page_slip, name="own_page_slip"),
    path(f"{_CASE}/documents/", views.document_list, name="documents"),
    path(f"{_CASE}/documents/<slug:kind>/new/", views.new_document, name="new_document"),
    path(f"{_CASE}/documents/<int:pk>/", views.document, name="document"),
    path(f"{_CASE}/documents/<int:pk>/pdf/", views.document_file, {"ending": "pdf"}, name="document_pdf"),
    path(f"{_CASE}/documents/<int:pk>/docx/", views.document_file, {"ending": "docx"}, name="document_docx"),
    path(f"{_CASE}/file/", views.case_file, name="case_file"),
]
