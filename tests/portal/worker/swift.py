"""The embedded way of running with a beat that sweeps often: for tests that wait for what it sweeps."""

from portal.settings.development import *  # noqa: F403
from portal.settings.development import CELERY_BEAT_SCHEDULE

for name in ("heartbeat", "messages", "hotline-notices", "publish-due", "follows"):
    CELERY_BEAT_SCHEDULE[name]["schedule"] = 3.0
