"""Checking every night that nothing has been touched, keeping what was found, and telling administrators."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from portal.models import Membership, Person
from portal.rules.roles import Role
from portal.services.messages import notify

from ..models import Case, CaseMove, IntegrityCheck
from .evidence_check import verify
from .records import changed_records
from .trail import broken_links, end_of_trails

_Clock = Callable[[], datetime.datetime]
log = logging.getLogger(__name__)
SETTLED = datetime.timedelta(hours=1)
_KEPT = 200
"""Faults that are written down with a check; the command names all."""


def check_evidence(*, now: _Clock) -> IntegrityCheck:
    """Look at every ledger and file. It lasts, so it takes a clock and not a moment."""
    begun = now()
    found = verify()
    check = IntegrityCheck(
        kind=IntegrityCheck.Kind.EVIDENCE, started_at=begun, rows=found.entries, files=found.files, size=found.size
    )
    number = found.faults[0].number if found.faults else ""
    return _keep(check, [str(fault) for fault in found.faults], number, now())


def trail_faults() -> list[str]:
    """What is wrong with the trails and with the records they vouch for, in words."""
    chains = [f"{_called(chain)} 第 {place} 条：{words}" for chain, place, words in broken_links()]
    return chains + [f"{number} 记录 {pk}：{words}" for number, pk, words in changed_records()]


def _called(chain: str) -> str:
    case = Case.objects.filter(pk=int(chain.removeprefix("case:"))).first() if chain.startswith("case:") else None
    return case.number if case else chain


def end_now(now: datetime.datetime) -> str:
    """The end of all trails as it may be printed: up to which row, and the hash. What is not an hour old is left for
    the next: rows with a lower key may still be on their way."""
    until = CaseMove.objects.filter(at__lt=now - SETTLED).aggregate(last=Max("pk"))["last"] or 0
    return f"{until}-{end_of_trails(until)}"


def end_holds(told: str) -> bool:
    """Whether an end that was printed before is still that of the same rows."""
    until, _, digest = told.strip().partition("-")
    return until.isdecimal() and end_of_trails(int(until)) == digest.lower()


def check_trail(*, now: _Clock) -> IntegrityCheck:
    """Look at every chain of the audit trail, at the records, and whether the end of the last look still holds. The
    end of this one goes into the log, too: there nobody rewrites it who writes the database anew."""
    begun = now()
    wrong = trail_faults()
    kind = IntegrityCheck.Kind.TRAIL
    before = IntegrityCheck.objects.filter(kind=kind).exclude(end="").order_by("-finished_at").first()
    if before is not None and not end_holds(before.end):
        wrong.append(f"和上一次核验的链尾对不上：{before.end}")
    check = IntegrityCheck(kind=kind, started_at=begun, rows=CaseMove.objects.count(), end=end_now(begun))
    log.info("trail checked: %s rows, %s wrong, end %s", check.rows, len(wrong), check.end)
    return _keep(check, wrong, "", now())


@transaction.atomic
def _keep(check: IntegrityCheck, wrong: Sequence[str], number: str, now: datetime.datetime) -> IntegrityCheck:
    check.finished_at, check.wrong, check.faults = now, len(wrong), list(wrong[:_KEPT])
    check.save()
    if wrong:
        link = reverse("cases:evidence", args=[number]) if number else ""
        for person in administrators(now.date()):
            notify(
                person=person,
                kind="integrity",
                title=f"{check.get_kind_display()}核验有 {len(wrong)} 处不符",
                body="\n".join(wrong[:20]),
                link=link,
                key=f"integrity:{check.pk}",
                now=now,
            )
    return check


def administrators(on: datetime.date) -> list[Person]:
    """Superusers, and whoever is administrator by a posting that day."""
    posts = Membership.objects.active(on=on).filter(role=Role.ADMINISTRATOR).values("person")
    both = Person.objects.filter(is_superuser=True) | Person.objects.filter(pk__in=posts)
    return list(both.filter(is_active=True).distinct())
