"""三级安全教育登记卡 as XLSX: a sheet for each person, in the usual form, ready to be printed on A4."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from ..cards import Card
from ..rules.sessions import BOX

_COLUMNS = 8
_WIDTH = 12.5
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LONGEST_TITLE = 31
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook(cards: Sequence[Card], *, alive: Callable[[], object] | None = None) -> bytes:
    """One book. Texts stay texts: what begins with = is no formula, a long number is not rounded.

    `alive` is called after each sheet; what it raises ends the work.
    """
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, card in enumerate(cards, start=1):
        _Form(book.create_sheet(_title(card, place, len(cards)))).write(card)
        if alive:
            alive()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(card: Card, place: int, of: int) -> str:
    """The name, numbered when there are several sheets: names occur twice."""
    name = _NOT_IN_TITLES.sub("", card.name) or "登记卡"
    return (f"{place} {name}" if of > 1 else name)[:_LONGEST_TITLE]


class _Form:
    """Writes boxes row by row into eight equal columns."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self.sheet, self.line = sheet, 0
        side = Side(style="thin")
        self.border = Border(left=side, right=side, top=side, bottom=side)
        self.pale = PatternFill("solid", start_color="FFF2F2F2")
        self.middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self.small, self.large = Font(size=10), Font(size=18)
        for column in "ABCDEFGH":
            sheet.column_dimensions[column].width = _WIDTH
        sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.5

    def write(self, card: Card) -> None:
        self._heading(card)
        self._person(card)
        for level in card.levels:
            self._level(level)
        self.row(("建档人", 1), ("", 2), ("审核人", 1), ("", 1), ("发卡日期", 1), ("", 2), height=26)
        self._annexes(card)
        self._plain(card.foot, height=30)

    def _heading(self, card: Card) -> None:
        mark = "（示例）" if card.sample else ""
        self._plain(f"三级安全教育登记卡{mark}", height=34, font=self.large)
        self._plain(f"编号：{card.number}", height=18)

    def _plain(self, text: str, *, height: int, font: Any = None) -> None:
        cell = self._span(1, _COLUMNS, text)
        cell.font, cell.alignment = font or self.small, self.middle
        self.sheet.row_dimensions[self.line].height = height

    def _span(self, left: int, width: int, text: str) -> Any:
        if left == 1:
            self.line += 1
        if width > 1:
            here = {"start_row": self.line, "end_row": self.line}
            self.sheet.merge_cells(start_column=left, end_column=left + width - 1, **here)
        cell = self.sheet.cell(self.line, left)
        if text:
            cell.value = _UNWRITABLE.sub("", text)[:32000]
            cell.data_type, cell.number_format = "s", "@"
        return cell

    def row(self, *boxes: tuple[str, int], height: int = 24) -> int:
        """Labels and values in turn, each with its width in columns; the number of the row."""
        left = 1
        for place, (text, width) in enumerate(boxes):
            cell = self._span(left, width, text)
            cell.alignment, cell.font = self.middle, self.small
            for column in range(left, left + width):
                self.sheet.cell(self.line, column).border = self.border
                if place % 2 == 0:
                    self.sheet.cell(self.line, column).fill = self.pale
            left += width
        self.sheet.row_dimensions[self.line].height = height
        return self.line

    def _person(self, c: Card) -> None:
        self.row(("姓名", 1), (c.name, 2), ("性别", 1), (c.sex, 1), ("出生日期", 1), (c.born, 2))
        self.row((c.document_label, 1), (c.document, 4), ("文化程度", 1), ("", 2))
        self.row(("工种", 1), (c.trade, 2), ("工龄", 1), ("", 1), ("联系电话", 1), (c.phone, 2))
        self.row(("家庭住址", 1), ("", 7))
        self.row(("所属队伍", 1), (c.firm, 3), ("班组", 1), (c.crew, 1), ("班组长", 1), (c.leader, 1))
        self.row(("进场日期", 1), (c.arrived, 2), ("离场日期", 1), (c.left, 1), ("健康状况", 1), ("", 2))
        self.row(("紧急联系人", 1), ("", 3), ("联系人电话", 1), ("", 3))
        self.row(("工程名称", 1), (c.project, 7))
        self.row(("施工单位", 1), (c.builder, 3), ("总包单位", 1), (c.contractor, 3))

    def _level(self, one: dict[str, Any]) -> None:
        self.row((one["title"], 1), (one["dates"], 3), ("学时", 1), (one["hours"], 3))
        self.row(("地点", 1), (one["place"], 3), ("考核方式", 1), (one["assessed"], 3))
        self.row(("内容提要", 1), (one["content"], 7), height=60)
        self.row(("成绩", 1), (one["score"], 2), ("结论", 1), (one["verdict"], 1), ("补考", 1), (one["resit"], 2))
        line = self.row(
            ("教育人（职务）签名", 1), (one["trainers"], 3), ("受教育人签名", 1), (one["own_note"], 3), height=44
        )
        self._sign(f"C{line}", one["trainer_strokes"])
        self._sign(f"F{line}", one["own_strokes"])

    def _sign(self, cell: str, strokes: list[list[list[int]]]) -> None:
        if not strokes:
            return
        from openpyxl.drawing.image import Image

        picture = Image(_drawn(strokes))
        picture.width, picture.height = BOX[0] * 0.45, BOX[1] * 0.45
        self.sheet.add_image(picture, cell)

    def _annexes(self, card: Card) -> None:
        self._plain("变换工种（复岗）教育记录", height=30)
        self.row(("日期", 1), ("新工种", 1), ("教育内容", 3), ("学时", 1), ("教育人", 1), ("考核", 1))
        for day, _, trade, content, hours, trainer, _, outcome in _filled(card.changes, 4, 8):
            self.row((day, 1), (trade, 1), (content, 3), (hours, 1), (trainer["note"], 1), (outcome, 1))
        self._plain("年度安全教育记录", height=30)
        self.row(("日期", 1), ("教育内容", 4), ("学时", 1), ("教育人", 1), ("考核", 1))
        for day, content, hours, trainer, _, outcome in _filled(card.yearly, 4, 6):
            self.row((day, 1), (content, 4), (hours, 1), (trainer["note"], 1), (outcome, 1))


def _filled(rows: list[list[Any]], least: int, width: int) -> list[list[Any]]:
    """The rows, and blank ones for ink until there are `least`."""
    none: list[Any] = [""] * width
    for place in (-3, -2):
        none[place] = {"strokes": [], "note": ""}
    return rows + [none] * (least - len(rows))


def _drawn(strokes: list[list[list[int]]]) -> io.BytesIO:
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", BOX, (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    for stroke in strokes:
        points = [(x, y) for x, y in stroke]
        if len(points) > 1:
            pen.line(points, fill="black", width=4, joint="curve")
        for x, y in points[:1]:
            pen.ellipse((x - 2, y - 2, x + 2, y + 2), fill="black")
    out = io.BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out
