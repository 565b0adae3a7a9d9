from django.urls import path

from . import views

app_name = "cases"
urlpatterns = [
    path("precedents/", views.precedent_list, name="precedents"),
    path("precedents/<slug:code>/", views.precedent, name="precedent"),
]
