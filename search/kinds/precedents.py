"""Published precedents."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from cases.models import Precedent
from cases.models.precedents import TEXTS
from cases.rules import figures
from knowledge.models import Citation
from knowledge.reading import Chip

from ..engines import Document
from ..plan import NEVER, PRECEDENT_FACETS, PUBLIC, day_number
from ..rules import highlight
from ..rules.analysis import phrase, tokenised
from ..rules.facets import band, packed, province
from ..rules.highlight import Piece
from .base import Cell, Keys, Kind, Thing, telling

LONGEST_CELL = 2_000
SAMPLE = "虚构示例"


@dataclass
class PrecedentHit:
    """One precedent as the page shows it: its outcome first, then the words that were found."""

    row: Precedent
    title: list[Piece]
    excerpt: list[Piece]
    chips: list[Chip] = field(default_factory=list)
    kind: str = "precedent"
    template: str = "search/precedent.html"

    @property
    def url(self) -> str:
        return self.row.get_absolute_url()

    @property
    def amount(self) -> str:
        return figures.spoken_yuan(self.row.amount)


class PrecedentKind(Kind[Precedent]):
    """Its story and its values. Of its days the month is kept, or the day where it is shown."""

    name = "precedent"
    model = Precedent
    label = "案例"
    prefix = "precedent:"
    changes = ("cases.precedent",)
    addresses = ("/precedents/",)

    def published(self) -> QuerySet[Precedent]:
        return Precedent.objects.published()

    def queryset(self) -> QuerySet[Precedent]:
        cited = Prefetch("citations", Citation.objects.resolved().select_related("article__regulation"))
        return self.published().prefetch_related(cited)

    def make(self, row: Precedent) -> Document:
        cited = [one.article for one in row.citations.all() if one.article]
        day = row.decided_on or row.happened_on
        shown = day if day is None or row.exact_dates else day.replace(day=1)
        beside = {facet: row.facets.get(facet, []) for facet in PRECEDENT_FACETS}
        beside |= {"outcome": [row.outcome_code], "band": [band(row.amount)], "year": [str(day.year)] if day else []}
        values = [name for names in row.facet_names.values() for name in names]
        return Document(
            id=self.id_of(row.pk),
            tokens=tokenised(
                *(getattr(row, name) for name in TEXTS),
                *(row.kind_name, row.outcome_name, row.region, row.court, row.case_number, *values),
            ),
            title=" ".join(phrase(row.title)),
            values={
                "kind": self.name,
                "level": row.level,
                "region": province(row.region),
                "topic": [],
                "regulation": sorted({article.regulation.code for article in cited}),
                "cites": sorted({str(article.pk) for article in cited}),
                "access": PUBLIC,
                "facet": packed(beside),
                "starts": 0,
                "ends": NEVER,
                "day": day_number(shown, 0),
                "prior": 1.0,
            },
            passages=self.passages(row),
        )

    def passages(self, row: Precedent) -> tuple[str, ...]:
        """What came of it, what happened, what was in dispute and why it was so decided, each under its title."""
        told = (row.summary, row.facts, f"{row.issue} {row.reasoning}", row.outcome)
        return tuple(f"{row.title} {text.strip()}" for text in told if text.strip()) or (row.title,)

    def thing(self, row: Precedent) -> Thing:
        note = " · ".join(part for part in (row.level_name, row.happened) if part)
        sample = SAMPLE if row.is_sample else ""
        return Thing(row.title, row.get_absolute_url(), note, row.summary, row.published_at, sample)

    def hit(self, row: Precedent, wanted: Sequence[str], chips: list[Chip], *, exact: bool = False) -> PrecedentHit:
        """The outcome, unless the facts or the reasons say more of what was asked."""
        told = telling((row.summary, row.facts, row.reasoning), wanted)
        return PrecedentHit(row, highlight.mark(row.title, wanted), highlight.snippet(told, wanted), chips)

    def cells(self, hit: Any) -> list[Cell]:
        row = hit.row
        outcome = "，".join(part for part in (row.outcome_name, row.in_favour_name) if part)
        amount = float(row.amount) if row.amount is not None else ""
        cited = "、".join(chip.label for chip in hit.chips)
        note = f"{SAMPLE}，不能当真实案例引用" if row.is_sample else ""
        level = SAMPLE if row.is_sample else row.level_name
        when, told = row.decided or row.happened, row.summary[:LONGEST_CELL]
        return [row.title, level, row.region, when, outcome, amount, told, cited, note, hit.url]

    def doubtful(self, waiting: Keys) -> set[int]:
        """Samples too, while they are hidden."""
        held = super().doubtful(waiting)
        if settings.SHOW_SAMPLE_PRECEDENTS:
            return held
        return held | set(Precedent.objects.filter(is_sample=True).values_list("pk", flat=True))

    def titles_told(self, keys: Sequence[int]) -> list[str]:
        told = Precedent.objects.filter(pk__in=keys, published_at__isnull=False)
        return list(told.values_list("title", flat=True))

    def day_of(self, row: Precedent) -> datetime.date | None:
        return row.happened_on or row.decided_on
