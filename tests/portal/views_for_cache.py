"""Small pages to try the cache with."""

from __future__ import annotations

from itertools import count

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.public import public_page
from portal.urls import urlpatterns as site

numbers = count(1)


@public_page
def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<p>{next(numbers)}</p>" + "明白" * 300)


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<p>{next(numbers)}</p>")


@public_page
def with_cookie(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(f"{next(numbers)}")
    answer.set_cookie("a", "b")
    return answer


@public_page
def missing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{next(numbers)}", status=404)


urlpatterns = [
    path("t/public/", public),
    path("t/private/", private),
    path("t/cookie/", with_cookie),
    path("t/missing/", missing),
    *site,
]
