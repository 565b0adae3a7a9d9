"""Worker data on demand: records of the people in a case, no wider than it needs, each look-up with its reason."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from portal.models import PersonRecord
from portal.services.refusal import Refused

from ..models import Case, CaseRecord, Party
from ..rules import lookups as rules
from ..rules.access import Action
from ..rules.records import LOOKUP
from .records import enter
from .trail import guard

if TYPE_CHECKING:
    from portal.models import Person


@dataclass(frozen=True)
class Found:
    """The records by kind, in the order of their days; and the row that says they were asked for."""

    record: CaseRecord
    rows: dict[str, list[PersonRecord]]


@transaction.atomic
def look_up(
    *,
    party: Party,
    by: Person,
    reason: str,
    kinds: Collection[str],
    first: datetime.date,
    last: datetime.date,
    now: datetime.datetime,
    today: datetime.date,
) -> Found:
    """Records of one person of the case: of its project, of these kinds and days. The trail keeps who asked and why.

    Refused without a reason, for somebody who is not tied to the register, and for more than the case needs. What was
    replaced or revoked is shown too: a dispute may be about just that.
    """
    case = party.case
    guard(case, by, Action.LOOKUP)
    if not reason.strip():
        raise Refused("写明为什么要看", "reason")
    if party.person_id is None or party.removed_at is not None:
        raise Refused("这个人还没有和花名册上的人对上：回案件页，点“和花名册对上”", "party")
    wanted = [kind for kind in rules.kinds_for(case.path) if kind in kinds]
    if not wanted or len(wanted) != len(set(kinds)):
        raise Refused("选这件案子用得着的资料", "kinds")
    allowed = rules.widest(case.path, incident_on=case.incident_on, today=today)
    if wrong := rules.problem(rules.Range(first, last), allowed):
        raise Refused(wrong, "first")
    found = _records(case, party, wanted, first, last)
    row = CaseRecord(
        case=case,
        kind=LOOKUP,
        at=now,
        party=party,
        by=by,
        noted_at=now,
        why=reason.strip()[:300],
        values={
            "kinds": wanted,
            "first": first.isoformat(),
            "last": last.isoformat(),
            "rows": {kind: len(found[kind]) for kind in wanted},
        },
    )
    row.save()
    enter(row, by=by, now=now, verb="lookup", why=row.why)
    return Found(row, found)


def _records(
    case: Case, party: Party, kinds: list[str], first: datetime.date, last: datetime.date
) -> dict[str, list[PersonRecord]]:
    """Of the case's project, or of no place at all: a permit of the state holds everywhere."""
    rows = PersonRecord.objects.filter(
        Q(project=case.project) | Q(project__isnull=True, organisation__isnull=True),
        Q(starts_on__isnull=True) | Q(starts_on__lte=last),
        Q(ends_on__isnull=True) | Q(ends_on__gte=first),
        person=party.person_id,
        kind__in=kinds,
    ).order_by("starts_on", "pk")
    found: dict[str, list[PersonRecord]] = {kind: [] for kind in kinds}
    for row in rows:
        found[row.kind].append(row)
    return found
