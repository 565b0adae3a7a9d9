"""The tracks of an injury's claims, and the recognition file."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cases.models import PaperHeld
from cases.rules import claims as rules
from cases.services.claims import add_track, hold_paper, miss_paper, open_tracks, take_step
from cases.services.handling import change_facts
from cases.services.there import there
from portal.services.refusal import Refused
from tests.cases.casework.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.covers("N5", "N15")
def test_an_injury_opens_three_tracks_and_the_insurer_is_due_on_day_nought(fall, handler):
    tracks = {row.track: row for row in fall.claims.all()}
    assert set(tracks) == {"FUND", "EMPLOYER", "COMMERCIAL"}
    assert tracks["COMMERCIAL"].notice_due_on == NOW.date()
    assert tracks["FUND"].notice_due_on is None
    assert tracks["COMMERCIAL"].waits_for_notice
    take_step(claim=tracks["COMMERCIAL"], by=handler, code="notified", at=NOW, now=NOW, words="电话报案")
    assert not tracks["COMMERCIAL"].waits_for_notice
    assert open_tracks(case=fall, by=handler, now=NOW, today=NOW.date()) == []
    assert "record:claim" in there(fall)


def test_a_near_miss_opens_none_until_somebody_was_hurt_after_all(open_one, handler, signed_in):
    case = open_one(kind="SAF", text="吊着的模板滑落", occurred_at=NOW)
    page = signed_in(handler).get(f"/cases/{case.number}/records/").content.decode()
    assert not case.claims.exists()
    assert "没有人受伤，也没有损失，还没有要走的路" in page
    for words in ("没有和家属沟通", "还没有通知保险公司", "与用人单位存在劳动关系"):
        assert words not in page
    change_facts(case=case, by=handler, why="有人重伤", now=NOW + datetime.timedelta(hours=1), serious=1)
    assert {row.track for row in case.claims.all()} == {"FUND", "EMPLOYER", "COMMERCIAL"}
    page = signed_in(handler).get(f"/cases/{case.number}/records/").content.decode()
    for words in ("没有和家属沟通", "还没有通知保险公司", "与用人单位存在劳动关系"):
        assert words in page


def test_a_near_miss_in_which_something_was_lost_has_its_tracks(open_one):
    assert open_one(kind="SAF", text="吊着的模板滑落", occurred_at=NOW, loss=Decimal(8000)).claims.count() == 3


def test_a_dispute_has_none(case):
    assert not case.claims.exists()
    assert "record:claim" not in there(case)


def test_each_track_takes_its_own_steps(fall, handler):
    employer = fall.claims.get(track="EMPLOYER")
    for wrong in ({"code": "notified"}, {"code": "paid"}, {"code": "refused", "words": " "}):
        with pytest.raises(Refused):
            take_step(**{"claim": employer, "by": handler, "at": NOW, "now": NOW} | wrong)
    step = take_step(claim=employer, by=handler, code="paid", amount=Decimal(8000), at=NOW, now=NOW)
    assert step.name == "付款"


def test_a_wrong_payment_is_taken_back_with_a_reason_and_never_more_than_there_was(fall, handler):
    fund, given = fall.claims.get(track="FUND"), {"by": handler, "at": NOW, "now": NOW}
    for wrong in (
        {"code": "filed", "amount": Decimal(-1)}, {"code": "paid", "amount": Decimal(-1), "words": "多写了"},
        {"code": "paid", "amount": Decimal("0.001")},
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            take_step(claim=fund, **given | wrong)
        assert refused.value.field == "amount"
    take_step(claim=fund, code="paid", amount=Decimal(8000), **given)
    assert fall.happenings.filter(event="fund_paid", undone_at__isnull=True).exists()
    with pytest.raises(Refused) as refused:
        take_step(claim=fund, code="paid", amount=Decimal(-8000), **given)
    assert refused.value.field == "words"
    take_step(claim=fund, code="paid", amount=Decimal(-8000), words="记错了人", **given)
    assert not fall.happenings.filter(event="fund_paid", undone_at__isnull=True).exists()


def test_what_is_agreed_later_says_whether_the_fund_has_paid_it(fall, handler):
    fund, given = fall.claims.get(track="FUND"), {"by": handler, "at": NOW, "now": NOW}
    take_step(claim=fund, code="paid", amount=Decimal(8000), **given)
    take_step(claim=fund, code="agreed", amount=Decimal(9000), **given)
    assert not fall.happenings.filter(event="fund_paid", undone_at__isnull=True).exists()
    take_step(claim=fund, code="paid", amount=Decimal(1000), **given)
    assert fall.happenings.filter(event="fund_paid", undone_at__isnull=True).count() == 1


def test_another_policy_is_another_track_with_a_notice_of_its_own(fall, handler):
    row = add_track(
        case=fall, by=handler, track="COMMERCIAL", name="安全生产责任保险", now=NOW, today=NOW.date(), policy="P-1"
    )
    assert row.waits_for_notice
    with pytest.raises(Refused):
        add_track(case=fall, by=handler, track="COMMERCIAL", name=" ", now=NOW, today=NOW.date())


@pytest.mark.covers("N4", "I-08")
def test_recognition_is_ready_without_an_accident_report(fall, handler):
    for code in ("form", "employment", "diagnosis"):
        hold_paper(case=fall, by=handler, of=rules.RECOGNITION, code=code, now=NOW)
    held = set(fall.papers.filter(list=rules.RECOGNITION).values_list("code", flat=True))
    assert rules.lacking(rules.RECOGNITION, held) == []
    hold_paper(case=fall, by=handler, of=rules.RECOGNITION, code="form", copies=2, now=NOW)
    assert fall.papers.get(code="form").copies == 2
    miss_paper(paper=fall.papers.get(code="form"), by=handler, now=NOW)
    assert not PaperHeld.objects.filter(code="form").exists()
    with pytest.raises(Refused):
        hold_paper(case=fall, by=handler, of=rules.RECOGNITION, code="nonsense", now=NOW)


def test_nobody_outside_writes(fall, outsider):
    with pytest.raises(Refused):
        take_step(claim=fall.claims.first(), by=outsider, code="paid", amount=Decimal(1), at=NOW, now=NOW)
