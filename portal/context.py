"""What every template may ask for, without a query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from . import clock

SIZES = ("1", "1.25", "1.5")
SIZE_COOKIE = "size"

_PLACES = (
    ("首页", "/", "home", ("/",)),
    ("学习", "training:home", "learn", ("/learn/",)),
    ("法规", "knowledge:regulations", "law", ("/law/", "/topics/", "/changes/", "/search/")),
    ("案例", "cases:home", "case", ("/cases/", "/precedents/")),
    ("咨询", "knowledge:ask", "call", ("/ask/",)),
)


@dataclass(frozen=True)
class Place:
    """One of the five places of the bottom bar; `current` when the visitor stands in it."""

    label: str
    url: str
    icon: str
    current: bool


def chosen_size(request: HttpRequest) -> str:
    """1, 1.25 or 1.5: how large the reader wants the letters. Anything else in the cookie counts as 1."""
    size = request.COOKIES.get(SIZE_COOKIE, "1")
    return size if size in SIZES else "1"


def next_size(size: str) -> str:
    return SIZES[(SIZES.index(size) + 1) % len(SIZES)]


def site(request: HttpRequest) -> dict[str, Any]:
    """`size` and `next_size` of 大字, `places` of the bottom bar, `now_date` in Shanghai."""
    size = chosen_size(request)
    return {"size": size, "next_size": next_size(size), "places": _places(request.path), "now_date": clock.today()}


def _places(path: str) -> list[Place]:
    return [Place(label, _address(name), icon, _inside(path, roots)) for label, name, icon, roots in _PLACES]


def _address(name: str) -> str:
    """A place whose app has no page yet leads home rather than nowhere."""
    if name.startswith("/"):
        return name
    try:
        return reverse(name)
    except NoReverseMatch:
        return "/"


def _inside(path: str, roots: tuple[str, ...]) -> bool:
    return any(path == root if root == "/" else path.startswith(root) for root in roots)
