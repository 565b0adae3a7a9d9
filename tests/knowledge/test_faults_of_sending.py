"""A real worker killed while it sends, a mail server that says no, robots that fall silent: once, or visibly not."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.db import connection

from tests.portal.worker.post import Post, Robots
from tests.portal.worker.site import MINUTE, Site, kill, until

pytestmark = [pytest.mark.django_db, pytest.mark.server, pytest.mark.faketime]

FIVE_HUNDRED = """
from knowledge.models import Question, QuestionContact, QuestionEntry, QuestionNotice
from portal import clock
from portal.models import Person
from portal.services.messages import notify
from portal.services.sealing import seal

now = clock.now()
for n in range(400):
    person = Person.objects.create_user(f"p{n}", name=f"第{n}人", email=f"p{n}@example.com")
    notify(person=person, kind="training", title="要培训了", channels=["email"], now=now)
for n in range(100):
    facts = {"first_due_at": now, "close_due_at": now, "keep_until": now.date(), "received_at": now}
    asked = Question.objects.create(code_hash=f"c{n}", text="问", text_hash=f"t{n}", **facts)
    QuestionContact.objects.create(question=asked, email_sealed=seal(f"q{n}@example.com"))
    entry = QuestionEntry.objects.create(question=asked, kind="answer", text="答", at=now)
    QuestionNotice.objects.create(question=asked, entry=entry, channel="email", next_try_at=now)
"""
FEW = """
from portal import clock
from portal.models import GroupHook, Organisation, Person
from portal.services import group_notices
from portal.services.messages import notify

now = clock.now()
for n in range(3):
    person = Person.objects.create_user(f"p{n}", name=f"第{n}人", email=f"p{n}@example.com")
    notify(person=person, kind="training", title="要培训了", channels=["email"], now=now)
firm = Organisation.objects.create(name="甲", kind="client")
for service, path in (("wecom", "cgi-bin/webhook/send?key=K"), ("dingtalk", "robot/send?access_token=T")):
    hook = GroupHook(organisation=firm, name="群", service=service, kinds=["policy_update"])
    group_notices.keep_hook(hook=hook, address=f"http://HOST/{path}", secret="S")
group_notices.notify_group(organisations=[firm], kind="policy_update", title="新规", now=now)
"""
BY_HAND = """
from knowledge.models import QuestionNotice
from portal import clock
from portal.models import Delivery
from portal.services import sending

for rows in (Delivery.objects.troubled(), QuestionNotice.objects.troubled()):
    for row in rows:
        sending.retry(row=row, now=clock.now())
"""
LETTERS = """
SELECT 'message-' || message_id, state FROM portal_delivery WHERE channel = 'email' UNION ALL
SELECT 'hotline-' || question_id || '-' || id, state FROM knowledge_questionnotice
"""
BACK_OFF = (1, 5, 30, 180)


@pytest.fixture
def post():
    made = Post(slow=0.01)
    yield made
    made.close()


@pytest.fixture
def robots():
    made = Robots()
    yield made
    made.close()


@pytest.fixture
def site(migrated_database, tmp_path, post, robots):
    if connection.vendor != "sqlite":
        pytest.skip("looks into the SQLite file beside a running worker")
    extra = {"MINGBAI_EMAIL_URL": post.url, "MINGBAI_GROUP_RELAYS": robots.host, "MINGBAI_QUIET_HOURS": "0"}
    return Site(tmp_path, migrated_database, **extra)


def letters(site, *states):
    return {name for name, state in site.rows(LETTERS) if state in states}


def test_killed_among_five_hundred_each_goes_out_once_or_is_shown(site, post):
    site.run(FIVE_HUNDRED)
    post.hold_at = 200
    with site.worker() as worker:
        assert post.held.wait(180)
        kill(worker)
    under_way = letters(site, "sending")
    assert post.taken[199] in under_way
    post.go_on.set()
    with site.worker():
        until("the others", lambda: not letters(site, "queued"))
        until("nothing new under way", lambda: letters(site, "sending", "unsure") == under_way)
        site.move(3 * MINUTE)
        until("the lost ones", lambda: letters(site, "unsure") == under_way)
        site.move(60 * MINUTE)
        site.let_it_beat()
        sent, taken = letters(site, "sent"), Counter(post.taken)
        assert len(sent | under_way) == 500
        assert {name for name, count in taken.items() if count > 1} == set()
        assert sent <= set(taken) <= sent | under_way
        site.run(BY_HAND)
        until("by hand", lambda: len(letters(site, "sent")) == 500)
    assert {name for name, count in Counter(post.taken).items() if count > 1} <= under_way
    assert set(post.taken) == letters(site, "sent")


def test_who_says_no_is_asked_five_times_and_who_is_silent_once(site, post, robots):
    site.run(FEW.replace("HOST", robots.host))
    post.refuses = True
    notices = "SELECT service, state, tries FROM portal_groupnotice n JOIN portal_grouphook h ON h.id = n.hook_id"
    with site.worker():
        for tries, minutes in enumerate(BACK_OFF, 1):
            until(
                f"try {tries}",
                lambda tries=tries: (
                    site.rows("SELECT DISTINCT state, tries FROM portal_delivery WHERE channel = 'email'")
                    == [("queued", tries)]
                    and ("dingtalk", "queued", tries) in site.rows(notices)
                    and ("wecom", "unsure", 1) in site.rows(notices)
                ),
            )
            site.move(datetime.timedelta(minutes=minutes, seconds=20))
        until("given up", lambda: len(letters(site, "failed")) == 3)
        until("robots", lambda: set(site.rows(notices)) == {("dingtalk", "failed", 5), ("wecom", "unsure", 1)})
        assert (post.refused, post.taken) == (15, [])
        assert [len(told) for told in robots.told.values()] == [1, 5]
        post.refuses = False
        site.run(BY_HAND)
        until("by hand", lambda: len(letters(site, "sent")) == 3)
    assert sorted(post.taken) == sorted(letters(site, "sent"))
