"""What follows from how a labour contract began and ended: double wage, compensation, notice, probation; in yuan."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from decimal import Decimal

from .figures import Figure, fixed, given, parameter, percent
from .lines import Line, by_hand, line, with_note
from .parameters import Book, shipped
from .pay import CONTRACT_LAW

RULES = "《中华人民共和国劳动合同法实施条例》"
SECOND = "《最高人民法院关于审理劳动争议案件适用法律问题的解释（二）》"
LAW_BEGAN = datetime.date(2008, 1, 1)
"""劳动合同法 in force; years before it follow what held then (第九十七条第三款)."""
MOST_YEARS, CITY_TIMES = 12, 3

QUITS, AGREED, NOTICE, LAYOFF, EXPIRY, CLOSURE, TASK = "38", "36", "40", "41", "expiry", "closure", "task"
ILLEGAL, RESIGNED, FAULT = "illegal", "resigned", "39"
TRIGGERS = {
    QUITS: ("第四十六条第（一）项", "劳动者依照第三十八条解除"),
    AGREED: ("第四十六条第（二）项", "用人单位提出、协商一致解除"),
    NOTICE: ("第四十六条第（三）项", "用人单位依照第四十条解除"),
    LAYOFF: ("第四十六条第（四）项", "用人单位依照第四十一条第一款裁员"),
    EXPIRY: ("第四十六条第（五）项", "合同期满，没有按原条件或者更好的条件续订"),
    CLOSURE: ("第四十六条第（六）项", "破产、关闭、提前解散"),
    TASK: ("第四十六条第（七）项", "任务完成，合同终止"),
}
"""Endings that give economic compensation, the article of 劳动合同法, and in words."""
NOTHING = {RESIGNED, FAULT}


@dataclass(frozen=True)
class DoubleWage:
    """`until`: the day up to which is reckoned when nothing has ended the period. `odd_workdays`: days worked in the
    part month at the end. `by_day`: part months count by the day (since 2025-09-01); else they are left to a person.
    """

    hired_on: datetime.date | None = None
    signed_on: datetime.date | None = None
    left_on: datetime.date | None = None
    until: datetime.date | None = None
    month_wage: Decimal | None = None
    odd_workdays: Decimal | None = None
    by_day: bool = True


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last day of that month (民法典第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def double_wage_period(facts: DoubleWage) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of the double wage (实施条例第六条第二款、第七条); None: no day of it, or no day of hiring."""
    if facts.hired_on is None:
        return None
    first, full = months_later(facts.hired_on, 1), months_later(facts.hired_on, 12)
    day = datetime.timedelta(days=1)
    ends = [full - day, facts.signed_on and facts.signed_on - day, facts.left_on or facts.until]
    last = min(one for one in ends if one)
    return (first, last) if last >= first else None


def months_and_days(first: datetime.date, last: datetime.date) -> tuple[int, int]:
    """Whole months from the first to the last day, both counted, and the days left over."""
    after = last + datetime.timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    if months_later(first, months) > after:
        months -= 1
    return months, (after - months_later(first, months)).days


def double_months(hired_on: datetime.date, last: datetime.date) -> tuple[int, int]:
    """Whole months after the first one up to the last day, and days left over; counted from the day of hiring, so that
    a month that begins on a 31st keeps its end."""
    months, days = months_and_days(hired_on, last)
    return months - 1, days


def double_wage(facts: DoubleWage, *, book: Book | None = None, accept_unverified: bool = False) -> list[Line]:
    """The second wage for months 2 to 12 without a written contract (劳动合同法第八十二条第一款), at most 11 months."""
    name, article = "未签书面劳动合同的二倍工资差额", f"{CONTRACT_LAW}第八十二条第一款、{RULES}第七条"
    wage = given("月工资", facts.month_wage)
    if facts.hired_on is None:
        figure = given("用工之日", None) * wage
        return [line("double-wage", name, figure, who_pays="employer", article=article)]
    period = double_wage_period(facts)
    if period is None:
        return []
    months, days = double_months(facts.hired_on, period[1])
    note = f"{period[0]} 到 {period[1]}；仲裁时效一年，是逐月算还是整体算各地做法不一，请人工核对"
    lines: list[Line] = []
    if months:
        figure = fixed(months, "个月") * wage
        lines.append(line("double-wage", name, figure, who_pays="employer", article=article, note=note))
    if days:
        pages = book or shipped()
        lines.append(_odd_days(facts, days, period[1], pages, accept_unverified=accept_unverified))
    return lines


def _odd_days(facts: DoubleWage, days: int, on: datetime.date, book: Book, *, accept_unverified: bool) -> Line:
    name = f"二倍工资差额：不满一个月的 {days} 天"
    article = f"{CONTRACT_LAW}第八十二条第一款、{SECOND}第六条"
    if not facts.by_day:
        why = "不满一个月的部分怎么算，各地做法不一"
        return by_hand("double-wage-days", name, why=why, who_pays="employer", article=article)
    day = given("月工资", facts.month_wage) / parameter("月计薪天数", book.find("pay_days", on=on))
    figure = day * given("实际工作日", facts.odd_workdays, "天")
    made = line(
        "double-wage-days", name, figure, who_pays="employer", article=article, accept_unverified=accept_unverified
    )
    return with_note(made, "按实际工作日算，解释（二）的文本待核实")


@dataclass(frozen=True)
class Ended:
    """`reason`: a key of TRIGGERS, ILLEGAL, RESIGNED or FAULT. `average_wage`: of the 12 months before, all in money.

    `city_wage`: average monthly wage of the city in the year before; `notice_given`: 30 days in writing were kept.
    """

    hired_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    reason: str | None = None
    average_wage: Decimal | None = None
    city_wage: Decimal | None = None
    minimum_wage: Decimal | None = None
    last_month_wage: Decimal | None = None
    notice_given: bool | None = None


def service_months(hired_on: datetime.date, ended_on: datetime.date) -> Decimal:
    """Months of pay for the years of service: 1 a year, six months or more 1, less than six 0.5 (第四十七条第一款)."""
    if ended_on < hired_on:
        raise ValueError("解除的日子早于入职")
    months, days = months_and_days(hired_on, ended_on)
    years, rest = divmod(months, 12)
    half = Decimal(1) if rest >= 6 else Decimal("0.5") if rest or days else Decimal(0)
    return years + half


def compensation(facts: Ended) -> list[Line]:
    """N, 2N, or nothing, and the month in place of notice. ValueError: an unknown reason."""
    if facts.reason in NOTHING:
        return []
    if facts.reason is not None and facts.reason not in {*TRIGGERS, ILLEGAL}:
        raise ValueError(f"没有这个解除原因：{facts.reason}")
    if facts.reason == ILLEGAL:
        figure = fixed(2) * _months_of_pay(facts, whole=True)
        article = f"{CONTRACT_LAW}第四十八条、第八十七条、{RULES}第二十五条"
        note = "付了赔偿金，不再付经济补偿；年限从用工之日起算"
        return [line("illegal-dismissal", "违法解除赔偿金", figure, who_pays="employer", article=article, note=note)]
    figure = _months_of_pay(facts, whole=False)
    article, words = f"{CONTRACT_LAW}第四十七条", ""
    if facts.reason is None:
        figure = figure.needs("解除或者终止的原因")
    else:
        trigger, words = TRIGGERS[facts.reason]
        article = f"{CONTRACT_LAW}{trigger}、第四十七条" + (f"、{RULES}第二十二条" if facts.reason == TASK else "")
    lines = [line("compensation", "经济补偿", figure, who_pays="employer", article=article, note=words)]
    if facts.hired_on is not None and facts.hired_on < LAW_BEGAN:
        why = "2008-01-01 以前的年限按当时的规定算"
        earlier = f"{CONTRACT_LAW}第九十七条第三款"
        lines.append(
            by_hand("compensation-earlier", "2008 年以前的经济补偿", why=why, who_pays="employer", article=earlier)
        )
    return lines + _notice(facts)


def _months_of_pay(facts: Ended, *, whole: bool) -> Figure:
    """Months × wage with the cap of three city wages and twelve years, and not below the minimum wage."""
    wage = given("十二个月平均工资", facts.average_wage)
    city, least = given("本地区职工月平均工资", facts.city_wage), given("当地最低工资", facts.minimum_wage)
    cap = fixed(CITY_TIMES) * city
    high = wage.value is not None and cap.value is not None and wage.value > cap.value
    wage = wage.at_least(least, words="当地最低工资标准").at_most(cap, words="三倍上限")
    if facts.hired_on is None or facts.ended_on is None:
        lacking = "入职日期" if facts.hired_on is None else "解除日期"
        return given(lacking, None) * wage
    begin = facts.hired_on if whole else max(facts.hired_on, LAW_BEGAN)
    count = service_months(begin, facts.ended_on)
    months = fixed(count, "个月")
    if high and count > MOST_YEARS:
        months = fixed(MOST_YEARS, "个月").noted(f"工作年限折 {count} 个月，工资高于三倍的最多算 {MOST_YEARS} 年")
    return months * wage


def _notice(facts: Ended) -> list[Line]:
    """One month's pay in place of 30 days' notice (第四十条), the wage of the last month (实施条例第二十条)."""
    if facts.reason != NOTICE or facts.notice_given:
        return []
    wage = fixed(1, "个月") * given("上一个月工资", facts.last_month_wage)
    if facts.notice_given is None:
        wage = wage.needs("有没有提前三十日书面通知")
    article = f"{CONTRACT_LAW}第四十条、{RULES}第二十条"
    return [line("notice", "代通知金", wage, who_pays="employer", article=article)]


@dataclass(frozen=True)
class Probation:
    """`contract_months`: length, else `open_ended` or for one `task`; `served_months`: months on probation.

    `full_wage`: the wage after probation; `paid`: the monthly wage during it.
    """

    contract_months: Decimal | None = None
    open_ended: bool = False
    task: bool = False
    served_months: Decimal | None = None
    full_wage: Decimal | None = None
    minimum_wage: Decimal | None = None
    paid: Decimal | None = None


def longest_probation(facts: Probation) -> int | None:
    """Months of probation the law allows (第十九条); None: the length of the contract is not known."""
    if facts.task:
        return 0
    if facts.open_ended:
        return 6
    if facts.contract_months is None:
        return None
    length = facts.contract_months
    return 6 if length >= 36 else 2 if length >= 12 else 1 if length >= 3 else 0


def probation(facts: Probation) -> list[Line]:
    """Full wage once more for the months beyond the law (第八十三条), and what was paid below 80 % (第二十条)."""
    lines, longest = [], longest_probation(facts)
    wage = given("试用期满月工资", facts.full_wage)
    served = given("试用", facts.served_months, "个月")
    if longest is None or served.value is None or served.value > longest:
        allowed = given("合同期限", None) if longest is None else fixed(longest, "个月")
        figure = (served - allowed) * wage
        article = f"{CONTRACT_LAW}第十九条、第八十三条"
        lines.append(line("probation", "违法约定试用期的赔偿金", figure, who_pays="employer", article=article))
    if facts.paid is not None:
        least = (percent(80) * wage).at_least(given("当地最低工资", facts.minimum_wage), words="当地最低工资标准")
        short = least - given("实发月工资", facts.paid)
        if short.value is None or short.value > 0:
            article = f"{CONTRACT_LAW}第二十条"
            figure = short * served
            lines.append(line("probation-wage", "试用期工资差额", figure, who_pays="employer", article=article))
    return lines
