"""The same blocks as a Word file, to go on writing in. Texts are runs of text: nothing in them is read as markup."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

_UNREADABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Characters that no XML may hold."""
WIDTH_CM = 16.0
STROKE = "＿" * 20


def document(data: Mapping[str, Any]) -> bytes:
    """A .docx. The library is loaded here: a web process that makes none does not pay for it."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paper = Document()
    _dress(paper, data)
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(_clean(data["title"]))
    run.bold, run.font.size = True, Pt(20)
    _face(run, "黑体")
    for words in (data["number"], data["privileged"], "示例，不是真的案件" if data["sample"] else ""):
        if words:
            _line(paper, words, WD_ALIGN_PARAGRAPH.RIGHT)
    for block in data["blocks"]:
        _BLOCKS[block["t"]](paper, block)
    if data["basis"]:
        _small(paper, {"text": f"依据：{data['basis']}"})
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _clean(text: object) -> str:
    return _UNREADABLE.sub("", str(text))


def _face(run: Any, face: str) -> None:
    from docx.oxml.ns import qn

    run.font.name = face
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _dress(paper: Any, data: Mapping[str, Any]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "仿宋", Pt(12)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.6), Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.4)
    paper.core_properties.author, paper.core_properties.title = "明白", _clean(data["title"])
    paper.core_properties.comments = ""
    if data["mark"]:
        section.header.paragraphs[0].add_run(_clean(data["mark"])).font.size = Pt(9)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", "")):
        foot.add_run(words).font.size = Pt(9)
        if field:
            _field(foot, field)


def _field(paragraph: Any, code: str) -> None:
    """A field that Word fills in: the page's number, how many there are."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run()
    run.font.size = Pt(9)
    for kind, words in (("begin", ""), ("", code), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = words
        run._element.append(part)


def _line(paper: Any, words: str, align: Any) -> None:
    paragraph = paper.add_paragraph(_clean(words))
    paragraph.alignment = align


def _head(paper: Any, words: str) -> None:
    if words:
        run = paper.add_paragraph().add_run(_clean(words))
        run.bold = True
        _face(run, "黑体")


def _table(paper: Any, cols: int) -> Any:
    table = paper.add_table(rows=0, cols=cols)
    table.style = "Table Grid"
    table.autofit = False
    return table


def _fill(cell: Any, words: str, *, bold: bool = False) -> None:
    from docx.shared import Pt

    run = cell.paragraphs[0].add_run(_clean(words))
    run.font.size, run.bold = Pt(10.5), bold


def _pairs(paper: Any, block: Mapping[str, Any]) -> None:
    from docx.shared import Cm

    _head(paper, block["head"])
    table = _table(paper, 4)
    for row in block["rows"]:
        cells = table.add_row().cells
        for cell, width in zip(cells, (2.7, 5.3, 2.7, 5.3), strict=True):
            cell.width = Cm(width)
        _fill(cells[0], row[0][0], bold=True)
        if len(row) == 1:
            _fill(cells[1].merge(cells[3]), row[0][1])
            continue
        _fill(cells[1], row[0][1])
        _fill(cells[2], row[1][0], bold=True)
        _fill(cells[3], row[1][1])
    paper.add_paragraph()


def _rows(paper: Any, block: Mapping[str, Any]) -> None:
    from docx.shared import Cm

    _head(paper, block["head"])
    table, whole = _table(paper, len(block["cols"])), sum(block["cols"])
    empty = [[""] * len(block["cols"])] * (0 if block["rows"] else block["empty"])
    for number, row in enumerate([block["header"], *block["rows"], *empty]):
        for cell, words, share in zip(table.add_row().cells, row, block["cols"], strict=True):
            cell.width = Cm(WIDTH_CM * share / whole)
            _fill(cell, words, bold=number == 0)
    paper.add_paragraph()


def _text(paper: Any, block: Mapping[str, Any]) -> None:
    from docx.shared import Pt

    _head(paper, block["head"])
    for words in block["paras"] or [STROKE * 2] * block["lines"]:
        paragraph = paper.add_paragraph(_clean(words))
        if block["paras"]:
            paragraph.paragraph_format.first_line_indent = Pt(24)


def _signs(paper: Any, block: Mapping[str, Any]) -> None:
    for label in block["labels"]:
        paper.add_paragraph(f"{_clean(label)}：{STROKE}　　　　年　　月　　日")


def _one_line(paper: Any, block: Mapping[str, Any]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    align = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    _line(paper, block["text"], align.get(block["align"], WD_ALIGN_PARAGRAPH.LEFT))


def _small(paper: Any, block: Mapping[str, Any]) -> None:
    from docx.shared import Pt

    paper.add_paragraph().add_run(_clean(block["text"])).font.size = Pt(9)


_BLOCKS = {"pairs": _pairs, "table": _rows, "text": _text, "signs": _signs, "line": _one_line, "note": _small}
