"""Work injury and the two grants of the province, grade by grade."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.sums.grants import CONTINUES, RESIGNED
from cases.rules.sums.injury import Injury, injury
from cases.rules.sums.lines import MONTHLY

D = Decimal
DAY = datetime.date(2026, 3, 1)
PLAIN = Injury(on=DAY, own_wage=D(6000), region_wage=D(8000), minimum_wage=D(2490), insured=True, ended=CONTINUES)
ZHEJIANG = Injury(
    on=DAY,
    region="浙江省杭州市",
    grade=7,
    own_wage=D(7200),
    insured=True,
    ended=RESIGNED,
    province_wage_at_end=D(8500),
)


def of(facts, code, **more):
    found = [one for one in injury(facts, **more) if one.code == code]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("grade", "once", "month", "who"),
    [
        (1, 162000, 5400, "fund"),
        (2, 150000, 5100, "fund"),
        (3, 138000, 4800, "fund"),
        (4, 126000, 4500, "fund"),
        (5, 108000, 4200, "employer"),
        (6, 96000, 3600, "employer"),
        (7, 78000, None, ""),
        (8, 66000, None, ""),
        (9, 54000, None, ""),
        (10, 42000, None, ""),
    ],
)
def test_each_grade_has_its_months_and_its_share(grade, once, month, who):
    lines = {one.code: one for one in injury(replace(PLAIN, grade=grade, suitable_work=False))}
    assert lines["one-time"].amount == once
    assert lines["one-time"].who_pays == "fund"
    monthly = [one for code, one in lines.items() if code.startswith("allowance")]
    assert [(one.amount, one.who_pays, one.per) for one in monthly] == ([(month, who, MONTHLY)] if month else [])


@pytest.mark.parametrize("grade", [0, 11])
def test_there_is_no_other_grade(grade):
    with pytest.raises(ValueError, match="伤残等级"):
        injury(replace(PLAIN, grade=grade))


def test_grade_seven_in_zhejiang_who_resigns():
    """93,600 and 85,000 from the fund, 85,000 from the employer."""
    lines = {one.code: one for one in injury(ZHEJIANG)}
    expected = {"one-time": (93600, "fund"), "medical-grant": (85000, "fund"), "job-grant": (85000, "employer")}
    assert {code: (lines[code].amount, lines[code].who_pays) for code in expected} == expected
    assert lines["one-time"].formula == "13 个月 × 本人工资 7200 元 = 93600 元"
    assert "《浙江省工伤保险条例》第二十七条第二款" in lines["job-grant"].article
    assert lines["job-grant"].verified
    assert "不足五年" in lines["job-grant"].note


@pytest.mark.parametrize(("years", "amount"), [("4.9", None), ("0", None), ("5", 85000), ("20", 85000)])
def test_within_five_years_of_retirement_a_person_has_to_look(years, amount):
    line = of(replace(ZHEJIANG, years_to_retirement=D(years)), "job-grant")
    assert line.amount == amount
    assert ("请人工核对" in line.formula) is (amount is None)


@pytest.mark.parametrize(("grade", "months"), [(5, 30), (6, 25), (7, 10), (8, 7), (9, 4), (10, 2)])
def test_both_grants_in_zhejiang_have_the_same_months(grade, months):
    facts = replace(ZHEJIANG, grade=grade, years_to_retirement=D(9))
    assert of(facts, "medical-grant").amount == of(facts, "job-grant").amount == months * 8500


def test_no_grant_while_the_job_goes_on_nor_for_grades_one_to_four():
    assert of(replace(ZHEJIANG, ended=CONTINUES), "job-grant") is None
    assert of(replace(ZHEJIANG, grade=4), "job-grant") is None


def test_nobody_said_whether_the_job_ended():
    line = of(replace(ZHEJIANG, ended=None), "job-grant")
    assert line.amount is None
    assert "未计算，缺劳动关系有没有结束" in line.formula


def test_the_table_of_guangdong_is_used_only_when_accepted():
    facts = replace(ZHEJIANG, region="广东省深圳市", years_to_retirement=D(9))
    held = of(facts, "job-grant")
    assert (held.amount, held.verified) == (None, False)
    assert "待核实" in held.formula
    taken = of(facts, "job-grant", accept_unverified=True)
    assert (taken.amount, taken.verified) == (25 * 7200, False)
    assert "待核实" in taken.note


def test_henan_has_its_own_wage_and_more_for_disease():
    facts = replace(ZHEJIANG, region="河南省", grade=8, region_wage_at_end=D(6000), occupational_disease=True)
    assert of(facts, "medical-grant", accept_unverified=True).amount == D("10") * 6000 * D("1.3")
    assert of(facts, "job-grant", accept_unverified=True).amount == 26 * 6000


def test_a_province_without_a_table_is_not_computed():
    line = of(replace(ZHEJIANG, region="四川省成都市"), "medical-grant")
    assert line.amount is None
    assert "未计算，缺省里的月数" in line.formula


def test_an_employer_that_ends_the_contract_lawfully_owes_the_grants_too():
    line = of(replace(ZHEJIANG, ended="employer"), "job-grant")
    assert line.amount == 85000
    assert "实施条例》第二十三条" in line.article


@pytest.mark.parametrize("grade", range(1, 11))
def test_without_a_wage_nothing_is_zero(grade):
    facts = Injury(on=DAY, region="浙江", grade=grade, ended=RESIGNED, suitable_work=False, care="CARE-1")
    for line in injury(facts):
        assert line.amount is None, line
        assert "未计算，缺" in line.formula


def test_without_a_grade_the_wage_is_not_asked_for_alone():
    line = of(PLAIN, "one-time")
    assert line.amount is None
    assert "伤残等级" in line.formula


def test_who_is_not_insured_is_paid_by_the_employer():
    lines = injury(replace(ZHEJIANG, insured=False, medical=D(10000)))
    assert {one.who_pays for one in lines} == {"employer"}
    one_time = next(one for one in lines if one.code == "one-time")
    assert "第六十二条第二款" in one_time.article
    assert "先行支付" in one_time.note


def test_nobody_said_whether_the_worker_is_insured():
    line = of(replace(ZHEJIANG, insured=None), "one-time")
    assert line.who_pays == "fund"
    assert "没有填是否参保" in line.note


@pytest.mark.parametrize(("care", "amount"), [("CARE-1", 4000), ("CARE-2", 3200), ("CARE-3", 2400)])
def test_care_after_grading_is_a_share_of_the_regions_wage(care, amount):
    line = of(replace(PLAIN, grade=2, care=care), "care")
    assert (line.amount, line.per, line.who_pays) == (amount, MONTHLY, "fund")


def test_an_allowance_never_falls_below_the_minimum_wage():
    low = replace(PLAIN, own_wage=D(4800), region_wage=D(8000), minimum_wage=D(3700))
    assert of(replace(low, grade=4), "allowance").amount == 3700
    assert of(replace(low, grade=6, suitable_work=False), "allowance-employer").amount == 3700


def test_grades_five_and_six_have_an_allowance_only_without_suitable_work():
    assert of(replace(PLAIN, grade=5, suitable_work=True), "allowance-employer") is None
    assert of(replace(PLAIN, grade=5), "allowance-employer").amount is None


def test_paid_leave_is_paid_by_the_employer_at_the_old_wage():
    line = of(replace(PLAIN, leave_months=D(4), leave_wage=D(6500)), "leave-wage")
    assert (line.amount, line.who_pays) == (26000, "employer")
    assert "劳动能力鉴定委员会" in of(replace(PLAIN, leave_months=D(13), leave_wage=D(1)), "leave-wage").note
    assert "劳动能力鉴定委员会" not in of(replace(PLAIN, leave_months=D(12), leave_wage=D(1)), "leave-wage").note


def test_hospital_meals_and_treatment():
    facts = replace(PLAIN, medical=D("12345.67"), hospital_days=D(20), meal_per_day=D(30), travel=D(500), aids=D(800))
    amounts = {one.code: one.amount for one in injury(facts)}
    assert (amounts["medical"], amounts["meal"], amounts["travel"], amounts["aids"]) == (D("12345.67"), 600, 500, 800)


def test_what_a_third_party_paid_for_treatment_is_not_paid_again():
    facts = replace(PLAIN, medical=D(30000), third_party=True, third_party_medical=D(12000))
    assert of(facts, "medical").amount == 18000
    assert of(replace(facts, third_party_medical=D(40000)), "medical").amount == 0
    assert of(replace(facts, third_party_medical=None), "medical").amount is None


def test_zhejiang_pays_the_difference_after_a_third_party():
    assert of(replace(PLAIN, third_party=True), "third-party-difference") is None
    line = of(replace(PLAIN, third_party=True, region="浙江省"), "third-party-difference")
    assert line.amount is None
    assert "请人工核对" in line.formula


def test_a_late_employer_bears_what_arose_before_the_application():
    facts = replace(PLAIN, medical=D(30000), filed_late=True, medical_in_gap=D(20000))
    assert (of(facts, "medical-gap").amount, of(facts, "medical-gap").who_pays) == (20000, "employer")
    assert of(facts, "medical").amount == 10000
    assert of(replace(facts, medical=D(5000)), "medical").amount == 0, "the fund is not owed anything back"


def test_care_by_kin_has_a_price_in_zhejiang_alone():
    facts = replace(ZHEJIANG, kin_care_months=D(2))
    assert of(facts, "leave-care-kin").amount == 17000
    assert "请人工核对" in of(replace(facts, region="江苏"), "leave-care-kin").formula


WAGE = st.decimals(min_value=1, max_value=100_000, places=2)


@given(WAGE, WAGE, st.integers(1, 10))
def test_more_wage_never_gives_less(one, other, grade):
    low, high = sorted((one, other))
    first, second = (of(Injury(grade=grade, own_wage=wage, region_wage=D(8000)), "one-time") for wage in (low, high))
    assert first.amount <= second.amount


@given(WAGE, st.integers(1, 9))
def test_a_heavier_grade_never_gives_less(wage, grade):
    heavier, lighter = (of(Injury(grade=g, own_wage=wage), "one-time") for g in (grade, grade + 1))
    assert heavier.amount > lighter.amount
