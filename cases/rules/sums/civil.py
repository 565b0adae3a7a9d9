"""Damages where there is no labour relation (人身损害赔偿解释第十二条、第十四条、第十五条), in yuan.

Who belongs to an employer that has to insure its people is sent to the rules of work injury instead (第三条第一款).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .figures import Figure, fixed, given, percent
from .lines import Line, line

LAW = "《最高人民法院关于审理人身损害赔偿案件适用法律若干问题的解释》"
YEARS, FEWEST, FEWER_FROM, FEWEST_FROM = 20, 5, 60, 75
FUNERAL_MONTHS = 6
FAULT = "双方有过错的，按各自的过错分担（《中华人民共和国民法典》第一千一百九十二条第一款）"


@dataclass(frozen=True)
class Damage:
    """`income`: the province's urban disposable income of the year before, `wage` its average monthly wage.

    `share`: percent of capacity lost, which no law ties to a grade, so that somebody has to give it.
    """

    died: bool = False
    age: int | None = None
    income: Decimal | None = None
    wage: Decimal | None = None
    share: Decimal | None = None


def years_counted(age: int) -> int:
    """20, one less for each year of age over 60, and 5 from 75 on."""
    if age >= FEWEST_FROM:
        return FEWEST
    return YEARS - max(age - FEWER_FROM, 0)


def damage(facts: Damage) -> list[Line]:
    years = given("年龄", None) if facts.age is None else fixed(years_counted(facts.age), "年")
    total = years * given("上一年度城镇居民人均可支配收入", facts.income)
    if facts.died:
        funeral = fixed(FUNERAL_MONTHS, "个月") * given("上一年度职工月平均工资", facts.wage)
        return [
            line("civil-death", "死亡赔偿金", total, who_pays="employer", article=f"{LAW}第十五条", note=FAULT),
            line("civil-funeral", "丧葬费", funeral, who_pays="employer", article=f"{LAW}第十四条", note=FAULT),
        ]
    lost = Figure(None, "丧失劳动能力的比例", missing=("丧失劳动能力的比例",))
    share = lost if facts.share is None else percent(facts.share)
    return [
        line("civil-disability", "残疾赔偿金", total * share, who_pays="employer", article=f"{LAW}第十二条", note=FAULT)
    ]
