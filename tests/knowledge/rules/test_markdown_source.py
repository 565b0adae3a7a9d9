"""Reading the Markdown of the public collection."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.markdown_source import MAX_BYTES, parse_markdown
from knowledge.rules.official_text import SourceError
from tests.knowledge.statutes import BODY, CLAUSE, INFO_END, markdown, statute


def refused(data: bytes, name: str = "某办法.md") -> str:
    with pytest.raises(SourceError) as error:
        parse_markdown(name, data)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_whole_file() -> None:
    data = markdown(
        "# 某工地用工办法",
        "2020年1月15日 某省建设委员会令第7号公布",
        INFO_END,
        "为了管好工地，写下本办法。",
        "## 第一章\u3000总 则",
        "第一条 甲。",
        f"第二条 {CLAUSE}",
    )
    parsed = parse_markdown("地方/某工地用工办法(2020-01-15).md", data)
    assert parsed.title == "某工地用工办法"
    assert (parsed.published_on, parsed.effective_on) == (datetime.date(2020, 1, 15), datetime.date(2020, 3, 1))
    assert parsed.number == "某省建设委员会令第7号"
    assert parsed.preamble == "2020年1月15日 某省建设委员会令第7号公布\n为了管好工地，写下本办法。"
    assert [(a.number, a.line) for a in parsed.articles] == [(1, 11), (2, 13)]
    assert parsed.certain
    assert parsed.oddities == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0", "二进制"),
        ("# 某办法\n".encode("utf-16"), "二进制"),
        ("# 某办法\n\n第一条 按时发工资。".encode("gb18030"), "不是 UTF-8"),
        (statute()[:-2], "第 15 行：最后一个字不完整，文件被截断"),
        (b"#" * (MAX_BYTES + 1), "超过 5 MB 上限"),
        (b"", "没有标题"),
        ("第一条 甲。".encode(), "第 1 行：没有标题"),
        ("\n\n## 第一章 总则\n".encode(), "第 3 行：没有标题"),
        ("# 某办法".encode(), "不像法规文件"),
        (markdown("# 某办法", INFO_END), "没有正文"),
        (markdown("# 读我", "这是说明。"), "不像法规文件"),
        (("# " + "长" * 201).encode(), "超过 200 字"),
    ],
    ids=[
        *(
            "picture",
            "utf-16",
            "gb18030",
            "cut in a character",
            "too large",
            "empty",
            "no title",
            "no title but chapters",
        ),
        *("title only", "head only", "a readme", "endless title"),
    ],
)
def test_broken_files_give_one_line(data: bytes, message: str) -> None:
    assert message in refused(data)


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "办法<img src=x onerror=alert(1)>",
        "[办法](javascript:alert(1))",
        "&lt;script&gt;",
        "办法 {{x}}",
    ],
)
def test_markup_in_a_title_is_refused(title: str) -> None:
    assert refused(statute(title)) == "第 1 行：标题里有网页标记"


def test_angle_brackets_inside_a_title_become_quotes() -> None:
    parsed = parse_markdown("某解释.md", statute("最高人民法院关于适用《某法<总则>编》的解释"))
    assert parsed.title == "最高人民法院关于适用《某法〈总则〉编》的解释"


def test_markup_in_the_text_stays_text_and_is_reported() -> None:
    parsed = parse_markdown("某办法.md", statute(texts=("<script>alert(1)</script>甲。", CLAUSE)))
    assert parsed.articles[0].text == "<script>alert(1)</script>甲。"
    assert "网页标记" in parsed.oddities[0].what


def test_invisible_characters_go_and_are_counted() -> None:
    parsed = parse_markdown("某办法.md", statute(texts=("甲\u200b\u200b乙。", CLAUSE)))
    assert parsed.articles[0].text == "甲乙。"
    assert "2 个看不见的字符" in parsed.oddities[0].what


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    parsed = parse_markdown("某办法.md", b"\xef\xbb\xbf" + statute().replace(b"\n", b"\r\n"))
    assert len(parsed.articles) == len(BODY) + 1


def test_a_file_without_the_end_of_its_head_note() -> None:
    data = markdown("# 某办法", "2020年1月15日 某会通过", "写在前面。", "第一条 甲。", f"第二条 {CLAUSE}")
    parsed = parse_markdown("某办法.md", data)
    assert parsed.info == ("2020年1月15日 某会通过",)
    assert parsed.preamble.endswith("写在前面。")
    assert any("INFO END" in o.what for o in parsed.oddities)


def test_a_title_printed_twice_is_left_out_once() -> None:
    data = markdown(
        "# 最高人民法院关于某事的解释（二）", INFO_END, "最高人民法院", "关于某事的", "解释（二）", "法释〔2022〕99号",
        "为了办好案，写下：", "第一条 甲。", f"第二条 {CLAUSE}",
    )  # fmt: skip
    parsed = parse_markdown("某解释.md", data)
    assert parsed.preamble == "法释〔2022〕99号\n为了办好案，写下："
    assert parsed.number == "法释〔2022〕99号"


def test_a_bracket_too_many_in_the_head_note() -> None:
    parsed = parse_markdown("某办法.md", statute(info=["2020年1月15日 某会修订）"]))
    assert parsed.info == ("2020年1月15日 某会修订",)
    assert any("右括号" in o.what for o in parsed.oddities)


def test_a_text_without_articles_loses_nothing() -> None:
    data = markdown("# 关于某事的通知", "某部发[2008]3号", INFO_END, "各班组：", "## 一、借用", "借用要登记。")
    parsed = parse_markdown("某通知.md", data)
    assert parsed.articles == ()
    assert parsed.preamble == "某部发[2008]3号\n各班组：\n一、借用\n借用要登记。"
    assert any("没有“第…条”" in o.what for o in parsed.oddities)


def test_a_book_of_a_code() -> None:
    data = markdown("# 某法典", "# 合 同 编", INFO_END, "## 第一章 甲", "第五条 乙。", "##", "第六条 丙。")
    parsed = parse_markdown("合同编.md", data)
    assert (parsed.title, parsed.part, [a.number for a in parsed.articles]) == ("某法典", "合同编", [5, 6])


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_read_or_refused_in_one_line(data: bytes) -> None:
    message = ""
    try:
        parse_markdown("x.md", b"# \xe7\x94\xb2\n" + data)
    except SourceError as error:
        message = str(error)
    assert "\n" not in message


@given(st.integers(20, len(statute()) - 1))
def test_a_file_cut_anywhere_is_never_taken_for_whole(length: int) -> None:
    whole = parse_markdown("某办法.md", statute())
    try:
        cut = parse_markdown("某办法.md", statute()[:length])
    except SourceError:
        return
    assert [a.number for a in cut.articles] == [a.number for a in whole.articles]
