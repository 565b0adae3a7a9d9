"""Which column is what. A title or a date may stand above the header; the header may have two rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

SEARCHED = 20
"""How many rows from the top may hold the header."""


class Column(StrEnum):
    NAME = "name"
    DOCUMENT = "document"
    KIND = "kind"
    PHONE = "phone"
    TRADE = "trade"
    CREW = "crew"
    ORGANISATION = "organisation"
    STARTS = "starts"
    ENDS = "ends"
    CONTRACT_SIGNED = "contract_signed"
    CONTRACT_NUMBER = "contract_number"
    CONTRACT_TERM = "contract_term"
    MONTH = "month"
    DAYS = "days"
    TOTAL = "total"
    HOURS = "hours"
    OVERTIME = "overtime"
    ABSENT = "absent"
    WAGE = "wage"
    PAY_DAY = "pay_day"
    FORM = "form"
    DUE = "due"
    DEDUCTED = "deducted"
    PAID = "paid"
    PAID_ON = "paid_on"
    WAY = "way"
    NOTE = "note"


COLUMNS: dict[Column, tuple[str, ...]] = {
    Column.NAME: (
        "姓名", "工人姓名", "人员姓名", "员工姓名", "作业人员姓名", "务工人员姓名", "农民工姓名", "劳动者姓名",
        "从业人员姓名", "工友姓名", "名字",
    ),
    Column.DOCUMENT: (
        "身份证号", "证件号码", "身份证号码", "证件号", "身份证", "身份号码", "公民身份号码", "公民身份证号码",
        "居民身份证号", "居民身份证号码", "身份证件号码", "身份证件号", "有效证件号码", "证件编号", "身份证编号",
    ),
    Column.KIND: ("证件类型", "证件种类", "证件类别", "证件名称", "身份证件类型", "身份证类型"),
    Column.PHONE: (
        "手机号", "联系电话", "手机号码", "手机", "电话", "电话号码", "联系方式", "移动电话", "本人电话", "本人手机",
        "本人手机号", "联系手机", "工人手机号", "联系号码", "联系电话号码", "手机电话",
    ),
    Column.TRADE: ("工种", "岗位", "工种名称", "岗位工种", "工种岗位", "作业工种", "所属工种", "从事工种", "当前工种"),
    Column.CREW: ("班组", "班组名称", "所属班组", "所在班组", "作业班组", "班组名", "劳务班组", "施工班组"),
    Column.ORGANISATION: (
        "劳务公司", "劳务单位", "劳务企业", "分包单位", "分包企业", "分包公司", "所属单位", "用工单位", "用人单位",
        "参建单位", "所属企业", "所属公司", "劳务分包单位", "劳务分包企业", "劳务分包公司", "用工企业", "单位名称",
        "企业名称", "公司名称", "劳务公司名称", "所属劳务公司", "所属参建单位", "所属分包单位",
    ),
    Column.STARTS: (
        "进场日期", "进场时间", "入场日期", "入场时间", "入职日期", "入职时间", "到岗日期", "到场日期", "上岗日期",
        "进入项目日期", "开始日期", "进场",
    ),
    Column.ENDS: (
        "退场日期", "离场日期", "退场时间", "离场时间", "出场日期", "出场时间", "离职日期", "离职时间", "离岗日期",
        "离开日期", "结束日期", "最后一天", "退场", "离场",
    ),
    Column.CONTRACT_SIGNED: (
        "合同签订", "合同签订情况", "是否签订合同", "是否签订劳动合同", "劳动合同签订情况", "劳动合同签订",
        "是否签合同", "合同签订状态", "签订合同", "签订劳动合同", "有无合同", "劳动合同", "合同", "合同签订日期",
        "合同签订时间", "劳动合同签订日期", "签合同日期", "合同日期",
    ),
    Column.CONTRACT_NUMBER: ("合同编号", "劳动合同编号", "合同号", "劳动合同号"),
    Column.CONTRACT_TERM: (
        "合同期限", "劳动合同期限", "合同期", "合同有效期", "合同起止日期", "合同起止时间", "劳动合同起止日期",
    ),
}  # fmt: skip
"""What each column may be called; the first name is the one of our template."""

NEEDED = (Column.NAME, Column.DOCUMENT)

Names = Mapping[str, Column]
"""Every name that a header may have, and its column."""

Below = Callable[[Sequence[str]], bool]
"""Whether a row names columns that are in no list: what may make it the second row of a header."""


def names_of(columns: Mapping[Column, Sequence[str]]) -> Names:
    return {alias: column for column, aliases in columns.items() for alias in aliases}


_BY_NAME = names_of(COLUMNS)
_BRACKETED = re.compile(r"[(\[【〔{<].*?[)\]】〕}>]")
_NOISE = re.compile(r"[\s*:·,.;/\\|、，。；()\[\]【】〔〕{}<>_\-‐-―#★☆※\u200b-\u200f\u2060\ufeff]+")


class NoHeader(ValueError):
    """No row has the columns that are needed; `missing` are the template's names of those never seen."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("no header")
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Layout:
    """Where the columns stand. `line` (from 1) is the header's last row; a column may be given twice."""

    line: int
    places: dict[Column, tuple[int, ...]]
    titles: dict[Column, str]
    unused: tuple[str, ...]
    heads: tuple[tuple[str, ...], ...] = ()
    """The header as it stands: one row, or two."""

    def has(self, column: Column) -> bool:
        return column in self.places


def column_of(title: str, names: Names = _BY_NAME) -> Column | None:
    """The column with this title, whatever brackets, stars, spaces and full-width letters stand around it."""
    text = unicodedata.normalize("NFKC", title)
    outside, everything = _NOISE.sub("", _BRACKETED.sub("", text)), _NOISE.sub("", text)
    return names.get(outside) or names.get(everything) or names.get(everything.removesuffix("必填"))


def title_key(title: str) -> str:
    """A title without spaces, stars, dots and what stands in brackets; with the brackets when nothing else is left."""
    text = unicodedata.normalize("NFKC", title)
    return _NOISE.sub("", _BRACKETED.sub("", text)) or _NOISE.sub("", text)


def find_layout(rows: Sequence[Sequence[str]], names: Names = _BY_NAME, below: Below = lambda row: False) -> Layout:
    """The first row that has a name and a document number; `rows` are the texts of the top of the sheet."""
    seen: set[Column] = set()
    for index, row in enumerate(rows[:SEARCHED]):
        found = _columns(row, names)
        seen |= set(found)
        if all(column in found for column in NEEDED):
            following = rows[index + 1] if index + 1 < len(rows) else ()
            return _layout(index, row, following, names, below)
    raise NoHeader([COLUMNS[column][0] for column in NEEDED if column not in seen] or ["姓名", "身份证号"])


def is_header(row: Sequence[str], layout: Layout) -> bool:
    """The header again, as it is printed at the top of every page."""
    return all(any(column_of(_at(row, i)) is column for i in layout.places[column]) for column in NEEDED)


def _columns(row: Sequence[str], names: Names) -> dict[Column, list[int]]:
    found: dict[Column, list[int]] = {}
    for place, title in enumerate(row):
        column = column_of(title, names) if title else None
        if column is not None:
            found.setdefault(column, []).append(place)
    return found


def _layout(index: int, row: Sequence[str], following: Sequence[str], names: Names, below: Below) -> Layout:
    titles = list(row)
    heads: tuple[tuple[str, ...], ...] = (tuple(row),)
    if second := _second_row(row, following, names, below):
        above = groups(row, second)
        titles = [_title(above[i], _at(second, i), names) for i in range(len(above))]
        heads = (tuple(row), tuple(second))
        index += 1
    places = {column: tuple(found) for column, found in _columns(titles, names).items()}
    known = {place for found in places.values() for place in found}
    unused = [title.strip() for place, title in enumerate(titles) if title.strip() and place not in known]
    named = {column: titles[found[0]].strip() for column, found in places.items()}
    return Layout(index + 1, places, named, tuple(dict.fromkeys(" ".join(title.split()) for title in unused)), heads)


def groups(row: Sequence[str], below: Sequence[str]) -> list[str]:
    """What stands above each column: a group stands above its first alone where its cells are not merged."""
    above: list[str] = []
    for place in range(max(len(row), len(below))):
        title, under = _at(row, place), _at(below, place)
        goes_on = bool(under and not title and place and _at(below, place - 1) not in {"", _at(row, place - 1)})
        above.append(above[-1] if goes_on else title)
    return above


def _title(above: str, below: str, names: Names) -> str:
    """The lower of the two, or both together where only both say what it is: 合计 below 应发工资."""
    if above and below and column_of(below, names) is None and column_of(above + below, names):
        return above + below
    return below or above


def _second_row(row: Sequence[str], following: Sequence[str], names: Names, below: Below) -> Sequence[str] | None:
    """合同 above 合同编号 and 合同期限: the row below names columns and says nothing under 姓名 and 身份证号."""
    above = _columns(row, names)
    for column in NEEDED:
        if any(_at(following, i) not in {"", _at(row, i)} for i in above[column]):
            return None
    named = [(i, title) for i, title in enumerate(following) if title and title != _at(row, i)]
    known = any(column_of(title, names) or column_of(_title(_at(row, i), title, names), names) for i, title in named)
    return following if known or (named and below(following)) else None


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
