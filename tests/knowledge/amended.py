"""A small regulation of eight articles and its next version: three changed, one split, one deleted, one moved."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import Permission

from knowledge.models import NewVersion, RegulationVersion
from knowledge.services import new_versions
from knowledge.services.new_versions import Facts
from portal.models import Person

from .factories import make_regulation, make_version

D = datetime.date
NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
STARTS = D(2027, 1, 1)
TITLE = "脚手架测试条例"

OLD = {
    "1": "施工单位应当在搭设脚手架以前编制方案，由技术负责人签字。",
    "2": "脚手架验收合格后方可使用，验收结果应当公示。拆除脚手架应当由上而下逐层进行，禁止上下同时作业。",
    "3": "工人发现脚手架有危险的，有权停止作业，用人单位不得扣发工资。",
    "4": "遇到六级以上大风，应当停止脚手架上的作业。",
    "5": "违反本条例的，由主管部门责令改正，处一万元罚款。",
    "6": "本条例规定的竹脚手架，应当每年检验一次。",
    "7": "架子工应当持特种作业操作证上岗，证书每三年复审一次。",
    "8": "本条例自2010年1月1日起施行。",
}
NEW = {
    "1": "施工单位应当在搭设脚手架以前编制专项方案，由技术负责人和总监理工程师签字。",
    "2": "脚手架验收合格后方可使用，验收结果应当公示。",
    "3": "拆除脚手架应当由上而下逐层进行，禁止上下同时作业。",
    "4": "工人发现脚手架有危险的，有权停止作业，用人单位不得扣发工资。",
    "5": "遇到五级以上大风，应当停止脚手架上的作业。",
    "6": "违反本条例的，由主管部门责令改正，处三万元罚款。",
    "7": "架子工应当持特种作业操作证上岗，证书每三年复审一次。",
    "8": "本条例自2010年1月1日起施行。",
}
_NUMBERS = "一二三四五六七八九"


def printed(articles: dict[str, str] | None = None, title: str = TITLE) -> str:
    """As pasted from a web page."""
    rows = (articles or NEW).items()
    return "\n".join([title, *(f"第{_NUMBERS[int(key) - 1]}条　{text}" for key, text in rows)])


def facts(**change: Any) -> Facts:
    given: dict[str, Any] = {"text": printed(), "published_on": D(2026, 11, 10), "effective_on": STARTS}
    return Facts(**given | change)


def old_version() -> RegulationVersion:
    return make_version(make_regulation(title=TITLE), D(2010, 1, 1), OLD)


def allow(person: Person, *names: str) -> Person:
    rows = Permission.objects.filter(content_type__app_label="knowledge", codename__in=names)
    assert rows.count() == len(names)
    person.user_permissions.add(*rows, Permission.objects.get(codename="access_admin"))
    return Person.objects.get(pk=person.pk)


WRITER = ("add_newversion", "change_newversion", "view_newversion", "change_reviewtask", "view_reviewtask")


def submitted(version: RegulationVersion, by: Person, **change: Any) -> NewVersion:
    row = new_versions.write_new_version(regulation=version.regulation, facts=facts(**change), by=by, now=NOW)
    return new_versions.submit_new_version(row=row, by=by, now=NOW)


def approve(row: NewVersion, by: Person) -> RegulationVersion:
    return new_versions.approve_new_version(row=row, seen=row.fingerprint, by=by, now=NOW)
