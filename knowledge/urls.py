from django.urls import path, register_converter
from django.views.generic import RedirectView
from wagtail.views import serve

from . import views
from .converters import ArticleKeyConverter

register_converter(ArticleKeyConverter, "article")

app_name = "knowledge"
urlpatterns = [
    path("law/", views.regulation_list, name="regulations"),
    path("law/<slug:code>/", views.regulation, name="regulation"),
    path("law/<slug:code>/feed/", views.regulation_feed, name="regulation_feed"),
    path("law/<slug:code>/compare/", views.compare, name="compare"),
    path("law/<slug:code>/<article:key>/", views.article, name="article"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:code>/", views.topic, name="topic"),
    path("topics/<slug:code>/feed/", views.topic_feed, name="topic_feed"),
    path("updates/", serve, {"path": "updates/"}, name="updates"),
    path("interpretations/", serve, {"path": "interpretations/"}, name="interpretations"),
    path("updates/feed/", views.updates_feed, name="updates_feed"),
    path("changes/", views.changes, name="changes"),
    path("me/follows/", views.follow_list, name="follows"),
    path("me/follows/pause/", views.pause_follows, name="pause_follows"),
    path("me/follows/stop/<str:token>/", views.stop_follows, name="stop_follows"),
    path("me/follows/<slug:what>/<int:pk>/", views.follow, name="follow"),
    path("ask/", RedirectView.as_view(pattern_name="knowledge:hotline", permanent=True)),
    path("hotline/", views.hotline, name="hotline"),
    path("hotline/numbers.png", views.numbers_picture, name="numbers_picture"),
    path("hotline/ask/", views.ask_hotline, name="ask_hotline"),
    path("hotline/nearest/", views.nearest, name="nearest"),
    path("hotline/track/", views.track_question, name="track_question"),
    path("desk/hotline/", views.desk_queue, name="desk_queue"),
    path("desk/hotline/numbers/", views.desk_numbers, name="desk_numbers"),
    path("desk/hotline/notices/", views.desk_notices, name="desk_notices"),
    path("desk/hotline/shared/", views.shared_questions, name="shared_questions"),
    path("desk/hotline/answered/", views.answered_list, name="answered_list"),
    path("desk/hotline/answered/new/", views.new_answered, name="new_answered"),
    path("desk/hotline/answered/<int:pk>/", views.answered_page, name="answered_page"),
    path("desk/hotline/answered/<int:pk>/<slug:deed>/", views.answered_deed, name="answered_deed"),
    path("desk/hotline/<int:pk>/", views.desk_question, name="desk_question"),
    path("hotline/answers/", views.answers, name="answers"),
    path("hotline/answers/<slug:code>/", views.answer, name="answer"),
    path("check/", views.check_page, name="check"),
]
