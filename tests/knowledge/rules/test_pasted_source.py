"""Official texts as editors bring them."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from docx import Document

from knowledge.rules.official_text import SourceError
from knowledge.rules.pasted_source import lines_of_file, parse_pasted
from tests.knowledge.amended import NEW, TITLE, printed

D = datetime.date
GIVEN: dict[str, Any] = {
    "title": TITLE,
    "published_on": D(2026, 11, 10),
    "effective_on": D(2027, 1, 1),
    "number": "第8号令",
}


def articles(text: str) -> dict[str, str]:
    parsed = parse_pasted(text, **GIVEN)
    assert (parsed.published_on, parsed.effective_on, parsed.number) == (D(2026, 11, 10), D(2027, 1, 1), "第8号令")
    return {str(one.number): one.text for one in parsed.articles}


def test_plain_lines_with_their_title():
    assert articles(printed()) == NEW


def test_plain_lines_that_begin_with_the_first_article():
    assert articles(printed().split("\n", 1)[1]) == NEW


def test_the_date_that_the_editor_gave_is_not_missed_in_the_text():
    assert parse_pasted(printed(), **GIVEN).oddities == ()


def test_chapters_and_a_head_note_are_read():
    head, first, *rest = printed().split("\n")
    text = "\n".join(
        [
            head,
            "（2026年11月10日国务院令第8号公布　自2027年1月1日起施行）",
            "第一章　总则",
            first,
            "第二章　使用",
            *rest,
        ]
    )
    parsed = parse_pasted(text, **GIVEN)
    assert [one.title for one in parsed.chapters] == ["总则", "使用"]
    assert len(parsed.articles) == len(NEW)


def test_markdown_of_the_public_collection():
    body = "\n\n".join(printed().split("\n")[1:])
    assert articles(f"# {TITLE}\n\n2026年11月10日国务院公布\n\n<!-- INFO END -->\n\n{body}\n") == NEW


def test_a_docx_is_read_by_its_paragraphs():
    document = Document()
    for line in printed().split("\n"):
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    assert articles(lines_of_file("新版.DOCX", kept.getvalue())) == NEW


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "没有文字"),
        (printed(title="别的测试办法"), "标题是《别的测试办法》"),
        (TITLE + "\n（2026年11月10日公布）\n这里没有条文，只有一句话。", "没有认出"),
        (printed({"1": NEW["1"], "5": NEW["5"]}), "第"),
    ],
)
def test_what_is_no_text_of_this_regulation_is_refused(text, message):
    with pytest.raises(SourceError, match=message):
        parse_pasted(text, **GIVEN)


@pytest.mark.parametrize(("name", "data"), [("a.pdf", b"%PDF"), ("a.docx", b"PK"), ("a.md", b"\xff\xfe\x00")])
def test_other_files_are_refused_in_one_line(name, data):
    with pytest.raises(SourceError) as caught:
        lines_of_file(name, data)
    assert "\n" not in str(caught.value)


def test_a_text_beyond_the_limit_is_refused():
    with pytest.raises(SourceError, match="上限"):
        parse_pasted("法" * 2_000_000, **GIVEN)
