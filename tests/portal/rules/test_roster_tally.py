"""What the days of one person add up to."""

from decimal import Decimal as N

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.roster.days import Part
from portal.rules.roster.marks import Unit
from portal.rules.roster.tally import Marked, tally


def add(*cells, last=30, unit=Unit.UNSAID):
    """Cells are (day, value) or (day, value, part)."""
    marked = [Marked(2, day, day, more[0] if more else Part.WHOLE, value, len(more) > 1) for day, value, *more in cells]
    return tally(marked, last=last, legend={}, unit=unit)


def test_days_and_hours_are_added_apart_and_rest_is_no_absence():
    made = add((1, "√"), (2, "半"), (3, 8), (4, "9.5+2"), (5, "旷"), (6, "病"), (7, "休"))
    assert (made.days, made.hours, made.overtime, made.hour_days) == (N("1.5"), N("17.5"), N(2), 2)
    assert made.off == {"旷工": 1, "病假": 1, "休息": 1}
    assert (made.away("缺勤天数"), made.away("旷工天数"), made.away("请假天数")) == (2, 1, 1)
    assert made.values() == {
        "daily": {
            "1": "出勤",
            "2": "半天",
            "3": "8 小时",
            "4": "9.5 小时 加班 2 小时",
            "5": "旷工",
            "6": "病假",
            "7": "休息",
        },
        "days": "1.5",
        "hours": "17.5",
        "overtime": "2",
        "hour_days": "2",
    }


def test_hours_alone_are_never_made_days():
    assert add((1, 8), (2, 10)).values() == {
        "daily": {"1": "8 小时", "2": "10 小时"},
        "hours": "18",
        "hour_days": "2",
    }


def test_nothing_noted_is_nothing_and_absence_noted_is_no_day():
    assert add((1, "-"), (2, "")).values() == {}
    assert add((1, "旷")).values() == {"daily": {"1": "旷工"}, "days": "0"}


def test_halves_of_a_day_are_half_days_and_overtime_is_hours():
    made = add((1, "√", Part.MORNING), (1, "病", Part.AFTERNOON), (1, "2", Part.EXTRA, True), (2, "4", Part.MORNING))
    assert (made.days, made.hours, made.overtime) == (N("0.5"), N(4), N(2))
    assert made.off == {"病假": N("0.5")}
    assert made.daily["1"] == "半天 加班 2 小时、病假"


def test_what_is_not_sure_is_wrong_at_its_cell():
    for cells, word in (
        ([(1, "√"), (31, "√")], "只有 30 天"),
        ([(1, 1), (2, 8)], "既有小时数"),
        ([(1, "1", Part.MORNING)], "写 √"),
        ([(1, "2", Part.EXTRA)], "加班小时"),
        ([(1, "√", Part.EXTRA)], "加班小时"),
        ([(1, 20, Part.MORNING), (1, 5, Part.AFTERNOON)], "24 小时"),
        ([(1, "△")], "看不懂"),
    ):
        made = add(*cells)
        assert [word in reason for _, reason in made.wrong] == [True], cells


def test_a_sheet_in_days_takes_parts_of_days():
    assert add((1, "1.2"), (2, 2), unit=Unit.DAYS).days == N("3.2")


_MARKS = {
    "√": (N(1), N(0)),
    "半": (N("0.5"), N(0)),
    "旷": (N(0), N(0)),
    "8小时": (N(0), N(8)),
    "9.5": (N(0), N("9.5")),
    "": (N(0), N(0)),
}


@given(st.dictionaries(st.integers(1, 30), st.sampled_from(sorted(_MARKS))))
def test_any_month_adds_up_to_its_marks(month):
    made = add(*month.items())
    assert made.wrong == []
    assert (made.days or 0) == sum(_MARKS[mark][0] for mark in month.values())
    assert (made.hours or 0) == sum(_MARKS[mark][1] for mark in month.values())
    assert sorted(map(int, made.daily)) == sorted(day for day, mark in month.items() if mark)
