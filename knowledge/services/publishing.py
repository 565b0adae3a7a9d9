"""What follows when a page about law comes out or is taken back, and what comes out by the clock."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.models import DraftStateMixin, Page, Revision

from portal.clock import now as clock_now
from portal.services.generation import bump_generation
from portal.services.outbox import record_changes

from ..models import AffectedArticle, ArticleText, Citation, PolicyUpdate
from ..models.updates import LawPage
from .link_citations import link_object
from .must_read import announce

log = logging.getLogger(__name__)


@transaction.atomic
def settle(*, page: LawPage) -> None:
    """Bind a page to law while it is out, unbind it otherwise, outdate what is kept of it, and tell the outbox."""
    kind = ContentType.objects.get_for_model(page)
    if page.live:
        if isinstance(page, PolicyUpdate):
            _set_versions(page)
            announce(update=page, now=clock_now())
        link_object(obj=page, text=page.citation_text(), on=page.citation_day())
    else:
        Citation.objects.filter(content_type=kind, object_id=page.pk).delete()
    record_changes(kind=page._meta.label_lower, ids=[page.pk])
    bump_generation()


def _set_versions(update: PolicyUpdate) -> None:
    """Old: the last version before the change begins; new: the one that is law from that day."""
    rows = list(update.affected.all())
    texts = ArticleText.objects.filter(article_id__in=[row.article_id for row in rows]).select_related("version")
    dated = sorted(
        ((day, text) for text in texts if (day := text.version.effective_on or text.version.published_on)),
        key=lambda pair: pair[0],
    )
    for row in rows:
        own = [(day, text.version_id) for day, text in dated if text.article_id == row.article_id]
        old = [version for day, version in own if day < update.effective_on]
        new = [version for day, version in own if day == update.effective_on]
        AffectedArticle.objects.filter(pk=row.pk).update(
            old_version=old[-1] if old else None, new_version=new[-1] if new else None
        )


def sweep(*, now: datetime.datetime) -> int:
    """Put out and take back what is due; how many. Bears being run again, late, and beside another sweep.

    One that fails is logged and stays due; the others go on.
    """
    done = sum(_attempt(partial(_publish, pk, now), f"revision {pk}") for pk in _due(now))
    for model, pks in _expired(now):
        done += sum(_attempt(partial(_expire, model, pk, now), f"{model._meta.label} {pk}") for pk in pks)
    return done


def _due(now: datetime.datetime) -> list[int]:
    rows = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    return list(rows.values_list("pk", flat=True))


def _expired(now: datetime.datetime) -> list[tuple[type[models.Model], list[int]]]:
    drafted = [m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page)]
    found = []
    for model in [Page, *drafted]:
        rows = model._default_manager.filter(live=True, expire_at__lte=now).order_by("expire_at")
        found.append((model, list(rows.values_list("pk", flat=True))))
    return found


def _attempt(step: Callable[[], bool], what: str) -> bool:
    try:
        with transaction.atomic():
            return step()
    except Exception:
        log.exception("could not do what was scheduled: %s", what)
        return False


def _publish(pk: int, now: datetime.datetime) -> bool:
    revision = Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__lte=now).first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


def _expire(model: type[models.Model], pk: int, now: datetime.datetime) -> bool:
    row = model._default_manager.select_for_update().filter(pk=pk, live=True, expire_at__lte=now).first()
    if row is None:
        return False
    thing: Any = row.specific if isinstance(row, Page) else row
    thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True
