"""The whole file of a deadly fall as one PDF: from rows of the database to cover, contents and every document."""

from __future__ import annotations

import datetime
import time
import uuid

from bench import Figure
from bench.database import with_database

NOW = datetime.datetime(2026, 9, 10, 10, 40, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
ROUNDS = 5
BOUND = 3.0


def main() -> list[Figure]:
    return with_database(measure)


def measure() -> list[Figure]:
    from cases.services.documents import print_case_file
    from cases.services.opening import open_case
    from portal.models import Membership, Organisation, Person, Project
    from portal.rules.roles import Role
    from tests.cases.casework.filled import fill_fall

    platform = Organisation.objects.create(name="平台公司", kind=Organisation.Kind.PLATFORM)
    client = Organisation.objects.create(name="甲建筑公司", kind=Organisation.Kind.CLIENT, parent=platform)
    project = Project.objects.create(client=client, name="甲项目")
    people = {}
    for name, role, firm in (
        ("handler", Role.LABOUR_MANAGER, client),
        ("manager", Role.PROJECT_MANAGER, client),
        ("adviser", Role.LEGAL, platform),
    ):
        people[name] = Person.objects.create(name=name, username=name)
        Membership.objects.create(person=people[name], organisation=firm, role=role)
    case = open_case(
        by=people["handler"],
        key=uuid.uuid4(),
        kind="DTH",
        project=project,
        text="架子工坠落死亡",
        deaths=1,
        known_at=NOW,
        now=NOW,
        occurred_at=NOW - datetime.timedelta(minutes=20),
    )
    fill_fall(case, **people)
    took, made = [], b""
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        made = print_case_file(case=case, by=people["manager"], now=NOW + datetime.timedelta(days=60))
        took.append(time.perf_counter() - begun)
    return [
        Figure("case file of a deadly fall, slowest", max(took), "s", limit=BOUND),
        Figure("case file, size", len(made) / 1000, "kB"),
    ]
