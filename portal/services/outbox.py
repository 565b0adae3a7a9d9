"""Writing to the outbox."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.dispatch import Signal

from ..models import Change

changes_recorded = Signal()
"""Sent after commit, without arguments; a reader may be lost, the rows are not."""


def record_changes(*, kind: str, ids: Iterable[int]) -> None:
    """Write a row for each changed object in the caller's transaction and say so after its commit."""
    Change.objects.bulk_create([Change(kind=kind, object_id=pk) for pk in ids], batch_size=2000)
    transaction.on_commit(lambda: changes_recorded.send_robust(sender=Change))
