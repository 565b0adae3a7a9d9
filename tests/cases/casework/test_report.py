"""Reporting in a minute, through the page: signed in, plainly, without scripts."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Case
from portal import clock
from portal.models import Attachment, OnCallContact, Person, Project
from tests.portal.files import picture

Enter = Callable[[Person], Client]


def _given(project: Project, **more: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "kind": "INJ", "project": project.pk, "text": "架子工摔下来，脚断了"} | more


@pytest.mark.covers("O-10")
def test_before_any_form_the_page_says_whom_to_call(handler: Person, project: Project, signed_in: Enter) -> None:
    Project.objects.filter(pk=project.pk).update(hospital="第一人民医院", hospital_phone="02088880000")
    OnCallContact.objects.create(
        organisation=project.client, project=project, name="老周", duty="项目经理", phone="13900000009"
    )
    page = signed_in(handler).get("/cases/report/").content.decode()
    for number in ("tel:120", "tel:119", "tel:110", "tel:13900000009", "tel:02088880000"):
        assert 0 < page.index(number) < page.index("<fieldset")


def test_a_plain_form_becomes_a_case_and_a_receipt(handler: Person, project: Project, signed_in: Enter) -> None:
    client = signed_in(handler)
    photo = SimpleUploadedFile("现场.jpg", picture(), "image/jpeg")
    answer = client.post("/cases/report/", _given(project, photos=[photo], calls=["called_120"], place="三号楼"))
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.number}/received/"
    assert (case.kind, case.place, case.reported_by) == ("INJ", "三号楼", handler)
    assert list(case.happenings.filter(event="called_120").values_list("by", flat=True)) == [handler.pk]
    taken = case.evidence.get()
    assert (taken.kind, taken.place, taken.number) == ("photo", "三号楼", 1)
    assert Attachment.objects.get(owner_id=taken.pk, owner_type__model="evidenceitem").mime == "image/jpeg"
    page = client.get(answer["Location"]).content.decode()
    assert case.number in page
    assert "通知了谁" in page
    assert ("打了 120" in page, "called_120" in page) == (True, False)
    assert "还没有记下打给项目经理的电话" in page


def test_a_receipt_asks_no_more_for_the_call_that_was_made(handler: Person, project: Project, signed_in: Enter) -> None:
    client = signed_in(handler)
    answer = client.post("/cases/report/", _given(project, calls=["reported"]))
    page = client.get(answer["Location"]).content.decode()
    assert "告诉了项目经理" in page
    assert "还没有记下" not in page


def test_pressed_twice_is_one_case_with_one_photo(handler: Person, project: Project, signed_in: Enter) -> None:
    client, given = signed_in(handler), _given(project)
    for _ in range(2):
        photo = SimpleUploadedFile("现场.jpg", picture(), "image/jpeg")
        answer = client.post("/cases/report/", given | {"photos": [photo]}, headers={"Accept": "application/json"})
        assert answer.json()["number"] == Case.objects.get().number
    assert Attachment.objects.filter(owner_type__model="evidenceitem").count() == 1


@pytest.mark.parametrize(
    "changed", [{"text": "后来知道有三个人"}, {"place": "五号楼"}, {"people_count": "3"}, {"photos": 1}]
)
def test_sent_again_with_something_else_says_that_it_was_not_kept(
    changed: dict[str, Any], handler: Person, project: Project, signed_in: Enter
) -> None:
    client, given = signed_in(handler), _given(project)
    assert client.post("/cases/report/", given).status_code == 302
    case = Case.objects.get()
    case.text = "经办人改过的话"
    case.save()
    if "photos" in changed:
        changed = {"photos": [SimpleUploadedFile("现场.jpg", picture(), "image/jpeg")]}
    page = client.post("/cases/report/", given | changed)
    assert page.status_code == 422
    assert f"编号 {case.number}。您后来改的没有记进去" in page.content.decode()
    assert str(changed.get("text", "")) in page.content.decode()
    assert client.post("/cases/report/", given).status_code == 302
    assert Case.objects.count() == 1


@pytest.mark.covers("I-01")
def test_the_times_of_calls_are_those_the_phone_noted(handler: Person, project: Project, signed_in: Enter) -> None:
    at = clock.now().replace(microsecond=0) - datetime.timedelta(minutes=7)
    times = {"called_120": at.isoformat(), "nonsense": at.isoformat(), "called_110": "gestern"}
    signed_in(handler).post("/cases/report/", _given(project, call_times=json.dumps(times)))
    told = Case.objects.get().happenings.filter(event__startswith="called_")
    assert list(told.values_list("event", "at")) == [("called_120", at)]


def test_a_phone_whose_clock_has_fallen_back_to_1970_still_reports(
    handler: Person, project: Project, signed_in: Enter
) -> None:
    wrong = "1970-01-01T00:00:05.000Z"
    given = _given(project, made_at=wrong, calls=["called_120"], call_times=json.dumps({"called_120": wrong}))
    assert signed_in(handler).post("/cases/report/", given).status_code == 302
    case = Case.objects.get()
    assert case.known_at > clock.now() - datetime.timedelta(minutes=5)
    assert case.happenings.get(event="called_120").at == case.known_at


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "写一句发生了什么"),
        ({"kind": "nothing"}, "kind"),
        ({"people_count": "很多"}, "填一个数字"),
        ({"occurred_at": "2099-01-01T08:00"}, "时间不能晚于现在"),
        ({"occurred_at": "0026-10-12T08:00"}, "年份不对"),
        ({"occurred_at": "0001-01-01T00:00"}, "年份不对"),
        ({"text": "长" * 4001}, "最多 4000 个字"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    handler: Person, project: Project, signed_in: Enter, wrong: dict[str, str], words: str
) -> None:
    given = _given(project, place="三号楼东侧") | wrong
    answer = signed_in(handler).post("/cases/report/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "三号楼东侧" in page
    assert given["key"] in page
    assert not Case.objects.exists()


def test_a_file_that_is_no_photo_is_refused_beside_its_field(
    handler: Person, project: Project, signed_in: Enter
) -> None:
    fake = SimpleUploadedFile("现场.jpg", b"MZ" + b"\0" * 500, "image/jpeg")
    answer = signed_in(handler).post(
        "/cases/report/", _given(project, photos=[fake]), headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert "照片" in answer.json()["errors"]
    assert not Case.objects.exists()


def test_a_crew_leader_reports_and_gets_a_receipt_but_not_the_case(
    leader: Person, project: Project, handler: Person, signed_in: Enter
) -> None:
    client = signed_in(leader)
    address = client.post("/cases/report/", _given(project))["Location"]
    assert client.get(address).status_code == 200
    assert client.get("/cases/").content.decode().count(Case.objects.get().number) == 0


def test_outsiders_and_strangers_get_no_receipt(case: Case, outsider: Person, signed_in: Enter) -> None:
    address = f"/cases/{case.number}/received/"
    assert signed_in(outsider).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_a_worker_cannot_report_for_the_project(make_person: Callable[..., Person], signed_in: Enter) -> None:
    assert signed_in(make_person("工人")).get("/cases/report/").status_code == 403


def test_the_token_says_whose_phone_it_is(handler: Person, signed_in: Enter) -> None:
    assert Client().get("/cases/report/token/").status_code == 401
    page = signed_in(handler).get("/cases/report/").content.decode()
    assert signed_in(handler).get("/cases/report/token/").json()["account"] in page
