"""Saved searches are told of everything new, once, whatever its rank and whenever it was committed."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core import mail

from knowledge.models import ArticleText, RegulationVersion
from portal import clock
from portal.models import Message, Person
from portal.rules.digests import next_digest
from portal.services.messages import sweep
from search import indexing, tasks
from search.engines import EngineDown, IndexMissing, Result
from search.engines.embedded import EmbeddedEngine
from search.models import AlertHit, Published, SavedSearch
from search.plan import Plan
from search.services import alerts, saved
from tests.knowledge.factories import make_regulation, make_version

pytestmark = pytest.mark.django_db
D = datetime.date
LONG_AGO = D(2020, 1, 1)
TEXT = "高处作业人员没有系安全带的，责令停止作业。"


@pytest.fixture
def site(library, built):
    built()
    tasks.alert()
    return library


@pytest.fixture
def save(handler: Person) -> Callable[..., SavedSearch]:
    def keep(asked: str = "q=安全带", person: Person = handler, every: str = "day") -> SavedSearch:
        return saved.save_search(person=person, asked=asked, name="安全带", every=every, now=clock.now())

    return keep


def publish(code: str, texts: dict[str, str], on: datetime.date = LONG_AGO, **fields: object) -> RegulationVersion:
    version = make_version(make_regulation(code, f"测试{code}规定", **fields), on, texts)
    indexing.drain()
    return version


def tell(days: int = 8) -> list[Message]:
    """What the worker does now, and what it sends when that many days have passed."""
    alerts.match_published(today=clock.today(), now=clock.now())
    alerts.send_digests(now=clock.now() + datetime.timedelta(days=days))
    return list(Message.objects.filter(kind=alerts.KIND).order_by("pk"))


def hits_of(search: SavedSearch) -> set[str]:
    return set(search.hits.filter(sent_at__isnull=False).values_list("document", flat=True))


def ids(version: RegulationVersion) -> set[str]:
    return {f"articletext:{pk}" for pk in version.texts.values_list("pk", flat=True)}


def test_two_hundred_new_hits_are_all_told_whatever_their_rank(site, save):
    search = save()
    filler = "本条说的是别的事情。" * 30
    version = publish("many", {str(n): TEXT + filler * (n % 3) for n in range(1, 221)})
    [message] = tell()
    assert message.title == "您保存的搜索有 220 条新内容"
    assert hits_of(search) == ids(version)
    assert f"还有 {220 - alerts.IN_MESSAGE} 条" in message.body
    assert "安全带" not in message.title


def test_what_was_there_before_is_no_news(site, save):
    publish("before", {"1": TEXT})
    tell()
    save()
    assert tell() == []


def test_what_was_in_the_index_but_not_yet_matched_is_no_news_either(site, save):
    publish("waiting", {"1": TEXT})
    assert Published.objects.filter(matched=False).exists()
    search = save()
    new = publish("new", {"1": TEXT})
    tell()
    assert hits_of(search) == ids(new)


def test_nothing_is_told_twice(site, save):
    save()
    publish("once", {"1": TEXT})
    assert len(tell()) == 1
    assert len(tell(16)) == 1
    indexing.rebuild()
    indexing.reconcile()
    assert len(tell(24)) == 1


def test_an_edit_of_something_published_is_no_news(site, save):
    version = publish("edit", {"1": "本条说的是别的事情。"})
    tell()
    save()
    text = version.texts.get()
    text.text = TEXT
    text.save()
    indexing.drain()
    assert tell() == []


def test_a_late_commit_is_told_though_its_time_is_old(site, save):
    """Published an hour before others that were told already, committed after them."""
    search = save()
    first = publish("first", {"1": TEXT})
    assert len(tell(1)) == 1
    late = publish("late", {"1": TEXT})
    old = clock.now() - datetime.timedelta(hours=1)
    late.texts.update(first_published_at=old, last_published_at=old)
    tell(2)
    assert hits_of(search) == ids(first) | ids(late)


def test_equal_times_lose_nothing(site, save):
    search = save()
    moment = clock.now()
    versions = [publish(f"tie{n}", {"1": TEXT}) for n in range(3)]
    for version in versions:
        version.texts.update(first_published_at=moment)
        alerts.match_published(today=clock.today(), now=moment)
    alerts.send_digests(now=next_digest("day", moment))
    assert hits_of(search) == set().union(*map(ids, versions))


def test_what_an_engine_could_not_answer_is_asked_again(site, save, monkeypatch):
    search = save()
    version = publish("down", {"1": TEXT})

    def down(*args: object) -> None:
        raise EngineDown("no answer")

    with monkeypatch.context() as broken:
        broken.setattr(EmbeddedEngine, "search", down)
        with pytest.raises(EngineDown):
            tasks.alert()
    tell()
    assert hits_of(search) == ids(version)


def test_what_the_index_did_not_take_is_not_called_published(site, save, monkeypatch):
    search = save()

    def missing(*args: object) -> None:
        raise IndexMissing("gone")

    with monkeypatch.context() as broken:
        broken.setattr(EmbeddedEngine, "write", missing)
        version = publish("notyet", {"1": TEXT})
        assert not Published.objects.filter(document__in=ids(version)).exists()
        assert tell() == []
    indexing.drain()
    tell(16)
    assert hits_of(search) == ids(version)


def test_a_bulk_load_without_signals_is_told_after_the_nightly_compare(site, save):
    search = save()
    version = publish("bulk", {"1": "本条说的是别的事情。"})
    text = version.texts.get()
    twin = ArticleText(version=version, article=text.article, number=2, text=TEXT, live=True)
    ArticleText.objects.bulk_create([twin])
    indexing.reconcile()
    tell()
    assert hits_of(search) == {f"articletext:{twin.pk}"}


def test_withdrawn_before_the_digest_is_not_told_and_news_when_it_comes_back(site, save):
    search = save()
    version = publish("gone", {"1": TEXT, "2": TEXT})
    alerts.match_published(today=clock.today(), now=clock.now())
    first = version.texts.order_by("number")[0]
    first.live = False
    first.save()
    indexing.drain()
    [message] = tell()
    assert message.title == "您保存的搜索有 1 条新内容"
    assert first.short_label not in message.body
    first.live = True
    first.save()
    indexing.drain()
    tell(16)
    assert hits_of(search) == ids(version)


def test_drafts_are_never_told(site, save):
    save()
    version = make_version(make_regulation("draft", "草稿规定", live=False), D(2020, 1, 1), {"1": TEXT})
    indexing.drain()
    assert tell() == []
    assert not Published.objects.filter(document__in=ids(version)).exists()


def test_filters_hold_and_law_to_come_is_told_when_published(site, save, handler):
    local = save("q=安全带&level=local")
    now = save()
    past = save("q=安全带&status=ended")
    on = save("q=安全带&on=2010-01-01")
    future = publish("later", {"1": TEXT}, D(2199, 1, 1))
    here = publish("here", {"1": TEXT}, D(2005, 1, 1), level="local", region="浙江省")
    tell()
    assert hits_of(local) == ids(here)
    assert hits_of(now) == ids(future) | ids(here)
    assert hits_of(past) == set()
    assert hits_of(on) == ids(here)


def test_an_article_asked_for_by_number_is_told_in_its_new_version(site, save):
    search = save("q=工伤测试条例第1条")
    version = make_version(site["new"].regulation, D(2020, 1, 1), {"1": "换了说法的一条。"})
    indexing.drain()
    tell()
    assert hits_of(search) == ids(version)


def test_daily_and_weekly(site, save, outsider):
    day, week = save(), save(person=outsider, every="week")
    publish("rhythm", {"1": TEXT})
    alerts.match_published(today=clock.today(), now=clock.now())
    alerts.send_digests(now=min(day.next_at, week.next_at) - datetime.timedelta(seconds=1))
    assert not Message.objects.filter(kind=alerts.KIND).exists()
    alerts.send_digests(now=day.next_at)
    assert Message.objects.filter(kind=alerts.KIND, person=day.person).count() == 1
    alerts.send_digests(now=week.next_at)
    assert Message.objects.filter(kind=alerts.KIND, person=outsider).count() == 1
    day.refresh_from_db()
    assert day.next_at > clock.now()


def test_paused_is_quiet_and_not_told_later(site, save):
    search = save()
    saved.pause(saved=search, paused=True, now=clock.now())
    publish("quiet", {"1": TEXT})
    assert tell() == []
    publish("unmatched", {"1": TEXT})
    saved.pause(saved=search, paused=False, now=clock.now())
    version = publish("loud", {"1": TEXT})
    tell(16)
    assert hits_of(search) == ids(version)


def test_cut_off_between_finding_and_sending_loses_and_doubles_nothing(site, save, monkeypatch):
    search = save()
    version = publish("cut", {"1": TEXT})
    alerts.match_published(today=clock.today(), now=clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(alerts, "next_digest", lambda *_: 1 / 0)
        assert alerts.send_digests(now=search.next_at) == 0
    assert not Message.objects.filter(kind=alerts.KIND).exists()
    Published.objects.update(matched=False)
    assert len(tell()) == 1
    assert hits_of(search) == ids(version)


def test_the_message_goes_out_by_mail_and_leads_to_the_list(site, save, handler, signed_in):
    handler.email = "handler@example.com"
    handler.save()
    search = save()
    publish("mail", {"1": TEXT})
    [message] = tell()
    sweep(now=clock.now() + datetime.timedelta(days=9))
    assert [m.to for m in mail.outbox] == [["handler@example.com"]]
    assert message.link == search.get_absolute_url()
    assert "/law/mail/1/" in signed_in(handler).get(message.link).content.decode()


def test_one_that_cannot_be_asked_holds_nobody_up(site, save, outsider, monkeypatch):
    bad, good = save("q=坏的"), save(person=outsider)
    ask = EmbeddedEngine.search

    def choke(self: EmbeddedEngine, alias: str, plan: Plan) -> Result:
        if "坏" in plan.weights:
            raise ValueError("cannot be read")
        return ask(self, alias, plan)

    version = publish("both", {"1": TEXT})
    with monkeypatch.context() as broken:
        broken.setattr(EmbeddedEngine, "search", choke)
        tell()
    assert hits_of(good) == ids(version)
    assert hits_of(bad) == set()


@pytest.mark.parametrize(
    "asked", ["q=-%22%22+AND", "q=%00", "q=%26&level=%3C&on=2024-99-99&status=x", "q=OR+OR&topic="]
)
def test_an_odd_address_is_asked_like_any_other(site, save, asked):
    save(asked)
    search = save()
    version = publish("odd", {"1": TEXT})
    tell()
    assert hits_of(search) == ids(version)


def test_with_no_search_running_nothing_waits(site):
    publish("nobody", {"1": TEXT})
    assert alerts.match_published(today=clock.today(), now=clock.now()) == 0
    assert not Published.objects.filter(matched=False).exists()
    assert not AlertHit.objects.exists()
