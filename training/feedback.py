"""Reading what came of answers, once they are in: right or wrong, the right answer, why, the law of that day, a case.

Keys and explanations are read here, never while a question may still be answered: what lies on an open paper of the
same person is withheld.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.http import HttpRequest

from cases.models import Precedent
from cases.teaching import Wanted, cases_for
from knowledge.models import Citation
from knowledge.reading import Chip, chips_for
from portal import clock
from portal.models import Person

from .lesson_reading import trades_of
from .models import Attempt, AttemptItem, AttemptResult, LessonPage, QuestionVersion
from .rules import grading, kinds, showing
from .rules.trades import is_for
from .sitting import Asked, Choice, ask

_BY_WORDS = (kinds.NUMERIC, kinds.ORDERING)


@dataclass(frozen=True)
class Option:
    """What was picked, or should have been."""

    choice: Choice
    right: bool


@dataclass(frozen=True)
class Marked:
    """A question with its mark: the answer that counted, the right one, both in words, why, the law behind it, and a
    published case."""

    asked: Asked
    version: QuestionVersion
    fraction: float
    answer: str
    right: str
    options: Sequence[Option] = ()
    chips: Sequence[Chip] = ()
    case: Precedent | None = None

    @property
    def state(self) -> str:
        return {grading.RIGHT: "right", grading.HALF: "half"}.get(self.fraction, "wrong")

    @property
    def truth(self) -> str:
        """A question of 对 or 错 told in a sentence: beside these answers 对 and 错 are no verdict ("" for others)."""
        if self.asked.kind != kinds.TRUE_FALSE:
            return ""
        given = next((one.choice.text for one in self.options if one.choice.chosen), "")
        wanted = next((one.choice.text for one in self.options if one.right), "")
        if not given:
            return f"你没有作答；该答“{wanted}”。"
        return f"你答“{given}”——答对了。" if given == wanted else f"你答“{given}”——答错了；该答“{wanted}”。"


@dataclass(frozen=True)
class Lesson:
    """Where a knowledge point is taught; `case` is the title of the first case that it tells itself ("" without one),
    the `place`th of its cases."""

    title: str
    url: str
    case: str = ""
    place: int = 1

    @property
    def case_url(self) -> str:
        return f"{self.url}#case-{self.place}"


def marked_of(attempt: Attempt, found: AttemptResult, today: datetime.date) -> list[Marked]:
    """Every question in its place, with chips of the articles as they stood on the day of the exam."""
    marks = {mark["item"]: mark for mark in found.marks}
    rows = AttemptItem.objects.filter(attempt=attempt).select_related("version__question").order_by("position")
    items = [item for item in rows if item.pk in marks]
    on = attempt.started_at.astimezone(clock.SHANGHAI).date()
    return mark_items(items, marks, on=on, today=today)


def mark_items(
    items: Sequence[AttemptItem], marks: Mapping[int, Mapping[str, Any]], *, on: datetime.date, today: datetime.date
) -> list[Marked]:
    """The same for any items; `marks` holds {fraction, answer} by item."""
    cited = cited_by([item.version_id for item in items])
    chips = chips_of(cited, on, today)
    rests = {key: frozenset(row.article_id for row in rows if row.article_id) for key, rows in cited.items()}
    wanted = {
        item.version_id: Wanted(rests.get(item.version_id, frozenset()), item.version.question.case) for item in items
    }
    cases = cases_for(wanted)
    shown = ask(items, {item.pk: marks[item.pk]["answer"] for item in items})
    return [
        _marked(item, asked, marks[item.pk], chips.get(item.version_id, ()), cases.get(item.version_id))
        for item, asked in zip(items, shown, strict=True)
    ]


def _marked(
    item: AttemptItem, asked: Asked, mark: Mapping[str, Any], chips: Sequence[Chip], case: Precedent | None
) -> Marked:
    version, answer = item.version, mark["answer"]
    shown = showing.places(version.kind, version.body, item.order)
    wanted = showing.to_places(version.kind, shown, version.key)
    by_words = version.kind in _BY_WORDS
    return Marked(
        asked=asked,
        version=version,
        fraction=mark["fraction"],
        answer=_in_short(asked, answer, showing.to_places(version.kind, shown, answer)) or "没有作答",
        right=_key_in_short(asked, version.key) if asked.kind == kinds.NUMERIC else _in_short(asked, None, wanted),
        options=()
        if by_words
        else [Option(c, c.place in wanted) for c in asked.choices if c.chosen or c.place in wanted],
        chips=chips,
        case=case,
    )


def _in_short(asked: Asked, typed: Any, places: Sequence[str]) -> str:
    """An answer in words: B 挂在头顶, 先看 → 再挂, 1.5 米."""
    if asked.kind == kinds.NUMERIC:
        return f"{typed} {asked.unit}".strip() if typed else ""
    by_place = {choice.place: choice for choice in asked.choices}
    if asked.kind == kinds.ORDERING:
        return " → ".join(by_place[place].text for place in places)
    chosen = [choice for choice in asked.choices if choice.place in places]
    return "；".join(f"{choice.mark} {choice.text}".strip() for choice in chosen)


def _key_in_short(asked: Asked, key: Mapping[str, Any]) -> str:
    value, tolerance = (f"{float(key.get(name) or 0):g}" for name in ("value", "tolerance"))
    return f"{value} {asked.unit}".strip() + (f"（上下 {tolerance} 都算对）" if tolerance != "0" else "")


def cited_by(versions: Collection[int]) -> dict[int, list[Citation]]:
    """What versions of questions rest on, in the order of their words."""
    kind = ContentType.objects.get_for_model(QuestionVersion)
    cited = Citation.objects.resolved().filter(content_type=kind, object_id__in=versions).select_related("article")
    found: dict[int, list[Citation]] = {}
    for row in cited.order_by("start"):
        found.setdefault(row.object_id, []).append(row)
    return found


def chips_of(cited: Mapping[int, Sequence[Citation]], on: datetime.date, today: datetime.date) -> dict[int, list[Chip]]:
    """The articles as they were in force on a day, each once."""
    chips = chips_for([(row.article, on) for rows in cited.values() for row in rows if row.article], today)
    return {
        key: [chips[pk] for pk in dict.fromkeys(row.article_id or 0 for row in rows) if pk in chips]
        for key, rows in cited.items()
    }


def on_open_papers(person: Person) -> dict[int, int]:
    """Questions that the person is being asked right now → the paper."""
    rows = AttemptItem.objects.filter(attempt__person=person, attempt__state=Attempt.State.OPEN)
    return dict(rows.values_list("version__question", "attempt__paper"))


def lessons_for(
    points: Collection[int], learner: Person, today: datetime.date, request: HttpRequest
) -> dict[int, Lesson]:
    """Point → the lesson to learn it in: one with a case rather than without, then in the order of the programme.

    Lessons for other trades than the learner's come last. At most two queries, and Wagtail's for addresses.
    """
    if not points:
        return {}
    rows = LessonPage.objects.live().filter(points__in=points).annotate(point=F("points")).order_by("path")
    lessons = [(page, case_of(page)) for page in rows]
    trades = trades_of(learner, today) if any(page.trades for page, _ in lessons) else set()
    lessons.sort(key=lambda one: (not is_for(one[0].trades, trades), not one[1][1]))
    found: dict[int, Lesson] = {}
    for page, (place, case) in lessons:
        if page.point not in found:
            found[page.point] = Lesson(page.title, page.get_url(request) or "", case, place)
    return found


def case_of(page: LessonPage) -> tuple[int, str]:
    """The first case that the lesson tells in its own words: which of its cases it is, and the title."""
    cases = enumerate((block.value for block in page.body if block.block_type == "case"), start=1)
    return next(((place, str(value["title"])) for place, value in cases if value["title"]), (1, ""))
