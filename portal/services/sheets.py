"""Spreadsheets as people send them: opened with care, read row by row; and written.

XLSX by openpyxl without loading the sheet, CSV in UTF-8 or GB18030. What could fill the memory is refused before
anything is unpacked: the sizes inside the archive, documents that define entities, sheets with too many rows.
"""

from __future__ import annotations

import csv
import io
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from ..rules import file_types
from .refusal import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
_SLACK = 200
"""Titles, headers printed on every page, sums and signatures beside the people."""
MOST_COLUMNS = 120
"""A month of days with a morning and an afternoon each, and what stands beside them."""
_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_TEXTS = 48 * 1024 * 1024
_MOST_PARTS = 2000
_MOST_MERGES = 50_000
_LAST_LINE = 1_048_576
_PIECE = 1024 * 1024

TOO_MANY = f"这张表超过 {MOST_ROWS // 10_000} 万行，一次最多 {MOST_ROWS // 10_000} 万人：请分成几个文件再传。"
BROKEN = "这个文件打不开，可能坏了：请用 Excel 或 WPS 打开，另存为 .xlsx 再传。"
BOMB = "这个文件展开以后太大，不能收：请只留花名册这一张表，另存为 .xlsx 再传。"

logger = logging.getLogger(__name__)

Row = tuple[int, Sequence[object]]
_TOKEN = re.compile(rb'</(?:\w+:)?row>|<(?:\w+:)?[vt][ >]|<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_LONGEST_TOKEN = 128
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


@dataclass(frozen=True)
class Merge:
    """Cells shown as one, counted from 1 (rows) and 0 (columns); both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    """One table, to be read once. `from_1904`: its day numbers count from 1904."""

    rows: Iterator[Row]
    from_1904: bool = False


@dataclass
class _Measured:
    """Filled rows and merged cells of one sheet; counting stops at the first row too many."""

    rows: int = 0
    merges: list[Merge] = field(default_factory=list)

    @property
    def too_many(self) -> bool:
        return self.rows > MOST_ROWS + _SLACK or len(self.merges) > _MOST_MERGES

    def check(self) -> None:
        if self.rows > MOST_ROWS + _SLACK:
            raise Refused(TOO_MANY, "file")
        if len(self.merges) > _MOST_MERGES:
            raise Refused("这张表合并的单元格太多：请取消合并，再传一次。", "file")


@contextmanager
def open_sheets(stream: IO[bytes], mime: str) -> Iterator[list[Sheet]]:
    """The visible sheets in order. Refused, in one sentence for the sender, when the file cannot be taken."""
    with ExitStack() as stack:
        with _in_our_words():
            sheets = [Sheet(_csv_rows(stream))] if mime == file_types.CSV else _book_sheets(stack, stream)
        yield [Sheet(_careful(sheet.rows), sheet.from_1904) for sheet in sheets]


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Whatever a library says about a hostile or broken file becomes one sentence."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        logger.warning("a spreadsheet could not be read: %s", type(error).__name__)
        raise Refused(BROKEN, "file") from error


def _careful(rows: Iterator[Row]) -> Iterator[Row]:
    while True:
        with _in_our_words():
            row = next(rows, None)
        if row is None:
            return
        yield row


def _book_sheets(stack: ExitStack, stream: IO[bytes]) -> list[Sheet]:
    import openpyxl  # 25 MB: only where a file is really read

    stream.seek(0)
    archive = stack.enter_context(zipfile.ZipFile(stream))
    _check_archive(archive)
    measured = _measure_all(archive)
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    stack.callback(book.close)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise Refused(BROKEN, "file")
    return [Sheet(_xlsx_rows(measured, sheet), book.epoch.year == 1904) for sheet in visible]


def _check_archive(archive: zipfile.ZipFile) -> None:
    """By what the archive says of itself: nothing longer is ever read out of it."""
    parts = archive.infolist()
    texts = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if len(parts) > _MOST_PARTS or texts > _MOST_TEXTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise Refused(BOMB, "file")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("这个文件有密码：请去掉密码，另存为 .xlsx 再传。", "file")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                if b"<!" in opened.read(1024).replace(b"<!--", b""):
                    raise Refused(BROKEN, "file")


def _xlsx_rows(all_measured: dict[str, _Measured], sheet: Any) -> Iterator[Row]:
    """No further than its last filled row: a formatted sheet may have a million."""
    measured = all_measured[sheet._worksheet_path.lstrip("/")]
    measured.check()
    sheet.reset_dimensions()
    left = measured.rows
    fill = _Filler(measured.merges)
    for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        if left <= 0:
            return
        if line > _LAST_LINE:
            raise Refused(BROKEN, "file")
        filled = fill(line, cells)
        if any(cell is not None for cell in cells):
            left -= 1
            end = next(place for place in range(len(filled), 0, -1) if filled[place - 1] is not None)
            yield line, filled[:end]


def _measure_all(archive: zipfile.ZipFile) -> dict[str, _Measured]:
    """Before anything is loaded. When no sheet with people in it can be taken, that is the answer."""
    found = {name: _measure(archive, name) for name in archive.namelist() if _SHEET.fullmatch(name)}
    filled = [measured for measured in found.values() if measured.rows]
    if filled and all(measured.too_many for measured in filled):
        filled[0].check()
    return found


def _measure(archive: zipfile.ZipFile, name: str) -> _Measured:
    found, filled, rest = _Measured(), False, b""
    with archive.open(name) as part:
        while (piece := part.read(_PIECE)) and not found.too_many:
            text, end = rest + piece, 0
            for token in _TOKEN.finditer(text):
                end = token.end()
                if token[1]:
                    found.merges.append(_merge(token))
                elif token[0].startswith(b"</"):
                    found.rows += filled
                    filled = False
                else:
                    filled = True
            rest = text[max(end, len(text) - _LONGEST_TOKEN) :]
    return found


def _merge(token: re.Match[bytes]) -> Merge:
    left, top, right, bottom = token.groups()
    return Merge(int(top), _column(left), int(bottom), _column(right))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


class _Filler:
    """Gives every cell of a merge the value of its first: a crew's name written once beside ten people."""

    def __init__(self, merges: Iterable[Merge]) -> None:
        self._coming = sorted((m for m in merges if m.left < MOST_COLUMNS), key=lambda m: m.top, reverse=True)
        self._open: list[tuple[Merge, object]] = []

    def __call__(self, line: int, cells: Sequence[object]) -> Sequence[object]:
        self._open = [(merge, value) for merge, value in self._open if merge.bottom >= line]
        while self._coming and self._coming[-1].top <= line:
            merge = self._coming.pop()
            if merge.bottom >= line:
                first = cells[merge.left] if merge.top == line and merge.left < len(cells) else None
                self._open.append((merge, first))
        if not self._open:
            return cells
        filled = list(cells)
        for merge, value in self._open:
            right = min(merge.right, MOST_COLUMNS - 1)
            filled += [None] * (right + 1 - len(filled))
            for place in range(merge.left, right + 1):
                filled[place] = value if filled[place] is None else filled[place]
        return filled


def _csv_rows(stream: IO[bytes]) -> Iterator[Row]:
    stream.seek(0)
    data = stream.read(MOST_BYTES + 1)
    if b"\0" in data:
        raise Refused(BROKEN, "file")
    text = _decoded(data)
    filled = 0
    for line, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1):
        if any(cell.strip() for cell in cells):
            filled += 1
            if filled > MOST_ROWS + _SLACK:
                raise Refused(TOO_MANY, "file")
            yield line, cells[:MOST_COLUMNS]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("看不懂这个文件的文字编码：请用 Excel 打开，另存为 .xlsx 再传。", "file")


def _delimiter(text: str) -> str:
    head = text[:4000]
    return max(",\t;", key=head.count)


@dataclass(frozen=True)
class Marks:
    """What is wrong in a line: the column (-1: the whole line) and why."""

    place: int
    reason: str


def write_sheet(
    rows: Iterable[Row], *, title: str, header: int = 1, marks: dict[int, list[Marks]] | None = None, column: str = ""
) -> bytes:
    """An XLSX of these rows on their own lines. Marked cells are red, `column` is added behind with the reasons.

    Every text stays a text: what begins with = is no formula, a long number is not rounded.
    """
    import openpyxl
    from openpyxl.styles import Font, PatternFill

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    red, bold = PatternFill("solid", start_color="FFFFC7CE"), Font(bold=True)
    marks = marks or {}
    last, width = 0, 0
    for line, values in rows:
        for _ in range(last + 1, line):
            sheet.append([])
        last = line
        cells = [_cell(sheet, value) for value in values]
        width = max(width, len(cells) if line <= header else 0)
        if line == header:
            for cell in cells:
                cell.font = bold
        found = marks.get(line, [])
        for mark in found:
            if 0 <= mark.place < len(cells):
                cells[mark.place].fill = red
        if column and (found or line == header):
            words = column if line == header else "；".join(mark.reason for mark in found)
            cells += [_cell(sheet, None) for _ in range(len(cells), width)]
            cells.insert(width, _cell(sheet, words))
            cells[width].font = bold
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _cell(sheet: Any, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e11:
        value = str(value)
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=_UNWRITABLE.sub("", value)[:32000])
        cell.data_type, cell.number_format = "s", "@"
        return cell
    return WriteOnlyCell(sheet, value=value)


def write_template(*, title: str, note: str, header: Sequence[str]) -> bytes:
    """An empty table to fill in: a line of advice, the header, and columns that keep what is typed as text."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append([note])
    sheet.append(list(header))
    sheet.freeze_panes = "A3"
    for number, name in enumerate(header, 1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.number_format, column.width = "@", 24 if "号" in name or "公司" in name else 14
        sheet.cell(2, number).font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
