"""The 类案检索报告 as a Word document, to read, to sign and to go on writing in."""

from __future__ import annotations

import io
import re
from typing import Any

from cases.rules import figures, taxonomy
from portal import clock

from .asked import SORTS
from .labels import TITLES
from .likeness import Found, Law, Report

_UNREADABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Characters that no XML may hold."""
SAMPLE = "虚构示例"
LINES_TO_WRITE = 10


def document(report: Report) -> bytes:
    """A .docx. The library is loaded here: a web process that makes none does not pay for it."""
    from docx import Document

    paper = Document()
    _dress(paper)
    paper.add_heading("类案检索报告", 0)
    if report.all_samples:
        _strong(paper, f"{SAMPLE}：下面的案例都是编的，只用来看报告的样子，不能引用。")
    _head(paper, report)
    _cases(paper, report)
    _laws(paper, report)
    _conclusion(paper)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _dress(paper: Any) -> None:
    """Chinese faces for both sorts of letters, and a date-free footer."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for name, face in (("Normal", "宋体"), ("Title", "黑体"), ("Heading 1", "黑体"), ("Heading 2", "黑体")):
        style = paper.styles[name]
        style.font.name = face
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    paper.styles["Normal"].font.size = Pt(11)
    paper.core_properties.author, paper.core_properties.title = "明白", "类案检索报告"
    paper.core_properties.comments = ""
    paper.sections[0].footer.paragraphs[0].text = "明白 · 类案检索报告。内容只作参考，引用前请核对原文。"


def clean(text: str) -> str:
    return _UNREADABLE.sub("", text)


def _line(paper: Any, title: str, text: str) -> None:
    line = paper.add_paragraph()
    line.add_run(f"{title}：").bold = True
    line.add_run(clean(text))


def _strong(paper: Any, text: str) -> None:
    paper.add_paragraph().add_run(clean(text)).bold = True


def _table(paper: Any, rows: list[tuple[str, str]]) -> None:
    from docx.shared import Cm

    table = paper.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for title, text in rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(3.6), Cm(12.4)
        cells[0].paragraphs[0].add_run(title).bold = True
        cells[1].text = clean(text)


def _head(paper: Any, report: Report) -> None:
    own, asked = report.own, report.asked
    paper.add_heading("一、检索的问题", 1)
    paper.add_paragraph(clean(own.question))
    known = [
        f"{TITLES[facet]}：{taxonomy.name(value, on=own.happened_on)}" for facet, value in own.facets.items() if value
    ]
    rows = [
        ("检索时间", f"{report.made_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}（北京时间）"),
        ("事发日期", own.happened_on.isoformat()),
        ("本案情况", "；".join(known) or "没有填"),
        ("检索词", asked.text or "没有写，只按筛选"),
        ("也找了", "、".join(report.also) or "没有加别的词"),
        ("筛选", "；".join(f"{title}：{value}" for title, value in report.filters)),
        ("次序", SORTS[asked.sort]),
        ("找到", f"{report.total} 个案例；列入 {report.shown} 个；没有列入 {report.left_out} 个"),
    ]
    if report.samples:
        rows.append(("没有列入的示例", f"{report.samples} 个{SAMPLE}，不与真实案例并列"))
    _table(paper, rows)


def _cases(paper: Any, report: Report) -> None:
    paper.add_heading("二、案例，按效力从高到低", 1)
    if not report.groups:
        paper.add_paragraph("没有找到案例。")
    for level, cases in report.groups:
        paper.add_heading(f"{level}（{len(cases)} 个）", 2)
        for number, found in enumerate(cases, 1):
            _case(paper, number, found, report)


def _case(paper: Any, number: int, found: Found, report: Report) -> None:
    row = found.row
    _strong(paper, f"{number}. {f'【{SAMPLE}】' if row.is_sample else ''}{row.title}")
    source = [row.court, row.case_number, row.region, f"{row.decided}结案" if row.decided else "", row.source]
    _line(paper, "来源", "，".join(part for part in source if part) or "没有写")
    outcome = [row.outcome_name, row.in_favour_name, figures.spoken_yuan(row.amount)]
    _line(paper, "结果", "，".join(part for part in outcome if part) or "没有写")
    _line(paper, "要旨", row.summary)
    if row.reasoning:
        _line(paper, "理由", row.reasoning)
    _line(paper, "引用的条文", "、".join(found.articles) or "没有")
    same = [f"{TITLES[facet]}（{taxonomy.name(value, on=row.happened_on)}）" for facet, value in found.compared.same]
    _line(paper, "与本案相同", "；".join(same) or "填了的情况里没有相同的")
    _line(paper, "与本案不同", "；".join(_differs(found, report)) or "填了的情况里没有不同的")
    if found.compared.unsaid:
        _line(paper, "这个案例没有写", "、".join(TITLES[facet] for facet in found.compared.unsaid))


def _differs(found: Found, report: Report) -> list[str]:
    told = []
    for facet, own, values in found.compared.other:
        theirs = "、".join(taxonomy.name(value, on=found.row.happened_on) for value in values)
        told.append(f"{TITLES[facet]}（本案{taxonomy.name(own, on=report.own.happened_on)}，这个案例{theirs}）")
    if found.reads_otherwise:
        told.append(f"依据的条文到本案事发那天已经不一样（{'、'.join(found.reads_otherwise)}）")
    return told


def _laws(paper: Any, report: Report) -> None:
    day = report.own.happened_on
    paper.add_heading(f"三、{day.year}年{day.month}月{day.day}日有效的条文", 1)
    if not report.laws:
        paper.add_paragraph("上面的案例没有引用本库里的条文。")
    for law in report.laws:
        _law(paper, law)


def _law(paper: Any, law: Law) -> None:
    _strong(paper, f"{law.label}（{law.cases} 个案例引用）")
    if law.text is None:
        paper.add_paragraph("这一天没有有效的文本：还没有施行，或者已经废止。")
        return
    version = law.text.version
    start = version.span().starts()
    _line(paper, "版本", f"《{version.regulation.title}》{f'，{start.isoformat()} 起施行' if start else ''}")
    paper.add_paragraph(clean(law.text.text) or "本库还没有这一条的官方文本，请查官方来源。")


def _conclusion(paper: Any) -> None:
    """Nothing is concluded here: that is for who signs."""
    paper.add_heading("四、我的结论（请自己写）", 1)
    table = paper.add_table(rows=1, cols=1)
    table.style = "Table Grid"
    table.rows[0].cells[0].text = "\n" * LINES_TO_WRITE
    paper.add_paragraph()
    paper.add_paragraph("检索人：                    日期：")
