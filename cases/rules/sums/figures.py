"""Amounts that carry their own reckoning: a value, the words of each step, what is missing, what nobody has confirmed.

Values are exact until `Line`s are made of them, so that the order of the steps never matters; half up is rounded once,
at the end, to two places. A figure with something missing has no value, and no step ever gives it one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from .parameters import Parameter

Number = Decimal | int | Fraction
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Figure:
    """`value` None: something is `missing`. `doubts`: the sources nobody has confirmed. `notes`: what to say."""

    value: Fraction | None
    text: str
    missing: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    loose: bool = field(default=False, compare=False)

    def __mul__(self, other: Figure) -> Figure:
        value = None if self.value is None or other.value is None else self.value * other.value
        return _joined(value, f"{self._tight()} × {other._tight()}", (self, other))

    def __truediv__(self, other: Figure) -> Figure:
        value = None if self.value is None or not other.value else self.value / other.value
        return _joined(value, f"{self._tight()} ÷ {other._tight()}", (self, other))

    def __add__(self, other: Figure) -> Figure:
        value = None if self.value is None or other.value is None else self.value + other.value
        return _joined(value, f"{self.text} + {other.text}", (self, other), loose=True)

    def __sub__(self, other: Figure) -> Figure:
        value = None if self.value is None or other.value is None else self.value - other.value
        return _joined(value, f"{self.text} − {other._tight()}", (self, other), loose=True)

    def at_most(self, limit: Figure, *, words: str) -> Figure:
        """Never above the limit; an unknown limit is said, not guessed."""
        return self._held(limit, words=words, beyond=lambda a, b: a > b)

    def at_least(self, limit: Figure, *, words: str) -> Figure:
        """Never below the limit; an unknown limit is said, not guessed."""
        return self._held(limit, words=words, beyond=lambda a, b: a < b)

    def _held(self, limit: Figure, *, words: str, beyond: Callable[[Fraction, Fraction], bool]) -> Figure:
        if limit.value is None:
            told = f"没有填{'、'.join(limit.missing)}，没有和{words}比较"
            return _joined(self.value, self.text, (self,), loose=self.loose, notes=(*self.notes, told))
        if self.value is None or not beyond(self.value, limit.value):
            return self
        told = f"{with_result(self, self.value)}，{words}是 {with_result(limit, limit.value)}"
        held = _joined(limit.value, f"{words} {plain(limit.value)} 元", (self, limit))
        return _joined(held.value, held.text, (held,), notes=(*held.notes, told))

    def noted(self, *notes: str) -> Figure:
        return _joined(self.value, self.text, (self,), loose=self.loose, notes=(*self.notes, *notes))

    @property
    def is_reckoned(self) -> bool:
        return any(f" {sign} " in self.text for sign in "×÷+−")

    def needs(self, name: str) -> Figure:
        """The same sum, that cannot be known before this is: the words of the sum stay, the value goes."""
        return replace(self, value=None, missing=(*self.missing, name))

    def _tight(self) -> str:
        return f"（{self.text}）" if self.loose else self.text


def _joined(
    value: Fraction | None,
    text: str,
    parts: Iterable[Figure],
    *,
    loose: bool = False,
    notes: tuple[str, ...] | None = None,
) -> Figure:
    parts = tuple(parts)

    def all_of(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for part in parts for one in getattr(part, name)))

    told = all_of("notes") if notes is None else tuple(dict.fromkeys(notes))
    return Figure(value, text, all_of("missing"), all_of("doubts"), all_of("sources"), told, loose)


def given(name: str, value: Number | None, unit: str = "元") -> Figure:
    """What the person who asks has entered; None is missing under its name."""
    if value is None:
        return Figure(None, name, missing=(name,))
    return Figure(Fraction(value), f"{name} {plain(Fraction(value))} {unit}")


def fixed(value: Number, unit: str = "") -> Figure:
    """A number of the law itself: 13 个月, 150%."""
    exact = Fraction(value)
    return Figure(exact, f"{plain(exact)} {unit}".strip())


def percent(value: Number) -> Figure:
    exact = Fraction(value)
    return Figure(exact / 100, f"{plain(exact)}%")


def parameter(name: str, found: Parameter | None) -> Figure:
    """A dated number from the table; one nobody has confirmed is a doubt, one that is not there is missing."""
    if found is None:
        return Figure(None, name, missing=(name,))
    mark = "" if found.verified else "（待核实）"
    exact, unit = Fraction(found.value), found.unit.partition("/")[0]
    text = f"{name} {plain(exact)} {unit}{mark}"
    return Figure(exact, text, doubts=() if found.verified else (found.source,), sources=(found.source,))


def own_wage(wage: Decimal | None, region_wage: Decimal | None) -> Figure:
    """本人工资, between 60% and 300% of the pooling region's average wage (工伤保险条例第六十四条第二款)."""
    region = given("统筹地区职工月平均工资", region_wage)
    figure = given("本人工资", wage)
    if figure.value is None:
        return figure
    if region.value is None:
        return figure.noted("没有填统筹地区职工月平均工资，本人工资没有和它的 60%、300% 比较")
    high = figure.at_most(percent(300) * region, words="上限")
    return high.at_least(percent(60) * region, words="下限")


def plus(parts: Iterable[Figure]) -> Figure:
    """The sum of at least one figure."""
    first, *rest = parts
    for one in rest:
        first = first + one
    return first


def rounded(value: Fraction) -> Decimal:
    """Half up to two places, exactly: 0.005 is 0.01 however it was reached."""
    hundredths = math.floor(abs(value) * 100 + Fraction(1, 2))
    return (hundredths * CENT).quantize(CENT) * (-1 if value < 0 else 1)


def plain(value: Fraction | Decimal) -> str:
    """13, 7200, 344.83: no needless zeros, two places at most for what has no end."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    text = f"{rounded(exact):f}"
    return text.rstrip("0").rstrip(".")


def with_result(figure: Figure, value: Fraction | Decimal) -> str:
    """13 个月 × 本人工资 7200 元 = 93600 元; what is one amount already is not said twice."""
    amount = f"{plain(value)} 元"
    return figure.text if figure.text.endswith(f" {amount}") and not figure.is_reckoned else f"{figure.text} = {amount}"
