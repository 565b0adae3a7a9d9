"""Sheets of contracts, attendance and wages: what a row says of somebody registered here becomes a record of theirs.

The same sheet again does nothing. A row that says something else takes the place of what was said before: the earlier
record stays, marked as superseded.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from ...models import Membership, Person, PersonRecord, RosterImport
from ...rules.masking import masked_name
from ...rules.roster import (
    WORKSHEETS,
    Column,
    NoHeader,
    Sheet,
    SheetRow,
    Step,
    Unreadable,
    Worksheet,
    Wrong,
    changes,
    read_worksheet,
)
from ...rules.roster.cells import same_name
from .. import attachments, sheets
from ..jobs import Report
from ..refusal import Refused
from ..register import end_record, keep_record
from ..sealing import fingerprint
from ..sites import stays
from .reading import GONE

CHUNK = 200
SHOWN = 300
"""Errors, warnings and changes kept for the page; all errors and warnings stand in the marked file."""
KINDS = {
    Sheet.CONTRACTS: PersonRecord.Kind.CONTRACT,
    Sheet.ATTENDANCE: PersonRecord.Kind.ATTENDANCE,
    Sheet.WAGES: PersonRecord.Kind.WAGE,
}
FROM = "sheet"
"""The value that says from which kind of sheet a record comes."""


def read_sheet(roster: RosterImport) -> tuple[Worksheet, int]:
    """The rows, and the number of their sheet among the visible ones. Refused when there are none to be found."""
    if roster.source is None:
        raise Refused(GONE, "file")
    try:
        stream = attachments.original(roster.source)
    except OSError as error:
        raise Refused(GONE, "file") from error
    with stream, sheets.open_sheets(stream, roster.source.mime) as found:
        return _first(found, Sheet(roster.sheet), roster.today)


def _first(found: list[sheets.Sheet], of: Sheet, today: datetime.date) -> tuple[Worksheet, int]:
    for number, sheet in enumerate(found):
        try:
            made = read_worksheet(sheet.rows, of=of, today=today, from_1904=sheet.from_1904)
        except NoHeader:
            continue
        except Unreadable as unreadable:
            raise Refused(str(unreadable), "file") from unreadable
        if len(made.rows) + len(made.bad_lines) > sheets.MOST_ROWS:
            raise Refused(sheets.TOO_MANY, "file")
        if made.rows or made.wrong:
            return made, number
    raise Refused("没有找到“姓名”“身份证号”这样的列，或者下面一个人也没有：可以用我们的模板。", "file")


@dataclass(frozen=True)
class Known:
    """Who a row is about and what was said of the same time before; or what is wrong with the row."""

    step: Step
    person: Person | None = None
    before: PersonRecord | None = None
    column: Column = Column.DOCUMENT
    words: str = ""


class People:
    """Everybody of some rows who is registered on the project, and what their earlier sheets said, in three queries."""

    def __init__(self, roster: RosterImport, rows: Sequence[SheetRow]) -> None:
        self.of, self.project = Sheet(roster.sheet), roster.project
        self._marks = {row.line: fingerprint("document", row.kind, row.number) for row in rows}
        assert roster.by is not None  # noqa: S101 asked by the runner
        here = Membership.objects.kept_by(roster.by).at_work().filter(project=roster.project).values("person")
        found = Person.objects.filter(document_hash__in=set(self._marks.values()), pk__in=here)
        self._people = {person.document_hash: person for person in found}
        records = PersonRecord.objects.filter(
            status=PersonRecord.Status.VALID,
            kind=KINDS[self.of],
            project=roster.project,
            person__in=self._people.values(),
            starts_on__in={row.starts_on for row in rows},
        )
        self._records = {
            (record.person_id, record.starts_on): record for record in records if record.values.get(FROM) == self.of
        }

    def of_row(self, row: SheetRow) -> Known:
        person = self._people.get(self._marks[row.line])
        if person is None:
            return Known(Step.WRONG, words="这个项目没有登记过这个证件：先导入花名册")
        if not same_name(person.name, row.name):
            return Known(Step.WRONG, column=Column.NAME, words="登记的姓名和表里的不一样，请核对证件")
        before = self._records.get((person.pk, row.starts_on))
        if before is None:
            return Known(Step.NEW, person)
        same = before.ends_on == row.ends_on and before.values == values_of(row, self.of)
        return Known(Step.SAME if same else Step.CHANGED, person, before)


def values_of(row: SheetRow, of: Sheet) -> dict[str, Any]:
    """What the record keeps of a row: no document number, no bank account."""
    return {FROM: str(of)} | row.values


def title_of(row: SheetRow, of: Sheet) -> str:
    if of is Sheet.CONTRACTS:
        return f"劳动合同 {row.values['contract_number']}" if "contract_number" in row.values else "劳动合同"
    return f"{row.starts_on.year}年{row.starts_on.month}月{'考勤' if of is Sheet.ATTENDANCE else '工资'}"


def check_rows(
    roster: RosterImport, made: Worksheet, counts: Counter[str], changed: list[dict[str, Any]]
) -> Iterator[int]:
    """Goes through the rows in pieces and adds what each would do to `counts`; what is wrong joins `made.wrong`.

    `changed` gets what the rows say otherwise than before, as far as the page shows it.
    """
    for start in range(0, len(made.rows), CHUNK):
        piece = made.rows[start : start + CHUNK]
        people = People(roster, piece)
        for row in piece:
            known = people.of_row(row)
            if known.step is Step.WRONG:
                made.wrong.append(_wrong(row, known, made, people.of))
            else:
                counts[known.step] += 1
            if known.before is not None and known.step is Step.CHANGED and len(changed) < SHOWN:
                changed.append({"line": row.line, "who": masked_name(row.name), "words": _changes(row, known.before)})
        yield min(start + CHUNK, len(made.rows))


def _wrong(row: SheetRow, known: Known, made: Worksheet, of: Sheet) -> Wrong:
    places = made.layout.places.get(known.column, ())
    title = made.layout.titles.get(known.column, WORKSHEETS[of][known.column][0])
    return Wrong(row.line, places[0] if places else -1, title, masked_name(row.name), "", known.words)


def _changes(row: SheetRow, before: PersonRecord) -> str:
    words = changes(before.values, row.values)
    end = f"结束日期 {before.ends_on or '（空）'} → {row.ends_on or '（空）'}" if before.ends_on != row.ends_on else ""
    return "；".join(part for part in (end, words) if part)


def summed(made: Worksheet, counts: Counter[str], changed: list[dict[str, Any]]) -> dict[str, Any]:
    """What the check leaves for the page."""
    wrong = sorted(made.wrong, key=lambda error: (error.line, error.place))
    bad = made.bad_lines
    warnings = [told(one) for one in made.warnings if one.line not in bad]
    sums = {"wrong": len(bad), "errors": len(wrong)} | ({"warnings": len(warnings)} if warnings else {})
    found: dict[str, Any] = {"people": len(made.rows), "unused": list(made.layout.unused), "missing": []}
    return {
        "counts": dict(counts) | sums,
        "wrong": [told(error) for error in wrong[:SHOWN]],
        "found": found | {"warnings": warnings[:SHOWN], "changed": changed},
    }


def told(error: Wrong) -> dict[str, Any]:
    """For the page: with the row and the letter of the column as the spreadsheet shows them."""
    return asdict(error) | {"where": error.where}


def final(roster: RosterImport) -> dict[str, Any]:
    """What the report keeps of errors and warnings after the import: where and why, no longer about whom."""
    kept = {"left_out": roster.wrong, "warnings": roster.found.get("warnings", [])}
    names = ("line", "where", "title", "reason")
    return {name: [{key: one.get(key, "") for key in names} for one in errors] for name, errors in kept.items()}


def import_rows(roster: RosterImport, report: Report) -> None:
    """Write the rows, two hundred in a transaction, behind the last that was written."""
    made, _ = read_sheet(roster)
    rows = [row for row in made.rows if row.line > roster.found.get("line", 0)]
    report(done=len(made.rows) - len(rows), total=len(made.rows), note="正在登记")
    for start in range(0, len(rows), CHUNK):
        _write_piece(roster, rows[start : start + CHUNK], report.now())
        report(done=len(made.rows) - len(rows) + min(start + CHUNK, len(rows)))


@transaction.atomic
def _write_piece(roster: RosterImport, rows: list[SheetRow], now: datetime.datetime) -> None:
    stays.hold(roster.project)
    roster.refresh_from_db(fields=["found"])
    if roster.found.get("line", 0) >= rows[-1].line:
        return  # another worker was given the job and is ahead
    people = People(roster, rows)
    done: Counter[str] = Counter(roster.found.get("done", {}))
    for row in rows:
        known = people.of_row(row)
        done[known.step] += 1
        if known.step in {Step.WRONG, Step.SAME} or known.person is None:
            continue
        if known.before is not None:
            end_record(
                record=known.before,
                on=known.before.ends_on or row.starts_on,
                status=PersonRecord.Status.SUPERSEDED,
            )
        keep_record(
            person=known.person,
            kind=KINDS[people.of],
            title=title_of(row, people.of),
            project=roster.project,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            values=values_of(row, people.of),
            now=now,
            is_sample=roster.is_sample,
        )
    roster.found = roster.found | {"done": dict(done), "line": rows[-1].line}
    roster.save(update_fields=["found"])


def template_of(of: Sheet) -> bytes:
    """An empty sheet with our headers."""
    note = "姓名和身份证号要和花名册一样。月份写 2026-08，日期写 2026-08-15，金额写数字（元）；不知道的空着，不要写 0。"
    title = RosterImport.Sheet(of).label
    return sheets.write_template(title=title, note=note, header=[names[0] for names in WORKSHEETS[of].values()])
