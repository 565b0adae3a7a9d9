"""What a settlement needs before it is signed, and how its instalments stand."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

EACH_MONTH = "（每月）"
"""Ends the name of a line of a floor that is paid each month."""
TOPPED_UP = "《最高人民法院关于审理劳动争议案件适用法律问题的解释（一）》第三十五条"
"""An agreement that is grossly unfair may be set aside on request, within the terms of the law (N6)."""
CONFIRM_DAYS = 30
"""人民调解法第33条: both sides apply for judicial confirmation within 30 days from when the agreement takes effect."""


class Standing(StrEnum):
    """Codes of the taxonomy for performance."""

    ON = "PRF-ON"
    LATE = "PRF-LAT"
    OK = "PRF-OK"
    DEFAULT = "PRF-DEF"


NAMES = {
    Standing.ON: "履行中",
    Standing.LATE: "逾期",
    Standing.OK: "已履行",
    Standing.DEFAULT: "违约",
}

BASES = {
    "self": "当事人自己或法定代表人到场",
    "lawyer": "律师，有授权委托书",
    "legal_worker": "基层法律服务工作者，有授权委托书",
    "staff": "本单位的工作人员，有授权委托书",
    "kin": "近亲属，有授权委托书",
    "recommended": "社区、单位或有关社会团体推荐的人，有授权委托书",
}
"""By what somebody may speak for a party: 民事诉讼法第61条; the written authority, 劳动争议调解仲裁法第24条 (N8)."""


def standing(
    *, due_on: datetime.date, amount: Decimal, paid: Decimal, today: datetime.date, in_default: bool = False
) -> Standing:
    """Paid in full; declared a default; past its day, which counts whole; else on its way."""
    if paid >= amount:
        return Standing.OK
    if in_default:
        return Standing.DEFAULT
    return Standing.LATE if today > due_on else Standing.ON


def confirm_by(effective_on: datetime.date) -> datetime.date:
    """The last day to apply for judicial confirmation, the first day not counted; not rolled over a rest day."""
    return effective_on + datetime.timedelta(days=CONFIRM_DAYS)


@dataclass(frozen=True)
class Shortfall:
    """`agreed` is less than `least`, what the law gives; `of` is the worker's key, "" for the settlement as a whole."""

    of: str
    agreed: Decimal
    least: Decimal


def sums_of(floor: Mapping[str, Any], *, own: bool) -> Mapping[str, Any]:
    """{total, likely} that an agreement is held against. `own`: it leaves out what the fund pays the worker itself;
    {} where nobody has said who is insured."""
    return (floor.get("own") or {}) if own else floor


def shortfalls(
    *, amount: Decimal, shares: Mapping[str, Decimal], floor: Mapping[str, Any], own: bool = False, by: str = "total"
) -> list[Shortfall]:
    """Where less is agreed than the law gives: worker by worker when each share belongs to one, else as a whole.

    `by`: "total", what rests on confirmed numbers, or "likely". An unknown floor is no floor: that is said apart.
    """
    people: Mapping[str, Mapping[str, Any]] = floor.get("people", {})
    held = {key: (yuan, people[key]) for key, yuan in shares.items() if key in people}
    if not shares or len(held) != len(shares):
        held = {"": (amount, floor)}
    found = []
    for key, (agreed, given) in held.items():
        least = sums_of(given, own=own).get(by)
        if least is not None and agreed < Decimal(least):
            found.append(Shortfall(key, agreed, Decimal(least)))
    return found


def unsound(*, amount: Decimal, shares: Iterable[Decimal], instalments: Iterable[tuple[datetime.date, Decimal]]) -> str:
    """What does not add up, in words; "" when all does. No shares or no instalments are allowed while it is drafted."""
    parts, steps = list(shares), list(instalments)
    if parts and sum(parts) != amount:
        return f"每个人的数加起来是 {sum(parts):,.2f} 元，和总数 {amount:,.2f} 元不一样"
    if steps and sum(yuan for _, yuan in steps) != amount:
        return f"分期的数加起来是 {sum(yuan for _, yuan in steps):,.2f} 元，和总数 {amount:,.2f} 元不一样"
    if any(yuan != round(yuan, 2) for yuan in (amount, *parts, *(one for _, one in steps))):
        return "金额最多到分"
    if any(yuan <= 0 for yuan in parts) or any(yuan <= 0 for _, yuan in steps):
        return "每一笔都要大于 0"
    return ""


@dataclass(frozen=True)
class Total:
    """What amounts come to: the sum of those that count, None without any. `missing` names what could not be reckoned,
    `unsure` what rests on numbers that are 待核实 and is left out: then the sum is not the whole."""

    amount: Decimal | None
    missing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def total(amounts: Iterable[Decimal]) -> Total:
    """Of amounts that are all known."""
    listed = list(amounts)
    return Total(sum(listed, Decimal(0)) if listed else None)


def floor_total(floor: Mapping[str, Any]) -> Total:
    """Of the lines of a floor (`sums.floors.floor_of`): what is paid once and rests on confirmed numbers. Monthly lines
    have no sum."""
    once = [row for row in floor.get("lines", []) if not row["name"].endswith(EACH_MONTH)]
    known = [row for row in once if row["amount"] is not None]
    sure = [Decimal(row["amount"]) for row in known if row.get("verified", True)]
    return Total(
        sum(sure, Decimal(0)) if sure else None,
        tuple(dict.fromkeys(row["name"] for row in once if row["amount"] is None)),
        tuple(dict.fromkeys(row["name"] for row in known if not row.get("verified", True))),
    )


def objections(
    *, reviewed: bool, returned: bool, basis: str, instalments: int, below: bool, below_reason: str, superseded: bool
) -> list[str]:
    """Why it may not be signed yet, in words; empty when it may.

    The plan, D-11: the legal adviser has looked at the clauses. N6: less than what the law gives needs a written
    reason (安全生产法第52条第2款: an agreement that takes duty away from the employer is void).
    """
    told = []
    if superseded:
        told.append("已经有新的一版，签新的那一版")
    if returned:
        told.append("法务退回了，改好另出一版")
    elif not reviewed:
        told.append("还没有法务审核")
    if basis not in BASES:
        told.append("没有写清代表人凭什么代表")
    if not instalments:
        told.append("没有写什么时候付多少")
    if below and not below_reason.strip():
        told.append("低于法定数额，要写明理由")
    return told
