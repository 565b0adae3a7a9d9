"""The feed of any search: what the page finds, newest published first, public alone, kept for everybody."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from cases.models import Precedent
from portal.services.generation import bump_generation
from search import feed
from search.engines import EngineDown, site_engine

from .precedent_rows import index, make_precedent

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def site(library, built):
    built()
    for code in ("first", "second", "third"):
        make_precedent(code, title=f"受伤{code}")
    return library


def read(client: Client, **asked: str) -> ET.Element:
    answer = client.get("/search/feed/", asked)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content)  # noqa: S314  our own words


def titles(root: ET.Element) -> list[str]:
    return [entry.findtext("a:title", "", ATOM) for entry in root.findall("a:entry", ATOM)]


def test_newest_first_through_the_filters_of_the_page(site, client):
    assert titles(read(client, q="受伤", kind="precedent")) == ["受伤third", "受伤second", "受伤first"]
    both = titles(read(client, q="受伤"))
    assert both[:3] == ["受伤third", "受伤second", "受伤first"]
    assert "工伤测试条例 第1条" in both
    assert titles(read(client, q="受伤", kind="precedent", outcome="OUT-NRC")) == []
    assert titles(read(client, kind="precedent", trade="TR-SCF")) == ["受伤third", "受伤second", "受伤first"]


def test_what_is_published_later_comes_first_whatever_its_rank(site, client):
    make_precedent("late", title="另一件事", facts="讲到受伤。", summary="s")
    assert titles(read(client, q="受伤 认定工伤 工资照发", kind="precedent"))[0] == "另一件事"


def test_it_is_sound_atom(site, client):
    root = read(client, q="受伤<&>", kind="precedent", trade="TR-SCF")
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.findtext("a:title", "", ATOM) == "明白 · 搜索：受伤<&>"
    assert "工种：架子工" in root.findtext("a:subtitle", "", ATOM)
    entries = root.findall("a:entry", ATOM)
    ids = [entry.findtext("a:id", "", ATOM) for entry in entries]
    assert len(set(ids)) == len(ids) == 3
    assert all(entry.findtext("a:updated", "", ATOM) for entry in entries)
    assert ids[0] == "http://testserver/precedents/third/"


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_nothing_in_it_that_is_not_public(site, client, state):
    Precedent.objects.filter(code="second").update(state=state)
    assert "second" not in str(titles(read(client, q="受伤")))


def test_a_withdrawn_one_is_gone_from_a_feed_that_was_kept(site, client):
    assert "受伤second" in titles(read(client, q="受伤"))
    Precedent.objects.filter(code="second").update(state="withdrawn")
    bump_generation()
    assert "受伤second" not in titles(read(client, q="受伤"))


def test_what_the_index_takes_in_after_it_was_kept_is_in_it(site, client):
    """Published a moment ago, indexed now: no generation moves between the two."""
    row = make_precedent("slow", title="受伤slow", indexed=False)
    assert "受伤slow" not in titles(read(client, q="受伤"))
    index(row)
    assert titles(read(client, q="受伤"))[0] == "受伤slow"


def test_samples_say_so_and_can_be_hidden(site, client, settings):
    make_precedent("made-up", title="编的受伤", is_sample=True)
    assert titles(read(client, q="受伤"))[0] == "【虚构示例】编的受伤"
    settings.SHOW_SAMPLE_PRECEDENTS = False
    bump_generation()
    assert "编的受伤" not in str(titles(read(client, q="受伤")))


def test_readers_that_have_it_are_told_so_without_asking_the_engine(site, client, monkeypatch):
    first = client.get("/search/feed/", {"q": "受伤"})
    monkeypatch.setattr(site_engine(), "search", None)
    again = client.get("/search/feed/", {"q": "受伤"}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert client.get("/search/feed/", {"q": "受伤"}).content == first.content


def test_it_ends_somewhere(site, client, monkeypatch):
    monkeypatch.setattr(feed.newest, "__kwdefaults__", {"most": 2})
    assert titles(read(client, q="受伤")) == ["受伤third", "受伤second"]


def test_it_looks_beyond_the_first_portion(site, client, monkeypatch):
    monkeypatch.setattr(feed, "_BATCH", 2)
    assert len(titles(read(client, q="受伤", kind="precedent"))) == 3


def test_nothing_asked_is_an_empty_feed_and_a_bad_day_is_none(site, client):
    assert titles(read(client)) == []
    assert client.get("/search/feed/", {"q": "受伤", "on": "昨天"}).status_code == 404


def test_an_engine_that_is_down_says_come_back(site, client, monkeypatch):
    def down(*args: object) -> None:
        raise EngineDown("gone")

    monkeypatch.setattr(site_engine(), "search", down)
    answer = client.get("/search/feed/", {"q": "受伤"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")


def test_the_page_names_its_feed(site, client):
    html = client.get("/search/", {"q": "受伤", "kind": "precedent"}).content.decode()
    assert 'type="application/atom+xml"' in html
    assert "/search/feed/?q=%E5%8F%97%E4%BC%A4&amp;kind=precedent" in html
