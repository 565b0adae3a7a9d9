"""Promises: made, kept, dropped; and those whose time passes, found by sweeping."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.services.refusal import Refused

from ..models import Case, CaseRecord, Promise
from ..rules.access import Action
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person


@transaction.atomic
def promise(
    *,
    case: Case,
    by: Person,
    what: str,
    due_at: datetime.datetime,
    now: datetime.datetime,
    made_at: datetime.datetime | None = None,
    to: str = "",
    who: str = "",
    record: CaseRecord | None = None,
) -> Promise:
    """Note what was promised. The time by which it is to be kept lies after the time at which it was promised."""
    guard(case, by, Action.RECORD)
    made = made_at or now
    if not what.strip():
        raise Refused("写清楚答应了什么", "what")
    if made > now + datetime.timedelta(minutes=5):
        raise Refused("时间不能晚于现在", "made_at")
    if due_at <= made:
        raise Refused("要在答应以后的时间", "due_at")
    if record is not None and record.case_id != case.pk:
        raise Refused("这次谈话不在这件案子里", "record")
    row = Promise.objects.create(
        case=case,
        what=what.strip()[:300],
        to=to.strip()[:120],
        who=who.strip()[:60],
        made_at=made,
        due_at=due_at,
        record=record,
        by=by,
        noted_at=now,
    )
    note(case=case, verb="promise", by=by, at=now, promise=row.pk, due=due_at.isoformat())
    return row


@transaction.atomic
def keep_promise(*, promise: Promise, by: Person, how: str, now: datetime.datetime) -> Promise:
    """It has been done; late or not stays to be seen."""
    row = _open(promise, by)
    if not how.strip():
        raise Refused("写一句怎样做到的", "how")
    row.kept_at, row.kept_how, row.kept_by = now, how.strip()[:300], by
    if now > row.due_at and row.missed_at is None:
        row.missed_at = row.due_at
    row.save(update_fields=["kept_at", "kept_how", "kept_by", "missed_at"])
    note(case=row.case, verb="keep_promise", by=by, at=now, promise=row.pk, late=row.missed_at is not None)
    return row


@transaction.atomic
def drop_promise(*, promise: Promise, by: Person, why: str, now: datetime.datetime) -> Promise:
    """It is needed no more, with the reason; it stays to be read."""
    row = _open(promise, by)
    if not why.strip():
        raise Refused("写明为什么不再需要", "why")
    row.dropped_at, row.dropped_why = now, why.strip()[:300]
    row.save(update_fields=["dropped_at", "dropped_why"])
    note(case=row.case, verb="drop_promise", by=by, at=now, why=why.strip(), promise=row.pk)
    return row


def _open(promise: Promise, by: Person) -> Promise:
    guard(promise.case, by, Action.RECORD)
    row = Promise.objects.select_for_update().select_related("case").get(pk=promise.pk)
    if row.kept_at or row.dropped_at:
        raise Refused("这个承诺已经办完了")
    return row


@transaction.atomic
def sweep_promises(*, now: datetime.datetime) -> list[Promise]:
    """Mark those whose time has passed; each is found once. The edge tells people about them."""
    rows = list(Promise.objects.due(now=now).select_for_update().select_related("case"))
    for row in rows:
        row.missed_at = row.due_at
        row.save(update_fields=["missed_at"])
        note(case=row.case, verb="promise_missed", by=None, at=now, promise=row.pk)
    return rows
