"""The embedded way of running, with a job to kill and little patience."""

from portal.settings.development import *  # noqa: F403
from portal.settings.development import CELERY_BEAT_SCHEDULE

JOB_RUNNERS = {"patient": "tests.portal.worker.runners.patient"}
JOB_LOST_SECONDS = 10
CELERY_BEAT_SCHEDULE["jobs"]["schedule"] = 1.0
QUIET_HOURS = None  # a message is waited for at any hour of the night
