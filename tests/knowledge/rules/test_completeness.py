"""Cut texts are refused."""

import pytest

from knowledge.rules.markdown_source import parse_markdown
from knowledge.rules.official_text import SourceError
from tests.knowledge.statutes import BODY, CLAUSE, INFO_END, markdown, statute


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        ((*BODY, "工资按月结清，打到"), "句中断开"),
        ((*BODY, "下列人员可以借用：\n\n（一）木工；"), "句中断开"),
        (BODY, "起施行"),
        ((*BODY, ""), "没有文字"),
    ],
    ids=["in a sentence", "in a list", "between articles", "after a number"],
)
def test_a_cut_text_is_refused(texts: tuple[str, ...], what: str) -> None:
    with pytest.raises(SourceError, match=what) as error:
        parse_markdown("某办法.md", statute(texts=texts))
    assert error.value.line > 0


@pytest.mark.parametrize("title", ["最高人民法院关于某事的解释", "最高人民检察院关于某事的规定"])
def test_interpretations_may_end_without_a_clause(title: str) -> None:
    assert len(parse_markdown("某解释.md", statute(title, BODY)).articles) == len(BODY)


def test_a_clause_without_a_full_stop_is_an_end() -> None:
    assert parse_markdown("某办法.md", statute(texts=(*BODY, CLAUSE.rstrip("。")))).articles


def test_an_annex_may_end_as_it_likes() -> None:
    assert parse_markdown("某办法.md", statute() + "\n\n附件：\n\n借用单".encode()).annex == "附件：\n借用单"


def test_a_book_must_hold_its_articles() -> None:
    lines = ("# 中华人民共和国民法典", "# 附则", INFO_END, "第一千二百五十九条 以内包括本数。")
    with pytest.raises(SourceError, match="附则应为第1259条至第1260条"):
        parse_markdown("附则.md", markdown(*lines))
    assert len(parse_markdown("附则.md", markdown(*lines, f"第一千二百六十条 {CLAUSE}")).articles) == 2
