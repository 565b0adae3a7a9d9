"""Seven lines for the worker: what happened, which law, what to ask for, what first, by when, what to keep, who helps.

What differs by kind is `cases/content/plain_summary.toml`. Each line carries the articles it rests on and the day that
picks their text. A sum is written only when it was reckoned from confirmed numbers; otherwise the line says 未计算 and
what is missing. A date is written only for a clock that runs.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from .sums.figures import plain

_FILE = Path(__file__).parent.parent / "content" / "plain_summary.toml"
TITLES = ("出了什么事", "按哪条法", "可以要什么", "先做什么", "最晚哪天", "留好证据", "找谁帮忙")
_LAWS = 2
_LIMITS = 3
_SUMS = 4
_UNION = "工会应当支持您仲裁、起诉，打 12351。"
_UNION_ASKED = "工会的电话是 12351。"
_OF_WORK = ("DIS", "INJ", "DTH", "OCC")
_UNION_CITE = "《工会法》第二十二条"
_ROLES = ("violated", "basis", "procedure", "mention")


@dataclass(frozen=True)
class Ground:
    """An article beside the case: `cite` as the linker reads it, `role` violated, basis or procedure."""

    cite: str
    role: str
    reason: str
    confirmed: bool = True
    verified: bool = True


@dataclass(frozen=True)
class Limit:
    """A limit of theirs that runs: `last` in words; `unsure` why it is 待核实, "" when it is not."""

    name: str
    last: str
    cites: tuple[str, ...]
    unsure: str = ""


@dataclass(frozen=True)
class Entitlement:
    """What the law gives; `amount` None when it was not reckoned, `why` then says what is missing."""

    name: str
    amount: Decimal | None
    cite: str
    why: str = ""
    verified: bool = True
    monthly: bool = False


@dataclass(frozen=True)
class Facts:
    """`on` is the day that picks the text of the law, `sure` whether it happened then or was only known then."""

    kind: str
    kind_name: str
    on: datetime.date
    sure: bool = True
    grounds: tuple[Ground, ...] = ()
    limits: tuple[Limit, ...] = ()
    sums: tuple[Entitlement, ...] = ()


@dataclass(frozen=True)
class Line:
    title: str
    text: str
    cites: tuple[str, ...] = ()
    unsure: str = ""


@cache
def _groups() -> dict[str, dict[str, Any]]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf8"))["group"]
    return {kind: row for row in rows for kind in row["kinds"]}


def group_of(kind: str) -> dict[str, Any]:
    """The words for a kind: of itself, or of the longest beginning of it. KeyError: for a family without words."""
    parts = kind.split("-")
    codes = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    groups = _groups()
    return groups[next((code for code in codes if code in groups), kind)]


def seven_lines(facts: Facts) -> list[Line]:
    """Seven lines in their order."""
    words = group_of(facts.kind)
    return [
        _happened(facts, words),
        _law(facts, words),
        _claim(facts, words),
        Line(TITLES[3], words["first"][0], tuple(words["first"][1])),
        _by_when(facts, words),
        Line(TITLES[5], words["keep"][0], tuple(words["keep"][1])),
        _help(facts, words),
    ]


def _happened(facts: Facts, words: dict[str, Any]) -> Line:
    day = f"{facts.on.year}年{facts.on.month}月{facts.on.day}日"
    unsure = "" if facts.sure else "发生的日子没有填，先按知道的那天"
    return Line(TITLES[0], f"{day}，{words['what']}（{facts.kind_name}）。", unsure=unsure)


def _law(facts: Facts, words: dict[str, Any]) -> Line:
    """What is confirmed, violated first; what is only proposed is said to be so; else the law of the kind."""
    order = sorted(facts.grounds, key=lambda one: (not one.confirmed, _ROLES.index(one.role)))
    shown = [one for one in order if one.reason and one.confirmed == order[0].confirmed][:_LAWS]
    if not shown:
        return Line(TITLES[1], words["law"][0], tuple(words["law"][1]))
    unsure = "" if shown[0].confirmed else "经办人还没有确认"
    if not all(one.verified for one in shown):
        unsure = "；".join(filter(None, [unsure, "条文待核实"]))
    text = "".join(one.reason.rstrip("。；") + "。" for one in shown)
    return Line(TITLES[1], text, tuple(one.cite for one in shown), unsure)


def _claim(facts: Facts, words: dict[str, Any]) -> Line:
    text, cites = words["claim"][0], list(words["claim"][1])
    known = [one for one in facts.sums if one.amount is not None and one.verified]
    open_ = [one for one in facts.sums if one not in known]
    for one in known[:_SUMS]:
        text += f"{one.name}{'每月' if one.monthly else ''} {plain(one.amount or Decimal(0))} 元；"
        cites.append(one.cite)
    text = text.rstrip("；") + ("。" if known else "")
    missing = "、".join(one.name for one in open_[:_SUMS])
    why = "；".join(dict.fromkeys(_missing(one) for one in open_))
    if missing:
        text += f"未计算：{missing}（{why}）。"
    elif not facts.sums and words.get("sums", True):
        text += "数额未计算：要工资、时间这些数才能算。"
    return Line(TITLES[2], text, tuple(dict.fromkeys(cites)), "有的数还没有核实" if _unverified(facts.sums) else "")


def _missing(one: Entitlement) -> str:
    return "用的数待核实" if one.amount is not None else one.why or "缺数据"


def _unverified(sums: Sequence[Entitlement]) -> bool:
    return any(one.amount is not None and not one.verified for one in sums)


def _by_when(facts: Facts, words: dict[str, Any]) -> Line:
    shown = facts.limits[:_LIMITS]
    if not shown:
        return Line(
            TITLES[4],
            f"{words['limits'][0]}",
            tuple(words["limits"][1]),
            "具体哪天没有算" if words["limits"][1] else "",
        )
    text = "".join(f"{one.name}：最晚 {one.last}。" for one in shown)
    cites = dict.fromkeys(cite for one in shown for cite in one.cites)
    return Line(TITLES[4], text, tuple(cites), "；".join(dict.fromkeys(one.unsure for one in shown if one.unsure)))


def _help(facts: Facts, words: dict[str, Any]) -> Line:
    """Legal aid by the item of the law that covers it; where we are not sure that one does, the number to ask."""
    aid, cites = words.get("aid", ["请不起律师的，能不能申请法律援助问 12348。", []])
    text = f"{aid}打 12348。" if cites else aid
    if facts.kind.startswith(_OF_WORK):
        return Line(TITLES[6], f"{text}{_UNION}投诉打 12333。", (*cites, _UNION_CITE))
    return Line(TITLES[6], f"{text}{_UNION_ASKED}投诉打 12333。", tuple(cites))
