"""A site, a file, and the road of a file: sent, checked, confirmed, imported."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile

from portal import clock
from portal.models import Job, RosterImport
from portal.services import jobs, rosters
from tests.portal.services.sites.conftest import DAY, NOW, TODAY, add, firm, number, other_crew, second_crew

__all__ = ["DAY", "NOW", "TITLES", "TODAY", "add", "firm", "number", "other_crew", "person", "second_crew", "xlsx"]

TITLES = (
    "序号",
    "姓名",
    "身份证号",
    "手机号",
    "工种",
    "班组",
    "进场日期",
    "退场日期",
    "劳务公司",
    "合同签订",
    "合同编号",
)
STARTED = TODAY - 30 * DAY


def person(n=0, **changed):
    """A row of the file: person(3, name="李四", crew="钢筋班")."""
    row = {"n": n, "name": f"王{chr(0x4E00 + n)}", "id": number(n), "phone": "13800138000", "trade": "木工"}
    row |= {"crew": "木工班", "starts": STARTED, "ends": None, "firm": None, "signed": None, "contract": None}
    return tuple((row | changed).values())


def xlsx(*rows, titles=TITLES) -> bytes:
    book = openpyxl.Workbook()
    for row in (titles, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def send(handler, project):
    """send(rows…) has a file checked and gives the row back."""

    def make(*rows, by=handler, data=None, name="花名册.xlsx", today=TODAY, sheet="roster", **more) -> RosterImport:
        data = xlsx(*rows, **more) if data is None else data
        file = ContentFile(data, name=name)
        sent = rosters.send_roster(
            by=by, project=project, file=file, name=name, now=clock.now(), today=today, sheet=sheet
        )
        assert jobs.run_job(sent.job.pk) == Job.State.DONE
        sent.refresh_from_db()
        return sent

    return make


@pytest.fixture
def bring(send, handler):
    """bring(rows…) sends, confirms and imports."""

    def make(*rows, by=handler, end_missing=False, last_day=None, **more) -> RosterImport:
        sent = send(*rows, by=by, **more)
        assert sent.state == RosterImport.State.CHECKED, sent.refusal
        job = rosters.confirm_roster(by=by, roster=sent, now=clock.now(), end_missing=end_missing, last_day=last_day)
        assert jobs.run_job(job.pk) == Job.State.DONE, Job.objects.get(pk=job.pk).error
        sent.refresh_from_db()
        return sent

    return make
