"""A new version through two pairs of hands, and into force by the clock."""

from __future__ import annotations

import datetime

import pytest

from knowledge.models import Article, NewVersion, RegulationVersion
from knowledge.rules.comparison import compare
from knowledge.services import new_versions
from knowledge.services.impacts import sides_of
from portal.models import Change, Person
from portal.services.generation import current_generation
from portal.services.refusal import Refused
from tests.knowledge.amended import (
    NEW,
    NOW,
    OLD,
    STARTS,
    TITLE,
    WRITER,
    D,
    allow,
    approve,
    facts,
    old_version,
    printed,
    submitted,
)  # fmt: skip
from tests.knowledge.factories import articles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def old() -> RegulationVersion:
    return old_version()


@pytest.fixture
def writer(make_person):
    return allow(make_person("录入员", username="writer"), *WRITER)


@pytest.fixture
def second(make_person):
    return allow(make_person("批准员", username="second"), *WRITER, "approve_newversion")


def test_a_draft_changes_nothing_of_the_law(old, writer):
    before, generation = Article.objects.count(), current_generation()
    submitted(old, writer)
    assert (RegulationVersion.objects.count(), Article.objects.count()) == (1, before)
    assert current_generation() == generation


def test_an_approved_version_carries_the_identities_on(old, writer, second):
    kept = articles_of(old)
    version = approve(submitted(old, writer), second)
    now = articles_of(version)
    assert (version.published_on, version.effective_on, version.verified) == (D(2026, 11, 10), STARTS, True)
    assert [text.text for text in version.texts.order_by("order")] == list(NEW.values())
    came = {"1": "1", "3": "4", "4": "5", "5": "6", "7": "7", "8": "8"}
    assert {key: now[new] for key, new in came.items()} == {key: kept[key] for key in came}
    assert [now[key] == kept["2"] for key in ("2", "3")].count(True) == 1
    assert kept["6"] not in now.values()
    row = NewVersion.objects.get()
    assert (row.state, row.approved_by, row.version) == ("published", second, version)
    assert [one["verb"] for one in row.trail] == ["write", "submit", "approve"]


def test_publication_outdates_pages_and_asks_for_indexing(old, writer, second):
    row, generation = submitted(old, writer), current_generation()
    Change.objects.all().delete()
    version = approve(row, second)
    assert current_generation() > generation
    indexed = set(Change.objects.filter(kind="knowledge.articletext").values_list("object_id", flat=True))
    assert set(version.texts.values_list("pk", flat=True)) <= indexed


def test_the_clock_alone_puts_it_in_force(client, old, writer, second, monkeypatch):
    approve(submitted(old, writer), second)

    def read(moment: str, query: str = "") -> str:
        at = datetime.datetime.fromisoformat(moment)
        monkeypatch.setattr("portal.clock.now", lambda: at)
        return client.get(f"/law/ceshi/1/{query}").content.decode()

    eve, midnight = "2026-12-31T23:59:59+08:00", "2027-01-01T00:00:00+08:00"
    assert OLD["1"] in read(eve)
    assert NEW["1"] not in read(eve)
    assert NEW["1"] in read(eve, "?on=2027-01-01")
    assert NEW["1"] in read(midnight)
    assert OLD["1"] in read(midnight, "?on=2026-12-31")


@pytest.mark.parametrize("verb", ["write", "edit", "submit"])
def test_nobody_with_a_hand_in_it_approves(old, writer, second, verb):
    row = new_versions.write_new_version(
        regulation=old.regulation, facts=facts(), by=second if verb == "write" else writer, now=NOW
    )
    if verb == "edit":
        row = new_versions.edit_new_version(row=row, facts=facts(number="第9号"), by=second, now=NOW)
    row = new_versions.submit_new_version(row=row, by=second if verb == "submit" else writer, now=NOW)
    with pytest.raises(Refused, match="另一个人"):
        approve(row, second)
    assert RegulationVersion.objects.count() == 1


def test_a_superuser_is_refused_too(old):
    boss = Person.objects.create_superuser("boss", password="x-y-z-123", name="管理员")
    row = submitted(old, boss)
    with pytest.raises(Refused, match="另一个人"):
        approve(row, boss)


def test_without_the_permission_nobody_approves(old, writer, make_person):
    other = allow(make_person("别人", username="other"), *WRITER)
    with pytest.raises(Refused, match="权限"):
        approve(submitted(old, writer), other)


def test_what_was_changed_after_the_approver_looked_is_not_approved(old, writer, second):
    row = submitted(old, writer)
    seen = row.fingerprint
    changed = printed(NEW | {"5": NEW["5"].replace("五级", "四级")})
    new_versions.edit_new_version(row=row, facts=facts(text=changed), by=writer, now=NOW)
    again = new_versions.submit_new_version(row=row, by=writer, now=NOW)
    with pytest.raises(Refused, match="新的对照"):
        new_versions.approve_new_version(row=again, seen=seen, by=second, now=NOW)


def test_a_draft_is_not_approved_and_a_published_one_not_twice(old, writer, second):
    row = new_versions.write_new_version(regulation=old.regulation, facts=facts(), by=writer, now=NOW)
    with pytest.raises(Refused, match="草稿"):
        approve(row, second)
    new_versions.submit_new_version(row=row, by=writer, now=NOW)
    approve(row, second)
    with pytest.raises(Refused, match="已发布"):
        approve(row, second)
    with pytest.raises(Refused, match="已发布"):
        new_versions.edit_new_version(row=row, facts=facts(), by=writer, now=NOW)


def test_it_goes_back_with_a_reason_and_may_be_given_up(old, writer, second):
    row = submitted(old, writer)
    with pytest.raises(Refused) as caught:
        new_versions.return_new_version(row=row, by=second, why=" ", now=NOW)
    assert caught.value.field == "why"
    row = new_versions.return_new_version(row=row, by=second, why="少了一章", now=NOW)
    assert (row.state, row.trail[-1]["why"]) == ("draft", "少了一章")
    assert new_versions.drop_new_version(row=row, by=writer, now=NOW).state == "dropped"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": printed(title="别的测试办法")}, "text"),
        ({"text": "没有条文"}, "text"),
        ({"effective_on": D(2026, 1, 1)}, "effective_on"),
        ({"published_on": D(2010, 1, 1), "effective_on": D(2010, 1, 1)}, "effective_on"),
    ],
)
def test_what_cannot_be_a_version_is_refused_beside_its_field(old, writer, change, field):
    with pytest.raises(Refused) as caught:
        new_versions.write_new_version(regulation=old.regulation, facts=facts(**change), by=writer, now=NOW)
    assert caught.value.field == field
    assert not NewVersion.objects.exists()


def test_a_correction_replaces_the_text_of_the_same_version(old, writer, second):
    kept = articles_of(old)
    text = printed(OLD | {"4": OLD["4"].replace("六级", "六级（含六级）")})
    row = submitted(old, writer, text=text, replaces=old, published_on=D(2010, 1, 1), effective_on=D(2010, 1, 1))
    assert approve(row, second) == old
    assert RegulationVersion.objects.count() == 1
    assert articles_of(old) == kept
    assert "六级（含六级）" in old.texts.get(number=4).text


def test_a_version_the_catalogue_knew_without_text_is_filled(old, writer, second):
    announced = RegulationVersion.objects.create(regulation=old.regulation, effective_on=STARTS)
    assert approve(submitted(old, writer), second) == announced
    assert announced.texts.count() == len(NEW)


def test_the_comparison_of_a_draft_is_that_of_the_published_version(old, writer, second):
    row = submitted(old, writer)
    base, before = new_versions.compared(row)
    assert base == old
    version = approve(row, second)

    after = compare(sides_of(old), sides_of(version))
    assert [(one.kind, one.left, one.right) for one in before.rows] == [
        (one.kind, one.left, one.right) for one in after.rows
    ]
    assert before.counts["removed"] == 1
    assert TITLE in str(row)
