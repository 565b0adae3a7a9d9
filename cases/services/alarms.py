"""Telling the people of a case: all of them at once when it is opened, the right ones when a clock runs out.

Titles stand on lock screens and go out by SMS: the project and the number of the case, nobody's name.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from portal.models import Membership
from portal.services.messages import notify

from ..models import Case, ClockReminder, RunningClock, TeamMember
from ..rules.alerts import COMMAND, OTHERS, PASSING, groups
from ..rules.clocks.words import told
from .clocks import close_window, definition_of
from .trail import note

if TYPE_CHECKING:
    from portal.models import Person

log = logging.getLogger(__name__)

INCIDENT, STATUTORY, INTERNAL = "incident", "statutory_clock", "case_clock"
_MOST = 200


def tell_team(*, case: Case, now: datetime.datetime) -> list[Person]:
    """Everybody in the team, at once and past quiet hours; who does not look is followed by the deputy.

    Not whoever reported it: that look would acknowledge the alarm for all the others.
    """
    rows = list(
        case.team.filter(until__isnull=True, person__isnull=False, told_at__isnull=True).select_related("person")
    )
    posts = _posts(case, {row.person_id for row in rows}, now.date())
    told: dict[int, Person] = {}
    for row in rows:
        person = row.person
        if person is None or person.pk in told or person.pk == case.reported_by_id:
            continue
        told[person.pk] = person
        notify(
            person=person,
            kind=INCIDENT,
            title=f"{case.project.name}有事件上报，请马上看（{case.number}）",
            body="打开案件看发生了什么、谁在现场、下一个期限。看了就算收到。",
            link=case.get_absolute_url(),
            key=f"incident:{case.pk}",
            post=posts.get(person.pk),
            now=now,
        )
    TeamMember.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    return list(told.values())


def tell_casualties(*, case: Case, words: str, by: Person, now: datetime.datetime) -> list[Person]:
    """The team and the handler, at once; not whoever wrote it. The numbers stand in the body, behind the sign-in."""
    team = case.team.filter(until__isnull=True, person__isnull=False).select_related("person", "deputy")
    people = {one.pk: one for row in team for one in (row.person, row.deputy) if one}
    if case.handler:
        people[case.handler.pk] = case.handler
    people.pop(by.pk, None)
    for person in people.values():
        notify(
            person=person,
            kind=INCIDENT,
            title=f"{case.project.name}的事件伤亡人数有变化（{case.number}）",
            body=words,
            link=case.get_absolute_url(),
            key=f"casualties:{case.pk}:{case.deaths}:{case.serious}:{now:%Y%m%d%H%M}",
            now=now,
        )
    return list(people.values())


def _posts(case: Case, people: Iterable[int | None], on: datetime.date) -> dict[int, Membership]:
    """For each of them a posting on the project or at its client or platform, one with a deputy first."""
    client = case.project.client
    held = Membership.objects.active(on=on).filter(person__in=[pk for pk in people if pk])
    here = held.filter(
        Q(project=case.project) | Q(project__isnull=True, organisation__in=[client.pk, client.parent_id])
    )
    found: dict[int, Membership] = {}
    for row in here.order_by("pk"):
        known = found.get(row.person_id)
        if known is None or (row.deputy_id and not known.deputy_id):
            found[row.person_id] = row
    return found


def sweep_clocks(*, now: datetime.datetime) -> dict[str, int]:
    """Tell reminders that are due and record what was missed. What was cut off, or failed, is done by the next sweep:
    one row that fails keeps nobody else from being told."""
    counts = {"reminded": 0, "missed": 0, "failed": 0}
    due = ClockReminder.objects.filter(at__lte=now, told_at__isnull=True, dropped=False)
    for pk in list(due.order_by("at", "pk").values_list("pk", flat=True)[:_MOST]):
        _count(counts, "reminded", _remind, pk, now)
    late = RunningClock.objects.not_yet_missed().overdue(now=now)
    for pk in list(late.order_by("latest", "pk").values_list("pk", flat=True)[:_MOST]):
        _count(counts, "missed", _miss, pk, now)
    return counts


def _count(
    counts: dict[str, int], what: str, run: Callable[[int, datetime.datetime], int], pk: int, now: datetime.datetime
) -> None:
    try:
        counts[what] += run(pk, now)
    except Exception as error:
        counts["failed"] += 1
        log.error("case clock sweep: %s %s: %s", what, pk, type(error).__name__)


@transaction.atomic
def _remind(pk: int, now: datetime.datetime) -> int:
    row = ClockReminder.objects.select_for_update().filter(pk=pk, told_at__isnull=True, dropped=False).first()
    if row is None:
        return 0
    clock = row.clock
    row.told_at = now
    running = not (clock.met_at or clock.cancelled_at or clock.paused_at)
    row.dropped = not running
    row.save(update_fields=["told_at", "dropped"])
    if not running or (row.step == "after" and clock.missed_at is None and clock.latest and clock.latest > now):
        return 0
    if row.step != "after" and not (clock.latest and clock.latest <= now):  # what is past is told as missed
        words = "等对方或机关，快到期了" if clock.is_awaited else "期限快到了"
        _tell(clock, words, f"reminder:{row.pk}", nearest(clock.case), now)
    return 1


@transaction.atomic
def _miss(pk: int, now: datetime.datetime) -> int:
    """The case is locked before its clock, as whoever meets a clock does."""
    Case.objects.select_for_update().only("pk").filter(clocks=pk).first()
    clock = RunningClock.objects.select_for_update().not_yet_missed().overdue(now=now).filter(pk=pk).first()
    if clock is None:
        return 0
    if PASSING & set(definition_of(clock).met_by):
        close_window(clock, now)
        return 0
    clock.missed_at = clock.latest
    clock.save(update_fields=["missed_at"])
    note(case=clock.case, verb="let_pass" if clock.is_awaited else "missed", by=None, at=now, clock=clock.definition)
    people = nearest(clock.case) if clock.who in OTHERS else _all(clock)
    words = "对方或机关过了期限，可以催" if clock.is_awaited else "已超期"
    _tell(clock, words, f"missed:{clock.pk}:{clock.latest:%Y%m%d%H%M}", people, now)
    return 1


def nearest(case: Case) -> list[Person]:
    """The handler; nobody there, or gone: the command; where that is empty, everybody in the team."""
    if case.handler and case.handler.is_active:
        return [case.handler]
    return _command(case) or _of_groups(case, case.team.values("group"))


def _all(clock: RunningClock) -> list[Person]:
    """The handler, the working groups, the command, and the deputies of both."""
    handler = [clock.case.handler] if clock.case.handler else []
    working = _of_groups(clock.case, groups(clock.case.path, clock.who))
    return list({person.pk: person for person in [*handler, *working, *_command(clock.case)]}.values())


def _command(case: Case) -> list[Person]:
    return _of_groups(case, [COMMAND[case.path]])


def _of_groups(case: Case, named: Any) -> list[Person]:
    rows = case.team.filter(group__in=named, until__isnull=True).select_related("person", "deputy")
    return [person for row in rows for person in (row.person, row.deputy) if person and person.is_active]


def _tell(clock: RunningClock, words: str, key: str, people: Iterable[Person], now: datetime.datetime) -> None:
    case = clock.case
    for person in people:
        notify(
            person=person,
            kind=STATUTORY if clock.statutory else INTERNAL,
            title=f"{words}：{clock.name}（{case.number}）",
            body=f"最晚 {told(clock.latest, now=now)}" if clock.latest else "",
            link=case.get_absolute_url(),
            key=key,
            now=now,
        )
