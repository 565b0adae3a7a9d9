"""For load balancers and operators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from .. import health


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody else, so a broken database does not make a balancer kill it."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Every part that the site needs, by name: "ok" or what is wrong. 503 when anything is; notes are no reason."""
    found = health.check_all()
    ready = not any(found.values())
    body = {"ready": ready, "checks": {name: wrong or "ok" for name, wrong in found.items()}, "notes": health.notes()}
    return JsonResponse(body, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})
