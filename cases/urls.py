from django.urls import path

from . import views

app_name = "cases"
urlpatterns = [
    path("precedents/", views.precedent_list, name="precedents"),
    path("precedents/<slug:code>/", views.precedent, name="precedent"),
    path("precedents/<slug:code>/print/", views.precedent_print, name="precedent_print"),
    path("precedents/<slug:code>/pdf/", views.precedent_pdf, name="precedent_pdf"),
    path("cases/", views.case_list, name="cases"),
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
    path("cases/<str:number>/evidence/<int:item>/<slug:deed>/", views.evidence_deed, name="evidence_deed"),
    path("cases/<str:number>/trail/", views.case_trail, name="trail"),
    path("cases/<str:number>/do/<slug:code>/", views.deed, name="deed"),
    path("cases/<str:number>/do/<slug:code>/<int:clock>/", views.deed, name="clock_deed"),
    path("cases/<str:number>/received/", views.received, name="received"),
]
