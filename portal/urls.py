"""Every address of the site, app by app, tied by strings."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", include("allauth.urls")),
    path("search/", include("search.urls")),
    path("", include("knowledge.urls")),
    path("", include(wagtail_urls)),
]
