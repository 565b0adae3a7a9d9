"""What is written in one place starts and meets clocks elsewhere: once, moved by a correction, gone when it is."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from cases.documents.facts import Facts
from cases.models import Case, CaseRecord, RunningClock
from cases.services.claims import hold_paper, miss_paper, take_step
from cases.services.happenings import keep, note_happening, undo_happening
from cases.services.joining import bring_happenings
from cases.services.records import correct_record, keep_record
from cases.services.settlements import (
    confirm_settlement,
    declare_default,
    note_payment,
    review_settlement,
    sign_settlement,
    write_settlement,
)
from portal.models import Person
from portal.services.refusal import Refused

from .conftest import NOW

DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
AID: dict[str, Any] = {"place": "三号楼", "who": "王某", "by": "安全员", "course": "止血后等车"}


def clock(case: Case, code: str) -> RunningClock:
    return case.clocks.filter(definition=code, cancelled_at__isnull=True).latest("pk")


def events(case: Case, *of: str) -> list[tuple[str, datetime.datetime]]:
    return list(case.happenings.filter(undone_at__isnull=True, event__in=of).values_list("event", "at"))


@pytest.fixture
def write(fall: Case, handler: Person) -> Callable[..., CaseRecord]:
    """A record of the fall: write("first_aid", at, **values)."""

    def make(kind: str, at: datetime.datetime, /, **values: Any) -> CaseRecord:
        return keep_record(case=fall, by=handler, kind=kind, at=at, values=values, now=NOW + 3 * DAY)

    return make


@pytest.fixture
def brief(write: Callable[..., CaseRecord]) -> Callable[..., CaseRecord]:
    def make(at: datetime.datetime, how: str = "FAM-CALL") -> CaseRecord:
        return write("family", at, who="王某的妻子", how=how, told="在医院")

    return make


def test_the_record_of_first_aid_meets_its_thirty_minutes_and_tells_the_call(
    fall: Case, write: Callable[..., CaseRecord]
) -> None:
    write("first_aid", NOW + 8 * MINUTE, **AID, called_at=(NOW + 3 * MINUTE).isoformat())
    assert events(fall, "first_aid_started", "called_120") == [
        ("called_120", NOW + 3 * MINUTE), ("first_aid_started", NOW + 8 * MINUTE),
    ]  # fmt: skip
    done = clock(fall, "I-02")
    assert (done.met_at, done.missed_at) == (NOW + 8 * MINUTE, None)


def test_what_somebody_has_noted_already_is_not_noted_again(
    fall: Case, handler: Person, write: Callable[..., CaseRecord]
) -> None:
    note_happening(case=fall, event="first_aid_started", at=NOW + 5 * MINUTE, by=handler, now=NOW + 5 * MINUTE)
    write("first_aid", NOW + 8 * MINUTE, **AID)
    assert events(fall, "first_aid_started") == [("first_aid_started", NOW + 5 * MINUTE)]
    assert clock(fall, "I-02").met_at == NOW + 5 * MINUTE


def test_a_corrected_time_moves_the_happening_and_its_clocks(
    fall: Case, handler: Person, write: Callable[..., CaseRecord]
) -> None:
    row = write("first_aid", NOW + 8 * MINUTE, **AID)
    for number in (40, 41):
        row = correct_record(
            record=row, by=handler, at=NOW + number * MINUTE, values=AID, why="看错了表", now=NOW + DAY
        )
    assert events(fall, "first_aid_started") == [("first_aid_started", NOW + 41 * MINUTE)]
    late = clock(fall, "I-02")
    assert (late.met_at, late.missed_at) == (NOW + 41 * MINUTE, late.latest)


def test_a_field_that_is_emptied_by_a_correction_takes_its_happening_back(
    fall: Case, handler: Person, write: Callable[..., CaseRecord]
) -> None:
    row = write("first_aid", NOW, **AID, called_at=NOW.isoformat())
    correct_record(record=row, by=handler, at=NOW, values=AID, why="不是他打的", now=NOW + DAY)
    assert [event for event, _ in events(fall, "first_aid_started", "called_120")] == ["first_aid_started"]


def test_a_time_ahead_in_a_field_is_refused_beside_it_and_nothing_is_kept(
    fall: Case, write: Callable[..., CaseRecord]
) -> None:
    with pytest.raises(Refused) as refused:
        write("first_aid", NOW, **AID, called_at=(NOW + 9 * DAY).isoformat())
    assert refused.value.field == "called_at"
    assert not fall.records.exists()


def test_the_family_is_told_once_and_briefed_from_then_on_each_day_with_a_clock_of_its_own(
    fall: Case, brief: Callable[..., CaseRecord]
) -> None:
    brief(NOW - MINUTE, "FAM-NONE")
    assert clock(fall, "I-13").met_at is None
    brief(NOW + 60 * MINUTE)
    assert clock(fall, "I-13").met_at == NOW + 60 * MINUTE
    assert clock(fall, "I-15").latest == datetime.datetime.fromisoformat("2026-10-14T00:00+08:00")
    brief(NOW + DAY)
    brief(NOW + 2 * DAY)
    assert [event for event, _ in events(fall, "family_told", "family_briefed")] == [
        "family_told", "family_briefed", "family_briefed",
    ]  # fmt: skip
    assert clock(fall, "I-15").latest == datetime.datetime.fromisoformat("2026-10-16T00:00+08:00")
    assert fall.clocks.running().filter(definition="I-15").count() == 1


def test_an_earlier_talk_written_down_later_becomes_the_first(fall: Case, brief: Callable[..., CaseRecord]) -> None:
    brief(NOW + DAY + 60 * MINUTE)
    assert clock(fall, "I-13").missed_at is not None
    brief(NOW + 30 * MINUTE)
    assert events(fall, "family_told", "family_briefed") == [
        ("family_told", NOW + 30 * MINUTE), ("family_briefed", NOW + DAY + 60 * MINUTE),
    ]  # fmt: skip
    assert clock(fall, "I-13").met_at == NOW + 30 * MINUTE
    assert clock(fall, "I-15").started_at == NOW + DAY + 60 * MINUTE
    assert fall.clocks.running().filter(definition="I-15").count() == 1


def test_a_talk_that_was_none_makes_the_next_one_the_first(
    fall: Case, handler: Person, brief: Callable[..., CaseRecord]
) -> None:
    first, _ = brief(NOW + 30 * MINUTE), brief(NOW + DAY)
    values = first.values | {"how": "FAM-NONE"}
    correct_record(record=first, by=handler, at=first.at, values=values, why="没有打通", now=NOW + 2 * DAY)
    assert events(fall, "family_told", "family_briefed") == [("family_told", NOW + DAY)]
    assert clock(fall, "I-13").met_at == NOW + DAY
    assert clock(fall, "I-15").started_at == NOW + DAY


def test_a_briefing_taken_back_leaves_one_clock_of_the_day_before(
    fall: Case, handler: Person, brief: Callable[..., CaseRecord]
) -> None:
    brief(NOW)
    brief(NOW + DAY)
    undo_happening(happening=fall.happenings.get(event="family_briefed"), why="记错了案件", by=handler, now=NOW + DAY)
    (running,) = fall.clocks.running().filter(definition="I-15")
    assert running.started_at == NOW
    brief(NOW + DAY + 5 * MINUTE)
    (running,) = fall.clocks.running().filter(definition="I-15")
    assert running.started_at == NOW + DAY + 5 * MINUTE


@pytest.mark.parametrize(
    ("kind", "values", "code", "met"),
    [
        ("scene", {"guarded": "拉了警戒线"}, "A10", True),
        ("meeting", {"form": "MET-TEAM", "place": "会议室", "minutes": "分工"}, "E-06", True),
        ("meeting", {"form": "MET-GRP", "place": "会议室", "minutes": "分工"}, "E-06", False),
        ("official", {"authority": "某区", "made_on": "2026-10-13", "findings": "意外"}, "A07", True),
    ],
)
def test_a_record_meets_the_clock_that_waits_for_it(
    fall: Case, handler: Person, write: Callable[..., CaseRecord], kind: str, values: dict[str, Any], code: str,
    met: bool,
) -> None:  # fmt: skip
    note_happening(case=fall, event="reported", at=NOW, by=handler, now=NOW)
    write(kind, NOW + DAY, **values)
    assert bool(clock(fall, code).met_at) is met


def test_of_what_only_the_day_is_known_the_day_alone_is_told(
    fall: Case, case: Case, handler: Person, write: Callable[..., CaseRecord], signed_in: Callable[[Person], Client]
) -> None:
    """On the page, where it met a clock, on paper, and in a case that took this one in."""
    write("official", NOW + DAY, authority="某区", made_on="2026-10-13", findings="意外")
    page = signed_in(handler).get(f"/cases/{fall.number}/").content.decode()
    assert "<time>10月13日 · " in page
    assert '<time class="num small muted">10月13日</time>' in page
    assert "00:00" not in page
    course = {words: when for when, words in Facts(fall, today=(NOW + DAY).date()).course()}
    assert (course["政府调查报告提交"], course["我们知道了"]) == ("2026年10月13日", "2026年10月12日 08:40")
    assert Facts(fall, today=NOW.date()).told_when("official_report") == "2026年10月13日"
    twin = bring_happenings(fall.happenings.filter(event="official_report"), case, "别处")
    assert [(row.case, row.day_only) for row in twin.values()] == [(case, True)]


def test_a_corrected_day_stays_a_day(fall: Case, handler: Person, write: Callable[..., CaseRecord]) -> None:
    row = write("official", NOW + DAY, authority="某区", made_on="2026-10-13", findings="意外")
    values = {"authority": "某区", "made_on": "2026-10-14", "findings": "意外"}
    correct_record(record=row, by=handler, values=values, why="看错了", at=NOW + DAY, now=NOW + 3 * DAY)
    (moved,) = fall.happenings.filter(event="official_report", undone_at__isnull=True)
    assert (moved.at.astimezone(NOW.tzinfo).date(), moved.day_only) == ((NOW + 2 * DAY).date(), True)


def test_days_that_were_kept_as_midnight_before_are_told_as_days(
    fall: Case, write: Callable[..., CaseRecord], handler: Person
) -> None:
    write("official", NOW + DAY, authority="某区", made_on="2026-10-13", findings="意外")
    midnight = NOW.replace(hour=0, minute=0) + DAY
    keep(case=fall, event="called_120", at=midnight, by=handler, now=NOW + DAY)
    fall.happenings.update(day_only=False)
    import_module("cases.migrations.0016_day_only").mark_days(apps, None)
    assert set(fall.happenings.filter(day_only=True).values_list("event", flat=True)) == {"official_report"}


def test_a_talk_with_workers_meets_its_hour_and_a_call_to_the_authority_its_report(
    open_one: Callable[..., Case], handler: Person
) -> None:
    case = open_one(people_count=12)
    note_happening(case=case, event="reported", at=NOW, by=handler, now=NOW)
    values = {
        "place": "会议室", "workers": "木工班", "count": 12, "order": "ORD-CALM", "demands": "八月工资", "said": "没发",
        "answer": "ANS-TIME", "called": ["CAL-HR"], "called_at": (NOW + 20 * MINUTE).isoformat(),
    }  # fmt: skip
    keep_record(case=case, by=handler, kind="dialogue", at=NOW + 30 * MINUTE, values=values, now=NOW + DAY)
    assert (clock(case, "D-03").met_at, clock(case, "D-03").missed_at) == (NOW + 30 * MINUTE, None)
    assert clock(case, "W18").met_at == NOW + 20 * MINUTE


def test_the_insurer_told_on_its_track_meets_the_notice_of_the_first_day(fall: Case, handler: Person) -> None:
    track = fall.claims.get(track="COMMERCIAL")
    for at in (NOW, NOW + MINUTE):
        take_step(claim=track, by=handler, code="notified", at=at, now=NOW + MINUTE)
    assert events(fall, "insurer_told") == [("insurer_told", NOW)]
    assert clock(fall, "N15").met_at == NOW


def test_claims_start_and_meet_the_clocks_of_those_who_pay(fall: Case, handler: Person) -> None:
    insurer, fund = fall.claims.get(track="COMMERCIAL"), fall.claims.get(track="FUND")

    def step(claim: Any, code: str, at: datetime.datetime, **more: Any) -> None:
        take_step(claim=claim, by=handler, code=code, at=at, now=at, **more)

    step(fund, "filed", NOW)
    step(insurer, "filed", NOW)
    assert clock(fall, "J14").started_at == clock(fall, "L25a").started_at == NOW
    step(insurer, "paid", NOW + DAY, amount=Decimal(20000))
    assert clock(fall, "L25d").met_at == NOW + DAY
    step(insurer, "agreed", NOW + 2 * DAY, amount=Decimal(100000))
    assert clock(fall, "L25a").met_at == clock(fall, "L25c").met_at == NOW + 2 * DAY
    assert clock(fall, "L25b").met_at is None
    step(insurer, "paid", NOW + 5 * DAY, amount=Decimal(80000))
    assert clock(fall, "L25b").met_at == NOW + 5 * DAY
    step(fund, "paid", NOW + 6 * DAY, amount=Decimal(1130040))
    assert clock(fall, "J14").met_at == NOW + 6 * DAY


def test_a_receipt_in_hand_is_the_filing_and_says_that_its_day_is_to_be_checked(fall: Case, handler: Person) -> None:
    hold_paper(case=fall, by=handler, of="recognition", code="receipt", now=NOW + DAY)
    assert clock(fall, "J01").met_at == NOW + DAY
    assert "待核实" in clock(fall, "J04").uncertain
    hold_paper(case=fall, by=handler, of="recognition", code="receipt", copies=2, now=NOW + 3 * DAY)
    assert events(fall, "recognition_filed") == [("recognition_filed", NOW + DAY)]
    miss_paper(paper=fall.papers.get(code="receipt"), by=handler, now=NOW + 3 * DAY)
    assert events(fall, "recognition_filed") == []
    assert clock(fall, "J01").met_at is None
    assert not fall.clocks.running().filter(definition="J04").exists()


@pytest.fixture
def agreed(case: Case, colleague: Person, adviser: Person) -> Any:
    row = write_settlement(
        case=case, by=colleague, text="分两次付清", amount=Decimal(60000), basis="staff", now=NOW, forum="people",
        instalments=[(NOW.date() + DAY, Decimal(30000)), (NOW.date() + 2 * DAY, Decimal(30000))],
    )  # fmt: skip
    review_settlement(settlement=row, by=adviser, passed=True, comment="可以签", now=NOW)
    return sign_settlement(settlement=row, by=colleague, on=NOW.date(), now=NOW)


def test_a_signed_agreement_starts_the_weekly_look_the_report_and_the_days_for_the_court(
    case: Case, agreed: Any, handler: Person
) -> None:
    assert clock(case, "L06").file_by == datetime.datetime.fromisoformat("2026-11-12T00:00+08:00")
    assert {"D-14", "V-03"} <= set(case.clocks.running().values_list("definition", flat=True))
    keep_record(
        case=case, by=handler, kind="progress", at=NOW + 3 * DAY, values={"what": "FOL-PAY", "text": "第一笔到了"},
        now=NOW + 3 * DAY,
    )  # fmt: skip
    assert clock(case, "D-14").started_at == NOW + 3 * DAY


def test_an_agreement_made_elsewhere_has_no_days_for_the_court(case: Case, colleague: Person, adviser: Person) -> None:
    row = write_settlement(
        case=case, by=colleague, text="一次付清", amount=Decimal(1), basis="staff", now=NOW,
        instalments=[(NOW.date(), Decimal(1))],
    )  # fmt: skip
    review_settlement(settlement=row, by=adviser, passed=True, comment="可以签", now=NOW)
    sign_settlement(settlement=row, by=colleague, on=NOW.date(), now=NOW)
    assert not case.clocks.filter(definition="L06").exists()


def test_all_paid_is_noted_on_the_last_day_and_taken_back_with_a_payment(
    case: Case, agreed: Any, handler: Person
) -> None:
    first, second = agreed.instalments.all()
    for row, days in ((first, 3), (second, 2)):
        note_payment(instalment=row, by=handler, amount=row.amount, on=NOW.date() + days * DAY, now=NOW + 4 * DAY)
    assert [at.date() for _, at in events(case, "paid")] == [datetime.date(2026, 10, 14)]
    note_payment(instalment=second, by=handler, amount=Decimal(-1), on=NOW.date() + 4 * DAY, now=NOW + 4 * DAY)
    assert events(case, "paid") == []


def test_a_default_opens_the_way_to_a_payment_order(case: Case, agreed: Any, colleague: Person) -> None:
    first, second = agreed.instalments.all()
    declare_default(instalment=first, by=colleague, why="公司失联", now=NOW + 9 * DAY)
    declare_default(instalment=second, by=colleague, why="还是没有付", now=NOW + 10 * DAY)
    assert clock(case, "L04").latest is None
    broken = datetime.datetime.fromisoformat("2026-10-14T00:00+08:00")
    assert events(case, "settlement_breached") == [("settlement_breached", broken)]
    assert clock(case, "L04").started_at == broken


def test_the_thirty_days_for_the_court_are_kept_by_the_day_of_the_application(
    case: Case, agreed: Any, colleague: Person
) -> None:
    confirm_settlement(
        settlement=agreed, by=colleague, filed_on=NOW.date() + 20 * DAY, on=NOW.date() + 40 * DAY, now=NOW + 41 * DAY
    )
    assert clock(case, "L06").missed_at is None
    assert clock(case, "L06").met_at == datetime.datetime.fromisoformat("2026-11-01T00:00+08:00")


def test_what_the_employer_pays_by_the_agreement_is_not_the_money_of_the_insurer(fall: Case, handler: Person) -> None:
    keep(case=fall, event="commercial_agreed", at=NOW, by=handler, now=NOW)
    keep(case=fall, event="paid", at=NOW + DAY, by=handler, now=NOW + DAY)
    assert clock(fall, "L25b").met_at is None
