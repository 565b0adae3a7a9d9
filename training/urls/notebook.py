from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from ..views import notebook

urlpatterns: list[URLPattern | URLResolver] = [
    path("", notebook.notebook, name="notebook"),
    path("today/", notebook.today, name="notebook_today"),
    path("answers/<uuid:number>/", notebook.said, name="notebook_said"),
]
