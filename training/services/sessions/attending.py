"""Signing oneself, coming late, and putting attendance right afterwards: every change is a row."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from portal.clock import SHANGHAI
from portal.models import Membership, Person
from portal.services.refusal import Refused

from ...models import Attendee, CrewSession, TrainingRecord
from ...rules import sessions as rules
from ...rules.sessions import BadSheet
from ..records import correct_record
from .crediting import source_of, span, taken_by, write_records
from .outcomes import check_outcome
from .who import check_keeper, postings, postings_on_site

SIGN_AFTER = datetime.timedelta(hours=24)
"""So long after the end, or after the sheet arrived, somebody on the list may still sign."""
_LATE = datetime.timedelta(minutes=10)


@transaction.atomic
def sign(*, session: CrewSession, person: Person, signature: Any, now: datetime.datetime) -> Attendee:
    """One's own name under a session, by its QR. Whoever is on site joins while it goes on; signing twice is once.

    Without strokes it is a confirmation by who is signed in. Whoever was written down unsigned is credited by it, once.
    """
    row = CrewSession.objects.select_for_update().get(pk=session.pk)
    strokes = _strokes(signature)
    there = row.attendees.filter(person=person).first()
    if there is not None and there.signed_at:
        return there
    _may_sign(row, person, there, now)
    if there is None:
        late = now > row.starts_at + _LATE
        return Attendee.objects.create(
            session=row, person=person, signature=strokes, signed_at=now, joined_at=now if late else None
        )
    there.signature, there.signed_at = strokes, now
    there.save(update_fields=["signature", "signed_at"])
    if row.state == CrewSession.State.CLOSED and newest_record(row, person) is None:
        posts = postings_on_site(project=row.project, crew=row.crew, people=[person.pk], at=row.starts_at)
        write_records(session=row, attendees=[there], posts=posts, now=now)
    return there


def _strokes(signature: Any) -> rules.Strokes:
    try:
        return rules.read_signature(signature)
    except BadSheet as bad:
        raise Refused(bad.message, bad.field) from bad


def _may_sign(row: CrewSession, person: Person, there: Attendee | None, now: datetime.datetime) -> None:
    if row.state == CrewSession.State.VOID:
        raise Refused("这场教育没有开成，不用签。")
    if row.state == CrewSession.State.CLOSED:
        if there is None:
            raise Refused("这场教育已经结束，名单里没有你。参加了的，请找班组长补记。")
        if now > sign_until(row):
            raise Refused("结束超过 24 小时，不能再签了。参加了的，请找班组长或安全员补记。")
    if now < row.starts_at - _LATE:
        raise Refused("还没有开始，到点再签。")
    if there is None and not on_site(person, row, now):
        raise Refused("你没有登记在这个项目。请先找劳务管理员办进场登记。")


def sign_until(session: CrewSession) -> datetime.datetime:
    """A sheet that was long without network gives those on it their day all the same."""
    return max(session.ends_at or session.received_at, session.received_at) + SIGN_AFTER


def on_site(person: Person, row: CrewSession, now: datetime.datetime) -> bool:
    today = now.astimezone(SHANGHAI).date()
    return Membership.objects.active(on=today).filter(person=person, project=row.project_id).exists()


@transaction.atomic
def add_attendee(
    *,
    session: CrewSession,
    person: Person,
    by: Person,
    reason: str,
    now: datetime.datetime,
    joined_at: datetime.datetime | None = None,
    result: str = "none",
    practical: str = "none",
) -> TrainingRecord:
    """Somebody who was there but not on the list, or on it without a signature. The row says who entered it and why."""
    row = CrewSession.objects.select_for_update().get(pk=session.pk)
    check_keeper(by, row)
    if row.state != CrewSession.State.CLOSED:
        raise Refused("还没有结束的教育，请直接在名单里勾选。")
    if not reason.strip():
        raise Refused("请写明为什么补记", "reason")
    there = row.attendees.filter(person=person).first()
    if there is not None and newest_record(row, person) is not None:
        raise Refused(f"{person} 已经在名单里。", "person")
    posts, gone = postings(by, project=row.project, crew=row.crew, people=[person.pk], at=row.starts_at)
    if gone:
        raise Refused(f"{person} {gone[person.pk]}。", "person")
    check_outcome(result, practical)
    facts = {"joined_at": joined_at, "added_by": by, "result": result, "practical": practical}
    there, _ = Attendee.objects.update_or_create(session=row, person=person, defaults=facts)
    why = f"补记：{reason.strip()}"
    (made,) = write_records(session=row, attendees=[there], posts=posts, now=now, by=by, reason=why)
    return made


@transaction.atomic
def correct_attendance(
    *,
    session: CrewSession,
    person: Person,
    by: Person,
    reason: str,
    now: datetime.datetime,
    absent: bool = False,
    joined_at: datetime.datetime | None = None,
    result: str = "",
    practical: str = "",
) -> TrainingRecord:
    """Was not there after all, came later than written, or did otherwise: a row that corrects the one on file."""
    last = newest_record(session, person)
    if last is None:
        raise Refused(f"{person} 在这场教育里没有记录。", "person")
    changes: dict[str, Any] = {}
    for name, value in (("result", result), ("practical", practical)):
        if value:
            check_outcome(value)
            changes[name] = value
    if joined_at is not None:
        there = span(session, joined_at)
        minutes = rules.credited_minutes(there, taken_by([person.pk], session)[person.pk])
        changes |= {"starts_at": there[0], "minutes": minutes}
    return correct_record(record=last, by=by, reason=reason, now=now, withdraw=absent, **changes)


def newest_record(session: CrewSession, person: Person) -> TrainingRecord | None:
    """The row that nothing corrects; it may be a withdrawal."""
    rows = TrainingRecord.objects.filter(session=session, person=person, corrected_by__isnull=True)
    return (
        rows.order_by("-pk").first() or TrainingRecord.objects.filter(source=source_of(session), person=person).first()
    )
