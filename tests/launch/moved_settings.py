"""Settings of a site whose clock a test moves while it runs, see MovedClock: web server, worker and beat see it alike.

Both clocks are set: the project's own, and Django's, by which Wagtail schedules. What waits for so many seconds waits
as long as ever; libfaketime cannot do that (sleeping is refused, or waiting with a time limit never ends).
"""

from __future__ import annotations

import datetime

from django.utils import timezone

from portal import clock
from portal.settings.development import *  # noqa: F403
from portal.settings.development import CELERY_BEAT_SCHEDULE
from tests.launch.moved_clock import SWEEP, ahead


def shanghai() -> datetime.datetime:
    return datetime.datetime.now(tz=clock.SHANGHAI) + ahead()


def universal() -> datetime.datetime:
    return shanghai().astimezone(datetime.UTC)


clock.now, timezone.now = shanghai, universal
for name in ("law-reviews", "publish-due", "follows", "messages"):  # what is waited for
    CELERY_BEAT_SCHEDULE[name] |= {"schedule": SWEEP, "options": {"expires": SWEEP}}
