"""The confirmed import. A hundred rows at a time are written together with how far it has come, so that a process
killed at any moment, and started again, ends with the same rows and the same sums."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from ...models import Job, Membership, Person, RosterImport
from ...rules.roster import Plan, RosterRow, Step
from .. import sites
from ..jobs import Report
from ..refusal import Refused
from ..sites import stays
from ..sites.people import new_person
from . import worksheets
from .checking import drop_files_of
from .facts import Place, Register, Registered, Site, contract_differs, plan
from .reading import read_file

CHUNK = 100
_LINE, _ENDED = "line", "ended_to"


def import_roster(job: Job, report: Report) -> None:
    """Runner of jobs of kind portal.import_roster; begins behind the last line that was written."""
    roster = RosterImport.objects.select_related("project", "by", "source").get(pk=job.params["roster"])
    if roster.state != RosterImport.State.IMPORTING or roster.by is None:
        return
    if not sites.firms(by=roster.by, project=roster.project):
        raise Refused("这个项目已经不归你管，没有导入。")
    if roster.sheet != RosterImport.Sheet.ROSTER:
        worksheets.import_rows(roster, report)
        _finish(roster, report.now())
        return
    people, _ = read_file(roster)
    missing = roster.found.get("missing", []) if roster.end_missing else []
    total = len(people.rows) + len(missing)
    rows = [row for row in people.rows if row.line > roster.found.get(_LINE, 0)]
    report(done=len(people.rows) - len(rows), total=total, note="正在登记")
    for start in range(0, len(rows), CHUNK):
        piece = rows[start : start + CHUNK]
        _write_piece(roster, piece, report.now())
        report(done=total - len(missing) - len(rows) + start + len(piece))
    for start in range(roster.found.get(_ENDED, 0), len(missing), CHUNK):
        _end_piece(roster, missing[start : start + CHUNK], start + CHUNK, report.now())
        report(done=min(total, len(people.rows) + start + CHUNK))
    _finish(roster, report.now())


@transaction.atomic
def _write_piece(roster: RosterImport, rows: list[RosterRow], now: datetime.datetime) -> None:
    by, project = roster.by, roster.project
    assert by is not None  # noqa: S101 asked by the runner
    stays.hold(project)
    roster.refresh_from_db(fields=["found"])
    if roster.found.get(_LINE, 0) >= rows[-1].line:
        return  # another worker was given the job and is ahead
    site = Site(by=by, project=project)
    register = Register(by=by, project=project, rows=rows)
    done: dict[str, int] = {}
    for row in rows:
        found = register.of(row)
        made, place = plan(row, site, found, roster.today)
        step = made.step
        try:
            with transaction.atomic():
                _write(row, made, place, site, found, roster, now)
        except Refused:
            step, site = Step.WRONG, Site(by=by, project=project)
        done[step] = done.get(step, 0) + 1
    _count(roster, done, {_LINE: rows[-1].line})


def _count(roster: RosterImport, done: dict[str, int], reached: dict[str, Any]) -> None:
    """Sums of what was really done, in the same transaction as the doing."""
    sums = dict(roster.found.get("done", {}))
    for name, count in done.items():
        sums[name] = sums.get(name, 0) + count
    roster.found = roster.found | {"done": sums} | reached
    roster.save(update_fields=["found"])


def _write(
    row: RosterRow,
    made: Plan,
    place: Place,
    site: Site,
    found: Registered | None,
    roster: RosterImport,
    now: datetime.datetime,
) -> None:
    if made.step is Step.WRONG:
        return
    if found and (made.name or made.phone):
        _correct(found.person, made)
    if made.enter:
        person = found.person if found else _new(row, roster)
        membership = _enter(person, row, made, place, site, roster, now)
    elif found and found.held:
        membership = _change(row, made, place, site, found, roster, now)
    else:
        return
    if row.contract and (made.enter or contract_differs(row, found)):
        stays.keep_contract(membership=membership, contract=row.contract, now=now, new=made.enter)


def _new(row: RosterRow, roster: RosterImport) -> Person:
    return new_person(
        name=row.name,
        phone=row.phone,
        kind=row.kind,
        number=row.number,
        project=roster.project,
        today=roster.today,
    )


def _correct(person: Person, made: Plan) -> None:
    """Only of people who are ours alone: `decide` has asked."""
    person.name, person.phone = made.name or person.name, made.phone or person.phone
    person.save(update_fields=["name", "phone"])


def _enter(
    person: Person,
    row: RosterRow,
    made: Plan,
    place: Place,
    site: Site,
    roster: RosterImport,
    now: datetime.datetime,
) -> Membership:
    firm, crew = site.make(place, row.trade)
    starts_on = row.starts_on or min(roster.today, made.ends_on or roster.today)
    return stays.enter(
        person=person,
        project=roster.project,
        organisation=firm,
        crew=crew,
        trade=row.trade,
        starts_on=starts_on,
        ends_on=made.ends_on,
        now=now,
    )


def _change(
    row: RosterRow,
    made: Plan,
    place: Place,
    site: Site,
    found: Registered,
    roster: RosterImport,
    now: datetime.datetime,
) -> Membership:
    assert found.held is not None  # noqa: S101 asked by the caller
    membership = found.memberships[found.held.last.key]
    if made.starts_on:
        first = found.memberships[found.held.spans[0].key]
        stays.amend(membership=first, starts_on=made.starts_on, now=now)
    if made.trade:
        stays.amend(membership=membership, trade=made.trade, now=now)
    if made.ends_on:
        stays.end(membership=membership, last_day=made.ends_on, now=now)
    if made.move:
        target = place if row.crew else Place(place.firm, "")
        firm, crew = site.make(target, row.trade)
        on = max(roster.today, membership.starts_on or roster.today)
        membership = stays.move(membership=membership, crew=crew, organisation=firm, trade=row.trade, on=on, now=now)
    return membership


@transaction.atomic
def _end_piece(roster: RosterImport, keys: list[int], reached: int, now: datetime.datetime) -> None:
    """Those whom the check listed as missing, and who are still there."""
    assert roster.by is not None and roster.last_day is not None  # noqa: S101, PT018 asked before
    stays.hold(roster.project)
    roster.refresh_from_db(fields=["found"])
    if roster.found.get(_ENDED, 0) >= reached:
        return
    kept = Membership.objects.kept_by(roster.by).at_work().staying(on=roster.today).filter(pk__in=keys)
    ended = 0
    for membership in kept.select_related("person", "crew", "project", "organisation").order_by("pk"):
        if membership.starts_on and membership.starts_on > roster.last_day:
            continue
        if membership.ends_on is None or membership.ends_on > roster.last_day:
            stays.end(membership=membership, last_day=roster.last_day, now=now)
            ended += 1
    _count(roster, {"ended": ended}, {_ENDED: reached})


@transaction.atomic
def _finish(roster: RosterImport, now: datetime.datetime) -> None:
    """The file is no longer needed, nor who was missing."""
    roster.state, roster.finished_at = RosterImport.State.DONE, now
    gone = {"missing", "changed", _LINE, _ENDED}
    roster.found = {name: value for name, value in roster.found.items() if name not in gone}
    if roster.sheet != RosterImport.Sheet.ROSTER:
        roster.found |= worksheets.final(roster)
    roster.wrong = []
    roster.save(update_fields=["state", "finished_at", "found", "wrong"])
    drop_files_of(roster)
