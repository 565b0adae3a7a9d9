"""Small laws in our own words to test with."""

from __future__ import annotations

import datetime
from typing import Any

from knowledge.models import Article, ArticleText, Regulation, RegulationVersion
from knowledge.rules import numerals


def make_regulation(code: str = "ceshi", title: str = "脚手架测试条例", **fields: object) -> Regulation:
    defaults: dict[str, object] = {"short_title": title, "level": "admin", "verified": True}
    return Regulation.objects.create(code=code, title=title, **defaults | fields)


def make_version(
    regulation: Regulation,
    effective_on: datetime.date | None,
    texts: dict[str, str] | None = None,
    articles: dict[str, Article] | None = None,
    **fields: Any,
) -> RegulationVersion:
    """A version with its articles by key; `articles` says which identities are carried over."""
    version = RegulationVersion.objects.create(
        regulation=regulation,
        effective_on=effective_on,
        published_on=fields.pop("published_on", effective_on),
        verified=fields.pop("verified", True),
        has_text=bool(texts),
        **fields,
    )
    for order, (key, text) in enumerate((texts or {}).items()):
        number, sub = numerals.parse_article_key(key)
        article = (articles or {}).get(key) or Article.objects.create(regulation=regulation)
        ArticleText.objects.create(version=version, article=article, number=number, sub=sub, order=order, text=text)
    return version


def articles_of(version: RegulationVersion) -> dict[str, Article]:
    return {t.key: t.article for t in version.texts.select_related("article")}
