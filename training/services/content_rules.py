"""Loading requirement rules and types of certificates from the data files. What officers changed since stays."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from knowledge.services.catalogue import find_article
from portal.models import Organisation

from ..models import CertificateKind, LevelPage, Paper, TrainingRule

CONTENT = Path(__file__).parent.parent / "content"
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
def load_rules(*, folder: Path = CONTENT) -> int:
    """Add the rules that are not there yet; how many. Those of the sample need the sample company."""
    added = 0
    for entry in tomllib.loads((folder / "rules.toml").read_text(encoding="utf8"))["rule"]:
        if TrainingRule.objects.filter(code=entry["code"]).exists():
            continue
        organisation = _sample_company() if entry.get("sample") else None
        if entry.get("sample") and organisation is None:
            continue
        rule = TrainingRule(code=entry["code"], organisation=organisation, is_sample=bool(entry.get("sample")))
        for name in _PLAIN:
            if name in entry:
                setattr(rule, name, entry[name])
        _tie(rule, entry)
        rule.save()
        added += 1
    return added


@transaction.atomic
def load_certificate_kinds(*, folder: Path = CONTENT) -> int:
    """Add the types of certificates that are not there yet; how many."""
    entries = tomllib.loads((folder / "certificates.toml").read_text(encoding="utf8"))["kind"]
    known = set(CertificateKind.objects.values_list("code", flat=True))
    fresh = [CertificateKind(**entry) for entry in entries if entry["code"] not in known]
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
