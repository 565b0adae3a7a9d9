"""The dates of a version of law: one person drafts them, another lets them out; what is ours goes out at once."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from knowledge.models import RegulationVersion
from knowledge.services.home import ensure_home
from portal.services.groups import ensure_groups
from tests.knowledge.amended import old_version
from tests.knowledge.test_updates import approve, member

pytestmark = pytest.mark.django_db
LATER = datetime.date(2015, 5, 1)


@pytest.fixture(autouse=True)
def desk():
    ensure_groups(settings.GROUP_PERMISSIONS)
    ensure_home()


@pytest.fixture
def version():
    return old_version()


@pytest.fixture
def writer(make_person):
    return member(make_person("写的人"), "编辑")


@pytest.fixture
def second(make_person):
    return member(make_person("第二个人"), "审核")


def posted(client, version, **change):
    fields = {
        "regulation": version.regulation_id,
        "number": version.number,
        "published_on": version.published_on or "",
        "effective_on": version.effective_on,
        "ended_on": "",
        "summary": "",
        "source": "",
        "preamble": "",
        "annex": "",
    }
    return client.post(f"/admin/snippets/knowledge/regulationversion/edit/{version.pk}/", fields | change, follow=True)


def fresh(version):
    return RegulationVersion.objects.get(pk=version.pk)


def test_a_day_is_not_changed_by_one_person(client, writer, version):
    client.force_login(writer)
    response = posted(client, version, effective_on=LATER, **{"action-publish": "1"})
    assert "要另一个人批准" in response.content.decode()
    assert fresh(version).effective_on == version.effective_on
    assert fresh(version).get_latest_revision_as_object().effective_on == LATER


def test_another_person_lets_it_out(client, writer, second, version):
    client.force_login(writer)
    posted(client, version, effective_on=LATER, **{"action-submit": "1"})
    with pytest.raises(PermissionDenied):
        approve(fresh(version), writer)
    approve(fresh(version), second)
    assert fresh(version).effective_on == LATER


def test_words_of_ours_go_out_at_once(client, writer, version):
    client.force_login(writer)
    posted(client, version, summary="竹架子要年年验。", **{"action-publish": "1"})
    assert fresh(version).summary == "竹架子要年年验。"


def test_a_superuser_is_one_person_too(make_person, version):
    draft = fresh(version)
    draft.ended_on = LATER
    revision = draft.save_revision(user=make_person("总管", is_superuser=True))
    with pytest.raises(PermissionDenied):
        revision.publish(skip_permission_checks=True)
    assert fresh(version).ended_on is None


@pytest.mark.parametrize("deed", ["unpublish", "delete"])
@pytest.mark.parametrize("superuser", [False, True])
def test_one_person_takes_no_law_back(client, make_person, writer, version, deed, superuser):
    text = version.texts.exclude(text="").first()
    client.force_login(make_person("总管", is_superuser=True) if superuser else writer)
    for kind, row in (("regulationversion", version), ("articletext", text), ("regulation", version.regulation)):
        client.post(f"/admin/snippets/knowledge/{kind}/{deed}/{row.pk}/", follow=True)
        assert type(row).objects.filter(pk=row.pk, live=True).exists()


def test_a_last_day_on_the_site_needs_a_second_person(make_person, version):
    draft = fresh(version)
    draft.expire_at = datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC)
    with pytest.raises(PermissionDenied):
        draft.save_revision(user=make_person("一个人")).publish(skip_permission_checks=True)
    assert fresh(version).expire_at is None
