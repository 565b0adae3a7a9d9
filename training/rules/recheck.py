"""Whether the law a question rests on has moved since somebody last stood for it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.rules.matching import normalise
from knowledge.rules.validity import Span, end_of, in_force, in_order, nearest


@dataclass(frozen=True)
class Happening:
    """Something that befalls an article beside a new version: a part of it ends, or another article prevails."""

    token: str
    on: datetime.date
    what: str


@dataclass(frozen=True)
class Change:
    """What has become of the article, and from which day on."""

    on: datetime.date | None
    what: str


def change(
    spans: Sequence[Span],
    texts: Mapping[int, str],
    *,
    since: datetime.date,
    today: datetime.date,
    seen: Collection[str] = (),
    happenings: Iterable[Happening] = (),
) -> Change | None:
    """The first thing that changed an article after `since`, in force or announced; None when its words still stand.

    `spans` are all versions of its regulation, `texts` its words by version: no entry when the version lacks it, empty
    when they are not known. `seen` are tokens of what the last reviewer could already see (see `tokens`).
    """
    found = [
        *_versions(spans, texts, since, today, seen),
        *(Change(one.on, one.what) for one in happenings if one.on > since and one.token not in seen),
    ]
    return min(found, key=lambda one: one.on or datetime.date.min) if found else None


def tokens(spans: Iterable[Span], happenings: Iterable[Happening] = ()) -> list[str]:
    """What a reviewer can see today: every version, its end when that is known, and all that befalls the article."""
    listed = [_token(span) for span in spans] + [_end(span) for span in spans if span.ended_on]
    return sorted({*listed, *(one.token for one in happenings)})


def _token(span: Span) -> str:
    return f"version:{span.id}"


def _end(span: Span) -> str:
    return f"end:{span.id}:{span.ended_on}"


def _versions(
    spans: Sequence[Span], texts: Mapping[int, str], since: datetime.date, today: datetime.date, seen: Collection[str]
) -> list[Change]:
    base = in_force(spans, since) or nearest(spans, since)
    if base is None:
        return []
    ahead = [span for span in in_order(spans) if (start := span.starts()) and start > since and span.id != base.id]
    current = in_force(spans, today)
    found = [
        Change(span.starts(), _what(texts, base, span))
        for span in ahead
        if (span == current or (span.starts() or today) > today)
        and _token(span) not in seen
        and _differ(texts, base, span)
    ]
    end = end_of(base, spans)
    if base.ended_on and base.ended_on == end and end > since and _end(base) not in seen:
        found.append(Change(end, "废止"))
    return found


def _differ(texts: Mapping[int, str], base: Span, span: Span) -> bool:
    """Words that are not known may have changed."""
    before, after = texts.get(base.id or 0), texts.get(span.id or 0)
    if before is None:
        return False
    return not before or not after or normalise(before) != normalise(after)


def _what(texts: Mapping[int, str], base: Span, span: Span) -> str:
    after = texts.get(span.id or 0)
    if after is None:
        return "新版本里没有这一条"
    return "条文有改动" if after and texts.get(base.id or 0) else "有新版本，条文还没有录入"
