"""What must hold of a precedent's facts before they are kept: codes, dates, sums."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from . import taxonomy

CITE_KINDS = {"violated": "违反", "basis": "依据", "procedure": "程序", "mention": "提到"}
NEEDED = ("code", "title", "kind", "summary", "facts")
LONGEST_TITLE = 120

Problem = tuple[str, str]
"""The field, and in words what is wrong with it."""


def problems(facts: Mapping[str, Any]) -> list[Problem]:
    """All that is wrong, in the order of the form. Names as in the content files; what is missing counts as empty."""
    return [
        *((name, "要填") for name in NEEDED if not str(facts.get(name) or "").strip()),
        *_codes(facts),
        *_days(facts),
        *_money(facts),
        *_cites(facts),
    ]


def _codes(facts: Mapping[str, Any]) -> Iterator[Problem]:
    tables = {
        "kind": (taxonomy.kinds(), "没有这个类型"),
        "level": (taxonomy.levels(), "没有这个级别"),
        "outcome_code": (taxonomy.outcomes(), "没有这个结果类型"),
        "in_favour": (taxonomy.in_favour(), "没有这个选项"),
    }
    if len(str(facts.get("title") or "")) > LONGEST_TITLE:
        yield "title", f"最多{LONGEST_TITLE}个字"
    for name, (known, words) in tables.items():
        value = facts.get(name)
        if value and value not in known:
            yield name, f"{words}：{value}"
    for words in taxonomy.unknown(facts.get("facets") or {}):
        yield "facets", words


def _days(facts: Mapping[str, Any]) -> Iterator[Problem]:
    happened, decided = facts.get("happened_on"), facts.get("decided_on")
    for name, day in (("happened_on", happened), ("decided_on", decided)):
        if day is not None and not isinstance(day, datetime.date):
            yield name, "日期写成 2026-11-30 这样"
            return
    if happened and decided and decided < happened:
        yield "decided_on", "处理结果不会早于事情发生"
    last = 0
    for step in facts.get("timeline") or []:
        if not _is_count(step.get("day")):
            yield "timeline", f"第几天要是数字：{step.get('text', '')}"
        elif step["day"] < last:
            yield "timeline", f"按先后写：第{step['day']}天写在了第{last}天后面"
        else:
            last = step["day"]
        if not str(step.get("text") or "").strip():
            yield "timeline", "每一步都要写发生了什么"
    for row in facts.get("days") or []:
        if not row.get("name") or not _is_count(row.get("days")):
            yield "days", f"写成“名称 | 天数”：{row.get('name', '')}"


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _money(facts: Mapping[str, Any]) -> Iterator[Problem]:
    total, rows = facts.get("amount"), facts.get("amounts") or []
    summed = Decimal(0)
    for row in rows:
        yuan = _yuan(row.get("yuan"))
        if yuan is None or not row.get("name"):
            yield "amounts", f"写成“名称 | 元 | 谁付 | 依据”：{row.get('name', '')}"
            return
        if row.get("payer") and row["payer"] not in taxonomy.payers():
            yield "amounts", f"没有这个付款方：{row['payer']}"
        summed += yuan
    whole = _yuan(total) if total is not None else None
    if total is not None and whole is None:
        yield "amount", "金额写成数字，单位元"
    elif rows and whole is not None and summed != whole:
        yield "amount", f"合计是{whole}元，各项加起来是{summed}元"


def _yuan(value: Any) -> Decimal | None:
    try:
        yuan = Decimal(str(value))
    except InvalidOperation:
        return None
    return yuan if yuan.is_finite() and yuan >= 0 else None


def _cites(facts: Mapping[str, Any]) -> Iterator[Problem]:
    for one in facts.get("cites") or []:
        if not str(one.get("article") or "").strip() or "\n" in one["article"]:
            yield "cites", "每一条引用都要写出条文，例如：工伤保险条例第14条"
        if one.get("kind") not in CITE_KINDS:
            yield "cites", f"没有这种引用：{one.get('kind', '')}"
