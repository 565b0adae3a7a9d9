"""SC01–SC11: from report to the last limit, each clock to the minute or the day, and the law that is proposed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from cases.models import Case, Happening
from cases.rules.proposals import Facts
from cases.services.clocks import extend_clock, pause_clock, resume_clock
from cases.services.handling import change_facts
from cases.services.happenings import note_happening
from cases.services.law import propose_articles
from knowledge.rules.numerals import article_label, parse_article_key
from portal.models import Person, Project
from tests.cases.rules.test_proposals import SCENARIOS, titles

ZONE = datetime.timezone(datetime.timedelta(hours=8))
Note = Callable[..., Happening]


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, tzinfo=ZONE)


def last_day(moment: datetime.datetime | None) -> str:
    """The day that 24:00 closes."""
    return f"{(moment - datetime.timedelta(microseconds=1)).astimezone(ZONE):%m-%d}" if moment else ""


def minute(moment: datetime.datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%m-%d %H:%M}" if moment else ""


@pytest.fixture
def noted(handler: Person) -> Note:
    def make(case: Case, event: str, when: datetime.datetime) -> Happening:
        return note_happening(case=case, event=event, at=when, by=handler, now=when)

    return make


def limits(case: Case, code: str) -> tuple[str, str]:
    row = case.clocks.get(definition=code, cancelled_at__isnull=True)
    return last_day(row.file_by), last_day(row.latest)


def test_sc01_a_dispute_of_twelve_from_report_to_settlement(open_one: Callable[..., Case], noted: Note) -> None:
    case = open_one(now=at(10, 12, 8, 40), text="十二个工人八月的工资没有发", people_count=12, amount=62400)
    assert case.clocks.filter(definition="W18", statutory=True, latest=None).exists()
    noted(case, "reported", at(10, 12, 8, 40))
    assert minute(case.clocks.get(definition="D-03").latest) == "10-12 09:40"
    noted(case, "agreement_effective", at(10, 14, 15))
    assert limits(case, "L06")[0] == "11-13"


def test_sc02_a_fatal_fall(open_one: Callable[..., Case], noted: Note, handler: Person) -> None:
    case = open_one(kind="DTH", now=at(9, 10, 10, 20), occurred_at=at(9, 10, 10, 20), text="架子工坠落死亡", deaths=1)
    assert minute(case.clocks.get(definition="I-01").latest) == "09-10 10:35"
    noted(case, "unit_head_informed", at(9, 10, 10, 40))
    assert minute(case.clocks.get(definition="A02").latest) == "09-10 11:40"
    assert limits(case, "A05") == ("10-10", "10-10")
    assert limits(case, "I-13")[0] == "09-10"
    assert limits(case, "J01")[0] == "10-10"
    worker = case.clocks.get(definition="J02")
    assert worker.file_by == at(9, 11, 0, year=2027)
    report = case.clocks.get(definition="A07")
    assert last_day(report.file_by) == "11-09"
    extend_clock(clock=report, length=60, why="情况复杂", basis="批复", by=handler, now=at(11, 1))
    report.refresh_from_db()
    assert report.latest == at(1, 9, 0, year=2027)
    assert case.grade == "AG4"


def test_sc03_a_complaint_over_arrears_of_thirty(open_one: Callable[..., Case], noted: Note, handler: Person) -> None:
    case = open_one(now=at(7, 6), kind="DIS-COL", text="分包跑路，三十人三个月没发", people_count=30, amount=540000)
    noted(case, "complaint_filed", at(7, 6))
    row = case.clocks.get(definition="W11")
    assert last_day(row.file_by) == "09-28"
    extend_clock(clock=row, length=30, why="案情复杂", basis="延期决定书", by=handler, now=at(9, 20))
    row.refresh_from_db()
    assert last_day(row.file_by) == "11-13"


def test_sc04_the_employer_keeps_silent_and_the_worker_files(open_one: Callable[..., Case], noted: Note) -> None:
    case = open_one(kind="INJ", now=at(3, 2), occurred_at=at(3, 2), text="从梯子上摔下", serious=1)
    assert limits(case, "J01")[0] == "04-01"
    noted(case, "recognition_filed", at(4, 20))
    assert case.clocks.get(definition="J01").missed_at is not None
    assert case.clocks.get(definition="J02").missed_at is None
    noted(case, "recognition_accepted", at(4, 24))
    assert limits(case, "J05")[0] == "06-23"


def test_sc04_a_clear_case_is_decided_in_fifteen_days(open_one: Callable[..., Case], noted: Note) -> None:
    case = open_one(kind="INJ", now=at(3, 2), occurred_at=at(3, 2), text="摔伤", values={"clear": True})
    noted(case, "recognition_accepted", at(4, 24))
    assert limits(case, "J05b")[0] == "05-09"
    assert not case.clocks.filter(definition="J05").exists()


def test_sc08_recognition_stops_until_the_police_conclude(
    open_one: Callable[..., Case], noted: Note, handler: Person
) -> None:
    case = open_one(kind="INJ", now=at(5, 18, 20), occurred_at=at(5, 18, 19, 10), text="下班路上被撞")
    assert limits(case, "J01")[0] == "06-17"
    noted(case, "recognition_accepted", at(6, 1))
    row = case.clocks.get(definition="J05")
    before = row.file_by
    given: dict[str, Any] = {"by": handler, "clock": row}
    pause_clock(at=at(6, 5), why="等事故认定书", waiting_for="交警", basis="第二十条第三款", now=at(6, 5), **given)
    row.refresh_from_db()
    assert row.latest is None
    resume_clock(at=at(6, 25), why="认定书到了", now=at(6, 25), **given)
    row.refresh_from_db()
    assert before is not None
    assert row.file_by == before + datetime.timedelta(days=20)


def test_sc10_a_fourth_death_in_the_window_is_to_be_reported(open_one: Callable[..., Case], handler: Person) -> None:
    case = open_one(kind="DTH", now=at(6, 1), occurred_at=at(6, 1, 8), text="坍塌", deaths=3, serious=4)
    assert (case.grade, limits(case, "A05")[1], limits(case, "A07")[0]) == ("AG3", "07-01", "07-31")
    case = change_facts(case=case, why="医院通知", by=handler, now=at(6, 30), deaths=4)
    assert case.grade == "AG3"
    case = change_facts(case=case, why="医院通知", by=handler, now=at(6, 30, 10), deaths=10)
    assert case.grade == "AG2"


def test_sc10_a_fire_has_seven_days(open_one: Callable[..., Case]) -> None:
    fire = {"accident_class": ["AC-FIR"]}
    case = open_one(kind="DTH", now=at(6, 1), occurred_at=at(6, 1, 8), text="着火", deaths=3, facets=fire)
    assert limits(case, "A05b")[1] == "06-08"
    assert not case.clocks.filter(definition="A05").exists()


@pytest.mark.parametrize(("award", "codes"), [("final", ["L14", "L15"]), ("open", ["L16"])])
def test_sc11_an_award_received_before_the_dragon_boat_holiday(
    open_one: Callable[..., Case], noted: Note, award: str, codes: list[str]
) -> None:
    case = open_one(now=at(6, 5), text="对裁决不服", values={"award": award})
    noted(case, "award_received", at(6, 5))
    expected = {"L14": ("06-20", "06-22"), "L16": ("06-20", "06-22"), "L15": ("07-05", "07-06")}
    assert {code: limits(case, code) for code in codes} == {code: expected[code] for code in codes}


# ---- the law of each ----


def label_of(title: str, article: str) -> str:
    """As a case keeps it: 《工伤保险条例》第十四条."""
    name = title.replace("《", "〈").replace("》", "〉")
    return f"《{name}》" + (article_label(*parse_article_key(article)) if article else "")


@pytest.mark.parametrize(
    ("told", "links"), [pytest.param(*row[1:], id=f"{row[0]}-{n}") for n, row in enumerate(SCENARIOS)]
)
def test_the_law_of_a_scenario_is_proposed_when_the_case_is_opened_and_little_else(
    open_one: Callable[..., Case], noted: Note, project: Project, told: Facts, links: str
) -> None:
    if told.region:
        project.region = told.region
        project.save(update_fields=["region"])
    asked = {"other": sorted(told.facets)} if told.facets else {}
    values = {"award": "final"} if told.clocks else {}
    case = open_one(
        kind=told.kind,
        text=told.text,
        facets=asked,
        people_count=told.people,
        deaths=told.deaths,
        serious=told.serious,
        values=values,
    )
    if told.clocks:
        noted(case, "award_received", case.opened_at)
    Case.objects.filter(pk=case.pk).update(stage=told.stage or case.stage)
    case.refresh_from_db()
    propose_articles(case=case, by=None, now=case.opened_at)
    cites = list(case.articles.values_list("cite", flat=True))
    wanted = [label_of(*one) for one in sorted(titles(links))]
    assert [one for one in wanted if not any(cite.startswith(one) for cite in cites)] == []
    assert len([cite for cite in cites if not any(cite.startswith(one) for one in wanted)]) <= 5
