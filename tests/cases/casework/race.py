"""Many threads at one case, on a real database named by the environment: python -m tests.cases.casework.race. Prints
what came of it; test_race_for_cases reads that."""

from __future__ import annotations

import datetime
import io
import json
import sys
import threading
import uuid
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from cases.models import Case, CaseLink, CaseMove, EvidenceItem, RunningClock, Upload  # noqa: E402
from cases.services import alarms, evidence, uploads  # noqa: E402
from cases.services.evidence_check import verify  # noqa: E402
from cases.services.handling import link_cases  # noqa: E402
from cases.services.opening import open_case  # noqa: E402
from cases.services.trail import broken_links, note  # noqa: E402
from portal.models import Membership, Message, Organisation, Person, Project  # noqa: E402

CROWD = 8
NOW = datetime.datetime(2026, 10, 12, 8, 40, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
FILM = b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 400


def together(work: Callable[[int], Any], crowd: int = CROWD) -> list[Any]:
    """What each of several threads got, or the name of its error; they begin at the same moment."""
    gate = threading.Barrier(crowd)
    got: list[Any] = [None] * crowd

    def run(number: int) -> None:
        gate.wait()
        try:
            got[number] = work(number)
        except Exception as error:
            got[number] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def people() -> tuple[Project, Person]:
    platform = Organisation.objects.create(name="平台", kind="platform")
    client = Organisation.objects.create(name="甲公司", kind="client", parent=platform)
    project = Project.objects.create(client=client, name="甲项目")
    handler = Person.objects.create_user("racer", name="经办人")
    Membership.objects.create(person=handler, role="labour_manager", organisation=client, project=project)
    return project, handler


def report(project: Project, by: Person, key: uuid.UUID | None = None, kind: str = "DIS-WAG") -> Case:
    return open_case(
        by=Person.objects.get(pk=by.pk), key=key or uuid.uuid4(), kind=kind, project=project, text="工资没有发",
        known_at=NOW, now=NOW,
    )  # fmt: skip


def numbers_together(project: Project, by: Person) -> dict[str, Any]:
    """Reports that come in at once; half of them are one report that a phone sends again and again."""
    same = uuid.uuid4()
    got = together(lambda n: report(project, by, same if n % 2 else None).number)
    rows = Case.objects.values_list("number", flat=True)
    errors = [one for one in got if not one.startswith("DIS-")]
    return {"cases": len(rows), "numbers": len(set(rows)), "twins": len(set(got[1::2])), "errors": errors}


def trail_together(case: Case, by: Person) -> dict[str, Any]:
    """Looks at one case, and searches, which belong to none."""
    before = case.moves.count()

    def work(number: int) -> None:
        for step in range(5):
            note(case=case if number % 2 else None, verb="view" if number % 2 else "search", by=by, at=NOW, n=step)

    errors = [one for one in together(work) if one]
    return {
        "case": case.moves.count() - before,
        "searches": CaseMove.objects.filter(chain="search").count(),
        "broken": list(broken_links()),
        "errors": errors,
    }


def evidence_together(case: Case, by: Person) -> dict[str, Any]:
    key = uuid.uuid4()

    def work(number: int) -> int:
        own = key if number % 2 else uuid.uuid4()
        one = evidence.add_evidence(case=case, by=by, key=own, kind="object", what=f"物证{number}", now=NOW)
        return one.number

    got = together(work)
    numbers = list(EvidenceItem.objects.filter(case=case).order_by("number").values_list("number", flat=True))
    return {
        "numbers": numbers,
        "errors": sorted({str(one) for one in got if not isinstance(one, int)}),
        "faults": [str(fault) for fault in verify().faults],
        "broken": list(broken_links()),
    }


def sweep_together(project: Project, by: Person) -> dict[str, Any]:
    """Workers that sweep at once: each alarm goes to each person once, each limit is missed once."""
    case = report(project, by, kind="DTH")
    later = NOW + datetime.timedelta(days=40)
    Message.objects.all().delete()
    errors = [one for one in together(lambda _: alarms.sweep_clocks(now=later)) if not isinstance(one, dict)]
    alarms.sweep_clocks(now=later)
    keys = list(Message.objects.values_list("person", "key"))
    missed = CaseMove.objects.filter(case=case, verb="missed").count()
    return {
        "errors": errors,
        "told": len(keys) > 0,
        "told_twice": len(keys) - len(set(keys)),
        "missed_once": missed == RunningClock.objects.filter(case=case, missed_at__isnull=False).count() > 0,
    }


def upload_together(case: Case, by: Person) -> dict[str, Any]:
    """Tabs that send the same file from the same offset: the bytes are there once and whole, one item comes of it."""
    upload = uploads.begin_upload(case=case, by=by, name="现场.mp4", size=len(FILM), now=NOW)

    def push(_: int) -> str:
        mine = Upload.objects.get(pk=upload.pk)
        try:
            uploads.receive(upload=mine, offset=0, read=io.BytesIO(FILM).read, length=len(FILM), now=NOW)
        except uploads.Overtaken:
            return "overtaken"
        return "sent"

    sent = together(push)
    whole = uploads.part_of(upload).read_bytes() == FILM
    upload.refresh_from_db()
    at = upload.offset

    def take(number: int) -> str:
        mine = Upload.objects.select_related("case").get(pk=upload.pk)
        item = uploads.finish_upload(upload=mine, by=by, kind="video", what="录像", now=NOW)
        return f"item {item.number}"

    taken = together(take)
    return {
        "sent": "sent" in sent and set(sent) <= {"sent", "overtaken"},
        "whole": whole and at == len(FILM),
        "items": len({one for one in taken if one.startswith("item")}),
        "others": sorted({one.partition(":")[0] for one in taken if not one.startswith("item")} - {"Refused"}),
        "kept": EvidenceItem.objects.filter(key=upload.key).count(),
    }


def tie_together(project: Project, by: Person) -> dict[str, Any]:
    """Two cases tied from both ends at once: nobody waits for the other for ever."""
    one, two = report(project, by), report(project, by)

    def work(number: int) -> str:
        case, other = (one, two) if number % 2 else (two, one)
        return link_cases(case=case, other=other, kind="related", by=Person.objects.get(pk=by.pk), now=NOW).kind

    got = together(work)
    return {"errors": sorted(set(got) - {"related"}), "links": CaseLink.objects.count(), "broken": list(broken_links())}


def main() -> dict[str, Any]:
    project, by = people()
    found: dict[str, Any] = {"numbers": numbers_together(project, by)}
    case = report(project, by)
    found["trail"] = trail_together(case, by)
    found["evidence"] = evidence_together(case, by)
    found["sweep"] = sweep_together(project, by)
    found["upload"] = upload_together(case, by)
    found["tie"] = tie_together(project, by)
    return found


if __name__ == "__main__":
    json.dump(main(), sys.stdout, ensure_ascii=False)
