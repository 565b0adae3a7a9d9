"""What phones need to go on without a network: the service worker, and the page of what was taken along."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """From the root of the site, or it could not answer for its pages. Browsers ask for a newer one by themselves."""
    script = Path(str(finders.find("sw.js"))).read_bytes()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@never_cache
@require_safe
def taken(request: HttpRequest) -> HttpResponse:
    """Kept with every programme, so that it opens without a network; the phone fills it."""
    return render(request, "training/taken.html")
