"""The policy updates and interpretations that come with the site: loading them, and removing all of them."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Revision

from portal.clock import SHANGHAI
from portal.services.generation import bump_generation
from portal.services.outbox import record_changes

from ..models import Citation, Interpretation, InterpretationsPage, PolicyUpdate, Topic, UpdatesPage
from ..models.updates import IndexPage, LawPage
from ..rules.citations import link
from .answered_samples import Loaded
from .library import load_library
from .publishing import settle

CONTENT = Path(__file__).parent.parent / "content" / "pages"
_MORNING = datetime.time(9)


def read_updates(folder: Path = CONTENT) -> list[dict[str, Any]]:
    return list(tomllib.loads((folder / "updates.toml").read_text(encoding="utf8"))["update"])


def read_interpretations(folder: Path = CONTENT) -> list[dict[str, Any]]:
    return list(tomllib.loads((folder / "interpretations.toml").read_text(encoding="utf8"))["interpretation"])


@transaction.atomic
def load_pages(*, folder: Path = CONTENT) -> Loaded:
    """Add and renew by slug, as come out on the day whose law they tell. What a person has put a hand to is left alone,
    another's page of that slug too."""
    told = Loaded()
    for entry in read_updates(folder):
        fields = {name: entry[name].strip() for name in ("title", "for_whom", "what_changed", "what_to_do")}
        page = _kept(told, UpdatesPage, PolicyUpdate, entry, fields | {"effective_on": entry["on"]})
        if isinstance(page, PolicyUpdate):
            _affect(page, entry["affected"], told)
            settle(page=page)
    topics = {row.code: row for row in Topic.objects.all()}
    for entry in read_interpretations(folder):
        fields = {name: entry[name] for name in ("title", "summary", "on")}
        page = _kept(told, InterpretationsPage, Interpretation, entry, fields | {"body": _body(entry["part"])})
        if isinstance(page, Interpretation):
            page.topics.set(topics[code] for code in entry["topics"])
            page.save()
            settle(page=page)
    told.oddities += _unlinked()
    return told


def _kept(
    told: Loaded, index: type[IndexPage], model: type[LawPage], entry: dict[str, Any], fields: dict[str, Any]
) -> LawPage | None:
    """The page of this entry as it says; None when there is nothing to do."""
    parent = index.objects.get()
    slug, out = entry["slug"], datetime.datetime.combine(entry["on"], _MORNING, SHANGHAI)
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        told.added += 1
        dates = {"first_published_at": out, "last_published_at": out}
        return parent.add_child(instance=model(slug=slug, is_sample=True, live=True, **dates, **fields))
    if not page.is_sample or Revision.objects.for_instance(page).exists():
        told.kept.append(slug)
        return None
    before = _words(page, fields)
    for name, value in fields.items():
        setattr(page, name, value)
    if before == _words(page, fields):
        return None
    told.renewed += 1
    page.save()
    return page


def _words(page: Any, fields: Iterable[str]) -> list[Any]:
    """What the fields say; the blocks of a body without the ids they have in the database."""
    return [page.parts() if name == "body" else getattr(page, name) for name in fields]


def _body(parts: list[dict[str, str]]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for part in parts:
        if "question" in part:
            found.append(("qa", part))
        else:
            found += part.items()
    return found


def _affect(update: PolicyUpdate, rows: list[dict[str, str]], told: Loaded) -> None:
    library = load_library()
    update.affected.all().delete()
    for order, row in enumerate(rows):
        [one] = link(row["article"], library, update.effective_on)
        if one.article_id is None:
            told.oddities.append(f"{update.slug}：没有对上条文：{row['article']}")
        else:
            update.affected.create(article_id=one.article_id, note=row["note"], sort_order=order)
    update.save()


def _unlinked() -> list[str]:
    found = []
    for model in (PolicyUpdate, Interpretation):
        slugs = dict(model.objects.filter(is_sample=True).values_list("pk", "slug"))
        rows = Citation.objects.filter(content_type__model=model._meta.model_name, object_id__in=slugs).unresolved()
        found += [f"{slugs[row.object_id]}：没有对上条文：{row.raw}" for row in rows]
    return found


@transaction.atomic
def remove_samples() -> dict[str, int]:
    """Take down and delete every sample with its links; the numbers."""
    told = {}
    for model, name in ((PolicyUpdate, "示例政策更新"), (Interpretation, "示例法律解读")):
        samples = list(model.objects.filter(is_sample=True))
        ids = [page.pk for page in samples]
        for page in samples:
            page.delete()
        Citation.objects.filter(content_type__model=model._meta.model_name, object_id__in=ids).delete()
        record_changes(kind=model._meta.label_lower, ids=ids)
        if ids:
            told[name] = len(ids)
            bump_generation()
    return told
