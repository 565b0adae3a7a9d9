"""The report of checked citations as a Word document."""

from __future__ import annotations

import io
import re
from typing import Any

from .check_reading import Row, Shown
from .rules.comparison import Op, Segment

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Characters that no XML may hold."""


def document(shown: Shown) -> bytes:
    """A .docx. The library is loaded here: a web process that makes none does not pay for it."""
    from docx import Document

    paper = Document()
    _dress(paper)
    report = shown.report
    paper.add_heading("引用核验报告", 0)
    _line(paper, "核验日期", f"{report.today:%Y-%m-%d}")
    _line(paper, "按哪天的条文核对", f"{report.on:%Y-%m-%d}")
    _line(paper, "一共", f"{len(shown.rows)} 处引用，{shown.characters} 字")
    _line(paper, "结果", "；".join(f"{name} {count} 处" for name, _, _, count in shown.tally) or "没有找到引用")
    for title, rows in (("一、要看的", shown.wrong), ("二、对的", shown.right)):
        paper.add_heading(f"{title}（{len(rows)} 处）", 1)
        for row in rows:
            _row(paper, row)
        if not rows:
            paper.add_paragraph("没有。")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _dress(paper: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for name, face in (("Normal", "宋体"), ("Title", "黑体"), ("Heading 1", "黑体")):
        style = paper.styles[name]
        style.font.name = face
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    paper.styles["Normal"].font.size = Pt(11)
    paper.core_properties.author, paper.core_properties.title = "明白", "引用核验报告"
    paper.core_properties.comments = ""
    paper.sections[0].footer.paragraphs[
        0
    ].text = "明白 · 引用核验报告。只对照本库收录的文本，定稿前请核对官方公布的原文。"


def _row(paper: Any, row: Row) -> None:
    finding = row.finding
    head = paper.add_paragraph()
    head.add_run(f"{row.number}. {_clean(finding.raw)}").bold = True
    head.add_run(f"　{finding.verdict_name}")
    if row.before or row.after:
        _line(paper, "原文", f"{row.before}{finding.raw}{row.after}")
    if finding.reason:
        _line(paper, "为什么", finding.reason)
    for said, official in row.shown_quotes:
        _marked(paper, "引的是", said, Op.INSERT)
        _marked(paper, "官方条文", official, Op.DELETE)
    if row.instead:
        _line(paper, "现在看", row.instead.label)
    for note in finding.notes:
        _line(paper, "留意", note)


def _line(paper: Any, title: str, text: str) -> None:
    line = paper.add_paragraph()
    line.add_run(f"{title}：").bold = True
    line.add_run(_clean(text))


def _marked(paper: Any, title: str, segments: tuple[Segment, ...], op: Op) -> None:
    """Differences bold and in 【】: they are seen on a black-and-white print too."""
    line = paper.add_paragraph()
    line.add_run(f"{title}：").bold = True
    for one in segments:
        run = line.add_run(_clean(f"【{one.text}】" if one.op is op else one.text))
        run.bold = one.op is op


def _clean(text: str) -> str:
    return _UNREADABLE.sub("", text)
