"""Questions as rows of a sheet: what is read, what is refused, and that writing reads back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.factories import SHAPES
from training.rules.bank_sheet import (
    COLUMNS,
    Entry,
    Names,
    find_headers,
    headers_problem,
    read_row,
    split_marks,
    write_row,
)
from training.rules.kinds import KINDS
from training.rules.questions import Wording, lettered, tidy

POINTS = {"scaffold.check": "脚手架：先验收再上架"}
NAMES = Names(
    {"scaffold.check": "scaffold.check", "先验收再上架": "scaffold.check", "脚手架：先验收再上架": "scaffold.check"},
    {"scene": 7, "#7": 7, "rail-a": 8, "rail-b": 9, "#8": 8, "#9": 9},
    {7: "scene", 8: "rail-a", 9: "rail-b"},
)
ROW = {
    "题号": "scaffold.check.1", "题型": "单选", "知识点": "先验收再上架", "题干": "上架前先做什么？", "选项A": "先验收",
    "选项B": "先上去", "答案": "A", "解析": "没验收不上。", "依据": "安全生产法第二十八条",
}  # fmt: skip

HAZARD = {"题型": "找隐患", "图片": "scene", "图里有什么": "架子"}


def read(kept: Entry | None = None, **changes: str):
    return read_row(ROW | changes, NAMES, kept)


def entry(kind: str, **changes: Any) -> Entry:
    body, key = SHAPES[kind]
    seen = {"picture": 7, "picture_alt": "一座架子"} if kind in ("hazard", "picture") else {}
    facts = {
        "stem": "怎么做？\n想一想",
        "explanation": "这样才稳。",
        "basis": "安全生产法第二十八条",
        "body": body,
        "key": key,
    }
    wording = tidy(Wording(kind, **facts | seen | changes))
    return Entry("x.1", "scaffold.check", wording, ("company", "rights"), ("木工", "电工"), True)


@pytest.mark.parametrize(("kind", "_name"), KINDS)
def test_what_is_written_reads_back_the_same(kind, _name):
    one = entry(kind)
    cells = dict(zip(COLUMNS, write_row(one, POINTS, NAMES.called), strict=True))
    assert read_row(cells, NAMES, None) == (one, [])
    assert read_row(cells, NAMES, one) == (one, [])


words = st.text("甲乙丙 abＡ，。（）[图]:固定1.5", min_size=1, max_size=12)


@given(st.lists(words, min_size=2, max_size=8, unique=True), st.data())
def test_options_with_pictures_and_pins_read_back(texts, data):
    rows = [
        {"text": text, "picture": data.draw(st.sampled_from([None, 8, 9])), "pin": data.draw(st.booleans())}
        for text in texts
    ]
    one = entry("single", body={"options": lettered(rows)}, key=["a"])
    cells = dict(zip(COLUMNS, write_row(one, POINTS, NAMES.called), strict=True))
    back, found = read_row(cells, NAMES, None)
    if any(split_marks(text)[1] for text in texts):
        return  # words that look like a mark are taken for one
    assert found or back == one


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"题型": "问答"}, "题型", "没有“问答”这种题型；可用：单选、多选"),
        ({"题型": ""}, "题型", "可用：单选"),
        ({"知识点": "先验收再上架吧"}, "知识点", "最接近的是"),
        ({"知识点": "火星"}, "知识点", "没有知识点“火星”"),
        ({"知识点": ""}, "知识点", "请填知识点"),
        ({"题号": ""}, "题号", "请填题号"),
        ({"题号": "题一"}, "题号", "小写字母"),
        ({"难度": "5"}, "难度", "没有“5”"),
        ({"级别": "火星级"}, "级别", "没有“火星级”"),
        ({"红线": "也许"}, "红线", "是”或“否"),
        ({"答案": ""}, "答案", "请填答案"),
        ({"答案": "甲"}, "答案", "选项的字母"),
        ({"答案": "D"}, "答案", "答案里的 D 不在选项里"),
        ({"答案": "AB"}, "答案", "也只有一个"),
        ({"选项B": "", "选项C": "丙"}, "选项B", "空着"),
        ({"选项B": "先验收"}, "选项A", "重复"),
        ({"题干": ""}, "题干", "请填题干"),
        ({"解析": ""}, "解析", "请写解析"),
        ({"依据": ""}, "依据", "请写依据"),
        ({"图片": "没有这张"}, "图片", "图片库里没有“没有这张”"),
        ({"选项A": "图一 [图:没有]"}, "选项A", "图片库里没有“没有”"),
        ({"图片": "scene"}, "图里有什么", "请写图里有什么"),
        ({"题型": "判断", "答案": "对"}, "选项A", "判断题没有选项"),
        ({"题型": "判断", "选项A": "", "选项B": "", "答案": "大概"}, "答案", "写“对”或“错”"),
        ({"题型": "填数", "选项A": "", "选项B": "", "答案": "许多"}, "答案", "要是一个数"),
        ({"题型": "填数", "选项A": "", "选项B": "", "答案": "2", "允许误差": "-1"}, "允许误差", "0 或正数"),
        (HAZARD, "选项A", "写上在图上的位置"),
        (HAZARD | {"选项A": "左 [位置:1,2,3]"}, "选项A", "左、上、宽、高"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_column(changes, column, said):
    none, found = read(**changes)
    assert none is None
    assert said in dict(found)[column]


@pytest.mark.parametrize(("answer", "key"), [("a", ["a"]), ("Ｂ", ["b"]), (" B ", ["b"])])
def test_letters_are_read_however_they_are_typed(answer, key):
    assert read(答案=answer)[0].wording.key == key


@pytest.mark.parametrize("answer", ["AB", "A,B", "a、b", "Ａ B", "B；A"])
def test_several_letters_are_read_with_any_separator(answer):
    assert read(题型="多选", 答案=answer)[0].wording.key == ["a", "b"]


@pytest.mark.parametrize(("answer", "key"), [("对", True), ("√", True), ("TRUE", True), ("错误", False), ("×", False)])
def test_true_and_false_have_many_names(answer, key):
    assert read(题型="判断", 选项A="", 选项B="", 答案=answer)[0].wording.key is key


def test_columns_that_are_not_there_stay_as_they_were():
    kept = entry("single")
    one, found = read(kept, 题号="x.1")
    assert found == []
    assert (one.levels, one.trades, one.red_line) == (kept.levels, kept.trades, kept.red_line)
    assert read()[0].levels == ()


def test_pictures_and_places_stay_while_the_words_beside_them_stay():
    hazard = entry("hazard")
    cells = dict(zip(COLUMNS, write_row(hazard, POINTS, NAMES.called), strict=True))
    bare = cells | {column: split_marks(text)[0] for column, text in cells.items() if column.startswith("选项")}
    assert read_row(bare | {"图片": "", "图里有什么": ""}, NAMES, hazard) == (hazard, [])
    assert read_row(bare | {"选项A": "别的地方"}, NAMES, hazard)[0] is None


def test_a_picture_is_taken_away_only_on_request():
    kept = entry("single", picture=7, picture_alt="架子")
    assert read(kept, 图片="")[0].wording.picture == 7
    assert read(kept, 图片="无")[0].wording.picture is None
    assert read(None, 图片="scene.SVG", 图里有什么="架子")[0].wording.picture == 7


def test_of_pictures_with_one_name_a_question_keeps_its_own():
    redrawn = Names(NAMES.points, {"scene": 70, "#70": 70}, {7: "scene", 70: "scene"})
    kept = entry("single", picture=7, picture_alt="架子")
    assert read_row(ROW | {"图片": "scene"}, redrawn, kept)[0].wording.picture == 7
    assert read_row(ROW | {"图片": "scene", "图里有什么": "架子"}, redrawn, None)[0].wording.picture == 70


def test_a_name_that_would_not_read_back_is_written_by_its_number():
    one = entry("single", picture=7, picture_alt="架子")
    assert "#7" in write_row(one, POINTS, {7: "图[1]"})


def test_headers_are_found_below_a_title_and_however_they_are_spaced():
    rows = [["题库"], ["题 号*", "题型", "题干", "选项ａ", "备注"]]
    assert find_headers(rows) == (1, {0: "题号", 1: "题型", 2: "题干", 3: "选项A"}, ["备注"])
    assert find_headers([["姓名", "电话"]]) is None
    assert headers_problem(["题号", "题干"]) == "缺少这些列：题型、知识点、答案、解析、依据"
    assert headers_problem(list(COLUMNS)) == ""
    assert headers_problem([*COLUMNS, "题干"]) == "这些列出现了两次：题干"
