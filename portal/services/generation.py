"""The number of the published state."""

from __future__ import annotations

from django.db.models import F

from ..models import Generation

_ROW = 1


def current_generation() -> int:
    """One query; 0 before anything was ever published."""
    return Generation.objects.filter(pk=_ROW).values_list("value", flat=True).first() or 0


def bump_generation() -> None:
    """Outdate every cached page. Called inside the transaction of the service that changed what the public sees."""
    if not Generation.objects.filter(pk=_ROW).update(value=F("value") + 1):
        _, created = Generation.objects.get_or_create(pk=_ROW, defaults={"value": 1})
        if not created:
            Generation.objects.filter(pk=_ROW).update(value=F("value") + 1)
