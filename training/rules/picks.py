"""What was answered to one question: how often each option was picked, and which wrong answers come up again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import grading, kinds
from .showing import TRUTH

SHOWN_ANSWERS = 5
"""Of orders and numbers there are many: so many of the most frequent are told."""

_PARTS = {kinds.HAZARD: "regions", kinds.ORDERING: "items"}
_TRUTH_WORDS = {TRUTH[0]: "对", TRUTH[1]: "错"}


@dataclass(frozen=True)
class Pick:
    """An option, or a whole answer for orders and numbers; `share` is of all papers that had the question."""

    words: str
    count: int
    share: float
    right: bool
    picture: int | None = None


@dataclass(frozen=True)
class Picks:
    """`blank` did not answer. Several ticks count one each, so shares may add up to more than one."""

    n: int
    blank: int
    rows: tuple[Pick, ...]

    @property
    def wrong(self) -> list[Pick]:
        return [pick for pick in self.rows if not pick.right]

    @property
    def strongest_wrong(self) -> Pick | None:
        return max(self.wrong, key=lambda pick: pick.count, default=None)


def picks(kind: str, body: Mapping[str, Any], key: Any, answers: Sequence[Any]) -> Picks:
    """`answers` as kept, one for each paper that had the question, also the empty ones."""
    given = [answer for answer in answers if not grading.is_empty(answer)]
    if kind in (kinds.ORDERING, kinds.NUMERIC):
        rows = _whole_answers(kind, body, key, given, len(answers))
    else:
        rows = _options(kind, body, key, given, len(answers))
    return Picks(len(answers), len(answers) - len(given), tuple(rows))


def _options(kind: str, body: Mapping[str, Any], key: Any, given: Iterable[Any], n: int) -> list[Pick]:
    counts = Counter(one for answer in given for one in _chosen(answer))
    right = _chosen(key)
    if kind == kinds.TRUE_FALSE:
        entries: list[tuple[str, str, int | None]] = [(value, words, None) for value, words in _TRUTH_WORDS.items()]
    else:
        rows = body.get(_PARTS.get(kind, "options"), [])
        entries = [(row["key"], row.get("text") or row.get("label") or "", row.get("picture")) for row in rows]
    return [
        Pick(words, counts[one], counts[one] / n if n else 0.0, one in right, picture)
        for one, words, picture in entries
    ]


def _chosen(answer: Any) -> set[str]:
    if isinstance(answer, bool):
        return {TRUTH[0] if answer else TRUTH[1]}
    return {answer} if isinstance(answer, str) else set(answer)


def _whole_answers(kind: str, body: Mapping[str, Any], key: Any, given: Iterable[Any], n: int) -> list[Pick]:
    """The right one first, then the most frequent wrong ones; numbers that say the same are one."""
    marked = Counter((_words(kind, body, answer), _is_right(kind, body, key, answer)) for answer in given)
    right = sum(count for (_, good), count in marked.items() if good)
    wrong = sorted(((count, words) for (words, good), count in marked.items() if not good), key=lambda r: (-r[0], r[1]))
    first = Pick(_words(kind, body, key), right, right / n if n else 0.0, True)
    return [first, *(Pick(words, count, count / n, False) for count, words in wrong[:SHOWN_ANSWERS])]


def _is_right(kind: str, body: Mapping[str, Any], key: Any, answer: Any) -> bool:
    return grading.mark(kind, body, key, answer) == grading.RIGHT


def _words(kind: str, body: Mapping[str, Any], answer: Any) -> str:
    if kind == kinds.NUMERIC:
        value = answer["value"] if isinstance(answer, Mapping) else answer
        text = f"{value:g}" if isinstance(value, float) else str(value)
        return f"{text} {body.get('unit') or ''}".strip()
    texts = {row["key"]: row.get("text", "") for row in body.get("items", [])}
    return " → ".join(texts.get(one, one) for one in answer)
