"""What is due when a worker has died of a work injury or is missing (工伤保险条例第三十九条、第四十一条), in yuan."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from .figures import Figure, fixed, given, own_wage, parameter, percent, plus
from .injury import LAW, payer
from .lines import MONTHLY, Line, line, with_note
from .parameters import Book, shipped

FUNERAL_MONTHS, GRANT_TIMES = 6, 20
SPOUSE, OTHER, ALONE = 40, 30, 10
"""Percent of own wage each month for the spouse, for each other dependant, and more for an orphan or lone elder."""
MISSING_WAGE_MONTHS, ADVANCE = 3, 50


@dataclass(frozen=True)
class Dependant:
    """`relation`: "spouse" or the word for it (子女、母亲 …). `alone`: 孤寡老人或者孤儿.

    `entitled`: lived mainly on the dead worker and cannot work (第三十九条第一款第（二）项); None is not known yet.
    """

    relation: str
    alone: bool = False
    entitled: bool | None = None


@dataclass(frozen=True)
class Death:
    """`died_on` picks the income of the year before; `national_income` replaces the table's.

    `wage_in_life`: what the dead worker earned, above which the pensions may not go; blank means the own wage.
    `dependants` None: nobody has asked yet; () there are none. `after_leave`: grades 1–4, dead after the paid leave.
    """

    died_on: datetime.date | None = None
    region_wage: Decimal | None = None
    own_wage: Decimal | None = None
    wage_in_life: Decimal | None = None
    dependants: tuple[Dependant, ...] | None = None
    national_income: Decimal | None = None
    insured: bool | None = None
    after_leave: bool = False


@dataclass(frozen=True)
class Missing:
    """A worker missing since an accident away on work or a rescue; `since` its day, `declared_dead` the court's day."""

    since: datetime.date | None = None
    month_wage: Decimal | None = None
    own_wage: Decimal | None = None
    region_wage: Decimal | None = None
    dependants: tuple[Dependant, ...] | None = None
    national_income: Decimal | None = None
    insured: bool | None = None
    hardship: bool = False
    declared_dead: datetime.date | None = None


def death(facts: Death, *, book: Book | None = None, accept_unverified: bool = False) -> list[Line]:
    """Funeral, pension and grant; after the paid leave of grades 1–4 no grant (第三十九条第三款)."""
    funeral = fixed(FUNERAL_MONTHS, "个月") * given("统筹地区上年度职工月平均工资", facts.region_wage)
    lines = [
        line("funeral", "丧葬补助金", funeral, who_pays="fund", article=f"{LAW}第三十九条第一款第（一）项"),
        *_pension(facts),
    ]
    if not facts.after_leave:
        figure = fixed(GRANT_TIMES) * _income(facts.died_on, facts.national_income, book or shipped())
        lines.append(
            line(
                "death-grant",
                "一次性工亡补助金",
                figure,
                who_pays="fund",
                article=f"{LAW}第三十九条第一款第（三）项",
                accept_unverified=accept_unverified,
                note="“上一年度”从死亡那天往前数；当地按公布日期算的，请人工核对",
            )
        )
    return [payer(one, insured=facts.insured) for one in lines]


def _income(on: datetime.date | None, told: Decimal | None, book: Book) -> Figure:
    year = f"（{on.year - 1} 年）" if on else ""
    name = f"上一年度全国城镇居民人均可支配收入{year}"
    if told is not None:
        return given(name, told)
    if on is None:
        return given("死亡日期", None)
    return parameter(name, book.find("national_income", on=on))


def _pension(facts: Death) -> list[Line]:
    name, article = "供养亲属抚恤金", f"{LAW}第三十九条第一款第（二）项"
    if facts.dependants is None:
        unknown = given("供养亲属", None) * own_wage(facts.own_wage, facts.region_wage)
        return [line("pension", name, unknown, who_pays="fund", article=article, per=MONTHLY)]
    counted = [one for one in facts.dependants if one.entitled is not False]
    if not counted:
        return []
    wage = own_wage(facts.own_wage, facts.region_wage)
    total = plus(_share(one) * wage for one in counted)
    limit = given("生前工资", facts.wage_in_life if facts.wage_in_life is not None else facts.own_wage)
    figure = total.at_most(limit, words="生前工资")
    notes = []
    if any(one.entitled is None for one in counted):
        notes.append("有的亲属还没有核对：生前由他提供主要生活来源、没有劳动能力的才算")
    if facts.wage_in_life is None:
        notes.append("没有填生前工资，各人合计不超过本人工资")
    made = line("pension", name, figure, who_pays="fund", article=article, per=MONTHLY)
    return [with_note(made, "；".join(notes))]


def _share(one: Dependant) -> Figure:
    share = (SPOUSE if one.relation == "spouse" else OTHER) + (ALONE if one.alone else 0)
    words = "配偶" if one.relation == "spouse" else one.relation
    figure = percent(share)
    return Figure(figure.value, f"{words} {figure.text}")


def missing(facts: Missing, *, book: Book | None = None, accept_unverified: bool = False) -> list[Line]:
    """Three months of wages from the month of the accident, pension from the fourth, half the grant in advance."""
    article = f"{LAW}第四十一条"
    wage = fixed(MISSING_WAGE_MONTHS, "个月") * given("工资", facts.month_wage, "元")
    lines = [line("missing-wage", "下落不明头三个月工资", wage, who_pays="employer", article=article)]
    as_death = Death(
        died_on=facts.declared_dead,
        region_wage=facts.region_wage,
        own_wage=facts.own_wage,
        dependants=facts.dependants,
        national_income=facts.national_income,
        insured=facts.insured,
    )
    if facts.declared_dead is not None:
        return lines + death(as_death, book=book, accept_unverified=accept_unverified)
    lines += [with_note(one, f"从第 4 个月起发（{article}）") for one in _pension(as_death)]
    if facts.hardship:
        income = _income(facts.since, facts.national_income, book or shipped())
        advance = fixed(GRANT_TIMES) * income * percent(ADVANCE)
        made = line(
            "death-grant-advance",
            "预支一次性工亡补助金",
            advance,
            who_pays="fund",
            article=article,
            accept_unverified=accept_unverified,
            note="按事故那天的上一年度算，以后从一次性工亡补助金里扣",
        )
        lines.append(made)
    return [payer(one, insured=facts.insured) for one in lines]
