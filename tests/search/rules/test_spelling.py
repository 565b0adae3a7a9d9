"""Corrections by sound and shape: what is proposed, and that the rest is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.rules.spelling import LONGEST_TEXT, Correction, Piece, Vocabulary, correct

WORDS = [
    ("工伤赔偿", 70, "gong shang pei chang"),
    ("工伤", 70, "gong shang"),
    ("拖欠", 70, "tuo qian"),
    ("拖欠工资", 70, "tuo qian gong zi"),
    ("工资", 70, "gong zi"),
    ("劳动合同法", 120, "lao dong he tong fa"),
    ("劳动合同", 70, "lao dong he tong"),
    ("劳动", 70, "lao dong"),
    ("仲裁", 70, "zhong cai"),
    ("仲裁委员会", 70, "zhong cai wei yuan hui"),
    ("农民工", 70, "nong min gong"),
    ("年休假", 70, "nian xiu jia"),
    ("调解", 70, "tiao jie"),
    ("补发", 70, "bu fa"),
    ("彩礼", 40, "cai li"),
    ("征收补偿", 70, "zheng shou bu chang"),
]
READINGS = {
    "商": ["shang"], "尝": ["chang"], "托": ["tuo"], "和": ["he"], "同": ["tong"], "才": ["cai"], "名": ["ming"],
    "重": ["zhong", "chong"], "明": ["ming"], "连": ["lian"], "节": ["jie"], "不": ["bu"], "采": ["cai"],
    "增": ["zeng"], "蒸": ["zheng"], "公": ["gong"], "司": ["si"], "长": ["chang", "zhang"], "修": ["xiu"],
}  # fmt: skip
WRITTEN = ["市场调节", "老板不发工资", "公司"]
VOCABULARY = Vocabulary.build(WORDS, readings=READINGS, written=WRITTEN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("工商赔尝", "工伤赔偿"),
        ("老板托欠工资", "老板拖欠工资"),
        ("劳动和同法", "劳动合同法"),
        ("仲才", "仲裁"),
        ("重裁怎么申请", "仲裁怎么申请"),
        ("仲栽委员会", "仲裁委员会"),
        ("农名工", "农民工"),
        ("连休假", "年休假"),
        ("增收补偿", "征收补偿"),
        ("蒸收补长", "征收补偿"),
        ("托欠公资和仲才", "拖欠工资和仲裁"),
        ("gongshangpeichang", "工伤赔偿"),
        ("zhong cai", "仲裁"),
        ("申请 zhongcai 的时间", "申请 仲裁 的时间"),
    ],
)
def test_proposes(typed: str, meant: str) -> None:
    found = correct(typed, VOCABULARY)
    assert found is not None
    assert found.text == meant


def test_says_what_it_changed_and_where() -> None:
    assert correct("我要仲才，老板托欠工资", VOCABULARY) == Correction(
        "我要仲裁，老板拖欠工资", (Piece("仲才", "仲裁", 2), Piece("托欠工资", "拖欠工资", 7))
    )


@pytest.mark.parametrize(
    "typed",
    [
        "工伤赔偿", "劳动合同", "拖欠工资怎么办", "公司", "工资", "市场调节", "调节", "不发", "老板不发工资",
        "采礼", "仲", "", "  ", "law", "abc", "工伤" * LONGEST_TEXT, "仲裁和调解", "北京", "2024-05-01",
    ],
)  # fmt: skip
def test_leaves_alone(typed: str) -> None:
    assert correct(typed, VOCABULARY) is None


def test_a_rare_short_word_is_not_proposed() -> None:
    common = Vocabulary.build([("彩礼", 70, "cai li")], readings=READINGS)
    assert correct("采礼", common) is not None
    assert correct("采礼", VOCABULARY) is None


def test_what_people_write_is_no_slip() -> None:
    words = [("仲裁", 70, "zhong cai")]
    assert correct("仲才", Vocabulary.build(words, readings=READINGS)) is not None
    assert correct("仲才", Vocabulary.build(words, readings=READINGS, written=["仲才"])) is None


def test_an_empty_vocabulary_proposes_nothing() -> None:
    assert correct("工商赔尝", Vocabulary()) is None


def test_terms_without_a_syllable_for_each_character_are_left_out() -> None:
    assert Vocabulary.build([("工伤", 1, "gong"), ("N+1", 1, "N + 1"), ("伤", 1, "shang")]).terms == ()


def test_characters_outside_the_basic_plane_do_no_harm() -> None:
    assert correct("𠮷𠮷仲才", VOCABULARY) is not None
    assert correct("𠮷𠮷", VOCABULARY) is None


@given(st.lists(st.sampled_from([w[0] for w in WORDS]), min_size=1, max_size=8))
def test_known_words_are_never_changed(words: list[str]) -> None:
    assert correct("".join(words), VOCABULARY) is None


@given(st.text(alphabet="工商伤赔尝偿托拖欠资劳动和合同法仲才裁，a 老板", max_size=30))
def test_pieces_account_for_every_difference(typed: str) -> None:
    found = correct(typed, VOCABULARY)
    if found is None:
        return
    out, at = "", 0
    for piece in found.pieces:
        assert typed[piece.start :].startswith(piece.said)
        assert piece.said != piece.meant
        out += typed[at : piece.start] + piece.meant
        at = piece.start + len(piece.said)
    assert out + typed[at:] == found.text
