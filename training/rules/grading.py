"""Marking one question: an answer is checked before it is kept, and marked when the paper is in.

| kind            | answer as kept                     | right when                              |
|-----------------|------------------------------------|-----------------------------------------|
| single, picture | ["b"]                              | it is the key                           |
| multiple        | ["a", "c"], sorted                 | the same set; half for a part, if asked |
| true_false      | true or false                      | it is the key                           |
| hazard          | ["a", "d"], sorted                 | the same set                            |
| ordering        | ["c", "a", "b"], maybe unfinished  | the same order                          |
| numeric         | text as typed                      | within the tolerance                    |

No answer, or one taken back, is [] (for a number ""), and marks nothing. Numbers are read exactly or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from .kinds import HAZARD, MULTIPLE, NUMERIC, ORDERING, PICTURE, SINGLE, TRUE_FALSE
from .quantities import NotANumber, read_number

RIGHT, HALF, WRONG = 1.0, 0.5, 0.0
LONGEST = 40
"""Characters of a typed answer."""

_TRUTH = {"true": True, "false": False}
_ONE_OF = {SINGLE, PICTURE}
_SOME_OF = {MULTIPLE, HAZARD}


def in_points(score: Decimal) -> str:
    """A score in per cent as people read it: one decimal at most, cut and never rounded up to a pass mark."""
    tenths = score.quantize(Decimal("0.1"), ROUND_DOWN)
    return f"{tenths.normalize():f}"


class BadAnswer(ValueError):
    """An answer that is none; `message` is for whoever gave it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def is_empty(answer: Any) -> bool:
    return answer is None or answer == [] or (isinstance(answer, str) and not answer.strip())


def check_answer(kind: str, body: Mapping[str, Any], answer: Any) -> Any:
    """The answer as it is kept. Raises BadAnswer when it is not one for this question."""
    if is_empty(answer):
        return "" if kind == NUMERIC else []
    if kind == NUMERIC:
        return _typed(body, answer)
    if kind == TRUE_FALSE:
        return _truth(answer)
    if kind in _ONE_OF:
        chosen = _known(_keys(body, "options"), [answer] if isinstance(answer, str) else answer)
        if len(set(chosen)) != 1:
            raise BadAnswer("这题只能选一个。")
        return chosen[:1]
    if kind in _SOME_OF:
        return sorted(set(_known(_keys(body, "regions" if kind == HAZARD else "options"), answer)))
    if kind == ORDERING:
        chosen = _known(_keys(body, "items"), answer)
        if len(set(chosen)) != len(chosen):
            raise BadAnswer("每一项只能排一次。")
        return chosen
    raise BadAnswer("没有这种题型。")


def mark(kind: str, body: Mapping[str, Any], key: Any, answer: Any, *, partial: bool = False) -> float:
    """1.0 right, 0.0 wrong or none, 0.5 for a multiple choice that lacks a tick but has no wrong one, if `partial`.

    Raises BadAnswer for an answer that `check_answer` refuses.
    """
    given = check_answer(kind, body, answer)
    if is_empty(given):
        return WRONG
    if kind == NUMERIC:
        return RIGHT if _within(read_number(given, unit=_unit(body)), key) else WRONG
    if kind == TRUE_FALSE:
        return RIGHT if given is _truth(key) else WRONG
    wanted = [key] if isinstance(key, str) else list(key)
    if kind == ORDERING:
        return RIGHT if given == wanted else WRONG
    if set(given) == set(wanted):
        return RIGHT
    return HALF if partial and kind == MULTIPLE and set(given) < set(wanted) else WRONG


def _keys(body: Mapping[str, Any], part: str) -> set[str]:
    return {entry["key"] for entry in body.get(part, [])}


def _known(keys: set[str], answer: Any) -> list[str]:
    """The answer as a list of keys of the question; repeated ones stay."""
    if not isinstance(answer, Sequence) or isinstance(answer, str | bytes) or len(answer) > 2 * len(keys):
        raise BadAnswer("答案看不懂，请重新选。")
    if not all(isinstance(entry, str) and entry in keys for entry in answer):
        raise BadAnswer("没有这个选项，请重新选。")
    return list(answer)


def _truth(answer: Any) -> bool:
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, str) and answer in _TRUTH:
        return _TRUTH[answer]
    raise BadAnswer("请选“对”或“错”。")


def _unit(body: Mapping[str, Any]) -> str:
    return str(body.get("unit") or "")


def _typed(body: Mapping[str, Any], answer: Any) -> str:
    """Text as typed, without what surrounds it; it must read as one number."""
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        raise BadAnswer("请填一个数。")
    text = unicodedata.normalize("NFC", str(answer)).strip()
    if len(text) > LONGEST:
        raise BadAnswer("太长了，只填一个数。")
    text = re.sub(r"[\x00-\x1f\x7f]", "", text)
    unit = _unit(body)
    try:
        read_number(text, unit=unit)
    except NotANumber:
        raise BadAnswer(f"请填一个数，比如 1.5；单位是{unit}，不用写。" if unit else "请填一个数，比如 1.5。")
    return text


def _within(value: Decimal, key: Mapping[str, Any]) -> bool:
    return abs(value - Decimal(str(key["value"]))) <= abs(Decimal(str(key.get("tolerance") or 0)))
