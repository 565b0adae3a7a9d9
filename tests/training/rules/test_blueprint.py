"""What a paper asks for: read, checked, named."""

import pytest

from training.rules.blueprint import Quota, describe, read_quotas

NAMES = {"scaffold.check": "脚手架先验收", "height.anchor": "高挂低用"}


def test_a_stored_blueprint_reads_back_as_it_was():
    rows = [
        {"count": 4, "groups": ["脚手架"], "kinds": ["single"]},
        {"count": 2, "difficulty": [1, 2], "levels": ["company"], "trades": "own", "red_line": True},
    ]
    quotas, wrong = read_quotas(rows)
    assert wrong == []
    assert [quota.stored() for quota in quotas] == rows


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "至少要有一行抽题要求"),
        (None, "至少要有一行抽题要求"),
        (["x"], "第1行：写法不对"),
        ([{}], "第1行：题数要是 1 以上的整数"),
        ([{"count": True}], "第1行：题数要是 1 以上的整数"),
        ([{"count": 0}], "第1行：题数要是 1 以上的整数"),
        ([{"count": 1, "kinds": "single"}], "第1行：“kinds”要是一列值"),
        ([{"count": 1, "kinds": ["essay"]}], "第1行：没有“essay”这种题型"),
        ([{"count": 1, "difficulty": [4]}], "第1行：难度只有 1、2、3，没有“4”"),
        ([{"count": 1, "levels": ["moon"]}], "第1行：没有“moon”这个级别"),
        ([{"count": 1, "trades": "木工"}], "第1行：工种只能是“本工种”或不限"),
        ([{"count": 1, "red_line": "yes"}], "第1行：红线题只能是“是”“否”或不限"),
        ([{"count": 1, "colour": 1}], "第1行：没有“colour”这个条件"),
        ([{"count": 60}, {"count": 41}], "一份试卷最多 100 题，现在是 101 题"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(rows, message):
    assert message in read_quotas(rows)[1]


@pytest.mark.parametrize(
    ("quota", "name"),
    [
        (Quota(4, groups=frozenset({"脚手架"}), kinds=frozenset({"single"})), "‘脚手架’单选"),
        (Quota(4, points=frozenset({"height.anchor"}), red_line=True), "‘高挂低用’红线题"),
        (Quota(4, own_trade=True), "本工种题"),
        (Quota(4, kinds=frozenset({"multiple", "single"})), "单选或多选"),
        (Quota(4, levels=frozenset({"company"}), difficulty=frozenset({3})), "公司级难度难的题"),
        (Quota(4, red_line=False), "非红线题"),
        (Quota(4), "题"),
    ],
)
def test_a_quota_has_a_name_in_chinese(quota, name):
    assert describe(quota, NAMES) == name
