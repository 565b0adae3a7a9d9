"""From what a text says to an article of a version: the date of the citing text decides."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from .. import numerals
from . import names, tables
from .grammar import Cited, Place
from .library import Entry, Library, Version
from .reader import Mention, Own
from .targets import Sort, Target, narrow, repealed_on

_MAX_RANGE = 120
_REMEMBERED = 60


class State(StrEnum):
    """RESOLVED: the article is known. NO_VERSION: the law is held, but not the text that was in force then."""

    RESOLVED = "resolved"
    UNKNOWN_LAW = "unknown_law"
    AMBIGUOUS = "ambiguous"
    NO_SUCH_ARTICLE = "no_such_article"
    NO_VERSION = "no_version"
    NOT_LAW = "not_law"


@dataclass(frozen=True)
class Link:
    """One article cited. `raw` is text[start:end]; `title_start` is where the title before it begins (else `start`).

    `regulation` and `code` name the regulation, `article` its number as cited (`17`, `276-1`; None: the whole text),
    `article_id` the stable article. `paragraph`, `item`, `point` are the first of `places`; 0 where none is named.
    `version` is the id of the text that was law on the day, `version_date` its first day. `current_article` is the
    number today where it differs, "" where the article is gone. `implied`: inside a range, not written out.
    `relative`: no number is written (前款, 该条). `reason`, in Chinese, says why it is not resolved, or what to mind.
    """

    start: int
    end: int
    raw: str
    state: State
    title: str = ""
    title_start: int = 0
    regulation: int | None = None
    code: str | None = None
    article: str | None = None
    article_id: int | None = None
    paragraph: int = 0
    item: int = 0
    point: int = 0
    places: tuple[Place, ...] = ()
    version: int | None = None
    version_date: datetime.date | None = None
    current_article: str | None = None
    candidates: tuple[str, ...] = ()
    reason: str = ""
    implied: bool = False
    relative: bool = False


@dataclass
class Resolver:
    """Resolves the mentions of one text. `on`: date of the text; `today`: what "now" means for `current_article`."""

    text: str
    library: Library
    on: datetime.date | None = None
    today: datetime.date | None = None
    own: Own | None = None
    _seen: list[Target] = field(default_factory=list)

    def resolve(self, mentions: list[Mention]) -> list[Link]:
        links: list[Link] = []
        for mention in mentions:
            if mention.target.is_law and mention.target not in self._seen[-1:]:
                self._seen.append(mention.target)
                del self._seen[:-_REMEMBERED]
            links += self._links(mention)
        return sorted(links, key=lambda link: (link.start, link.end))

    def _links(self, mention: Mention) -> Iterator[Link]:
        target, cited = mention.target, mention.cited
        keys = [cited.key] if cited else []
        entries = narrow(target, keys, self.on, self._seen)
        if mention.opens and cited:
            low = mention.opens
            for key in self._between(low, cited, entries):
                yield self._link(mention, entries, key, (), low.start, implied=True)
        yield self._link(mention, entries, keys[0] if keys else None, cited.places if cited else (), mention.start)

    def _between(self, low: Cited, high: Cited, entries: tuple[Entry, ...]) -> list[str]:
        """Keys strictly inside a range, 之一 included when the text is at hand; none of a range that is half a law."""
        bottom, top = (low.number, low.sub), (high.number, high.sub)
        version, _ = self._version(entries[0], low.key, Target(Sort.HELD)) if len(entries) == 1 else (None, "")
        if version and version.complete and low.key in version.articles:
            inside = [numerals.parse_article_key(key) for key in version.articles]
        else:
            inside = [(n, 0) for n in range(low.number + 1, min(high.number + 1, low.number + _MAX_RANGE + 2))]
        keys = [numerals.article_key(*pair) for pair in sorted(inside) if bottom < pair < top]
        return keys if len(keys) <= _MAX_RANGE else []

    def _link(
        self, mention: Mention, entries: tuple[Entry, ...], key: str | None, places: tuple[Place, ...], start: int,
        implied: bool = False,
    ) -> Link:  # fmt: skip
        place = places[0] if places else Place()
        target = mention.target
        base = Link(
            start=start, end=mention.end, raw=self.text[start : mention.end], state=State.UNKNOWN_LAW,
            title=target.name, title_start=start if implied else mention.title_start, article=key,
            paragraph=place.paragraph, item=place.item, point=place.point, places=places,
            implied=implied, relative=mention.relative,
        )  # fmt: skip
        if target.sort is Sort.CONTRACT:
            return _with(base, state=State.NOT_LAW, reason="合同、章程等约定，不是法规")
        if target.sort is Sort.NOTHING:
            return _with(base, reason="前文没有指明是哪部法规")
        if target.sort is Sort.UNKNOWN:
            return _with(base, reason=self._unknown(target))
        if len(entries) > 1:
            codes = tuple(entry.code for entry in entries)
            return _with(base, state=State.AMBIGUOUS, candidates=codes, reason="有几部法规都叫这个名字，日期分不开")
        return self._held(_with(base, regulation=entries[0].id, code=entries[0].code), entries[0], target)

    def _unknown(self, target: Target) -> str:
        end = repealed_on(target.name)
        if end is None:
            return "库中没有这部法规"
        return f"库中没有这部法规（{end.year}年{end.month}月{end.day}日起已废止）"

    def _held(self, link: Link, entry: Entry, target: Target) -> Link:
        if not entry.versions:
            return _with(link, state=State.RESOLVED, reason="条文尚未收录")
        version, reason = self._version(entry, link.article or "", target)
        if version is None:
            moved = self._moved(entry, link.article)
            return (moved and _with(link, **moved)) or _with(link, state=State.NO_VERSION, reason=reason)
        link = _with(link, version=version.id, version_date=version.day)
        if link.article is None:
            return _with(link, state=State.RESOLVED, reason=reason)
        if link.article not in version.articles:
            if version.complete:
                return _with(link, state=State.NO_SUCH_ARTICLE, reason=f"这一版没有{_label(link.article)}")
            return _with(link, state=State.RESOLVED, reason=reason or "条文尚未收录")
        stable = version.articles[link.article]
        reason = reason or _missing_place(version, link)
        current = self._current(entry, stable, link.article)
        return _with(link, state=State.RESOLVED, article_id=stable, current_article=current, reason=reason)

    def _version(self, entry: Entry, key: str, target: Target) -> tuple[Version | None, str]:
        """The text to read and what to say of it; None when the text of that day is not held."""
        if target.own and self.own and self.own.version:
            held = next((v for v in entry.versions if v.id == self.own.version), None)
            if held:
                return held, ""
        if target.year:
            dated = [v for v in entry.versions if target.year in _years(v)]
            if dated:
                return dated[-1], ""
            return self._steady(entry, datetime.date(target.year, 12, 31)), "写明的那一版库中没有"
        ordered = entry.ordered()
        if self.on is None or not ordered:
            return entry.current(self.today), ""
        found = entry.in_force(self.on)
        if found:
            return found, ""
        started = [v for v in ordered if v.day and v.day <= self.on]
        if started:
            return started[-1], "引用时这部法规已不再有效"
        steady = self._steady(entry, self.on)
        return steady, "按库中最早的文本，条号未变" if steady else "当时的文本库中没有"

    def _steady(self, entry: Entry, on: datetime.date) -> Version | None:
        """The earliest text at hand, when numbers are known to have stood still since before that day."""
        since = tables.steady().get(names.canonical(entry.title))
        return entry.ordered()[0] if since and since <= on else None

    def _moved(self, entry: Entry, key: str | None) -> dict[str, Any] | None:
        """What the table of history knows of a number whose own text is not held."""
        for row in tables.renumberings():
            if row.title != names.canonical(entry.title) or key not in row.numbers or self.on is None:
                continue
            later = next((v for v in entry.versions if v.day == row.later), None)
            if later and row.start <= self.on < row.end and row.numbers[key] in later.articles:
                return {
                    "state": State.RESOLVED,
                    "article_id": later.articles[row.numbers[key]],
                    "current_article": row.numbers[key],
                    "reason": "当时的文本库中没有，按条号对照表",
                }
        return None

    def _current(self, entry: Entry, stable: int, key: str) -> str | None:
        newest = entry.current(self.today)
        if newest is None or not newest.complete:
            return None
        now = newest.keys.get(stable, "")
        return None if now == key else now


def _with(link: Link, **changes: Any) -> Link:
    return replace(link, **changes)


def _label(key: str) -> str:
    number, sub = numerals.parse_article_key(key)
    return numerals.article_label(number, sub) if number <= 9999 else f"第{number}条"


def _missing_place(version: Version, link: Link) -> str:
    """A paragraph or item that the article does not have; the article stands all the same."""
    counts = version.places.get(link.article or "")
    if not counts:
        return ""
    for place in link.places:
        if place.paragraph > len(counts):
            return f"这一条没有第{numerals.to_chinese(place.paragraph)}款"
        items = counts[place.paragraph - 1] if place.paragraph else max(counts)
        if place.item > items:
            return f"这里没有第{numerals.to_chinese(place.item)}项"
    return ""


def _years(version: Version) -> set[int]:
    return {day.year for day in (version.published_on, version.effective_on) if day}
