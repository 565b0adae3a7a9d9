"""The codes by which precedents are sorted, with their names; the data is `cases/content/taxonomy.toml`.

Codes are stable, names may be mended. Accident classes have a name in each of two standards (GB 6441-86 and
GB 6441-2025): the day of the accident says which one is shown.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

ACCIDENT = "accident_class"
"""The facet whose names depend on the day."""
_FILE = Path(__file__).parent.parent / "content" / "taxonomy.toml"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf8"))


def facets() -> dict[str, str]:
    """Facet and its Chinese name, in the order of the page."""
    return dict(_data()["facets"])


def levels() -> dict[str, str]:
    """Authority of a precedent, highest first."""
    return dict(_data()["levels"])


def kinds() -> dict[str, str]:
    return dict(_data()["kinds"])


def families() -> dict[str, str]:
    """The first part of a kind: 劳动争议 for every DIS-…"""
    return dict(_data()["families"])


def family(kind: str) -> str:
    """DIS of DIS-WAG."""
    return kind.partition("-")[0]


def outcomes() -> dict[str, str]:
    return dict(_data()["outcomes"])


def in_favour() -> dict[str, str]:
    return dict(_data()["in_favour"])


def payers() -> dict[str, str]:
    return dict(_data()["payers"])


def is_new_list(on: datetime.date | None) -> bool:
    """Whether the accident classes of GB 6441-2025 hold on that day. A day that is not known counts as before."""
    return on is not None and on >= _data()["accident_lists"]["new_from"]


def choices(facet: str, *, on: datetime.date | None = None) -> dict[str, str]:
    """The codes of a facet with their names, accident classes as they were called on that day. KeyError: no such facet.

    Two codes that the old standard holds under one name bear the new name in brackets.
    """
    codes: dict[str, str] = _data()["codes"][facet]
    if facet != ACCIDENT or is_new_list(on):
        return dict(codes)
    return {code: _old_name(code, name) for code, name in codes.items()}


def _old_name(code: str, new: str) -> str:
    data = _data()
    number = data["old_classes"][code][0]
    old = str(data["old_numbers"][number])
    alone = sum(numbers[0] == number for numbers in data["old_classes"].values()) == 1
    return old if alone or old == new else f"{old}（{new}）"


def old_numbers(code: str) -> dict[str, str]:
    """The classes of GB 6441-86 that an accident class answers to, the usual one first: {"09": "高处坠落"}."""
    data = _data()
    return {number: data["old_numbers"][number] for number in data["old_classes"].get(code, [])}


@cache
def _names() -> dict[str, str]:
    data = _data()
    tables = (data["kinds"], data["outcomes"], data["levels"], data["families"], *data["codes"].values())
    return {code: name for table in reversed(tables) for code, name in table.items()}


def name(code: str, *, on: datetime.date | None = None) -> str:
    """The Chinese name of any code; the code itself when there is none."""
    if code.startswith("AC-"):
        return choices(ACCIDENT, on=on).get(code, code)
    return _names().get(code, code)


def unsure(code: str) -> str:
    """Why a code or its name is 待核实; empty when it is not."""
    return str(_data()["unsure"].get(code, ""))


def grade(*, deaths: int, serious: int, loss: int) -> str:
    """The accident grade (生产安全事故报告和调查处理条例第3条): highest of deaths, serious injuries, yuan lost."""
    steps = (("AG1", 30, 100, 100_000_000), ("AG2", 10, 50, 50_000_000), ("AG3", 3, 10, 10_000_000))
    for code, dead, hurt, yuan in steps:
        if deaths >= dead or serious >= hurt or loss >= yuan:
            return code
    return "AG4" if deaths or serious or loss else "AG0"


def unknown(chosen: Mapping[str, Iterable[str]]) -> list[str]:
    """What in {facet: [codes]} is not of this taxonomy, in words: 没有这个分类：… or 没有这个代号：…"""
    known = facets()
    told = [f"没有这个分类：{facet}" for facet in chosen if facet not in known]
    for facet, codes in chosen.items():
        if facet in known:
            told += [f"{known[facet]}里没有这个代号：{code}" for code in codes if code not in _data()["codes"][facet]]
    return told
