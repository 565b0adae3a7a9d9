"""What is taken off wages, each by its own name: 代扣社保, 个税, 借支, 生活费, 罚款 … and what they add up to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .amounts import plain
from .headers import groups, title_key

_TAKEN = re.compile(
    r"扣|借支|借款|预支|预借|罚款|罚金|个税|个人所得税|所得税|社保|社会保险|养老|医保|医疗保险|失业保险|公积金|"
    r"生活费|伙食费|餐费|饭费|水电|电费|水费|房租|住宿费|工具费|押金|保证金|赔偿|工会费|会费|工服费|安全帽|欠款"
)
_GIVEN = re.compile(
    r"补|津|奖|应发|实发|应付|实付|实领|基数|标准|比例|次数|天数|工日|日期|时间|原因|备注|说明|编号|账号|卡号|前|"
    r"单位|企业|公司|合计|小计|总计|总额|扣后|扣除后|退"
)
_GROUP = re.compile(r"扣|代缴|借支|预支")
_TOTAL = re.compile(r"(?:扣|代缴).*(?:合计|小计|总计|总额|总数)|(?:合计|小计|总|共)(?:扣|应扣|代扣)")
_SUMS = frozenset({"合计", "小计", "总计", "总额", "金额合计"})
_YUAN = re.compile(r"^其中\s*[:：]?|[(（]\s*(?:单位\s*[:：])?\s*元\s*[)）]")
_GENERAL = frozenset(
    {
        "扣款",
        "扣款金额",
        "应扣",
        "应扣款",
        "应扣金额",
        "应扣工资",
        "扣除",
        "扣除金额",
        "代扣",
        "扣款额",
        "扣款项",
        "扣款项目",
    }
)


@dataclass(frozen=True)
class Item:
    place: int
    name: str
    general: bool = False
    """扣款 and the like: may be one of the items, or what the others add up to."""


@dataclass(frozen=True)
class Deductions:
    """The columns of single deductions, and those of their sum."""

    items: tuple[Item, ...] = ()
    totals: tuple[int, ...] = ()

    @property
    def there(self) -> bool:
        """Whether the sheet has any such column."""
        return bool(self.items or self.totals)


def names_deductions(row: Sequence[str]) -> bool:
    """Whether a row of the header names something that is taken off."""
    return any(_is_item(title_key(title)) for title in row if title)


def find_deductions(heads: Sequence[Sequence[str]]) -> Deductions:
    """`heads` is the header: one row, or a row of groups above the row of the columns."""
    items, totals = [], []
    for place, above in enumerate(groups(heads[0], heads[-1])):
        title = _at(heads[-1], place) or above
        key, of = title_key(title), title_key(above) if title != above else ""
        if _TOTAL.search(key) or (_GROUP.search(of) and key in _SUMS):
            totals.append(place)
        elif _is_item(key) or (_GROUP.search(of) and key and not _GIVEN.search(key)):
            items.append(Item(place, " ".join(_YUAN.sub("", title).split())[:40], key in _GENERAL))
    if len(items) == 1 and items[0].general and not totals:
        return Deductions((), (items[0].place,))
    return Deductions(tuple(_told_apart(items)), tuple(totals))


def _is_item(key: str) -> bool:
    return bool(_TAKEN.search(key)) and not _GIVEN.search(key)


def _told_apart(items: Sequence[Item]) -> list[Item]:
    """Two columns of one name are two deductions: 借支, 借支（第2列）."""
    seen: Counter[str] = Counter()
    told = []
    for item in items:
        seen[item.name] += 1
        number = seen[item.name]
        told.append(item if number == 1 else Item(item.place, f"{item.name}（第{number}列）", item.general))
    return told


def _at(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def sum_in(general: str, amounts: Mapping[str, Decimal], *, due: Decimal | None, paid: Decimal | None) -> bool:
    """Whether the column 扣款 holds what the others add up to: they do, and wages less that are what was paid."""
    others = [amount for name, amount in amounts.items() if name != general]
    if not others or due is None or paid is None or not amounts[general]:
        return False
    return sum(others, Decimal(0)) == amounts[general] and due - abs(amounts[general]) == paid


def differences(
    amounts: Mapping[str, Decimal], *, due: Decimal | None, paid: Decimal | None, total: Decimal | None
) -> dict[str, str]:
    """What does not add up, in words, by the column where it shows: "deducted" or "paid".

    Some sheets write what is taken off as minus: both ways are right.
    """
    told = {}
    added = sum(amounts.values(), Decimal(0))
    if total is not None and amounts and abs(total) != abs(added):
        told["deducted"] = f"各项扣款加起来是 {plain(added)} 元，表里合计写 {plain(total)} 元"
    if due is None or paid is None:
        return told
    if total is None and not amounts:
        if due != paid:
            told["paid"] = f"应发 {plain(due)} 元，实发 {plain(paid)} 元，没有写扣了什么"
        return told
    taken = added if total is None else total
    if paid not in {due - taken, due - abs(taken)}:
        told["paid"] = f"应发 {plain(due)} 元减扣款 {plain(taken)} 元，不等于表里的实发 {plain(paid)} 元"
    return told
