"""What a record from a sheet says in words."""

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.roster.telling import changes, told_days, told_deductions


def test_days_that_say_the_same_stand_together():
    daily = {"10": "出勤", "1": "出勤", "2": "出勤", "3": "病假", "4": "出勤", "11": "出勤"}
    assert told_days(daily) == "出勤 1—2、4、10—11 日；病假 3 日"
    assert told_days({}) == ""


def test_deductions_are_told_by_their_names():
    assert told_deductions({"代扣社保": "300", "借支": "500"}) == "代扣社保 300 元、借支 500 元"


def test_a_corrected_row_tells_what_it_changes_and_nothing_else():
    before = {
        "sheet": "wages",
        "due": "6000",
        "paid": "5000",
        "deductions": {"借支": "500"},
        "daily": {"3": "旷工", "4": "出勤"},
    }
    after = {
        "due": "6000",
        "paid": "4900",
        "deductions": {"借支": "600", "罚款": "1"},
        "daily": {"3": "出勤", "4": "出勤"},
    }
    assert changes(before, after) == "实发 5000 → 4900；3 日 旷工 → 出勤；借支 500 → 600；罚款 （空） → 1"


@given(st.dictionaries(st.sampled_from(["due", "paid", "days", "note"]), st.text(min_size=1, max_size=4)))
def test_the_same_values_change_nothing(values):
    assert changes(values, dict(values)) == ""


@given(st.dictionaries(st.integers(1, 31).map(str), st.sampled_from(["出勤", "休息", "8 小时"])))
def test_every_day_is_told_once(daily):
    told = told_days(daily)
    days = [
        day
        for part in told.split("；")
        if part
        for run in part.removesuffix(" 日").rpartition(" ")[2].split("、")
        for day in range(int(run.split("—")[0]), int(run.split("—")[-1]) + 1)
    ]
    assert sorted(days) == sorted(map(int, daily))
