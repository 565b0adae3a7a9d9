"""Reading the hotline for pages: numbers, a question as its asker sees it, articles named in an answer."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q

from portal.clock import SHANGHAI

from . import reading
from .models import Article, HotlineNumber, Question, QuestionEntry
from .rules.citations import Link, State, link
from .services.library import load_library

_NUMBERS = Path(__file__).parent / "content" / "hotlines.toml"
Kind = QuestionEntry.Kind


@cache
def shipped_numbers() -> list[dict[str, Any]]:
    """The numbers that come with the site: `number`, `name`, `when`, `for_what`, `urgent`, `verified`."""
    return tomllib.loads(_NUMBERS.read_text(encoding="utf8"))["number"]


def numbers_to_call() -> list[HotlineNumber]:
    """What editors keep; what comes with the site while there is none. Emergency numbers are never missing."""
    kept = list(HotlineNumber.objects.filter(live=True))
    if any(row.urgent for row in kept):
        return kept
    return [number_of(entry, order) for order, entry in enumerate(shipped_numbers())]


ROUTES: tuple[tuple[str, str, str], ...] = (
    ("向劳动监察投诉", "工地所在区县的人力资源社会保障部门", "《劳动保障监察条例》第九条"),
    ("申请劳动仲裁", "合同履行地或者单位所在地的劳动争议仲裁委员会", "《中华人民共和国劳动争议调解仲裁法》第五条"),
    ("申请法律援助", "请不起律师的，找当地的法律援助机构", "《中华人民共和国法律援助法》第三十一条"),
)
"""What to do, where to go, by which article: beside answers about wages and disputes."""
ROUTED = frozenset({"wages", "dispute"})
"""Topics of answers that bear the routes."""


def ways_on(topics: Collection[str]) -> dict[str, Any]:
    """Where somebody turns whom an answer of these topics has not helped: routes of the law, and numbers to call."""
    if not ROUTED & set(topics):
        return {}
    return {"routes": ROUTES, "numbers": [row for row in numbers_to_call() if not row.urgent]}


def number_of(entry: dict[str, Any], order: int) -> HotlineNumber:
    names = ("number", "name", "for_what", "urgent", "verified")
    return HotlineNumber(hours=entry["when"], order=order, **{name: entry[name] for name in names})


def as_asker(question: Question, today: datetime.date) -> dict[str, Any]:
    """What the asker reads: the own words, and the answers; those to a merged question come from the other one, and
    stay when it was opened again. `shown` is the one whose state and time limit count."""
    mine = question.entries.exclude(kind=Kind.NOTE)
    rows = Q(pk__in=mine.values("pk"))
    into = question.merged_into
    if into:
        rows |= Q(question=into, kind=Kind.ANSWER)
    shown = into if into and question.state == Question.State.MERGED else question
    entries = list(QuestionEntry.objects.filter(rows).order_by("at", "pk"))
    return {"entries": with_links(entries, today), "shown": shown}


def with_links(entries: Iterable[QuestionEntry], today: datetime.date) -> list[tuple[QuestionEntry, Any]]:
    """Each entry with its text in runs of (words, address): articles that an answer names are linked as of its day."""
    listed = list(entries)
    library = load_library() if any(one.kind == Kind.ANSWER for one in listed) else None
    found: dict[int, list[Link]] = {}
    for one in listed:
        if library and one.kind == Kind.ANSWER:
            links = link(one.text, library, one.at.astimezone(SHANGHAI).date())
            found[one.pk] = [row for row in links if row.state is not State.NOT_LAW and row.article_id]
    wanted = {row.article_id for links in found.values() for row in links}
    articles = Article.objects.in_bulk([pk for pk in wanted if pk])
    chips = reading.chips_for([(article, None) for article in articles.values()], today)
    return [(one, _runs(one.text, found.get(one.pk, []), chips)) for one in listed]


def _runs(text: str, links: list[Link], chips: dict[int, reading.Chip]) -> list[tuple[str, str]]:
    runs, done = [], 0
    for row in sorted(links, key=lambda one: one.start):
        if row.article_id is None or row.article_id not in chips or row.start < done:
            continue
        runs += [(text[done : row.start], ""), (text[row.start : row.end], chips[row.article_id].url)]
        done = row.end
    return [*runs, (text[done:], "")]


@cache
def templates() -> list[dict[str, str]]:
    """Beginnings of answers: `name`, `text`."""
    path = _NUMBERS.parent / "answer_templates.toml"
    return tomllib.loads(path.read_text(encoding="utf8"))["template"]
