"""Reading a precedent for its page and for paper: sums in words, the law behind it, the timeline with its articles."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from knowledge import reading
from knowledge.models import Citation
from knowledge.reading import Chip
from knowledge.rules.citations import link
from knowledge.rules.validity import Status
from knowledge.services.library import load_library

from .models import Precedent
from .rules import figures, taxonomy

KINDS = ((Citation.Kind.VIOLATED, "违反了"), (Citation.Kind.BASIS, "依据"), (Citation.Kind.PROCEDURE, "程序"))


@dataclass(frozen=True)
class Step:
    """One line of the timeline; `cite` is the rest of what it names when no article of the library is meant."""

    day: int
    text: str
    cite: str
    chips: tuple[Chip, ...]


def read_precedent(one: Precedent, today: datetime.date) -> dict[str, Any]:
    """What the page and paper say. Chips lead to the version of its day without telling that day."""
    citations = list(one.citations.resolved().order_by("start"))
    on = one.happened_on or one.decided_on
    meant = _meant(one, on)
    wanted = [c.article_id for c in citations if c.article_id] + [pk for ids in meant.values() for pk in ids]
    by_day = reading.chips_by_day(((pk, on) for pk in wanted), today, hide_day=not one.exact_dates)
    chips = {pk: chip for (pk, _), chip in by_day.items()}
    own = {c.article_id: chips[c.article_id] for c in citations if c.article_id in chips}
    return {
        "precedent": one,
        "family": taxonomy.family(one.kind),
        "family_name": taxonomy.families().get(taxonomy.family(one.kind), ""),
        "total": figures.spoken_yuan(one.amount),
        "sums": [row | {"payer": taxonomy.payers().get(row.get("payer", ""), "")} for row in one.amounts],
        "links": [(title, found) for kind, title in KINDS if (found := _chips_of(citations, chips, kind))],
        "steps": [_step(row, meant, chips) for row in one.timeline],
        "status": law_status(own.values()),
    }


def _meant(one: Precedent, on: datetime.date | None) -> dict[str, list[int]]:
    """What a line of the timeline cites → the articles it means. The library is read once for a publication."""
    cites = dict.fromkeys(row["cite"] for row in one.timeline if row.get("cite"))
    if not cites:
        return {}
    library = load_library()
    return {cite: [one.article_id for one in link(cite, library, on) if one.article_id] for cite in cites}


def _step(row: dict[str, Any], meant: dict[str, list[int]], chips: dict[int, Chip]) -> Step:
    cite = row.get("cite", "")
    found = [chips[pk] for pk in dict.fromkeys(meant.get(cite, ())) if pk in chips]
    if len(found) == 1:
        found = [replace(found[0], label=cite)]
    return Step(row["day"], row["text"], "" if found else cite, tuple(found))


def _chips_of(citations: list[Citation], chips: dict[int, Chip], kind: str) -> list[Chip]:
    ids = dict.fromkeys(c.article_id for c in citations if c.kind == kind and c.article_id)
    return shortened(chips[pk] for pk in ids if pk in chips)


def shortened(chips: Iterable[Chip]) -> list[Chip]:
    """工伤保险条例 第14条, 第16条, 第33条: a law is named once while its articles follow each other."""
    made, before = [], ""
    for chip in chips:
        law, _, number = chip.label.rpartition(" ")
        made.append(replace(chip, label=number) if law and law == before else chip)
        before = law
    return made


def law_status(chips: Iterable[Chip]) -> Status | None:
    """Whether the law it rests on still reads so; nothing when it cites none."""
    all_ = list(chips)
    if not all_:
        return None
    if any(chip.ended for chip in all_):
        return Status.REPEALED
    return Status.AMENDED if any(chip.changed for chip in all_) else Status.CURRENT
