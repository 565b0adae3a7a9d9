"""The words of a text, as a dictionary cuts it: where a word runs over an edge, no name begins or ends."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True)
class Word:
    """A word of the text as the dictionary cut it, with its kind (n, v, nr …)."""

    start: int
    end: int
    tag: str

    @property
    def is_name(self) -> bool:
        return self.tag.startswith("nr")


@dataclass(frozen=True)
class Cuts:
    """All words of a text in their order; together they cover it."""

    words: list[Word]
    starts: list[int]

    def at(self, place: int) -> Word | None:
        """The word that holds this character."""
        number = bisect_right(self.starts, place) - 1
        return self.words[number] if 0 <= number < len(self.words) and place < self.words[number].end else None

    def over(self, edge: int) -> Word | None:
        """The word that runs over this edge between two characters."""
        word = self.at(edge)
        return word if word and word.start < edge else None

    def before(self, place: int) -> list[Word]:
        """The words that end at or before this place, nearest first."""
        number = bisect_right(self.starts, place - 1)
        return [word for word in self.words[max(0, number - 24) : number][::-1] if word.end <= place]


@cache
def _cutter() -> Any:
    import rjieba  # 40 MB: only where texts are searched for names

    return rjieba.Jieba()


def is_word(text: str) -> bool:
    """Whether the dictionary knows it."""
    return bool(_cutter().has_word(text))


@cache
def kind_of(word: str) -> str:
    """The kind the dictionary gives a word that it knows."""
    tagged = _cutter().tag(word, False)
    return str(tagged[0][1]) if len(tagged) == 1 else "x"


def cut(text: str) -> Cuts:
    """Cut by the dictionary alone; unknown names fall into single characters."""
    place, found = 0, []
    for word, tag in _cutter().tag(text, False):
        at = text.find(word, place)
        if at < 0:
            continue
        place = at + len(word)
        found.append(Word(at, place, tag))
    return Cuts(found, [word.start for word in found])
