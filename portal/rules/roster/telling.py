"""What a record from a sheet says, in words for people; and how it differs from what was said before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAMES = {
    "wage": "约定工资", "due": "应发", "deducted": "扣款合计", "paid": "实发", "days": "出勤天数",
    "days_stated": "表里写的出勤天数", "hours": "工时", "hours_stated": "表里写的工时", "overtime": "加班小时",
    "overtime_stated": "表里写的加班小时", "absent": "缺勤天数", "hour_days": "只记工时的天数",
    "contract_number": "合同编号", "contract_signed": "签订日期", "form": "合同类型", "organisation": "用人单位",
    "pay_day": "发薪日", "paid_on": "发放日期", "way": "发放方式", "note": "备注",
}  # fmt: skip
"""Values of a record that are one text or number, and what they are called."""


def told_days(daily: Mapping[str, str]) -> str:
    """出勤 1—5、8 日；病假 6 日: days that say the same stand together."""
    by_words: dict[str, list[int]] = {}
    for day, words in sorted(daily.items(), key=lambda one: int(one[0])):
        by_words.setdefault(words, []).append(int(day))
    return "；".join(f"{words} {_ranges(days)} 日" for words, days in by_words.items())


def _ranges(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)


def told_deductions(deductions: Mapping[str, str]) -> str:
    """社保 300 元、借支 500 元."""
    return "、".join(f"{name} {amount} 元" for name, amount in deductions.items())


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What a corrected row changes: 实发 5200 → 3000；3 日 旷工 → 出勤."""
    told = [
        _change(name, before.get(key), after.get(key))
        for key, name in NAMES.items()
        if before.get(key) != after.get(key)
    ]
    for key, form in (("daily", "{} 日"), ("deductions", "{}")):
        old, new = before.get(key) or {}, after.get(key) or {}
        told += [
            _change(form.format(one), old.get(one), new.get(one))
            for one in {**old, **new}
            if old.get(one) != new.get(one)
        ]
    return "；".join(told)


def _change(name: str, old: object, new: object) -> str:
    return f"{name} {'（空）' if old in (None, '') else old} → {'（空）' if new in (None, '') else new}"
