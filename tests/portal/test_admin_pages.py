"""The content admin: in Chinese, and only what its people can use."""

from __future__ import annotations

import pytest
from wagtail.models import GroupPagePermission

from portal import clock
from portal.models import Person
from portal.services.groups import ensure_groups
from portal.services.register import keep_record
from tests.conftest import PASSWORD


@pytest.fixture
def root(make_person):
    return make_person("管理", username="root", is_superuser=True)


@pytest.fixture
def editor(make_person):
    person = make_person("编辑", username="editor")
    person.groups.add(ensure_groups()["编辑"])
    return person


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/pages/", "/admin/users/", "/admin/users/new/", "/admin/groups/", "/admin/images/"]
)
def test_an_administrator_opens(signed_in, root, path):
    answer = signed_in(root).get(path)
    assert answer.status_code == 200
    assert 'lang="zh-hans"' in answer.content.decode()


def test_an_editor_enters_but_not_people_or_settings(signed_in, editor):
    client = signed_in(editor)
    page = client.get("/admin/").content.decode()
    assert "/admin/reports/" not in page
    assert "/admin/documents/" not in page
    assert "/admin/users/" not in page
    assert client.get("/admin/users/").status_code == 302
    assert client.get("/admin/groups/").status_code == 302


def test_a_user_is_made_with_one_name_and_a_phone(signed_in, root):
    sent = {
        "username": "xin",
        "name": "新编辑",
        "phone": "138 0013 8000",
        "email": "",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    answer = signed_in(root).post("/admin/users/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    made = Person.objects.get(username="xin")
    assert (made.name, made.phone) == ("新编辑", "+8613800138000")
    page = signed_in(root).get(f"/admin/users/edit/{made.pk}/").content.decode()
    assert "新编辑" in page


def test_a_wrong_phone_is_refused(signed_in, root):
    sent = {"username": "xin", "name": "新", "phone": "12", "password1": PASSWORD, "password2": PASSWORD}
    assert "手机号不对" in signed_in(root).post("/admin/users/new/", sent).content.decode()


@pytest.mark.parametrize(
    "path", ["/admin/users/delete/{}/", "/admin/bulk/portal/person/delete/?next=/admin/users/&id={}"]
)
def test_people_with_records_stay(signed_in, root, handler, make_person, path):
    mistaken = make_person("录错的")
    keep_record(person=handler, kind="entry", title="进场", now=clock.now())
    client = signed_in(root)
    page = client.post(path.format(handler.pk), follow=True).content.decode()
    assert "没有删除：名下还有" in page
    assert Person.objects.filter(pk=handler.pk).exists()
    client.post(path.format(mistaken.pk))
    assert not Person.objects.filter(pk=mistaken.pk).exists()


def test_groups_are_made_once_and_keep_wagtails_permissions(db):
    first = ensure_groups({"编辑": ["wagtailimages.add_image"]})
    again = ensure_groups()
    assert {g.pk for g in first.values()} == {g.pk for g in again.values()}
    assert GroupPagePermission.objects.filter(group=again["编辑"]).exists()
    assert again["编辑"].permissions.filter(codename="add_image").exists()


def test_an_unknown_permission_is_named(db):
    with pytest.raises(ValueError, match=r"knowledge\.fly"):
        ensure_groups({"编辑": ["knowledge.fly"]})
