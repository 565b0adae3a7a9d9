"""The training file. The only writers of TrainingRecord stand here; rows are added, never changed.

Every row that stands and is not a fail also stands in the register (`portal.PersonRecord`, kind training), where the
gate, cases and early warnings read it. It holds there from the day on which the training ended.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from portal.clock import SHANGHAI
from portal.models import Membership, Person, PersonRecord, Project
from portal.services import register
from portal.services.refusal import Refused

from ..models import Attempt, AttemptResult, TrainingRecord
from ..rules.clock import minutes_taken
from ..rules.levels import METHODS, NAMES
from . import certificates

CORRECTABLE = frozenset(
    {"level", "method", "content", "starts_at", "ends_at", "minutes", "trainer", "result", "score", "practical"}
    | {"basis", "trade", "crew", "project"}
)
_COPIED = (*sorted(CORRECTABLE), "person", "offline", "session", "attempt", "is_sample")
_WAYS = dict(METHODS)
_CORRECTS = "+"
"""Stands in the source of a corrected row, between where the first row came from and the key of the row corrected."""


@transaction.atomic
def add_record(*, person: Person, source: str, **facts: Any) -> TrainingRecord:
    """One row, once for a person and source: writing again returns what is there and changes nothing.

    `facts` are the fields of TrainingRecord; `created_at` is needed. What concerns a sample is itself sample.
    Refused when level or method is unknown, the end lies before the start, or there is no content.
    """
    kept = TrainingRecord.objects.filter(person=person, source=source).first()
    if kept is not None:
        return kept
    _check(facts)
    project = facts.get("project")
    facts["is_sample"] = bool(facts.get("is_sample") or person.is_sample or (project and project.is_sample))
    facts["content"] = facts["content"].strip()[:300]
    row, made = TrainingRecord.objects.get_or_create(person=person, source=source, defaults=facts)
    if made:
        _mirror(row)
        certificates.follow_correction(record=row)
    return row


def _check(facts: dict[str, Any]) -> None:
    if facts.get("level") not in NAMES:
        raise Refused("没有这一个级别", "level")
    if facts.get("method") not in _WAYS:
        raise Refused("没有这一种形式", "method")
    if not facts.get("content", "").strip():
        raise Refused("请写明学了什么", "content")
    if facts["ends_at"] < facts["starts_at"]:
        raise Refused("结束时间比开始时间还早", "ends_at")


def _mirror(row: TrainingRecord) -> None:
    """The register says what holds: a corrected row no longer does, a fail never did."""
    if row.corrects is not None:
        _end_mirror(row.corrects, PersonRecord.Status.REVOKED if row.withdrawn else PersonRecord.Status.SUPERSEDED)
    if row.withdrawn or row.result == TrainingRecord.Result.FAILED:
        return
    register.keep_record(
        person=row.person,
        kind=PersonRecord.Kind.TRAINING,
        title=f"{NAMES[row.level]}教育",
        project=row.project,
        starts_on=_day(row.ends_at),
        values={
            "level": row.level,
            "method": row.method,
            "content": row.content,
            "minutes": row.minutes,
            "result": row.result,
            "practical": row.practical,
        },
        source=row,
        now=row.created_at,
        is_sample=row.is_sample,
    )


def _end_mirror(row: TrainingRecord, status: str) -> None:
    of_records = ContentType.objects.get_for_model(TrainingRecord)
    kept = PersonRecord.objects.of_kind(PersonRecord.Kind.TRAINING).filter(source_type=of_records, source_id=row.pk)
    for mirror in kept:
        register.end_record(record=mirror, on=_day(row.ends_at), status=status)


def _day(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(SHANGHAI).date()


@transaction.atomic
def record_exam(*, attempt: Attempt, result: AttemptResult, now: datetime.datetime) -> TrainingRecord:
    """The row of a result; a later result of the same attempt corrects the row before it."""
    before = _last_row(attempt)
    return add_record(
        person=attempt.person,
        source=f"attempt:{attempt.code}:{result.number}",
        **_exam_facts(attempt, now),
        result=TrainingRecord.Result.PASSED if result.passed else TrainingRecord.Result.FAILED,
        score=result.score,
        corrects=before,
        reason=result.why[:200] if before else "",
    )


@transaction.atomic
def withdraw_exam(*, attempt: Attempt, by: Person, reason: str, now: datetime.datetime) -> TrainingRecord | None:
    """A row that takes the attempt's record back; none when there was no record."""
    before = _last_row(attempt)
    if before is None:
        return None
    facts = _exam_facts(attempt, now) | {"corrects": before, "withdrawn": True, "reason": reason[:200], "by": by}
    return add_record(person=attempt.person, source=f"attempt:{attempt.code}:void", **facts)


def _last_row(attempt: Attempt) -> TrainingRecord | None:
    return TrainingRecord.objects.filter(attempt=attempt, corrected_by__isnull=True).order_by("-pk").first()


def _exam_facts(attempt: Attempt, now: datetime.datetime) -> dict[str, Any]:
    closed_at = attempt.closed_at or now
    posts = Membership.objects.active(on=_day(closed_at)).filter(person=attempt.person, project=attempt.project)
    post = posts.select_related("crew").first() if attempt.project_id else None
    return {
        "project": attempt.project,
        "crew": post.crew if post else None,
        "trade": post.own_trade if post else "",
        "level": attempt.paper.level,
        "method": "exam",
        "content": f"考试：{attempt.paper.title}",
        "starts_at": attempt.started_at,
        "ends_at": max(attempt.started_at, min(closed_at, attempt.deadline)),
        "minutes": minutes_taken(attempt.started_at, closed_at=closed_at, deadline=attempt.deadline),
        "trainer": str(attempt.supervisor) if attempt.supervisor else "",
        "attempt": attempt,
        "created_at": now,
        "is_sample": attempt.is_sample,
    }


@transaction.atomic
def correct_record(
    *, record: TrainingRecord, by: Person, reason: str, now: datetime.datetime, withdraw: bool = False, **changes: Any
) -> TrainingRecord:
    """A new row that names the old one and says who, why and what is right; with `withdraw` nothing of it holds.

    A withdrawal may be taken back the same way. Refused without a reason or a change, for one's own record, for a row
    that is already corrected, and to anyone who does not keep the people of the whole project.
    """
    row = TrainingRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    _check_corrector(row, by)
    if not reason.strip():
        raise Refused("请写明为什么更正", "reason")
    if TrainingRecord.objects.filter(corrects=row).exists() or (row.withdrawn and withdraw):
        raise Refused("这一条已经更正过了，请打开最新的一条。")
    unknown = set(changes) - CORRECTABLE
    if unknown:
        raise Refused("这几项不能更正：" + "、".join(sorted(unknown)))
    if not withdraw and not row.withdrawn and all(getattr(row, name) == value for name, value in changes.items()):
        raise Refused("没有改动，不用更正。")
    facts = {name: getattr(row, name) for name in _COPIED} | changes
    facts |= {"corrects": row, "withdrawn": withdraw, "reason": reason.strip()[:200], "by": by, "created_at": now}
    return add_record(source=f"{row.source.partition(_CORRECTS)[0]}{_CORRECTS}{row.pk}", **facts)


def _check_corrector(row: TrainingRecord, by: Person) -> None:
    if row.person_id == by.pk and not by.is_superuser:
        raise Refused("自己的记录要请别人来更正。")
    if not may_correct(record=row, by=by):
        raise Refused("这个人的记录不归你管。")


def may_correct(*, record: TrainingRecord, by: Person) -> bool:
    """Keeps the people of the whole project; without a project, of one where the person is posted. Never one's own."""
    if by.is_superuser:
        return True
    kept = Project.objects.wholly_kept_by(by)
    if record.person_id == by.pk:
        return False
    if record.project_id:
        return kept.filter(pk=record.project_id).exists()
    return Membership.objects.filter(person=record.person_id, project__in=kept.values("pk")).exists()
