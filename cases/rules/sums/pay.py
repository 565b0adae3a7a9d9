"""Wages that were not paid as the law asks: arrears, overtime, minimum wage, leave not taken, deductions, in yuan."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal

from .figures import Figure, fixed, given, parameter, percent, plus, rounded
from .lines import LIMIT, Line, by_hand, line, with_note
from .parameters import Book, shipped

CONTRACT_LAW = "《中华人民共和国劳动合同法》"
RURAL = "《保障农民工工资支付条例》"
PAYMENT_RULES = "《工资支付暂行规定》"
LABOUR_LAW = "《中华人民共和国劳动法》"
HOURS_A_DAY, HOURS_A_MONTH = 8, 36
EXTRA_FROM, EXTRA_TO = 50, 100
DEDUCTED = 20
KINDS = (
    ("weekday", "延长工作时间", 150, "一"),
    ("rest_day", "休息日（没有补休）", 200, "二"),
    ("holiday", "法定休假日", 300, "三"),
)


@dataclass(frozen=True)
class Owed:
    """`people` workers who were not paid `months` months of `wage` yuan each."""

    people: Decimal | None
    months: Decimal | None
    wage: Decimal | None


@dataclass(frozen=True)
class Arrears:
    """`whole`: the sum itself, where somebody wrote it down in place of months and wages.

    `subcontracted`: the employer is a subcontractor on a building site, so that the general contractor pays first.
    `ordered_and_late`: the authority ordered payment and the day it set has passed. `owner_owes`: progress money the
    building owner has not paid, as far as which the owner advances wages.
    """

    owed: tuple[Owed, ...] = ()
    whole: Decimal | None = None
    subcontracted: bool = False
    ordered_and_late: bool = False
    owner_owes: Decimal | None = None


def arrears(facts: Arrears) -> list[Line]:
    """The wages, and 50–100 % more when an order to pay has not been kept (劳动合同法第八十五条)."""
    total = given("欠薪数额", facts.whole)
    if facts.owed:
        total = plus(
            given("工人", one.people, "人") * given("拖欠", one.months, "个月") * given("月工资", one.wage)
            for one in facts.owed
        )
    who, article = "employer", f"{CONTRACT_LAW}第三十条第一款"
    note = ""
    if facts.subcontracted:
        who, article = "general_contractor", f"{RURAL}第三十条第三款"
        note = "分包单位拖欠的，由施工总承包单位先行清偿，再向分包单位追偿"
    lines = [line("arrears", "拖欠的工资", total, who_pays=who, article=article, note=note)]
    if facts.owner_owes is not None:
        advance = total.at_most(given("没有结清的工程款", facts.owner_owes), words="没有结清的工程款")
        lines.append(
            line(
                "owner-advance",
                "建设单位先行垫付的限额",
                advance,
                who_pays="owner",
                article=f"{RURAL}第二十九条第二款",
                per=LIMIT,
                note="和拖欠的工资是同一笔钱，不重复算",
            )
        )
    if facts.ordered_and_late:
        lines.append(_extra(total))
    return lines


def _extra(total: Figure) -> Line:
    least = percent(EXTRA_FROM) * Figure(total.value, "应付金额", total.missing)
    article = f"{CONTRACT_LAW}第八十五条、《劳动保障监察条例》第二十六条"
    made = line("arrears-extra", "加付赔偿金", least, who_pays="employer", article=article)
    if total.value is None:
        return made
    text = f"应付金额 {rounded(total.value)} 元 × 50% 到 100%"
    return with_note(replace(made, formula=text, most=rounded(total.value)), "具体比例由劳动行政部门定，这里列最低的")


@dataclass(frozen=True)
class Overtime:
    """Hours of one month by kind, or of several without `of_one_month`; with `piece_price`, pieces beyond the quota
    instead of hours. None is blank."""

    on: datetime.date | None = None
    month_wage: Decimal | None = None
    weekday: Decimal | None = None
    rest_day: Decimal | None = None
    holiday: Decimal | None = None
    piece_price: Decimal | None = None
    of_one_month: bool = True


def overtime(facts: Overtime, *, book: Book | None = None, accept_unverified: bool = False) -> list[Line]:
    """150, 200, 300 % (劳动法第四十四条; piece work: 工资支付暂行规定第十三条第二款); kinds that are 0 have no line."""
    piece = facts.piece_price is not None
    days = _pay_days("pay_days", facts.on, book)
    one = (
        given("计件单价", facts.piece_price)
        if piece
        else given("月工资", facts.month_wage) / days / fixed(HOURS_A_DAY, "小时")
    )
    lines: list[Line] = []
    for field, words, share, item in KINDS:
        amount: Decimal | None = getattr(facts, field)
        if amount == 0:
            continue
        counted = given(words, amount, "件" if piece else "小时")
        article = f"{LABOUR_LAW}第四十四条第（{item}）项" + (f"、{PAYMENT_RULES}第十三条第二款" if piece else "")
        made = line(
            f"overtime-{field.replace('_', '-')}",
            f"加班费：{words}",
            one * counted * percent(share),
            who_pays="employer",
            article=article,
            accept_unverified=accept_unverified,
        )
        if field == "weekday" and facts.of_one_month and not piece and amount is not None and amount > HOURS_A_MONTH:
            made = with_note(made, f"超过了每月 {HOURS_A_MONTH} 小时的上限（{LABOUR_LAW}第四十一条），钱照付")
        lines.append(made)
    return lines


def _pay_days(kind: str, on: datetime.date | None, book: Book | None) -> Figure:
    if on is None:
        return given("日期", None)
    return parameter("月计薪天数", (book or shipped()).find(kind, on=on))


@dataclass(frozen=True)
class UnusedLeave:
    """`days` of leave not taken; `normal_paid`: the ordinary pay of those days has been paid, so that 200 % remain.

    `month_wage`: average of the 12 months before, without overtime pay. `worker_declined`: in writing, own reasons.
    """

    on: datetime.date | None = None
    month_wage: Decimal | None = None
    days: Decimal | None = None
    normal_paid: bool = True
    worker_declined: bool = False


def unused_leave(facts: UnusedLeave, *, book: Book | None = None, accept_unverified: bool = False) -> list[Line]:
    """300 % of a day's pay, the ordinary pay counted in it (年休假条例第五条第三款, 实施办法第十条、第十一条)."""
    if facts.worker_declined or facts.days == 0:
        return []
    share = 200 if facts.normal_paid else 300
    day = given("月工资", facts.month_wage) / _pay_days("leave_pay_days", facts.on, book)
    figure = day * given("没有休的年休假", facts.days, "天") * percent(share)
    article = "《职工带薪年休假条例》第五条第三款、《企业职工带薪年休假实施办法》第十条第一款、第十一条第一款"
    note = "300% 里有 100% 是平时已经发的工资" if facts.normal_paid else ""
    return [
        line(
            "unused-leave",
            "未休年休假工资",
            figure,
            who_pays="employer",
            article=article,
            accept_unverified=accept_unverified,
            note=note,
        )
    ]


def leave_days(worked_years: int) -> int:
    """Days of leave a year by all years of work (职工带薪年休假条例第三条): 0, 5, 10 or 15."""
    return 15 if worked_years >= 20 else 10 if worked_years >= 10 else 5 if worked_years >= 1 else 0


def leave_in_part_year(worked_years: int, *, days_passed: int, taken: int) -> int:
    """Whole days due when the job ends within the year (企业职工带薪年休假实施办法第十二条), never below 0."""
    return max(days_passed * leave_days(worked_years) // 365 - taken, 0)


@dataclass(frozen=True)
class BelowMinimum:
    paid: Decimal | None = None
    minimum_wage: Decimal | None = None
    months: Decimal | None = None


def below_minimum(facts: BelowMinimum) -> list[Line]:
    """The difference to the local minimum wage (劳动合同法第八十五条第（二）项); nothing where it was reached."""
    if facts.paid is not None and facts.minimum_wage is not None and facts.paid >= facts.minimum_wage:
        return []
    short = given("当地最低工资", facts.minimum_wage) - given("实际月工资", facts.paid)
    figure = short * given("少发", facts.months, "个月")
    article = f"{CONTRACT_LAW}第八十五条第（二）项"
    return [line("below-minimum", "低于最低工资的差额", figure, who_pays="employer", article=article)]


@dataclass(frozen=True)
class Deduction:
    """A deduction from one month's wage for damage the worker has caused."""

    month_wage: Decimal | None = None
    minimum_wage: Decimal | None = None
    deducted: Decimal | None = None


def deduction(facts: Deduction) -> list[Line]:
    """The most that may be deducted in a month, and what was taken beyond it (工资支付暂行规定第十六条)."""
    article, wage = f"{PAYMENT_RULES}第十六条", given("当月工资", facts.month_wage)
    least = given("当地最低工资", facts.minimum_wage)
    if least.value is None:
        limit = (percent(DEDUCTED) * wage).needs("当地最低工资")
    else:
        room = (wage - least).at_least(fixed(0), words="最少")
        limit = (percent(DEDUCTED) * wage).at_most(room, words="扣完不低于最低工资，最多")
    lines = [line("deduction-limit", "每月最多可扣", limit, who_pays="worker", article=article, per=LIMIT)]
    if facts.deducted is None:
        return lines
    if limit.value is not None and limit.value >= facts.deducted:
        return lines
    back = given("已扣", facts.deducted) - Figure(limit.value, "每月最多可扣", limit.missing)
    return [*lines, line("deduction-back", "多扣的工资", back, who_pays="employer", article=article)]


@dataclass(frozen=True)
class WorkStop:
    """Work stopped without the worker's fault; `cycles` pay periods so far."""

    month_wage: Decimal | None = None
    cycles: Decimal | None = None


def work_stop(facts: WorkStop) -> list[Line]:
    """The first pay period in full; afterwards local rules, which nobody here knows (工资支付暂行规定第十二条)."""
    article = f"{PAYMENT_RULES}第十二条"
    first = fixed(1, "个工资支付周期") * given("约定工资", facts.month_wage)
    lines = [line("work-stop", "停工第一个周期的工资", first, who_pays="employer", article=article)]
    if facts.cycles is None or facts.cycles > 1:
        why = "超过一个周期的，干了活的不低于最低工资，没干活的看当地规定"
        lines.append(by_hand("work-stop-later", "以后的工资", why=why, who_pays="employer", article=article))
    return lines
