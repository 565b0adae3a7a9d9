"""What goes into a draft of a precedent, and that nobody is in it."""

from __future__ import annotations

import datetime

import pytest

from cases.rules import records
from cases.rules.drafting import ROUTES, TOLD, Known, masked, own_words, stage_days, steps, words_for
from cases.rules.taxonomy import choices
from tests.cases.planted import make_cases

D = datetime.date
KNOWN = [
    Known("worker", "马德福"),
    Known("worker", "牛得草"),
    Known("labour", "宁波金桥劳务有限公司"),
    Known("project", "临江花园二期"),
    Known("staff", "经办人"),
]


def test_nothing_privileged_and_nothing_said_in_talks_is_read() -> None:
    assert not set(TOLD) & records.privileged()
    assert not set(TOLD) & {"dialogue", "meeting", "family", "first_aid", "advice", "investigation"}
    for kind, fields in TOLD.items():
        assert set(fields) <= {field.name for field in records.kinds()[kind].fields}


def test_every_way_is_one_of_the_taxonomy() -> None:
    assert {code for table in ROUTES.values() for code in table.values()} <= set(choices("route"))


def test_people_become_what_they_are_the_same_one_throughout() -> None:
    texts = {
        "facts": "马德福和牛 得草在临江花园二期干活，宁波金桥劳务有限公司没付钱。",
        "reasoning": "德福说没有合同。",
    }
    made, counts = masked(texts, KNOWN)
    assert made["facts"] == "工人甲和工人乙在某项目干活，某劳务公司没付钱。"
    assert made["reasoning"] == "工人甲说没有合同。"
    assert counts["姓名"] == 3


def test_a_name_of_one_character_and_one_given_twice_make_no_word() -> None:
    assert [
        one.name for one in words_for([Known("worker", "王"), Known("worker", "李四"), Known("family", "李四")])
    ] == ["李四"]


@pytest.mark.parametrize("number", range(12))
def test_what_is_planted_is_gone_also_where_no_list_knows_it(number: int) -> None:
    case = list(make_cases(12, seed=31))[number]
    fields = ("facts", "reasoning", "outcome", "lesson_manager")
    texts = {name: case.facts.get(name, "") for name in fields}
    made, counts = masked(texts, [])
    whole = "\n".join(made.values())
    assert [words for field, words in case.planted if field in fields and words in whole] == []
    assert sum(counts.values()) >= 8


def test_numbers_with_a_wrong_check_digit_go_too() -> None:
    text = "身份证 330212198001010019，卡号 6217 0012 3456 7890 124，微信 wx_laowang88，车牌浙B·12345。"
    made, _ = masked({"facts": text}, [])
    for words in ("330212198001010019", "6217 0012", "wx_laowang88", "12345"):
        assert words not in made["facts"]


def test_a_stage_that_was_gone_back_to_counts_all_its_days() -> None:
    changes = [
        ("报告", D(2026, 10, 12)),
        ("约谈", D(2026, 10, 13)),
        ("报告", D(2026, 10, 15)),
        ("约谈", D(2026, 10, 15)),
    ]
    assert stage_days(changes, D(2026, 10, 20)) == [{"name": "报告", "days": 1}, {"name": "约谈", "days": 7}]


def test_steps_are_days_from_the_first_and_none_before_it() -> None:
    rows = [(D(2026, 10, 14), "签了协议"), (D(2026, 10, 11), "打了 120"), (D(2026, 10, 14), "签了协议")]
    assert [(one["day"], one["text"]) for one in steps(rows, D(2026, 10, 12))] == [(0, "打了 120"), (2, "签了协议")]


def test_stages_and_events_are_the_programs_own_words() -> None:
    assert {"善后与履行", "家属与善后", "向家属通报", "签了协议"} <= own_words()
    assert "" not in own_words()
