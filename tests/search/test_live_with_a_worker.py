"""With a real worker and the file broker: what is committed is found, without beat's sweep to help."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.server]

EDIT = """
import datetime, time
from search import indexing
from search.engines import site_engine
from search.plan import make_plan
from search.rules.query import parse
from tests.knowledge.factories import make_regulation, make_version

version = make_version(make_regulation(), datetime.date(2015, 1, 1), {"1": "原来的话。", "2": "另外一条。"})
indexing.rebuild()


def found(words):
    plan = make_plan(parse(words), facets=())
    return [hit.id for hit in site_engine().search(indexing.PUBLIC_INDEX, plan).hits]


def wait(words, there):
    until = time.monotonic() + 20
    while bool(found(words)) != there:
        assert time.monotonic() < until, f"{words}: still {'not ' if there else ''}found after 20 s"
        time.sleep(0.02)


text = version.texts.get(number=1)
wait("原来", True)
for words in ("吊篮", "塔吊", "焊机"):
    text.digest = f"- {words}的新话。"
    started = time.monotonic()
    text.save_revision().publish()
    wait(words, True)
    print(f"published and found after {time.monotonic() - started:.2f} s")
text.unpublish()
wait("焊机", False)
print("LIVE")
"""

WITHDRAW = """
import datetime, time
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from cases.models import PrecedentMove
from portal import clock
from portal.models import Message
from search import indexing
from search.engines import site_engine
from search.models import AlertHit, Published
from search.services import alerts, saved
from tests.cases.life import editor, publish, withdraw

plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
override_settings(STORAGES=settings.STORAGES | plain, ALLOWED_HOSTS=["testserver"]).enable()
indexing.rebuild()
reader = editor("reader")
kept = saved.save_search(person=reader, asked="q=琉璃吊篮", name="我的", every="day", now=clock.now())
client, mine = Client(), Client()
mine.force_login(reader, backend="portal.authentication.PersonBackend")
PLACES = ["/precedents/", "/precedents/?family=INJ", "/search/?q=琉璃吊篮", "/search/feed/?q=琉璃吊篮"]
OWN = ["/search/export/csv/?q=琉璃吊篮", kept.get_absolute_url(), "/me/messages/"]
row = publish("mi", title="密题甲乙", facts="琉璃吊篮。")
id_ = f"precedent:{row.pk}"


def until(what, true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.05)


def told():
    pages = [client.get(path).content.decode() for path in PLACES] + [mine.get(path).content.decode() for path in OWN]
    letters = list(Message.objects.filter(person=reader).values_list("body", flat=True))
    return [text for text in pages + letters if "密题甲乙" in text]


until("published", lambda: Published.objects.filter(document=id_).exists())
alerts.match_published(today=clock.today(), now=clock.now())
alerts.send_digests(now=clock.now() + datetime.timedelta(days=2))
assert len(told()) >= 6, len(told())
started = time.monotonic()
withdraw(row)
assert client.get("/precedents/mi/").status_code == 404
until("index", lambda: id_ not in set(site_engine().ids(indexing.PUBLIC_INDEX)))
until("everywhere", lambda: not told() and not Published.objects.filter(document=id_).exists())
print(f"withdrawn and gone after {time.monotonic() - started:.2f} s")
[stub] = PrecedentMove.objects.filter(verb="withdraw", code="mi")
assert stub.why and stub.by and stub.after == "withdrawn"
print("GONE")
"""


@pytest.fixture
def site(migrated_database: Path, tmp_path: Path) -> dict[str, str]:
    """A folder with a migrated database, and the environment that leads to it."""
    if connection.vendor != "sqlite":
        pytest.skip("the embedded way of running: SQLite, files as broker")
    shutil.copy(migrated_database, tmp_path / "mingbai.sqlite3")
    return os.environ | {"MINGBAI_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings.development"}


@pytest.fixture
def worker(site: dict[str, str]) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--loglevel", "WARNING", "--pool", "solo"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=site)
    yield process
    process.terminate()
    process.wait(20)


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(site, worker):
    shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", EDIT]
    done = subprocess.run(shell, cwd=settings.BASE_DIR, env=site, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "LIVE" in done.stdout
    assert worker.poll() is None


def test_a_withdrawn_precedent_is_gone_everywhere_within_a_minute(site, worker):
    """Pages, lists, results, feed, table, the letter that told of it, the index; what stays is the trail."""
    shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", WITHDRAW]
    done = subprocess.run(shell, cwd=settings.BASE_DIR, env=site, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "GONE" in done.stdout
    assert worker.poll() is None
