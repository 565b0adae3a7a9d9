"""What the box offers for Chinese, pinyin and first letters."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.rules.suggest import Entry, Suggester

ENTRIES = [
    Entry("工伤保险条例", "/law/gsbxtl/", "行政法规", 120, "gong shang bao xian tiao li"),
    Entry("工伤认定办法", "/law/gsrdbf/", "部门规章", 110, "gong shang ren ding ban fa"),
    Entry("劳动合同法", "/law/ldhtf/", "法律", 120, "lao dong he tong fa"),
    Entry("工伤", "", "", 70, "gong shang"),
    Entry("视同工伤", "", "", 60, "shi tong gong shang"),
    Entry("律师费", "", "", 40, "lv shi fei"),
    Entry("N+1", "", "经济补偿", 40, "N + 1"),
    Entry("没签合同怎么办", "", "大家在问", 55, "mei qian he tong zen me ban"),
]
SUGGESTER = Suggester(ENTRIES)


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("gsbx", ["工伤保险条例"]),
        ("GSBX", ["工伤保险条例"]),
        ("gs", ["工伤", "工伤保险条例", "工伤认定办法"]),
        ("gongshangb", ["工伤保险条例"]),
        ("gong shang bao", ["工伤保险条例"]),
        ("gong'shang'ren", ["工伤认定办法"]),
        ("工伤", ["工伤", "工伤保险条例", "工伤认定办法", "视同工伤"]),
        ("工伤rend", ["工伤认定办法"]),
        ("工伤bx", ["工伤保险条例"]),
        ("hetong", ["劳动合同法", "没签合同怎么办"]),
        ("htf", ["劳动合同法"]),
        ("etong", []),
        ("合同", ["劳动合同法", "没签合同怎么办"]),
        ("lvshi", ["律师费"]),
        ("n+1", ["N+1"]),
        ("xyz", []),
        ("", []),
        ("   ", []),
        ("工" * 40, []),
    ],
)
def test_suggests(typed: str, texts: list[str]) -> None:
    assert [e.text for e in SUGGESTER.suggest(typed)] == texts


def test_keeps_the_address_and_the_note() -> None:
    assert SUGGESTER.suggest("gsbx")[0] == ENTRIES[0]


def test_no_more_than_asked_for() -> None:
    assert [e.text for e in SUGGESTER.suggest("工伤", limit=2)] == ["工伤", "工伤保险条例"]
    assert SUGGESTER.suggest("工伤", limit=0) == []


def test_one_text_once_the_heaviest() -> None:
    suggester = Suggester([Entry("工伤", "", "轻", 1), Entry("工伤", "/topics/injury/", "重", 9)])
    assert [e.note for e in suggester.suggest("工伤")] == ["重"]


@given(st.randoms(use_true_random=False), st.sampled_from(["工", "g", "gongs", "合同", "sh", "法"]))
def test_the_order_does_not_depend_on_how_entries_came(shuffled: random.Random, typed: str) -> None:
    entries = ENTRIES.copy()
    shuffled.shuffle(entries)
    assert Suggester(entries).suggest(typed) == SUGGESTER.suggest(typed)


@given(st.sampled_from(ENTRIES), st.integers(1, 12), st.integers(1, 12))
def test_every_beginning_and_middle_finds_its_text(entry: Entry, start: int, size: int) -> None:
    start = start % len(entry.text)
    for typed in (entry.text[:size], entry.text[start : start + size]):
        assert entry in SUGGESTER.suggest(typed, limit=len(ENTRIES))
    sound = entry.pinyin.replace(" ", "").lower()
    assert entry in SUGGESTER.suggest(sound[: max(size, 1)], limit=len(ENTRIES))
