"""The only place with signal receivers: they say that something changed, and decide nothing."""

from __future__ import annotations

import contextlib
from typing import Any

from django.db.models import Model
from kombu.exceptions import OperationalError
from wagtail.models import Page

from knowledge.models.updates import LawPage
from knowledge.services.publishing import settle
from portal.services.generation import bump_generation
from portal.services.outbox import record_changes

from .kinds import KINDS
from .tasks import drain

WATCHED: dict[type[Model], tuple[str, str]] = {model: row for kind in KINDS for model, row in kind.watches.items()}
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


def page_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page was unpublished or moved, and with it what lies below: no row of these may be saved for that."""
    for model, (kind, attribute) in WATCHED.items():
        if issubclass(model, Page):
            below = model._default_manager.filter(path__startswith=instance.path)
            record_changes(kind=kind, ids=below.values_list(attribute, flat=True))
    bump_generation()


def law_page_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page came out or was taken down: one about law is settled in the same transaction."""
    if issubclass(sender, LawPage):
        settle(page=sender.objects.get(pk=instance.pk))
