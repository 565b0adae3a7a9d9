"""The word lists behind the finders of names."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.toml")


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    """A list of words parted by spaces."""
    return frozenset(_lists()[name].split())


@cache
def longest_first(name: str) -> tuple[str, ...]:
    return tuple(sorted(words(name), key=len, reverse=True))


@cache
def surnames() -> frozenset[str]:
    """Family names of one character."""
    return frozenset("".join(_lists()["surnames"].split()))


@cache
def rare() -> frozenset[str]:
    """Family names that are far more often another word."""
    return frozenset(_lists()["rare"])


@cache
def rare_endings() -> frozenset[str]:
    """What the last character of a name is not."""
    return frozenset(_lists()["endings"])


def surname_at(text: str, place: int) -> str:
    """The family name that begins here, compound ones first; "" when there is none."""
    two = text[place : place + 2]
    if two in words("compound"):
        return two
    one = text[place : place + 1]
    return one if one in surnames() else ""


def starts(text: str, place: int, name: str) -> str:
    """The longest word of a list that stands at this place."""
    return next((word for word in longest_first(name) if text.startswith(word, place)), "")


def ends(text: str, place: int, name: str) -> str:
    """The longest word of a list that ends just before this place."""
    return next((word for word in longest_first(name) if text.endswith(word, 0, place)), "")
