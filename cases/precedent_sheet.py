"""A precedent on paper."""

from __future__ import annotations

import datetime
from typing import Any

from portal import printing

from .models import Precedent
from .reading import Step, read_precedent

_TEMPLATE = "cases/print/precedent.typ"


def print_precedent(one: Precedent, *, address: str, today: datetime.date) -> bytes:
    """PDF, A4: whose it is and 虚构示例 on each page, the day of printing and the address at the foot."""
    return printing.pdf(_TEMPLATE, sheet_of(one, address=address, today=today))


def sheet_of(one: Precedent, *, address: str, today: datetime.date) -> dict[str, Any]:
    """What stands on it."""
    read = read_precedent(one, today)
    return {
        "title": one.title,
        "sample": one.is_sample,
        "closed": "" if one.state == Precedent.State.PUBLISHED else f"{one.get_state_display()}，不对外",
        "standing": "虚构示例" if one.is_sample else one.level_name,
        "place": " · ".join(part for part in (one.region, one.kind_name, one.outcome_name, one.in_favour_name) if part),
        "summary": one.summary,
        "total": read["total"],
        "days": [[str(row["name"]), f"{row['days']} 天"] for row in one.days],
        "law": [[title, "，".join(chip.label + _since(chip) for chip in chips)] for title, chips in read["links"]],
        "parts": [
            ["发生了什么", one.facts],
            ["争的是什么", one.issue],
            ["为什么这样处理", one.reasoning],
            ["结果", one.outcome],
            ["工人要记住", one.lesson_worker],
            ["管理人员要记住", one.lesson_manager],
        ],
        "steps": [[f"第 {step.day} 天", step.text, _cited(step)] for step in read["steps"]],
        "sums": [
            [str(row.get("name", "")), str(row.get("yuan", "")), row["payer"], str(row.get("basis", ""))]
            for row in read["sums"]
        ],
        "facts": [
            *([name, "、".join(values)] for name, values in one.facet_names.items()),
            ["机构", "，".join(part for part in (one.court, one.case_number) if part)],
            ["发生", one.happened],
            ["处理完", one.decided],
            ["来源", " ".join(part for part in (one.source, one.source_url) if part)],
        ],
        "address": address,
        "printed": f"{today.year} 年 {today.month} 月 {today.day} 日",
    }


def _since(chip: Any) -> str:
    if chip.ended:
        return "（已废止）"
    return "（后来有修改）" if chip.changed else ""


def _cited(step: Step) -> str:
    return "，".join(chip.label for chip in step.chips) or step.cite
