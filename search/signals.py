"""The only place with signal receivers: they say that something changed, and decide nothing."""

from __future__ import annotations

import contextlib
from typing import Any

from django.db.models import Model
from kombu.exceptions import OperationalError

from knowledge.models import ArticleText, PartialRepeal, Prevalence, Regulation, RegulationAlias, RegulationVersion
from portal.services.generation import bump_generation
from portal.services.outbox import record_changes

from .tasks import drain

DRAFTED: dict[type[Model], tuple[str, str]] = {
    Regulation: ("knowledge.regulation", "pk"),
    RegulationVersion: ("knowledge.regulation", "regulation_id"),
    ArticleText: ("knowledge.articletext", "pk"),
}
"""Public when published; saving a draft is nobody's business."""
PLAIN: dict[type[Model], tuple[str, str]] = {
    RegulationAlias: ("knowledge.regulation", "regulation_id"),
    Prevalence: ("knowledge.article", "article_id"),
    PartialRepeal: ("knowledge.article", "article_id"),
}
"""Public as soon as they are saved."""


def changes_recorded(sender: Any, **kwargs: Any) -> None:
    """Rows stand in the outbox, after commit: wake the worker. When the broker is away, beat's sweep finds them."""
    with contextlib.suppress(OperationalError, OSError):
        drain.delay()


def row_changed(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """An editor published, withdrew, saved or deleted something public. Services say so themselves."""
    if kwargs.get("raw") or sender not in DRAFTED | PLAIN:
        return
    kind, attribute = (DRAFTED | PLAIN)[sender]
    record_changes(kind=kind, ids=[getattr(instance, attribute)])
    bump_generation()
