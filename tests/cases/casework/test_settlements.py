"""Settlements: review before signing, the floor of the law beside it, payments and how they stand."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cases.models import Case, Party
from cases.models.trail import AppendOnly
from cases.record_forms import SettlementForm
from cases.rules.settlements import Standing
from cases.services.people import add_party
from cases.services.records import keep_record
from cases.services.settlements import (
    confirm_settlement,
    declare_default,
    note_payment,
    review_settlement,
    sign_settlement,
    sweep_instalments,
    write_settlement,
)
from cases.services.there import there
from portal.services.refusal import Refused
from tests.cases.casework.conftest import NOW

pytestmark = pytest.mark.django_db
D, YUAN = datetime.date, Decimal
HALF = [(D(2026, 10, 20), YUAN(31200)), (D(2026, 10, 31), YUAN(31200))]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def write(case, colleague):
    def make(**facts):
        given = {
            "case": case, "by": colleague, "text": "分两次付清八月工资", "amount": YUAN(62400), "basis": "staff",
            "instalments": HALF, "now": NOW,
        }  # fmt: skip
        return write_settlement(**given | facts)

    return make


@pytest.fixture
def signed(write, adviser, colleague):
    row = write(forum="people")
    review_settlement(settlement=row, by=adviser, passed=True, comment="可以签", now=NOW)
    return sign_settlement(settlement=row, by=colleague, on=D(2026, 10, 14), now=NOW + 2 * DAY)


def test_sc01_the_second_instalment_is_late_on_the_first_of_november(case, signed, handler):
    first, second = signed.instalments.all()
    note_payment(instalment=first, by=handler, amount=YUAN(31200), on=D(2026, 10, 20), now=NOW + 8 * DAY)
    assert first.standing(D(2026, 11, 1)) is Standing.OK
    assert second.standing(D(2026, 10, 31)) is Standing.ON
    assert second.standing(D(2026, 11, 1)) is Standing.LATE
    assert signed.confirm_by == D(2026, 11, 13)
    assert "fact:performed" not in there(case)


@pytest.mark.covers("D-14")
def test_a_late_instalment_is_swept_once(signed):
    today = D(2026, 11, 1)
    late = sweep_instalments(now=NOW + 20 * DAY, today=today)
    assert [row.number for row in late] == [1, 2]
    assert sweep_instalments(now=NOW + 21 * DAY, today=today + DAY) == []


def test_nobody_reviews_a_version_of_their_own(write, adviser):
    row = write(by=adviser)
    with pytest.raises(Refused, match="您自己写的"):
        review_settlement(settlement=row, by=adviser, passed=True, comment="可以签", now=NOW)


def test_paid_in_full_it_is_performed(case, signed, handler):
    for row in signed.instalments.all():
        note_payment(instalment=row, by=handler, amount=row.amount, on=D(2026, 10, 20), now=NOW + 10 * DAY)
    assert {"record:settlement", "record:legal_review", "fact:performed"} <= there(case)


def test_fractions_that_add_up_are_paid_in_full_and_one_fen_less_is_not(case, write, adviser, colleague, handler):
    row = write(amount=YUAN("0.30"), instalments=[(D(2026, 10, 20), YUAN("0.30"))])
    review_settlement(settlement=row, by=adviser, passed=True, comment="可以签", now=NOW)
    (part,) = sign_settlement(settlement=row, by=colleague, on=D(2026, 10, 14), now=NOW + 2 * DAY).instalments.all()
    for fen, done in (("0.10", False), ("0.19", False), ("0.01", True)):
        note_payment(instalment=part, by=handler, amount=YUAN(fen), on=D(2026, 10, 20), now=NOW + 10 * DAY)
        assert ("fact:performed" in there(case)) is done


def test_or_the_reason_why_not_is_written(case, signed, handler):
    keep_record(
        case=case, by=handler, kind="unperformed", at=NOW, values={"why": "账户被冻结", "next": "申请支付令"}, now=NOW
    )
    assert "fact:performed" in there(case)


@pytest.mark.covers("D-11")
def test_nothing_is_signed_before_the_legal_adviser_has_looked(write, adviser, colleague):
    row = write()
    with pytest.raises(Refused, match="法务审核"):
        sign_settlement(settlement=row, by=colleague, on=NOW.date(), now=NOW)
    with pytest.raises(Refused, match="法务顾问"):
        review_settlement(settlement=row, by=colleague, passed=True, comment="我看可以", now=NOW)
    with pytest.raises(Refused):
        review_settlement(settlement=row, by=adviser, passed=True, comment="", now=NOW)
    review = review_settlement(settlement=row, by=adviser, passed=False, comment="违约责任没有写", now=NOW)
    with pytest.raises(Refused, match="退回"):
        sign_settlement(settlement=row, by=colleague, on=NOW.date(), now=NOW)
    assert (review.by, review.at, review.comment) == (adviser, NOW, "违约责任没有写")
    with pytest.raises(AppendOnly):
        review.save()


def test_a_newer_version_takes_the_place_of_the_older(write, adviser, colleague):
    old, new = write(), write(text="再写清楚")
    assert (old.version, new.version) == (1, 2)
    review_settlement(settlement=old, by=adviser, passed=True, comment="可以", now=NOW)
    with pytest.raises(Refused, match="新的一版"):
        sign_settlement(settlement=old, by=colleague, on=NOW.date(), now=NOW)


@pytest.mark.covers("N8")
def test_nobody_speaks_without_saying_by_what(write):
    """民事诉讼法第61条, 劳动争议调解仲裁法第24条."""
    with pytest.raises(Refused) as refused:
        write(basis="")
    assert refused.value.field == "basis"


@pytest.mark.covers("N6")
def test_less_than_the_law_gives_needs_a_written_reason(write):
    floor = {"total": "70000.00", "lines": [["工资", "70000.00", "劳动法第50条"]], "as_of": "2026-10-12"}
    with pytest.raises(Refused) as refused:
        write(floor=floor)
    assert refused.value.field == "below_reason"
    row = write(floor=floor, below_reason="其中一人自愿放弃，已书面说明")
    row.refresh_from_db()
    assert row.is_below
    assert row.statutory == YUAN(70000)


def test_a_floor_that_cannot_be_reckoned_is_none_and_not_nought(write):
    row = write(floor={"total": None, "missing": ["本人工资"]})
    assert row.statutory is None
    assert not row.is_below


def test_parts_add_up_and_belong_to_the_case(case, write, open_one):
    people = [Party.objects.create(case=case, role=Party.Role.WORKER, name=f"工人{n}") for n in range(2)]
    row = write(shares=dict.fromkeys(people, YUAN(31200)))
    assert [share.amount for share in row.shares.all()] == [YUAN(31200)] * 2
    with pytest.raises(Refused):
        write(shares={people[0]: YUAN(1)})
    stranger = Party.objects.create(case=open_one(), role=Party.Role.WORKER, name="别案的人")
    with pytest.raises(Refused):
        write(shares={stranger: YUAN(62400)})


def test_payments_are_never_more_than_owed_and_taken_back_by_their_opposite(signed, handler):
    first = signed.instalments.first()
    pay = {"instalment": first, "by": handler, "on": D(2026, 10, 14), "now": NOW + 2 * DAY}
    with pytest.raises(Refused):
        note_payment(amount=YUAN(31201), **pay)
    note_payment(amount=YUAN(200), **pay)
    note_payment(amount=YUAN(-200), **pay)
    assert first.paid == 0
    with pytest.raises(Refused):
        note_payment(amount=YUAN(-1), **pay)


def test_a_payment_form_sent_twice_notes_it_once(signed, handler):
    first = signed.instalments.first()
    pay = {"instalment": first, "by": handler, "on": D(2026, 10, 14), "amount": YUAN(5000)}
    note_payment(now=NOW + 2 * DAY, proof="回单1", **pay)
    with pytest.raises(Refused, match="一模一样"):
        note_payment(now=NOW + 2 * DAY + datetime.timedelta(seconds=3), proof="回单1", **pay)
    note_payment(now=NOW + 2 * DAY, proof="回单2", **pay)
    note_payment(now=NOW + 3 * DAY, proof="回单1", **pay)
    assert first.paid == 15000


def test_what_comes_after_closing_is_noted_by_whoever_keeps_its_clocks(signed, handler, outsider):
    Case.objects.filter(pk=signed.case_id).update(state="closed")
    first = signed.instalments.first()
    pay = {"instalment": first, "on": D(2026, 10, 14), "now": NOW + 2 * DAY, "amount": YUAN(31200)}
    with pytest.raises(Refused):
        note_payment(by=outsider, **pay)
    note_payment(by=handler, **pay)
    assert first.paid == 31200


@pytest.mark.parametrize("amount", ["0.005", "100.001"])
def test_nobody_pays_parts_of_a_cent(signed, handler, amount):
    first = signed.instalments.first()
    with pytest.raises(Refused, match="金额不对"):
        note_payment(instalment=first, by=handler, on=D(2026, 10, 14), now=NOW + 2 * DAY, amount=YUAN(amount))


def test_of_two_people_of_one_name_each_gets_their_own_share(case, colleague, handler):
    two = [add_party(case=case, role="worker", name="张伟", by=handler, now=NOW) for _ in range(2)]

    def form(shares):
        made = SettlementForm(
            {"forum": "internal", "text": "分", "amount": "300", "instalments": "2026-10-20 300", "shares": shares},
            case=case, by=colleague,
        )  # fmt: skip
        made.is_valid()
        return made

    assert "张伟#1、张伟#2" in form("张伟 100").errors["shares"][0]
    assert "张伟#1、张伟#2" in form("张伟#3 100").errors["shares"][0]
    assert "写了两次" in form("张伟#1 100\n张伟#1 200").errors["shares"][0]
    assert form("张伟#1 100\n张伟#2 200").cleaned_data["shares"] == {two[0]: YUAN(100), two[1]: YUAN(200)}


def test_a_default_is_declared_of_what_is_late_alone(signed, colleague):
    first = signed.instalments.first()
    with pytest.raises(Refused):
        declare_default(instalment=first, by=colleague, why="不付", now=NOW + 2 * DAY)
    row = declare_default(instalment=first, by=colleague, why="明确表示不付", now=NOW + 30 * DAY)
    assert row.standing(D(2026, 11, 11)) is Standing.DEFAULT


def test_only_what_a_peoples_committee_mediated_is_confirmed(write, signed, colleague, adviser):
    given = {"settlement": signed, "by": colleague, "now": NOW + 9 * DAY}
    with pytest.raises(Refused, match="申请日期"):
        confirm_settlement(filed_on=D(2026, 10, 13), on=D(2026, 10, 20), **given)
    with pytest.raises(Refused, match="确认日期"):
        confirm_settlement(filed_on=D(2026, 10, 20), on=D(2026, 10, 19), **given)
    row = confirm_settlement(filed_on=D(2026, 10, 15), on=D(2026, 10, 20), **given)
    assert row.confirmed_on == D(2026, 10, 20)
    with pytest.raises(Refused, match="已经确认过了"):
        confirm_settlement(filed_on=D(2026, 10, 15), on=D(2026, 10, 21), **given)
    with pytest.raises(Refused, match="已经签了"):
        write()


@pytest.mark.covers("S-05")
def test_who_may_not_settle_writes_none(case, handler, outsider, write):
    for person in (handler, outsider):
        with pytest.raises(Refused):
            write(by=person)
