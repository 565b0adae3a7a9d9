from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from ..views import analysis, weak_points

urlpatterns: list[URLPattern | URLResolver] = [
    path("", analysis.papers, name="analysis"),
    path("papers/<slug:code>/", analysis.paper, name="paper_analysis"),
    path("papers/<slug:code>/export/", analysis.export, name="export_analysis"),
    path("papers/<slug:code>/questions/<int:pk>/", analysis.question, name="question_analysis"),
    path("weak/<int:project_id>/", weak_points.weak_points, name="weak_points"),
    path("weak/<int:project_id>/export/", weak_points.export, name="export_weak_points"),
]
