"""Is everything there that the site needs? Each check returns "" or what is wrong, without personal data or secrets."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from . import clock
from .models import Heartbeat

logger = logging.getLogger(__name__)


def check_all() -> dict[str, str]:
    """Every check of READINESS_CHECKS, named by module and function without the app's own prefix repeated."""
    return {path: _run(path) for path in settings.READINESS_CHECKS}


def notes() -> dict[str, str]:
    """What the site goes on without, and says so."""
    return {path: wrong for path in settings.READINESS_NOTES if (wrong := _run(path))}


def _run(path: str) -> str:
    try:
        wrong: str = import_string(path)()
    except Exception as error:
        logger.warning("readiness check %s failed", path, exc_info=True)
        return f"failed: {type(error).__name__}"
    return wrong


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return ""


def migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations not applied" if waiting else ""


def worker() -> str:
    """The worker beats through the broker, so a fresh beat proves both."""
    try:
        beat = Heartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first()
    except DatabaseError:
        return "no heartbeat table"
    if beat is None:
        return "the worker has never beaten"
    age = clock.now() - beat
    if age > datetime.timedelta(seconds=settings.HEARTBEAT_SECONDS):
        return f"the last beat of the worker is {int(age.total_seconds())} s old"
    return ""


def mailbox() -> str:
    """Read every minute where one is set; an hour without success is said."""
    if not settings.MAILBOX_URL:
        return ""
    read = Heartbeat.objects.filter(name="mailbox").values_list("beat_at", flat=True).first()
    if read is None:
        return "the mailbox has never been read"
    age = clock.now() - read
    return f"the mailbox was last read {int(age.total_seconds() // 60)} min ago" if age.total_seconds() > 3600 else ""
