"""Writing the rows that bind texts to law."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from portal.services.generation import bump_generation

from ..models import ArticleText, Citation, RegulationVersion
from ..rules import numerals
from ..rules.citations import Entry, Link, Own, State, link, names_given, whole_laws
from .library import load_library

_MAX_RAW = Citation._meta.get_field("raw").max_length or 300
_MAX_REASON = Citation._meta.get_field("reason").max_length or 40
_MAX_PLACE = 9999
_BATCH = 1000


@transaction.atomic
def link_object(
    *, obj: models.Model, text: str, on: datetime.date | None, kind: str = Citation.Kind.MENTION
) -> list[Citation]:
    """Replace the citations of `obj` by those of its `text`, dated `on`. Unresolved ones are kept, with the reason.

    `start` and `end` of a row are offsets in `text`. Contracts and case numbers leave no row.
    """
    return link_objects(texts=[(obj, text, on)], kind=kind)


@transaction.atomic
def link_objects(
    *, texts: Sequence[tuple[models.Model, str, datetime.date | None]], kind: str = Citation.Kind.MENTION
) -> list[Citation]:
    """link_object for many objects of one model at the price of reading the library once.

    A regulation named as a whole (《…》 without an article) leaves a row of its own kind, which is not returned.
    """
    if not texts:
        return []
    content_type = ContentType.objects.get_for_model(texts[0][0])
    Citation.objects.filter(content_type=content_type, object_id__in=[obj.pk for obj, _, _ in texts]).delete()
    library = load_library()
    rows, whole = [], []
    for obj, text, on in texts:
        links = link(text, library, on)
        rows += [_row(content_type, obj.pk, one, on, kind) for one in links if one.state is not State.NOT_LAW]
        laws = whole_laws(text, library, links)
        whole += [_row(content_type, obj.pk, one, on, Citation.Kind.WHOLE) for one in laws]
    Citation.objects.bulk_create([*rows, *whole], batch_size=_BATCH)
    bump_generation()
    return rows


@transaction.atomic
def link_texts(*, version: RegulationVersion) -> int:
    """Replace the citations of every article of a version; how many rows were written.

    本法 is the version's own regulation; other laws are read as on its first day. References inside one article
    (前款, 本条第二款) leave no row: no article is cited by itself.
    """
    library = load_library()
    on = version.effective_on or version.published_on
    entry = library.entry(version.regulation_id) or _unlisted(version)
    content_type = ContentType.objects.get_for_model(ArticleText)
    ids = version.texts.values("id")
    Citation.objects.filter(content_type=content_type, object_id__in=ids).delete()
    rows: list[Citation] = []
    bound: dict[str, str] = {}
    texts = version.texts.exclude(text="").order_by("order").values_list("id", "number", "sub", "text")
    for pk, number, sub, text in texts:
        own = Own(entry, version.pk, numerals.article_key(number, sub))
        rows += [
            _row(content_type, pk, one, on, Citation.Kind.MENTION)
            for one in link(text, library, on, own=own, bound=bound)
            if one.state is not State.NOT_LAW and not _inward(one, own)
        ]
        bound |= names_given(text, library)
    Citation.objects.bulk_create(rows, batch_size=_BATCH)
    if rows:
        bump_generation()
    return len(rows)


def _unlisted(version: RegulationVersion) -> Entry:
    """A regulation that is not published yet."""
    regulation = version.regulation
    return Entry(regulation.pk, regulation.code, regulation.title, regulation.short_title, regulation.level)


def _inward(one: Link, own: Own) -> bool:
    return one.regulation == own.entry.id and one.article == own.article


def _row(content_type: ContentType, pk: int, one: Link, on: datetime.date | None, kind: str) -> Citation:
    return Citation(
        content_type=content_type,
        object_id=pk,
        article_id=one.article_id,
        regulation_id=one.regulation,
        kind=kind,
        on=on,
        raw=one.raw[:_MAX_RAW],
        start=one.start,
        end=one.end,
        paragraph=one.paragraph if one.paragraph <= _MAX_PLACE else 0,
        item=one.item if one.item <= _MAX_PLACE else 0,
        reason=one.reason[:_MAX_REASON],
    )


def link_versions(*, versions: Iterable[RegulationVersion]) -> int:
    """link_texts for several versions, each in a transaction of its own."""
    return sum(link_texts(version=version) for version in versions)
