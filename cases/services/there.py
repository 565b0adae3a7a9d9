"""What there is in a case, as the codes by which stages ask for it."""

from __future__ import annotations

from django.db.models import Q

from ..models import Case, CaseDocument, CaseRecord, Instalment
from ..rules import records as record_rules
from ..rules.documents import codes_there
from ..rules.settlements import Standing


def there(case: Case) -> set[str]:
    """Codes of records, documents and performance (`record:dialogue`, `document:summary`, `fact:performed`) that this
    case has, what was merged into it included. Happenings, people and evidence are asked elsewhere."""
    here = Q(case=case) | Q(case__merged_into=case)
    records = CaseRecord.objects.standing().filter(here)
    found = record_rules.codes_there(records.values_list("kind", flat=True).distinct())
    found |= codes_there(CaseDocument.objects.filter(here).values_list("kind", flat=True).distinct())
    asked = {
        "record:promise": case.promises.all(),
        "record:settlement": case.settlements.filter(signed_on__isnull=False),
        "record:legal_review": case.settlements.filter(reviews__passed=True),
        "record:claim": case.claims.filter(steps__isnull=False),
    }
    found |= {code for code, rows in asked.items() if rows.exists()}
    if "record:unperformed" in found or _performed(case):
        found.add("fact:performed")
    return found


def _performed(case: Case) -> bool:
    """Every instalment of the signed settlement is paid; and there is one."""
    rows = list(Instalment.objects.binding().filter(settlement__case=case).with_paid())
    return bool(rows) and all(row.standing(row.due_on) is Standing.OK for row in rows)
