"""The dry run: what the file would do, and every cell that cannot be taken. Nothing is written but its result."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

from django.db import transaction

from ...models import Job, Membership, Person, RosterImport
from ...rules import file_types
from ...rules.masking import masked_name
from ...rules.roles import Role
from ...rules.roster import COLUMNS, Column, Plan, Roster, RosterRow, Step, Worksheet, Wrong
from ...rules.roster.cells import name_key
from .. import attachments, sheets
from ..jobs import Report
from ..refusal import Refused
from ..sealing import fingerprint
from . import worksheets
from .facts import Place, Register, Site, plan
from .reading import read_file
from .worksheets import SHOWN, told

CHUNK = 500
REASONS = "问题"


def check_roster(job: Job, report: Report) -> None:
    """Runner of jobs of kind portal.check_roster."""
    roster = RosterImport.objects.select_related("project", "by", "source").get(pk=job.params["roster"])
    if roster.state != RosterImport.State.CHECKING or roster.by is None:
        return
    report(note="正在读文件")
    if roster.sheet != RosterImport.Sheet.ROSTER:
        _check_worksheet(roster, report)
        return
    try:
        people, number = read_file(roster)
    except Refused as refused:
        _refuse(roster, refused.message)
        return
    check = _Check(roster, people, roster.by)
    for done in check.run():
        report(done=done, total=len(people.rows), note="正在对照已经登记的人")
    if people.wrong:
        report(note="正在标出有问题的格子")
        _mark(roster, people, number, report.now())
    _keep(roster, check)


def _check_worksheet(roster: RosterImport, report: Report) -> None:
    try:
        made, number = worksheets.read_sheet(roster)
    except Refused as refused:
        _refuse(roster, refused.message)
        return
    counts: Counter[str] = Counter()
    changed: list[dict[str, Any]] = []
    for done in worksheets.check_rows(roster, made, counts, changed):
        report(done=done, total=len(made.rows), note="正在对照已经登记的人")
    if made.wrong or made.warnings:
        report(note="正在标出有问题的格子")
        _mark(roster, made, number, report.now())
    for name, value in worksheets.summed(made, counts, changed).items():
        setattr(roster, name, value)
    roster.state = RosterImport.State.CHECKED
    roster.save(update_fields=["counts", "wrong", "found", "state", "marked"])


@transaction.atomic
def _refuse(roster: RosterImport, words: str) -> None:
    roster.state, roster.refusal = RosterImport.State.REFUSED, words[:300]
    roster.save(update_fields=["state", "refusal"])
    drop_files_of(roster)


def drop_files_of(roster: RosterImport) -> None:
    """The file, and the one with the errors marked, for good."""
    keys = [key for key in (roster.source_id, roster.marked_id) if key]
    attachments.drop_files(attachments.Attachment.objects.filter(pk__in=keys))
    roster.source = roster.marked = None


class _Check:
    """Goes through the rows in pieces; its sums are without personal data."""

    def __init__(self, roster: RosterImport, people: Roster, by: Person) -> None:
        self.roster, self.people, self.by = roster, people, by
        self.site = Site(by=by, project=roster.project)
        self.counts: Counter[str] = Counter()
        self.new_firms: dict[str, None] = {}
        self.new_crews: dict[str, None] = {}
        self.firms: set[str] = set()

    def run(self) -> Iterator[int]:
        rows = self.people.rows
        for start in range(0, len(rows), CHUNK):
            piece = rows[start : start + CHUNK]
            register = Register(by=self.by, project=self.roster.project, rows=piece)
            for row in piece:
                made, place = plan(row, self.site, register.of(row), self.roster.today)
                self._count(row, made, place)
            yield min(start + CHUNK, len(rows))

    def _count(self, row: RosterRow, made: Plan, place: Place) -> None:
        if made.step is Step.WRONG:
            self.people.wrong.append(_wrong(row, made, self.people))
            return
        self.counts[made.step] += 1
        self.counts["kept_phone"] += made.kept_phone
        self.firms.add(place.firm)
        if made.enter or made.move:
            firm, crew = self.site.is_new(place)
            self.new_firms |= {firm: None} if firm else {}
            self.new_crews |= {crew: None} if crew else {}

    def missing(self) -> list[int]:
        """Workers on the project who do not stand in the file, of the firms that the file is about.

        Whoever stands in a row that is wrong may well be the same person, and is not missing.
        """
        today = self.roster.today
        marks = {fingerprint("document", row.kind, row.number) for row in self.people.rows}
        marks |= {fingerprint("document", *document) for document in self.people.doubtful if document[1]}
        held = Membership.objects.kept_by(self.by).active(on=today)
        held = held.filter(project=self.roster.project, role=Role.WORKER).select_related("person", "organisation")
        about = self.firms if self.people.layout.has(Column.ORGANISATION) else None
        names = self.people.doubtful_names
        return [
            row.pk
            for row in held.order_by("crew__name", "person__name", "pk")
            if row.person.document_hash not in marks
            and (about is None or row.organisation.name in about)
            and name_key(row.person.name) not in names
        ]


def _wrong(row: RosterRow, made: Plan, people: Roster) -> Wrong:
    column = Column(made.column)
    places = people.layout.places.get(column, ())
    title = people.layout.titles.get(column, COLUMNS[column][0])
    return Wrong(row.line, places[0] if places else -1, title, masked_name(row.name), "", made.words)


def _mark(roster: RosterImport, people: Roster | Worksheet, number: int, now: datetime.datetime) -> None:
    """The same sheet with the wrong cells in red and the reasons behind."""
    marks: dict[int, list[sheets.Marks]] = {}
    warned = people.warnings if isinstance(people, Worksheet) else []
    for wrong, word in [*((one, "") for one in people.wrong), *((one, "提醒：") for one in warned)]:
        words = f"{word}{wrong.where}，{wrong.title}：{wrong.reason}"
        marks.setdefault(wrong.line, []).append(sheets.Marks(wrong.place, words))
    source = cast(Any, roster.source)
    with attachments.original(source) as stream, sheets.open_sheets(stream, source.mime) as found:
        made = sheets.write_sheet(
            found[number].rows, title=roster.get_sheet_display(), header=people.header_line, marks=marks, column=REASONS
        )
    roster.marked = attachments.keep_file(
        by=roster.by,
        file=made,
        name=f"标出问题-{roster.name.rpartition('.')[0] or roster.name}.xlsx",
        allowed={file_types.XLSX},
        limit=4 * sheets.MOST_BYTES,
        now=now,
        owner=roster,
        is_sample=roster.is_sample,
    )


@transaction.atomic
def _keep(roster: RosterImport, check: _Check) -> None:
    people = check.people
    wrong = sorted(people.wrong, key=lambda error: (error.line, error.place))
    roster.counts = dict(check.counts) | {"wrong": len(people.bad_lines), "errors": len(wrong)}
    roster.wrong = [told(error) for error in wrong[:SHOWN]]
    roster.found = {
        "people": len(people.rows),
        "unused": list(people.layout.unused),
        "new_firms": list(check.new_firms),
        "new_crews": list(check.new_crews),
        "shared_phones": people.shared_phones,
        "without_phone": people.without_phone,
        "only_firms": sorted(check.firms) if people.layout.has(Column.ORGANISATION) else [],
        "missing": check.missing(),
    }
    roster.state = RosterImport.State.CHECKED
    roster.save(update_fields=["counts", "wrong", "found", "state", "marked"])
