"""The library of the citation linker, read from the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from portal.services.generation import current_generation

from ..models import ArticleText, Regulation, RegulationAlias, RegulationVersion
from ..rules import numerals, structure
from ..rules.citations import Entry, Library, Version

_kept: dict[bool, tuple[int, Library]] = {}


def load_library(*, with_places: bool = False, generation: int | None = None) -> Library:
    """Everything published, regulations of the catalogue first. Five queries, then one until the next publication;
    none for a caller who knows the `generation`.

    `with_places` counts the paragraphs and items of every article too, which reads every text: for checking citations,
    not for a web process.
    """
    generation = current_generation() if generation is None else generation
    kept = _kept.get(with_places)
    if kept and kept[0] == generation:
        return kept[1]
    library = Library.build(_entries(with_places))
    # Not before commit: after a rollback the same number of generation may come to mean something else.
    transaction.on_commit(lambda: _kept.update({with_places: (generation, library)}))
    return library


def forget_library() -> None:
    """Drop what this process keeps: for tests, whose data change without a publication."""
    _kept.clear()


def _entries(with_places: bool) -> Iterable[Entry]:
    aliases: dict[int, list[str]] = defaultdict(list)
    for regulation, name in RegulationAlias.objects.values_list("regulation_id", "name"):
        aliases[regulation].append(name)
    articles, places = _articles(with_places)
    versions: dict[int, list[Version]] = defaultdict(list)
    numbers: dict[int, list[str]] = defaultdict(list)
    rows = RegulationVersion.objects.published().values_list(
        "id", "regulation_id", "number", "published_on", "effective_on", "ended_on", "has_text"
    )
    for pk, regulation, number, published_on, effective_on, ended_on, has_text in rows:
        dates = (published_on, effective_on, ended_on)
        versions[regulation].append(Version(pk, *dates, articles[pk], has_text, places[pk]))
        numbers[regulation] += [number] if number else []
    for row in Regulation.objects.published().order_by("-in_catalogue", "id"):
        yield Entry(
            row.pk, row.code, row.title, row.short_title, row.level, tuple(aliases[row.pk]), tuple(numbers[row.pk]),
            tuple(versions[row.pk]),
        )  # fmt: skip


def _articles(with_places: bool) -> tuple[dict[int, dict[str, int]], dict[int, dict[str, tuple[int, ...]]]]:
    """By version: key → stable article, and key → items in each paragraph."""
    articles: dict[int, dict[str, int]] = defaultdict(dict)
    places: dict[int, dict[str, tuple[int, ...]]] = defaultdict(dict)
    fields = ["version_id", "number", "sub", "article_id"] + ["text"] * with_places
    for version, number, sub, article, *text in (
        ArticleText.objects.published().order_by("version_id", "order").values_list(*fields).iterator(2000)
    ):
        key = numerals.article_key(number, sub)
        articles[version][key] = article
        if text and text[0]:
            places[version][key] = tuple(len(p.items) for p in structure.split_paragraphs(text[0]))
    return articles, places
