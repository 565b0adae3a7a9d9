"""What masking finds by weights where no rule speaks: names that are common words, firms and sites named in passing.

The sentences are our own and stand in no text that the weights were learned from.
"""

from __future__ import annotations

import re

import pytest

from portal.rules.masking import Kind, Options, clues, find, learned
from portal.rules.masking.cutting import cut
from portal.rules.masking.found import Folded

NAMES = [
    ("庭前会议笔录。代理人：稳健。证人：及格、丰满。", ["稳健", "及格", "丰满"]),
    ("死者奔放之妻眷恋到庭，要求被告说清楚。", ["奔放", "眷恋"]),
    ("他叫稀罕，做抹灰。", ["稀罕"]),
]
PLACES = [
    ("下午三点，鼎盛幕墙的人来了，带着一份协议。", "鼎盛幕墙", Kind.EMPLOYER),
    ("我们在江畔云筑贴了三个月瓷砖，一分没拿到。", "江畔云筑", Kind.PROJECT),
]
QUIET = [
    "脚手架晃动0？",
    "坠落\n\n工人甲坠落。",
    "各班组于是日下午两点开会，安全员讲解注意事项。",
    "因为下雨，所以停工一天，如果明天放晴就复工。",
    "任何人不得擅自拆除连墙件，偶然因素除外。",
    "我只是一般的小工，经常加班，从来没有加班费。",
    "具体情况以调查结论为准，特别是时间和地点。",
    "老板说方便的话明天去工地看看。",
    "请求判令被告支付工资一万元，诉讼费由被告负担。",
    "钱还没给，老板叫我们等。",
    "宁波市人力资源和社会保障局",
    "区总工会的人到了现场。",
    "钱打进工人卡里，群里没有人说话，由被告负担。",
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_a_common_word_is_a_name_where_people_stand(text: str, names: list[str]) -> None:
    assert [one.text for one in find(text) if one.kind == Kind.NAME] == names


@pytest.mark.parametrize(("text", "name", "kind"), PLACES)
def test_a_firm_or_a_site_is_found_without_its_kind(text: str, name: str, kind: Kind) -> None:
    assert [(one.text, one.kind, one.sure) for one in find(text)] == [(name, kind, False)]


@pytest.mark.parametrize("text", QUIET)
def test_everyday_sentences_name_nobody(text: str) -> None:
    assert find(text) == []


def test_firms_and_sites_are_left_out_when_not_asked_for() -> None:
    kinds = {one.kind for text, _, _ in PLACES for one in find(text, options=Options(organisations=False))}
    assert not kinds & {Kind.EMPLOYER, Kind.PROJECT}


def test_a_long_line_without_any_name_is_read() -> None:
    empty = learned.Reading(Folded.of(""), cut(""), [])
    assert empty.found() == empty.likely([]) == empty.again([]) == []
    assert find("。" * 50 + "\n" + "的" * 50) == []


def test_what_is_tagged_lies_in_one_sentence_and_repeats_the_same() -> None:
    text = Folded.of("证人偶然称，他在云岭新天地刷漆。住桥头街23号。")
    once, again = (learned.Reading(text, cut(text.text), []).found() for _ in range(2))
    assert once == again
    assert once
    assert all("。" not in one.text and 0 <= one.start < one.end <= len(text.text) for one in once)


def test_what_a_rule_cuts_off_is_found_whole() -> None:
    found = find("上诉人在景洪市嘎洒镇曼景法村村口张贴了告示。")
    assert [one.text for one in found if one.kind == Kind.ADDRESS] == ["嘎洒镇曼景法村村口"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("原来青州南阳河大桥加宽工程中途换过施工单位。", "青州南阳河大桥加宽工程"),
        ("工人在Smart Valley研发楼绑钢筋。", "Smart Valley研发楼"),
    ],
)
def test_a_site_reaches_as_far_as_its_name(text: str, whole: str) -> None:
    assert whole in [one.text for one in find(text) if one.kind == Kind.PROJECT]


def test_areas_and_plain_posts_are_no_firms() -> None:
    for text in ("社保应在深圳补缴。", "从河南招工赴境外。", "水电班和弱电班都到了。"):
        assert [one.text for one in find(text) if one.kind == Kind.EMPLOYER] == []


def test_weights_are_read_as_they_were_written() -> None:
    columns = [bytes([tag, 256 - tag]) if tag else bytes(2) for tag in range(learned.TAGS)]
    read = learned.read(learned.write(["1人", "2工"], columns, [[0]]))
    assert read.clues == {
        "1人": learned.pack(range(learned.TAGS)),
        "2工": learned.pack([-tag for tag in range(learned.TAGS)]),
    }
    told = learned.scores([["1人", "2工", "unknown"], ["1人"]], read)
    assert [b - a for a, b in zip(*told, strict=True)] == list(range(learned.TAGS))


def test_the_best_row_of_tags_is_whole() -> None:
    """A beginning without an end is none, however much speaks for it."""
    steps = [[0] * learned.TAGS for _ in range(learned.TAGS)]
    lone = [0, 9, *[0] * (learned.TAGS - 2)]
    end = [0, 0, 0, 9, *[0] * (learned.TAGS - 4)]
    outside = [5, *[0] * (learned.TAGS - 1)]
    assert list(learned.best([tuple(outside), tuple(lone), tuple(end), tuple(outside)], steps)) == [(1, 3, 0)]
    assert list(learned.best([tuple(outside), tuple(lone)], steps)) == []


def test_the_weights_hold_no_long_stretch_of_a_text() -> None:
    """Clues are short: no sentence of a training text stands in the file that is shipped."""
    listed = learned.read(learned.WEIGHTS.read_bytes()).clues
    assert max(len(re.findall(r"[\u3400-\u9fff]", clue)) for clue in listed) <= 8
    assert learned.WEIGHTS.stat().st_size < 700_000


def test_clues_tell_lists_fields_and_rules() -> None:
    plain = "地点:老张家"
    rows = list(clues.of_text(plain, cut(plain), []))
    assert len(rows) == len(plain)
    assert "F地点0" in rows[3]
    assert "R0-" in rows[3]
    assert list(clues.of_text("", cut(""), [])) == []
