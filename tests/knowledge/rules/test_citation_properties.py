"""The linker on whatever is thrown at it: it never fails, its spans are true, its work grows with length alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.rules import numerals
from knowledge.rules.citations import Entry, Library, Own, link

from .citation_library import LIBRARY
from .test_citations import DAY, OWN, read

PIECES = [
    "《",
    "》",
    "〈",
    "〉",
    "<",
    ">",
    "（",
    "）",
    "(",
    ")",
    "第",
    "条",
    "款",
    "项",
    "之一",
    "至",
    "、",
    "和",
    "十",
    "三百",
    "17",
    "１",
    "本法",
    "该条",
    "前款",
    "前两款",
    "以下简称",
    "简称",
    "“",
    "”",
    "劳动法",
    "工伤保险条例",
    "工伤条例",
    "协议",
    "合同",
    "法释〔2020〕26号",
    "（2016）最高法民再98号",
    "\n",
    "#",
    " ",
    "规定",
    "的",
    "解释（一）",
    "第一条 ",
    "河南省",
    "零",
    "〇",
    "两",
]
messy = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@given(messy, st.sampled_from([None, OWN, Own(OWN.entry)]))
@settings(max_examples=400, deadline=None)
def test_never_fails_and_spans_are_true(text: str, own: Own | None) -> None:
    links = link(text, LIBRARY, DAY, own=own)
    assert links == link(text, LIBRARY, DAY, own=own)
    for one in links:
        assert 0 <= one.title_start <= one.start < one.end <= len(text)
        assert one.raw == text[one.start : one.end]
    assert links == sorted(links, key=lambda one: (one.start, one.end))


@given(
    st.sampled_from(["工伤保险条例", "劳动合同法", "民法典", "刑法"]),
    st.integers(1, 64),
    st.integers(0, 6),
    st.integers(0, 6),
)
@settings(max_examples=150, deadline=None)
def test_all_ways_of_writing_one_citation_agree(name: str, number: int, paragraph: int, item: int) -> None:
    chinese, full = (
        numerals.to_chinese(number),
        str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    )
    tails = [f"第{paragraph}款" if paragraph else "", f"第{item}项" if item else ""]
    wide = [
        f"第{numerals.to_chinese(paragraph)}款" if paragraph else "",
        f"第（{numerals.to_chinese(item)}）项" if item else "",
    ]
    forms = [
        f"{name}第{number}条{''.join(tails)}",
        f"{name}第{chinese}条{''.join(wide)}",
        f"《{name}》{number}条{''.join(tails)}",
        f"《{name}》第 {number} 条{''.join(tails)}",
        f"依照《中华人民共和国{name}》的第{full}条{''.join(wide)}",
        f"{name}第{chinese}条{''.join(tails)}规定",
    ]
    assert len({tuple(read(form)) for form in forms}) == 1
    assert read(forms[0])[0][1:] == (str(number), paragraph, item)


@pytest.mark.parametrize(
    "piece",
    [
        "《",
        "第一、",
        "第一百",
        "（2016",
        "前款",
        "“《》”",
        "劳动法第",
        "一",
        "第一条第一项、",
        "法释〔2020〕",
        "((",
        "《a》（",
        "劳动法（以下简称《甲》）",
        " ",
    ],
)
def test_work_grows_with_length_alone(piece: str, operations: Any) -> None:
    """Twice the text may cost little more than twice the work: counted in calls, not in seconds."""
    small, large = operations(piece * 500), operations(piece * 1000)
    assert large <= 2.6 * small + 2000


@pytest.fixture
def operations() -> Any:
    import sys

    def count(text: str) -> int:
        calls = 0

        def trace(*_: Any) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(trace)
        try:
            link(text, LIBRARY, DAY, own=OWN)
        finally:
            sys.setprofile(None)
        return calls

    return count


def test_a_library_from_entries_and_from_plain_data_is_the_same() -> None:
    plain = Library.from_plain([{"code": "a", "title": "甲条例"}])
    assert plain.entries == Library.build([Entry(1, "a", "甲条例")]).entries
    assert [entry.code for entry in plain.named("《甲条例》")] == ["a"]
