"""The page of one person of a case: who opens it, what stands there and what never does, and what is said on it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, CaseMove, CaseRecord, Instalment, OwnPage, Party, Settlement
from cases.rules import own_view
from cases.services.handling import merge_case
from cases.services.own_pages import Made, make_own_page, withdraw_own_page
from cases.services.people import add_party, remove_party
from cases.services.promises import keep_promise, promise
from cases.services.records import keep_record
from portal import clock
from portal.models import Message, OnCallContact, Person

from .conftest import NOW
from .own import address, opened, read

LAW = {"14": "应当认定工伤。", "17": "一年内申请。", "18": "三样材料。", "39": "三项。"}
Enter = Callable[[Person], Client]


def test_the_code_opens_the_page_and_each_look_leaves_its_line(fall: Case, made: Made) -> None:
    client = Client()
    door = client.get(address(made))
    assert "八位数字的码" in door.content.decode()
    assert "周桂花" not in door.content.decode()
    client = opened(made)
    for _ in range(2):
        page = client.get(address(made))
        assert page.status_code == 200
    assert "周桂花（家属）看" in page.content.decode()
    looks = CaseMove.objects.filter(case=fall, verb="own_view")
    assert [(row.by, row.data["party"]) for row in looks] == [(None, made.page.party_id)] * 2


def test_nobody_keeps_finds_or_passes_on_the_page(made: Made) -> None:
    for answer in (Client().get(address(made)), opened(made).get(address(made))):
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"
        assert 'content="noindex,nofollow"' in answer.content.decode()
        assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.content.decode())


def test_a_browser_that_proves_where_its_forms_come_from_opens_the_page(made: Made) -> None:
    """As a browser does: the token of CSRF, and an Origin that is `null` under a policy of `no-referrer`."""
    client = Client(enforce_csrf_checks=True)
    door = client.get(address(made))
    origin = "null" if door["Referrer-Policy"] == "no-referrer" else "http://testserver"
    sent = {"step": "enter", "code": made.code, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(address(made), sent, headers={"origin": origin}).status_code == 302
    assert client.get(address(made))["Referrer-Policy"] == "same-origin"


def test_link_and_code_are_kept_as_keyed_hashes_alone(made: Made) -> None:
    row = OwnPage.objects.values().get(pk=made.page.pk)
    kept = " ".join(str(value) for value in row.values())
    assert made.token not in kept
    assert made.code not in kept
    moves = " ".join(str(row.data) for row in CaseMove.objects.all())
    assert made.code not in moves
    assert made.token not in moves


def test_a_wrong_code_is_refused_noted_and_limited(fall: Case, made: Made) -> None:
    client = Client()
    wrong = f"{(int(made.code) + 1) % 10**8:08d}"
    for _ in range(8):
        answer = client.post(address(made), {"step": "enter", "code": wrong})
        assert answer.status_code == 422
        assert "码不对" in answer.content.decode()
    late = client.post(address(made), {"step": "enter", "code": made.code})
    assert late.status_code == 429
    assert "试得太多了" in late.content.decode()
    assert CaseMove.objects.filter(case=fall, verb="own_denied").count() == 8
    assert "八位数字的码" in client.get(address(made)).content.decode()


def test_right_codes_are_not_counted(made: Made) -> None:
    for _ in range(9):
        opened(made)


@pytest.mark.parametrize("code", ["", "123", "abcdefgh"])
def test_what_is_no_code_is_said_beside_the_field(code: str, made: Made) -> None:
    answer = Client().post(address(made), {"step": "enter", "code": code})
    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()


def test_one_code_opens_one_page_alone(fall: Case, made: Made, worker: Party, handler: Person) -> None:
    other = make_own_page(case=fall, party=worker, by=handler, now=clock.now())
    assert Client().post(address(other), {"step": "enter", "code": made.code}).status_code == 422
    client = opened(made)
    client.cookies["own_page"]["path"] = "/"
    assert "八位数字的码" in client.get(address(other)).content.decode()


@pytest.mark.parametrize("how", ["withdrawn", "expired", "renewed", "removed", "merged", "unknown", "nonsense"])
def test_a_link_that_opens_nothing_says_so_whatever_the_reason(
    how: str, fall: Case, widow: Party, made: Made, handler: Person, open_one: Callable[..., Case]
) -> None:
    client, now = opened(made), clock.now()
    if how == "withdrawn":
        withdraw_own_page(page=made.page, why="换人了", by=handler, now=now)
    elif how == "expired":
        OwnPage.objects.filter(pk=made.page.pk).update(expires_at=now - datetime.timedelta(seconds=1))
    elif how == "renewed":
        make_own_page(case=fall, party=widow, by=handler, now=now)
    elif how == "removed":
        remove_party(party=widow, why="登记错了", by=handler, now=now)
    elif how == "merged":
        merge_case(case=fall, into=open_one(kind="DTH", text="同一起"), why="报了两次", by=handler, now=now)
    link = {"unknown": f"/my-case/{'a' * 20}/", "nonsense": "/my-case/x/"}.get(how, address(made))
    for answer in (client.get(link), client.post(link, {"step": "enter", "code": made.code})):
        assert answer.status_code == 404
        assert "这个链接打不开" in answer.content.decode()
        assert "周桂花" not in answer.content.decode()


def test_after_half_an_hour_and_after_leaving_the_code_is_asked_again(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = opened(made)
    assert client.post(address(made), {"step": "leave"}).status_code == 302
    assert "八位数字的码" in client.get(address(made)).content.decode()
    client = opened(made)
    later = clock.now().timestamp() + own_view.look().total_seconds() + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert "八位数字的码" in client.get(address(made)).content.decode()


@pytest.mark.covers("N7", "N1")
def test_the_page_says_stage_contact_their_own_clocks_and_who_helps(fall: Case, made: Made, handler: Person) -> None:
    OnCallContact.objects.create(
        project=fall.project, organisation=fall.project.client, name="值班员", duty="劳务管理员", phone="+8657100000000"
    )
    page = read(made)
    for words in (
        "事故已经上报",
        "劳务管理员",
        "tel:+8657100000000",
        "057100000000</a>",
        "自己申请工伤认定（一年）",
        "2027年10月12日 24:00",
        "过了一年一般不再受理",
        "给企业出主意的顾问为<b>企业</b>工作，不代表您",
        "《法律援助法》第三十一条第七项",
        "《工会法》第二十二条",
        "12333",
        "12348",
        "7 找谁帮忙",
    ):
        assert words in page, words
    for words in ("申请工伤认定</b>", "当天联系家属", "每天向家属通报", "十五分钟", "负责人报政府"):
        assert words not in page, words


def test_nothing_of_advice_of_ours_or_of_others_stands_there(
    fall: Case, worker: Party, widow: Party, made: Made, handler: Person, adviser: Person
) -> None:
    other = add_party(
        case=fall,
        role="witness",
        name="孙大勇",
        phone="13800001234",
        identity="330106199001011234",
        by=handler,
        now=NOW,
    )
    fall.team.create(group="O-02", person=adviser, role="legal", since=NOW)
    given: dict[str, Any] = {"case": fall, "now": NOW, "at": NOW}
    keep_record(kind="advice", by=adviser, values={"sort": "ADV-RISK", "text": "压低赔偿的底线", "basis": ""}, **given)
    keep_record(kind="investigation", by=handler, values={"members": "某甲", "course": "内部看法的经过"}, **given)
    left = add_party(case=fall, role="witness", name="贺小军", by=handler, now=NOW)
    remove_party(party=left, why="认错了人", by=handler, now=NOW)
    add_party(case=fall, role="labour", name="昌盛劳务有限公司", by=handler, now=NOW)
    for to in ("昌盛劳务有限公司", "区人社局王科长"):
        promise(case=fall, by=handler, what="交给别人的材料", to=to, due_at=NOW + datetime.timedelta(1), now=NOW)
    family = {
        "who": "家属",
        "how": "FAM-CALL",
        "told": "孙大勇看见的情况已经记下，贺小军的不算；电话 138 0000 1234，证件 330106199001011234",
        "hardship": "家里的困难不往外说",
        "asked": "问了赔多少",
        "company": "陪着的人",
    }
    keep_record(kind="family", by=handler, values=family, party=widow, **given)
    page = read(made)
    assert "（别人的名字）看见的情况已经记下" in page
    hidden = (
        "压低赔偿",
        "内部看法",
        "家里的困难不往外说",
        "问了赔多少",
        "陪着的人",
        "孙大勇",
        "贺小军",
        "交给别人的材料",
        "138 0000 1234",
        "13800001234",
        "330106",
        fall.text,
        other.name,
    )
    for words in hidden:
        assert words not in page, words


def test_of_two_families_each_reads_its_own(fall: Case, worker: Party, made: Made, handler: Person) -> None:
    second = add_party(case=fall, role="worker", name="冯有田", by=handler, now=NOW)
    mother = add_party(case=fall, role="family", name="马秀兰", of=second, by=handler, now=NOW)
    family = {"who": "家属", "how": "FAM-CALL"}
    given: dict[str, Any] = {"case": fall, "by": handler, "now": NOW, "at": NOW}
    keep_record(kind="family", values=family | {"told": "只告诉马家"}, party=mother, **given)
    keep_record(kind="family", values=family | {"told": "没写是哪一家"}, **given)
    keep_record(kind="family", values=family | {"told": "告诉钱家"}, party=worker, **given)
    keep_record(kind="notice", values={"text": "告诉所有人"}, **given)
    due = NOW + datetime.timedelta(days=2)
    for to, what in (
        ("马秀兰", "给马家送饭"),
        ("周桂花", "给周家订票"),
        ("全体家属", "明天下午见面"),
        ("冯家", "别家的事"),
    ):
        promise(case=fall, by=handler, what=what, to=to, due_at=due, now=NOW)
    page = read(made)
    for words in ("告诉钱家", "告诉所有人", "给周家订票", "明天下午见面"):
        assert words in page, words
    for words in ("只告诉马家", "没写是哪一家", "给马家送饭", "别家的事", "马秀兰", "冯有田"):
        assert words not in page, words


def test_promises_say_how_they_stand(fall: Case, made: Made, handler: Person) -> None:
    now = clock.now()
    kept = promise(case=fall, by=handler, what="订好住处", due_at=now + datetime.timedelta(days=1), now=now)
    keep_promise(promise=kept, by=handler, how="住进了医院旁边", now=now)
    before = now - datetime.timedelta(days=3)
    promise(case=fall, by=handler, what="送来病历", due_at=before + datetime.timedelta(days=1), now=before)
    page = read(made)
    assert "住进了医院旁边" in page
    assert "过期没有做到" in page


def test_instalments_are_shown_with_sums_only_where_they_are_theirs_alone(
    fall: Case, worker: Party, made: Made, handler: Person
) -> None:
    one = Settlement.objects.create(
        case=fall, version=1, text="条款里的话", amount=90000, made_at=NOW, signed_on=NOW.date()
    )
    Instalment.objects.create(settlement=one, number=1, due_on=NOW.date(), amount=90000)
    assert "90,000 元" in read(made)
    assert "条款里的话" not in read(made)
    second = add_party(case=fall, role="worker", name="冯有田", by=handler, now=NOW)
    one.shares.create(party=second, amount=60000)
    assert "协议的付款" not in read(made)
    one.shares.create(party=worker, amount=30000)
    page = read(made)
    assert '协议里您的份额：<b class="num">30,000 元' in page
    assert "第 1 笔" in page
    assert "90,000" not in page
    Settlement.objects.filter(pk=one.pk).update(signed_on=None)
    assert "协议的付款" not in read(made)


def say(client: Client, made: Made, text: str, key: str = "", **more: str) -> Any:
    if not key:
        found = re.search(r'name="key" value="([^"]+)"', client.get(address(made)).content.decode())
        assert found
        key = found[1]
    return client.post(address(made), {"step": "say", "text": text, "key": key} | more)


@pytest.mark.covers("X-04", "C-01")
def test_what_is_said_becomes_a_record_with_consent_and_the_handler_answers(
    fall: Case, made: Made, handler: Person, signed_in: Enter
) -> None:
    client = opened(made)
    silent = say(client, made, "日期写错了")
    assert silent.status_code == 422
    assert "同意记进案件" in silent.content.decode()
    assert ">日期写错了</textarea>" in silent.content.decode().replace("\n", "")
    assert not CaseRecord.objects.filter(kind="own_word").exists()
    assert say(client, made, "日期写错了", consent="on").status_code == 302
    row = CaseRecord.objects.get(kind="own_word")
    assert (row.by, row.party, row.values["text"]) == (None, made.page.party, "日期写错了")
    assert "同意把这段话记进案件" in row.values["consent"]
    assert Message.objects.get(person=handler, key=f"own-word-{row.pk}").link == f"/cases/{fall.number}/records/"
    team = signed_in(handler)
    page = team.get(f"/cases/{fall.number}/records/").content.decode()
    assert "当事人自己说的" in page
    reply = f"/cases/{fall.number}/records/notice/new/?party={made.page.party_id}"
    assert reply in page
    form = team.get(reply).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key
    assert f'<option value="{made.page.party_id}" selected>' in form
    given = {"key": key[1], "at": "2026-10-12T09:00", "text": "已经改过来了", "party": str(made.page.party_id)}
    assert team.post(reply, given).status_code == 302
    assert "已经改过来了" in client.get(address(made)).content.decode()


def test_sent_twice_it_is_said_once_and_too_often_is_refused(made: Made) -> None:
    client = opened(made)
    found = re.search(r'name="key" value="([^"]+)"', client.get(address(made)).content.decode())
    assert found
    for _ in range(2):
        say(client, made, "问一句", found[1], consent="on")
    assert CaseRecord.objects.filter(kind="own_word").count() == 1
    for number in range(5):
        assert say(client, made, f"又问 {number}", consent="on").status_code == 302
    last = say(client, made, "还问", consent="on")
    assert "试得太多了" in last.content.decode()
    assert CaseRecord.objects.filter(kind="own_word").count() == 6


def test_other_words_in_a_form_that_was_sent_before_are_said_anew(made: Made) -> None:
    client = opened(made)
    found = re.search(r'name="key" value="([^"]+)"', client.get(address(made)).content.decode())
    assert found
    for text in ("日期写错了", "还有工资没有发"):
        say(client, made, text, found[1], consent="on")
    assert {row.values["text"] for row in CaseRecord.objects.filter(kind="own_word")} == {
        "日期写错了", "还有工资没有发",
    }  # fmt: skip


def test_what_was_told_before_a_merger_is_read_in_the_other_case(
    fall: Case, worker: Party, widow: Party, handler: Person, open_one: Callable[..., Case]
) -> None:
    given: dict[str, Any] = {"case": fall, "by": handler, "kind": "notice", "at": NOW, "now": NOW}
    keep_record(values={"text": "明天带证件来"}, party=widow, **given)
    keep_record(values={"text": "食堂照常开饭"}, **given)
    other = open_one(kind="DTH", text="同一起")
    keep_record(values={"text": "那一件里的话"}, **given | {"case": open_one(kind="DTH", text="无关的")})
    merge_case(case=fall, into=other, why="报了两次", by=handler, now=clock.now())
    widow.refresh_from_db()
    page = read(make_own_page(case=other, party=widow, by=handler, now=clock.now()))
    assert "明天带证件来" in page
    assert "食堂照常开饭" in page
    assert "那一件里的话" not in page


@pytest.mark.parametrize(("text", "told"), [("  ", "写一句"), ("长" * 1001, "最多 1000 个字")])
def test_nothing_said_and_too_much_said_are_told_beside_the_field(text: str, told: str, made: Made) -> None:
    answer = say(opened(made), made, text, consent="on")
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_an_old_or_foreign_form_is_asked_for_once_more_and_keeps_its_words(made: Made) -> None:
    answer = say(opened(made), made, "写了很久", "forged", consent="on")
    assert answer.status_code == 422
    assert "页面放得太久了" in answer.content.decode()
    assert "写了很久" in answer.content.decode()


def test_without_the_code_nothing_can_be_said(made: Made) -> None:
    answer = Client().post(address(made), {"step": "say", "text": "偷着说", "consent": "on", "key": "x"})
    assert "八位数字的码" in answer.content.decode()
    assert not CaseRecord.objects.filter(kind="own_word").exists()
