"""The trades that lessons and questions may be meant for, as sites call them. A roster may name others."""

from __future__ import annotations

from collections.abc import Iterable

TRADES: tuple[str, ...] = (
    "架子工",
    "木工",
    "钢筋工",
    "混凝土工",
    "砌筑工",
    "抹灰工",
    "防水工",
    "油漆工",
    "电工",
    "焊工",
    "管道工",
    "塔吊司机",
    "施工升降机司机",
    "起重机司机",
    "信号工",
    "安装拆卸工",
    "挖掘机司机",
    "普工",
)


def is_for(trades: Iterable[str], own: Iterable[str]) -> bool:
    """Whether something meant for `trades` concerns someone of those `own` trades. No trades: everyone."""
    wanted = set(trades)
    return not wanted or bool(wanted & set(own))
