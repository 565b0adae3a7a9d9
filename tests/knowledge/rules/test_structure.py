"""款 and 项 of an article."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.structure import split_paragraphs

TEXT = """职工有下列情形之一的，应当认定为工伤：
（一）在工作时间和工作场所内的；
（六）在上下班途中的；

  职工有前款第一项情形的，按照规定处理。
"""


def test_items_belong_to_the_paragraph_that_opens_them():
    first, second = split_paragraphs(TEXT)
    assert [item.number for item in first.items] == [1, 6]
    assert first.items[1].text == "（六）在上下班途中的；"
    assert (second.number, second.items) == (2, [])
    assert second.text.startswith("职工有前款")


def test_offsets_point_into_the_text():
    for paragraph in split_paragraphs(TEXT):
        assert TEXT[paragraph.start :].startswith(paragraph.text)
        for item in paragraph.items:
            assert TEXT[item.start :].startswith(item.text)


def test_half_width_brackets_and_items_without_an_opening():
    assert split_paragraphs("甲：\n(十二)乙")[0].items[0].number == 12
    assert split_paragraphs("（一）甲")[0].items == []


@given(st.text(alphabet="甲（一）\n 二十", max_size=80))
def test_nothing_is_lost(text):
    found = split_paragraphs(text)
    pieces = [part.text for paragraph in found for part in [paragraph, *paragraph.items]]
    assert sorted(pieces) == sorted(line.strip() for line in text.splitlines() if line.strip())
    assert [paragraph.number for paragraph in found] == list(range(1, len(found) + 1))
