"""What worker data a case needs, and from when to when: no more is asked for (个人信息保护法第6条)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.rules.roster import told_days, told_deductions

from .stages import Path

MONTHS_BEFORE_INJURY = 12
"""本人工资 is the average of the twelve months before the accident (工伤保险条例第64条第2款)."""
YEARS_KEPT = 3
"""Wage ledgers are kept for three years (保障农民工工资支付条例第15条第1款): further back nobody asks."""

NAMES = {
    "entry": "进场登记",
    "contract": "劳动合同",
    "attendance": "考勤",
    "wage": "工资",
    "training": "教育培训",
    "certificate": "证书",
    "special_permit": "特种作业证",
    "insurance": "工伤保险",
}
_VALUES = {
    "trade": "工种",
    "crew": "班组",
    "signed": "已签",
    "contract_number": "编号",
    "number": "编号",
    "form": "类型",
    "term": "期限",
    "organisation": "用人单位",
    "contract_signed": "签订日期",
    "pay_day": "发薪日",
    "days": "出勤天数",
    "days_stated": "表里合计写的天数（待核实）",
    "hours": "工时",
    "hours_stated": "表里合计写的工时（待核实）",
    "hour_days": "只记工时、没有折成工日的天数（折算待核实）",
    "overtime": "加班小时",
    "overtime_stated": "表里合计写的加班小时（待核实）",
    "absent": "缺勤天数",
    "level": "级别",
    "score": "成绩",
    "hours_done": "学时",
    "paid_on": "发放日期",
    "way": "发放方式",
    "note": "备注",
}
_YUAN = {"wage": "约定工资", "due": "应发", "deducted": "扣款", "paid": "实发"}
_ALWAYS = ("entry", "contract", "attendance", "wage", "training")
_INJURY = ("certificate", "special_permit", "insurance")


@dataclass(frozen=True)
class Range:
    """Both days belong to it."""

    first: datetime.date
    last: datetime.date


def kinds_for(path: Path) -> tuple[str, ...]:
    """Kinds of records of a person that a case on this path may ask for."""
    return _ALWAYS + (_INJURY if path is Path.INJURY else ())


def widest(path: Path, *, incident_on: datetime.date, today: datetime.date) -> Range:
    """From when to when a case may ask: for an injury twelve months back, for a dispute three years; until today."""
    if path is Path.INJURY:
        first = _back(incident_on, months=MONTHS_BEFORE_INJURY)
    else:
        first = _back(incident_on, months=12 * YEARS_KEPT)
    return Range(first, max(today, incident_on))


def _back(day: datetime.date, *, months: int) -> datetime.date:
    """The first of the month that lies so many months back: months are whole."""
    total = day.year * 12 + day.month - 1 - months
    return datetime.date(total // 12, total % 12 + 1, 1)


def problem(asked: Range, allowed: Range) -> str:
    """Why the range may not be asked for, in words; "" when it may."""
    if asked.last < asked.first:
        return "结束日期早于开始日期"
    if asked.first < allowed.first:
        return f"这件案子最早能查到 {allowed.first}"
    return "" if asked.last <= allowed.last else "还没有到的日子查不到"


def words_of(values: Mapping[str, Any]) -> str:
    """What a record of the register says, in words; values that people do not read are left out."""
    told = [f"{name} {values[key]} 元" for key, name in _YUAN.items() if values.get(key) not in (None, "")]
    for key, name in _VALUES.items():
        value = values.get(key)
        if value in (None, ""):
            continue
        told.append(f"{name} {'是' if value is True else '否' if value is False else value}")
    if deductions := values.get("deductions"):
        told.append(f"各项扣款：{told_deductions(deductions)}")
    if daily := values.get("daily"):
        told.append(f"逐日：{told_days(daily)}")
    return "，".join(told)
