"""Telling the handler, or the command, of promises and payments whose day has passed. Found by sweeping, told once."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from portal.services.messages import notify

from ..models import Case
from .alarms import INTERNAL, nearest
from .promises import sweep_promises
from .settlements import sweep_instalments


@transaction.atomic
def sweep_late(*, now: datetime.datetime) -> dict[str, int]:
    """How many promises and instalments were found late. What was cut off is done by the next sweep.

    Titles stand on lock screens: the project and the number of the case, nobody's name and no sum.
    """
    promises = sweep_promises(now=now)
    instalments = sweep_instalments(now=now, today=timezone.localtime(now).date())
    for promise in promises:
        _tell(promise.case, "答应的事过了时间", f"promise:{promise.pk}", now)
    for row in instalments:
        _tell(row.settlement.case, "协议的一笔付款逾期", f"instalment:{row.pk}", now)
    return {"promises": len(promises), "instalments": len(instalments)}


def _tell(case: Case, what: str, key: str, now: datetime.datetime) -> None:
    for person in nearest(case):
        notify(
            person=person,
            kind=INTERNAL,
            title=f"{case.project.name}：{what}（{case.number}）",
            body="打开案件的记录，看是哪一件，做了就记下，没有做写明原因。",
            link=f"{case.get_absolute_url()}records/",
            key=key,
            now=now,
        )
