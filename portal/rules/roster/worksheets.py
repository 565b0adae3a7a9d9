"""Sheets about people who are on a site already: contracts, attendance by the month, wages by the month.

Read as the roster is: Chinese headers wherever they stand, every cell that cannot be taken named with its reason. An
empty cell says nothing: it is left out and is never nought.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import chain, islice
from typing import Any

from .cells import EPOCH, EPOCH_1904, masked_value, read_date, read_document, read_kind, read_name, text_of
from .headers import COLUMNS, SEARCHED, Column, Layout, find_layout, names_of
from .rows import Cells, Wrong, is_note


class Sheet(StrEnum):
    CONTRACTS = "contracts"
    ATTENDANCE = "attendance"
    WAGES = "wages"


NAMES = {Sheet.CONTRACTS: "劳动合同表", Sheet.ATTENDANCE: "考勤表", Sheet.WAGES: "工资表"}

_WHO = {column: COLUMNS[column] for column in (Column.NAME, Column.DOCUMENT, Column.KIND)}
_MONTH = ("月份", "考勤月份", "工资月份", "所属月份", "年月", "所属期", "考勤年月", "工资所属月份", "期间")
_NOTE = ("备注", "说明")
WORKSHEETS: dict[Sheet, dict[Column, tuple[str, ...]]] = {
    Sheet.CONTRACTS: _WHO
    | {
        Column.CONTRACT_SIGNED: (
            "签订日期",
            "合同签订日期",
            "合同签订时间",
            "劳动合同签订日期",
            "签合同日期",
            "合同日期",
        ),
        Column.STARTS: ("合同开始日期", "合同起始日期", "合同开始", "开始日期", "起始日期", "合同期限起", "生效日期"),
        Column.ENDS: ("合同结束日期", "合同终止日期", "合同到期日期", "合同结束", "结束日期", "终止日期", "到期日期"),
        Column.CONTRACT_NUMBER: COLUMNS[Column.CONTRACT_NUMBER],
        Column.FORM: ("合同类型", "合同期限类型", "合同种类", "合同形式"),
        Column.ORGANISATION: COLUMNS[Column.ORGANISATION],
        Column.WAGE: ("约定工资", "合同工资", "月工资", "日工资", "工资标准", "约定工资标准"),
        Column.PAY_DAY: ("发薪日", "工资支付日", "工资发放日", "发工资日期"),
        Column.NOTE: _NOTE,
    },
    Sheet.ATTENDANCE: _WHO
    | {
        Column.MONTH: _MONTH,
        Column.DAYS: (
            "出勤天数",
            "出勤",
            "出工天数",
            "工日",
            "实际出勤",
            "实际出勤天数",
            "考勤天数",
            "出勤工日",
            "工天",
        ),
        Column.HOURS: ("工时", "总工时", "出勤工时", "工作小时", "出勤小时"),
        Column.OVERTIME: ("加班小时", "加班工时", "加班时数", "加班"),
        Column.ABSENT: ("缺勤天数", "缺勤", "请假天数", "旷工天数"),
        Column.NOTE: _NOTE,
    },
    Sheet.WAGES: _WHO
    | {
        Column.MONTH: _MONTH,
        Column.DAYS: ("出勤天数", "出勤", "工日", "出勤工日", "工天"),
        Column.DUE: ("应发工资", "应发", "应发金额", "应付工资", "工资总额", "应发合计"),
        Column.DEDUCTED: ("扣款", "扣款合计", "扣除", "应扣", "代扣", "借支", "扣款金额"),
        Column.PAID: ("实发工资", "实发", "实发金额", "实付工资", "实领工资", "实发合计"),
        Column.PAID_ON: ("发放日期", "支付日期", "发放时间", "付款日期", "到账日期"),
        Column.WAY: ("发放方式", "支付方式", "发放形式"),
        Column.NOTE: _NOTE,
    },
}
"""What each column may be called; the first name is the one of our template."""

_NUMBERS = {
    Column.DAYS: Decimal(31),
    Column.ABSENT: Decimal(31),
    Column.HOURS: Decimal(744),
    Column.OVERTIME: Decimal(744),
    Column.WAGE: Decimal(10_000_000),
    Column.DUE: Decimal(10_000_000),
    Column.DEDUCTED: Decimal(10_000_000),
    Column.PAID: Decimal(10_000_000),
}
"""The most that each may be: days and hours of a month, yuan."""
_TEXTS = {Column.CONTRACT_NUMBER: 60, Column.FORM: 40, Column.ORGANISATION: 120, Column.PAY_DAY: 40, Column.WAY: 40,
          Column.NOTE: 200}  # fmt: skip
_DAYS = (Column.CONTRACT_SIGNED, Column.PAID_ON)
_YEAR_MONTH = re.compile(r"(20\d{2})\s*[-./年]?\s*(1[0-2]|0?[1-9])(?:\s*月)?(?:份)?")
_TITLED = re.compile(r"(20\d{2})\s*年\s*(1[0-2]|0?[1-9])\s*月")


@dataclass(frozen=True)
class SheetRow:
    """One line about one person; `values` are texts by column, numbers in their plain form."""

    line: int
    name: str
    kind: str
    number: str
    starts_on: datetime.date
    ends_on: datetime.date | None
    values: dict[str, str]


@dataclass
class Worksheet:
    """A whole sheet as it was understood; like a Roster."""

    layout: Layout
    header_line: int
    rows: list[SheetRow] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def bad_lines(self) -> set[int]:
        return {wrong.line for wrong in self.wrong}


def read_worksheet(
    sheet: Iterable[tuple[int, Cells]], *, of: Sheet, today: datetime.date, from_1904: bool = False
) -> Worksheet:
    """`sheet` gives numbered rows from the top. NoHeader when no row names the columns that are needed.

    A month that no column gives may stand in the title above: 2026年8月份工资表.
    """
    rows = iter(sheet)
    top = list(islice(rows, SEARCHED + 1))
    texts = [[text_of(cell) for cell in cells] for _, cells in top]
    layout = find_layout(texts, names_of(WORKSHEETS[of]))
    month = _month_above(texts[: layout.line])
    made = Worksheet(layout, top[layout.line - 1][0])
    first: dict[tuple[object, ...], int] = {}
    for line, cells in chain(top[layout.line :], rows):
        reader = _Reader(line, cells, layout, of, month, today, from_1904)
        if reader.is_nobody():
            continue
        row = reader.read()
        if row is not None:
            known = (row.kind, row.number, row.starts_on)
            if known in first:
                reader.say(Column.DOCUMENT, f"和第 {first[known]} 行是同一个人、同一个时间：只留一行")
                row = None
            else:
                first[known] = line
        if row is None:
            made.wrong += reader.wrong
        else:
            made.rows.append(row)
    return made


def _month_above(texts: list[list[str]]) -> tuple[int, int] | None:
    for row in texts:
        for text in row:
            if found := _TITLED.search(unicodedata.normalize("NFKC", text)):
                return int(found[1]), int(found[2])
    return None


class _Reader:
    """One line: says what is wrong with which cell, and gives the row when nothing is."""

    def __init__(
        self,
        line: int,
        cells: Cells,
        layout: Layout,
        of: Sheet,
        month: tuple[int, int] | None,
        today: datetime.date,
        from_1904: bool,
    ) -> None:
        self.line, self.cells, self.layout, self.of, self.month = line, cells, layout, of, month
        self.today, self.from_1904 = today, from_1904
        self.wrong: list[Wrong] = []

    def raw(self, column: Column) -> object:
        for place in self.layout.places.get(column, ()):
            value = self.cells[place] if place < len(self.cells) else None
            if text_of(value):
                return value
        return None

    def is_nobody(self) -> bool:
        name, number = text_of(self.raw(Column.NAME)), text_of(self.raw(Column.DOCUMENT))
        texts = [text_of(cell) for cell in self.cells]
        if not any(texts) or (name, number) == (self.layout.titles[Column.NAME], self.layout.titles[Column.DOCUMENT]):
            return True
        return not number and (not name or any(is_note(text) for text in texts if text))

    def say(self, column: Column, reason: str) -> None:
        places = self.layout.places.get(column, ())
        title = self.layout.titles.get(column, WORKSHEETS[self.of][column][0])
        who = masked_value(Column.NAME, text_of(self.raw(Column.NAME)))
        value = masked_value(column, text_of(self.raw(column)))
        self.wrong.append(Wrong(self.line, places[0] if places else -1, title, who, value, reason))

    def read(self) -> SheetRow | None:
        name, (kind, number) = self._name(), self._document()
        starts_on, ends_on = self._span()
        values = self._values()
        if not self.wrong and self.of is Sheet.WAGES and not {"due", "paid"} & set(values):
            self.say(Column.DUE, "应发、实发至少填一个")
        if not self.wrong and self.of is Sheet.ATTENDANCE and not {"days", "hours"} & set(values):
            self.say(Column.DAYS, "出勤天数、工时至少填一个")
        if self.wrong or starts_on is None:
            return None
        return SheetRow(self.line, name, kind, number, starts_on, ends_on, values)

    def _name(self) -> str:
        name = read_name(self.raw(Column.NAME))
        if not name or len(name) > 60 or any(ch.isdigit() for ch in name):
            self.say(Column.NAME, "没有填姓名" if not name else "姓名不对，请核对")
        return name

    def _document(self) -> tuple[str, str]:
        kind = read_kind(self.raw(Column.KIND))
        if kind is None:
            self.say(Column.KIND, "证件类型写：居民身份证、护照，或者港澳台居民通行证")
            return "", ""
        number, wrong = read_document(kind, self.raw(Column.DOCUMENT), today=self.today)
        if wrong:
            self.say(Column.DOCUMENT, wrong)
        return kind, number

    def _span(self) -> tuple[datetime.date | None, datetime.date | None]:
        if self.of is not Sheet.CONTRACTS:
            return self._month()
        starts_on, ends_on = self._day(Column.STARTS), self._day(Column.ENDS, ahead=True)
        starts_on = starts_on or self._day(Column.CONTRACT_SIGNED)
        if starts_on is None and not self.wrong:
            self.say(Column.STARTS, "没有填合同哪天开始")
        if starts_on and ends_on and ends_on < starts_on:
            self.say(Column.ENDS, "结束日期早于开始日期")
        return starts_on, ends_on

    def _month(self) -> tuple[datetime.date | None, datetime.date | None]:
        year_month = self._month_of(self.raw(Column.MONTH)) if text_of(self.raw(Column.MONTH)) else self.month
        if year_month is None:
            self.say(Column.MONTH, "月份写成 2026-08 这样")
            return None, None
        year, month = year_month
        first = datetime.date(year, month, 1)
        if first > self.today:
            self.say(Column.MONTH, "这个月还没有到")
        return first, first.replace(day=calendar.monthrange(year, month)[1])

    def _month_of(self, value: object) -> tuple[int, int] | None:
        if isinstance(value, datetime.date):
            return value.year, value.month
        text = unicodedata.normalize("NFKC", text_of(value))
        if re.fullmatch(r"\d{5}", text):
            first = EPOCH_1904 if self.from_1904 else EPOCH
            shown = first + datetime.timedelta(days=int(text))
            return shown.year, shown.month
        found = _YEAR_MONTH.fullmatch(text)
        if found:
            return int(found[1]), int(found[2])
        day, _ = read_date(value, today=self.today, from_1904=self.from_1904)
        return (day.year, day.month) if day else None

    def _day(self, column: Column, *, ahead: bool = False) -> datetime.date | None:
        """`ahead`: a day far ahead is no mistake, contracts run for years."""
        if column not in WORKSHEETS[self.of]:
            return None
        today = self.today.replace(year=self.today.year + 50, day=1) if ahead else self.today
        day, wrong = read_date(self.raw(column), today=today, from_1904=self.from_1904)
        if wrong:
            self.say(column, wrong)
        return day

    def _values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for column in WORKSHEETS[self.of]:
            read: Any = None
            if column in _NUMBERS:
                read = self._number(column)
            elif column in _DAYS:
                day = self._day(column)
                read = day.isoformat() if day else None
            elif column in _TEXTS:
                read = self._text(column)
            if read:
                values[str(column)] = read
        return values

    def _text(self, column: Column) -> str:
        text = " ".join(text_of(self.raw(column)).split())
        if len(text) > _TEXTS[column]:
            self.say(column, f"太长了，最多 {_TEXTS[column]} 个字")
        return text

    def _number(self, column: Column) -> str | None:
        text = unicodedata.normalize("NFKC", text_of(self.raw(column))).replace(",", "").strip("¥元天时小 ")
        if not text or text in {"-", "/", "—"}:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            self.say(column, "这里要填数字")
            return None
        if not number.is_finite() or not 0 <= number <= _NUMBERS[column]:
            self.say(column, f"数不对：0 到 {_NUMBERS[column]:,}")
            return None
        return f"{number.quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".") or "0"
