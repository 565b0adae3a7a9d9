"""Follow the law and be told of everything that happens there, each thing once, in one letter."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.models import Article, Follow, FollowHit, News, RegulationVersion, Topic
from knowledge.services import follows
from portal.services import messages
from portal.services.refusal import Refused
from tests.knowledge.factories import make_regulation, make_version

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime.datetime(2026, 11, 28, 12, 0, tzinfo=SHANGHAI)  # a Saturday
MORNING = datetime.datetime(2026, 11, 29, 7, 30, tzinfo=SHANGHAI)
MONDAY = datetime.datetime(2026, 11, 30, 7, 30, tzinfo=SHANGHAI)
OLD, NEW = "2011-01-01", "2027-01-01"


@pytest.fixture
def law(db):
    regulation = make_regulation("gsbx", "工伤保险条例")
    make_version(regulation, OLD, {"1": "甲", "2": "乙"})
    return regulation


@pytest.fixture
def first(law):
    return Article.objects.get(texts__number=1, regulation=law)


@pytest.fixture
def second(law):
    return Article.objects.get(texts__number=2, regulation=law)


def amend(law, day=NEW, words=None):
    """A new version of the same articles."""
    kept = {text.key: text.article for text in law.versions.first().texts.all()}
    return make_version(law, day, words or {"1": "甲改了", "2": "乙"}, articles=kept)


def sweep(now=NOW):
    follows.discover(today=now.date())
    follows.match()
    return follows.send_digests(now=now)


def letter(person):
    return person.messages.get(kind="follow")


def test_what_was_there_already_is_not_new(handler, law):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    assert sweep(MORNING) == 0
    assert not FollowHit.objects.exists()


def test_a_new_version_is_told_once(handler, law, mailoutbox):
    handler.email = "a@example.com"
    handler.save()
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    amend(law)
    assert sweep(NOW) == 0
    assert sweep(MORNING) == 1
    told = letter(handler)
    assert told.title == "您关注的内容有 1 条变化"
    assert "工伤保险条例（2027年版）公布了，2027-01-01 起施行（您关注了：工伤保险条例）" in told.body
    assert sweep(MORNING + datetime.timedelta(days=1)) == 0
    messages.sweep(now=MORNING)
    (sent,) = mailoutbox
    assert "/me/follows/stop/" in sent.body
    assert "/me/follows/stop/" in sent.extra_headers["List-Unsubscribe"]


def test_followers_of_an_article_hear_only_of_that_article(handler, colleague, law, first, second):
    follows.follow(person=handler, thing=first, every="day", now=NOW)
    follows.follow(person=colleague, thing=second, every="day", now=NOW)
    amend(law)
    assert sweep(MORNING) == 1
    assert "工伤保险条例 第1条" in letter(handler).body
    assert not colleague.messages.exists()


def test_followers_of_a_topic_hear_of_its_articles(handler, law, first):
    topic = Topic.objects.create(code="injury", name="工伤")
    first.topics.add(topic)
    follows.follow(person=handler, thing=topic, every="day", now=NOW)
    amend(law)
    assert sweep(MORNING) == 1
    assert "主题：工伤" in letter(handler).body


def test_all_one_follows_comes_in_one_letter(handler, law, first):
    other = make_regulation("ldf", "劳动法")
    make_version(other, OLD, {"1": "甲"})
    for thing in (law, first, other):
        follows.follow(person=handler, thing=thing, every="day", now=NOW)
    amend(law)
    amend(other, words={"1": "改"})
    assert sweep(MORNING) == 1
    body = letter(handler).body
    assert body.count("工伤保险条例（2027年版）") == 1
    assert "您关注了：工伤保险条例、工伤保险条例 第1条" in body
    assert "劳动法" in body


def test_weekly_waits_for_monday(handler, law):
    follows.follow(person=handler, thing=law, every="week", now=NOW)
    amend(law)
    assert sweep(MORNING) == 0
    assert sweep(MONDAY) == 1


def test_the_first_day_in_force_is_told_too(handler, law):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    amend(law)
    sweep(MORNING)
    handler.messages.all().delete()
    day = datetime.datetime(2027, 1, 1, 7, 30, tzinfo=SHANGHAI)
    assert sweep(day - datetime.timedelta(days=1)) == 0
    assert sweep(day) == 1
    assert "2027-01-01 起施行了" in letter(handler).body


def test_a_missed_midnight_is_made_up_for(handler, law):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    amend(law)
    sweep(MORNING)
    handler.messages.all().delete()
    assert sweep(datetime.datetime(2027, 1, 9, 16, 0, tzinfo=SHANGHAI)) == 1
    assert "起施行了" in letter(handler).body


def test_what_is_in_force_when_published_is_told_once(handler, law):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    amend(law, day="2026-11-01")
    assert sweep(MORNING) == 1
    assert "1 条变化" in letter(handler).title
    assert sweep(MONDAY) == 0


def test_the_end_of_a_law_reaches_followers_of_its_articles(handler, law, second):
    follows.follow(person=handler, thing=second, every="day", now=NOW)
    law.versions.update(ended_on=MORNING.date())
    assert sweep(NOW) == 0
    assert sweep(MORNING) == 1
    assert "2026-11-29 起不再有效" in letter(handler).body


def test_a_draft_is_nobodys_business_and_what_is_withdrawn_is_not_told(handler, law):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    version = amend(law)
    RegulationVersion.objects.filter(pk=version.pk).update(live=False)
    assert sweep(NOW) == 0
    RegulationVersion.objects.filter(pk=version.pk).update(live=True)
    sweep(NOW)
    assert FollowHit.objects.count() == 1
    RegulationVersion.objects.filter(pk=version.pk).update(live=False)
    assert sweep(MORNING) == 0
    assert not News.objects.filter(document=f"version:{version.pk}").exists()


def test_two_sweeps_tell_once(handler, law):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    amend(law)
    for _ in range(2):
        follows.discover(today=NOW.date())
        follows.match()
    assert FollowHit.objects.count() == 1
    assert [follows.send_digests(now=MORNING) for _ in range(2)] == [1, 0]


def test_one_letter_that_cannot_be_written_holds_nobody_up(handler, colleague, law, monkeypatch):
    for person in (handler, colleague):
        follows.follow(person=person, thing=law, every="day", now=NOW)
    amend(law)
    usual = follows.notify

    def broken(**facts):
        if facts["person"] == handler:
            raise RuntimeError
        return usual(**facts)

    monkeypatch.setattr(follows, "notify", broken)
    assert sweep(MORNING) == 1
    monkeypatch.undo()
    assert sweep(MORNING) == 1
    assert letter(handler)


def test_while_stopped_nothing_is_told_nor_made_up_for(handler, law):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    follows.pause(person=handler, paused=True, now=NOW)
    amend(law)
    assert sweep(MORNING) == 0
    assert follows.pause(person=handler, paused=False, now=MORNING) == 1
    assert sweep(MONDAY) == 0


def test_following_again_changes_the_rhythm(handler, law):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    follows.follow(person=handler, thing=law, every="week", now=NOW)
    assert Follow.objects.get().next_at == MONDAY


def test_there_is_an_end(handler, law, monkeypatch):
    monkeypatch.setattr(follows, "MOST", 0)
    with pytest.raises(Refused, match="最多"):
        follows.follow(person=handler, thing=law, every="day", now=NOW)


def test_a_day_that_was_put_off_is_told_only_when_it_comes(handler, law):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    version = amend(law)
    sweep(MORNING)
    handler.messages.all().delete()
    day = datetime.datetime(2027, 1, 1, 3, 0, tzinfo=SHANGHAI)
    follows.discover(today=day.date())
    follows.match()
    RegulationVersion.objects.filter(pk=version.pk).update(effective_on="2027-02-01")
    assert sweep(day.replace(hour=8)) == 0
    assert sweep(datetime.datetime(2027, 2, 1, 8, 0, tzinfo=SHANGHAI)) == 1
    assert "2027-02-01 起施行了" in letter(handler).body


def test_what_is_followed_while_stopped_is_not_told_either(handler, law, first):
    follows.follow(person=handler, thing=law, every="day", now=NOW)
    follows.pause(person=handler, paused=True, now=NOW)
    follows.follow(person=handler, thing=first, every="day", now=NOW)
    amend(law)
    assert sweep(MORNING) == 0
    assert not FollowHit.objects.exists()
