"""Documents of a case: every kind of both paths, text that stays text, versions, approvals, who may read them."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from types import SimpleNamespace

import pypdf
import pytest
from docx import Document

from cases.documents import BUILDERS, Facts, build, case_file, sheet_of, word
from cases.models import Case, CaseMove, Party
from cases.models.trail import AppendOnly
from cases.rules.documents import kinds
from cases.services.documents import FILE_TEMPLATE, look_at, make_document, print_case_file
from cases.services.records import Unsound
from cases.services.there import there
from portal import printing
from portal.services.attachments import may_read
from portal.services.refusal import Refused
from tests.cases.casework.conftest import NOW
from tests.cases.casework.filled import fill_dispute, fill_fall

pytestmark = pytest.mark.django_db
WILD = "#let x = [* $1$ <b>粗</b> @甲 \\u{41} // y /* \"' `"
TODAY = datetime.date(2026, 11, 1)


@pytest.fixture
def people(handler, colleague, adviser):
    return {"handler": handler, "manager": colleague, "adviser": adviser}


@pytest.fixture
def dispute(case, people):
    return fill_dispute(case, **people)


@pytest.fixture
def deadly(fall, people):
    return fill_fall(fall, **people)


def said(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join((page.extract_text() or "").split()) for page in pages)


def written(docx: bytes) -> str:
    paper = Document(io.BytesIO(docx))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def whole(*sheets: dict) -> dict:
    return {"title": "全部", "number": "N", "sample": False, "cover": [["编号", "N"]], "sheets": list(sheets)}


def test_there_is_a_builder_for_each_kind():
    assert set(BUILDERS) == set(kinds())


@pytest.mark.covers("D-13", "V-04")
def test_every_kind_is_made_of_a_dispute_and_of_an_injury_full_and_empty(dispute, deadly, open_one):
    """In one go: whatever cannot be typeset fails it all."""
    empty = (open_one(), open_one(kind="INJ", text="扭伤"))
    sheets = [
        sheet_of(facts, kind)
        for one in (dispute, deadly, *empty)
        for facts in [Facts(one, today=TODAY)]
        for kind in kinds()
    ]
    text = said(printing.pdf(FILE_TEMPLATE, whole(*sheets)))
    for known in kinds().values():
        assert text.count(known.name) >= 4, known.name
    for known in kinds().values():
        one = dispute if known.path != "I" else deadly
        sheet = build(case=one, kind=known.code, asked={}, version=1, today=TODAY)
        assert known.name in written(word.document(sheet))


def test_what_people_typed_stays_text_in_pdf_and_word(case, people):
    fill_dispute(case, worker=WILD, **people)
    Case.objects.filter(pk=case.pk).update(text=f"{WILD}\n第二段 {WILD}", place=WILD)
    case.refresh_from_db()
    sheets = [
        build(case=case, kind=kind, asked={"measures": WILD, "grounds": WILD}, version=1, today=TODAY)
        for kind in ("dispute_report", "dialogue", "arbitration_claim", "settlement")
    ]
    text = said(printing.pdf(FILE_TEMPLATE, whole(*sheets)))
    plain = "".join(WILD.split())
    assert text.count(plain) >= 6
    for sheet in sheets:
        assert WILD in written(word.document(sheet)), sheet["title"]


def test_the_dispute_report_says_how_many_want_what(dispute):
    data = build(case=dispute, kind="dispute_report", asked={"measures": "已安抚"}, version=3, today=TODAY)
    text = written(word.document(data))
    for words in ("12 人", "62,400.00 元", "发放八月份工资", "已安抚", "第 3 版", dispute.number):
        assert words in text
    assert "＿" in text


def test_a_settlement_bears_its_sum_in_capitals_and_no_number_of_ours(dispute):
    text = written(word.document(build(case=dispute, kind="settlement", asked={}, version=1, today=TODAY)))
    assert "人民币陆万贰仟肆佰元整" in text
    assert dispute.number not in text
    for words in ("2026年10月20日", "31,200.00 元", "12 人签字的委托书", "法定数额"):
        assert words in text


def test_the_tables_of_a_settlement_end_with_what_they_come_to(dispute):
    blocks = build(case=dispute, kind="settlement", asked={}, version=1, today=TODAY)["blocks"]
    tables = {one["head"]: one["rows"][-1] for one in blocks if one["t"] == "table" and one["rows"]}
    assert tables["三、什么时候付"][:3] == ["合计", "", "62,400.00 元（人民币陆万贰仟肆佰元整）"]
    assert tables["每人的份额"][:2] == ["合计", "62,400.00 元（人民币陆万贰仟肆佰元整）"]
    assert tables["法定数额"][0] == "合计（一次性的）"


def test_what_the_law_gives_in_all_names_what_it_leaves_out(deadly):
    text = written(word.document(build(case=deadly, kind="death_agreement", asked={}, version=1, today=TODAY)))
    assert (
        "66,000.00 元（人民币陆万陆仟元整），不是全部：没有算进供养亲属抚恤金（未计算）、一次性工亡补助金（待核实）"
    ) in text.split("\n")


def test_what_nobody_confirmed_is_marked_and_what_is_not_reckoned_is_no_nought(deadly):
    text = written(word.document(build(case=deadly, kind="death_agreement", asked={}, version=1, today=TODAY)))
    assert "1,130,040.00 元（待核实）" in text
    assert "未计算" in text
    assert "0.00 元" not in text.split("\n")


def test_sc01_the_record_of_performance_shows_the_late_half(dispute):
    text = written(word.document(build(case=dispute, kind="supervision", asked={}, version=1, today=TODAY)))
    assert "已履行" in text
    assert "逾期" in text
    assert "2026年11月13日" in text


@pytest.mark.covers("I-15", "C-04")
def test_days_without_a_word_to_the_family_stand_in_the_log(deadly):
    text = written(
        word.document(build(case=deadly, kind="family_log", asked={}, version=1, today=datetime.date(2026, 10, 17)))
    )
    assert "2026年10月14日、2026年10月16日至2026年10月17日" in text


@pytest.mark.covers("N3")
def test_our_own_investigation_says_that_it_finds_nobody_liable(deadly):
    assert "不是责任认定" in written(
        word.document(build(case=deadly, kind="investigation", asked={}, version=1, today=TODAY))
    )


def test_made_again_it_is_a_new_version_with_files_of_its_own(dispute, handler):
    first = make_document(case=dispute, by=handler, kind="dispute_report", asked={}, now=NOW)
    second = make_document(case=dispute, by=handler, kind="dispute_report", asked={"needs": "派人"}, now=NOW)
    assert (first.version, second.version) == (1, 2)
    assert first.pdf != second.pdf
    assert {first.pdf.mime, first.docx.mime.rpartition(".")[2]} == {"application/pdf", "document"}
    assert CaseMove.objects.filter(case=dispute, verb="document").count() == 2
    assert "document:dispute_report" in there(dispute)
    assert "派人" not in str(first.data)


def test_a_wrong_blank_is_told_beside_it_and_makes_nothing(deadly, handler):
    with pytest.raises(Unsound) as refused:
        make_document(case=deadly, by=handler, kind="flash", asked={"missing": "几个"}, now=NOW)
    assert set(refused.value.wrong) == {"missing"}
    assert not deadly.documents.exists()


@pytest.mark.covers("X-05")
def test_steps_are_taken_in_order_by_others_than_the_maker(dispute, people, adviser, colleague):
    row = make_document(case=dispute, by=adviser, kind="settlement", asked={}, now=NOW)
    look = {"document": row, "approved": True, "comment": "", "now": NOW}
    with pytest.raises(Refused, match="轮不到"):
        look_at(by=colleague, step="lead", **look)
    with pytest.raises(Refused, match="别人"):
        look_at(by=adviser, step="legal", **look)
    with pytest.raises(Refused, match="别的角色"):
        look_at(by=colleague, step="legal", **look)


@pytest.mark.covers("X-05", "V-03")
def test_a_return_needs_its_reason_and_takes_back_what_was_passed(dispute, handler, colleague):
    row = make_document(case=dispute, by=handler, kind="incident_report", asked={}, now=NOW)
    look = {"document": row, "step": "command", "by": colleague, "now": NOW}
    with pytest.raises(Refused):
        look_at(approved=False, comment=" ", **look)
    look_at(approved=False, comment="教训写清楚", **look)
    assert row.passed() == []
    passed = look_at(approved=True, comment="可以", **look)
    assert row.next_step() is None
    with pytest.raises(AppendOnly):
        passed.save()


def test_who_may_not_read_advice_gets_no_privileged_document(dispute, handler, adviser, outsider):
    with pytest.raises(Refused):
        make_document(case=dispute, by=handler, kind="legal_review", asked={}, now=NOW)
    row = make_document(case=dispute, by=adviser, kind="legal_review", asked={}, now=NOW)
    assert may_read(row.pdf, adviser)
    assert not may_read(row.pdf, handler)
    open_to_team = make_document(case=dispute, by=adviser, kind="summary", asked={}, now=NOW)
    assert may_read(open_to_team.docx, handler)
    assert not may_read(open_to_team.docx, outsider)
    for person in (outsider,):
        with pytest.raises(Refused):
            make_document(case=dispute, by=person, kind="summary", asked={}, now=NOW)


def test_the_case_file_has_a_cover_contents_and_pages_counted_through(deadly, handler):
    made = print_case_file(case=deadly, by=handler, now=NOW)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert "案件卷宗" in pages[0]
    assert "目录" in pages[1]
    assert "事故快报" in pages[1]
    last = len(pages) - 1
    assert f"第{last}页共{last}页" in "".join(pages[-1].split())
    assert "第1页" in "".join(pages[1].split())
    assert CaseMove.objects.filter(case=deadly, verb="export").exists()


def test_advice_is_in_the_file_of_those_alone_who_may_read_it(dispute):
    open_to_all = case_file(case=dispute, today=TODAY, with_advice=False)
    assert "风险高" not in str(open_to_all)
    assert "风险高" in str(case_file(case=dispute, today=TODAY, with_advice=True))


def test_evidence_is_listed_with_its_hash_in_groups(dispute):
    facts = Facts(dispute, today=TODAY)
    facts.evidence = [
        SimpleNamespace(
            number=1, what="断裂的扣件", get_kind_display=lambda: "照片", taken_at=NOW, place="三层", recorder="王工",
            holder="项目部", sealed="封条 1", attachment=SimpleNamespace(name="a.jpg", size=1234567, sha256="ab" * 32),
        )
    ]  # fmt: skip
    text = written(word.document(sheet_of(facts, "exhibits")))
    assert "断裂的扣件" in text
    assert "1,234,567 字节" in text
    assert "abababababababab " * 3 in text


def test_one_respondent_of_several_people_is_named_by_the_chain(dispute):
    Party.objects.filter(case=dispute, role=Party.Role.OWNER).update(name="建设单位某")
    Case.objects.filter(pk=dispute.pk).update(amount=Decimal(62400), demands="")
    dispute.refresh_from_db()
    text = written(word.document(build(case=dispute, kind="arbitration_claim", asked={}, version=1, today=TODAY)))
    assert "众和劳务公司" in text
    assert "建设单位某" not in text
    assert "人民币陆万贰仟肆佰元整" in text
