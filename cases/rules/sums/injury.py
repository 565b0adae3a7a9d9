"""What is due after a work injury (工伤保险条例第三十条至第三十七条、第六十二条, and the province's two grants).

Every amount is in yuan. What was left blank makes its line 未计算; a line that the facts rule out is not there.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal

from .figures import Figure, fixed, given, own_wage, percent
from .grants import CONTINUES, Ending, two_grants
from .lines import MONTHLY, Line, by_hand, line, with_note
from .parameters import Book, shipped

LAW = "《工伤保险条例》"
UNINSURED = f"{LAW}第六十二条第二款"
ONE_TIME = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7}
"""Months of own wage (第三十五条、第三十六条、第三十七条, each 第一款第（一）项)."""
MONTHLY_PERCENT = {1: 90, 2: 85, 3: 80, 4: 75, 5: 70, 6: 60}
"""Percent of own wage each month (第三十五条、第三十六条, each 第一款第（二）项)."""
CARE = {"CARE-1": (50, "生活完全不能自理"), "CARE-2": (40, "生活大部分不能自理"), "CARE-3": (30, "生活部分不能自理")}
"""Percent of the pooling region's wage (第三十四条第二款)."""


@dataclass(frozen=True)
class Injury:
    """`own_wage`: average contribution wage of the 12 months before (第六十四条第二款); `region_wage`: the pooling
    region's average monthly wage of the year before the accident; `*_at_end`: those of the year before the job ended.

    `leave_wage` is the wage that goes on during paid leave, `care_cost` what care cost in it, `kin_care_months` the
    months in which kin cared. `care`: CARE-1…3 after grading. `suitable_work`: whether grades 5–6 could be given work.
    `third_party_medical`: what a third party has paid for treatment. `filed_late`: the employer applied after its 30
    days or not at all, `medical_in_gap` being the part of the fees that arose before the application.
    """

    on: datetime.date | None = None
    region: str = ""
    grade: int | None = None
    own_wage: Decimal | None = None
    region_wage: Decimal | None = None
    minimum_wage: Decimal | None = None
    insured: bool | None = None
    occupational_disease: bool = False
    leave_months: Decimal | None = None
    leave_wage: Decimal | None = None
    medical: Decimal | None = None
    hospital_days: Decimal | None = None
    meal_per_day: Decimal | None = None
    travel: Decimal | None = None
    aids: Decimal | None = None
    care: str = ""
    care_cost: Decimal | None = None
    kin_care_months: Decimal | None = None
    suitable_work: bool | None = None
    ended: str | None = None
    ended_on: datetime.date | None = None
    province_wage_at_end: Decimal | None = None
    region_wage_at_end: Decimal | None = None
    years_to_retirement: Decimal | None = None
    third_party: bool = False
    third_party_medical: Decimal | None = None
    filed_late: bool = False
    medical_in_gap: Decimal | None = None


def injury(facts: Injury, *, book: Book | None = None, accept_unverified: bool = False) -> list[Line]:
    """Every line a work injury gives. ValueError: a grade that is none of 1–10, or an unknown degree of care."""
    if facts.grade is not None and facts.grade not in ONE_TIME:
        raise ValueError(f"伤残等级是一到十级，没有 {facts.grade}")
    if facts.care and facts.care not in CARE:
        raise ValueError(f"没有这个自理等级：{facts.care}")
    pages = book or shipped()
    lines = [*_treatment(facts), *_paid_leave(facts), *_after_grading(facts)]
    lines += _grants(facts, pages, accept_unverified=accept_unverified)
    if facts.third_party and facts.region.startswith("浙江"):
        why = "第三人赔过的，浙江按低于工伤待遇的差额支付"
        lines.append(
            by_hand(
                "third-party-difference",
                "第三人赔偿后的差额",
                why=why,
                who_pays="fund",
                article="《浙江省工伤保险条例》第三十二条第二款",
            )
        )
    return [payer(one, insured=facts.insured) for one in lines]


def payer(one: Line, *, insured: bool | None) -> Line:
    """The employer pays what the fund would have paid, had it insured the worker (第六十二条第二款)."""
    if one.who_pays != "fund" or insured:
        return one
    if insured is None:
        return with_note(replace(one, payer_open=True), f"没有填是否参保：没有参保的，由用人单位支付（{UNINSURED}）")
    note = (
        "没有参保，由用人单位支付；用人单位不支付的，从工伤保险基金先行支付（《中华人民共和国社会保险法》第四十一条）"
    )
    return with_note(replace(one, who_pays="employer", article=f"{one.article}、{UNINSURED}"), note)


def _treatment(facts: Injury) -> list[Line]:
    fees = given("医疗费", facts.medical)
    lines: list[Line] = []
    if facts.filed_late:
        gap = given("逾期期间的医疗费", facts.medical_in_gap)
        lines.append(
            line("medical-gap", "逾期申请期间的医疗费", gap, who_pays="employer", article=f"{LAW}第十七条第四款")
        )
        fees = (fees - gap).at_least(fixed(0), words="最低")
    note = "符合诊疗项目目录、药品目录、住院服务标准的部分"
    if facts.third_party:
        fees = fees - given("第三人已付医疗费", facts.third_party_medical)
        fees = fees.at_least(fixed(0), words="最低")
        note += "；第三人已付的医疗费不重复支付（《最高人民法院关于审理工伤保险行政案件若干问题的规定》第八条第三款）"
    lines.append(line("medical", "医疗费", fees, who_pays="fund", article=f"{LAW}第三十条第三款", note=note))
    if facts.hospital_days != 0:
        meal = given("住院", facts.hospital_days, "天") * given("每天伙食补助", facts.meal_per_day)
        told = "标准由统筹地区规定"
        lines.append(line("meal", "住院伙食补助费", meal, who_pays="fund", article=f"{LAW}第三十条第四款", note=told))
    others: tuple[tuple[str, str, Decimal | None, str], ...] = (
        ("travel", "统筹地区以外就医的交通食宿费", facts.travel, "第三十条第四款"),
        ("aids", "辅助器具费", facts.aids, "第三十二条"),
    )
    for code, name, amount, article in others:
        if amount:
            lines.append(line(code, name, given(name, amount), who_pays="fund", article=f"{LAW}{article}"))
    return lines


def _paid_leave(facts: Injury) -> list[Line]:
    lines: list[Line] = []
    if facts.leave_months != 0:
        note = ""
        if facts.leave_months is not None and facts.leave_months > 12:
            note = "超过 12 个月的部分要经劳动能力鉴定委员会确认，最多再延长 12 个月（第三十三条第二款）"
        wage = given("原工资福利待遇", facts.leave_wage) * given("停工留薪期", facts.leave_months, "个月")
        lines.append(
            line(
                "leave-wage",
                "停工留薪期工资",
                wage,
                who_pays="employer",
                article=f"{LAW}第三十三条第一款",
                note=note,
            )
        )
    if facts.care_cost:
        cost = given("护理费用", facts.care_cost)
        lines.append(line("leave-care", "停工留薪期护理", cost, who_pays="employer", article=f"{LAW}第三十三条第三款"))
    if facts.kin_care_months:
        lines.append(_kin_care(facts))
    return lines


def _kin_care(facts: Injury) -> Line:
    """Zhejiang alone says what care by kin is worth: the province's average wage of the year before."""
    name, months = "停工留薪期亲属护理费", given("亲属护理", facts.kin_care_months, "个月")
    if not facts.region.startswith("浙江"):
        why = "亲属护理的标准看当地规定"
        return by_hand("leave-care-kin", name, why=why, who_pays="employer", article=f"{LAW}第三十三条第三款")
    wage = given("上年度全省职工月平均工资", facts.province_wage_at_end)
    article = "《浙江省工伤保险条例》第二十五条"
    return line("leave-care-kin", name, wage * months, who_pays="employer", article=article)


def _article(grade: int) -> str:
    return "第三十五条" if grade <= 4 else "第三十六条" if grade <= 6 else "第三十七条"


def _after_grading(facts: Injury) -> list[Line]:
    wage, grade = own_wage(facts.own_wage, facts.region_wage), facts.grade
    name = "一次性伤残补助金"
    if grade is None:
        months = given("伤残等级的月数", None)
        article = f"{LAW}第三十五条至第三十七条"
        return [line("one-time", name, months * wage, who_pays="fund", article=article), *_care(facts)]
    article = f"{LAW}{_article(grade)}第一款第（一）项" if grade < 7 else f"{LAW}第三十七条第（一）项"
    one_time = fixed(ONE_TIME[grade], "个月") * wage
    lines = [line("one-time", name, one_time, who_pays="fund", article=article)]
    if grade in MONTHLY_PERCENT:
        lines += _allowance(facts, grade, wage)
    return lines + _care(facts)


def _allowance(facts: Injury, grade: int, wage: Figure) -> list[Line]:
    article = f"{LAW}{_article(grade)}第一款第（二）项"
    least = given("当地最低工资", facts.minimum_wage)
    amount = (percent(MONTHLY_PERCENT[grade]) * wage).at_least(least, words="当地最低工资标准")
    if grade <= 4:
        return [line("allowance", "伤残津贴", amount, who_pays="fund", article=article, per=MONTHLY)]
    if facts.suitable_work or facts.ended not in {CONTINUES, None}:
        return []
    if facts.suitable_work is None:
        amount = amount.needs("能不能安排适当工作")
    note = "难以安排工作的，由用人单位按月发"
    return [
        line("allowance-employer", "伤残津贴", amount, who_pays="employer", article=article, per=MONTHLY, note=note)
    ]


def _care(facts: Injury) -> list[Line]:
    if not facts.care:
        return []
    share, words = CARE[facts.care]
    amount = percent(share) * given("统筹地区上年度职工月平均工资", facts.region_wage)
    article = f"{LAW}第三十四条第二款"
    return [line("care", "生活护理费", amount, who_pays="fund", article=article, per=MONTHLY, note=words)]


def _grants(facts: Injury, book: Book, *, accept_unverified: bool) -> list[Line]:
    if facts.grade is None or facts.grade < 5:
        return []
    ending = Ending(
        on=facts.ended_on or facts.on,
        how=facts.ended,
        region=facts.region,
        grade=facts.grade,
        own_wage=own_wage(facts.own_wage, facts.region_wage),
        region_wage=facts.region_wage_at_end,
        province_wage=facts.province_wage_at_end,
        years_to_retirement=facts.years_to_retirement,
        occupational_disease=facts.occupational_disease,
    )
    return two_grants(ending, book=book, accept_unverified=accept_unverified)
