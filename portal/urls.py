"""Every address of the site, app by app, tied by strings."""

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import views

# Registration, e-mail confirmation and password reset by mail are left out: fewer doors.
accounts = [
    path("login/", views.sign_in, name="account_login"),
    path("login/code/", views.request_code, name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_code, name="account_confirm_login_code"),
    path("login/choose/", views.choose_person, name="account_choose_person"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
]

to_sign_in = RedirectView.as_view(url="/accounts/login/?next=/admin/")

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("size/", views.size, name="size"),
    path("me/", views.me, name="me"),
    path("me/password/", views.own_password, name="own_password"),
    path("me/pin/", views.own_pin, name="own_pin"),
    path("me/messages/", views.inbox, name="messages"),
    path("me/messages/read/", views.read_all, name="read_messages"),
    path("me/messages/choices/", views.message_choices, name="message_choices"),
    path("me/messages/failed/", views.failed, name="failed_messages"),
    path("me/messages/failed/<int:pk>/", views.retry, name="retry_message"),
    path("me/messages/failed/group/<int:pk>/", views.retry_group, name="retry_group_notice"),
    path("me/messages/<int:pk>/", views.message, name="message"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/progress/", views.progress, name="job_progress"),
    path("jobs/<int:pk>/cancel/", views.cancel, name="cancel_job"),
    path("files/<uuid:key>/", views.private_file, name="private_file"),
    path("media/<path:path>", views.media, name="media"),
    path("", include("portal.site_urls")),
    re_path(r"^admin/(?:login|password_reset)(?:/.*)?$", to_sign_in),
    path("admin/account/", RedirectView.as_view(pattern_name="me"), name="admin_account"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include(accounts)),
    path("search/", include("search.urls")),
    path("", include("training.urls")),
    path("", include("cases.urls")),
    path("", include("knowledge.urls")),
    path("", include(wagtail_urls)),
]
