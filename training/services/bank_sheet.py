"""The bank as a workbook: taking it out, and putting it in after a dry run."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.images import get_image_model

from cases.teaching import published_codes
from portal.models import Person
from portal.services.refusal import Refused

from ..models import KnowledgePoint, Question, QuestionVersion
from ..rules import bank_sheet
from ..rules.bank_sheet import COLUMNS, Entry, Names
from ..rules.questions import tidy
from .bank import Sorting, day_of, detach, link_bases, wording_of, write_version

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "题库"
MOST_ROWS = 2000
LIMIT = 5 * 1024 * 1024
_UNPACKED = 80 * 1024 * 1024
_FAR, _WIDE = 20_000, 60
"""Rows and columns that are looked at: sheets are often formatted far below their last line."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ADDED, _RENEWED, _MOVED, _SAME = "新增", "出新版本", "改归类", "不变"


@dataclass(frozen=True)
class Trouble:
    """A problem with its place; row 0 is the whole sheet."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第{self.row}行 {self.column}：{self.message}" if self.row else self.message


@dataclass(frozen=True)
class Step:
    """What a row will do, or has done."""

    row: int
    code: str
    what: str
    stem: str


@dataclass
class Outcome:
    """What importing a sheet would do, or did. With troubles nothing is done."""

    steps: list[Step] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        return Counter(step.what for step in self.steps)

    @property
    def changes(self) -> int:
        return sum(count for what, count in self.counts.items() if what != _SAME)


@dataclass(frozen=True)
class Line:
    """A row of the sheet: cells by column, and what was wrong with cells themselves."""

    number: int
    cells: dict[str, str]
    troubles: list[Trouble]


@transaction.atomic
def import_questions(*, data: bytes, csv_file: bool, by: Person, now: datetime.datetime, dry: bool) -> Outcome:
    """Read a workbook or CSV. All rows are checked; they go in together or, dry or with a trouble, not at all.

    A row that says what the bank already says makes no version. Refused when it is no sheet of questions at all.
    """
    outcome = Outcome()
    lines = _csv_lines(data, outcome) if csv_file else _book_lines(data, outcome)
    names = _names()
    kept = _kept([line.cells.get("题号", "").strip() for line in lines])
    entries: list[tuple[Line, Entry]] = []
    seen: dict[str, int] = {}
    for line in lines:
        entry, found = bank_sheet.read_row(line.cells, names, kept.get(line.cells.get("题号", "").strip()))
        outcome.troubles += line.troubles or [Trouble(line.number, *one) for one in found]
        if entry and entry.code in seen:
            outcome.troubles.append(Trouble(line.number, "题号", f"与第{seen[entry.code]}行重复：{entry.code}"))
        elif entry:
            seen[entry.code] = line.number
            entries.append((line, entry))
    outcome.steps = [
        Step(line.number, entry.code, _what(entry, kept.get(entry.code)), entry.wording.stem) for line, entry in entries
    ]
    if not dry and not outcome.troubles:
        _apply([entry for _, entry in entries], kept, by, now)
    return outcome


def _what(entry: Entry, kept: Entry | None) -> str:
    if kept is None:
        return _ADDED
    if entry.wording != kept.wording:
        return _RENEWED
    return _SAME if entry == kept else _MOVED


def _apply(entries: Iterable[Entry], kept: dict[str, Entry], by: Person, now: datetime.datetime) -> None:
    points = {point.code: point for point in KnowledgePoint.objects.all()}
    rows = Question.objects.select_for_update().in_bulk([entry.code for entry in entries], field_name="code")
    fresh: list[QuestionVersion] = []
    for entry in entries:
        sorting = Sorting(points[entry.point], entry.levels, entry.trades, entry.red_line, entry.case)
        what = _what(entry, kept.get(entry.code))
        if what == _SAME:
            continue
        if what == _ADDED:
            row = Question.objects.create(code=entry.code, **sorting.stored())
        else:
            row = rows[entry.code]
            for name, value in sorting.stored().items():
                setattr(row, name, value)
            row.save(update_fields=list(sorting.stored()))
            detach(question=row, by=by)
        if what != _MOVED:
            fresh.append(write_version(question=row, wording=entry.wording, by=by, on=day_of(now)))
    link_bases(versions=fresh)


def _names() -> Names:
    """Points by code, by name where that is unique, and by 类别：名称; pictures by title and file name, newest last."""
    points: dict[str, str] = {}
    rows = list(KnowledgePoint.objects.all())
    twice = Counter(point.name for point in rows)
    for point in rows:
        points |= {str(point).replace("：", ":"): point.code, str(point): point.code, point.code: point.code}
        if twice[point.name] == 1:
            points[point.name] = point.code
    pictures: dict[str, int] = {}
    called = dict(get_image_model().objects.order_by("pk").values_list("pk", "title"))
    for pk, file in get_image_model().objects.order_by("pk").values_list("pk", "file"):
        pictures |= {name.casefold(): pk for name in (f"#{pk}", file.rsplit("/", 1)[-1], called[pk])}
    return Names(points, pictures, called, frozenset(published_codes()))


def _kept(codes: Sequence[str]) -> dict[str, Entry]:
    rows = Question.objects.filter(code__in=set(codes), current__isnull=False).select_related("current", "point")
    return {row.code: entry_of(row) for row in rows}


def entry_of(question: Question) -> Entry:
    """A question as a row keeps it."""
    assert question.current is not None  # noqa: S101
    facts = (tuple(question.levels), tuple(question.trades), question.red_line, question.case)
    return Entry(question.code, question.point.code, tidy(wording_of(question.current)), *facts)


def _book_lines(data: bytes, outcome: Outcome) -> list[Line]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _UNPACKED:
                raise Refused("表格里的内容太大，请分成几个文件。", "file")
        book = load_workbook(io.BytesIO(data), rich_text=False)
    except Refused:
        raise
    except Exception as broken:  # whatever a library says about a hostile or broken file
        raise Refused("这个表格打不开，可能坏了。请在 Excel 或 WPS 里打开后另存为 .xlsx 再传。", "file") from broken
    for sheet in sorted(book.worksheets, key=lambda one: one.title != SHEET):
        rows = [list(row) for row in sheet.iter_rows(max_row=min(sheet.max_row, _FAR), max_col=_WIDE)]
        found = bank_sheet.find_headers([[_text(cell)[0] for cell in row] for row in rows[:10]])
        if found:
            return _lines(_cells(sheet, rows), found, outcome)
    raise Refused("没有找到表头：要有一行写着“题号”“题型”“题干”这些列名。可以先下载模板。", "file")


def _csv_lines(data: bytes, outcome: Outcome) -> list[Line]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    rows = [[(cell, "") for cell in row] for row in csv.reader(io.StringIO(text))]
    found = bank_sheet.find_headers([[cell for cell, _ in row] for row in rows[:10]])
    if not found:
        raise Refused("没有找到表头：要有一行写着“题号”“题型”“题干”这些列名。可以先下载模板。", "file")
    return _lines(rows, found, outcome)


def _cells(sheet: Worksheet, rows: list[list[Cell]]) -> list[list[tuple[str, str]]]:
    merged = {
        (row, column): str(area)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    return [
        [
            ("", f"合并的单元格（{merged[number, place]}），请取消合并") if (number, place) in merged else _text(cell)
            for place, cell in enumerate(row, start=1)
        ]
        for number, row in enumerate(rows, start=1)
    ]


def _text(cell: Cell) -> tuple[str, str]:
    """What a cell says, and what is wrong with it."""
    value: Any = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return "", "是公式，请复制后“粘贴为数值”"
    if cell.data_type == "e":
        return "", f"单元格出错：{value}"
    if isinstance(value, bool):
        return ("对" if value else "错"), ""
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return "", "被 Excel 当成了日期或时间，请把这一格设为文本再填"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("_x000D_", "").replace("\r\n", "\n"), ""


def _lines(
    rows: list[list[tuple[str, str]]], found: tuple[int, dict[int, str], list[str]], outcome: Outcome
) -> list[Line]:
    head, columns, outcome.ignored = found
    if wrong := bank_sheet.headers_problem(list(columns.values())):
        raise Refused(f"{wrong}。可以先下载模板。", "file")
    lines = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        told = {columns[place]: cell for place, cell in enumerate(row) if place in columns}
        if not any(text.strip() or wrong for text, wrong in told.values()):
            continue
        troubles = [Trouble(number, column, wrong) for column, (_, wrong) in told.items() if wrong]
        lines.append(Line(number, {column: text for column, (text, _) in told.items()}, troubles))
    if not lines:
        raise Refused("表里没有题目：表头下面是空的。", "file")
    if len(lines) > MOST_ROWS:
        raise Refused(f"一次最多导入 {MOST_ROWS} 题，这里有 {len(lines)} 行，请分成几个文件。", "file")
    return lines


def export_questions(*, questions: Iterable[Question]) -> bytes:
    """A workbook that imports back without a change. Without questions it is the template."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101
    sheet.title = SHEET
    sheet.append(list(COLUMNS))
    points = {point.code: str(point) for point in KnowledgePoint.objects.order_by("order", "pk")}
    pictures = dict(get_image_model().objects.values_list("pk", "title"))
    for question in questions:
        _append(sheet, bank_sheet.write_row(entry_of(question), points, pictures))
    _dress(sheet)
    _explain(book.create_sheet("说明"))
    listed = book.create_sheet("知识点")
    listed.append(["知识点", "代号"])
    for code, name in points.items():
        _append(listed, [name, code])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _append(sheet: Worksheet, values: Iterable[str]) -> None:
    """As text, so that nothing an editor wrote is ever taken for a formula."""
    row = (sheet.max_row or 0) + 1
    for column, value in enumerate(values, start=1):
        if value:
            cell = sheet.cell(row, column)
            cell.value = _CONTROL.sub("", value)
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in "=+-@"


_WIDTHS = {
    "题号": 20,
    "知识点": 24,
    "题干": 48,
    "解析": 48,
    "依据": 36,
    "图里有什么": 30,
    "案例": 24,
    "答案": 10,
    "级别": 16,
}
_CHOICES = {"题型": "单选,多选,判断,看图选择,找隐患,排序,填数", "难度": "易,中,难", "红线": "是,否"}


def _dress(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.freeze_panes = "B2"
    for place, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column, 22 if column.startswith("选项") else 10)
        sheet.column_dimensions[letter].number_format = "@"
        sheet.cell(1, place).font = Font(bold=True)
        if column in _CHOICES:
            choice = DataValidation(type="list", formula1=f'"{_CHOICES[column]}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            sheet.add_data_validation(choice)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"


_HELP = (
    "一行一题。题号定了就不改：同一个题号再导入，就是修改那道题；内容没变的行不出新版本。",
    "题型：单选、多选、判断、看图选择、找隐患、排序、填数。",
    "答案：单选写 B；多选写 AC；判断写 对 或 错；排序按正确次序写，如 CAB；填数写数字，另填单位和允许误差。",
    "选项后面可以加记号：[图:图片名] 配图；[固定] 总排在最后；找隐患每处写 [位置:左,上,宽,高]，都是占图的百分之几。",
    "图片先传到图片库，这里写图片名；空着就保持原样，写“无”就去掉。",
    "依据一行一条，写全法规名和条号，如：安全生产法第五十七条。",
    "工种、级别可写几个，用顿号隔开；工种空着就是人人都考。",
    "案例写已发布案例的代号，就是它网址 /precedents/ 后面那一段；空着就自动找引用同一条文的。",
    "不要合并单元格，不要写公式。导入前会先检查，有错就一题也不改。",
    "新题和改过的题都是“待专家复核”。",
)


def _explain(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 110
    for line in _HELP:
        sheet.append([line])
