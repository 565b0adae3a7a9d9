"""All finders together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from . import addresses, dates, firms, learned, names, numbers, projects, repeats
from .cutting import Cuts, cut
from .found import Folded, Found, Kind
from .merging import firm_part, merged


@dataclass(frozen=True)
class Party:
    """Somebody or something known to appear: a person (`kind` NAME), an employer or a project, with the word to put
    in its place (工人甲, 某建筑公司); "" leaves the word to `suggest`."""

    name: str
    kind: Kind = Kind.NAME
    instead: str = ""


@dataclass(frozen=True)
class Options:
    """What to look for beside what is always looked for."""

    exact_dates: bool = False
    organisations: bool = True


PLAIN = Options()


def find(raw: str, parties: Sequence[Party] = (), options: Options = PLAIN) -> list[Found]:
    """Everything personal in a text, in its order, without overlaps. Known parties go before guesses."""
    return list(_find(raw, tuple(parties), options))


@lru_cache(maxsize=4)
def _find(raw: str, parties: tuple[Party, ...], options: Options) -> tuple[Found, ...]:
    """Kept for a moment: whoever masks, approves and publishes a text asks of the same words each time."""
    text = Folded.of(raw)
    cuts = cut(text.text)
    ruled = by_rules(text, cuts)
    reading = learned.Reading(text, cuts, ruled)
    kept = merged(text, cuts, firm_part(ruled, reading.likely(ruled)), reading.found())
    if again := repeats.hints(text.text, cuts, kept):
        kept = merged(text, cuts, kept, reading.again(again), {(one.start, one.end) for one in again})
    if not options.organisations:
        kept = [one for one in kept if one.kind not in (Kind.EMPLOYER, Kind.PROJECT)]
    layers: list[Iterable[Found]] = [_parties(text, parties), kept]
    if options.exact_dates:
        layers.append(dates.find(text))
    return tuple(_first_come(layers))


def by_rules(text: Folded, cuts: Cuts) -> list[Found]:
    """What the rules alone find, without overlaps."""
    employers = firms.find(text, cuts)
    sites = projects.find(text, cuts, employers)
    return _first_come([numbers.find(text), addresses.find(text), employers, sites, names.find(text, cuts)])


def _first_come(layers: Iterable[Iterable[Found]]) -> list[Found]:
    """Earlier layers go before later ones where they overlap."""
    kept: list[Found] = []
    for layer in layers:
        for one in layer:
            if not any(one.overlaps(other) for other in kept):
                kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _parties(text: Folded, parties: Sequence[Party]) -> Iterator[Found]:
    """Names as given, also with spaces between their characters; longer ones first."""
    for party in sorted(parties, key=lambda one: len(one.name), reverse=True):
        letters = [re.escape(letter) for letter in Folded.of(party.name).text if not letter.isspace()]
        if len(letters) < 2:
            continue
        for match in re.finditer(r"[\s　]{0,2}".join(letters), text.text):
            yield text.found(*match.span(), party.kind, "在当事人名单里")
