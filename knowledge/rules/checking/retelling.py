"""Whether what is told of an article, in free words, is what an older text of it said and the present one does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..matching import likeness
from .wording import plain

_AMBIENT = 0.1
"""Pairs of characters in more than this share of a regulation's articles say nothing about any of them."""
_AMBIENT_LEAST = 3
_LEAST = 4
"""Pairs that only the older text has, before it is thought of."""
_SAME_ARTICLE = 0.5
"""Likeness from which two texts are one article amended; below it, the number has passed to another."""
_SHARE = 0.2
"""Share of the pairs told that must come from the older text alone where the number has passed to another article."""
_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")


@dataclass(frozen=True)
class Retold:
    """The present text of the article `key` and the pairs of characters common in its regulation."""

    text: str
    ambient: frozenset[str]

    @classmethod
    def of(cls, articles: Mapping[str, str], key: str) -> Retold:
        return cls(articles.get(key, ""), _ambient(tuple(articles.values())))

    def rather(self, told: str, older: str) -> bool:
        """The words told stand for the older text: several pairs of it alone, hardly one of the present text alone."""
        if not self.text or not older:
            return False
        said, old, new = _pairs(told) - self.ambient, _pairs(older), _pairs(self.text)
        only_old, only_new = len(said & (old - new)), len(said & (new - old))
        if only_old < _LEAST or only_new * 4 > only_old:
            return False
        return likeness(older, self.text) >= _SAME_ARTICLE or only_old >= _SHARE * len(said)


@lru_cache(maxsize=64)
def _ambient(texts: tuple[str, ...]) -> frozenset[str]:
    counts = Counter(pair for text in texts for pair in _pairs(text))
    most = max(_AMBIENT_LEAST, _AMBIENT * len(texts))
    return frozenset(pair for pair, count in counts.items() if count > most)


def _pairs(text: str) -> frozenset[str]:
    words = plain(text).text.translate(_NUMERALS)
    return frozenset(words[at : at + 2] for at in range(len(words) - 1))
