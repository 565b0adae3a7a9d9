"""Flags on questions."""

import pytest

from training.rules import flags
from training.rules.flags import ALL, ENOUGH
from training.rules.picks import Pick, Picks
from training.rules.statistics import Item


def raised(n=ENOUGH, facility=0.6, index=40.0, **more):
    return [flag.code for flag in flags.flags(Item(n, facility, discrimination=index), **more)]


def picked(right, *wrong, n=100):
    rows = [Pick("对", right, right / n, True), *(Pick("错", count, count / n, False) for count in wrong)]
    return Picks(n, 0, tuple(rows))


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, []),
        ({"facility": 0.19}, ["hard"]),
        ({"facility": 0.2}, []),
        ({"facility": 0.96}, ["easy"]),
        ({"facility": 0.95}, []),
        ({"facility": 0.96, "red_line": True}, []),
        ({"index": 19.9}, ["weak"]),
        ({"index": 20.0}, []),
        ({"index": -0.1}, ["against"]),
        ({"index": None}, []),
        ({"facility": 0.24, "guess": 0.25}, ["guessed"]),
        ({"facility": 0.24, "guess": 0.0}, []),
        ({"picks": picked(30, 50, 20)}, ["rival"]),
        ({"picks": picked(60, 39, 1)}, ["unused"]),
        ({"picks": picked(60, 38, 2)}, []),
        ({"drifted": True}, ["drifted"]),
        ({"facility": 0.1, "index": -5.0, "picks": picked(10, 60, 30)}, ["against", "rival", "hard"]),
    ],
)
def test_a_flag_is_raised(facts, wanted):
    assert raised(**facts) == wanted


def test_few_papers_raise_none():
    assert raised(n=ENOUGH - 1, facility=0.1, index=-5.0, picks=picked(1, 60, 0)) == []


def test_what_everyone_knows_is_not_also_said_to_tell_little():
    assert raised(facility=0.97, index=3.0, picks=picked(97, 3, 0)) == ["easy"]


def test_every_flag_says_what_to_do():
    assert len({flag.code for flag in ALL}) == len(ALL)
    assert all(flag.words and flag.advice.endswith("。") for flag in ALL)
    assert [flag.code for flag in ALL if flag.grave] == ["against", "rival"]
