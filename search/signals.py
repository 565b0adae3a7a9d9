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

WATCHED: dict[type[Model], tuple[str, str]] = {
    Regulation: ("knowledge.regulation", "pk"),
    RegulationVersion: ("knowledge.regulation", "regulation_id"),
    ArticleText: ("knowledge.articletext", "pk"),
    RegulationAlias: ("knowledge.regulation", "regulation_id"),
    Prevalence: ("knowledge.article", "article_id"),
    PartialRepeal: ("knowledge.article", "article_id"),
}
_BOOKKEEPING = {"latest_revision", "has_unpublished_changes", "latest_revision_created_at", "draft_title"}
"""All that is saved of a row when an editor keeps a draft."""


def changes_recorded(sender: Any, **kwargs: Any) -> None:
    """Rows stand in the outbox, after commit: wake the worker. When the broker is away, beat's sweep finds them."""
    with contextlib.suppress(OperationalError, OSError):
        drain.delay()


def row_changed(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """A row was saved, published, withdrawn or deleted; a kept draft is nobody's business."""
    fields = kwargs.get("update_fields")
    if kwargs.get("raw") or (fields and set(fields) <= _BOOKKEEPING):
        return
    kind, attribute = WATCHED[sender]
    record_changes(kind=kind, ids=[getattr(instance, attribute)])
    bump_generation()
