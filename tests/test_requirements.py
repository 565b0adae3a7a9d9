"""Every requirement of the emergency plan names the tests that prove it."""

from __future__ import annotations

import pytest

from tests.covering import COMMAND, ROOT, TABLE, Wrong, covered, later, marks, numbers, table


def test_no_requirement_is_without_a_test():
    assert sorted(set(numbers()) - set(covered())) == []


def test_no_test_names_a_number_that_does_not_exist():
    assert sorted(set(covered()) - set(numbers())) == []


def test_what_is_to_come_is_not_said_to_be_proved():
    assert set(later()) & set(numbers()) == set()
    assert {number.partition("-")[0] for number in later()} == {"K", "P", "X", "Y"}


def test_the_numbers_are_those_of_the_plan_without_a_gap():
    upto = {"S": 6, "O": 11, "D": 16, "I": 16, "T": 6, "H": 2, "E": 8, "C": 8, "V": 4, "K": 4, "X": 5, "P": 2, "Y": 3}
    plan = {f"{letter}-{n:02}" for letter, last in upto.items() for n in range(1, last + 1)}
    assert set(numbers()) | set(later()) == plan | {f"N{n}" for n in range(1, 16)}


def test_the_table_in_the_documentation_is_that_of_the_marks():
    assert TABLE.read_text(encoding="utf-8") == table(), f"run `{COMMAND}`"


def test_how_to_make_the_table_is_written_where_people_look():
    assert COMMAND in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_a_mark_is_read_from_the_source():
    source = '@pytest.mark.covers("D-01", "N4")\n@pytest.mark.parametrize("x", [1])\ndef test_x(x): ...\n'
    assert list(marks(source)) == [("test_x", ("D-01", "N4"))]


@pytest.mark.parametrize(
    "source",
    [
        '@pytest.mark.covers("D-01")\ndef helper(): ...',
        '@pytest.mark.covers("D-01")\nclass TestX: ...',
        "@pytest.mark.covers()\ndef test_x(): ...",
        "@pytest.mark.covers\ndef test_x(): ...",
        "@pytest.mark.covers(*NUMBERS)\ndef test_x(): ...",
        '@pytest.mark.covers("D-01", "D-01")\ndef test_x(): ...',
    ],
)
def test_a_mark_that_proves_nothing_is_an_error(source):
    with pytest.raises(Wrong):
        list(marks(source))
