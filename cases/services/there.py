"""What there is in a case, as the codes by which stages ask for it."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Q, Value

from ..models import Case, CaseDocument, CaseRecord, EvidenceItem, Instalment
from ..rules import records as record_rules
from ..rules.documents import codes_there
from ..rules.settlements import Standing


def there(case: Case) -> set[str]:
    """Codes of all that a case has rows of, what was merged into it included: `record:dialogue`, `document:summary`,
    `happening:talked`, `fact:evidence`, `fact:performed`. One query; one more where a settlement is signed."""
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
    )
    codes: dict[str, set[str]] = {}
    for sort, code in first.union(*others):
        codes.setdefault(sort, set()).add(code)
    found = record_rules.codes_there(codes.get("record", ())) | codes_there(codes.get("document", ()))
    found |= {f"{sort}:{code}" for sort in ("happening", "fact") for code in codes.get(sort, ())}
    if "record:unperformed" in found or ("record:settlement" in found and _performed(case)):
        found.add("fact:performed")
    return found


def _told(rows: Any, sort: str, code: Any) -> Any:
    """(sort, code) of each row, for a union: its columns need the same names and types."""
    named = {"sort": Value(sort, output_field=CharField()), "coded": code}
    if isinstance(code, Value):
        named["coded"] = Value(code.value, output_field=CharField())
    return rows.order_by().annotate(**named).values_list("sort", "coded")


def _performed(case: Case) -> bool:
    """Every instalment of the signed settlement is paid; and there is one."""
    rows = list(Instalment.objects.binding().filter(settlement__case=case).with_paid())
    return bool(rows) and all(row.standing(row.due_on) is Standing.OK for row in rows)
