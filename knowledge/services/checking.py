"""Checking the citations of any text against the library."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from portal.services.generation import current_generation

from ..models import ArticleText, PartialRepeal
from ..rules import numerals
from ..rules.checking import Ending, Report, Struck, Successor, check, ended_by, known_successors
from ..rules.citations import Library, Link, link
from .library import load_library

MAX_CHARACTERS = 1_000_000
"""Longer texts are refused; 100 pages are about 100,000."""
_BATCH = 500
_kept: dict[str, tuple[int, Mapping[str, Successor]]] = {}


def check_text(*, text: str, on: datetime.date | None, today: datetime.date) -> Report:
    """Every citation of `text` with a verdict. `on` is the text's date (None: it is of today). Nothing is stored.

    Some ten queries, and one more for each version in which a wrong quotation is looked for elsewhere.
    """
    library = load_library()
    day = on or today
    links = link(text, library, day, today=today)
    return check(
        text, links, library, StoredTexts(links), on=day, today=today, ended=_ended(library), struck=_struck(links)
    )  # fmt: skip


class StoredTexts:
    """The official words of every version of the articles cited; of other articles, when asked for."""

    def __init__(self, links: Sequence[Link]) -> None:
        self._texts: dict[int, dict[str, str]] = defaultdict(dict)
        self._whole: set[int] = set()
        for ids in _batches(_articles(links)):
            self._keep(ArticleText.objects.published().filter(article_id__in=ids))

    def of(self, version: int, key: str) -> str:
        if key not in self._texts[version] and version not in self._whole:
            self.all(version)
        return self._texts[version].get(key, "")

    def all(self, version: int) -> Mapping[str, str]:
        if version not in self._whole:
            self._keep(ArticleText.objects.published().filter(version_id=version))
            self._whole.add(version)
        return self._texts[version]

    def _keep(self, rows: Iterable[ArticleText]) -> None:
        fields = ("version_id", "number", "sub", "text")
        for version, number, sub, text in rows.values_list(*fields):  # type: ignore[attr-defined]
            self._texts[version][numerals.article_key(number, sub)] = text


def _articles(links: Sequence[Link]) -> list[int]:
    return sorted({one.article_id for one in links if one.article_id})


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _ended(library: Library) -> Mapping[str, Successor]:
    """What other regulations say they replace; read once for each publication."""
    generation = current_generation()
    kept = _kept.get("ended")
    if kept and kept[0] == generation:
        return kept[1]
    rows = (
        ArticleText.objects.published()
        .filter(text__contains="废止")
        .values_list(
            "text", "version__regulation__title", "version__regulation__code", "version__effective_on",
            "version__published_on",
        )
    )  # fmt: skip
    found = ended_by(
        Ending(text, Successor(title, code, effective_on or published_on))
        for text, title, code, effective_on, published_on in rows
    )
    found = {**known_successors(lambda title: _code(library, title)), **found}
    transaction.on_commit(lambda: _kept.update(ended=(generation, found)))
    return found


def _code(library: Library, title: str) -> str:
    named = library.named(title)
    return named[0].code if len(named) == 1 else ""


def forget_endings() -> None:
    """Drop what this process keeps: for tests, whose data change without a publication."""
    _kept.clear()


def _struck(links: Sequence[Link]) -> Mapping[int, Sequence[Struck]]:
    out: dict[int, list[Struck]] = defaultdict(list)
    for ids in _batches(_articles(links)):
        for row in PartialRepeal.objects.filter(article_id__in=ids):
            out[row.article_id].append(Struck(row.paragraph, row.item, row.ended_on, sure=row.verified))
    return out
