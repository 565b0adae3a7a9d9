"""The admin opens only after the second factor, whichever way a session came about."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

MAY_ENTER = "wagtailadmin.access_admin"
_OPEN = ("/admin/sprite/", "/admin/jsi18n/")


class SecondFactorMiddleware:
    """Someone with TOTP whose session never gave a code is signed out at the admin's door.

    Who has no business there at all is refused: sent to sign in, they would be sent back for ever.
    Where STAFF_NEED_SECOND_FACTOR holds, someone without TOTP is sent to set it up first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _guarded(request.path_info) and request.user.is_authenticated:
            if not request.user.has_perm(MAY_ENTER):
                raise PermissionDenied  # Wagtail would send them to sign in, and signing in would send them back
            refusal = None if _gave_code(request) else _refusal(request)
            if refusal is not None:
                return refusal
        return self.get_response(request)


def _guarded(path: str) -> bool:
    return path.startswith("/admin/") and not path.startswith(_OPEN)


def _gave_code(request: HttpRequest) -> bool:
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    """None for someone who needs no second factor."""
    has_totp = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists()
    if not has_totp and not settings.STAFF_NEED_SECOND_FACTOR:
        return None
    wants_data = request.headers.get("x-requested-with") == "XMLHttpRequest" or request.path_info.startswith(
        "/admin/api/"
    )
    if has_totp:
        logout(request)
        return HttpResponseForbidden() if wants_data else redirect_to_login(request.get_full_path())
    return HttpResponseForbidden() if wants_data else redirect("mfa_activate_totp")
