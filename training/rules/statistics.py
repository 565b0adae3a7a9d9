"""Item analysis as Moodle computes it: how hard a question is, how well it tells the prepared from the others.

x is the mark of an item, r the rest of the same paper (its total without x), both over the n papers that had the item.
Variances and covariances are of a sample (divided by n - 1); what cannot be said is None.

| name           | formula                                   | None when                    |
|----------------|-------------------------------------------|------------------------------|
| facility       | mean(x) / most                            | n = 0                        |
| sd             | sqrt(var(x))                              | n < 2                        |
| discrimination | 100 cov(x, r) / sqrt(var(x) var(r))       | n < 2, or a variance is 0    |
| efficiency     | 100 cov(x, r) / cov(sorted x, sorted r)   | n < 2, or a variance is 0    |
| consistency    | 100 p / (p - 1) (1 - sum var(x) / var(T)) | n < 3, p < 2, or var(T) is 0 |
| error_ratio    | 100 sqrt(1 - consistency / 100)           | as consistency               |
| standard_error | error_ratio sd(T) / 100                   | as consistency               |

On a paper with the same questions for everyone an item is a question. On a drawn paper it is a place: the places of
one quota draw from one pool. A question that was drawn is compared with the rest of the papers that had it; Moodle
itself compares drawn questions with the whole paper, their own mark included: `of_item(..., whole=True)`.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from . import kinds

Key = TypeVar("Key", bound=Hashable)

Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: intervals are of 95 per cent."""
_NOISE = 1e-12
"""Values that differ by less are the same number that was added up in another order."""


@dataclass(frozen=True)
class Item:
    """`variance`, `covariance` and the like are those of the table; `with_total` is cov(x, T)."""

    n: int
    facility: float | None = None
    sd: float | None = None
    variance: float | None = None
    covariance: float | None = None
    with_total: float | None = None
    discrimination: float | None = None
    efficiency: float | None = None

    def interval(self) -> tuple[float, float] | None:
        """Where the facility may really lie."""
        return None if self.facility is None else wilson(self.facility, self.n)


@dataclass(frozen=True)
class Whole:
    """The paper as a whole, in marks: `items` of them make it up."""

    n: int
    items: int
    mean: float | None = None
    median: float | None = None
    sd: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    consistency: float | None = None
    error_ratio: float | None = None
    standard_error: float | None = None


def of_item(marks: Sequence[float], totals: Sequence[float], *, most: float = 1.0, whole: bool = False) -> Item:
    """One item: the mark and the total of each paper that had it, in the same order."""
    n = len(marks)
    if n == 0:
        return Item(0)
    facility = _mean(marks) / most if most else None
    if n < 2:
        return Item(n, facility)
    others = totals if whole else [total - mark for mark, total in zip(marks, totals, strict=True)]
    x, r = _deviations(marks), _deviations(others)
    variance, other = _product(x, x), _product(r, r)
    covariance, most_covariance = _product(x, r), _product(sorted(x), sorted(r))
    spread = variance * other
    return Item(
        n,
        facility,
        sd=math.sqrt(variance),
        variance=variance,
        covariance=covariance,
        with_total=_product(x, _deviations(totals)),
        discrimination=100 * covariance / math.sqrt(spread) if spread else None,
        efficiency=100 * covariance / most_covariance if spread and most_covariance else None,
    )


def of_items(papers: Iterable[Mapping[Key, float]], *, whole: bool = False) -> dict[Key, Item]:
    """Every item over the papers that had it; each may give one mark at most."""
    marks: dict[Key, list[float]] = {}
    totals: dict[Key, list[float]] = {}
    for paper in papers:
        total = math.fsum(paper.values())
        for key, mark in paper.items():
            marks.setdefault(key, []).append(mark)
            totals.setdefault(key, []).append(total)
    return {key: of_item(marks[key], totals[key], whole=whole) for key in marks}


def of_whole(totals: Sequence[float], items: Sequence[Item]) -> Whole:
    """The paper; `items` are its questions, or its places when it is drawn."""
    n, p = len(totals), len(items)
    if n == 0:
        return Whole(0, p)
    mean, median = _mean(totals), _median(totals)
    if n < 2:
        return Whole(n, p, mean, median)
    away = _deviations(totals)
    variance = _product(away, away)
    sd = math.sqrt(variance)
    if n < 3 or not variance:
        return Whole(n, p, mean, median, sd)
    m2, m3, m4 = (math.fsum(d**power for d in away) / n for power in (2, 3, 4))
    skewness = n * n * m3 / ((n - 1) * (n - 2)) / variance**1.5
    kurtosis = None
    if n > 3:
        k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
        kurtosis = k4 / variance**2
    consistency = ratio = error = None
    if p > 1:
        consistency = 100 * p / (p - 1) * (1 - math.fsum(item.variance or 0.0 for item in items) / variance)
        ratio = 100 * math.sqrt(max(0.0, 1 - consistency / 100))
        error = ratio * sd / 100
    return Whole(n, p, mean, median, sd, skewness, kurtosis, consistency, ratio, error)


def effective_weights(items: Mapping[Key, Item]) -> dict[Key, float | None]:
    """Per cent of the paper's spread that an item makes: the root of cov(x, T) among those of all items.

    None for one that goes against the total, and for all when no item goes with it.
    """
    along = {key: item.with_total for key, item in items.items() if item.with_total is not None}
    roots = {key: math.sqrt(value) for key, value in along.items() if value >= 0}
    whole = math.fsum(roots.values())
    return {key: 100 * roots[key] / whole if key in roots and whole else None for key in items}


def intended_weights(most: Mapping[Key, float]) -> dict[Key, float | None]:
    """Per cent of the paper's marks that an item may give."""
    whole = math.fsum(most.values())
    return {key: 100 * value / whole if whole else None for key, value in most.items()}


def guess_score(kind: str, body: Mapping[str, Any]) -> float | None:
    """What blind choice brings on average. None for several ticks: it depends on how many one makes.

    Moodle gives ordering no value of its own; here it is one order out of all.
    """
    if kind in (kinds.SINGLE, kinds.PICTURE):
        options = len(body.get("options", []))
        return 1 / options if options else 0.0
    if kind == kinds.TRUE_FALSE:
        return 0.5
    if kind == kinds.ORDERING:
        return 1 / math.factorial(len(body.get("items", [])))
    return 0.0 if kind == kinds.NUMERIC else None


def wilson(share: float, n: int, z: float = Z) -> tuple[float, float] | None:
    """Wilson's score interval of a share. For marks between 0 and 1 it is on the safe side: they vary less."""
    if n <= 0:
        return None
    middle = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def drifted(one: tuple[float, int], other: tuple[float, int]) -> bool:
    """Whether two (share, n) differ beyond chance: their intervals do not meet."""
    here, there = wilson(*one), wilson(*other)
    return bool(here and there and (here[1] < there[0] or there[1] < here[0]))


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _deviations(values: Sequence[float]) -> list[float]:
    """How far each is from the mean; nothing at all when all are the same number."""
    low, high = min(values), max(values)
    if high - low <= _NOISE * max(1.0, abs(high), abs(low)):
        return [0.0] * len(values)
    mean = _mean(values)
    return [value - mean for value in values]


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    """The sample covariance of deviations."""
    return math.fsum(a * b for a, b in zip(one, other, strict=True)) / (len(one) - 1)
