"""What there is in a case, as the codes by which stages ask for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Case as Which
from django.db.models import CharField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Round

from ..models import Case, CaseDocument, CaseRecord, EvidenceItem, Instalment
from ..rules import records as record_rules
from ..rules.documents import codes_there

_PAID = "paid"


def there(case: Case) -> set[str]:
    """Codes of all that a case has rows of, what was merged into it included: `record:dialogue`, `document:summary`,
    `happening:talked`, `fact:evidence`, `fact:performed`. One query."""
    here = Q(case=case) | Q(case__merged_into=case)
    first, *others = (
        _told(CaseRecord.objects.standing().filter(here), "record", F("kind")),
        _told(CaseDocument.objects.filter(here), "document", F("kind")),
        _told(case.happenings.filter(undone_at__isnull=True), "happening", F("event")),
        _told(EvidenceItem.objects.filter(here), "fact", Value("evidence")),
        _told(case.promises.all(), "record", Value("promise")),
        _told(case.settlements.filter(signed_on__isnull=False), "record", Value("settlement")),
        _told(case.settlements.filter(reviews__passed=True), "record", Value("legal_review")),
        _told(case.claims.filter(steps__isnull=False), "record", Value("claim")),
        _told(
            _instalments(case), "instalment", Which(When(got__gte=F("amount"), then=Value(_PAID)), default=Value(""))
        ),
    )
    codes: dict[str, set[str]] = {}
    for sort, code in first.union(*others):
        codes.setdefault(sort, set()).add(code)
    found = record_rules.codes_there(codes.get("record", ())) | codes_there(codes.get("document", ()))
    found |= {f"{sort}:{code}" for sort in ("happening", "fact") for code in codes.get(sort, ())}
    if "record:unperformed" in found or codes.get("instalment") == {_PAID}:
        found.add("fact:performed")
    return found


def _told(rows: Any, sort: str, code: Any) -> Any:
    """(sort, code) of each row, for a union: its columns need the same names and types."""
    named = {"sort": Value(sort, output_field=CharField()), "coded": code}
    if isinstance(code, Value):
        named["coded"] = Value(code.value, output_field=CharField())
    return rows.order_by().annotate(**named).values_list("sort", "coded")


def _instalments(case: Case) -> Any:
    """Of the signed settlements, each with what it `got`: rounded, as sums of fractions are not exact in every
    database."""
    rows = Instalment.objects.binding().filter(settlement__case=case)
    return rows.annotate(got=Round(Coalesce(Sum("payments__amount"), Decimal(0)), 2))
