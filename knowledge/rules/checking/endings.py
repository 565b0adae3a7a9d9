"""What one regulation says of others that end with it: 《…办法》同时废止."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..citations import names

_ENDS = re.compile(r"(?:同时|一并|即行|相应|予以)?废止")
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》){2,120})》")
_PARTLY = re.compile(r"第[零〇一二三四五六七八九十百千0-9]+条|与本.{1,6}(?:不一致|抵触)|有关规定|中的")
_REACH = 1200
_KNOWN = Path(__file__).parent / "successors.toml"


@dataclass(frozen=True)
class Struck:
    """A paragraph or item that ended while the rest is in force; 0 is all. `sure` when a second person confirmed it."""

    paragraph: int
    item: int
    ended_on: datetime.date
    sure: bool = True


@dataclass(frozen=True)
class Successor:
    """What stands in the place of a regulation that has ended: `title` and `code` of the new one, the first day."""

    title: str
    code: str
    since: datetime.date | None = None


@dataclass(frozen=True)
class Ending:
    """An article that may end other regulations, with the regulation it belongs to."""

    text: str
    by: Successor


def ended_by(endings: Iterable[Ending]) -> Mapping[str, Successor]:
    """Canonical title → what ended it; the earliest, where several say so. Nothing ends itself."""
    found: dict[str, Successor] = {}
    for ending in endings:
        for title in titles_ended(ending.text):
            name = names.canonical(names.without_year(title))
            if name == names.canonical(ending.by.title):
                continue
            held = found.get(name)
            if held is None or (ending.by.since or datetime.date.max) < (held.since or datetime.date.max):
                found[name] = ending.by
    return found


def known_successors(code_of: Callable[[str], str]) -> Mapping[str, Successor]:
    """The table beside this code, by canonical title; `code_of` gives the code of a regulation that is held, or ""."""
    with _KNOWN.open("rb") as file:
        rows = tomllib.load(file)["replaced"]
    return {
        names.canonical(old): Successor(row["by"], code_of(row["by"]), row["since"])
        for row in rows
        for old in row["old"]
    }


def titles_ended(text: str) -> list[str]:
    """《…》、《…》同时废止: every title of the sentence, unless only a part of it ends."""
    out: list[str] = []
    for match in _ENDS.finditer(text):
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
        sentence = text[max(start, match.start() - _REACH) : match.start()]
        for title in _TITLE.finditer(sentence):
            rest = sentence[title.end() :]
            until = rest.find("《")
            if not _PARTLY.search(rest[: until if until >= 0 else None]):
                out.append(title[1])
    return list(dict.fromkeys(out))
