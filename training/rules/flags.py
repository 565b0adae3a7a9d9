"""Which questions an editor should look at, and why. A flag asks; nobody and nothing is removed by it.

Few papers say little: but for a key that may be wrong, a flag needs ENOUGH of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .picks import Picks
from .statistics import Item

ENOUGH = 30
"""Papers with the question before most flags are raised."""
TOO_HARD, TOO_EASY = 0.20, 0.95
TELLS_LITTLE = 20.0
NOBODY = 0.02


@dataclass(frozen=True)
class Flag:
    """`grave`: the question may be wrong. Others may be poor."""

    code: str
    words: str
    advice: str
    grave: bool = False


AGAINST = Flag("against", "区分度是负的", "会的人反而答错：先查答案对不对，题干有没有歧义。", grave=True)
RIVAL = Flag("rival", "选错项的比选对的多", "多数人选了同一个错项：先查答案，再看题干怎么写清楚。", grave=True)
GUESSED = Flag("guessed", "和瞎猜差不多", "答对的还没有乱选多：题太偏，或者没教过。")
HARD = Flag("hard", "太难", "答对的不到两成：先看课里教没教。")
EASY = Flag("easy", "太容易", "几乎人人答对：当红线题可以，当考题分不出会不会。")
WEAK = Flag("weak", "区分度低", "会的和不会的答得差不多：看选项是不是太像，或者一眼就能排除。")
UNUSED = Flag("unused", "有错项没人选", "换一个真有人会犯的错。")
DRIFTED = Flag("drifted", "改版后变了", "新版和旧版的答对率差得超出偶然：确认是不是想要的。")

ALL = (AGAINST, RIVAL, GUESSED, HARD, EASY, WEAK, UNUSED, DRIFTED)


def flags(
    item: Item, *, guess: float | None = None, picks: Picks | None = None, drifted: bool = False, red_line: bool = False
) -> list[Flag]:
    """The graver first. A red-line question is meant to be known by everyone: it is never too easy."""
    raised = [flag for flag, up in _raised(item, guess, picks, red_line) if up]
    return raised + ([DRIFTED] if drifted else [])


def _raised(item: Item, guess: float | None, picks: Picks | None, red_line: bool) -> Iterable[tuple[Flag, bool]]:
    many = item.n >= ENOUGH
    facility = item.facility if item.facility is not None else 1.0
    index = item.discrimination
    strongest = picks.strongest_wrong if picks else None
    right = max((pick.count for pick in picks.rows if pick.right), default=0) if picks else 0
    yield AGAINST, many and index is not None and index < 0
    yield RIVAL, many and strongest is not None and strongest.count > right
    yield GUESSED, many and guess is not None and guess > 0 and TOO_HARD <= facility <= guess
    yield HARD, many and facility < TOO_HARD
    yield EASY, many and facility > TOO_EASY and not red_line
    yield WEAK, many and index is not None and 0 <= index < TELLS_LITTLE and facility <= TOO_EASY
    yield UNUSED, many and bool(picks) and facility <= TOO_EASY and _unused(picks)


def _unused(picks: Picks | None) -> bool:
    return picks is not None and any(pick.share < NOBODY for pick in picks.wrong)
