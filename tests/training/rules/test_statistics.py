"""E6: item statistics equal Moodle's formulas to 1e-9.

The formulas as published, written out a second time here in fractions: sums, means and products without rounding, one
square root at the end. Beside them small tables worked by hand.
"""

from fractions import Fraction
from itertools import permutations
from math import isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.rules import kinds, statistics
from training.rules.statistics import drifted, effective_weights, guess_score, intended_weights, wilson

EXACT = 1e-9


def same(found, wanted):
    if found is None or wanted is None:
        return found is wanted
    return isclose(found, wanted, rel_tol=EXACT, abs_tol=EXACT)


class Published:
    """One item by the book: x are its marks, r what it is compared with, T the whole."""

    def __init__(self, x, totals, most=1, *, whole=False):
        self.x = [Fraction(v) for v in x]
        self.t = [Fraction(v) for v in totals]
        self.r = self.t if whole else [t - v for v, t in zip(self.x, self.t, strict=True)]
        self.most, self.n = Fraction(most), len(x)

    def mean(self, values):
        return sum(values, Fraction()) / self.n

    def cov(self, one, other):
        here, there = self.mean(one), self.mean(other)
        return sum(((a - here) * (b - there) for a, b in zip(one, other, strict=True)), Fraction()) / (self.n - 1)

    @property
    def facility(self):
        return float(self.mean(self.x) / self.most)

    @property
    def sd(self):
        return sqrt(self.cov(self.x, self.x)) if self.n > 1 else None

    @property
    def discrimination(self):
        if self.n < 2:
            return None
        spread = self.cov(self.x, self.x) * self.cov(self.r, self.r)
        return 100 * float(self.cov(self.x, self.r)) / sqrt(spread) if spread else None

    @property
    def efficiency(self):
        if self.n < 2:
            return None
        most = self.cov(sorted(self.x), sorted(self.r))
        return 100 * float(self.cov(self.x, self.r) / most) if most else None

    @property
    def root(self):
        """Of the covariance with the whole; None when it is negative."""
        cov = self.cov(self.x, self.t) if self.n > 1 else None
        return sqrt(cov) if cov is not None and cov >= 0 else None


def eighths(low=0):
    return st.integers(low, 8).map(lambda v: v / 8)


@st.composite
def fixed_papers(draw):
    """2 to 8 questions, the same for 1 to 40 people; marks in eighths, which floats hold exactly."""
    size = draw(st.integers(2, 8))
    return draw(st.lists(st.lists(eighths(), min_size=size, max_size=size), min_size=1, max_size=40))


@st.composite
def drawn_papers(draw):
    """Everyone has some of the questions."""
    keys = st.sets(st.sampled_from("abcdefgh"), min_size=1)
    return [{key: draw(eighths()) for key in sorted(keys)} for keys in draw(st.lists(keys, min_size=1, max_size=25))]


@settings(max_examples=300, deadline=None)
@given(fixed_papers())
def test_e6_items_of_a_fixed_paper_equal_the_published_formulas(rows):
    found = statistics.of_items(dict(enumerate(row)) for row in rows)
    totals = [sum(map(Fraction, row)) for row in rows]
    for place, item in found.items():
        wanted = Published([row[place] for row in rows], totals)
        for name in ("facility", "sd", "discrimination", "efficiency"):
            assert same(getattr(item, name), getattr(wanted, name)), name


@settings(max_examples=200, deadline=None)
@given(drawn_papers(), st.booleans())
def test_e6_items_of_drawn_papers_count_over_the_papers_that_had_them(papers, whole):
    found = statistics.of_items(papers, whole=whole)
    assert set(found) == set().union(*papers)
    for key, item in found.items():
        having = [paper for paper in papers if key in paper]
        wanted = Published([p[key] for p in having], [sum(map(Fraction, p.values())) for p in having], whole=whole)
        assert item.n == len(having)
        assert all(same(getattr(item, n), getattr(wanted, n)) for n in ("facility", "discrimination", "efficiency"))


@settings(max_examples=200, deadline=None)
@given(fixed_papers())
def test_e6_effective_weights_equal_the_published_formula(rows):
    items = statistics.of_items(dict(enumerate(row)) for row in rows)
    totals = [sum(map(Fraction, row)) for row in rows]
    roots = {place: Published([row[place] for row in rows], totals).root for place in items}
    whole = sum(root for root in roots.values() if root is not None)
    for place, weight in effective_weights(items).items():
        root = roots[place]
        assert same(weight, 100 * root / whole if whole and root is not None else None)


@settings(max_examples=200, deadline=None)
@given(fixed_papers())
def test_e6_the_whole_paper_equals_the_published_formulas(rows):
    items = statistics.of_items(dict(enumerate(row)) for row in rows)
    totals = [sum(row) for row in rows]
    found = statistics.of_whole(totals, list(items.values()))
    n, p = len(rows), len(rows[0])
    assert same(found.mean, float(sum(map(Fraction, totals)) / n))
    if n < 3 or len(set(totals)) == 1:
        assert (found.consistency, found.error_ratio, found.standard_error) == (None, None, None)
        return
    by_book = Published(totals, totals)
    variance = by_book.cov(by_book.t, by_book.t)
    columns = [Published([row[place] for row in rows], totals) for place in range(p)]
    alpha = 100 * Fraction(p, p - 1) * (1 - sum(c.cov(c.x, c.x) for c in columns) / variance)
    ratio = 100 * sqrt(1 - alpha / 100)
    assert same(found.sd, sqrt(variance))
    assert same(found.consistency, float(alpha))
    assert same(found.error_ratio, ratio) or ratio < 1e-5
    assert same(found.standard_error, ratio * sqrt(variance) / 100) or ratio < 1e-5


def test_three_people_and_two_questions_worked_by_hand():
    """x = 1 1 0, r = 1 0 0: means 2/3 and 1/3, variances 1/3 and 1/3, covariance 1/6, and 1/6 when sorted."""
    item = statistics.of_item([1, 1, 0], [2, 1, 0])
    assert (item.n, item.variance) == (3, pytest.approx(1 / 3, abs=EXACT))
    assert item.facility == pytest.approx(2 / 3, abs=EXACT)
    assert item.sd == pytest.approx(sqrt(1 / 3), abs=EXACT)
    assert item.covariance == pytest.approx(1 / 6, abs=EXACT)
    assert item.discrimination == pytest.approx(50, abs=EXACT)
    assert item.efficiency == pytest.approx(100, abs=EXACT)


def test_the_paper_of_those_three_worked_by_hand():
    """T = 2 1 0: variance 1, the questions' variances 1/3 each: 100 · 2/1 · (1 - 2/3) = 66 2/3."""
    items = statistics.of_items([{"a": 1, "b": 1}, {"a": 1, "b": 0}, {"a": 0, "b": 0}])
    whole = statistics.of_whole([2, 1, 0], list(items.values()))
    assert (whole.mean, whole.median, whole.sd) == (1, 1, 1)
    assert whole.consistency == pytest.approx(200 / 3, abs=EXACT)
    assert whole.error_ratio == pytest.approx(100 * sqrt(1 / 3), abs=EXACT)
    assert whole.standard_error == pytest.approx(sqrt(1 / 3), abs=EXACT)
    assert whole.skewness == pytest.approx(0, abs=EXACT)


def test_kurtosis_of_four_worked_by_hand():
    """T = 0 0 0 4: mean 1, m2 = 3, m3 = 6, m4 = 21; k2 = 4, k3 = 16, k4 = 16 (5 · 21 - 9 · 9) / 6 = 64."""
    whole = statistics.of_whole([0, 0, 0, 4], [])
    assert (whole.skewness, whole.kurtosis) == (pytest.approx(2, abs=EXACT), pytest.approx(4, abs=EXACT))


def test_a_question_that_goes_against_the_rest_is_negative():
    item = statistics.of_item([0, 0, 1, 1], [5, 4, 2, 1])
    assert item.discrimination < -90
    assert item.efficiency == pytest.approx(-100, abs=EXACT)


def test_partial_marks_and_larger_marks_count_by_their_maximum():
    assert statistics.of_item([4, 2], [4, 2], most=4).facility == 0.75


@pytest.mark.parametrize(
    ("marks", "totals"),
    [
        ([1], [2]),
        ([1, 1, 1], [3, 2, 1]),
        ([1, 0, 1], [2, 1, 2]),
        ([0.1, 0.1, 0.1], [0.3, 0.2, 0.9]),
        ([0.8, 0.4], [0.8 + 0.1 + 0.2, 0.4 + 0.3]),
    ],
    ids=["one paper", "all alike", "the rest alike", "alike in tenths", "the rest alike but for rounding"],
)
def test_what_cannot_be_said_is_none(marks, totals):
    item = statistics.of_item(marks, totals)
    assert (item.discrimination, item.efficiency) == (None, None)
    assert item.facility is not None


def test_no_papers_say_nothing():
    assert statistics.of_item([], []).facility is None
    assert statistics.of_item([], []).interval() is None
    assert statistics.of_whole([], []).mean is None
    assert statistics.of_whole([3], []).sd is None
    assert statistics.of_items([]) == {}
    assert effective_weights({}) == {}


def test_the_weight_of_what_goes_against_the_total_is_none():
    items = statistics.of_items([{"a": 1, "b": 0, "c": 0}, {"a": 0, "b": 1, "c": 1}])
    assert effective_weights(items) == {"a": None, "b": 50, "c": 50}
    flat = statistics.of_items([{"a": 1, "b": 0}, {"a": 1, "b": 0}])
    assert effective_weights(flat) == {"a": None, "b": None}


def test_a_question_that_does_not_vary_weighs_nothing():
    items = statistics.of_items([{"a": 1, "b": 0}, {"a": 1, "b": 1}])
    assert effective_weights(items) == {"a": 0, "b": 100}


def test_the_intended_weight_is_the_share_of_the_marks():
    assert intended_weights({"a": 1, "b": 3}) == {"a": 25, "b": 75}
    assert intended_weights({"a": 0}) == {"a": None}


@pytest.mark.parametrize(
    ("kind", "body", "wanted"),
    [
        (kinds.SINGLE, {"options": [{}] * 4}, 0.25),
        (kinds.PICTURE, {"options": [{}] * 3}, 1 / 3),
        (kinds.TRUE_FALSE, {}, 0.5),
        (kinds.MULTIPLE, {"options": [{}] * 4}, None),
        (kinds.HAZARD, {"regions": [{}] * 4}, None),
        (kinds.NUMERIC, {"unit": "米"}, 0.0),
        (kinds.ORDERING, {"items": [{}] * 3}, 1 / len(list(permutations("abc")))),
    ],
)
def test_blind_choice_brings(kind, body, wanted):
    assert guess_score(kind, body) == wanted


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [
        (0.5, 100, 0.4038315, 0.5961685),
        (0.0, 10, 0.0, 0.2775328),
        (1.0, 10, 0.7224672, 1.0),
        (0.8, 30, 0.626943, 0.904949),
    ],
)
def test_wilsons_interval(share, n, low, high):
    assert wilson(share, n) == pytest.approx((low, high), abs=1e-6)


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_the_interval_holds_the_share(share, n):
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


def test_versions_drift_when_their_intervals_do_not_meet():
    assert drifted((0.9, 100), (0.5, 100))
    assert not drifted((0.9, 10), (0.5, 10))
    assert not drifted((0.9, 0), (0.1, 100))
