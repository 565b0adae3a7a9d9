"""Addresses of training, room by room. Lessons themselves are Wagtail pages."""

from django.urls import include, path

from ..views.offline import service_worker

app_name = "training"
urlpatterns = [
    path("sw.js", service_worker, name="service_worker"),
    path("learn/", include("training.urls.requirements")),
    path("learn/", include("training.urls.lessons")),
    path("learn/notebook/", include("training.urls.notebook")),
    path("exams/", include("training.urls.exams")),
    path("bank/", include("training.urls.bank")),
    path("sessions/", include("training.urls.sessions")),
    path("", include("training.urls.records")),
    path("", include("training.urls.certificates")),
    path("analysis/", include("training.urls.analysis")),
]
