"""What is done in one place starts and meets clocks elsewhere: deeds note what happened by themselves.

Each happening of a deed bears the deed's mark. Asked again with other values (a record is corrected, a paper is not in
hand after all), what was noted moves, goes or comes; asked again with the same, nothing changes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.services.refusal import Refused

from ..models import Case, CaseRecord, Happening, Party
from ..rules import records
from ..rules.noting import Rule, said
from .happenings import AHEAD, keep, move, take_back

if TYPE_CHECKING:
    from portal.models import Person


@dataclass(frozen=True)
class Told:
    """One deed: its mark, what its data say it notes, what was written, when and about whom it was.

    `unsure` says why the moment is not that of the thing itself, `day_only` that only the day is known.
    """

    source: str
    rules: tuple[Rule, ...]
    at: datetime.datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    party: Party | None = None
    unsure: str = ""
    words: str = ""
    day_only: bool = False


@dataclass(frozen=True)
class _Wanted:
    event: str
    at: datetime.datetime
    told: Told
    day_only: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.told.source, self.event


@transaction.atomic
def agree(*, case: Case, told: Sequence[Told], by: Person | None, now: datetime.datetime, why: str = "") -> None:
    """Make what these deeds noted agree with what they say now. Refused for a time ahead, beside its field.

    Of an event that a case has once, the first that is known stays: nothing is noted twice.
    """
    sources = {one.source for one in told}
    if not any(one.rules for one in told) and not case.happenings.filter(source__in=sources).exists():
        return
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    standing = list(case.happenings.filter(undone_at__isnull=True))
    ours = {(one.source, one.event): one for one in standing if one.source in sources}
    wanted = {one.key: one for one in _wanted(told, [one for one in standing if one.source not in sources], now)}
    for key, one in ours.items():
        if key not in wanted:
            take_back(one, why or "这件事改了", by, now)
    for one_wanted in wanted.values():
        _note(case, one_wanted, ours.get(one_wanted.key), by, now, why)


def _note(
    case: Case, one: _Wanted, before: Happening | None, by: Person | None, now: datetime.datetime, why: str
) -> None:
    if before is not None:
        move(before, one.at, why or "这件事改了", by, now, day_only=one.day_only)
        return
    keep(
        case=case, event=one.event, at=one.at, by=by, now=now, party=one.told.party, words=one.told.words,
        unsure=one.told.unsure, source=one.told.source, day_only=one.day_only,
    )  # fmt: skip


def _wanted(told: Iterable[Told], others: Sequence[Happening], now: datetime.datetime) -> list[_Wanted]:
    """What these deeds have to note beside what others noted already, earliest first."""
    rows = [(row, one) for one in told for row in said(one.rules, one.values, one.at)]
    found: list[_Wanted] = []
    for row, one in sorted(rows, key=lambda pair: pair[0].at):
        moment, rule, day_only = row.at, row.rule, row.day_only or (one.day_only and not row.rule.at)
        if moment > now + AHEAD:
            raise Refused("时间不能晚于现在", rule.at or "at")
        party = one.party.pk if one.party else None
        alike = [other.at for other in others if (other.event, other.party_id) == (rule.event, party)]
        alike += [other.at for other in found if other.event == rule.event and other.told.party == one.party]
        if rule.often or not alike or (rule.again and min(alike) > moment):
            found.append(_Wanted(rule.event, moment, one, day_only))
        elif rule.again:
            found.append(_Wanted(rule.again, moment, one, day_only))
    return found


def of_record(row: CaseRecord) -> Told:
    """A record and its corrections are one deed: that of the first of them."""
    first = row
    while first.corrects is not None:
        first = first.corrects
    return Told(f"record:{first.pk}", records.kinds()[row.kind].notes, row.at, row.values, row.party)


@transaction.atomic
def note_record(row: CaseRecord, *, by: Person, now: datetime.datetime, why: str = "") -> None:
    """What a record says happened. Where the first differs from the later ones, all of its kind are looked at."""
    kind = records.kinds()[row.kind]
    rows = [row]
    if any(rule.again for rule in kind.notes):
        rows = list(row.case.records.standing().filter(kind=row.kind).select_related("party", "corrects"))
    agree(case=row.case, told=[of_record(one) for one in rows], by=by, now=now, why=why)
