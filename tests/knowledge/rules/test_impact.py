"""What a new version does to the articles before it."""

from __future__ import annotations

import pytest

from knowledge.rules.comparison import Side, compare
from knowledge.rules.impact import What, effects
from tests.knowledge.amended import NEW, OLD


def sides(texts: dict[str, str], *, known: bool) -> list[Side]:
    return [Side(int(key) if known else None, int(key), 0, text) for key, text in texts.items()]


@pytest.fixture(scope="module")
def found():
    return {one.old.number: one for one in effects(compare(sides(OLD, known=True), sides(NEW, known=False)))}


def test_three_changed_one_split_one_deleted(found):
    assert {number: str(one.what) for number, one in found.items()} == {
        1: "changed", 2: "split", 4: "changed", 5: "changed", 6: "ended",
    }  # fmt: skip


def test_a_split_article_names_its_pieces_in_order(found):
    assert [side.number for side in found[2].pieces] == [2, 3]
    assert found[2].new_text == f"第二条　{NEW['2']}\n第三条　{NEW['3']}"


def test_a_deleted_article_leaves_nothing(found):
    assert (found[6].pieces, found[6].new_text) == ((), "")


def test_another_number_alone_is_no_effect(found):
    assert 3 not in found
    assert 7 not in found


def test_a_new_article_of_its_own_splits_nothing():
    old = {"1": OLD["1"]}
    new = {"1": NEW["1"], "2": "市场监督部门应当每季度公布抽查钢管扣件的结果。"}
    [one] = effects(compare(sides(old, known=True), sides(new, known=False)))
    assert (one.what, [side.number for side in one.pieces]) == (What.CHANGED, [1])


def test_an_article_cut_into_two_others_is_split_even_when_none_is_paired_with_it():
    old = {"2": OLD["2"]}
    new = {"8": NEW["3"], "9": NEW["2"]}
    [one] = effects(compare(sides(old, known=True), sides(new, known=False)))
    assert one.what is What.SPLIT
    assert [side.number for side in one.pieces] == [8, 9]
