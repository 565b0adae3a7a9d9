"""What can happen is offered in groups: each event once, what fits the stage first."""

from __future__ import annotations

import pytest

from cases.rules.clocks import vocabulary
from cases.rules.events import groups, offered
from cases.rules.stages import Path, stages


def test_every_event_stands_in_one_group() -> None:
    told = [event for group in groups() for event in group.events]
    assert sorted(told) == sorted(vocabulary("events"))


def test_groups_name_stages_of_their_path_and_every_stage_has_one() -> None:
    for group in groups():
        assert set(group.stages) <= set(stages()), group.title
        assert all(group.path in ("", stage[0]) for stage in group.stages), group.title
    assert set(stages()) == {stage for group in groups() for stage in group.stages}


@pytest.mark.parametrize("stage", list(stages()))
def test_what_fits_the_stage_comes_first_and_nothing_is_lost(stage: str) -> None:
    found = offered(Path(stage[0]), stage)
    fitting = [title.startswith("这个阶段：") for title, _ in found]
    assert fitting == sorted(fitting, reverse=True)
    assert fitting[0]
    assert {code for _, rows in found for code, _ in rows} == set(vocabulary("events"))


def test_a_few_words_find_an_event_and_none_find_nothing() -> None:
    assert offered(Path.INJURY, "I4", "工伤 申请") == [
        ("这个阶段：工伤认定和劳动能力鉴定", [("recognition_filed", "提交工伤认定申请")])
    ]
    assert offered(Path.INJURY, "I4", "没有这样的事") == []
