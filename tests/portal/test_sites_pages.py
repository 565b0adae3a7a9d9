"""Pages of people on site, on a phone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal import clock
from portal.models import Crew, JoinRequest, Membership, Person, Project
from portal.rules.roles import Role
from portal.services import sites
from tests.portal.services.sites.conftest import DAY, number

pytestmark = pytest.mark.django_db

TODAY = clock.today()


@pytest.fixture
def manager(signed_in, handler):
    return signed_in(handler)


def typed(n=0, **changed):
    return {
        "name": "王建国",
        "document_kind": "resident_id",
        "document_number": number(n),
        "phone": "13800138000",
        "starts_on": TODAY.isoformat(),
    } | changed


@pytest.fixture
def add_address(crew):
    return reverse("add_worker", args=[crew.pk])


@pytest.fixture
def worker(manager, add_address):
    manager.post(add_address, typed())
    return Membership.objects.get(role=Role.WORKER)


def test_a_project_and_a_crew_are_opened(manager, client_company):
    answer = manager.post(reverse("new_site"), {"client": client_company.pk, "name": "三期", "region": "广东省深圳市"})
    project = Project.objects.get(name="三期")
    assert answer["Location"] == reverse("site", args=[project.pk])
    page = manager.get(reverse("new_crew", args=[project.pk])).content.decode()
    assert client_company.name in page
    answer = manager.post(
        reverse("new_crew", args=[project.pk]), {"name": "瓦工班", "trade": "瓦工", "firm": "顺达劳务"}
    )
    crew = Crew.objects.get(name="瓦工班")
    assert (crew.organisation.name, answer["Location"]) == ("顺达劳务", reverse("site_crew", args=[crew.pk]))


def test_a_worker_is_added(manager, add_address, crew):
    assert f'value="{TODAY.isoformat()}"' in manager.get(add_address).content.decode()
    answer = manager.post(add_address, typed(), follow=True)
    page = answer.content.decode()
    assert "王建国 加进来了" in page
    assert "138****8000" in page
    assert number() not in page
    assert Membership.objects.get(role=Role.WORKER).crew == crew


def test_errors_stand_beside_their_fields(manager, add_address):
    page = manager.post(add_address, typed(document_number="110105199001010001", name="")).content.decode()
    assert "请填姓名" in page
    page = manager.post(add_address, typed(document_number="110105199001010001")).content.decode()
    assert "校验位不对" in page
    assert not Membership.objects.filter(role=Role.WORKER).exists()


def test_a_known_document_is_asked_about(manager, signed_in, outsider, other_project, add_address, crew):
    there = Crew.objects.create(project=other_project, organisation=other_project.client, name="乙班")
    signed_in(outsider).post(reverse("add_worker", args=[there.pk]), typed(phone="13900139000"))
    page = manager.post(add_address, typed()).content.decode()
    assert "王**" in page
    for secret in ("13900139000", "139****9000", "乙班", "乙项目", "乙建筑公司"):
        assert secret not in page
    assert "王建国" in manager.post(add_address, typed(back="1")).content.decode()
    manager.post(add_address, typed(sure="1"))
    assert Membership.objects.filter(crew=crew, role=Role.WORKER).count() == 1
    assert Person.objects.get(name="王建国").phone == "+8613900139000"


def test_trying_documents_out_is_stopped(manager, signed_in, outsider, other_project, add_address):
    there = Crew.objects.create(project=other_project, organisation=other_project.client, name="乙班")
    signed_in(outsider).post(reverse("add_worker", args=[there.pk]), typed())
    pages = [manager.post(add_address, typed(name=f"李{'一二三四五六七八九十'[n % 10]}")) for n in range(21)]
    assert "王**" in pages[19].content.decode()
    assert "试得太多" in pages[20].content.decode()
    assert "王**" not in pages[20].content.decode()


def test_a_worker_is_moved_and_ended(manager, worker, project):
    second = Crew.objects.create(project=project, organisation=project.client, name="钢筋班")
    answer = manager.post(reverse("move_worker", args=[worker.pk]), {"crew": second.pk, "on": TODAY.isoformat()})
    new = Membership.objects.get(crew=second)
    assert answer["Location"] == reverse("site_person", args=[new.pk])
    assert "没有生效" in manager.get(answer["Location"]).content.decode()
    answer = manager.post(reverse("end_work", args=[new.pk]), {"last_day": TODAY.isoformat()}, follow=True)
    assert "最后一天记好了" in answer.content.decode()
    new.refresh_from_db()
    assert new.ends_on == TODAY


def test_who_left_stands_under_left(manager, worker, crew):
    worker.starts_on, worker.ends_on = TODAY - 9 * DAY, TODAY - DAY
    worker.save()
    address = reverse("site_crew", args=[crew.pk])
    manager.get(address)  # shows the message of having been added
    assert "王建国" not in manager.get(address).content.decode()
    assert "王建国" in manager.get(address + "?left=1").content.decode()
    assert "已退场" in manager.get(reverse("site_person", args=[worker.pk])).content.decode()


def test_the_number_is_shown_on_asking_and_the_document_never_whole(manager, worker):
    address = reverse("site_person", args=[worker.pk])
    page = manager.get(address).content.decode()
    assert "138****8000" in page
    assert "13800138000" not in page
    assert number()[:3] + "*" in page
    asked = manager.post(address).content.decode()
    assert "+8613800138000" in asked
    assert number() not in page + asked


def test_a_number_is_corrected_and_an_empty_one_left(manager, worker):
    address = reverse("correct_worker", args=[worker.pk])
    assert "13800138000" not in manager.get(address).content.decode()
    manager.post(address, {"name": "王建国", "phone": ""})
    assert Person.objects.get(pk=worker.person_id).phone == "+8613800138000"
    manager.post(address, {"name": "王建国", "phone": "13900139000"})
    assert Person.objects.get(pk=worker.person_id).phone == "+8613900139000"


def test_the_poster_and_the_way_in(manager, project, crew):
    address = reverse("site_qr", args=[project.pk])
    assert "做二维码" in manager.get(address).content.decode()
    manager.post(address)
    project.refresh_from_db()
    page = manager.get(address).content.decode()
    assert "<svg" in page
    assert f"/join/{project.join_code}/" in page
    assert " style=" not in page
    guest = Client()
    join = reverse("join", args=[project.join_code])
    assert "木工班" in guest.get(join).content.decode()
    assert "no-store" in guest.get(join)["Cache-Control"]
    answer = guest.post(join, typed(crew=crew.pk))
    assert "等劳务管理员确认" in answer.content.decode()
    assert JoinRequest.objects.get().crew == crew


def test_a_wrong_code_opens_nothing(manager, project):
    sites_code = "abcdefghjk"
    for code in (sites_code, "x" * 80, "../me"):
        assert Client().get(f"/join/{code}/").status_code == 404


@pytest.fixture
def waiting(handler, project, crew):
    entered = sites.Typed("李四", "13700137000", "resident_id", number(5))
    facts = {"project": project, "crew": crew, "address": "10.0.0.9", "now": clock.now(), "today": TODAY}
    return sites.ask_to_join(entered=entered, **facts)


def test_a_request_is_confirmed(manager, waiting, project, crew):
    page = manager.get(reverse("join_requests", args=[project.pk])).content.decode()
    assert "李四" in page
    assert number(5) not in page
    assert "13700137000" not in page
    data = {f"r{waiting.pk}-crew": crew.pk, f"r{waiting.pk}-starts_on": TODAY.isoformat()}
    decide = reverse("decide_join", args=[waiting.pk])
    assert "李四 已进 木工班" in manager.post(decide, data, follow=True).content.decode()
    assert "处理过" in manager.post(decide, data, follow=True).content.decode()
    assert Membership.objects.filter(role=Role.WORKER).count() == 1


def test_a_request_without_a_crew_is_asked_again(manager, waiting):
    page = manager.post(reverse("decide_join", args=[waiting.pk]), {f"r{waiting.pk}-crew": ""}).content.decode()
    assert "请选班组" in page
    assert not Membership.objects.filter(role=Role.WORKER).exists()


def test_a_request_is_declined(manager, waiting):
    manager.post(reverse("decide_join", args=[waiting.pk]), {"decline": "1"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sealed) == ("declined", "")


def test_someone_signed_in_joins_with_one_tap(signed_in, make_person, handler, project, crew):
    code = sites.renew_code(by=handler, project=project)
    worker = make_person("赵六")
    client = signed_in(worker)
    address = reverse("join", args=[code])
    assert "赵六" in client.get(address).content.decode()
    assert "证件号码" in client.get(address + "?other=1").content.decode()
    client.post(address, {"crew": crew.pk})
    assert JoinRequest.objects.get().person == worker


def test_my_page_leads_there(manager, signed_in, make_person):
    assert "我管的项目和人员" in manager.get("/me/").content.decode()
    assert "我管的项目和人员" not in signed_in(make_person("工人")).get("/me/").content.decode()


@pytest.mark.parametrize("name", ["sites", "site", "site_crew", "site_person"])
def test_lists_do_not_ask_for_each_row(
    name, manager, worker, project, crew, make_person, post, django_assert_max_num_queries
):
    for n in range(8):
        second = Crew.objects.create(project=project, organisation=project.client, name=f"班{n}")
        post(make_person(f"工{n}"), Role.WORKER, project=project, crew=crew, starts_on=TODAY)
        post(make_person(f"人{n}"), Role.WORKER, project=project, crew=second, starts_on=TODAY)
    args = {"site": [project.pk], "site_crew": [crew.pk], "site_person": [worker.pk]}.get(name, [])
    with django_assert_max_num_queries(12):
        manager.get(reverse(name, args=args))
