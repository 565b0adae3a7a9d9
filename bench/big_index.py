"""Puts 58,543 articles beside the site's own in its index, for measurements at full size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bench.server import corpus_file
from search.corpus import Corpus, read_lines
from search.documents import all_documents
from search.engines import Document, site_engine
from search.indexing import PUBLIC_INDEX
from search.kinds import articles

FIRST_ID = 10_000_000
"""Far above the ids of the site's own articles: these rows are found, but stand in no database."""


def documents() -> Iterator[Document]:
    yield from all_documents()
    corpus = Corpus(site_engine(), PUBLIC_INDEX)
    for number, row in enumerate(read_lines(corpus_file()), FIRST_ID):
        yield replace(corpus._document(row), id=articles.id_of(number))


def fill() -> None:
    """For `manage.py shell -c`."""
    build = site_engine().build(PUBLIC_INDEX)
    build.add(documents())
    print(build.finish())
