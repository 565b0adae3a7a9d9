"""Check a certificate without signing in; open the gate, or not."""

import datetime

import pytest

from portal import clock
from portal.models import PersonRecord
from portal.rules.roles import Role
from portal.services import register
from tests.training.printed import characters, pages
from training.models import Certificate, CertificateKind
from training.services import certificates

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(worker, project):
    kind = CertificateKind.objects.create(code="project", title="项目级安全教育", ours=True, level="project")
    return Certificate.objects.create(kind=kind, person=worker, project=project, issued_on=datetime.date(2026, 11, 2))


def scanned(certificate):
    return f"/verify/{certificate.code}/?s={certificates.mark_of(certificate)}"


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_stranger_sees_that_it_is_valid_and_not_whose(client, certificate):
    text = page(client, scanned(certificate))
    assert "今天有效" in text
    assert "王**" in text or "王*" in text
    assert "王师傅" not in text
    assert "不是特种作业操作证" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_to": datetime.date(2026, 11, 3)}, "已过期"),
        ({"revoked_at": datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC), "revoked_reason": "替考"}, "已撤销"),
    ],
)
def test_it_says_what_has_become_of_it(client, certificate, change, words):
    Certificate.objects.filter(pk=certificate.pk).update(**change)
    text = page(client, scanned(certificate))
    assert words in text
    assert "替考" not in text


def test_a_superseded_one_asks_for_the_new_one(client, certificate, worker):
    new = Certificate.objects.create(kind=certificate.kind, person=worker, issued_on=datetime.date(2026, 11, 20))
    Certificate.objects.filter(pk=certificate.pk).update(superseded_by=new)
    assert "请对方出示新证" in page(client, scanned(certificate))
    assert "今天有效" in page(client, scanned(new))


def test_a_forged_mark_is_named(client, certificate):
    assert "不是本系统印的" in page(client, f"/verify/{certificate.code}/?s={'0' * 20}", 404)


@pytest.mark.parametrize("code", ["ABCDEFGHJKLM", "nonsense", "甲" * 50, "' or 1=1"])
def test_an_unknown_code_gets_a_clear_answer(client, certificate, code):
    assert "没有这张证书" in page(client, f"/verify/{code}/", 404)


def test_a_code_can_be_typed(client, certificate):
    answer = client.get("/verify/", {"code": f" {certificate.code[:4].lower()} {certificate.code[4:]} "}, follow=True)
    assert "按编号查的" in answer.content.decode()
    assert "编号是 12 位" in page(client, "/verify/?code=12")


def test_guessing_comes_to_an_end(client, certificate):
    answers = {client.get(f"/verify/{'A' * 10}{n:02}/").status_code for n in range(70)}
    assert answers == {404, 429}


def test_the_page_of_the_holder_shows_the_code_and_a_qr(signed_in, worker, certificate, outsider):
    text = page(signed_in(worker), f"/certificates/{certificate.code}/")
    assert "<svg" in text
    assert certificate.code[:4] in text
    assert signed_in(outsider).get(f"/certificates/{certificate.code}/").status_code == 404


def gate(signed_in, officer, project, worker):
    return signed_in(officer).get(f"/gate/{project.pk}/{worker.pk}/").context["verdict"]


def test_what_was_earned_with_another_client_is_not_shown(signed_in, handler, worker, other_project, post, certificate):
    post(worker, Role.WORKER, project=other_project)
    other = Certificate.objects.create(
        kind=certificate.kind, person=worker, project=other_project, issued_on=datetime.date(2026, 11, 3)
    )
    client = signed_in(handler)
    page(client, f"/certificates/{other.code}/", 404)
    assert other_project.name not in page(client, f"/certificates/people/{worker.pk}/")
    page(client, f"/certificates/{certificate.code}/")
    page(signed_in(worker), f"/certificates/{other.code}/")


@pytest.mark.covers("T-06")
def test_training_alone_does_not_open_the_gate(signed_in, handler, project, worker, new_site_rule, trained):
    assert gate(signed_in, handler, project, worker).refused
    trained(worker, "project", project=project)
    verdict = gate(signed_in, handler, project, worker)
    assert (verdict.may_enter, verdict.refused) == (False, False)
    assert [line.answer for line in verdict.lines[:3]] == ["yes", "unknown", "unknown"]


def test_all_lines_open_it(signed_in, handler, project, worker, crew, new_site_rule, trained):
    crew.trade = "木工"
    crew.save()
    trained(worker, "project", project=project)
    for kind in (PersonRecord.Kind.CONTRACT, PersonRecord.Kind.ENTRY):
        register.keep_record(person=worker, kind=kind, title="在册", project=project, now=clock.now())
    assert gate(signed_in, handler, project, worker).may_enter


def test_outsiders_do_not_stand_at_this_gate(signed_in, outsider, project, worker):
    assert signed_in(outsider).get(f"/gate/{project.pk}/{worker.pk}/").status_code == 404
    assert signed_in(outsider).get(f"/gate/{project.pk}/").status_code == 404


def test_the_worker_is_found_by_name_or_by_certificate(signed_in, handler, project, worker, certificate):
    client = signed_in(handler)
    assert "王师傅" in client.get(f"/gate/{project.pk}/", {"q": "王"}).content.decode()
    answer = client.get(f"/gate/{project.pk}/", {"q": certificate.code})
    assert answer.url == f"/gate/{project.pk}/{worker.pk}/"


def test_what_the_page_scans_leads_to_the_gate_and_a_forged_one_does_not(signed_in, handler, project, certificate):
    client = signed_in(handler)
    address = f"/gate/{project.pk}/"
    assert "scan.js" in page(client, address)
    qr = f"https://example.cn{scanned(certificate)}"
    assert client.get(address, {"q": qr}).url == f"/gate/{project.pk}/{certificate.person_id}/"
    forged = client.get(address, {"q": f"https://example.cn/verify/{certificate.code}/?s={'0' * 20}"})
    assert "不是本系统印的" in forged.content.decode()
    strange = client.get(address, {"q": "https://example.cn/verify/ABCDEFGHJKLM/?s=1"}).content.decode()
    assert "你管的人里没有这张证书：ABCD EFGH JKLM" in strange


def test_one_tap_from_the_phones_own_scanner_to_the_gate(signed_in, handler, outsider, project, worker, certificate):
    gate = f"/gate/{project.pk}/{worker.pk}/"
    assert gate in page(signed_in(handler), scanned(certificate))
    elsewhere = page(signed_in(outsider), scanned(certificate))
    assert gate not in elsewhere
    assert "没有登记在你管的项目上" in elsewhere
    assert "王师傅" not in elsewhere


def test_a_contract_known_not_to_be_signed_closes_the_gate(signed_in, handler, project, worker):
    keep = {"project": project, "now": clock.now(), "status": PersonRecord.Status.UNVERIFIED}
    register.keep_record(person=worker, kind="contract", title="没有签劳动合同", values={"signed": False}, **keep)
    text = page(signed_in(handler), f"/gate/{project.pk}/{worker.pk}/")
    assert "不能进场" in text
    assert "没有签劳动合同" in text
    assert "先签合同或协议" in text


def test_an_outside_certificate_is_entered_and_checked(signed_in, handler, worker):
    kind = CertificateKind.objects.create(code="e", title="建筑电工", trades=["电工"], special_operation=True)
    form = {"kind": kind.pk, "number": "A1", "valid_to": "2030-01-01"}
    address = f"/certificates/people/{worker.pk}/add/"
    assert "请填证号" in signed_in(handler).post(address, form | {"number": ""}).content.decode()
    assert signed_in(handler).post(address, form).status_code == 302
    row = worker.outside_certificates.get()
    signed_in(handler).post(f"/certificates/recorded/{row.pk}/")
    row.refresh_from_db()
    assert row.checked_by == handler


def test_a_good_one_is_printed(signed_in, certificate, worker, outsider, client):
    path = f"/certificates/{certificate.code}/certificate.pdf"
    assert path in page(signed_in(worker), f"/certificates/{certificate.code}/")
    answer = signed_in(worker).get(path)
    assert answer["Content-Type"] == "application/pdf"
    assert pages(answer.content) == 1
    assert set("王师傅项目级安全教育不是特种作业操作证甲项目2026长期") <= characters(answer.content)
    assert signed_in(outsider).get(path).status_code == 404
    assert client.get(path).status_code == 302


def test_what_is_no_longer_good_is_not_printed(signed_in, certificate, worker):
    Certificate.objects.update(valid_to=datetime.date(2026, 11, 3))
    answer = signed_in(worker).get(f"/certificates/{certificate.code}/certificate.pdf", follow=True)
    assert "不能打印" in answer.content.decode()
