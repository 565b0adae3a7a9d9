"""A roster of ten thousand people: checked, imported, imported again; and one of fifty thousand, refused.

The limits are promises: ten thousand within a minute in the background, fifty thousand refused at once.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from bench import Figure
from bench.database import with_database

PEOPLE = 10_000
TOO_MANY = 50_000
TITLES = ("姓名", "身份证号", "手机号", "工种", "班组", "进场日期", "劳务公司", "合同签订", "合同编号", "民族", "住址")


def main() -> list[Figure]:
    return with_database(measure)


def measure() -> list[Figure]:
    from portal.models import Membership, RosterImport

    by, project = place()
    data, long = book(PEOPLE), book(TOO_MANY)
    check, first = timed(lambda: sent(by, project, data))
    write, _ = timed(lambda: confirmed(by, first))
    entered = Membership.objects.filter(role="worker").count()
    memory = peak()
    recheck, second = timed(lambda: sent(by, project, data))
    rewrite, _ = timed(lambda: confirmed(by, second))
    refuse, refused = timed(lambda: sent(by, project, long))
    again = RosterImport.objects.get(pk=second.pk).found["done"]
    assert (entered, again) == (PEOPLE, {"same": PEOPLE}), (entered, again)
    assert refused.state == "refused", refused.state
    return [
        Figure("people in the file", PEOPLE, ""),
        Figure("check, first time", check, "s"),
        Figure("import, first time", write, "s", limit=60),
        Figure("import, first time", PEOPLE / write, "people/s"),
        Figure("check, everybody known", recheck, "s"),
        Figure("import, nothing to do", rewrite, "s"),
        Figure("most memory of the process by then", memory, "MB"),
        Figure(f"{TOO_MANY} people refused", refuse, "s", limit=5),
        Figure("memory that took on top", peak() - memory, "MB", limit=64),
    ]


def place() -> tuple[Any, Any]:
    from portal.models import Membership, Organisation, Person, Project

    client = Organisation.objects.create(name="甲建筑公司", kind="client")
    project = Project.objects.create(client=client, name="甲项目")
    by = Person.objects.create_user("handler", name="经办人")
    Membership.objects.create(person=by, organisation=client, project=project, role="labour_manager")
    return by, project


def book(people: int) -> bytes:
    import openpyxl

    from portal.rules.identity import check_character

    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("花名册")
    sheet.append(["甲项目工人花名册"])
    sheet.append(TITLES)
    for n in range(people):
        digits = f"110105{1960 + n % 40}{n // 40 % 12 + 1:02}{n // 480 % 28 + 1:02}{n // 13440 * 100 + n % 100:03}"
        row = [f"王{chr(0x4E00 + n % 5000)}{chr(0x5000 + n // 5000)}", digits + check_character(digits)]
        row += [f"138{n:08}", "木工", f"木工{n % 80}班", "2026年3月1日", f"劳务公司{n % 80 % 6}", "是", f"HT-{n}"]
        sheet.append([*row, "汉", "某省某市某县某镇某村"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sent(by: Any, project: Any, data: bytes) -> Any:
    from django.core.files.base import ContentFile

    from portal import clock
    from portal.services import jobs, rosters

    roster = rosters.send_roster(
        by=by, project=project, file=ContentFile(data), name="花名册.xlsx", now=clock.now(), today=clock.today()
    )
    jobs.run_job(roster.job.pk)
    roster.refresh_from_db()
    return roster


def confirmed(by: Any, roster: Any) -> None:
    from portal import clock
    from portal.services import jobs, rosters

    jobs.run_job(rosters.confirm_roster(by=by, roster=roster, now=clock.now()).pk)


def peak() -> float:
    """MB; the system gives kilobytes, on macOS bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result
