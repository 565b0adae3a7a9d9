from django.urls import path

from . import views

app_name = "knowledge"
urlpatterns = [
    path("law/", views.regulation_list, name="regulations"),
    path("law/<slug:code>/", views.regulation, name="regulation"),
    path("law/<slug:code>/compare/", views.compare, name="compare"),
    path("law/<slug:code>/<article:key>/", views.article, name="article"),
    path("topics/<slug:code>/", views.topic, name="topic"),
]
