"""Loading requirement rules and types of certificates from the data files. What officers changed since stays."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from knowledge.services.catalogue import find_article
from portal.models import Organisation

from ..models import CertificateKind, LevelPage, Paper, TrainingRule
from .content import CONTENT, Loaded, entries

_PLAIN = (
    "title",
    "event",
    "level",
    "roles",
    "trades",
    "regions",
    "absence_days",
    "due_days",
    "period_months",
    "minutes",
    "on_site",
    "basis",
    "basis_status",
    "minutes_status",
    "why",
)


@transaction.atomic
def load_rules(*, folder: Path = CONTENT, sample: bool = False) -> int:
    """Add the rules that are not there yet, either those for all or those of the sample company; how many."""
    organisation = _sample_company() if sample else None
    if sample and organisation is None:
        return 0
    known = set(TrainingRule.objects.values_list("code", flat=True))
    fresh = [
        entry
        for _, entry in entries(folder, "rules.toml", "rule")
        if bool(entry.get("sample")) is sample and entry["code"] not in known
    ]
    for entry in fresh:
        rule = TrainingRule(code=entry["code"], organisation=organisation, is_sample=sample)
        for name in _PLAIN:
            if name in entry:
                setattr(rule, name, entry[name])
        _tie(rule, entry)
        rule.save()
    return len(fresh)


def load_requirements(*, now: datetime.datetime, folder: Path = CONTENT) -> Loaded:
    """Rules for all and types of certificates."""
    loaded = Loaded()
    loaded.added["培训要求"] += load_rules(folder=folder)
    loaded.added["证书种类"] += load_certificate_kinds(folder=folder)
    return loaded


@transaction.atomic
def load_certificate_kinds(*, folder: Path = CONTENT) -> int:
    """Add the types of certificates that are not there yet; how many."""
    known = set(CertificateKind.objects.values_list("code", flat=True))
    found = (entry for _, entry in entries(folder, "certificates.toml", "kind"))
    fresh = [CertificateKind(**entry) for entry in found if entry["code"] not in known]
    CertificateKind.objects.bulk_create(fresh)
    return len(fresh)


def _tie(rule: TrainingRule, entry: dict[str, Any]) -> None:
    """The article, the lessons and the paper that the entry names; a lesson or paper that is not there stays out."""
    named = entry.get("article")
    if named:
        rule.article = find_article(named["code"], named["number"])
        if rule.article is None:
            raise ValueError(f"{entry['code']}: {named['code']} {named['number']}")
    level = entry.get("programme_level")
    if level:
        pages = LevelPage.objects.filter(level=level["level"])
        rule.programme_level = next(
            (page for page in pages if page.get_parent().specific.code == level["programme"]), None
        )
    if entry.get("paper"):
        rule.paper = Paper.objects.filter(code=entry["paper"]).first()


def _sample_company() -> Organisation | None:
    """The client of the sample project."""
    return (
        Organisation.objects.filter(kind=Organisation.Kind.CLIENT, is_sample=True, projects__crews__isnull=False)
        .order_by("pk")
        .first()
    )
