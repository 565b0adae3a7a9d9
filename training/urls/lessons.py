from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from ..views import lessons, offline, study

urlpatterns: list[URLPattern | URLResolver] = [
    path("taken/", offline.taken, name="taken"),
    path("lessons/<int:pk>/checks/<str:code>/", lessons.check, name="lesson_check"),
    path("lessons/<int:pk>/done/", lessons.finish, name="lesson_done"),
    path("lessons/<int:pk>/beat/", study.beat, name="lesson_beat"),
    path("lessons/<int:pk>/report/", study.report, name="lesson_report"),
]
