"""三级安全教育登记卡: one opened at once, five hundred in the background, from rows of the database to the PDF.

Each person has three sessions with signatures, a failed paper and one that was passed.
"""

from __future__ import annotations

import datetime
import resource
import time
from collections.abc import Callable

from bench import Figure
from bench.database import with_database

WORKERS = 500
ROUNDS = 5
NOW = datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC)
STROKES = [[[10 + 12 * n, 20 + (n * n * 7) % 80] for n in range(20)] for _ in range(3)]


def main() -> list[Figure]:
    return with_database(measure)


def fill() -> None:
    """A site with twenty crews, its people, and their files."""
    from portal.models import Crew, Membership, Organisation, Person, Project
    from portal.services.sealing import seal
    from training.models import Attendee, CrewSession, TrainingRecord

    firm = Organisation.objects.create(name="某公司", kind=Organisation.Kind.CLIENT)
    site = Project.objects.create(client=firm, name="某工地", general_contractor="某总包")
    crews = [Crew.objects.create(project=site, organisation=firm, name=f"{n} 班", trade="木工") for n in range(20)]
    head = Person.objects.create(name="安全员", username="head")
    Membership.objects.create(person=head, organisation=firm, project=site, role="safety_manager")
    number = seal("110101199001010010")
    people = Person.objects.bulk_create(
        [
            Person(name=f"工人王{n}", username=f"w{n}", document_kind="resident_id", document_number=number)
            for n in range(WORKERS)
        ]
    )
    place = {"organisation": firm, "project": site, "role": "worker", "starts_on": datetime.date(2026, 11, 1)}
    Membership.objects.bulk_create(
        [Membership(person=one, crew=crews[n % 20], **place) for n, one in enumerate(people)], batch_size=500
    )
    rows, there = [], []
    for level in ("company", "project", "crew"):
        plain = {"level": level, "method": "lecture", "starts_at": NOW, "ends_at": NOW}
        session = CrewSession.objects.create(
            project=site, topic="进场教育", trainer_name="李工", trainer_signature=STROKES, place="会议室",
            opened_by=head, received_at=NOW, **plain,
        )  # fmt: skip
        facts = {"project": site, "created_at": NOW, "minutes": 60, "trainer": "李工（安全员）", "session": session}
        for one in people:
            there.append(Attendee(session=session, person=one, signature=STROKES, signed_at=NOW))
            rows.append(TrainingRecord(person=one, content="进场教育：现场的危险", source=level, **plain, **facts))
            for score in (60, 90):
                exam = plain | {"method": "exam", "score": score, "result": "passed" if score > 80 else "failed"}
                rows.append(
                    TrainingRecord(
                        person=one, project=site, content="考试", source=f"{level}{score}", minutes=30, created_at=NOW,
                        **exam,
                    )
                )  # fmt: skip
    Attendee.objects.bulk_create(there, batch_size=500)
    TrainingRecord.objects.bulk_create(rows, batch_size=500)


def measure() -> list[Figure]:
    from portal.models import Person, Project
    from portal.services.jobs import run_job
    from training.cards import post_of
    from training.services import cards

    fill()
    by, site = Person.objects.get(username="head"), Project.objects.get()
    one = Person.objects.get(username="w7")

    def single() -> None:
        post = post_of(by, one, site.pk)
        assert post
        assert cards.print_card(by=by, post=post, form="pdf", now=NOW).startswith(b"%PDF-")

    def whole(form: str) -> Callable[[], None]:
        def run() -> None:
            crew = site.crews.order_by("pk").first() if form == "xlsx" else None
            job = cards.start_printing(by=by, project=site, form=form, now=NOW, crew=crew.pk if crew else None)
            assert run_job(job.pk) == "done"

        return run

    single()
    rounds = sorted((taken(single) for _ in range(ROUNDS)), key=lambda pair: pair[0])
    wall, work = rounds[len(rounds) // 2]
    many, many_work = taken(whole("pdf"))
    book, _ = taken(whole("xlsx"))
    return [
        Figure("one card, PDF", wall, "s", limit=1.0),
        Figure("one card, processor", work, "s"),
        Figure(f"{WORKERS} cards in the background, PDF", many, "s", limit=120.0),
        Figure(f"{WORKERS} cards, processor", many_work, "s"),
        Figure("25 cards, XLSX", book, "s"),
        Figure("memory of the typesetter", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, "MB"),
    ]


def taken(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds on the wall, and seconds of processor with what ran in other processes."""
    before, used = time.perf_counter(), spent()
    work()
    return time.perf_counter() - before, spent() - used


def spent() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)
