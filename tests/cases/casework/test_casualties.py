"""More or fewer dead: reported, told and graded within the days of the law, noted after them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from cases.models import Case
from cases.services.handling import change_facts
from cases.services.happenings import note_happening
from portal.clock import SHANGHAI
from portal.models import Message, Person
from portal.services.refusal import Refused


def at(*moment: int) -> datetime.datetime:
    return datetime.datetime(2026, *moment, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


@pytest.fixture
def collapse(open_one: Callable[..., Case]) -> Case:
    """SC10: three dead, four badly hurt on 1 June 2026."""
    return open_one(kind="DTH", now=at(6, 1, 9), occurred_at=at(6, 1, 8), text="坍塌", deaths=3, serious=4)


@pytest.fixture
def change(handler: Person) -> Callable[..., Case]:
    def make(case: Case, now: datetime.datetime, **facts: Any) -> Case:
        return change_facts(case=case, by=handler, why="医院通知", now=now, **facts)

    return make


def test_a_fourth_death_within_thirty_days_is_to_be_reported_and_keeps_the_grade(
    collapse: Case, change: Callable[..., Case], colleague: Person
) -> None:
    case = change(collapse, at(6, 30, 10), deaths=4, serious=3)
    noted = case.happenings.get(event="casualties_changed")
    assert "死亡 3 人改为 4 人，重伤 4 人改为 3 人" in noted.note
    assert case.said == noted.note
    assert "等级不变，仍是较大事故" in noted.note
    assert case.clocks.get(definition="A05c").latest is None
    told = Message.objects.get(person=colleague, key__startswith="casualties:")
    assert told.body == noted.note
    assert "死亡" not in told.title


def test_ten_deaths_within_the_days_are_a_major_accident(collapse: Case, change: Callable[..., Case]) -> None:
    case = change(collapse, at(6, 30, 10), deaths=10)
    assert case.grade == "AG2"
    assert "等级由较大事故改为重大事故" in case.said


def test_thirty_deaths_make_the_reply_that_of_a_most_serious_accident(
    collapse: Case, change: Callable[..., Case], handler: Person
) -> None:
    note_happening(case=collapse, event="official_report", at=at(6, 20), by=handler, now=at(6, 20))
    assert collapse.clocks.running().filter(definition="A08").exists()
    case = change(collapse, at(6, 25), deaths=30)
    assert set(case.clocks.running().values_list("definition", flat=True)) & {"A08", "A08b"} == {"A08b"}
    case = change(case, at(6, 26), deaths=10)
    assert set(case.clocks.running().values_list("definition", flat=True)) & {"A08", "A08b"} == {"A08"}


def test_after_the_days_it_is_noted_and_the_grade_stays(collapse: Case, change: Callable[..., Case]) -> None:
    case = change(collapse, at(7, 2, 0, 1), deaths=10)
    assert (case.deaths, case.grade) == (10, "AG3")
    assert not case.happenings.filter(event="casualties_changed").exists()
    assert "事故等级不变，仍是较大事故" in case.happenings.get(event="casualties_late").note
    assert not case.clocks.filter(definition="A05c").exists()
    assert change(case, at(7, 3), deaths=30).grade == "AG3"


def test_the_day_of_the_death_counts_not_the_day_of_writing(collapse: Case, change: Callable[..., Case]) -> None:
    case = change(collapse, at(7, 3), deaths=10, changed_at=at(7, 1, 23, 59))
    assert case.grade == "AG2"
    assert case.happenings.get(event="casualties_changed").at == at(7, 1, 23, 59)


@pytest.mark.parametrize(("day", "grade"), [((6, 8, 23), "AG2"), ((6, 9), "AG3")])
def test_a_fire_has_seven_days(
    open_one: Callable[..., Case], change: Callable[..., Case], day: tuple[int, ...], grade: str
) -> None:
    fire = {"accident_class": ["AC-FIR"]}
    case = open_one(kind="DTH", now=at(6, 1, 9), occurred_at=at(6, 1, 8), text="着火", deaths=3, facets=fire)
    assert change(case, at(*day), deaths=10).grade == grade


@pytest.mark.parametrize("moment", [at(5, 31), at(6, 20)])
def test_a_change_before_the_accident_or_ahead_is_refused_beside_its_field(
    collapse: Case, change: Callable[..., Case], moment: datetime.datetime
) -> None:
    with pytest.raises(Refused) as refused:
        change(collapse, at(6, 10), deaths=4, changed_at=moment)
    assert refused.value.field == "changed_at"
    collapse.refresh_from_db()
    assert collapse.deaths == 3


def test_the_same_numbers_again_and_a_dispute_note_nothing(
    collapse: Case, case: Case, change: Callable[..., Case]
) -> None:
    assert change(collapse, at(6, 2), deaths=3, serious=4).said == ""
    assert change(case, at(10, 13), deaths=1).said == ""
    assert not Case.objects.get(pk=case.pk).happenings.filter(event="casualties_changed").exists()
