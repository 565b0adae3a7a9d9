"""What a session puts into the training file."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

from portal.models import Membership, Person
from portal.services.refusal import Refused

from ...models import Attendee, CrewSession, TrainingRecord
from ...rules.sessions import Interval, arrival, credited_minutes
from ..records import add_record

PAPER = "纸上签名"
"""The reason on the record of somebody whose name stands on paper only."""


def source_of(session: CrewSession) -> str:
    return f"session:{session.pk}"


def credit(
    *,
    session: CrewSession,
    attendees: Iterable[Attendee],
    posts: Mapping[int, Membership],
    now: datetime.datetime,
    by: Person,
    on_paper: bool,
) -> list[TrainingRecord]:
    """Records for those who signed; for the others only if `by` says that they signed on paper.

    Without that word they stay on the list without a record, until they sign themselves.
    """
    rows = list(attendees)
    lock(one.person_id for one in rows)
    unsigned = [one for one in rows if not one.signed_at] if on_paper else []
    for one in unsigned:
        one.on_paper = True
    Attendee.objects.bulk_update(unsigned, ["on_paper"])
    write = partial(write_records, session=session, posts=posts, now=now)
    return write(attendees=[one for one in rows if one.signed_at]) + write(attendees=unsigned, by=by, reason=PAPER)


def write_records(
    *,
    session: CrewSession,
    attendees: Iterable[Attendee],
    posts: Mapping[int, Membership],
    now: datetime.datetime,
    by: Person | None = None,
    reason: str = "",
) -> list[TrainingRecord]:
    """One row for each, with the time that no other session of the same person has taken."""
    rows = list(attendees)
    if session.ends_at is None:
        raise Refused("这场教育还没有结束。")
    lock(one.person_id for one in rows)
    taken = taken_by([one.person_id for one in rows], session)
    return [
        add_record(
            person=one.person,
            source=source_of(session),
            **facts_of(session),
            **_own(session, one, posts.get(one.person_id), taken[one.person_id]),
            created_at=now,
            by=by,
            reason=reason[:200],
        )
        for one in rows
    ]


def lock(people: Iterable[int]) -> None:
    """Two sheets that name the same person come one after the other, or both would credit the same hour."""
    list(Person.objects.select_for_update().filter(pk__in=list(people)).order_by("pk").values_list("pk"))


def facts_of(session: CrewSession) -> dict[str, object]:
    post = f"（{session.trainer_post}）" if session.trainer_post else ""
    return {
        "project": session.project,
        "level": session.level,
        "method": session.method,
        "content": f"{session.topic}：{session.content}" if session.content else session.topic,
        "trainer": f"{session.trainer_name}{post}"[:60],
        "offline": False,
        "session": session,
        "is_sample": session.is_sample,
    }


def _own(session: CrewSession, one: Attendee, post: Membership | None, taken: Iterable[Interval]) -> dict[str, object]:
    there = span(session, one.joined_at)
    return {
        "crew": (post.crew if post else None) or session.crew,
        "trade": post.own_trade if post else "",
        "starts_at": there[0],
        "ends_at": there[1],
        "minutes": credited_minutes(there, taken),
        "result": one.result,
        "practical": one.practical,
    }


def span(session: CrewSession, joined_at: datetime.datetime | None) -> Interval:
    return arrival(session.starts_at, session.ends_at or session.starts_at, joined_at)


def taken_by(people: Iterable[int], session: CrewSession) -> dict[int, list[Interval]]:
    """Person → the times that other sessions have on file for them during this one."""
    rows = TrainingRecord.objects.standing().filter(
        person__in=list(people),
        session__isnull=False,
        starts_at__lt=session.ends_at,
        ends_at__gt=session.starts_at,
    )
    found: dict[int, list[Interval]] = defaultdict(list)
    for person, start, end in rows.exclude(session=session).values_list("person", "starts_at", "ends_at"):
        found[person].append((start, end))
    return found
