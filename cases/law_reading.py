"""The articles beside a case for its page: each with the text of the day, what changed, precedents like it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery

from knowledge import reading
from knowledge.models import ReviewTask
from knowledge.rules.citations import Link, State, link
from knowledge.rules.comparison import Segment, mark_changes
from knowledge.services.library import load_library

from .models import Case, CaseArticle, Precedent
from .rules import forty_eight
from .similar import Like, similar_to_case


@dataclass(frozen=True)
class Beside:
    """An article beside a case: `chip` leads to the text of that day, which holds since `since`; without one, `wrong`
    says why."""

    row: CaseArticle
    chip: reading.Chip | None
    link: Link | None

    @property
    def since(self) -> datetime.date | None:
        return self.link.version_date if self.link else None

    @property
    def wrong(self) -> str:
        return "" if self.chip else (self.link.reason if self.link else "") or "条文还没有收录"


@dataclass(frozen=True)
class Review:
    """A change of law to look at: the words before and after, marked, and which of the articles here it touches."""

    task: ReviewTask
    left: list[Segment]
    right: list[Segment]
    rows: list[CaseArticle]


def with_hours(case: Case, rows: Any) -> list[CaseArticle]:
    """Each with `hours`: beside the ground of 48 hours what was counted, where one person died; else nothing. No query
    of its own."""
    at = case.happenings.filter(undone_at__isnull=True, day_only=False).order_by("at", "pk").values("at")
    moments = {"seen_at": at.filter(event=forty_eight.DIAGNOSIS)[:1], "died_at": at.filter(event=forty_eight.DEATH)[:1]}
    listed: list[Any] = list(rows.annotate(**{name: Subquery(one) for name, one in moments.items()}))
    for row in listed:
        counts = row.cite == forty_eight.GROUND and case.deaths <= 1
        row.hours = (
            forty_eight.counted(collapsed=case.occurred_at, diagnosed=row.seen_at, died=row.died_at) if counts else ()
        )
    return listed


def links_of(cites: Iterable[str], on: datetime.date) -> dict[str, Link]:
    """Each citation as the library of that day has it. One query once the library is read."""
    library = load_library()
    found = {}
    for cite in dict.fromkeys(cites):
        one = next((row for row in link(cite, library, on) if row.state is not State.NOT_LAW), None)
        if one is not None:
            found[cite] = one
    return found


def chips_of(links: dict[str, Link], on: datetime.date, today: datetime.date) -> dict[str, reading.Chip]:
    """The chips of those that lead to a text, by citation. Three queries however many there are."""
    chips = reading.chips_by_day([(one.article_id, on) for one in links.values() if one.article_id], today)
    return {cite: chip for cite, one in links.items() if (chip := chips.get((one.article_id or 0, on)))}


def beside(case: Case, rows: Iterable[CaseArticle], today: datetime.date) -> list[Beside]:
    listed = list(rows)
    links = links_of((row.cite for row in listed), case.incident_on)
    chips = chips_of(links, case.incident_on, today)
    return [Beside(row, chips.get(row.cite), links.get(row.cite)) for row in listed]


def read_law(case: Case, today: datetime.date) -> dict[str, Any]:
    """What the page of the law of a case shows: confirmed, proposed, removed; changes; similar precedents."""
    rows = beside(case, with_hours(case, case.articles.select_related("decided_by").order_by("pk")), today)
    by_state: dict[str, list[Beside]] = {state: [] for state in CaseArticle.State.values}
    for one in rows:
        by_state[one.row.state].append(one)
    return {
        "case": case,
        "today": today,
        "confirmed": by_state[CaseArticle.State.CONFIRMED],
        "proposed": by_state[CaseArticle.State.PROPOSED],
        "removed": by_state[CaseArticle.State.REMOVED],
        "reviews": [_review(task, by_state[CaseArticle.State.CONFIRMED]) for task in open_reviews_of(case)],
        "similar": like_case(case, rows, today),
    }


def open_reviews_of(case: Case) -> Any:
    return ReviewTask.objects.of(case).open().select_related("version__regulation").order_by("due_on", "pk")


def _review(task: ReviewTask, confirmed: list[Beside]) -> Review:
    """By the article, or by the regulation where the whole of it changes."""
    regulation = task.version.regulation_id if task.version and task.article_id is None else None
    touched = [
        one.row
        for one in confirmed
        if one.link
        and (one.link.article_id == task.article_id if task.article_id else one.link.regulation == regulation)
    ]
    left, right = mark_changes(task.old_text, task.new_text)
    return Review(task, left, right, touched)


def like_case(case: Case, rows: Iterable[Beside], today: datetime.date) -> list[Like]:
    """Published precedents alone. What is confirmed counts, and what is proposed as long as nothing is."""
    ids: dict[str, set[int]] = {}
    for one in rows:
        if one.link and one.link.article_id:
            ids.setdefault(one.row.state, set()).add(one.link.article_id)
    own = ids.get(CaseArticle.State.CONFIRMED) or ids.get(CaseArticle.State.PROPOSED) or set()
    return similar_to_case(case, frozenset(own), Precedent.objects.published(), today=today)
