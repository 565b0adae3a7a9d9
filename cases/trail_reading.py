"""Reading the trail: as a table for who may audit a case; for the person concerned, who looked at what is theirs."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.models import Membership
from portal.rules.masking import masked_log
from portal.rules.roles import NAMES, Role

from .case_page import VERBS
from .models import Case, CaseMove, CaseRecord, Party

if TYPE_CHECKING:
    from portal.models import Person

COLUMNS = ("序号", "时间", "谁", "以什么身份", "做了什么", "原因", "对象", "前一条的校验值", "校验值")
_OBJECTS = {"item": "证据", "document": "文书", "record": "记录", "party": "当事人", "clock": "期限", "page": "页面"}


def roles_in_words(roles: str) -> str:
    """The roles of a row, which are kept as codes with commas between them."""
    return "、".join(NAMES[Role(code)] for code in roles.split(",") if code in set(Role))


def as_table(rows: Iterable[CaseMove]) -> bytes:
    """CSV for Excel: with a mark of UTF-8, and no cell that it would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        at = timezone.localtime(row.at).isoformat(sep=" ", timespec="seconds")
        objects = " ".join(f"{name}{row.data[key]}" for key, name in _OBJECTS.items() if key in row.data)
        who, what = row.by.name if row.by else "系统", VERBS.get(row.verb, row.verb)
        cells = (str(row.seq), at, who, roles_in_words(row.role), what, row.why, objects, row.before, row.hash)
        writer.writerow(f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell for cell in cells)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


# ---- the person concerned: 个人信息保护法第四十四条、第四十五条 ----

_OF_ALL = ("view", "file", "export", "audit")
"""What whoever did it saw of everybody in the case."""


@dataclass(frozen=True)
class Look:
    """What somebody did on one day, so many times: no name, but in which role and for whom. `why` as it was given,
    with numbers taken out."""

    day: datetime.date
    case: Case
    what: str
    role: str
    organisation: str
    why: str
    times: int = 1


def concerned(person: Person) -> QuerySet[Case]:
    """Cases in which this person is a party, or was; what was merged into them belongs to them."""
    if not person.is_authenticated or not person.is_active:
        return Case.objects.none()
    mine = Party.objects.filter(person=person).values("case")
    return Case.objects.filter(Q(pk__in=mine) | Q(merged_into__in=mine))


def looks_at(person: Person) -> QuerySet[CaseMove]:
    """Rows of the trail that tell who saw or took along what is about this person, newest first; not their own."""
    parties = Party.objects.filter(person=person)
    records = CaseRecord.objects.filter(party__in=parties, kind="lookup").values_list("pk", flat=True)
    of_me = Q(verb="personal", data__party__in=list(parties.values_list("pk", flat=True)))
    looked_up = Q(verb="lookup", data__record__in=list(records))
    of_all = Q(verb__in=_OF_ALL, by__isnull=False)
    rows = CaseMove.objects.filter(of_all | of_me | looked_up, case__in=concerned(person)).exclude(by=person)
    return rows.select_related("case__project__client").order_by("-at", "-pk")


def told_to(rows: Iterable[CaseMove]) -> Iterator[Look]:
    """The same done several times in a row on one day is told once."""
    listed = list(rows)
    firms = _firms({row.by_id for row in listed if row.by_id})

    def look(row: CaseMove) -> tuple[Any, ...]:
        day = timezone.localtime(row.at).date()
        told = (VERBS.get(row.verb, row.verb), roles_in_words(row.role) or "有权办理的人员")
        return day, row.case, *told, _firm(firms, row, day), masked_log(row.why)

    for (day, case, what, role, firm, why), same in groupby(listed, key=look):
        yield Look(day, case, what, role, firm, why, times=len(list(same)))


def _firms(people: set[int]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    for post in Membership.objects.filter(person__in=people).select_related("organisation").order_by("pk"):
        found.setdefault(post.person_id, []).append(post)
    return found


def _firm(firms: dict[int, list[Membership]], row: CaseMove, day: datetime.date) -> str:
    """For whom they worked that day: a post on the project first, then at its client or platform."""
    project = row.case.project if row.case else None
    if project is None or row.by_id is None:
        return ""
    places = (project.client_id, project.client.parent_id)
    held = [
        post
        for post in firms.get(row.by_id, [])
        if (post.project_id == project.pk or (post.project_id is None and post.organisation_id in places))
        and (not post.starts_on or post.starts_on <= day)
        and (not post.ends_on or post.ends_on >= day)
    ]
    named = sorted(held, key=lambda post: (post.role not in row.role.split(","), post.project_id is None))
    return named[0].organisation.name if named else ""
