"""Pages of records, settlements, claims and documents: what is wrong is said beside its field, and doors hold."""

from __future__ import annotations

import datetime
import io
import uuid
from decimal import Decimal

import pypdf
import pytest
from django.utils import timezone

from cases.models import CaseMove, CaseRecord, Party, Settlement
from cases.services.documents import make_document
from cases.services.floors import reckon
from cases.services.records import keep_record
from cases.services.settlements import write_settlement
from portal import clock
from portal.models import PersonRecord
from portal.services.register import keep_record as keep_person_record
from tests.cases.casework.conftest import NOW
from tests.cases.casework.filled import fill_dispute, fill_fall

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    return {
        "key": str(uuid.uuid4()),
        "at": timezone.localtime(NOW).strftime("%Y-%m-%dT%H:%M"),
        "place": "二楼",
        "workers": "木工班",
        "count": "12",
        "order": "ORD-CALM",
        "demands": "八月工资",
        "said": "谈了",
        "answer": "ANS-TIME",
    }


def test_a_talk_is_written_down_and_stands_on_the_page(case, handler, signed_in, talk):
    client, address = signed_in(handler), f"/cases/{case.number}/records/dialogue/new/"
    assert client.get(address).status_code == 200
    wrong = client.post(address, talk | {"place": "", "count": "十二"})
    assert wrong.status_code == 422
    for words in ("请填“在哪里谈”", "写整数", "id_place_error"):
        assert words in wrong.content.decode()
    assert not CaseRecord.objects.exists()
    for _ in range(2):
        assert client.post(address, talk).status_code == 302
    row = CaseRecord.objects.get()
    page = client.get(f"/cases/{case.number}/records/").content.decode()
    assert "八月工资" in page
    mend = client.post(
        f"/cases/{case.number}/records/{row.pk}/mend/", talk | {"key": str(uuid.uuid4()), "count": "11", "why": "数错"}
    )
    assert mend.status_code == 302
    assert "已更正" in client.get(f"/cases/{case.number}/records/").content.decode()


def test_full_cases_are_shown_with_everything_in_them(case, fall, handler, colleague, adviser, signed_in):
    people = {"handler": handler, "manager": colleague, "adviser": adviser}
    fill_dispute(case, **people), fill_fall(fall, **people)
    page = signed_in(handler).get(f"/cases/{case.number}/records/").content.decode()
    for words in ("已履行", "逾期", "司法确认", "过期没有做到", "法务通过"):
        assert words in page, words
    assert "风险高" not in page
    assert "风险高" in signed_in(adviser).get(f"/cases/{case.number}/records/").content.decode()
    page = signed_in(handler).get(f"/cases/{fall.number}/records/").content.decode()
    for words in ("这些天没有和家属沟通", "10月14日", "已通知", "还缺必需的 1 份", "已有，改成没有"):
        assert words in page, words


def test_a_settlement_goes_from_form_to_signature(case, colleague, adviser, signed_in):
    Party.objects.create(case=case, role=Party.Role.WORKER, name="王建国")
    client, address = signed_in(colleague), f"/cases/{case.number}/settlements/new/"
    given = {
        "forum": "internal",
        "text": "两次付清",
        "amount": "5200",
        "instalments": "2026-12-20 2600\n2026-12-31 2,600",
        "shares": "王建国 5200",
        "basis": "self",
        "speaker": "王建国",
    }
    wrong = client.post(address, given | {"instalments": "二十号付一半", "shares": "张三 5200"}).content.decode()
    assert "2026-10-20 31200" in wrong
    assert "当事人里没有“张三”" in wrong
    assert "凭什么代表" in client.post(address, given | {"basis": ""}).content.decode()
    assert client.post(address, given).status_code == 302
    row = Settlement.objects.get()
    assert [str(one.amount) for one in row.instalments.all()] == ["2600.00", "2600.00"]
    sign = f"/cases/{case.number}/settlements/{row.pk}/sign/"
    assert "还没有法务审核" in client.post(sign, {"on": timezone.localdate(clock.now())}).content.decode()
    looked = {"approved": "yes", "comment": "可以"}
    assert signed_in(adviser).post(f"/cases/{case.number}/settlements/{row.pk}/review/", looked).status_code == 302
    assert signed_in(colleague).post(sign, {"on": timezone.localdate(clock.now())}).status_code == 302
    row.refresh_from_db()
    assert row.signed_on


def test_whoever_reviews_or_signs_sees_what_it_is_about(case, colleague, adviser, signed_in):
    hurt = Party.objects.create(case=case, role=Party.Role.WORKER, name="王建国", values={"owed": "70000.00"})
    told = write_settlement(
        case=case, by=colleague, now=clock.now(), text="两次付清", amount=Decimal(62400), basis="self",
        shares={hurt: Decimal(62400)}, instalments=[(datetime.date(2026, 12, 20), Decimal(62400))],
        floor=reckon(case, today=clock.today()), below_reason="已经付过一部分",
    )  # fmt: skip
    address = f"/cases/{case.number}/settlements/{told.pk}"
    page = signed_in(adviser).get(f"{address}/review/").content.decode()
    for words in ("两次付清", "王建国 <b", "62,400 元", "2026年12月20日 前", "70,000 元", "已经付过一部分", "都要写"):
        assert words in page, words
    assert "请填意见" in signed_in(adviser).post(f"{address}/review/", {"approved": "yes"}).content.decode()
    assert "两次付清" in signed_in(colleague).get(f"{address}/sign/").content.decode()
    kept = signed_in(colleague).get(f"/cases/{case.number}/records/").content.decode()
    assert "每人：王建国" in kept
    assert "合计（大写）：人民币陆万贰仟肆佰元整" in kept


def test_nothing_of_a_settlement_stands_on_a_deed_that_somebody_may_not_do(case, colleague, handler, signed_in):
    told = write_settlement(case=case, by=colleague, now=clock.now(), text="两次付清", amount=Decimal(1), basis="self")
    answer = signed_in(handler).get(f"/cases/{case.number}/settlements/{told.pk}/review/")
    assert answer.status_code == 403
    assert "两次付清" not in answer.content.decode()


def test_what_a_floor_lacks_is_asked_for_where_it_stands(case, colleague, signed_in):
    client, address = signed_in(colleague), f"/cases/{case.number}/settlements/new/"
    page = client.get(address).content.decode()
    assert "案件里还没有登记劳动者" in page
    assert f"/cases/{case.number}/do/party/" in page
    Party.objects.create(case=case, role=Party.Role.WORKER, name="王建国")
    page = client.get(address).content.decode()
    assert "还没有登记劳动者" not in page
    assert f"/cases/{case.number}/do/bases/" in page


def test_after_the_signature_no_further_version_is_offered(case, colleague, signed_in):
    client, address = signed_in(colleague), f"/cases/{case.number}/records/"
    told = write_settlement(case=case, by=colleague, now=clock.now(), text="付清", amount=Decimal(1), basis="self")
    assert "写一版和解协议" in client.get(address).content.decode()
    Settlement.objects.filter(pk=told.pk).update(signed_on=clock.today())
    assert "写一版和解协议" not in client.get(address).content.decode()


def test_shares_that_cannot_be_told_apart_are_asked_again(case, colleague, signed_in):
    for name in ("王建国", "王建国", "李明"):
        Party.objects.create(case=case, role=Party.Role.WORKER, name=name)
    client, address = signed_in(colleague), f"/cases/{case.number}/settlements/new/"
    given = {"forum": "internal", "text": "一次付清", "amount": "2", "instalments": "2026-12-20 2", "basis": "self"}
    assert "有 2 个“王建国”" in client.post(address, given | {"shares": "王建国 2"}).content.decode()
    assert "“李明”写了两次" in client.post(address, given | {"shares": "李明 1\n李明 1"}).content.decode()
    assert not Settlement.objects.exists()


@pytest.mark.covers("N6")
def test_the_settlement_of_an_accident_says_whether_it_holds_what_the_fund_pays(fall, colleague, signed_in):
    values = {"wage": "8000", "region_wage": "11000", "insured": "yes", "dependants": "没有"}
    Party.objects.create(case=fall, role=Party.Role.WORKER, name="李大山", values=values)
    client, address = signed_in(colleague), f"/cases/{fall.number}/settlements/new/"
    given = {
        "forum": "internal",
        "text": "抚慰金",
        "amount": "50000",
        "instalments": "2026-12-20 50000",
        "basis": "kin",
    }
    assert "请选这个数包含哪些" in client.post(address, given).content.decode()
    assert "比法定数额 66,000.00 元少" in client.post(address, given | {"covers": "all"}).content.decode()
    assert client.post(address, given | {"covers": "own"}).status_code == 302
    page = client.get(f"/cases/{fall.number}/records/").content.decode()
    assert "基金付的由劳动者另外领" in page
    assert "低于法定数额" not in page


@pytest.mark.covers("N6")
def test_what_the_law_gives_stands_above_the_settlement_of_a_death(fall, colleague, signed_in):
    values = {"wage": "8000", "region_wage": "11000"}
    Party.objects.create(case=fall, role=Party.Role.WORKER, name="李大山", values=values)
    page = signed_in(colleague).get(f"/cases/{fall.number}/settlements/new/").content.decode()
    for words in ("66,000 元", "1,130,040 元", "待核实", "未计算"):
        assert words in page, words


def test_worker_data_is_shown_for_a_reason_alone(case, handler, make_person, project, signed_in):
    person = make_person("王建国")
    keep_person_record(
        person=person,
        kind=PersonRecord.Kind.WAGE,
        title="八月工资",
        project=project,
        values={"due": "5200"},
        now=NOW,
        starts_on=datetime.date(2026, 8, 1),
        ends_on=datetime.date(2026, 8, 31),
    )
    party = Party.objects.create(case=case, role=Party.Role.WORKER, name="王建国", person=person)
    client, address = signed_in(handler), f"/cases/{case.number}/people/{party.pk}/data/"
    given = {"kinds": ["wage"], "first": "2026-08-01", "last": "2026-10-12"}
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "应发" not in refused.content.decode()
    assert "应发 5200 元" in client.post(address, given | {"reason": "核对工资"}).content.decode()
    assert CaseMove.objects.get(verb="lookup").why == "核对工资"


@pytest.mark.covers("X-05")
def test_a_document_is_made_looked_at_and_taken_away(case, handler, colleague, signed_in):
    client = signed_in(handler)
    assert "纠纷上报单" in client.get(f"/cases/{case.number}/documents/").content.decode()
    made = client.post(f"/cases/{case.number}/documents/dispute_report/new/", {"measures": "已经安抚"})
    assert made.status_code == 302
    row = case.documents.get()
    page = f"/cases/{case.number}/documents/{row.pk}/"
    assert client.get(page).status_code == 200
    pdf = client.get(f"{page}pdf/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"{page}docx/").content[:2] == b"PK"
    assert CaseMove.objects.filter(case=case, verb="export").count() == 2
    assert signed_in(colleague).post(page, {"approved": "yes", "comment": "收到"}).status_code == 302
    assert row.next_step() is None


def test_the_whole_file_is_given_to_those_who_may_export(case, handler, leader, signed_in):
    made = signed_in(handler).get(f"/cases/{case.number}/file/")
    assert len(pypdf.PdfReader(io.BytesIO(made.content)).pages) > 8
    assert signed_in(leader).get(f"/cases/{case.number}/file/").status_code == 404


def test_strangers_find_nothing_and_privileged_papers_are_not_there(case, handler, adviser, outsider, signed_in):
    advice = make_document(case=case, by=adviser, kind="legal_review", asked={}, now=NOW)
    record = keep_record(
        case=case, by=adviser, kind="advice", at=NOW, values={"sort": "ADV-RISK", "text": "风险高"}, now=NOW
    )
    root = f"/cases/{case.number}"
    secret = [
        f"{root}/documents/{advice.pk}/",
        f"{root}/documents/{advice.pk}/pdf/",
        f"{root}/documents/legal_review/new/",
        f"{root}/records/{record.pk}/mend/",
    ]
    everything = [
        f"{root}/records/",
        f"{root}/documents/",
        f"{root}/file/",
        f"{root}/records/dialogue/new/",
        f"{root}/settlements/new/",
        *secret,
    ]
    client = signed_in(outsider)
    assert [address for address in everything if client.get(address).status_code != 404] == []
    assert CaseMove.objects.filter(case=case, verb="denied").count() == len(everything)
    client = signed_in(handler)
    assert [address for address in secret if client.get(address).status_code != 404] == []
    assert client.get(f"{root}/records/advice/new/").status_code == 403


def test_papers_are_ticked_and_unticked(fall, handler, signed_in):
    client, address = signed_in(handler), f"/cases/{fall.number}/papers/recognition/form/"
    client.post(address)
    assert fall.papers.get().code == "form"
    client.post(address)
    assert not fall.papers.exists()
