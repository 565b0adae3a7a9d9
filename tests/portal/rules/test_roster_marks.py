"""Marks under the days of an attendance sheet."""

from decimal import Decimal as N

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.roster.marks import LONGEST_DAY, MEANINGS, ONE, Day, Unit, mark_key, read_mark


@pytest.mark.parametrize(
    ("cells", "words", "days", "hours"),
    [
        (("√", "✓", "1", 1, 1.0, "１", " √ ", "全天", "出勤", "✔️"), "出勤", N(1), None),
        (("半", "0.5", 0.5, "０．５", "半天", ".5"), "半天", N("0.5"), None),
        (("×", "X", "旷工", "旷"), "旷工", N(0), None),
        (("0", 0), "未出勤", N(0), None),
        ((None, "", "　", "-", "/"), "", N(0), None),
        (("休", "公 休", "○", "O", "〇"), None, N(0), None),
        (("病", "病假"), "病假", N(0), None),
        (("事", "事假"), "事假", N(0), None),
        (("工伤", "伤"), "工伤假", N(0), None),
        (("迟到",), "迟到", N(1), None),
        ((8, 8.0, "8", "8h", "８小时"), "8 小时", None, N(8)),
        ((9.5, "9.5"), "9.5 小时", None, N("9.5")),
        (("2小时",), "2 小时", None, N(2)),
        (("8+2", "8 + 2", "８＋２", "8h+2h", "8+加班2"), "8 小时 加班 2 小时", None, N(8)),
        (("√+2",), "出勤 加班 2 小时", N(1), None),
        (("1.5工", "1.5个工", "1.5 工日"), "1.5 工", N("1.5"), None),
        (("2天",), "2 工", N(2), None),
        (("0.5+3",), "半天 加班 3 小时", N("0.5"), None),
    ],
)
def test_marks_of_sites_are_read(cells, words, days, hours):
    for cell in cells:
        day, wrong = read_mark(cell)
        assert wrong == "", cell
        assert (day.days, day.hours) == (days, hours), cell
        assert words is None or day.words == words, cell


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("1.5", "工日还是小时"),
        (2, "工日还是小时"),
        ("24.5", "24 小时"),
        ("16+9", "24 小时"),
        ("8+", "看不懂"),
        ("+2", "看不懂"),
        ("休+2", "看不懂"),
        ("-8", "看不懂"),
        ("张三", "看不懂"),
        (True, "看不懂"),
        ("△", "看不懂"),
        ("●", "看不懂"),
        ("√√", "看不懂"),
    ],
)
def test_what_is_not_sure_is_asked_and_not_guessed(cell, word):
    day, wrong = read_mark(cell)
    assert day is None
    assert word in wrong


def test_the_legend_of_the_sheet_wins_over_what_marks_mean_elsewhere():
    legend = {"○": MEANINGS["旷工"], "△": MEANINGS["迟到"], "√": MEANINGS["半天"], "◇": None}
    assert read_mark("○", legend)[0].words == "旷工"
    assert read_mark("△", legend)[0].days == ONE
    assert read_mark("√", legend)[0].days == N("0.5")
    assert read_mark("√+2", legend)[0].words == "半天 加班 2 小时"
    assert "图例" in read_mark("◇", legend)[1]
    assert read_mark("○")[0].words == "休息"


def test_the_unit_of_the_sheet_says_what_a_bare_number_is():
    assert read_mark("1.5", unit=Unit.DAYS)[0] == Day("出勤", N("1.5"))
    assert read_mark(1, unit=Unit.HOURS)[0] == Day("出勤", None, N(1))
    assert "工日" in read_mark(8, unit=Unit.DAYS)[1]
    assert read_mark("8小时", unit=Unit.DAYS)[0].hours == N(8)


@given(
    st.text(max_size=8) | st.integers() | st.floats(allow_nan=True) | st.none() | st.booleans(), st.sampled_from(Unit)
)
def test_any_cell_is_read_or_refused_in_words_and_never_beyond_a_day(cell, unit):
    day, wrong = read_mark(cell, unit=unit)
    assert (day is None) == bool(wrong)
    if day is not None:
        assert 0 <= (day.hours or 0) + day.overtime <= LONGEST_DAY
        assert day.blank == (mark_key(cell) in {"", "-", "--", "/", "//", "\\", "—", "——", "–", "无", "空"})
