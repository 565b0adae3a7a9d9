"""What happens in the law, as followers are told of it: each source says what is public and describes it.

NEWS_SOURCES names them by prefix. A source has `live(today)`, the keys that are public on a day, and `read(keys)`,
which describes them; what is not public any more is left out. `restates` is the prefix of another source: what both
find in the same sweep is told once, by that other one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .models import ArticleText, RegulationVersion
from .rules import validity
from .rules.happenings import changed_articles


@dataclass(frozen=True)
class Happening:
    """One piece of news: its title and address, what it touches, and whether it is a sample, which nobody is told."""

    title: str
    url: str
    articles: frozenset[int] = frozenset()
    regulations: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()
    is_sample: bool = False


class Source(Protocol):
    restates: str

    def live(self, today: datetime.date) -> Iterable[int]: ...

    def read(self, keys: Iterable[int]) -> Mapping[int, Happening]: ...


@cache
def _made(path: str) -> Source:
    source: Source = import_string(path)()
    return source


def sources() -> dict[str, Source]:
    """By prefix, in the order in which they are asked."""
    return {prefix: _made(path) for prefix, path in settings.NEWS_SOURCES.items()}


def read(documents: Iterable[str]) -> dict[str, Happening]:
    """By document; unknown ones and those that are not public any more are left out."""
    keys: dict[str, list[int]] = {}
    for document in documents:
        prefix, _, key = document.partition(":")
        keys.setdefault(prefix, []).append(int(key))
    known = sources()
    return {
        f"{prefix}:{key}": happening
        for prefix, wanted in keys.items()
        if prefix in known
        for key, happening in known[prefix].read(wanted).items()
    }


class Published:
    """A version of a regulation was published."""

    restates = ""
    ends = False

    def live(self, today: datetime.date) -> Iterable[int]:
        return _versions().values_list("pk", flat=True)

    def read(self, keys: Iterable[int]) -> Mapping[int, Happening]:
        return {row.pk: _of_version(row, self.note(row), ends=self.ends) for row in _versions().filter(pk__in=keys)}

    def note(self, row: RegulationVersion) -> str:
        return f"公布了，{row.effective_on:%Y-%m-%d} 起施行" if row.effective_on else "公布了"


class InForce(Published):
    """The first day of a version that was announced before has come."""

    restates = "version"

    def live(self, today: datetime.date) -> Iterable[int]:
        return _versions().filter(effective_on__lte=today).values_list("pk", flat=True)

    def note(self, row: RegulationVersion) -> str:
        return f"{row.effective_on:%Y-%m-%d} 起施行了" if row.effective_on else ""


class Ended(Published):
    """A version is law no longer and no other took its place: all its articles ended."""

    restates = "version"
    ends = True

    def live(self, today: datetime.date) -> Iterable[int]:
        return _versions().filter(ended_on__lte=today).values_list("pk", flat=True)

    def note(self, row: RegulationVersion) -> str:
        return f"{row.ended_on:%Y-%m-%d} 起不再有效" if row.ended_on else ""


def _versions():  # type: ignore[no-untyped-def]
    return RegulationVersion.objects.published().filter(regulation__live=True).select_related("regulation")


def _of_version(row: RegulationVersion, note: str, *, ends: bool) -> Happening:
    siblings = {other.pk: other for other in row.regulation.versions.published()}
    order = [span.id for span in validity.in_order([other.span() for other in siblings.values()])]
    place = order.index(row.pk)
    before = _words(order[place - 1]) if place else {}
    now = _words(row.pk)
    touched = frozenset(now) if ends else changed_articles(before, now)
    articles = ArticleText.objects.filter(version=row, article__in=touched, article__topics__isnull=False)
    topics = {*articles.values_list("article__topics", flat=True), *row.regulation.topics.values_list("pk", flat=True)}
    return Happening(
        title=f"{row.regulation.short_title}（{row.label}）{note}",
        url=row.get_absolute_url(),
        articles=touched,
        regulations=frozenset({row.regulation_id}),
        topics=frozenset(topics),
    )


def _words(version: int | None) -> dict[int, str]:
    return dict(ArticleText.objects.filter(version=version, live=True).values_list("article", "text"))
