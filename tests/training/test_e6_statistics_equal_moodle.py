"""E6: item statistics equal Moodle's formulas on the same data to 1e-9: real attempts, the newest results, the service.

The reference below is written from the formulas alone, slowly: x the mark of the question, r the rest of the paper,
facility = mean / most, discrimination = 100 cov(x, r) / sqrt(var x var r), efficiency = 100 cov / covmax of the sorted;
none when n < 2 or a variance is 0.
"""

from __future__ import annotations

import random
from fractions import Fraction
from math import isclose, sqrt

import pytest

from portal import clock
from portal.rules.roles import Role
from tests.training.factories import make_paper, make_point, make_question
from training.analysis import analyse, taken
from training.models import Attempt, AttemptItem, AttemptResult
from training.officers import attempts_to_analyse

pytestmark = pytest.mark.django_db

EXACT = 1e-9


def covariance(one, other):
    n = len(one)
    mean, middle = sum(one, Fraction()) / n, sum(other, Fraction()) / n
    return sum(((a - mean) * (b - middle) for a, b in zip(one, other, strict=True)), Fraction()) / (n - 1)


def reference(papers, key):
    """Papers are dicts question → Fraction; (n, facility, discrimination, efficiency)."""
    having = [paper for paper in papers if key in paper]
    x = [paper[key] for paper in having]
    r = [sum(paper.values(), Fraction()) - paper[key] for paper in having]
    n, facility = len(x), float(sum(x, Fraction()) / len(x))
    if n < 2 or covariance(x, x) == 0 or covariance(r, r) == 0:
        return n, facility, None, None
    both = covariance(x, r)
    index = 100 * float(both) / sqrt(covariance(x, x) * covariance(r, r))
    most = covariance(sorted(x), sorted(r))
    return n, facility, index, 100 * float(both / most) if most else None


def same(found, wanted):
    if found is None or wanted is None:
        return found is wanted
    return isclose(found, wanted, rel_tol=EXACT, abs_tol=EXACT)


class Room:
    """People who hand in papers with given marks."""

    def __init__(self, make_person, post, project, questions: int) -> None:
        make_point()
        self.make_person, self.post, self.project = make_person, post, project
        found = [make_question(f"q{n}").current for n in range(questions)]
        self.versions = [version for version in found if version is not None]
        self.paper = make_paper([{"count": 1}])
        self.kept: list[dict[int, Fraction]] = []

    def hand_in(
        self, marks: dict[int, float], *, state: str = "submitted", newer: dict[int, float] | None = None
    ) -> None:
        """Question number → mark; `newer` marks are a second result of the same attempt."""
        person, now = self.make_person(), clock.now()
        self.post(person, Role.WORKER, project=self.project)
        attempt = Attempt.objects.create(
            person=person, paper=self.paper.paper, version=self.paper, project=self.project, seed=1, state=state,
            started_at=now, deadline=now, grace_until=now, closed_at=now,
        )  # fmt: skip
        items = {
            n: AttemptItem.objects.create(attempt=attempt, position=place, version=self.versions[n])
            for place, n in enumerate(marks, 1)
        }
        for number, given in enumerate(filter(None, (marks, newer)), 1):
            AttemptResult.objects.create(
                attempt=attempt, number=number, score=0, right=0, out_of=len(given), passed=False, why="",
                computed_at=now,
                marks=[{"item": items[n].pk, "fraction": mark, "answer": ["b"]} for n, mark in given.items()],
            )  # fmt: skip
        if state in ("submitted", "expired"):
            self.kept.append({self.versions[n].pk: Fraction(mark) for n, mark in (newer or marks).items()})

    def compare(self, asker) -> int:
        """How many questions were compared."""
        found = analyse(taken(attempts_to_analyse(asker)))
        assert found.n == len(self.kept)
        assert {row.version.pk for row in found.rows} == {key for paper in self.kept for key in paper}
        for row in found.rows:
            n, facility, index, efficiency = reference(self.kept, row.version.pk)
            assert row.item.n == n
            assert same(row.item.facility, facility)
            assert same(row.item.discrimination, index), row.code
            assert same(row.item.efficiency, efficiency), row.code
        return len(found.rows)


@pytest.fixture
def room(make_person, post, project):
    return Room(make_person, post, project, 12)


def test_everyone_had_the_same_questions(room, handler):
    chance = random.Random(6)
    for _ in range(40):
        skill = chance.random()
        room.hand_in({n: float(chance.random() < skill) for n in range(12)})
    assert room.compare(handler) == 12


def test_everyone_drew_other_questions_with_half_marks(room, handler):
    chance = random.Random(7)
    for _ in range(40):
        chosen = chance.sample(range(12), 7)
        room.hand_in({n: chance.choice([0.0, 0.5, 1.0]) for n in chosen}, state=chance.choice(["submitted", "expired"]))
    assert room.compare(handler) == 12


def test_what_cannot_be_said_is_none_in_both(room, handler):
    """Seen once; always right; always wrong; the rest alike."""
    room.hand_in({0: 1.0, 1: 1.0, 2: 0.0, 3: 1.0})
    room.hand_in({1: 1.0, 2: 0.0, 3: 0.0})
    room.hand_in({1: 1.0, 2: 0.0, 3: 1.0})
    room.compare(handler)
    found = {row.code: row.item for row in analyse(taken(attempts_to_analyse(handler))).rows}
    assert [found[code].discrimination for code in ("q0", "q1", "q2")] == [None, None, None]
    assert (found["q0"].n, found["q0"].facility, found["q1"].facility, found["q2"].facility) == (1, 1.0, 1.0, 0.0)


def test_void_and_running_papers_never_count_and_the_newest_result_does(room, handler):
    room.hand_in({0: 1.0, 1: 0.0}, newer={0: 0.0, 1: 0.0})
    room.hand_in({0: 1.0, 1: 1.0})
    room.hand_in({0: 0.0, 1: 1.0}, state="void")
    room.hand_in({0: 0.0, 1: 1.0}, state="open")
    assert room.compare(handler) == 2
    found = {row.code: row.item for row in analyse(taken(attempts_to_analyse(handler))).rows}
    assert (found["q0"].n, found["q0"].facility) == (2, 0.5)


def test_nobody_counts_the_papers_of_people_whom_he_does_not_see(room, handler, outsider):
    room.hand_in({0: 1.0, 1: 0.0})
    assert analyse(taken(attempts_to_analyse(outsider))).n == 0
    assert analyse(taken(attempts_to_analyse(handler))).n == 1
    worker = Attempt.objects.get().person
    assert analyse(taken(attempts_to_analyse(worker))).n == 0


def test_three_queries_however_many_papers(room, handler, django_assert_max_num_queries):
    for _ in range(5):
        room.hand_in(dict.fromkeys(range(12), 1.0))
    attempts = attempts_to_analyse(handler)
    with django_assert_max_num_queries(3):
        analyse(taken(attempts))
