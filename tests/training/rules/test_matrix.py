"""Workers × levels."""

import datetime
from dataclasses import replace

import pytest

from training.rules import matrix
from training.rules.matrix import Tally, Worker
from training.rules.requirements import Done, Rule, State, Stay, dues, items

DAY = datetime.date(2026, 11, 1)
SITE = 10
PROJECT = Rule(1, "new_site", "project")
CREW = Rule(2, "new_site", "crew", due_days=3)


def worker(number: int, crew: str = "木工班") -> Worker:
    return Worker(number, f"工人{number}", crew, crew[:2], SITE)


def owed(*records: Done, today: datetime.date = DAY):
    stay = Stay((1,), SITE, 100, "木工", "worker", "", DAY)
    return items(dues([stay], list(records), [], [PROJECT, CREW], today=today))


def done(level: str) -> Done:
    return Done(level, DAY, 60, project=SITE)


def three():
    found = {1: owed(done("project"), done("crew")), 2: owed(done("crew")), 3: owed()}
    return matrix.build([worker(1), worker(2), worker(3, "钢筋班")], found)


def test_levels_stand_in_their_usual_order():
    assert three().levels == ["project", "crew"]


def test_everyone_is_counted_once_for_each_level():
    assert {level: (t.done, t.open, t.total) for level, t in three().by_level.items()} == {
        "project": (1, 2, 3),
        "crew": (2, 1, 3),
    }
    assert three().by_crew["钢筋班"]["crew"].open == 1


def test_who_owes_something_before_work_is_blocked():
    found = three()
    assert [row.blocked for row in found.rows] == [False, True, True]
    assert found.blocked == 2


def test_items_of_other_sites_are_left_out():
    elsewhere = [replace(item, project=99) for item in owed()]
    assert matrix.build([worker(1)], {1: elsewhere}).rows[0].state is State.DONE


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [1, 2, 3]),
        ({"crew": "钢筋班"}, [3]),
        ({"trade": "木工"}, [1, 2]),
        ({"state": "blocked"}, [2, 3]),
        ({"state": "missing"}, [2, 3]),
        ({"state": "missing", "level": "crew"}, [3]),
        ({"state": "done", "level": "crew"}, [1, 2]),
        ({"name": "工人2"}, [2]),
        ({"level": "yearly"}, []),
    ],
)
def test_rows_are_filtered(wanted, expected):
    assert [row.worker.id for row in matrix.filtered(three().rows, **wanted)] == expected


def test_a_hundred_per_cent_means_everyone():
    assert (Tally(done=999, open=1).percent, Tally(done=3).percent, Tally().percent) == (99, 100, 100)


def test_the_soonest_day_is_that_of_what_is_missing():
    assert matrix.soonest(three().rows) == DAY
    assert matrix.soonest(three().rows[:1]) is None
