"""What every template may ask for: without a query, but for the number of unread messages of who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from . import clock
from .models import Message

SIZES = ("1", "1.25", "1.5")
SIZE_COOKIE = "size"

_PLACES = (
    ("首页", "/", "home", ("/",)),
    ("学习", "training:learn", "learn", ("/learn/", "/exams/", "/sessions/", "/courses-", "/certificates/")),
    ("法规", "knowledge:regulations", "law", ("/law/", "/search/", "/topics/")),
    ("案例", "cases:precedents", "case", ("/precedents/",)),
    ("咨询", "knowledge:hotline", "ask", ("/hotline/", "/desk/hotline/")),
)
_OWN = ("/search/saved/",)
"""Below one of the places by its address, but a part of 我的."""


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
    """`size` and `next_size` of 大字, `places` of the bottom bar, `now_date` in Shanghai, `unread` messages."""
    size = chosen_size(request)
    return {
        "size": size,
        "next_size": next_size(size),
        "places": _places(_where(request)),
        "now_date": clock.today(),
        "unread": SimpleLazyObject(lambda: unread(request)),
    }


def unread(request: HttpRequest) -> int:
    """Asked only by a template that shows it; what came with the person is taken, unless something was read since."""
    user = getattr(request, "user", None)
    if not user or not user.is_authenticated:
        return 0
    known = getattr(user, "unread", None)
    return Message.objects.visible_to(user).unread().count() if known is None else known


def _where(request: HttpRequest) -> str:
    """The address; a search among precedents stands with them."""
    among_cases = request.path.startswith("/search/") and request.GET.get("kind") == "precedent"
    return request.path.replace("/search/", "/precedents/", 1) if among_cases else request.path


def _places(path: str) -> list[Place]:
    return [Place(label, _address(name), icon, _inside(path, roots)) for label, name, icon, roots in _PLACES]


def _address(name: str) -> str:
    return name if name.startswith("/") else reverse(name)


def _inside(path: str, roots: tuple[str, ...]) -> bool:
    return not path.startswith(_OWN) and any(path == root if root == "/" else path.startswith(root) for root in roots)
