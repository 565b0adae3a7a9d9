"""Loading the catalogue: our own words and figures about regulations, from the data files beside the code.

What editors have made of a row since is never overwritten: a second load only adds what is missing.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from portal.services.generation import bump_generation
from portal.services.outbox import record_changes

from ..models import (
    Article,
    ArticleText,
    HotlineNumber,
    PartialRepeal,
    Prevalence,
    Regulation,
    RegulationAlias,
    RegulationVersion,
    Topic,
)
from ..rules import numerals

CONTENT = Path(__file__).parent.parent / "content"


@dataclass
class Loaded:
    """How many rows of each kind were added, and what of the files could not be placed."""

    added: Counter[str] = field(default_factory=Counter)
    oddities: list[str] = field(default_factory=list)


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf8"))


@transaction.atomic
def load_catalogue(*, folder: Path = CONTENT) -> Loaded:
    """Add topics, regulations, versions, aliases, digests and notes that are not there yet."""
    loaded = Loaded()
    topics = load_topics(read(folder / "topics.toml")["topic"], loaded)
    for entry in read(folder / "catalogue.toml")["regulation"]:
        load_regulation(entry, topics, loaded)
    changed: list[int] = []
    for path in sorted((folder / "digests").glob("*.toml")):
        changed += load_digests(read(path), topics, loaded)
    load_notes(read(folder / "notes.toml"), loaded)
    load_numbers(read(folder / "hotlines.toml")["number"], loaded)
    if loaded.added:
        record_changes(kind="knowledge.articletext", ids=changed)
        bump_generation()
    return loaded


def load_topics(entries: Iterable[dict[str, Any]], loaded: Loaded) -> dict[str, Topic]:
    found = {}
    for order, entry in enumerate(entries):
        row, new = Topic.objects.get_or_create(
            code=entry["code"],
            defaults={"name": entry["name"], "question": entry["question"], "icon": entry["icon"], "order": order},
        )
        loaded.added["topics"] += new
        found[row.code] = row
    return found


def load_numbers(entries: Iterable[dict[str, Any]], loaded: Loaded) -> None:
    """Numbers to call; one that editors hide stays hidden."""
    for order, entry in enumerate(entries):
        facts = {name: entry[name] for name in ("name", "for_what", "urgent", "verified")}
        _, new = HotlineNumber.objects.get_or_create(
            number=entry["number"], region="全国", defaults={**facts, "hours": entry["when"], "order": order}
        )
        loaded.added["numbers"] += new


def load_regulation(entry: dict[str, Any], topics: dict[str, Topic], loaded: Loaded) -> None:
    row, new = Regulation.objects.get_or_create(
        code=entry["code"],
        defaults={
            "title": entry["title"],
            "short_title": entry["short"],
            "level": entry["level"],
            "issuer": entry.get("issuer", ""),
            "region": entry.get("region", ""),
            "verified": entry["verified"],
            "caution": entry.get("caution", ""),
            "in_catalogue": True,
        },
    )
    if new:
        row.topics.set(topics[code] for code in entry.get("topics", []))
        loaded.added["regulations"] += 1
    names = [*entry.get("aliases", []), *entry.get("ambiguous_aliases", [])]
    have = set(row.aliases.values_list("name", flat=True))
    RegulationAlias.objects.bulk_create(RegulationAlias(regulation=row, name=n) for n in names if n not in have)
    for version in entry.get("version", []):
        load_version(row, version, loaded)


def load_version(regulation: Regulation, entry: dict[str, Any], loaded: Loaded) -> None:
    dates = {name: entry.get(name) for name in ("published_on", "effective_on")}
    known = {name: day for name, day in dates.items() if day}
    if known and any(regulation.versions.filter(**{name: day}).exists() for name, day in known.items()):
        return
    if not known and regulation.versions.exists():
        return
    RegulationVersion.objects.create(
        regulation=regulation,
        number=entry.get("number", ""),
        ended_on=entry.get("ended_on"),
        verified=entry["verified"],
        summary=entry.get("summary", ""),
        **dates,
    )
    loaded.added["versions"] += 1


def load_digests(data: dict[str, Any], topics: dict[str, Topic], loaded: Loaded) -> list[int]:
    """Put the digests of one file beside the articles of their version; ids of the texts that changed."""
    version = version_of(data)
    if version is None:
        loaded.oddities.append(f"{data['code']}: 没有 {data.get('version')} 施行的版本")
        return []
    texts = {(t.number, t.sub): t for t in version.texts.select_related("article")}
    changed = []
    for entry in data["article"]:
        number, sub = numerals.parse_article_key(entry["number"])
        text = texts.get((number, sub))
        if text is None:
            if version.has_text:
                loaded.oddities.append(f"{data['code']}: 全文里没有 {numerals.article_label(number, sub)}")
                continue
            article = Article.objects.create(regulation=version.regulation)
            order = number * 100 + sub
            text = ArticleText(version=version, article=article, number=number, sub=sub, order=order)
        elif text.digest:
            continue
        text.heading, text.digest = entry["heading"], entry["digest"].strip()
        text.digest_verified, text.asks = entry["verified"], entry.get("asks", [])
        text.save()
        text.article.topics.add(*(topics[code] for code in entry.get("topics", [])))
        loaded.added["digests"] += 1
        changed.append(text.pk)
    return changed


def version_of(data: dict[str, Any]) -> RegulationVersion | None:
    versions = RegulationVersion.objects.filter(regulation__code=data["code"]).select_related("regulation")
    day = data.get("version")
    if day is None:
        return versions.order_by("-effective_on", "-published_on").first()
    return versions.filter(effective_on=day).first() or versions.filter(published_on=day).first()


def find_article(code: str, key: str) -> Article | None:
    """The identity behind a number in the newest version that has it; made without words when the law has none yet."""
    number, sub = numerals.parse_article_key(key)
    texts = ArticleText.objects.filter(version__regulation__code=code, number=number, sub=sub)
    text = texts.select_related("article").order_by("-version__effective_on").first()
    if text:
        return text.article
    versions = RegulationVersion.objects.filter(regulation__code=code).order_by("-effective_on", "-published_on")
    version = versions.select_related("regulation").first()
    if version is None or version.has_text:
        return None
    article = Article.objects.create(regulation=version.regulation)
    ArticleText.objects.create(
        version=version, article=article, number=number, sub=sub, order=number * 100 + sub, live=True
    )
    return article


def load_notes(data: dict[str, Any], loaded: Loaded) -> None:
    for entry in data.get("prevail", []):
        load_prevalence(entry, loaded)
    for entry in data.get("partial_repeal", []):
        load_partial_repeal(entry, loaded)


def load_prevalence(entry: dict[str, Any], loaded: Loaded) -> None:
    article, by = find_article(entry["code"], entry["number"]), find_article(entry["by"], entry["by_number"])
    if article is None or by is None:
        loaded.oddities.append(
            f"{entry['code']} {entry['number']} 以 {entry['by']} {entry['by_number']} 为准：找不到条文"
        )
        return
    _, new = Prevalence.objects.get_or_create(
        article=article,
        by=by,
        defaults={"since": entry["since"], "note": entry["note"], "verified": entry["verified"]},
    )
    loaded.added["prevalences"] += new


def load_partial_repeal(entry: dict[str, Any], loaded: Loaded) -> None:
    article = find_article(entry["code"], entry["number"])
    if article is None:
        loaded.oddities.append(f"{entry['code']} {entry['number']} 部分废止：找不到条文")
        return
    _, new = PartialRepeal.objects.get_or_create(
        article=article,
        paragraph=entry.get("paragraph", 0),
        item=entry.get("item", 0),
        defaults={
            "ended_on": entry["ended_on"],
            "by": find_article(entry["by"], entry["by_number"]) if entry.get("by") else None,
            "note": entry.get("note", ""),
            "verified": entry["verified"],
        },
    )
    loaded.added["partial_repeals"] += new
