"""大字: how large the letters are, kept in a cookie of its own that anonymous visitors may have."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ..adapter import local_path
from ..context import SIZE_COOKIE, SIZES

_YEAR = 365 * 86400


@csrf_exempt
@require_POST
def size(request: HttpRequest) -> HttpResponse:
    """The form stands on cached pages, which carry no token: the browser's own word about the origin is checked."""
    if not from_here(request):
        return HttpResponseForbidden("这个请求不是从本站发出的。", content_type="text/plain; charset=utf-8")
    answer = HttpResponseRedirect(local_path(request.POST.get("next")))
    chosen = request.POST.get("size", "1")
    answer.set_cookie(
        SIZE_COOKIE,
        chosen if chosen in SIZES else "1",
        max_age=_YEAR,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return answer


def from_here(request: HttpRequest) -> bool:
    """Sec-Fetch-Site where the browser sends it, else Origin, else Referer; without all three no browser sent it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()
