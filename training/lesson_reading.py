"""Reading a lesson for its page: parts ready to print, checks, the law behind it, and what of it the reader has done.

For a stranger the answer depends on the page and the day alone. Edges pass the day and who asks.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from cases.models import Precedent
from cases.teaching import published_by_code
from knowledge import reading
from knowledge.models import Article, Citation
from knowledge.reading import Chip
from knowledge.rules.citations import link
from knowledge.services.library import load_library
from portal.models import Membership, Person

from . import sitting
from .hearing import Heard, on_page
from .lesson_checks import checks_of, codes_of, order_of, places_of
from .models import (
    AttemptItem,
    LessonDone,
    LessonPage,
    LevelPage,
    PracticeAnswer,
    ProgrammePage,
    QuestionVersion,
    StudySession,
)
from .rules import hours, kinds
from .rules.trades import is_for
from .services.lesson_citations import text_of
from .services.practice import Verdict

Reader = Person | AnonymousUser


@dataclass(frozen=True)
class Said:
    """What is said of an answer: the right one in words, why, and the law. `told` is false until it was right once."""

    right: bool
    answer: str
    explanation: str
    chips: list[Chip]


@dataclass
class Check:
    """A question inside the lesson. `known` says that this reader has answered it rightly.

    `error` says why what was given is no answer, `typed` what stood in the field; `again` asks it anew, with nothing
    ticked; `ticket` numbers the next answer.
    """

    code: str
    number: int
    version: QuestionVersion
    asked: sitting.Asked
    said: Said | None = None
    known: bool = False
    error: str = ""
    typed: str | None = None
    again: bool = False
    ticket: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def anchor(self) -> str:
        return f"check-{self.number}"


@dataclass(frozen=True)
class Basis:
    """A line of a 依据 block: its chips, or the words alone when the library does not know them."""

    words: str
    chips: list[Chip]


@dataclass
class Part:
    """One block of the page with what it needs beside its own values.

    `case` counts the cases: #case-1; `precedent` is the published one that is told there.
    """

    block: Any
    eager: bool = False
    check: Check | None = None
    picture: sitting.Picture | None = None
    case: int = 0
    precedent: Precedent | None = None
    bases: list[Basis] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(self.block.block_type)


@dataclass
class Lesson:
    """Everything the template prints."""

    page: LessonPage
    level: LevelPage
    programme: ProgrammePage
    number: int
    total: int
    previous: LessonPage | None
    next: LessonPage | None
    parts: list[Part]
    checks: list[Check]
    signed_in: bool = False
    done_at: datetime.datetime | None = None
    seconds: int = 0
    sounds: list[Heard] = field(default_factory=list)

    @property
    def missing(self) -> list[Check]:
        return [check for check in self.checks if not check.known]

    @property
    def minutes(self) -> int:
        return hours.whole_minutes(self.seconds)

    @property
    def most(self) -> int:
        """The most minutes that this lesson brings."""
        return hours.whole_minutes(hours.ceiling(self.page.minutes))


def read_lesson(
    page: LessonPage,
    reader: Reader,
    today: datetime.date,
    *,
    said: Verdict | None = None,
    draft: bool = False,
    again: str = "",
) -> Lesson:
    """`said` is a verdict to show at its check, `again` the code of one to be asked anew. A `draft` is shown as to a
    stranger, its law linked on the spot."""
    reader = AnonymousUser() if draft else reader
    level, programme = above(page)
    lessons = own_lessons(lessons_under([level], reader), reader, today, keep=page.pk)
    at = next((n for n, one in enumerate(lessons) if one.pk == page.pk), 0)
    own = lessons[at] if lessons and lessons[at].pk == page.pk else None
    versions = checks_of(codes_of(page))
    answers = _answers(page, reader) if versions else []
    given = {code: verdict for code, verdict in _given(answers, said).items() if code != again}
    shown = [given[code].version.pk for code in given if code in versions]
    rows = draft_citations(page, today) if draft else citations_of(page, shown)
    chips = reading.chips_for([(row.article, row.on) for row in rows if row.article], today)
    sounds, spoken = on_page(page, [version.pk for version in versions.values()])
    checks = _checks(page, versions, given, rows, chips, spoken)
    known = {row.version.question.code for row in answers if row.right}
    for check in checks:
        check.known = check.code in known
        check.again = check.code == again
    return Lesson(
        page=page,
        level=level,
        programme=programme,
        number=at + 1,
        total=len(lessons),
        previous=lessons[at - 1] if at else None,
        next=lessons[at + 1] if at + 1 < len(lessons) else None,
        parts=_parts(page, checks, rows, chips),
        checks=checks,
        signed_in=reader.is_authenticated,
        done_at=own.done_at if own else None,
        seconds=own.seconds if own else 0,
        sounds=sounds,
    )


def above(page: LessonPage) -> tuple[LevelPage, ProgrammePage]:
    """No query when the page came by its address."""
    level = page.get_parent().specific
    return level, level.get_parent().specific


def trades_of(reader: Reader, today: datetime.date) -> set[str]:
    if not reader.is_authenticated:
        return set()
    posts = Membership.objects.active(on=today).filter(person=reader).select_related("crew")
    return {post.own_trade for post in posts if post.own_trade}


def lessons_under(levels: Sequence[LevelPage], reader: Reader) -> list[LessonPage]:
    """All lessons in their order, without their words: `done_at` and `seconds` tell how far the reader is."""
    if not levels:
        return []
    under = reduce(or_, (Q(path__startswith=level.path, depth=level.depth + 1) for level in levels))
    rows = LessonPage.objects.live().filter(under).defer("body").order_by("path")
    who = reader.pk if reader.is_authenticated else None
    done = LessonDone.objects.filter(person=who, lesson=OuterRef("pk")).values("at")[:1]
    study = StudySession.objects.filter(person=who, lesson=OuterRef("pk")).order_by().values("lesson")
    counted = study.annotate(sum=Sum("credited")).values("sum")
    return list(rows.annotate(done_at=Subquery(done), seconds=Coalesce(Subquery(counted), 0)))


def own_lessons(
    lessons: Sequence[LessonPage], reader: Reader, today: datetime.date, *, keep: int | None = None
) -> list[LessonPage]:
    """All for a stranger, for a worker those of the own trade (and the one that is open)."""
    if not reader.is_authenticated or not any(row.trades for row in lessons):
        return list(lessons)
    own = trades_of(reader, today)
    return [row for row in lessons if is_for(row.trades, own) or row.pk == keep]


def _answers(page: LessonPage, reader: Reader) -> list[PracticeAnswer]:
    if not reader.is_authenticated:
        return []
    rows = PracticeAnswer.objects.filter(person=reader, lesson=page).select_related("version__question")
    return list(rows.order_by("at", "pk"))


def _given(answers: Iterable[PracticeAnswer], said: Verdict | None) -> dict[str, Verdict]:
    """The verdict to show at each check: the one just given, else the newest that is kept."""
    if said is not None:
        return {said.version.question.code: said}
    return {row.version.question.code: Verdict(row.version, row.answer, row.right) for row in answers}


def citations_of(page: LessonPage, versions: Sequence[int]) -> list[Citation]:
    """Rows of the lesson and of versions of questions, in one query."""
    of_lesson = Q(content_type=ContentType.objects.get_for_model(LessonPage), object_id=page.pk)
    of_versions = Q(content_type=ContentType.objects.get_for_model(QuestionVersion), object_id__in=versions)
    return list(Citation.objects.filter(of_lesson | of_versions).select_related("article").order_by("start"))


def draft_citations(page: LessonPage, today: datetime.date) -> list[Citation]:
    """What will be written when the page is published."""
    links = [one for one in link(text_of(page), load_library(), today) if one.article_id]
    articles = Article.objects.in_bulk({one.article_id for one in links})
    kind = ContentType.objects.get_for_model(LessonPage)
    return [
        Citation(content_type=kind, object_id=page.pk or 0, article=articles[one.article_id], start=one.start, on=today)
        for one in links
        if one.article_id in articles
    ]


def _checks(
    page: LessonPage,
    versions: Mapping[str, QuestionVersion],
    given: Mapping[str, Verdict],
    rows: Sequence[Citation],
    chips: Mapping[int, Chip],
    spoken: sitting.Sounds,
) -> list[Check]:
    codes = [code for code in codes_of(page) if code in versions]
    items = [
        AttemptItem(pk=n, position=n, version=versions[code], order=order_of(versions[code]), must=False)
        for n, code in enumerate(codes, start=1)
    ]
    # What was answered in an older version is not ticked: its places may be others now.
    ticked = {
        item.pk: given[code].answer
        for item, code in zip(items, codes, strict=True)
        if code in given and given[code].version.pk == versions[code].pk
    }
    asked = sitting.ask(items, ticked, sounds=spoken)
    return [
        Check(code, one.position, versions[code], one, said_of(given[code], rows, chips) if code in given else None)
        for code, one in zip(codes, asked, strict=True)
    ]


def said_of(verdict: Verdict, rows: Iterable[Citation], chips: Mapping[int, Chip]) -> Said:
    version = verdict.version
    of_version = ContentType.objects.get_for_model(QuestionVersion).pk
    own = [row for row in rows if row.content_type_id == of_version and row.object_id == version.pk]
    return Said(
        right=verdict.right,
        answer=answer_words(version),
        explanation=version.explanation,
        chips=_chips(own, chips),
    )


def answer_words(version: QuestionVersion) -> str:
    """The right answer as the page names it: B，先挂好再上."""
    body, key = version.body, version.key
    if version.kind == kinds.NUMERIC:
        return f"{key['value']}{body.get('unit', '')}"
    if version.kind == kinds.TRUE_FALSE:
        return "对" if key else "错"
    entries = {entry["key"]: entry for part in ("options", "regions", "items") for entry in body.get(part, [])}
    if version.kind == kinds.ORDERING:
        return " → ".join(entries[one]["text"] for one in key)
    places = places_of(version)
    named = []
    for one in sorted([key] if isinstance(key, str) else key, key=places.index):
        number = places.index(one) + 1
        mark = f"第 {number} 处" if version.kind == kinds.HAZARD else chr(64 + number)
        words = entries[one].get("text") or entries[one].get("label") or ""
        named.append(f"{mark} {words}".strip())
    return "；".join(named)


def _chips(rows: Iterable[Citation], chips: Mapping[int, Chip]) -> list[Chip]:
    return [chips[pk] for pk in dict.fromkeys(row.article_id for row in rows if row.article_id) if pk in chips]


def _parts(
    page: LessonPage, checks: Sequence[Check], rows: Sequence[Citation], chips: Mapping[int, Chip]
) -> list[Part]:
    by_code = {check.code: check for check in checks}
    of_lesson = ContentType.objects.get_for_model(LessonPage).pk
    own = [row for row in rows if row.content_type_id == of_lesson]
    pictures, told = _pictures(page), _precedents(page)
    parts: list[Part] = []
    place, pictured, cases = 0, False, 0
    for block in page.body:
        part = Part(block)
        if part.kind == "picture":
            if not _shows_picture(block):
                continue
            part.picture = pictures.get(block.value["picture"].pk)
            part.eager, pictured = not pictured, True
        elif part.kind == "case":
            part.case = cases = cases + 1
            part.precedent = told.get(code_of(block))
            if part.precedent is None and not block.value["title"]:
                continue
        elif part.kind == "check":
            part.check = by_code.get(str(block.value["question"]))
            if part.check is None:
                continue
        elif part.kind == "articles":
            for line in block.value["citations"]:
                words = str(line)
                inside = [row for row in own if place <= row.start < place + len(words) + 1]
                part.bases.append(Basis(words, _chips(inside, chips)))
                place += len(words) + 1
        parts.append(part)
    return parts


def _precedents(page: LessonPage) -> dict[str, Precedent]:
    """What the lesson tells of published precedents; no query when it names none."""
    return published_by_code(code_of(block) for block in page.body if block.block_type == "case")


def code_of(block: Any) -> str:
    """The precedent of a case block; blocks from before there were any have none."""
    return str(block.value.get("precedent") or "")


def _pictures(page: LessonPage) -> dict[int, sitting.Picture]:
    """The blocks bring their pictures along: only photographs are looked up again, for their light copies."""
    images = [block.value["picture"] for block in page.body if _shows_picture(block)]
    drawings = {image.pk: sitting.picture_of(image) for image in images if image.is_svg()}
    return drawings | sitting.pictures_of({image.pk for image in images} - set(drawings))


def _shows_picture(block: Any) -> bool:
    """False for another block, and for a draft whose picture is not chosen yet or is gone from the library."""
    return block.block_type == "picture" and block.value["picture"] is not None
