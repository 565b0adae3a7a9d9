"""Processes that are killed while they take in evidence, on a database named by the environment:
python -m tests.cases.casework.killed. Prints what was left each time, and after sweeping; test_arrivals reads that."""

from __future__ import annotations

import datetime
import json
import os
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.models.signals import ModelSignal, post_save, pre_delete, pre_save  # noqa: E402
from filer.models import File  # noqa: E402

from cases.models import Arrival, Case, EvidenceItem  # noqa: E402
from cases.services.arrivals import LONG, sweep_arrivals  # noqa: E402
from cases.services.evidence import add_evidence  # noqa: E402
from cases.services.opening import open_case  # noqa: E402
from portal.models import Attachment, Membership, Organisation, Person, Project  # noqa: E402
from tests.portal.files import picture  # noqa: E402

NOW = datetime.datetime(2026, 10, 12, 8, 40, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
PLACES: dict[str, tuple[ModelSignal, type[Any]]] = {
    "the file has no row yet": (pre_save, Attachment),
    "its row is written, not committed": (post_save, Attachment),
    "kept, and no evidence yet": (pre_save, EvidenceItem),
    "evidence, and not committed": (pre_delete, Arrival),
}
"""Where the process ends: at this signal of this model."""


def a_case() -> tuple[Case, Person]:
    client = Organisation.objects.create(name="甲公司", kind="client")
    project = Project.objects.create(client=client, name="甲项目")
    by = Person.objects.create_user("killed", name="经办人")
    Membership.objects.create(person=by, role="labour_manager", organisation=client, project=project)
    text = "工资没有发"
    return open_case(by=by, key=uuid.uuid4(), kind="DIS-WAG", project=project, text=text, known_at=NOW, now=NOW), by


def add(case: Case, by: Person) -> None:
    file = ContentFile(picture(), name="a.jpg")
    add_evidence(case=case, by=by, key=uuid.uuid4(), kind="photo", what="护栏", now=NOW, file=file, name="a.jpg")


def dies(signal: ModelSignal, model: type[Any], work: Callable[[], object]) -> int:
    """How a process ended that was to do this and is no more once the signal comes."""
    connections.close_all()
    if (pid := os.fork()) == 0:
        signal.connect(lambda **_: os._exit(9), sender=model, weak=False)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def left() -> dict[str, int]:
    root = Path(settings.FILER_STORAGES["private"]["main"]["OPTIONS"]["location"])
    return {
        "bytes": sum(path.is_file() for path in root.rglob("*")),
        "rows": Attachment.objects.count(),
        "coming": Arrival.objects.count(),
        "evidence": EvidenceItem.objects.count(),
    }


def main() -> dict[str, Any]:
    case, by = a_case()
    add(case, by)
    found: dict[str, Any] = {"whole": left()}
    for name, (signal, model) in PLACES.items():
        ended = dies(signal, model, lambda: add(case, by))
        found[name] = {"ended": ended} | left()
    found["too young to be swept"] = {"swept": sweep_arrivals(now=NOW)} | left()
    later = NOW + LONG + datetime.timedelta(minutes=1)
    ended = dies(pre_delete, File, lambda: sweep_arrivals(now=later))
    found["killed while sweeping"] = {"ended": ended} | left()
    ended = dies(pre_delete, Arrival, lambda: sweep_arrivals(now=later))
    found["killed before it was told"] = {"ended": ended}
    sweep_arrivals(now=later)
    found["swept"] = left() | {"again": sweep_arrivals(now=later)}
    return found


if __name__ == "__main__":
    json.dump(main(), sys.stdout, ensure_ascii=False)
