"""Writing down what was said and done in a case. Nothing written is changed: a correction is another row."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.services.refusal import Refused

from ..models import Case, CaseMove, CaseRecord, Party
from ..rules import records as rules
from ..rules.access import Action
from ..rules.blanks import read
from .noting import note_record
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

AHEAD = datetime.timedelta(minutes=5)
"""A phone's clock may go so much fast."""


class Unsound(Refused):
    """Several fields are wrong: `wrong` has the words for each."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        field, words = next(iter(wrong.items()))
        super().__init__(words, field)
        self.wrong = dict(wrong)


@transaction.atomic
def keep_record(
    *,
    case: Case,
    by: Person,
    kind: str,
    at: datetime.datetime,
    values: Mapping[str, Any],
    now: datetime.datetime,
    party: Party | None = None,
    key: uuid.UUID | None = None,
) -> CaseRecord:
    """Write one record down. The same `key` by the same person is the same record; Refused when it says something else.

    Refused for a kind that this path does not have, a time ahead, somebody else's party; Unsound for wrong fields.
    """
    action = Action.ADVICE if kind in rules.privileged() else Action.RECORD
    guard(case, by, action)
    if key and (known := CaseRecord.objects.filter(key=key).first()) is not None:
        return _same(known, case, by, at, values)
    if kind not in {one.code for one in rules.kinds_for(case.path)}:
        raise Refused("这类案件没有这种记录", "kind")
    return _add(case=case, by=by, kind=kind, at=at, values=values, now=now, party=party, key=key)


@transaction.atomic
def correct_record(
    *,
    record: CaseRecord,
    by: Person,
    at: datetime.datetime,
    values: Mapping[str, Any],
    why: str,
    now: datetime.datetime,
    key: uuid.UUID | None = None,
) -> CaseRecord:
    """Put a record right by another one that points at it, with the reason. Each row is corrected once: the last of
    them stands."""
    case = record.case
    guard(case, by, Action.ADVICE if record.kind in rules.privileged() else Action.RECORD)
    if key and (known := CaseRecord.objects.filter(key=key).first()) is not None:
        return _same(known, case, by, at, values)
    if record.kind not in rules.kinds():
        raise Refused("这种记录是系统写的，不能更正")
    if not why.strip():
        raise Refused("写明为什么更正", "why")
    if CaseRecord.objects.filter(corrects=record).exists():
        raise Refused("这一条已经更正过，请更正最后那一条")
    return _add(
        case=case,
        by=by,
        kind=record.kind,
        at=at,
        values=values,
        now=now,
        party=record.party,
        key=key,
        corrects=record,
        why=why.strip()[:300],
    )


def _same(known: CaseRecord, case: Case, by: Person, at: datetime.datetime, values: Mapping[str, Any]) -> CaseRecord:
    """What was sent once more; Refused when it was changed in between: nothing of that would be kept."""
    if known.by_id != by.pk or known.case_id != case.pk:
        raise Refused("这份记录已经由别人提交过")
    if known.at != at or known.values != read(rules.kinds()[known.kind].fields, values)[0]:
        raise Refused("这一条已经记下了，后来改的没有记进去：在记录里找到它，点“更正”")
    return known


def _add(
    *,
    case: Case,
    by: Person,
    kind: str,
    at: datetime.datetime,
    values: Mapping[str, Any],
    now: datetime.datetime,
    party: Party | None,
    key: uuid.UUID | None,
    corrects: CaseRecord | None = None,
    why: str = "",
) -> CaseRecord:
    if case.state == Case.State.MERGED:
        raise Refused("案件已经并到另一件，写在那一件里")
    if at > now + AHEAD:
        raise Refused("时间不能晚于现在", "at")
    if party is not None and party.case_id != case.pk:
        raise Refused("这个人不在这件案子里", "party")
    plain, wrong = read(rules.kinds()[kind].fields, values)
    if wrong:
        raise Unsound(wrong)
    row = CaseRecord(
        case=case, kind=kind, at=at, values=plain, party=party, by=by, noted_at=now, corrects=corrects, why=why
    )
    row.key = key or uuid.uuid4()
    row.save()
    enter(row, by=by, now=now, verb="correct_record" if corrects else "record")
    note_record(row, by=by, now=now, why=why)
    return row


def enter(row: CaseRecord, *, by: Person | None, now: datetime.datetime, verb: str = "record", why: str = "") -> None:
    """Note a new record in the trail together with the hash of what it says."""
    note(case=row.case, verb=verb, by=by, at=now, why=why, record=row.pk, kind=row.kind, sha=row.digest())


def changed_records() -> Iterator[tuple[str, int, str]]:
    """(case number, record, what is wrong) of records that no longer say what the trail saw, or are gone."""
    rows = CaseRecord.objects.select_related("case").in_bulk()
    seen = set()
    for move in CaseMove.objects.filter(verb__in=["record", "correct_record", "lookup"]).select_related("case"):
        pk = move.data.get("record")
        if pk is None:
            continue
        seen.add(pk)
        number = move.case.number if move.case else ""
        if pk not in rows:
            yield number, pk, "记录不在"
        elif rows[pk].digest() != move.data.get("sha"):
            yield number, pk, "内容改过"
    for pk, row in rows.items():
        if pk not in seen:
            yield row.case.number, pk, "没有登记过"
