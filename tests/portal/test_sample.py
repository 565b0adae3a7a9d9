"""Load the sample, and remove all of it."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from portal import clock
from portal.models import Crew, JoinRequest, Membership, OnCallContact, Organisation, Person, PersonRecord, Project
from portal.services import sample, sample_site
from portal.services.refusal import Refused

STRANGERS = len(sample_site.HANDS) + 2
"""People nobody signs in as: hands, the officer of the earlier project, and who waits at the gate."""
KINDS = (Person, Organisation, Project, Crew, Membership, OnCallContact)


def counts() -> list[int]:
    return [kind.objects.count() for kind in KINDS]


@pytest.fixture
def loaded(db):
    return sample.load_sample(today=clock.today())


def test_everything_is_marked(loaded):
    assert all(kind.objects.filter(is_sample=True).count() == kind.objects.count() > 0 for kind in KINDS)
    for kind in (Person, Organisation, Project, Crew):
        assert all(row.name.startswith("示例·") for row in kind.objects.all())


def test_loading_again_changes_nothing(loaded):
    before = counts()
    assert not any(sample.load_sample(today=clock.today()).values())
    assert counts() == before


def test_hands_are_on_site_in_different_states(loaded):
    project = Project.objects.get(name="示例·滨江花园二期")
    held = Membership.objects.at_work().filter(project=project)
    assert held.active(on=clock.today()).count() == 12
    assert held.left(on=clock.today()).get().person.name == "示例·秦师傅"
    moved = Membership.objects.filter(person__name="示例·尤师傅").order_by("starts_on")
    assert [row.project.name for row in moved] == ["示例·滨江花园一期", "示例·滨江花园二期"]
    assert JoinRequest.objects.get().person.name == "示例·金师傅"


def test_the_register_knows_the_hands_and_no_document_is_made_up(loaded):
    entered = PersonRecord.objects.of_kind(PersonRecord.Kind.ENTRY)
    assert entered.count() == Membership.objects.at_work().count()
    contracts = PersonRecord.objects.of_kind(PersonRecord.Kind.CONTRACT)
    assert contracts.get(person__name="示例·卫师傅").title == "没有签劳动合同"
    assert not contracts.filter(person__name="示例·陈师傅").exists()
    assert not Person.objects.exclude(document_hash=None).exists()


def test_two_people_share_a_phone(loaded):
    phone = Person.objects.get(username="shili-wang").phone
    assert Person.objects.filter(phone=phone).count() == 2


@pytest.mark.parametrize("account", sample.SAMPLE_ACCOUNTS, ids=lambda a: a.username)
def test_every_account_signs_in_as_listed(client, loaded, account):
    client.post("/accounts/login/", {"login": account.login, "password": account.password})
    assert client.session["_auth_user_id"] == str(Person.objects.get(username=account.username).pk)
    assert client.get("/me/").status_code == 200


def test_the_editor_and_the_reviewer_enter_the_admin(client, loaded):
    for login, password in (("shili-bianji", "shili-bianji-1"), ("shili-shenhe", "shili-shenhe-1")):
        client.post("/accounts/login/", {"login": login, "password": password})
        assert client.get("/admin/").status_code == 200
        client.logout()


def test_removing_leaves_nothing(client, loaded):
    client.post("/accounts/login/", {"login": "shili-guanli", "password": "shili-guanli-1"})
    client.post("/accounts/login/code/", {"phone": "13800000001"})
    assert Session.objects.count() == 1
    AccessAttempt.objects.create(username="shili-qian", ip_address="10.0.0.1", failures_since_start=1)
    removed = sample.remove_sample()
    assert counts() == [0] * len(KINDS)
    assert removed["人员"] == len(sample.SAMPLE_ACCOUNTS) + STRANGERS
    assert not Session.objects.exists()
    assert not AccessAttempt.objects.exists()


def test_removing_keeps_what_is_real(loaded, handler):
    sample.remove_sample()
    assert list(Person.objects.all()) == [handler]
    assert Project.objects.get().name == "甲项目"
    assert Membership.objects.count() == 1


def test_something_real_on_the_sample_stops_it_whole(loaded):
    before = counts()
    firm = Organisation.objects.get(name="示例·宏远建筑公司")
    Project.objects.create(client=firm, name="真项目")
    with pytest.raises(Refused, match="真项目"):
        sample.remove_sample()
    assert [a - b for a, b in zip(counts(), before, strict=True)] == [0, 0, 1, 0, 0, 0]


def gone() -> dict[str, int]:
    return {"题目": 3}


def test_other_apps_hook_in(db, settings, capsys):
    settings.SAMPLE_REMOVERS = ["tests.portal.test_sample.gone"]
    call_command("remove_sample")
    assert "题目 3" in capsys.readouterr().out


def test_the_command_prints_counts(loaded, capsys):
    call_command("remove_sample")
    assert f"人员 {11 + STRANGERS}" in capsys.readouterr().out
    call_command("remove_sample")
    assert "没有示例数据" in capsys.readouterr().out


def test_a_public_server_does_not_load_it(db, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    with pytest.raises(CommandError):
        call_command("load_sample")
    assert not Person.objects.exists()


def test_the_accounts_are_listed_while_they_exist(loaded, capsys):
    call_command("sample_accounts", "--json")
    assert "shili-wang" not in capsys.readouterr().out  # workers type their phone
    assert len(sample.present_accounts()) == 11
    sample.remove_sample()
    assert sample.present_accounts() == []
