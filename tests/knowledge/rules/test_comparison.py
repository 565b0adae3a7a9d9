"""Two versions side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.comparison import Kind, Op, Side, compare, mark_changes

RULES = [
    "本办法写给工地上的每一个人。",
    "进场先登记姓名和工种，再领安全帽。",
    "高处作业系好安全带，雨天停工。",
    "工资按月结清，打到本人卡上。",
    "受伤当天告诉班组长，单位在三十日内报工伤。",
]


def sides(texts: list[str], identities: list[int] | None = None) -> list[Side]:
    return [Side(identities[n] if identities else None, n + 1, 0, t) for n, t in enumerate(texts)]


def kinds(old: list[Side], new: list[Side]) -> list[tuple[str, str, str]]:
    return [(r.kind, r.old.key if r.old else "", r.new.key if r.new else "") for r in compare(old, new).rows]


def test_a_renumbered_article_is_matched() -> None:
    new = [RULES[0], "班组长每天点名，缺勤的当天问清去向。", *RULES[1:]]
    found = kinds(sides(RULES), sides(new))
    assert found == [
        ("same", "1", "1"),
        ("added", "", "2"),
        ("renumbered", "2", "3"),
        ("renumbered", "3", "4"),
        ("renumbered", "4", "5"),
        ("renumbered", "5", "6"),
    ]


def test_a_renumbered_and_changed_article_shows_what_changed() -> None:
    new = [RULES[0], *RULES[2:4], RULES[4].replace("三十日", "十五日")]
    row = compare(sides(RULES), sides(new)).rows[-1]
    assert (row.kind, row.moved) == (Kind.CHANGED, True)
    assert [(s.op, s.text) for s in row.left if s.op != Op.SAME] == [(Op.DELETE, "三十")]
    assert [(s.op, s.text) for s in row.right if s.op != Op.SAME] == [(Op.INSERT, "十五")]


def test_removed_articles_stand_where_they_stood() -> None:
    assert kinds(sides(RULES), sides([RULES[0], *RULES[3:]])) == [
        ("same", "1", "1"),
        ("removed", "2", ""),
        ("removed", "3", ""),
        ("renumbered", "4", "2"),
        ("renumbered", "5", "3"),
    ]


def test_known_identities_beat_likeness() -> None:
    result = compare(sides(RULES[:2], [7, 8]), sides([RULES[1], RULES[0]], [7, 8]))
    assert [row.kind for row in result.rows] == [Kind.CHANGED, Kind.CHANGED]


def test_counts_name_every_kind() -> None:
    assert compare(sides(RULES[:3]), sides(RULES[1:3])).counts == {
        Kind.SAME: 0,
        Kind.RENUMBERED: 2,
        Kind.CHANGED: 0,
        Kind.ADDED: 0,
        Kind.REMOVED: 1,
    }


def test_width_and_spaces_are_no_change() -> None:
    result = compare(sides(["（一）工具；２０％ 的"]), sides(["(一)工具;20%的"]))
    assert result.rows[0].kind == Kind.SAME


@pytest.mark.parametrize(
    ("old", "new", "deleted", "inserted"),
    [
        ("罚款100元并停工", "罚款1000元并停工", ["100"], ["1000"]),
        ("（一）按时到岗，戴安全帽", "(一)按时到岗，戴好安全帽", [], ["好"]),
        ("三十日内向当地仲裁机构提出", "一年内向当地仲裁机构提出", ["三十日"], ["一年"]),
        ("每周休息一天", "每周休息一天\n节假日另算", [], ["节假日另算"]),
    ],
    ids=["numbers change whole", "brackets differ in width", "neighbours merge", "a paragraph more"],
)
def test_marks(old: str, new: str, deleted: list[str], inserted: list[str]) -> None:
    left, right = mark_changes(old, new)
    assert [s.text for s in left if s.op == Op.DELETE] == deleted
    assert [s.text.strip() for s in right if s.op == Op.INSERT] == inserted


def test_texts_with_little_in_common_are_struck_out_whole() -> None:
    left, right = mark_changes("塔吊司机持证上岗。", "工资按月发到本人卡里。")
    assert [s.op for s in left + right] == [Op.DELETE, Op.INSERT]


@given(st.text("工资按月发放（）() 12３\n\u200b", max_size=40), st.text("工资按月发放（）() 12３\n\u200b", max_size=40))
def test_segments_join_to_the_original_texts(old: str, new: str) -> None:
    left, right = mark_changes(old, new)
    assert "".join(s.text for s in left) == old
    assert "".join(s.text for s in right) == new
