"""The blueprint of a paper: how many questions of which sort. Read from its stored form, checked, and named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import kinds

DIFFICULTIES = {1: "易", 2: "中", 3: "难"}
OWN = "own"
QUESTION_LEVELS: list[tuple[str, str]] = [
    ("company", "公司级"),
    ("project", "项目级"),
    ("crew", "班组级"),
    ("rights", "权益"),
    ("managers", "管理人员"),
]
"""Where a question is used; papers ask for one or several of these."""
LEVEL_NAMES = dict(QUESTION_LEVELS)
MOST = 100
"""Questions on one paper. Nobody reads more on a phone."""

_LISTS = ("points", "groups", "kinds", "difficulty", "levels")
_FIELDS = {*_LISTS, "count", "trades", "red_line"}


@dataclass(frozen=True)
class Quota:
    """So many questions that meet every condition. An empty condition is met by all; `red_line` None is both."""

    count: int
    points: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    difficulty: frozenset[int] = frozenset()
    levels: frozenset[str] = frozenset()
    own_trade: bool = False
    red_line: bool | None = None

    def stored(self) -> dict[str, Any]:
        """As a PaperVersion keeps it: conditions that are met by all are left out."""
        row: dict[str, Any] = {"count": self.count}
        row |= {name: sorted(values) for name in _LISTS if (values := getattr(self, name))}
        if self.own_trade:
            row["trades"] = OWN
        if self.red_line is not None:
            row["red_line"] = self.red_line
        return row


def read_quotas(rows: Any) -> tuple[list[Quota], list[str]]:
    """The quotas of a stored blueprint, and what is wrong with it, each with its row number."""
    if not isinstance(rows, list) or not rows:
        return [], ["至少要有一行抽题要求"]
    quotas: list[Quota] = []
    wrong: list[str] = []
    for number, row in enumerate(rows, start=1):
        found = _wrong(row)
        wrong += [f"第{number}行：{message}" for message in found]
        if not found:
            quotas.append(_quota(row))
    total = sum(quota.count for quota in quotas)
    if total > MOST:
        wrong.append(f"一份试卷最多 {MOST} 题，现在是 {total} 题")
    return quotas, wrong


def _wrong(row: Any) -> list[str]:
    if not isinstance(row, dict):
        return ["写法不对"]
    found = [f"没有“{name}”这个条件" for name in sorted(set(row) - _FIELDS)]
    count = row.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        found.append("题数要是 1 以上的整数")
    found += [f"“{name}”要是一列值" for name in _LISTS if not isinstance(row.get(name, []), list)]
    if found:
        return found
    found += [f"没有“{kind}”这种题型" for kind in row.get("kinds", []) if kind not in kinds.NAMES]
    found += [f"难度只有 1、2、3，没有“{one}”" for one in row.get("difficulty", []) if one not in DIFFICULTIES]
    found += [f"没有“{one}”这个级别" for one in row.get("levels", []) if one not in LEVEL_NAMES]
    if row.get("trades", OWN) != OWN:
        found.append("工种只能是“本工种”或不限")
    if not isinstance(row.get("red_line"), bool | None):
        found.append("红线题只能是“是”“否”或不限")
    return found


def _quota(row: Mapping[str, Any]) -> Quota:
    lists = {name: frozenset(row.get(name, [])) for name in _LISTS}
    return Quota(row["count"], **lists, own_trade=row.get("trades") == OWN, red_line=row.get("red_line"))


def describe(quota: Quota, points: Mapping[str, str]) -> str:
    """‘脚手架’红线单选, as a message names it. `points` gives the names of knowledge points by code."""
    where = [points.get(code, code) for code in sorted(quota.points)] + sorted(quota.groups)
    head = f"‘{_listed(where)}’" if where else ""
    marks = [
        *(LEVEL_NAMES[level] for level in LEVEL_NAMES if level in quota.levels),
        *([f"难度{_listed(DIFFICULTIES[one] for one in sorted(quota.difficulty))}的"] if quota.difficulty else []),
    ]
    own = "本工种" if quota.own_trade else ""
    red = {True: "红线", False: "非红线", None: ""}[quota.red_line]
    what = "或".join(name for kind, name in kinds.KINDS if kind in quota.kinds) or "题"
    return head + "".join(marks) + own + red + what


def _listed(words: Iterable[str]) -> str:
    return "、".join(words)
