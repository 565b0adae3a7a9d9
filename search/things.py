"""What documents are called and where they stand, read from the database, which says who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cases.models import Precedent
from knowledge.models import ArticleText, Regulation

from .documents import BATCH, ArticleDocument, PrecedentDocument, RegulationDocument

PRECEDENT_PREFIX = PrecedentDocument.prefix


@dataclass(frozen=True)
class Thing:
    """A published thing as a list shows it; `note` says what sort it is. `is_sample` ones are never told of."""

    title: str
    url: str
    note: str
    is_sample: bool = False


def read_things(ids: Iterable[str]) -> dict[str, Thing]:
    """By document id, in the order given. What is a draft, withdrawn or unknown is left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Thing] = {}
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        found |= dict(_articles(_keys(part, ArticleDocument.prefix)))
        found |= dict(_regulations(_keys(part, RegulationDocument.prefix)))
        found |= dict(_precedents(_keys(part, PRECEDENT_PREFIX)))
    return {id_: found[id_] for id_ in wanted if id_ in found}


def _keys(ids: Iterable[str], prefix: str) -> list[int]:
    return [int(id_.removeprefix(prefix)) for id_ in ids if id_.startswith(prefix)]


def _articles(keys: list[int]) -> Iterator[tuple[str, Thing]]:
    if not keys:
        return
    for row in ArticleText.objects.published().filter(pk__in=keys).select_related("version__regulation"):
        regulation = row.version.regulation
        title = " ".join(part for part in (regulation.short_title, row.short_label, row.heading) if part)
        day = row.version.effective_on or row.version.published_on
        url = row.get_absolute_url() + (f"?on={day.isoformat()}" if day else "")
        yield ArticleDocument.id_of(row.pk), Thing(title, url, regulation.get_level_display())


def _regulations(keys: list[int]) -> Iterator[tuple[str, Thing]]:
    if not keys:
        return
    for row in Regulation.objects.published().filter(pk__in=keys):
        yield f"{RegulationDocument.prefix}{row.pk}", Thing(row.title, row.get_absolute_url(), row.get_level_display())


def _precedents(keys: list[int]) -> Iterator[tuple[str, Thing]]:
    if not keys:
        return
    for row in Precedent.objects.published().filter(pk__in=keys):
        note = " · ".join(part for part in (row.level_name, row.happened) if part)
        yield f"{PRECEDENT_PREFIX}{row.pk}", Thing(row.title, row.get_absolute_url(), note, row.is_sample)
