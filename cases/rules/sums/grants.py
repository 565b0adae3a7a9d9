"""The two grants at the end of employment with grades 5–10: 一次性工伤医疗补助金 and 一次性伤残就业补助金.

工伤保险条例第三十六条第二款、第三十七条第（二）项: the fund pays the first, the employer the second; how many months
of which wage, each province says. Within five years of retirement the second falls by steps that differ: by hand.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal

from .figures import Figure, fixed, given, percent
from .lines import Line, by_hand, line, with_note
from .parameters import Book, Grant

RESIGNED, EXPIRED, DISMISSED, CONTINUES = "resigned", "expired", "employer", "continues"
"""How the job ended: the worker left or agreed to, the contract ran out, the employer ended it lawfully; not at all."""
LAW = "《工伤保险条例》"
RETIRING_YEARS = 5


@dataclass(frozen=True)
class Ending:
    """`on`: the day the job ended, it picks the province's table; `how` None: nobody has said.

    `region_wage` and `province_wage`: average monthly wages of the year before the end, in yuan.
    """

    on: datetime.date | None
    how: str | None
    region: str
    grade: int
    own_wage: Figure
    region_wage: Decimal | None
    province_wage: Decimal | None
    years_to_retirement: Decimal | None = None
    occupational_disease: bool = False


def two_grants(ending: Ending, *, book: Book, accept_unverified: bool = False) -> list[Line]:
    """Nothing while the job goes on."""
    if ending.how == CONTINUES:
        return []
    article = f"{LAW}第三十六条第二款" if ending.grade <= 6 else f"{LAW}第三十七条第（二）项"
    if ending.how == DISMISSED:
        article += "、《中华人民共和国劳动合同法实施条例》第二十三条"
    table = book.grant(ending.region, on=ending.on)
    article += f"、{table.article}" if table else ""
    medical = line(
        "medical-grant",
        "一次性工伤医疗补助金",
        _sum(ending, table, _medical_months(ending, table)),
        who_pays="fund",
        article=article,
        accept_unverified=accept_unverified,
    )
    job_months = fixed(table.job[ending.grade], "个月") if table else given("省里的月数", None)
    job = line(
        "job-grant",
        "一次性伤残就业补助金",
        _sum(ending, table, job_months),
        who_pays="employer",
        article=article,
        accept_unverified=accept_unverified,
    )
    return [medical, _near_retirement(job, ending.years_to_retirement)]


def _medical_months(ending: Ending, table: Grant | None) -> Figure:
    if table is None:
        return given("省里的月数", None)
    months = fixed(table.medical[ending.grade], "个月")
    if ending.occupational_disease and table.disease_extra:
        return months * percent(100 + table.disease_extra)
    return months


def _sum(ending: Ending, table: Grant | None, months: Figure) -> Figure:
    if table is None:
        return months * given("省里的工资基数", None)
    figure = months * _base(ending, table)
    if ending.how is None:
        figure = figure.needs("劳动关系有没有结束")
    if not table.verified:
        figure = replace(figure, doubts=(*figure.doubts, table.source))
    return replace(figure, sources=(*figure.sources, table.source))


def _base(ending: Ending, table: Grant) -> Figure:
    if table.base == "own_wage":
        return ending.own_wage
    if table.base == "region_wage":
        return given("解除时统筹地区上年度职工月平均工资", ending.region_wage)
    return given("解除时上年度全省职工月平均工资", ending.province_wage)


def _near_retirement(job: Line, years: Decimal | None) -> Line:
    if years is None:
        told = "没有填离法定退休年龄的年数，按满五年算；不足五年的要递减，请人工核对"
        return with_note(job, told) if job.amount is not None else job
    if years >= RETIRING_YEARS:
        return job
    why = f"离法定退休年龄只有 {years} 年，不足五年的，就业补助金要递减"
    return by_hand(job.code, job.name, why=why, who_pays=job.who_pays, article=job.article)
