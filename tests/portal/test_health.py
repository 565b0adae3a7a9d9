"""healthz and readyz."""

from __future__ import annotations

import datetime

import pytest
from django.db.migrations.recorder import MigrationRecorder

from portal import clock
from portal.models import Heartbeat
from portal.services.heartbeat import record_beat
from portal.tasks import beat


@pytest.fixture(autouse=True)
def _own_checks(settings):
    settings.READINESS_CHECKS = ["portal.health.database", "portal.health.migrations", "portal.health.worker"]


def test_alive_without_a_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_ready_with_a_beating_worker(client, db):
    record_beat(name="worker", now=clock.now())
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert not answer.cookies


def test_not_ready_before_the_first_beat(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "never" in answer.json()["checks"]["portal.health.worker"]


def test_not_ready_when_the_beat_is_old(client, db):
    record_beat(name="worker", now=clock.now() - datetime.timedelta(minutes=5))
    assert client.get("/readyz").status_code == 503


def test_the_beat_is_one_row(db):
    for _ in range(3):
        record_beat(name="worker", now=clock.now())
    assert Heartbeat.objects.count() == 1


def test_a_check_that_breaks_is_not_ready_and_tells_no_secrets(client, db, settings):
    settings.READINESS_CHECKS = ["tests.portal.test_health.broken"]
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"tests.portal.test_health.broken": "failed: RuntimeError"}


def broken() -> str:
    raise RuntimeError("postgresql://user:password@host")


def test_migrations_not_applied_are_seen(client, db):
    record_beat(name="worker", now=clock.now())
    MigrationRecorder.Migration.objects.filter(app="portal").delete()
    assert "not applied" in client.get("/readyz").json()["checks"]["portal.health.migrations"]


def test_the_task_beats(db):
    beat()
    assert Heartbeat.objects.filter(name="worker").exists()
