"""A roster through its pages, on a phone, without JavaScript: sent, checked, decided, imported."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal import clock, tasks
from portal.models import Attachment, Job, JoinRequest, Membership, Person, RosterImport
from portal.rules.roles import Role
from portal.services import jobs, sites
from tests.portal.services.rosters.conftest import add, firm, person, xlsx
from tests.portal.services.sites.conftest import DAY, TODAY, number

__all__ = ["add", "firm"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(signed_in, handler):
    return signed_in(handler)


@pytest.fixture
def upload(manager, project):
    """upload(rows…) sends a file in through the page; its row."""

    def make(*rows, name="花名册.xlsx", data=None) -> RosterImport:
        file = SimpleUploadedFile(name, xlsx(*rows) if data is None else data)
        answer = manager.post(reverse("rosters", args=[project.pk]), {"file": file})
        sent = RosterImport.objects.latest("pk")
        assert answer["Location"] == address(sent)
        return sent

    return make


@pytest.fixture
def checked(upload):
    def make(*rows, **more) -> RosterImport:
        sent = upload(*rows, **more)
        jobs.run_job(sent.job_id)
        return sent

    return make


def address(roster, name="roster"):
    return reverse(name, args=[roster.pk])


def text(client, roster):
    return client.get(address(roster)).content.decode()


def worked(client, roster, **choice):
    """Confirm, and let the worker do it; the page afterwards."""
    client.post(address(roster, "confirm_roster"), choice)
    roster.refresh_from_db()
    assert roster.state == RosterImport.State.IMPORTING
    assert jobs.run_job(roster.job_id) == Job.State.DONE
    return text(client, roster)


def test_the_way_there(manager, project):
    assert reverse("rosters", args=[project.pk]) in manager.get(reverse("site", args=[project.pk])).content.decode()
    page = manager.get(reverse("rosters", args=[project.pk])).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "先检查给你看" in page
    answer = manager.get(reverse("roster_template"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert "姓名" in [cell.value for row in sheet.iter_rows(max_row=5) for cell in row]
    assert "attachment" in answer["Content-Disposition"]


def test_without_a_file_the_field_says_so(manager, project):
    page = manager.post(reverse("rosters", args=[project.pk])).content.decode()
    assert "请选文件" in page
    assert not RosterImport.objects.exists()


def test_progress_is_shown_until_it_is_checked(manager, upload):
    sent = upload(person(0))
    page = text(manager, sent)
    assert "<progress" in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert address(sent) in manager.get(reverse("job", args=[sent.job_id])).content.decode()
    jobs.run_job(sent.job_id)
    page = text(manager, sent)
    assert "<progress" not in page
    assert "现在还没有登记" in page
    assert not Membership.objects.filter(role=Role.WORKER).exists()


def test_counts_and_errors_stand_on_the_page_without_numbers(manager, checked, add):
    add(1, name="王丁")
    add(2, name="李二")
    bad = number(3)[:-1] + ("0" if number(3)[-1] != "0" else "1")
    sent = checked(person(0), person(1, name="王丁", crew="钢筋班"), person(3, id=bad), person(4, phone="12"))
    page = text(manager, sent)
    for words in ("<b>1</b><span>新进场", "<b>1</b><span>有变动", "<b>1</b><span>不在表里", "<b>2</b><span>行有问题"):
        assert words in page
    assert "第 4 行" in page
    assert "校验" in page
    assert "手机号不对" in page
    assert "新建班组：钢筋班" in page
    for secret in (number(0), number(1), bad, "13800138000"):
        assert secret not in page


def test_the_marked_file_is_downloaded(manager, signed_in, colleague, checked):
    sent = checked(person(0), person(1, id="1"))
    sent.refresh_from_db()
    file = reverse("private_file", args=[sent.marked.key])
    assert file in text(manager, sent)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(manager.get(file).streaming_content))).active
    assert "身份证号" in str([cell.value for cell in sheet[3]][-1])
    assert signed_in(colleague).get(file).status_code == 404


def test_confirmed_people_are_registered(manager, checked):
    page = worked(manager, checked(person(0), person(1), person(2, id="1")))
    assert "导入完成" in page
    assert "看他们的培训情况" in page
    assert "<b>2</b><span>新进场" in page
    assert Membership.objects.filter(role=Role.WORKER).count() == 2
    assert not Attachment.objects.exists()


def test_the_same_file_again_has_nothing_to_do(manager, checked):
    worked(manager, checked(person(0)))
    sent = checked(person(0))
    page = text(manager, sent)
    assert "没有要登记的" in page
    assert address(sent, "confirm_roster") not in page


def test_who_is_missing_stays_unless_chosen(manager, checked, add):
    held = add(7, name="王七", starts_on=TODAY - 30 * DAY)
    sent = checked(person(0))
    page = text(manager, sent)
    assert "1 人登记在场，表里没有" in page
    assert "只数工人，不算班组长和管理人员" in page
    assert "王七" in page
    worked(manager, sent, missing="keep", last_day=TODAY.isoformat())
    held.refresh_from_db()
    assert held.ends_on is None


def test_who_is_missing_leaves_when_chosen(manager, checked, add):
    held = add(7, name="王七", starts_on=TODAY - 30 * DAY)
    page = worked(manager, checked(person(0)), missing="end", last_day=(TODAY - DAY).isoformat())
    held.refresh_from_db()
    assert held.ends_on == TODAY - DAY
    assert "不在表里，已离场" in page


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"missing": "end", "last_day": ""}, "请选他们的最后一天"),
        ({"missing": "end", "last_day": "32"}, "日期写成"),
        ({"missing": "end", "last_day": (TODAY + DAY).isoformat()}, "不能晚于今天"),
        ({"missing": "both"}, "请选一样"),
        ({}, "请选一样"),
    ],
)
def test_a_choice_that_is_none_is_asked_again(manager, checked, add, choice, words):
    add(7, name="王七")
    sent = checked(person(0))
    page = manager.post(address(sent, "confirm_roster"), choice).content.decode()
    assert words in page
    sent.refresh_from_db()
    assert sent.state == RosterImport.State.CHECKED


def test_dropping_deletes_the_file_and_stops_the_check(manager, upload, project):
    sent = upload(person(0))
    answer = manager.post(address(sent, "drop_roster"), follow=True)
    assert "文件已经删掉" in answer.content.decode()
    assert not Attachment.objects.exists()
    assert jobs.run_job(sent.job_id) == ""
    assert "什么也没有登记" in text(manager, sent)
    assert "没有导入" in manager.get(reverse("rosters", args=[project.pk])).content.decode()


def test_a_check_that_failed_says_so(manager, upload):
    sent = upload(person(0))
    Job.objects.filter(pk=sent.job_id).update(state="failed", error="程序出错了，已经记下。")
    page = text(manager, sent)
    assert "没有检查完" in page
    assert "程序出错了" in page
    assert address(sent, "drop_roster") in page


def test_an_import_that_was_stopped_goes_on(manager, checked):
    sent = checked(*(person(n) for n in range(3)))
    manager.post(address(sent, "confirm_roster"))
    sent.refresh_from_db()
    answer = manager.post(reverse("cancel_job", args=[sent.job_id]))
    assert answer["Location"] == address(sent)
    assert "导入停下了" in text(manager, sent)
    worked(manager, sent)
    assert Membership.objects.filter(role=Role.WORKER).count() == 3


def test_twice_confirmed_is_once_imported(manager, checked):
    sent = checked(person(0))
    worked(manager, sent)
    page = manager.post(address(sent, "confirm_roster"), follow=True).content.decode()
    assert "现在不能导入" in page
    assert Membership.objects.filter(role=Role.WORKER).count() == 1


def test_who_does_not_bring_in_files_learns_nothing(signed_in, make_person, post, outsider, upload, project, crew):
    sent = upload(person(0))
    leader, worker = make_person("班长"), make_person("工人")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    post(worker, Role.WORKER, project=project, crew=crew)
    for one in (outsider, leader, worker):
        client = signed_in(one)
        assert client.get(reverse("rosters", args=[project.pk])).status_code == 404
        assert client.get(address(sent)).status_code == 404
        for name in ("confirm_roster", "drop_roster"):
            assert client.post(address(sent, name)).status_code == 404
    page = signed_in(leader).get(reverse("site", args=[project.pk])).content.decode()
    assert reverse("rosters", args=[project.pk]) not in page
    assert RosterImport.objects.get().state == RosterImport.State.CHECKING


def test_a_colleague_does_not_see_the_file(signed_in, colleague, upload, project):
    sent = upload(person(0))
    client = signed_in(colleague)
    assert client.get(address(sent)).status_code == 404
    assert sent.name not in client.get(reverse("rosters", args=[project.pk])).content.decode()


def test_the_head_of_a_firm_brings_in_the_own_people(signed_in, make_person, post, project, firm):
    head = make_person("分包负责人")
    post(head, Role.SUBCONTRACTOR_HEAD, organisation=firm, project=project)
    client = signed_in(head)
    data = xlsx(person(0, crew="一班"), person(1, firm="别家"))
    client.post(reverse("rosters", args=[project.pk]), {"file": SimpleUploadedFile("我们的人.xlsx", data)})
    sent = RosterImport.objects.get()
    jobs.run_job(sent.job_id)
    assert "只能导入自己单位的人" in text(client, sent)
    worked(client, sent)
    assert Membership.objects.get(role=Role.WORKER).organisation == firm


def test_what_nobody_decided_is_forgotten(checked, project, crew):
    """The hourly sweep: files after a day, registrations by code after a week."""
    sent = checked(person(0))
    RosterImport.objects.update(made_at=clock.now() - 2 * DAY)
    typed = sites.Typed("李四", "13700137000", "resident_id", number(5))
    sites.ask_to_join(
        entered=typed, project=project, crew=crew, address="10.0.0.9", now=clock.now() - 8 * DAY, today=TODAY - 8 * DAY
    )
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.forget_unconfirmed.name in named
    tasks.forget_unconfirmed()
    sent.refresh_from_db()
    assert (sent.state, Attachment.objects.count()) == (RosterImport.State.DROPPED, 0)
    assert JoinRequest.objects.get().sealed == ""
    assert not Person.objects.filter(name="李四").exists()


def test_lists_do_not_ask_for_each_row(manager, checked, project, add, django_assert_max_num_queries):
    for n in range(10, 16):
        add(n, name=f"王{chr(0x4E00 + n)}")
    for _ in range(4):
        sent = checked(*(person(n, id="1") for n in range(6)), person(8))
    with django_assert_max_num_queries(12):
        manager.get(reverse("rosters", args=[project.pk]))
    with django_assert_max_num_queries(12):
        manager.get(address(sent))
