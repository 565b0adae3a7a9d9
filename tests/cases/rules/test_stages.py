"""The two paths, and what holds a stage back."""

import pytest

from cases.rules.stages import (
    Path,
    along,
    first,
    following,
    missing,
    not_asked,
    objections,
    path_of,
    stages,
    wished,
)

ALL = {need.code for stage in stages().values() for need in stage.need}


def test_both_paths_have_six_stages_in_order() -> None:
    assert [stage.code for stage in along(Path.DISPUTE)] == [f"D{n}" for n in range(1, 7)]
    assert [stage.code for stage in along(Path.INJURY)] == [f"I{n}" for n in range(1, 7)]
    assert (first("DIS"), first("DTH"), first("NEI"), path_of("OCC")) == ("D1", "I1", "D1", Path.INJURY)
    assert (following("D5"), following("I6")) == ("D6", "")


def test_what_is_not_there_is_named() -> None:
    assert [need.code for need in missing("D1", {"fact:demands"})] == ["happening:reported", "fact:people_count"]
    assert [wish.code for wish in wished("I2", set())] == ["fact:evidence"]


def test_forward_needs_all_that_is_left_or_a_reason_for_each() -> None:
    assert objections("D1", "D3", ALL, {}) == []
    told = objections("D2", "D3", set(), {"record:lookup": "工人没有实名登记"})
    assert told == ["还没有：已和工人谈过，诉求写清楚"]


def test_back_needs_a_reason_and_the_other_path_is_never_open() -> None:
    assert objections("D4", "D2", ALL, {})
    assert not objections("D4", "D2", set(), {"": "工人又提出新的诉求"})
    assert objections("D4", "I4", ALL, {})
    assert objections("D4", "D4", ALL, {})


def test_what_is_spared_a_near_miss_is_asked_for_by_a_stage_of_an_injury() -> None:
    asked = {need.code for stage in along(Path.INJURY) for need in (*stage.need, *stage.wish)}
    assert not_asked(hurt=False, loss=False) <= asked


@pytest.mark.parametrize(
    ("hurt", "loss", "asked"),
    [
        (True, False, {"I1", "I2", "I3", "I4", "I5", "I6"}),
        (False, True, {"I1", "I3", "I5", "I6"}),
        (False, False, {"I1", "I3"}),
    ],
)
def test_a_near_miss_is_reported_and_looked_into_and_asked_for_nothing_else(
    hurt: bool, loss: bool, asked: set[str]
) -> None:
    spared = not_asked(hurt=hurt, loss=loss)
    assert {stage.code for stage in along(Path.INJURY) if missing(stage.code, spared)} == asked
