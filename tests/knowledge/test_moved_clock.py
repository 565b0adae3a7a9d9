"""Midnight in Shanghai, a machine that slept and beats that were missed, on the real worker and beat."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.db import connection

from portal.clock import SHANGHAI
from tests.portal.worker.post import Post
from tests.portal.worker.site import Site, kill, until

pytestmark = [pytest.mark.django_db, pytest.mark.server, pytest.mark.faketime]

PREPARE = """
import datetime
from django.conf import settings
from portal import clock
from portal.models import Person
from portal.services.groups import ensure_groups
from knowledge.services import follows
from knowledge.services.home import ensure_home
from tests.knowledge.factories import articles_of, make_regulation, make_version
from tests.knowledge.test_updates import approve, draft, member, submitted

ensure_groups(settings.GROUP_PERMISSIONS)
ensure_home()
reader, writer, second = (
    Person.objects.create_user(name, name=name, email=f"{name}@example.com") for name in ("reader", "writer", "second")
)
member(writer, "编辑"), member(second, "审核")
law = make_regulation(title="脚手架测试条例")
old = make_version(law, datetime.date(2010, 1, 1), {"1": "架子要查。", "2": "坏了要换。"})
make_version(law, datetime.date(2031, 4, 1), {"1": "架子天天要查。", "2": "坏了要换。"}, articles=articles_of(old))
follows.follow(person=reader, thing=law, every="day", now=clock.now())
day = lambda n: datetime.datetime(2031, 4, n, tzinfo=clock.SHANGHAI)
first = {"slug": "first", "title": "第一个", "significance": "must", "go_live_at": day(1), "expire_at": day(3)}
later = {"slug": "later", "title": "第二个", "significance": "content", "go_live_at": day(2)}
for fields in (first, later):
    page = draft(writer, articles_of(old)["1"], **fields)
    approve(submitted(page, writer), second)
"""
SHOW = """
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
override_settings(STORAGES=settings.STORAGES | plain, ALLOWED_HOSTS=["testserver"]).enable()
text = Client().get("/law/ceshi/1/").content.decode()
print("IN FORCE", "new" if "架子天天要查" in text and "尚未施行" not in text else "old")
"""
NEWS = """
from portal import clock
from portal.models import Person
from portal.services.messages import notify

notify(person=Person.objects.get(name="reader"), kind="training", title="要培训了", channels=["email"], now=clock.now())
"""
BEAT = "SELECT max(beat_at) FROM portal_heartbeat WHERE name = 'worker'"
LETTERS = "SELECT 'message-' || message_id FROM portal_delivery WHERE channel = 'email' AND state = "
PAGES = "SELECT slug FROM wagtailcore_page WHERE live AND slug IN ('first', 'later')"
KINDS = """
SELECT p.name, m.kind, count(*) FROM portal_message m JOIN portal_person p ON p.id = m.person_id
WHERE m.kind <> 'law_review' GROUP BY 1, 2
"""


def at(day: int, hour: int, minute: int, second: int = 0) -> datetime.datetime:
    month = 3 if day == 31 else 4
    return datetime.datetime(2031, month, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.fixture
def post():
    made = Post()
    yield made
    made.close()


@pytest.fixture
def site(migrated_database, tmp_path, post):
    if connection.vendor != "sqlite":
        pytest.skip("looks into the SQLite file beside a running worker")
    return Site(tmp_path, migrated_database, MINGBAI_EMAIL_URL=post.url)


def live(site: Site) -> set[str]:
    return {slug for (slug,) in site.rows(PAGES)}


def ours(post: Post) -> list[str]:
    """Letters of our own; Wagtail tells reviewers by itself and at any hour."""
    return [name for name in post.taken if name.startswith("message-")]


def told(site: Site) -> dict[tuple[str, str], int]:
    return {(name, kind): count for name, kind, count in site.rows(KINDS)}


def nothing_again_when_put_back(site: Site, post: Post) -> None:
    """By most of a day, over the morning of a digest: what is out stays, nobody is told again, what is new goes out,
    and neither does anything come twice when the clock is right again."""
    before, beaten = told(site), site.rows(BEAT)
    letters = Counter(ours(post))
    site.move_to(at(3, 12, 0))
    until("a beat by the old time", lambda: site.rows(BEAT) < beaten)
    site.let_it_beat()
    assert (live(site), told(site), Counter(ours(post))) == ({"later"}, before, letters)
    site.run(NEWS)
    until("what is new", lambda: len(ours(post)) == letters.total() + 1)
    site.move_to(at(4, 8, 0))
    site.let_it_beat()
    assert live(site) == {"later"}
    assert told(site) == before | {("reader", "training"): 1}


def test_what_was_for_midnight_happens_and_is_told_once(site, post):
    site.move_to(at(31, 23, 50))
    site.run(PREPARE)
    with site.worker() as worker:
        site.let_it_beat()
        assert live(site) == set()
        assert "IN FORCE old" in site.run(SHOW)
        site.move_to(at(1, 0, 0, 5))
        until("midnight", lambda: live(site) == {"first"})
        assert "IN FORCE new" in site.run(SHOW)
        must_read = {(name, "policy_update"): 1 for name in ("reader", "writer", "second")}
        until("everybody has it in the inbox", lambda: must_read.items() <= told(site).items())
        site.let_it_beat()
        assert ours(post) == []  # the quiet hours
        site.move_to(at(1, 7, 31))
        until("letters in the morning", lambda: len(ours(post)) >= 4)  # three of the page, one of the law
        kill(worker)
    assert live(site) == {"first"}
    site.move_to(at(3, 7, 31))  # one midnight nobody saw, and another at which the first ends
    with site.worker():
        until("made up for", lambda: live(site) == {"later"})
        site.move_to(at(4, 7, 31))  # the digest of the next morning
        until("the follower's second letter", lambda: told(site).get(("reader", "follow")) == 2)
        site.let_it_beat()
        until("nothing waits", lambda: not site.rows(f"{LETTERS}'queued' UNION ALL {LETTERS}'sending'"))
        nothing_again_when_put_back(site, post)
    assert told(site) == must_read | {("reader", "follow"): 2, ("reader", "training"): 1}
    assert Counter(ours(post)) == Counter(name for (name,) in site.rows(f"{LETTERS}'sent'"))
    assert set(Counter(ours(post)).values()) == {1}
    assert site.rows(f"{LETTERS}'unsure' UNION ALL {LETTERS}'failed'") == []
