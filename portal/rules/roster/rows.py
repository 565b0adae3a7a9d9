"""The rows below the header: who, which document, where, since when; and every cell that is wrong, with a reason."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from .. import phones
from .cells import masked_value, name_key, read_date, read_document, read_kind, read_name, text_of
from .headers import COLUMNS, SEARCHED, Column, Layout, find_layout, is_header

LONGEST = {Column.NAME: 60, Column.CREW: 60, Column.TRADE: 30, Column.ORGANISATION: 120}

_NOTE = re.compile(
    r"合计|小计|总计|总人数|制表|填表|填报|审核|审批|复核|备注|说明|注[:：]|负责人|盖章|签字|签名|签章|图例|"
    r"(?:日期|单位|经办|编制|核算|符号|记号|劳资员|考勤员|记工员|项目经理|项目部|班组长)人?[:：]"
)
_YES = frozenset(
    ["是", "有", "已签", "已签订", "已", "√", "✓", "✔", "y", "yes", "签订", "1", "已签合同", "签", "已订立", "true"]
)
_NO = frozenset(["否", "无", "未签", "未签订", "未", "×", "✗", "x", "n", "no", "0", "没有", "未订立", "没签", "false"])

Cells = Sequence[object]


def is_note(text: str) -> bool:
    """合计, 合 计, 制表人 and the like: a line that is about nobody."""
    return bool(_NOTE.search(re.sub(r"\s+", "", text)))


@dataclass(frozen=True)
class Contract:
    """What the file says about the labour contract; `note` is an entry that is neither yes, no nor a date."""

    signed: bool | None = None
    signed_on: datetime.date | None = None
    number: str = ""
    term: str = ""
    note: str = ""

    def values(self) -> dict[str, str | bool]:
        """What is known of it, ready to be kept; nothing for what the file leaves open."""
        known: dict[str, str | bool] = {} if self.signed is None else {"signed": self.signed}
        texts = {"number": self.number, "term": self.term, "note": self.note}
        return known | {name: text for name, text in texts.items() if text}


@dataclass(frozen=True)
class RosterRow:
    """One person of the file, everything in its one form; `line` is the row's number in the spreadsheet."""

    line: int
    name: str
    kind: str
    number: str
    phone: str = ""
    trade: str = ""
    crew: str = ""
    organisation: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    contract: Contract | None = None


@dataclass(frozen=True)
class Wrong:
    """One cell that cannot be taken. `who` and `value` are masked, `place` counts columns from 0 (-1: the row)."""

    line: int
    place: int
    title: str
    who: str
    value: str
    reason: str

    @property
    def where(self) -> str:
        """第 7 行 K 列, as the spreadsheet counts; the row alone when no column has it."""
        return f"第 {self.line} 行" + (f" {column_letter(self.place)} 列" if self.place >= 0 else "")


def column_letter(place: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters, place = chr(65 + rest) + letters, place - 1
    return letters


@dataclass
class Roster:
    """A whole file as it was understood; `header_line` is the header's number in the spreadsheet."""

    layout: Layout
    header_line: int
    rows: list[RosterRow] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    doubtful: set[tuple[str, str]] = field(default_factory=set)
    doubtful_names: set[str] = field(default_factory=set)
    """Documents and keys of names of wrong rows: nobody of them counts as missing."""

    @property
    def shared_phones(self) -> int:
        """How many numbers several people of the file have: that is allowed."""
        numbers = [row.phone for row in self.rows if row.phone]
        counted: dict[str, int] = {}
        for number in numbers:
            counted[number] = counted.get(number, 0) + 1
        return sum(1 for count in counted.values() if count > 1)

    @property
    def without_phone(self) -> int:
        return sum(1 for row in self.rows if not row.phone)

    @property
    def bad_lines(self) -> set[int]:
        return {wrong.line for wrong in self.wrong}


def read_roster(sheet: Iterable[tuple[int, Cells]], *, today: datetime.date, from_1904: bool = False) -> Roster:
    """`sheet` gives numbered rows from the top. NoHeader when no row names the columns that are needed."""
    rows = iter(sheet)
    top = list(islice(rows, SEARCHED + 1))
    layout = find_layout([[text_of(cell) for cell in cells] for _, cells in top])
    roster = Roster(layout, top[layout.line - 1][0])
    first_line: dict[tuple[str, str], int] = {}
    for line, cells in chain(top[layout.line :], rows):
        reader = _Reader(line, cells, layout, today, from_1904)
        if reader.is_nobody():
            continue
        row = reader.read()
        if row is not None and (row.kind, row.number) in first_line:
            reader.say(Column.DOCUMENT, f"和第 {first_line[row.kind, row.number]} 行是同一个证件：一人只留一行")
            row = None
        if row is None:
            roster.wrong += reader.wrong
            roster.doubtful.add(reader.document)
            roster.doubtful_names.add(name_key(reader.name))
            continue
        first_line[row.kind, row.number] = line
        roster.rows.append(row)
    return roster


class _Reader:
    """One row: says what is wrong with which cell, and gives the person when nothing is."""

    def __init__(self, line: int, cells: Cells, layout: Layout, today: datetime.date, from_1904: bool) -> None:
        self.line, self.cells, self.layout, self.today, self.from_1904 = line, cells, layout, today, from_1904
        self.wrong: list[Wrong] = []
        self.name, self.document = "", ("", "")

    def raw(self, column: Column) -> object:
        """The first filled cell among those with this title."""
        for place in self.layout.places.get(column, ()):
            value = self.cells[place] if place < len(self.cells) else None
            if text_of(value):
                return value
        return None

    def text(self, column: Column) -> str:
        text = " ".join(text_of(self.raw(column)).split())
        if len(text) > LONGEST.get(column, 1000):
            self.say(column, f"太长了，最多 {LONGEST[column]} 个字")
        return text

    def is_nobody(self) -> bool:
        """Empty, a printed header, or a line such as 合计 or 制表人."""
        name, number, phone = (text_of(self.raw(c)) for c in (Column.NAME, Column.DOCUMENT, Column.PHONE))
        if not (name or number or phone):
            return True
        if is_header([text_of(cell) for cell in self.cells], self.layout):
            return True
        texts = [text_of(cell) for cell in self.cells]
        return not number and any(is_note(text) for text in texts if text)

    def say(self, column: Column, reason: str) -> None:
        places = self.layout.places.get(column, ())
        title = self.layout.titles.get(column, COLUMNS[column][0])
        who = masked_value(Column.NAME, text_of(self.raw(Column.NAME)))
        value = masked_value(column, text_of(self.raw(column)))
        self.wrong.append(Wrong(self.line, places[0] if places else -1, title, who, value, reason))

    def read(self) -> RosterRow | None:
        self.name, self.document = self._name(), self._document()
        starts_on, ends_on = self._day(Column.STARTS), self._day(Column.ENDS)
        if starts_on and ends_on and ends_on < starts_on:
            self.say(Column.ENDS, "退场日期早于进场日期")
        row = RosterRow(
            line=self.line,
            name=self.name,
            kind=self.document[0],
            number=self.document[1],
            phone=self._phone(),
            trade=self.text(Column.TRADE),
            crew=self.text(Column.CREW),
            organisation=self.text(Column.ORGANISATION),
            starts_on=starts_on,
            ends_on=ends_on,
        )
        return None if self.wrong else replace(row, contract=self._contract())

    def _name(self) -> str:
        name = read_name(self.raw(Column.NAME))
        if not name:
            self.say(Column.NAME, "没有填姓名")
        elif len(name) > LONGEST[Column.NAME] or any(ch.isdigit() for ch in name):
            self.say(Column.NAME, "姓名里不应当有数字" if len(name) <= LONGEST[Column.NAME] else "姓名太长，请核对")
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

    def _phone(self) -> str:
        text = text_of(self.raw(Column.PHONE))
        if not text:
            return ""
        phone = phones.normalise(text)
        if not phone:
            parts = [part for part in re.split(r"[\s/,、，;；]+", text) if phones.normalise(part)]
            wrong = "一格里有几个号码，只留一个" if len(parts) > 1 else "手机号不对：11 位，1 开头；座机要带区号"
            self.say(Column.PHONE, wrong)
        return phone

    def _day(self, column: Column) -> datetime.date | None:
        day, wrong = read_date(self.raw(column), today=self.today, from_1904=self.from_1904)
        if wrong:
            self.say(column, wrong)
        return day

    def _contract(self) -> Contract | None:
        number = self.text(Column.CONTRACT_NUMBER)[:60]
        term = self.text(Column.CONTRACT_TERM)[:80]
        value = self.raw(Column.CONTRACT_SIGNED)
        text = unicodedata.normalize("NFKC", text_of(value))
        signed: bool | None = True if text.lower() in _YES else False if text.lower() in _NO else None
        day, _ = read_date(value, today=self.today, from_1904=self.from_1904) if signed is None else (None, "")
        if not (text or number or term):
            return None
        known = signed is not None or day is not None
        return Contract(True if day else signed, day, number, term, "" if known else text[:40])
