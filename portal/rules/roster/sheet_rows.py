"""One person's line of a sheet: every cell read, what is wrong or doubtful named by row and column."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .amounts import is_nothing, plain, read_amount
from .cells import masked_value, read_date, read_document, read_kind, read_name, text_of
from .days import Part, in_hours
from .deductions import differences, sum_in
from .headers import Column
from .marks import Unit
from .months import NOWHERE, Month, read_month
from .rows import Cells, Wrong, column_letter
from .sheet_columns import DATES, MONEY, MOST_YUAN, NUMBERS, TEXTS, WORKSHEETS, Sheet
from .sheet_lines import Frame, Line
from .tally import Marked, Tally, tally

_PARTED = "这个人的几行看不出哪行是全天、上午、下午、加班：上午、下午各一行，加班最多再加一行，或者一天写一格"
_PARTS = (
    [Part.WHOLE],
    [Part.WHOLE, Part.EXTRA],
    [Part.MORNING, Part.AFTERNOON],
    [Part.MORNING, Part.AFTERNOON, Part.EXTRA],
)


@dataclass(frozen=True)
class SheetRow:
    """One line about one person; `values` are texts by column, numbers in their plain form.

    Beside them "daily": what is noted for each day of the month; "deductions": each by its own name, yuan.
    """

    line: int
    name: str
    kind: str
    number: str
    starts_on: datetime.date
    ends_on: datetime.date | None
    values: dict[str, Any]


class Reader:
    """One line: says what is wrong with which cell, and gives the row when nothing is."""

    def __init__(self, line: Line, frame: Frame) -> None:
        self.line, self.cells, self.more = line.line, line.cells, line
        self.frame, self.layout, self.of = frame, frame.layout, frame.of
        self.wrong: list[Wrong] = []
        self.warnings: list[Wrong] = []

    def raw(self, column: Column) -> object:
        for place in self.layout.places.get(column, ()):
            value = _at(self.cells, place)
            if text_of(value):
                return value
        return None

    def say(self, column: Column, reason: str, *, only_warn: bool = False) -> None:
        places = self.layout.places.get(column, ())
        title = " ".join(self.layout.titles.get(column, WORKSHEETS[self.of][column][0]).split())
        filled = [place for place in places if text_of(_at(self.cells, place))]
        place = (filled or [*places, -1])[0]
        self._note(self.line, place, title, masked_value(column, text_of(self.raw(column))), reason, only_warn)

    def _note(self, line: int, place: int, title: str, value: str, reason: str, only_warn: bool = False) -> None:
        who = masked_value(Column.NAME, text_of(self.raw(Column.NAME)))
        (self.warnings if only_warn else self.wrong).append(Wrong(line, place, title, who, value, reason))

    def read(self) -> SheetRow | None:
        if self.more.nameless:
            self.say(Column.NAME, "这一行有考勤，没有姓名和证件号码：不知道是谁的")
            return None
        if self.more.doubted:
            self.say(Column.NAME, "下面一行有考勤，没有姓名：看不出是不是他的另外半天，写明上午、下午或加班")
        name, (kind, number) = self._name(), self._document()
        starts_on, ends_on = self._span()
        values = self._values()
        if self.of is Sheet.ATTENDANCE:
            self._attendance(values, ends_on)
        if self.of is Sheet.WAGES:
            self._deductions(values)
        if not self.wrong and self.of is Sheet.WAGES and not {"due", "paid"} & set(values):
            self.say(Column.DUE, "应发、实发至少填一个")
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
        number, wrong = read_document(kind, self.raw(Column.DOCUMENT), today=self.frame.today)
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
        month, wrong = self._year_month()
        if month is None:
            self.say(Column.MONTH, wrong)
            return None, None
        first = datetime.date(*month, 1)
        if first > self.frame.today:
            self.say(Column.MONTH, "这个月还没有到")
        if self.frame.days and not self.frame.days.agrees(month):
            self.say(
                Column.MONTH, f"写的是 {month[0]} 年 {month[1]} 月，日期列是 {self.frame.days.month} 月：改成一样的"
            )
        return first, first.replace(day=calendar.monthrange(*month)[1])

    def _year_month(self) -> tuple[Month | None, str]:
        value, frame = self.raw(Column.MONTH), self.frame
        if is_nothing(value):
            return frame.month, frame.why or NOWHERE
        year = frame.year or (frame.month[0] if frame.month else None)
        return read_month(value, year=year, today=frame.today, from_1904=frame.from_1904)

    def _day(self, column: Column, *, ahead: bool = False) -> datetime.date | None:
        """`ahead`: a day far ahead is no mistake, contracts run for years."""
        if column not in WORKSHEETS[self.of]:
            return None
        today = self.frame.today
        until = today.replace(year=today.year + 50, day=1) if ahead else today
        day, wrong = read_date(self.raw(column), today=until, from_1904=self.frame.from_1904)
        if wrong:
            self.say(column, wrong)
        return day

    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column in WORKSHEETS[self.of]:
            read: Any = None
            if column in NUMBERS and (column is not Column.TOTAL or self.frame.days):
                read = self._number(column)
            elif column in DATES:
                day = self._day(column)
                read = day.isoformat() if day else None
            elif column in TEXTS:
                read = self._text(column)
            if read:
                values[str(column)] = read
        return values

    def _text(self, column: Column) -> str:
        places = self.layout.places.get(column, ())
        texts = dict.fromkeys(" ".join(text_of(_at(self.cells, place)).split()) for place in places)
        text = "；".join(one for one in texts if one)
        if len(text) > TEXTS[column]:
            self.say(column, f"太长了，最多 {TEXTS[column]} 个字")
        return text

    def _number(self, column: Column) -> str | None:
        """Of two columns with one name that say different things neither is taken."""
        most = NUMBERS[column]
        least = -most if column in MONEY else Decimal(0)
        found: dict[int, Decimal] = {}
        for place in self.layout.places.get(column, ()):
            number, wrong = read_amount(_at(self.cells, place), least=least, most=most)
            if wrong:
                self._at_place(place, column, wrong)
                return None
            if number is not None:
                found[place] = number
        if len(set(found.values())) > 1:
            letters = "、".join(column_letter(place) for place in found)
            self.say(column, f"这个名称有几列（{letters}），数不一样：只留一列，或者各写各的名称")
            return None
        number = next(iter(found.values()), None)
        if number is not None and number < 0 and column in {Column.DUE, Column.PAID}:
            self.say(column, f"是负数 {plain(number)} 元，请核对", only_warn=True)
        return None if number is None else plain(number)

    def _at_place(self, place: int, column: Column, reason: str) -> None:
        title = self._title(place) or WORKSHEETS[self.of][column][0]
        self._note(self.line, place, title, masked_value(column, text_of(_at(self.cells, place))), reason)

    def _title(self, place: int) -> str:
        titles = [row[place] for row in reversed(self.layout.heads) if place < len(row) and row[place]]
        return " ".join(titles[0].split()) if titles else ""

    def _deductions(self, values: dict[str, Any]) -> None:
        amounts: dict[str, Decimal] = {}
        for item in self.frame.deductions.items:
            number, wrong = read_amount(_at(self.cells, item.place), least=-MOST_YUAN, most=MOST_YUAN)
            if wrong:
                self._at_place(item.place, Column.DEDUCTED, wrong)
            elif number is not None:
                amounts[item.name] = number
        due, paid, total = (Decimal(values[key]) if key in values else None for key in ("due", "paid", "deducted"))
        general = next((item.name for item in self.frame.deductions.items if item.general), "")
        if total is None and general in amounts and sum_in(general, amounts, due=due, paid=paid):
            total = amounts.pop(general)
            values["deducted"] = plain(total)
        if amounts:
            values["deductions"] = {name: plain(amount) for name, amount in amounts.items()}
        if self.frame.deductions.there:
            for key, words in differences(amounts, due=due, paid=paid, total=total).items():
                self.say(Column(key), words, only_warn=True)

    def _attendance(self, values: dict[str, Any], ends_on: datetime.date | None) -> None:
        if self.frame.days:
            made = tally(
                self._marked(), last=ends_on.day if ends_on else 31, legend=self.frame.legend, unit=self.frame.unit
            )
            for cell, reason in made.wrong:
                self._note(
                    cell.line, cell.place, f"{cell.day} 日", masked_value(Column.NOTE, text_of(cell.value)), reason
                )
            if not self.wrong:
                self._compare(values, made)
        if not self.wrong and not {"days", "hours"} & set(values):
            self._nothing()

    def _nothing(self) -> None:
        if self.frame.days:
            first = self.frame.days.columns[0]
            self._note(self.line, first.place, f"{first.day} 日", "", "这一行没有考勤记号，也没有合计")
        else:
            self.say(Column.DAYS, "出勤天数、工时至少填一个")

    def _marked(self) -> list[Marked]:
        """The filled cells of the days, of this line and of those that belong to it."""
        line = self.more
        if [line.part or Part.WHOLE, *(part for _, _, part, _ in line.more)] not in _PARTS:
            self.say(Column.NAME, _PARTED)
        lines = [(line.line, line.cells, line.part or Part.WHOLE, line.label), *line.more]
        found = []
        assert self.frame.days is not None  # noqa: S101 asked by the caller
        for number, cells, part, label in lines:
            for column in self.frame.days.columns:
                value = _at(cells, column.place)
                if text_of(value):
                    of = column.part if part is Part.WHOLE else part
                    hours = in_hours(label) or self.frame.unit is Unit.HOURS
                    found.append(Marked(number, column.place, column.day, of, value, hours))
        return found

    def _compare(self, values: dict[str, Any], made: Tally) -> None:
        """What the sheet adds up itself beside what its days add up to: the days count, the other is kept beside."""
        counted = {Column.DAYS: made.days, Column.HOURS: made.hours, Column.OVERTIME: made.overtime or None}
        self._total(values, made)
        for column, number in counted.items():
            stated = values.get(str(column))
            if stated is not None and column is Column.DAYS and number is None and made.hour_days:
                self._days_of_hours(stated, made.hour_days)
            if stated is None or number is None or Decimal(stated) == number:
                continue
            if column is Column.DAYS and made.hour_days:
                self.say(column, "有的天只记了小时，没有折成工日，合计没有核对（待核实）", only_warn=True)
            else:
                self.say(column, f"表里写 {stated}，按每天的记号数出来是 {plain(number)}", only_warn=True)
            values[f"{column}_stated"] = stated
        away = made.away(self.layout.titles.get(Column.ABSENT, ""))
        if "absent" in values and made.daily and Decimal(values["absent"]) != away:
            self.say(Column.ABSENT, f"表里写 {values['absent']}，按每天的记号数出来是 {plain(away)}", only_warn=True)
        if not made.daily and {"days", "hours"} & set(values):
            self.say(Column.DAYS if "days" in values else Column.HOURS, "只有合计，每天的格子是空的", only_warn=True)
        values |= made.values()

    def _days_of_hours(self, stated: str, noted: int) -> None:
        """Dates with hours can be counted; 工 cannot be made of hours without a factor."""
        if "工" in self.layout.titles[Column.DAYS]:
            self.say(Column.DAYS, "按表里的工日记，没有写一天算几小时，没有核对（待核实）", only_warn=True)
        elif Decimal(stated) != noted:
            self.say(Column.DAYS, f"表里写 {stated}，按每天的工时数出来是 {noted} 天", only_warn=True)

    def _total(self, values: dict[str, Any], made: Tally) -> None:
        """合计 without a unit is that of the marks; of days and hours mixed it says nothing sure."""
        stated = values.pop(str(Column.TOTAL), None)
        if stated is None:
            return
        number, name = (made.days, "days") if made.hours is None else (made.hours, "hours")
        if number is None or (made.days and made.hours) or Decimal(stated) > NUMBERS[Column.HOURS]:
            self.say(Column.TOTAL, f"合计 {stated} 没有写明是天还是小时，没有核对（待核实）", only_warn=True)
        elif Decimal(stated) != number:
            self.say(Column.TOTAL, f"表里写 {stated}，按每天的记号数出来是 {plain(number)}", only_warn=True)
            values[f"{name}_stated"] = stated


def _at(cells: Cells, place: int) -> object:
    return cells[place] if 0 <= place < len(cells) else None
