"""How a question stands on a paper. What leaves the server names places (1, 2, 3 …), never the letters of the key:
writers put right answers first and steps in their right order, so the letters would tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .grading import BadAnswer
from .kinds import HAZARD, MULTIPLE, NUMERIC, ORDERING, PICTURE, SINGLE, TRUE_FALSE

TRUTH = ("true", "false")
"""对 stands first, always."""

_PARTS = {SINGLE: "options", MULTIPLE: "options", PICTURE: "options", HAZARD: "regions", ORDERING: "items"}


def places(kind: str, body: Mapping[str, Any], order: Sequence[str]) -> list[str]:
    """The keys in the order in which they are shown, as drawn.

    A key that the order forgot comes last, a key that the body does not have is passed over.
    """
    if kind == TRUE_FALSE:
        return list(TRUTH)
    if kind not in _PARTS:
        return []
    entries = body.get(_PARTS[kind], [])
    if kind == HAZARD:
        entries = sorted(entries, key=lambda region: (region["x"], region["y"], region["key"]))
    written = [entry["key"] for entry in entries]
    drawn = [key for key in dict.fromkeys(order) if key in written]
    return drawn + [key for key in written if key not in drawn]


def to_keys(kind: str, shown: Sequence[str], answer: Any) -> Any:
    """["2", "1"] as the keys that stand there. Numbers typed as text are handed on. Raises BadAnswer."""
    if kind == NUMERIC or answer in (None, "", []):
        return answer
    if not isinstance(answer, list) or len(answer) > len(shown):
        raise BadAnswer("答案看不懂，请重新选。")
    keys = [_key(shown, place) for place in answer]
    if kind != TRUE_FALSE:
        return keys
    if len(keys) != 1:
        raise BadAnswer("对和错只能选一个。")
    return keys[0] == "true"


def _key(shown: Sequence[str], place: Any) -> str:
    if (
        not isinstance(place, str)
        or not place.isascii()
        or not place.isdigit()
        or not 1 <= int(place[:4]) <= len(shown)
    ):
        raise BadAnswer("没有这个选项，请重新选。")
    return shown[int(place[:4]) - 1]


def to_places(kind: str, shown: Sequence[str], answer: Any) -> list[str]:
    """A stored answer as places, to tick them again; empty for a number."""
    if kind == NUMERIC or answer in (None, "", []):
        return []
    keys = [TRUTH[0] if answer else TRUTH[1]] if isinstance(answer, bool) else answer
    return [str(shown.index(key) + 1) for key in keys if key in shown]
