"""The training matrix of a site of a thousand workers, from the rows of the database to counted cells.

Beside it, in the same run: reading the same rows and doing nothing with them.
"""

from __future__ import annotations

import datetime
import statistics
import time
from collections.abc import Callable

from bench import Figure
from bench.database import with_database

WORKERS = 1000
CREWS = 40
ROUNDS = 7
TODAY = datetime.date(2026, 11, 25)


def main() -> list[Figure]:
    return with_database(measure, "load_catalogue")


def fill() -> int:
    """A site with its crews, an earlier site, leavers, and a file of three rows for most people; its id."""
    from portal.models import Crew, Membership, Organisation, Person, Project
    from training.models import TrainingRecord
    from training.services.content_rules import load_rules

    load_rules()
    firm = Organisation.objects.create(name="某公司", kind=Organisation.Kind.CLIENT)
    site, before = (Project.objects.create(client=firm, name=name) for name in ("新工地", "老工地"))
    crews = [Crew.objects.create(project=site, organisation=firm, name=f"{n} 班", trade="木工") for n in range(CREWS)]
    people = Person.objects.bulk_create([Person(name=f"工人{n}", username=f"w{n}") for n in range(WORKERS)])
    moved = TODAY - datetime.timedelta(days=40)
    posts, rows = [], []
    for n, person in enumerate(people):
        common = {"person": person, "organisation": firm, "role": "worker"}
        posts.append(Membership(**common, project=before, starts_on=datetime.date(2025, 3, 1), ends_on=moved))
        starts = moved + datetime.timedelta(days=1)
        posts.append(Membership(**common, project=site, crew=crews[n % CREWS], starts_on=starts))
        for level in ("company", "project", "crew")[: n % 4]:
            ends = datetime.datetime(2026, 10, 20, 9, tzinfo=datetime.UTC)
            rows.append(
                TrainingRecord(
                    person=person,
                    project=site,
                    level=level,
                    method="lecture",
                    content="进场教育",
                    starts_at=ends,
                    ends_at=ends,
                    minutes=60,
                    source=f"bench:{level}",
                    created_at=ends,
                )
            )
    Membership.objects.bulk_create(posts, batch_size=500)
    TrainingRecord.objects.bulk_create(rows, batch_size=500)
    return site.pk


def measure() -> list[Figure]:
    from portal.models import Membership
    from training import duties

    site = fill()

    def whole() -> None:
        posts = Membership.objects.filter(project=site).select_related("person", "crew")
        found = duties.matrix_of(posts, TODAY)
        assert len(found.rows) == WORKERS
        assert 0 < found.by_level["project"].done < WORKERS

    def rows_alone() -> None:
        posts = list(Membership.objects.filter(project=site).select_related("person", "crew"))
        duties.facts_about(post.person_id for post in posts)

    return [
        Figure("matrix of 1,000 workers", seconds(whole), "s", limit=1.0),
        Figure("reading the rows alone", seconds(rows_alone), "s"),
    ]


def seconds(work: Callable[[], None]) -> float:
    work()
    rounds = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        work()
        rounds.append(time.perf_counter() - before)
    return statistics.median(rounds)
