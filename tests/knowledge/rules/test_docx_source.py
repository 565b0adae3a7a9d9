"""Reading DOCX as the national law database publishes it."""

import datetime
import io
import zipfile

import pytest

from knowledge.rules.docx_source import MAX_BODY, MAX_MARKS, MAX_UNPACKED, parse_docx
from knowledge.rules.markdown_source import MAX_BYTES
from knowledge.rules.official_text import SourceError
from tests.knowledge.statutes import CLAUSE, document

NOTE = "（2019年5月1日某省人民代表大会常务委员会通过\u3000根据2021年6月1日某会《关于修改〈某办法〉的决定》修正）"
CONTENTS = ("目\u3000\u3000录", "第一章\u3000总\u3000则", "第二章\u3000工具")
CHAPTERS = (
    "第一章\u3000总\u3000\u3000则",
    "第一条\u3000甲。",
    "第二章\u3000工具",
    "第二条\u3000下列人员可以借用：",
    "（一）木工。",
)


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def test_a_whole_document() -> None:
    parsed = parse_docx("某办法.docx", document("某工地用工办法", NOTE, *CONTENTS, *CHAPTERS, f"第三条\u3000{CLAUSE}"))
    assert parsed.title == "某工地用工办法"
    assert parsed.info == (
        "2019年5月1日某省人民代表大会常务委员会通过",
        "根据2021年6月1日某会《关于修改〈某办法〉的决定》修正",
    )
    assert parsed.published_on == datetime.date(2021, 6, 1)
    assert [(c.number, c.title) for c in parsed.chapters] == [(1, "总则"), (2, "工具")]
    assert [(a.number, a.text, a.chapter) for a in parsed.articles] == [
        (1, "甲。", 0),
        (2, "下列人员可以借用：\n（一）木工。", 1),
        (3, CLAUSE, 1),
    ]


def test_the_date_of_commencement_in_the_note() -> None:
    note = "（2020年12月25日会议通过，自2021年1月1日起施行）"
    parsed = parse_docx("某解释.docx", document("最高人民法院", "关于某事的解释（一）", note, "第一条\u3000甲。"))
    assert parsed.title == "最高人民法院关于某事的解释（一）"
    assert parsed.effective_on == datetime.date(2021, 1, 1)


def test_a_document_without_contents_and_note() -> None:
    assert len(parse_docx("某办法.docx", document("某办法", "第一条 甲。", f"第二条 {CLAUSE}")).articles) == 2


def test_contents_with_page_numbers() -> None:
    contents = ("目 录", "第一章 总则\t1", "第二章 工具……12")
    parsed = parse_docx("某办法.docx", document("某办法", NOTE, *contents, *CHAPTERS, f"第三条 {CLAUSE}"))
    assert len(parsed.chapters) == 2


def test_an_order_before_the_title_gives_the_number() -> None:
    parsed = parse_docx("某办法.docx", document("国务院令第999号", "某办法", "第一条 甲。", f"第二条 {CLAUSE}"))
    assert (parsed.title, parsed.number) == ("某办法", "国务院令第999号")


def test_a_table_in_the_annex_is_kept() -> None:
    data = document("某办法", "第一条 甲。", f"第二条 {CLAUSE}", "附件", table=[["工种", "天数"], ["木工", "3"]])
    assert parse_docx("某办法.docx", data).annex == "附件\n工种\u3000天数\n木工\u30003"


def entity_bomb() -> bytes:
    return packed(word__document=b"", **{"word__document.xml": b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'})


def test_a_bomb_that_calls_itself_small_is_not_believed() -> None:
    data = bytearray(packed(**{"word__document.xml": b"x" * (MAX_BODY * 3)}))
    true, told = (size.to_bytes(4, "little") for size in (MAX_BODY * 3, MAX_BODY * 2))
    assert data.count(true) == 2  # once before the part, once in the directory
    with pytest.raises(SourceError, match="展开后超过"):
        parse_docx("某办法.docx", bytes(data.replace(true, told)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"no zip at all", "不是完整的 DOCX"),
        (document("某办法", "第一条 甲。")[:-400], "不是完整的 DOCX"),
        (packed(hello=b"x"), "没有正文部分"),
        (entity_bomb(), "外部实体"),
        (packed(**{"word__document.xml": b"x" * (MAX_BODY + 1)}), "展开后超过 10 MB"),
        (packed(**{"word__document.xml": b"x", "word__media": b"x" * MAX_UNPACKED}), "展开后过大"),
        (packed(**{"word__media": b"x" * (MAX_UNPACKED + 1), "word__document.xml": b"x"}), "展开后超过 20 MB"),
        (packed(**{"word__document.xml": b"<p/>" * (MAX_MARKS + 1)}), "格式标记太多"),
        (packed(**{"word__document.xml": b"<not><word>"}), "无法读取"),
        (b"x" * (MAX_BYTES + 1), "超过 5 MB"),
        (document("第一条 甲。"), "没有标题"),
        (document(), "没有标题"),
        (document("<script>某办法", "第一条 甲。"), "第 1 行：标题里有网页标记"),
        (document("某办法", "第一条 甲。", "第二条 乙。"), "起施行"),
    ],
    ids=[
        *("text", "cut", "zip", "entities", "bomb", "pictures", "bomb elsewhere", "marks", "broken xml", "too large"),
        *("no title", "empty", "markup", "cut text"),
    ],
)
def test_broken_documents_give_one_line(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message) as error:
        parse_docx("某办法.docx", data)
    assert "\n" not in str(error.value)
