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

WATCHED = {
    Regulation: ("knowledge.regulation", "pk"),
    RegulationVersion: ("knowledge.regulation", "regulation_id"),
    ArticleText: ("knowledge.articletext", "pk"),
    RegulationAlias: ("knowledge.regulation", "regulation_id"),
    Prevalence: ("knowledge.article", "article_id"),
    PartialRepeal: ("knowledge.article", "article_id"),
}


def changes_recorded(sender: Any, **kwargs: Any) -> None:
    """Rows stand in the outbox, after commit: wake the worker. When the broker is away, beat's sweep finds them."""
    with contextlib.suppress(OperationalError, OSError):
        drain.delay()


def row_changed(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """An editor saved, published, unpublished or deleted a row; drafts change nothing public and are harmless here."""
    if kwargs.get("raw"):
        return
    kind, attribute = WATCHED[sender]
    record_changes(kind=kind, ids=[getattr(instance, attribute)])
    bump_generation()
