"""The columns of an attendance sheet that stand for days."""

import pytest

from portal.rules.roster.days import Part, Unreadable, find_days, heads_alone, names_days, part_of

DAYS = [str(day) for day in range(1, 31)]
WHO = ["姓名", "身份证号"]


def find(*rows, line=1):
    return find_days(rows, line, lambda row: not row or row[0] in {"", "姓名"})


@pytest.mark.parametrize(
    "form",
    ["{}", "{:02d}", "{}日", "{}号", "9/{}", "9-{}", "9月{}日", "2026-09-{:02d}", "2026/9/{}", "{}\n三", "{}(周二)"],
)
def test_heads_of_days_are_known_in_every_spelling(form):
    found = find([*WHO, *(form.format(day) for day in range(1, 31)), "合计"])
    assert [column.day for column in found.columns] == list(range(1, 31))
    assert [column.place for column in found.columns] == list(range(2, 32))
    assert found.line == 1
    assert (found.month == 9) == ("9" in form)


def test_days_may_stand_in_the_row_below_or_above():
    assert find(WHO, ["", "", *DAYS]).line == 2
    assert find(["", "", *DAYS], WHO, line=2).line == 2
    assert find([*WHO, *["日期"] * 30], ["姓名", "身份证号", *DAYS], ["", "", *"一二三四五六日"]).line == 2


def test_a_person_below_is_no_row_of_the_header():
    assert find(WHO, ["王建国", "1", *DAYS]) is None
    assert find([*WHO, "1", "2"]) is None


def test_halves_below_a_day_are_two_columns_of_it():
    heads = [*WHO, *(cell for day in range(1, 8) for cell in (str(day), ""))]
    found = find(heads, ["", "", *["上午", "下午"] * 7])
    assert found.line == 2
    assert [(c.day, c.part) for c in found.columns[:3]] == [(1, Part.MORNING), (1, Part.AFTERNOON), (2, Part.MORNING)]
    assert len(found.columns) == 14


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (([*WHO, *DAYS[:15]], ["", "", *DAYS[15:]]), "两行"),
        (([*WHO, *DAYS, "30"],), "两列"),
        (([*WHO, *DAYS[20:], *DAYS[:20]],), "从小到大"),
        (([*WHO, *(f"8-{day}" for day in range(25, 32)), *(f"9-{day}" for day in range(1, 25))],), "从小到大"),
        (([*WHO, "8-1", "8-2", "9-3", "9-4", "9-5"],), "两个月"),
    ],
)
def test_days_that_could_be_misread_are_refused_in_words(rows, word):
    with pytest.raises(Unreadable, match=word):
        find(*rows)


def test_weekdays_and_heads_are_no_marks():
    assert heads_alone([*"一二三四五"])
    assert heads_alone(DAYS)
    assert heads_alone(["上午", "下午"])
    assert not heads_alone(["√", "休"])
    assert not heads_alone([])
    assert names_days(DAYS)
    assert not names_days(["1"] * 30)
    assert part_of("加班(小时)") is Part.EXTRA
    assert part_of("王五") is None
