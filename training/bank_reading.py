"""Reading a question for the desk: as a worker sees it, with its key, its law, and where it is used."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType

from knowledge.models import Article, Citation
from knowledge.reading import Chip, chips_for
from knowledge.rules.citations import link
from knowledge.services.library import load_library
from portal.models import Person

from .lesson_checks import codes_of
from .models import AttemptItem, LessonPage, Paper, Question, QuestionVersion
from .rules import drawing, kinds, showing
from .rules.blueprint import read_quotas
from .rules.questions import Wording, part_of, tidy
from .services.bank import wording_of
from .services.drawing import candidates
from .sitting import Asked, ask

_SEED = 0


@dataclass(frozen=True)
class Shown:
    """A version on a phone: `marked` is the same question with the right answer ticked."""

    asked: Asked
    marked: Asked
    right: str
    explanation: str


@dataclass(frozen=True)
class Part:
    """An option, place or step with the mark that the phone beside it shows."""

    letter: str
    text: str
    right: bool
    notes: str = ""


@dataclass(frozen=True)
class Basis:
    """A line of the basis with the articles it names; none when the library does not know them."""

    words: str
    chips: list[Chip]


@dataclass
class Uses:
    """`drawn` may draw the question now, `held` have it in papers handed out, `lessons` practise it."""

    drawn: list[Paper] = field(default_factory=list)
    held: list[tuple[Paper, int]] = field(default_factory=list)
    lessons: list[LessonPage] = field(default_factory=list)


def shown(version: QuestionVersion, *, must: bool) -> Shown:
    """The question on a phone. Options stand as they were written, so that the desk knows each by one letter."""
    written = [row["key"] for row in version.body.get("options", [])]
    order = written or drawing.shown_order(version.kind, version.body, version.key, _SEED, version.pk or 0)
    item = AttemptItem(pk=1, position=1, version=version, order=order, must=must)
    ticks = None if version.kind == kinds.NUMERIC else version.key
    asked, marked = ask([item], {})[0], ask([item], {1: ticks})[0]
    return Shown(asked, marked, right_words(version, marked), version.explanation)


def right_words(version: QuestionVersion, marked: Asked) -> str:
    if version.kind == kinds.NUMERIC:
        value, tolerance = version.key.get("value"), version.key.get("tolerance") or 0
        return f"{value} {marked.unit}".strip() + (f"（上下 {tolerance} 都算对）" if tolerance else "")
    if version.kind == kinds.ORDERING:
        return " → ".join(one.text for one in sorted(marked.choices, key=lambda one: one.rank))
    return "；".join(f"{one.mark} {one.text}".strip() for one in marked.choices if one.chosen)


def parts(version: QuestionVersion) -> list[Part]:
    """Options as they were written, places from left to right, steps in their right order; the right ones marked."""
    one = tidy(wording_of(version))
    if one.kind == kinds.TRUE_FALSE:
        return [Part("✓", "对", one.key is True), Part("✗", "错", one.key is False)]
    rows = one.body.get(part_of(one.kind), [])
    if one.kind == kinds.HAZARD:
        written = {row["key"]: row for row in rows}
        rows = [written[key] for key in showing.places(one.kind, one.body, [])]
    return [_part(one, row, number) for number, row in enumerate(rows, start=1)]


def _part(one: Wording, row: Mapping[str, Any], number: int) -> Part:
    notes = []
    if "x" in row:
        notes.append(f"左 {row['x']}%，上 {row['y']}%，宽 {row['w']}%，高 {row['h']}%")
    if row.get("pin"):
        notes.append("总排在最后")
    if row.get("picture"):
        notes.append("配图")
    letter = str(number) if one.kind in (kinds.ORDERING, kinds.HAZARD) else str(row["key"]).upper()
    right = one.kind != kinds.ORDERING and row["key"] in one.key
    return Part(letter, row.get("text") or row.get("label") or "", right, "，".join(notes))


def chips_of(versions: Sequence[QuestionVersion], today: datetime.date) -> dict[int, list[Chip]]:
    """By version: the articles that it rests on, seen from the day of writing."""
    kind = ContentType.objects.get_for_model(QuestionVersion)
    rows = Citation.objects.resolved().filter(content_type=kind, object_id__in=[one.pk for one in versions])
    found = list(rows.select_related("article").order_by("start"))
    chips = chips_for([(row.article, row.on) for row in found if row.article], today)
    kept: dict[int, list[Chip]] = {}
    for row in found:
        chip = chips.get(row.article_id or 0)
        if chip and chip not in kept.setdefault(row.object_id, []):
            kept[row.object_id].append(chip)
    return kept


def bases(text: str, today: datetime.date) -> list[Basis]:
    """Every line of a basis that is not kept yet, with the articles that would be linked."""
    found = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    links = [[one.article_id for one in link(line, load_library(), today) if one.article_id] for line in lines]
    articles = Article.objects.in_bulk({pk for row in links for pk in row})
    chips = chips_for([(article, today) for article in articles.values()], today)
    for line, row in zip(lines, links, strict=True):
        found.append(Basis(line, [chips[pk] for pk in dict.fromkeys(row) if pk in chips]))
    return found


def draft(wording: Wording) -> QuestionVersion:
    """A version that is not kept, to look at. What could not be drawn on a page is left out."""
    one = tidy(wording)
    part = part_of(one.kind)
    if part == "regions":
        placed = [row for row in one.body[part] if all(_is_number(row.get(side)) for side in ("x", "y", "w", "h"))]
        one = replace(one, body={part: placed})
    letters = [row.get("key") for row in one.body.get(part, [])] if part else []
    key = [letter for letter in one.key if letter in letters] if part and isinstance(one.key, list) else one.key
    return QuestionVersion(
        kind=one.kind,
        stem=one.stem,
        body=one.body,
        key=key,
        explanation=one.explanation,
        basis=one.basis,
        picture_id=one.picture,
        picture_alt=one.picture_alt,
        difficulty=one.difficulty,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def uses_of(question: Question, user: Person | AnonymousUser, today: datetime.date) -> Uses:
    """Papers that may draw it today, papers that were handed out with it, lessons that practise it."""
    uses = Uses()
    asked = AttemptItem.objects.filter(version__question=question).values_list("attempt__paper", flat=True)
    counts: dict[int, int] = {}
    for paper in asked:
        counts[paper] = counts.get(paper, 0) + 1
    papers = list(Paper.objects.visible_to(user).select_related("current").order_by("title"))
    uses.held = [(paper, counts[paper.pk]) for paper in papers if paper.pk in counts]
    uses.drawn = _may_draw(question, papers, today)
    uses.lessons = [page for page in LessonPage.objects.live().order_by("path") if question.code in codes_of(page)]
    return uses


def drawn_unreviewed(question: Question, user: Person, today: datetime.date) -> list[Paper]:
    """Papers that may draw a question for which nobody stands yet; none when it is reviewed."""
    if question.state != Question.State.WAITING:
        return []
    return _may_draw(question, Paper.objects.visible_to(user).select_related("current").order_by("title"), today)


def _may_draw(question: Question, papers: Iterable[Paper], today: datetime.date) -> list[Paper]:
    pools: dict[bool, dict[int, drawing.Candidate]] = {}
    found = []
    for paper in papers:
        if paper.current is None or paper.retired_at:
            continue
        loose = paper.current.allow_unreviewed
        if loose not in pools:
            pools[loose] = {one.question: one for one in candidates(allow_unreviewed=loose, today=today)}
        one = pools[loose].get(question.pk)
        quotas, _ = read_quotas(paper.current.quotas)
        if one and any(drawing.meets(quota, one, one.trades, strict=False) for quota in quotas):
            found.append(paper)
    return found
