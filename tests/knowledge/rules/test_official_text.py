"""Lines of an official text as chapters and articles."""

import pytest

from knowledge.rules.official_text import Body, SourceError, SourceLine, clean, read_body, tight


def body(*texts: str, any_start: bool = False) -> Body:
    """Texts as lines 1, 2, …; a leading # makes a heading."""
    lines = []
    for number, text in enumerate(texts, 1):
        level = len(text) - len(text.lstrip("#"))
        lines.append(SourceLine(number, text[level:].strip(), level))
    return read_body(lines, any_start=any_start)


def articles(found: Body) -> list[tuple[int, int, str]]:
    return [(a.number, a.sub, a.text) for a in found.articles]


def test_paragraphs_and_items_belong_to_their_article() -> None:
    found = body(
        "第一条 工具由班组保管。", "用完归还。", "第二条\u3000下列人员可以借用：", "（一）木工；", "(二)电工。"
    )
    assert articles(found) == [
        (1, 0, "工具由班组保管。\n用完归还。"),
        (2, 0, "下列人员可以借用：\n（一）木工；\n(二)电工。"),
    ]
    assert [a.line for a in found.articles] == [1, 3]


@pytest.mark.parametrize(
    "heading",
    ["第三条 内容。", "第三条\u3000内容。", "第3条 内容。", "第３条  内容。", "第三条\u2002内容。", "第三条内容。"],
    ids=["space", "wide space", "digits", "wide digits", "en space", "no space"],
)
def test_forms_of_a_heading(heading: str) -> None:
    assert articles(body("第一条 甲。", "第二条 乙。", heading))[-1] == (3, 0, "内容。")


def test_a_heading_alone_on_its_line() -> None:
    assert articles(body("第一条", "工具归班组。")) == [(1, 0, "工具归班组。")]


def test_sub_articles() -> None:
    found = body("第一条 甲。", "第一条之一 乙。", "第一条之二 丙。", "第二条 丁。")
    assert [(n, s) for n, s, _ in articles(found)] == [(1, 0), (1, 1), (1, 2), (2, 0)]


def test_a_deleted_article_keeps_its_place() -> None:
    assert articles(body("第一条 （删去）", "第二条 乙。"))[0] == (1, 0, "（删去）")


@pytest.mark.parametrize(
    "line",
    [
        "第一条规定的工具，不得外借。",
        "第二条、第三条所列的人除外。",
        "第一条的期限另算。",
        "第一条第二款另有规定的除外。",
    ],
)
def test_a_sentence_that_begins_with_a_citation_is_text(line: str) -> None:
    found = body("第一条 甲。", "第二条 乙。", line, "第三条 丙。")
    assert articles(found)[1] == (2, 0, f"乙。\n{line}")
    assert len(found.articles) == 3


def test_quoted_articles_of_an_amendment_are_text() -> None:
    found = body(
        "第一条 把旧办法第五条改为：",
        "“第五条 借工具要登记。",
        "第六条 归还也要登记。”",
        "第二条 自公布之日起施行。",
    )
    assert [a.number for a in found.articles] == [1, 2]
    assert "第六条 归还也要登记。”" in found.articles[0].text
    assert any("引号" in o.what for o in found.oddities)


def test_an_unclosed_quotation_does_not_swallow_the_rest() -> None:
    assert len(body("第一条 所称“工具，是手用的。", "第二条 乙。", "第三条 丙。").articles) == 3


def test_numbers_out_of_line_are_text_and_reported() -> None:
    found = body("第一条 甲。", "第二条 乙。", "第九条 误排的一行。", "第三条 丙。", "第二条 又来一次。")
    assert [a.number for a in found.articles] == [1, 2, 3]
    assert [o.line for o in found.oddities] == [3, 5]


def test_a_gap_is_refused_with_its_line() -> None:
    with pytest.raises(SourceError, match=r"^第 2 行：第一条之后直接是第三条"):
        body("第一条 甲。", "第三条 丙。")


def test_a_missing_front_is_refused_unless_a_book_may_start_anywhere() -> None:
    with pytest.raises(SourceError, match="第五条"):
        body("第五条 甲。")
    assert body("第五条 甲。", "第六条 乙。", any_start=True).articles[0].number == 5


def test_chapters_nest_by_kind_whatever_their_marks() -> None:
    found = body(
        "## 第一编 总 则", "### 第一章　范围", "第一条 甲。", "### 第二章 工具", "#### 第一节 借", "第二条 乙。",
        "#### 第二节 还", "第三条 丙。", "## 第二编 分则", "第四条 丁。",
    )  # fmt: skip
    assert [(c.kind, c.number, c.title, c.parent) for c in found.chapters] == [
        ("part", 1, "总则", None),
        ("chapter", 1, "范围", 0),
        ("chapter", 2, "工具", 0),
        ("section", 1, "借", 2),
        ("section", 2, "还", 2),
        ("part", 2, "分则", None),
    ]
    assert [a.chapter for a in found.articles] == [1, 3, 4, 5]


def test_chapters_without_marks() -> None:
    found = body("第一章　总　　则", "第一条 甲。", "附　则", "第二条 乙。")
    assert [(c.number, c.title) for c in found.chapters] == [(1, "总则"), (None, "附则")]


def test_a_heading_without_a_number_takes_the_kind_of_its_level() -> None:
    found = body("## 第一编 总则", "### 第一章 范围", "第一条 甲。", "## 附则", "第二条 乙。", "##")
    assert (found.chapters[-1].kind, found.chapters[-1].title, found.articles[-1].chapter) == ("part", "附则", 2)


def test_a_chapter_number_that_jumps_is_odd() -> None:
    assert body("## 第一章 甲", "第一条 甲。", "## 第三章 丙", "第二条 乙。").oddities[0].line == 3


def test_a_chapter_title_glued_to_an_article_is_cut_off() -> None:
    found = body("## 第一章 甲", "第一条 工具归班组。第二章借用、归还", "第二条 乙。")
    assert found.articles[0].text == "工具归班组。"
    assert (found.chapters[1].title, found.articles[1].chapter) == ("借用、归还", 1)


def test_a_paragraph_broken_in_a_sentence_is_joined() -> None:
    found = body("第一条 借用贵重工具的人应当在当天下班以前把它", "还给班组。", "（一）木工和电工", "（二）焊工。")
    assert found.articles[0].text == "借用贵重工具的人应当在当天下班以前把它还给班组。\n（一）木工和电工\n（二）焊工。"
    assert found.oddities[0].line == 2


def test_a_closing_quote_on_a_line_of_its_own_is_joined() -> None:
    assert body("第一条 牌子写“小心。", "”挂在门口。").articles[0].text == "牌子写“小心。”挂在门口。"


@pytest.mark.parametrize("mark", ["附件", "附录：", "附件一", "## 附件2：借用单", "附表"])
def test_an_annex_takes_everything_behind_it(mark: str) -> None:
    found = body("第一条 甲。", mark, "第一条 附件里的条", "表格")
    assert len(found.articles) == 1
    assert found.annex == [mark.lstrip("# "), "第一条 附件里的条", "表格"]


def test_text_that_begins_with_the_sign_of_an_annex_is_text() -> None:
    assert body("第一条 甲。", "附加费用也可以单独收。").annex == []


def test_notes_go_to_the_annex() -> None:
    found = body("第一条 甲。", "① 日期见各次修改。")
    assert (found.articles[0].text, found.annex) == ("甲。", ["① 日期见各次修改。"])


def test_what_stands_before_the_first_article_is_kept() -> None:
    assert body("为了管好工具，写下：", "第一条 甲。").preamble == ["为了管好工具，写下："]


def test_a_text_without_articles_is_all_preamble() -> None:
    found = body("各班组：", "## 一、借用", "借用要登记。", "## 二")
    assert found.articles == []
    assert found.preamble == ["各班组：", "一、借用", "借用要登记。", "二"]


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\u200b 甲\ufeff ", "甲"),
        ("《关于修改<中华人民共和国某法>的决定》", "《关于修改〈中华人民共和国某法〉的决定》"),
        ("<b>甲</b>", "<b>甲</b>"),
        ("甲\x07", "甲"),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_tight() -> None:
    assert tight("总\u3000\u2002 则") == "总则"
