"""Tying precedents to law."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from django.db import transaction

from knowledge.models import Citation
from knowledge.rules.citations import State, link
from knowledge.rules.numerals import article_short_label, parse_article_key
from knowledge.services.library import load_library
from knowledge.services.link_citations import link_objects

from ..models import Precedent
from ..models.precedents import TEXTS


@transaction.atomic
def link_cites(*, precedents: Sequence[Precedent]) -> list[Citation]:
    """Make the citations anew from what was confirmed: versions of the day it happened, each with its kind."""
    by_pk = {precedent.pk: precedent for precedent in precedents}
    texts = [(one, one.cited_text, one.happened_on or one.decided_on) for one in precedents]
    rows = link_objects(texts=texts)
    for row in rows:
        row.kind = _kind_at(by_pk[row.object_id], row.start)
    Citation.objects.bulk_update(rows, ["kind"], batch_size=500)
    return rows


def _kind_at(precedent: Precedent, start: int) -> str:
    """The kind of the line of `cited_text` in which this place lies."""
    ends = list(accumulate(len(one["article"]) + 1 for one in precedent.cites))
    return str(precedent.cites[bisect_right(ends, start)]["kind"])


def found_in_texts(precedent: Precedent) -> list[str]:
    """Articles the texts name that nobody has confirmed yet: 工伤保险条例第14条."""
    on = precedent.happened_on or precedent.decided_on
    library = load_library()
    has = set(precedent.citations.values_list("regulation", "article"))
    found: dict[str, None] = {}
    for name in TEXTS:
        for one in link(getattr(precedent, name), library, on):
            if one.state is State.NOT_LAW or one.regulation is None or one.article is None:
                continue
            entry = library.entry(one.regulation)
            if entry and (one.regulation, one.article_id) not in has:
                found[f"{entry.short_title or entry.title}{article_short_label(*parse_article_key(one.article))}"] = (
                    None
                )
    return list(found)
