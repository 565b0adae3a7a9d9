"""One cell under a day of an attendance sheet: √, 半, ×, 病, 8, 8+2.

What may be days as well as hours is not guessed: whoever keeps the sheet is asked to write which.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from .amounts import NOTHING, plain
from .cells import text_of

ZERO, HALF, ONE = Decimal(0), Decimal("0.5"), Decimal(1)
LONGEST_DAY = Decimal(24)
MOST_DAYS = Decimal(3)
"""The most of the unit 工 that one date may be: a day, and an evening and a night counted as such."""
FEWEST_HOURS = Decimal(3)
"""From here on a bare number can only be hours: nobody is noted three days for one."""


class Unit(StrEnum):
    """What the bare numbers of a sheet are, where the sheet says so."""

    UNSAID = ""
    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True)
class Day:
    """`days` is None where the cell gives hours alone; `hours` is None where it gives days alone.

    `name` is what the mark means, "" for an empty cell; `bare` tells a number without a unit.
    """

    name: str = ""
    days: Decimal | None = ZERO
    hours: Decimal | None = None
    overtime: Decimal = ZERO
    bare: bool = False

    @property
    def blank(self) -> bool:
        return not self.name

    @property
    def words(self) -> str:
        """出勤, 半天, 病假, 8 小时, 出勤 加班 2 小时; a part of a day that has no name of its own in 工."""
        text = self.name
        if self.hours is not None:
            text = f"{plain(self.hours)} 小时"
        elif self.name == WORKED and self.days not in {ONE, None}:
            text = "半天" if self.days == HALF else f"{plain(self.days or ZERO)} 工"
        more = f"加班 {plain(self.overtime)} 小时" if self.overtime else ""
        return f"{text} {more}" if text and more else text or more


WORKED = "出勤"
BLANK = Day()
LEAVES = (
    "请假", "事假", "病假", "年假", "年休假", "婚假", "产假", "陪产假", "护理假", "丧假", "探亲假", "公假", "工伤假",
)  # fmt: skip
_AT_REST = ("休息", "公休", "轮休", "调休", "放假", "节假日", "法定假日", "雨休", "停工", "停工待料", "窝工", "待工")
_AWAY = ("未进场", "未到岗", "未入职", "退场", "离场", "离职", "已退场", "已离场")
MEANINGS: dict[str, Day] = (
    {
        name: Day(WORKED, ONE)
        for name in ("出勤", "全勤", "全天", "全天出勤", "正常出勤", "上班", "出工", "到岗", "一天")
    }
    | {name: Day(name, ONE) for name in ("白班", "夜班", "迟到", "早退", "迟到早退")}
    | {name: Day(WORKED, HALF) for name in ("半天", "半日", "出勤半天", "半天出勤", "上半天班", "半个工")}
    | {name: Day("旷工", ZERO) for name in ("旷工", "缺勤", "缺席", "缺工")}
    | {name: Day(name, ZERO) for name in (*LEAVES, *_AT_REST, *_AWAY)}
    | {"工伤": Day("工伤假", ZERO), "事": Day("事假", ZERO), "病": Day("病假", ZERO), "假": Day("请假", ZERO)}
)
"""What a mark may mean, by the word for it. A late arrival is a day of work with its own name."""

_MARKS: dict[str, Day] = {
    **dict.fromkeys("√✓✔", Day(WORKED, ONE)),
    **dict.fromkeys(("全", "出"), Day(WORKED, ONE)),
    **dict.fromkeys(("半", "半个工"), Day(WORKED, HALF)),
    **dict.fromkeys(("×", "✕", "✗", "✘", "x", "旷", "缺"), Day("旷工", ZERO)),
    **dict.fromkeys(("○", "〇", "o", "休"), Day("休息", ZERO)),
    **dict.fromkeys(("伤",), Day("工伤假", ZERO)),
}
_HOURS = re.compile(r"(\d{1,2}(?:\.\d{1,2})?|\.\d{1,2})(小时|时|h)?")
_SHARE = re.compile(r"(\d(?:\.\d{1,2})?|\.\d{1,2})(?:个?工日?|天)")
UNCLEAR = "看不清是工日还是小时：表里写明“单位：工日”或“单位：小时”；也可以写成“2小时”，一天写 1，半天写 0.5"
_UNKNOWN = "看不懂这个记号：出勤写 √，半天写 0.5，旷工写 ×，休息写“休”，小时写数字；别的记号在表里写一行图例"
_TOO_LONG = "一天最多 24 小时"

Legend = Mapping[str, Day | None]
"""The sheet's own marks; None for one whose meaning is not understood."""
NO_LEGEND: Legend = MappingProxyType({})


def mark_key(value: object) -> str:
    """Equal for all spellings of one mark: full width, capitals and spaces do not count."""
    text = unicodedata.normalize("NFKC", text_of(value))
    return re.sub(r"\s+", "", text).casefold().replace("\N{VARIATION SELECTOR-16}", "").replace("時", "时")


def read_mark(value: object, legend: Legend = NO_LEGEND, unit: Unit = Unit.UNSAID) -> tuple[Day | None, str]:
    """What the cell says and "", or None and what is wrong with it. Hours and overtime in hours, `days` in days."""
    text = mark_key(value)
    if not text:
        return BLANK, ""
    if isinstance(value, bool):
        return None, _UNKNOWN
    if text in legend:
        found = legend[text]
        return (found, "") if found else (None, "图例里这个记号的意思看不懂：写成“△迟到”这样，或者换一个记号")
    if text in NOTHING:
        return BLANK, ""
    worked, plus, more = text.partition("+")
    day, wrong = _alone(worked, legend, unit)
    if day is None or not plus:
        return day, wrong
    extra = _HOURS.fullmatch(more.removeprefix("加班").removeprefix("加"))
    if not extra or not (day.days or day.hours):
        return None, _UNKNOWN
    overtime = Decimal(extra[1])
    if (day.hours or ZERO) + overtime > LONGEST_DAY:
        return None, _TOO_LONG
    return replace(day, overtime=overtime), ""


def _alone(text: str, legend: Legend, unit: Unit) -> tuple[Day | None, str]:
    known = legend.get(text) or _MARKS.get(text) or MEANINGS.get(text)
    if known:
        return known, ""
    if share := _SHARE.fullmatch(text):
        return _number(Decimal(share[1]), False, Unit.DAYS)
    found = _HOURS.fullmatch(text)
    return _number(Decimal(found[1]), bool(found[2]), unit) if found else (None, _UNKNOWN)


def _number(number: Decimal, hours: bool, unit: Unit) -> tuple[Day | None, str]:
    if number > LONGEST_DAY:
        return None, _TOO_LONG
    if not number:
        return Day("未出勤", ZERO), ""
    if hours or unit is Unit.HOURS:
        return Day(WORKED, None, number), ""
    if unit is Unit.DAYS:
        return (Day(WORKED, number), "") if number <= MOST_DAYS else (None, "表里写明单位是工日，一天不会有这么多")
    if number in {ONE, HALF}:
        return Day(WORKED, number, bare=True), ""
    return (Day(WORKED, None, number, bare=True), "") if number >= FEWEST_HOURS else (None, UNCLEAR)
