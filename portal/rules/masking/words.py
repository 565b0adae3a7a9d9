"""The word lists behind the finders."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILES = ("words.toml", "names.toml", "bodies.toml", "frames.toml", "posts.toml")


@cache
def _lists() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _FILES:
        found |= tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return found


@cache
def words(name: str) -> frozenset[str]:
    """A list of words parted by spaces."""
    return frozenset(_lists()[name].split())


@cache
def letters(name: str) -> frozenset[str]:
    """A list of single characters, with or without spaces."""
    return frozenset("".join(_lists()[name].split()))


@cache
def surnames() -> frozenset[str]:
    """Family names of one character."""
    return letters("common") | letters("surnames") | letters("rare")


def surname_at(text: str, place: int) -> str:
    """The family name that begins here, compound ones first; "" when there is none."""
    for length in (4, 2):
        if text[place : place + length] in words("compound"):
            return text[place : place + length]
    one = text[place : place + 1]
    return one if one in surnames() else ""


@cache
def _lengths(name: str) -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in words(name)}, reverse=True))


@cache
def longest(name: str) -> tuple[str, ...]:
    """A list of words, longer ones first."""
    return tuple(sorted(words(name), key=lambda word: (-len(word), word)))


@cache
def _firsts(name: str) -> frozenset[str]:
    return frozenset(word[0] for word in words(name))


@cache
def _lasts(name: str) -> frozenset[str]:
    return frozenset(word[-1] for word in words(name))


def starts(text: str, place: int, name: str) -> str:
    """The longest word of a list that stands at this place; "" when none does."""
    if text[place : place + 1] not in _firsts(name):
        return ""
    listed = words(name)
    return next((text[place : place + n] for n in _lengths(name) if text[place : place + n] in listed), "")


def ends(text: str, place: int, name: str) -> str:
    """The longest word of a list that ends just before this place; "" when none does."""
    if text[place - 1 : place] not in _lasts(name):
        return ""
    listed = words(name)
    return next(
        (text[place - n : place] for n in _lengths(name) if n <= place and text[place - n : place] in listed), ""
    )
