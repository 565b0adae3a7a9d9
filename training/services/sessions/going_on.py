"""A session that is going on: people sign themselves by its QR, its end writes the records."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal.clock import SHANGHAI
from portal.models import Person
from portal.services.refusal import Refused

from ...models import Attendee, CrewSession, TrainingRecord
from ...rules import sessions as rules
from ...rules.sessions import BadSheet
from .crediting import credit
from .outcomes import check_outcome
from .receiving import attend, check_times, make, place, read
from .who import check_keeper, postings, postings_on_site


@dataclass(frozen=True)
class Outcome:
    """How somebody did, as the trainer says."""

    result: str = "none"
    practical: str = "none"


@transaction.atomic
def open_session(*, payload: Any, by: Person, now: datetime.datetime) -> CrewSession:
    """Begin a session of today; whoever is ticked already is on its list. The same uuid opens one."""
    sheet = read(payload, going_on=True)
    known = CrewSession.objects.filter(uuid=sheet.uuid, opened_by=by).first()
    if known is not None:
        return known
    if sheet.starts_at > now + rules.AHEAD:
        raise Refused("开始时间还没有到。到点再开，或者改成现在。", "starts_at")
    if sheet.starts_at < now:
        check_times(sheet, now)
    project, crew = place(sheet, by)
    keys = [one.person for one in sheet.people]
    posts, _ = postings(by, project=project, crew=crew, people=keys, at=sheet.starts_at)
    session = make(sheet, by, project, crew, now, CrewSession.State.OPEN)
    attend(session, sheet.people, posts, now)
    return session


@transaction.atomic
def close_session(
    *,
    session: CrewSession,
    by: Person,
    ends_at: datetime.datetime,
    now: datetime.datetime,
    outcomes: Mapping[int, Outcome] | None = None,
    absent: Collection[int] = (),
    trainer_signature: Any = None,
    on_paper: bool = False,
) -> list[TrainingRecord]:
    """The end: everyone on the list but the `absent` gets a record, if signed here or, by the word of `by`, on paper.

    Nobody who has signed can be called absent.
    """
    row = _locked(session)
    check_keeper(by, row)
    if row.state != CrewSession.State.OPEN:
        raise Refused("这场教育已经结束了。")
    _close(row, ends_at, trainer_signature, now)
    _strike(row, absent)
    there = list(row.attendees.select_related("person").order_by("pk"))
    if not there:
        raise Refused("还没有人参加。没有开成的，请点“没有开成”。", "people")
    keys = [one.person_id for one in there]
    posts = postings_on_site(project=row.project, crew=row.crew, people=keys, at=row.starts_at)
    for one in there:
        outcome = (outcomes or {}).get(one.person_id, Outcome())
        check_outcome(outcome.result, outcome.practical)
        one.result, one.practical = outcome.result, outcome.practical
    Attendee.objects.bulk_update(there, ["result", "practical"])
    return credit(session=row, attendees=there, posts=posts, now=now, by=by, on_paper=on_paper)


def _locked(session: CrewSession) -> CrewSession:
    rows = CrewSession.objects.select_for_update(of=("self",)).select_related("project", "crew", "opened_by")
    return rows.get(pk=session.pk)


def _close(row: CrewSession, ends_at: datetime.datetime, signature: Any, now: datetime.datetime) -> None:
    try:
        rules.check_times(row.starts_at, ends_at.astimezone(SHANGHAI), now=now.astimezone(SHANGHAI))
        drawn = rules.read_signature(signature)
    except BadSheet as bad:
        raise Refused(bad.message, bad.field) from bad
    row.ends_at, row.state = ends_at, CrewSession.State.CLOSED
    row.trainer_signature = drawn or row.trainer_signature
    row.save(update_fields=["ends_at", "state", "trainer_signature"])


def _strike(row: CrewSession, absent: Collection[int]) -> None:
    away = row.attendees.filter(person__in=absent).select_related("person")
    signed = [str(one.person) for one in away if one.signed_at]
    if signed:
        raise Refused(f"{'、'.join(signed[:5])}已经自己签了名，不能当没来。要更正的，结束以后写明原因再改。", "people")
    away.delete()


@transaction.atomic
def void_session(*, session: CrewSession, by: Person) -> CrewSession:
    """It came to nothing. Only while it is going on: what is on file is corrected, not voided."""
    row = _locked(session)
    check_keeper(by, row)
    if row.state != CrewSession.State.OPEN:
        raise Refused("已经结束的教育不能作废，有错请更正。")
    row.state = CrewSession.State.VOID
    row.save(update_fields=["state"])
    return row
