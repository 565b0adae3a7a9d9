"""Questions of every kind: what is well formed, and what may be shown."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.factories import SHAPES
from training.rules.kinds import KINDS
from training.rules.questions import Wording, code_problem, lettered, plain, problems, shown, tidy


def wording(kind: str = "single", **changes: Any) -> Wording:
    body, key = SHAPES[kind]
    seen = {"picture": 7, "picture_alt": "脚手架上的人"} if kind in ("hazard", "picture") else {}
    facts = {"stem": "怎么做？", "explanation": "这样才稳。", "basis": "安全生产法第二十八条", "body": body, "key": key}
    return Wording(kind, **facts | seen | changes)


def options(*texts: str) -> dict[str, Any]:
    return {"options": lettered({"text": text} for text in texts)}


def regions(**changes: Any) -> dict[str, Any]:
    rows = [dict(row) for row in SHAPES["hazard"][0]["regions"]]
    rows[1] |= changes
    return {"regions": rows}


@pytest.mark.parametrize(("kind", "_name"), KINDS)
def test_a_plain_question_of_each_kind_is_well_formed(kind, _name):
    assert problems(wording(kind)) == []


@pytest.mark.parametrize(
    ("one", "field", "message"),
    [
        (wording(kind="single", stem=" \n "), "stem", "请填题干"),
        (wording(explanation=""), "explanation", "请写解析"),
        (wording(basis=""), "basis", "请写依据"),
        (wording(difficulty=4), "difficulty", "难度只有"),
        (wording(stem="长" * 501), "stem", "最多 500 个字"),
        (wording(body=options("甲")), "options", "选项要有 2 到 8 个，现在是 1 个"),
        (wording(body=options(*"一二三四五六七八九")), "options", "现在是 9 个"),
        (wording(body=options("甲", "甲。")), "options", "第2个选项与前面的重复"),
        (wording(body=options("Ａ", "a")), "options", "第2个选项与前面的重复"),
        (wording(body=options("甲", "")), "options", "第2个选项没有文字"),
        (wording(body=options("甲", "长" * 121)), "options", "最多 120 个字"),
        (wording(body={"options": [{"key": "x", "text": "甲"}, {"key": "b", "text": "乙"}]}), "options", "依次"),
        (wording(body={"options": "abc"}), "options", "现在是 0 个"),
        (wording(key=["e"]), "key", "答案里的 E 不在选项里"),
        (wording(key=[]), "key", "也只有一个"),
        (wording(key=["a", "b"]), "key", "也只有一个"),
        (wording(key="b"), "key", "请填答案"),
        (wording("multiple", key=["a"]), "key", "至少有两个"),
        (wording("multiple", key=["a", "a"]), "key", "至少有两个"),
        (wording("true_false", key="对"), "key", "请选“对”或“错”"),
        (wording("picture", picture=None), "picture", "每个选项都配图"),
        (wording("picture", picture_alt=""), "picture_alt", "请写图里有什么"),
        (wording("hazard", picture=None), "picture", "找隐患要有一张图"),
        (wording("hazard", key=list("abcd")), "key", "也至少一处没有"),
        (wording("hazard", key=[]), "key", "至少一处有隐患"),
        (wording("hazard", body=regions(w=80)), "regions", "第2个位置超出了图的边"),
        (wording("hazard", body=regions(x=-1)), "regions", "第2个位置超出了图的边"),
        (wording("hazard", body=regions(h=1)), "regions", "手指点不中"),
        (wording("hazard", body=regions(x="左")), "regions", "要填数字"),
        (wording("hazard", body=regions(label="")), "regions", "第2个位置没有文字"),
        (wording("ordering", body={"items": lettered([{"text": "一"}, {"text": "二"}])}), "items", "3 到 8 个"),
        (wording("ordering", key=["a", "b"]), "key", "每一步都要排进"),
        (wording("ordering", key=["a", "a", "b"]), "key", "每一步都要排进"),
        (wording("numeric", key={"value": "许多"}), "key", "答案要是一个数"),
        (wording("numeric", key={"value": math.nan}), "key", "答案要是一个数"),
        (wording("hazard", body=regions(w=math.nan)), "regions", "要填数字"),
        (wording("numeric", key=1.5), "key", "答案要是一个数"),
        (wording("numeric", key={"value": 2, "tolerance": -1}), "tolerance", "0 或正数"),
        (wording("numeric", body={"unit": "长" * 11}), "unit", "单位太长"),
        (Wording("essay", "题", True, "解析", "依据"), "kind", "没有“essay”这种题型"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(one, field, message):
    found = dict(problems(one))
    assert message in found[field]


def test_picture_options_need_no_picture_in_the_stem():
    body = {"options": lettered([{"text": "图一", "picture": 1}, {"text": "图二", "picture": 2}])}
    assert problems(wording("picture", picture=None, picture_alt="", body=body, key=["a"])) == []


def test_equal_content_is_equal_however_it_was_typed():
    written = wording("multiple", stem="  怎么做？ ", key=["c", "a", "c"])
    assert tidy(written) == tidy(wording("multiple"))
    typed = wording("numeric", key={"value": "１．５０", "tolerance": None}, body={"unit": " 米 ", "stray": 1})
    assert tidy(typed) == tidy(wording("numeric"))
    unpinned = {"options": [{**row, "pin": False, "picture": None} for row in SHAPES["single"][0]["options"]]}
    assert tidy(wording(body=unpinned)) == tidy(wording())


def test_steps_are_kept_in_their_right_order_whatever_order_they_were_written_in():
    one = tidy(wording("ordering"))
    assert (one.key, [item["text"] for item in one.body["items"]]) == (["a", "b", "c"], ["第c步", "第a步", "第b步"])
    assert one == tidy(wording("ordering", body=one.body, key=one.key))


@given(st.sampled_from([kind for kind, _ in KINDS]))
def test_tidying_twice_changes_nothing(kind):
    assert tidy(tidy(wording(kind))) == tidy(wording(kind))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([kind for kind, _ in KINDS]), JSON, st.sampled_from(["options", "regions", "items"]), JSON)
def test_whatever_is_sent_is_answered_with_problems_not_with_an_error(kind, rows, part, key):
    body = {part: rows}
    assert isinstance(problems(replace(wording(kind), body=body, key=key)), list)


@pytest.mark.parametrize(
    ("value", "number"), [("1.50", 1.5), ("２", 2), (3.0, 3), ("一点五", 1.5), ("x", "x"), (True, True)]
)
def test_numbers_are_kept_plain(value, number):
    assert plain(value) == number


@pytest.mark.parametrize("code", ["height.anchor.1", "a-b.2", "x"])
def test_codes_are_plain(code):
    assert code_problem(code) == ""


@pytest.mark.parametrize("code", ["", "Höhe", "a..b", "a b", "a" * 61])
def test_other_codes_are_refused(code):
    assert code_problem(code)


@pytest.mark.parametrize(("kind", "_name"), KINDS)
def test_what_is_shown_holds_neither_key_nor_letters(kind, _name):
    body, _ = SHAPES[kind]
    rows = body.get("options") or body.get("regions") or body.get("items") or []
    order = [row["key"] for row in reversed(rows)]
    sent = shown(kind, "怎么做？", body, order)
    assert set(sent) == {"kind", "stem", "unit", "parts"}
    assert not any("key" in part or "pin" in part for part in sent["parts"])
    assert [part["place"] for part in sent["parts"]] == list(range(1, len(rows) + 1))
    assert '"key"' not in json.dumps(sent)
    if kind == "single":
        assert [part["text"] for part in sent["parts"]] == ["做法d", "做法c", "做法b", "做法a"]
