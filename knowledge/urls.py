from django.urls import path, register_converter

from . import views
from .converters import ArticleKeyConverter

register_converter(ArticleKeyConverter, "article")

app_name = "knowledge"
urlpatterns = [
    path("law/", views.regulation_list, name="regulations"),
    path("law/<slug:code>/", views.regulation, name="regulation"),
    path("law/<slug:code>/compare/", views.compare, name="compare"),
    path("law/<slug:code>/<article:key>/", views.article, name="article"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:code>/", views.topic, name="topic"),
    path("changes/", views.changes, name="changes"),
    path("me/follows/", views.follow_list, name="follows"),
    path("me/follows/pause/", views.pause_follows, name="pause_follows"),
    path("me/follows/stop/<str:token>/", views.stop_follows, name="stop_follows"),
    path("me/follows/<slug:what>/<int:pk>/", views.follow, name="follow"),
    path("ask/", views.ask, name="ask"),
]
