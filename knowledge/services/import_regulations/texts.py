"""Writing the articles and chapters of a version in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...models import Article, ArticleText, Chapter, RegulationVersion
from ...rules.books import Book
from ...rules.matching import normalise
from ...rules.official_text import RANK, ParsedArticle, ParsedRegulation
from .identity import Neighbour, claim_articles, neighbours_of

_BATCH = 500
_MAX_ORDER = 32_000
_DIGEST = ("heading", "digest", "digest_verified", "asks")


def write_texts(
    version: RegulationVersion, parsed: ParsedRegulation, rows: Sequence[ArticleText], *, book: Book | None
) -> list[int]:
    """Store all articles of the file in the version; `rows` are the texts it has for them. Ids of all texts touched.

    Rows of the catalogue keep their digest and their Article; others join the Article of the neighbouring versions.
    """
    own = {(row.number, row.sub): row for row in rows}
    neighbours = neighbours_of(version)
    claimed = claim_articles(version, parsed.articles, own, neighbours)
    missing = [n for n, article_id in enumerate(claimed) if article_id is None]
    made = Article.objects.bulk_create([Article(regulation=version.regulation) for _ in missing], batch_size=_BATCH)
    for n, identity in zip(missing, made, strict=True):
        claimed[n] = identity.pk
    top, chapters = _write_chapters(version, parsed, book)
    fresh: list[ArticleText] = []
    kept: list[ArticleText] = []
    for article, article_id in zip(parsed.articles, claimed, strict=True):
        row = own.pop((article.number, article.sub), None)
        chapter = chapters[article.chapter] if article.chapter is not None else top
        (kept if row else fresh).append(_filled(row or ArticleText(version=version), article, article_id, chapter))
    inherited = _share_digests([*kept, *fresh], neighbours)
    ArticleText.objects.bulk_update(kept, ["text", "chapter", "order", *_DIGEST], batch_size=_BATCH)
    ArticleText.objects.bulk_create(fresh, batch_size=_BATCH)
    gone = _remove_replaced(own.values())
    return [*(row.pk for row in kept), *(row.pk for row in fresh), *inherited, *gone]


def _filled(row: ArticleText, article: ParsedArticle, article_id: int | None, chapter: Chapter | None) -> ArticleText:
    row.article_id = article_id or 0
    row.number, row.sub, row.text = article.number, article.sub, article.text
    row.order = article.number * 100 + article.sub
    row.chapter = chapter
    return row


def _remove_replaced(rows: Iterable[ArticleText]) -> list[int]:
    """Texts a replacing file no longer has; a digest without text stays, it is the catalogue's."""
    gone = [row for row in rows if row.text]
    ids = [row.pk for row in gone]
    ArticleText.objects.filter(pk__in=ids).delete()
    return ids


def _share_digests(rows: Sequence[ArticleText], neighbours: Sequence[Neighbour]) -> list[int]:
    """Equal words have the same digest: into the new texts, and back into neighbours. Ids of the neighbours changed."""
    changed: dict[int, ArticleText] = {}
    by_article = {row.article_id: row for row in rows}
    for neighbour in neighbours:
        for other in neighbour.rows:
            row = by_article.get(other.article_id)
            if row is None or bool(row.digest) == bool(other.digest) or normalise(row.text) != normalise(other.text):
                continue
            source, target = (row, other) if row.digest else (other, row)
            for name in _DIGEST:
                setattr(target, name, getattr(source, name))
            if target is other:
                changed[other.pk] = other
    ArticleText.objects.bulk_update(changed.values(), _DIGEST, batch_size=_BATCH)
    return list(changed)


def _write_chapters(
    version: RegulationVersion, parsed: ParsedRegulation, book: Book | None
) -> tuple[Chapter | None, list[Chapter]]:
    """(the book above all chapters, if any; chapters as rows, by their place in `parsed.chapters`)."""
    top = _book_chapter(version, parsed, book) if parsed.part else None
    if top is None:
        version.chapters.all().delete()
    first = top.order if top else 0
    rows = [
        Chapter(version=version, kind=c.kind, number=c.number, title=c.title[:120], order=first + n)
        for n, c in enumerate(parsed.chapters, 1)
    ]
    for rank in range(len(RANK)):
        level = [n for n, c in enumerate(parsed.chapters) if RANK[c.kind] == rank]
        for n in level:
            parent = parsed.chapters[n].parent
            rows[n].parent = rows[parent] if parent is not None else top
        Chapter.objects.bulk_create([rows[n] for n in level], batch_size=_BATCH)
    return top, rows


def _book_chapter(version: RegulationVersion, parsed: ParsedRegulation, book: Book | None) -> Chapter:
    """第二编 物权 of the version, emptied; ordered by its first article, for books come in any order."""
    title = book.title if book else parsed.part
    version.chapters.filter(kind=Chapter.Kind.PART, title=title).delete()
    return Chapter.objects.create(
        version=version,
        kind=Chapter.Kind.PART,
        number=book.number if book else None,
        title=title,
        order=min(parsed.articles[0].number * 10, _MAX_ORDER) if parsed.articles else 0,
    )
