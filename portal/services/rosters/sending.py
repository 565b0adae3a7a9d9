"""Around a file: sending it in, confirming, dropping, forgetting; and the template."""

from __future__ import annotations

import datetime

from django.core.files.base import File
from django.db import transaction

from ...models import Job, Person, Project, RosterImport
from ...rules import file_types
from ...rules.roster import COLUMNS, Sheet
from .. import attachments, sheets, sites
from ..jobs import start_job
from ..refusal import Refused
from ..sites.people import check_day
from .checking import drop_files_of
from .worksheets import template_of

CHECK, IMPORT = "portal.check_roster", "portal.import_roster"
_State = RosterImport.State


def may_import(*, by: Person, project: Project) -> bool:
    """Managers of the project, and heads of firms for their own people; a crew leader enters people one by one."""
    return bool(sites.firms(by=by, project=project))


def send_roster(
    *,
    by: Person,
    project: Project,
    file: File,
    name: str,
    now: datetime.datetime,
    today: datetime.date,
    sheet: str = RosterImport.Sheet.ROSTER,
) -> RosterImport:
    """Keep the file for as long as it is needed, and have it checked. `sheet` says what kind of file it is."""
    if not may_import(by=by, project=project):
        raise Refused(sites.NOT_YOURS)
    if sheet not in RosterImport.Sheet.values:
        raise Refused("请选是哪一种表", "sheet")
    source = attachments.keep_file(
        by=by,
        file=file,
        name=name,
        allowed=file_types.SHEETS,
        limit=sheets.MOST_BYTES,
        now=now,
        is_sample=project.is_sample,
    )
    with transaction.atomic():
        roster = RosterImport.objects.create(
            project=project,
            sheet=sheet,
            by=by,
            name=source.name,
            source=source,
            today=today,
            made_at=now,
            is_sample=project.is_sample,
        )
        attachments.give_file(attachment=source, owner=roster)
        roster.job = _start(CHECK, roster, now)
        roster.save(update_fields=["job"])
    return roster


def _start(kind: str, roster: RosterImport, now: datetime.datetime) -> Job:
    title = f"{'检查' if kind == CHECK else '导入'}{roster.get_sheet_display()} {roster.name}"
    return start_job(
        kind=kind, by=roster.by, params={"roster": roster.pk}, title=title, now=now, is_sample=roster.is_sample
    )


@transaction.atomic
def confirm_roster(
    *,
    by: Person,
    roster: RosterImport,
    now: datetime.datetime,
    end_missing: bool = False,
    last_day: datetime.date | None = None,
) -> Job:
    """Import what was checked. An import whose job failed goes on where it stopped, with what was chosen then."""
    row = _own(by, roster)
    if row.state == _State.IMPORTING and row.job and row.job.state in {Job.State.FAILED, Job.State.CANCELLED}:
        return _begin(row, now)
    if row.state != _State.CHECKED:
        raise Refused(f"这个文件现在不能导入：{row.get_state_display()}。")
    if end_missing:
        if last_day is None:
            raise Refused("请选他们的最后一天", "last_day")
        check_day(last_day, row.today, "last_day")
        if last_day > row.today:
            raise Refused("最后一天不能晚于今天", "last_day")
    row.end_missing, row.last_day = end_missing, last_day if end_missing else None
    return _begin(row, now)


def _begin(row: RosterImport, now: datetime.datetime) -> Job:
    row.state, row.job = _State.IMPORTING, _start(IMPORT, row, now)
    row.save(update_fields=["state", "job", "end_missing", "last_day"])
    return row.job


@transaction.atomic
def drop_roster(*, by: Person, roster: RosterImport) -> RosterImport:
    """Not to be imported after all: the file goes at once."""
    row = _own(by, roster)
    if row.state not in {_State.CHECKED, _State.CHECKING}:
        raise Refused(f"这个文件现在不能取消：{row.get_state_display()}。")
    return _drop(row)


def _drop(row: RosterImport) -> RosterImport:
    row.state, row.wrong = _State.DROPPED, []
    row.found = {name: value for name, value in row.found.items() if name not in {"missing", "changed", "warnings"}}
    row.save(update_fields=["state", "wrong", "found"])
    drop_files_of(row)
    return row


def _own(by: Person, roster: RosterImport) -> RosterImport:
    rows = RosterImport.objects.visible_to(by).filter(pk=roster.pk).select_related("project", "by", "job")
    row = rows.select_for_update(of=("self",)).first()
    if row is None or not may_import(by=by, project=row.project):
        raise Refused(sites.NOT_YOURS)
    return row


@transaction.atomic
def sweep(*, now: datetime.datetime) -> int:
    """Files that nobody confirmed within a day, or whose work has failed for good, go; how many."""
    old = RosterImport.objects.with_files().filter(made_at__lt=now - RosterImport.KEPT)
    rows = list(old.exclude(job__state__in=Job.OPEN).select_for_update(of=("self",)))
    for row in rows:
        _drop(row)
    return len(rows)


def template(sheet: str = RosterImport.Sheet.ROSTER) -> bytes:
    """An empty sheet with our headers; document numbers, phones and dates are texts, so that nothing is rounded."""
    if sheet != RosterImport.Sheet.ROSTER:
        return template_of(Sheet(sheet))
    header = [names[0] for names in COLUMNS.values()]
    note = "姓名和身份证号一定要填，别的有就填。日期写 2026-03-01。一人一行，不用的列可以删掉。"
    return sheets.write_template(title="花名册", note=note, header=header)
