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
    path("cases/<str:number>/trail/", views.case_trail, name="trail"),
    path("cases/<str:number>/do/<slug:code>/", views.deed, name="deed"),
    path("cases/<str:number>/do/<slug:code>/<int:clock>/", views.deed, name="clock_deed"),
    path("cases/<str:number>/received/", views.received, name="received"),
]
