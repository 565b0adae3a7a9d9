from django.urls import path

from . import views

app_name = "cases"
urlpatterns = [
    path("precedents/", views.precedent_list, name="precedents"),
    path("precedents/<slug:code>/", views.precedent, name="precedent"),
    path("precedents/<slug:code>/print/", views.precedent_print, name="precedent_print"),
    path("precedents/<slug:code>/pdf/", views.precedent_pdf, name="precedent_pdf"),
]
