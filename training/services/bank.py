"""The question bank: writing questions, new versions of them, taking them away."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from knowledge.models import Citation
from knowledge.rules.citations import State, link
from knowledge.services.library import load_library
from knowledge.services.link_citations import link_objects
from portal.clock import SHANGHAI
from portal.models import Person
from portal.services.refusal import Refused

from ..models import KnowledgePoint, Question, QuestionVersion
from ..rules.blueprint import LEVEL_NAMES
from ..rules.questions import Wording, code_problem, problems, tidy
from .recordings import carry_over

_LONGEST_TRADE = 30


@dataclass(frozen=True)
class Sorting:
    """Where a question belongs, and the case told with its verdict (the code of a precedent).

    Not part of a version: changing it asks for no review. Empty lists mean all.
    """

    point: KnowledgePoint
    levels: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    red_line: bool = False
    case: str = ""

    @classmethod
    def of(cls, question: Question) -> Sorting:
        return cls(question.point, tuple(question.levels), tuple(question.trades), question.red_line, question.case)

    def stored(self) -> dict[str, object]:
        return {
            "point": self.point,
            "levels": list(self.levels),
            "trades": list(self.trades),
            "red_line": self.red_line,
            "case": self.case,
        }


def wording_of(version: QuestionVersion) -> Wording:
    """A version as it was written."""
    return Wording(
        kind=version.kind,
        stem=version.stem,
        key=version.key,
        explanation=version.explanation,
        basis=version.basis,
        body=version.body,
        difficulty=version.difficulty,
        picture=version.picture_id,
        picture_alt=version.picture_alt,
    )


@transaction.atomic
def add_question(
    *, code: str, wording: Wording, sorting: Sorting, by: Person | None, now: datetime.datetime
) -> Question:
    """A new question, waiting for an expert's review. Refused with every problem, the field of the first."""
    _check(wording, sorting)
    if wrong := code_problem(code):
        raise Refused(wrong, "code")
    if Question.objects.filter(code=code).exists():
        raise Refused(f"题号 {code} 已经用过", "code")
    question = Question.objects.create(code=code, **sorting.stored())
    link_bases(versions=[write_version(question=question, wording=wording, by=by, on=day_of(now))])
    return question


@transaction.atomic
def revise_question(
    *, question: Question, wording: Wording, by: Person | None, now: datetime.datetime
) -> QuestionVersion:
    """The next version, which waits for review again; what was used stays as it was. Identical content makes none."""
    row = Question.objects.select_for_update().select_related("current", "point").get(pk=question.pk)
    _check(wording, Sorting.of(row))
    if row.current and tidy(wording) == tidy(wording_of(row.current)):
        return row.current
    version = write_version(question=row, wording=wording, by=by, on=day_of(now))
    link_bases(versions=[version])
    detach(question=row, by=by)
    return version


@transaction.atomic
def sort_question(*, question: Question, sorting: Sorting, by: Person | None) -> Question:
    """Move a question to another point, level or trade."""
    row = Question.objects.select_for_update().select_related("point").get(pk=question.pk)
    _check_sorting(sorting)
    if Sorting.of(row) != sorting:
        Question.objects.filter(pk=row.pk).update(**sorting.stored())
        detach(question=row, by=by)
        row.refresh_from_db()
    return row


def write_version(*, question: Question, wording: Wording, by: Person | None, on: datetime.date) -> QuestionVersion:
    """The next version of a well-formed question becomes the current one, with the recordings of the words it keeps.

    Its basis is linked by `link_bases`.
    """
    one = tidy(wording)
    last = question.versions.aggregate(last=Max("number"))["last"] or 0
    version = QuestionVersion.objects.create(
        question=question,
        number=last + 1,
        kind=one.kind,
        difficulty=one.difficulty,
        stem=one.stem,
        picture_id=one.picture,
        picture_alt=one.picture_alt,
        body=one.body,
        key=one.key,
        explanation=one.explanation,
        basis=one.basis,
        written_on=on,
        written_by=by,
    )
    carry_over(before=question.current, after=version)
    question.current = version
    question.state = Question.State.WAITING
    question.reviewed_by = question.reviewed_on = question.reviewed_until = None
    question.save(update_fields=["current", "state", "reviewed_by", "reviewed_on", "reviewed_until"])
    return version


def link_bases(*, versions: Iterable[QuestionVersion]) -> None:
    """Tie versions to the articles they rest on, as the law stood on the day of writing."""
    link_objects(texts=[(one, one.basis, one.written_on) for one in versions], kind=Citation.Kind.BASIS)


@dataclass(frozen=True)
class Unmatched:
    """A line of a basis that ties to no article. `missing`: its law is held in full, without such an article."""

    number: int
    words: str
    missing: bool


def unmatched(basis: str, on: datetime.date) -> list[Unmatched]:
    """What `link_bases` would leave open on that day: lines without an article, or with one that does not exist."""
    links = link(basis, load_library(), on)
    found, start = [], 0
    for number, line in enumerate(basis.split("\n"), start=1):
        here = [one for one in links if start <= one.start < start + len(line) + 1]
        start += len(line) + 1
        missing = any(one.state is State.NO_SUCH_ARTICLE for one in here)
        if line.strip() and (missing or not any(one.article_id for one in here)):
            found.append(Unmatched(number, line.strip(), missing))
    return found


def next_code(point: KnowledgePoint) -> str:
    """The code of the point with the number after the highest that was given."""
    codes = Question.objects.filter(code__startswith=f"{point.code}.").values_list("code", flat=True)
    tails = [code.removeprefix(f"{point.code}.") for code in codes]
    return f"{point.code}.{max((int(one) for one in tails if one.isascii() and one.isdigit()), default=0) + 1}"


def detach(*, question: Question, by: Person | None) -> None:
    """A person has put a hand to it: what is shipped later no longer overwrites it."""
    if by is not None and question.content_sha:
        question.content_sha = ""
        question.save(update_fields=["content_sha"])


@transaction.atomic
def retire_question(*, question: Question, by: Person | None, now: datetime.datetime) -> Question:
    """Not asked any more. Papers that hold it, and their results, stay."""
    row = Question.objects.select_for_update().get(pk=question.pk)
    if row.retired_at is None:
        row.retired_at = now
        row.save(update_fields=["retired_at"])
        detach(question=row, by=by)
    return row


@transaction.atomic
def restore_question(*, question: Question, by: Person | None) -> Question:
    """Asked again, with the review it had."""
    row = Question.objects.select_for_update().get(pk=question.pk)
    if row.retired_at is not None:
        row.retired_at = None
        row.save(update_fields=["retired_at"])
        detach(question=row, by=by)
    return row


def day_of(now: datetime.datetime) -> datetime.date:
    return now.astimezone(SHANGHAI).date()


def _check(wording: Wording, sorting: Sorting) -> None:
    found = problems(wording)
    if found:
        raise Refused("；".join(message for _, message in found), found[0][0])
    _check_sorting(sorting)


def _check_sorting(sorting: Sorting) -> None:
    unknown = [level for level in sorting.levels if level not in LEVEL_NAMES]
    if unknown:
        raise Refused(f"没有“{'、'.join(unknown)}”这个级别", "levels")
    if any(not trade.strip() or len(trade) > _LONGEST_TRADE for trade in sorting.trades):
        raise Refused(f"工种不能是空的，最多 {_LONGEST_TRADE} 个字", "trades")
