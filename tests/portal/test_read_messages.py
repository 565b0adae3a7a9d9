"""消息: the inbox, the number beside 我的, and what administrators see."""

from __future__ import annotations

import pytest

from portal import clock
from portal.models import Delivery, Message
from portal.services import messages

pytestmark = pytest.mark.django_db
COUNT = '<span class="count">'


@pytest.fixture
def tell():
    def send(person, number=1, **more):
        facts = {"kind": "test", "title": f"第 {number} 条", "key": str(number)} | more
        return messages.notify(person=person, now=clock.now(), **facts)

    return send


def page_of(client, path="/me/messages/"):
    return client.get(path).content.decode()


def test_it_asks_to_sign_in(client):
    for path in ("/me/messages/", "/me/messages/1/", "/me/messages/failed/"):
        assert client.get(path).url.startswith("/accounts/login/")


def test_ones_own_are_listed_newest_first(signed_in, handler, colleague, tell):
    tell(handler, 1), tell(handler, 2), tell(colleague, 3)
    page = page_of(signed_in(handler))
    assert page.index("第 2 条") < page.index("第 1 条")
    assert "第 3 条" not in page


def test_an_empty_inbox_says_what_will_be_there(signed_in, handler):
    assert "还没有消息" in page_of(signed_in(handler))


def test_opening_reads_and_leads_to_the_matter(signed_in, handler, tell):
    told = tell(handler, link="/me/pin/")
    answer = signed_in(handler).get(f"/me/messages/{told.pk}/")
    assert answer.url == "/me/pin/"
    told.refresh_from_db()
    assert told.read_at


def test_one_without_a_link_is_shown(signed_in, handler, tell):
    told = tell(handler, body="<b>第一段</b>\n\n第二段")
    page = page_of(signed_in(handler), f"/me/messages/{told.pk}/")
    assert "&lt;b&gt;第一段" in page
    assert "<p>第二段</p>" in page


def test_letters_of_others_are_closed_even_to_administrators(signed_in, handler, colleague, make_person, tell):
    told = tell(handler)
    for person in (colleague, make_person("管理", is_superuser=True)):
        assert signed_in(person).get(f"/me/messages/{told.pk}/").status_code == 404
    assert not Message.objects.filter(read_at__isnull=False).exists()


def test_all_are_marked_read(signed_in, handler, colleague, tell):
    tell(handler, 1), tell(handler, 2), tell(colleague, 1)
    client = signed_in(handler)
    assert client.get("/me/messages/read/").status_code == 405
    assert client.post("/me/messages/read/").url == "/me/messages/"
    assert Message.objects.unread().get().person == colleague


def test_the_number_of_unread_stands_beside_my_name(signed_in, handler, tell):
    client = signed_in(handler)
    assert COUNT not in page_of(client, "/me/")
    tell(handler, 1), tell(handler, 2)
    assert f"{COUNT}2<" in page_of(client, "/me/")


def test_a_flood_is_not_counted_out(signed_in, handler):
    now = clock.now()
    rows = [Message(person=handler, kind="t", title="t", key=str(n), created_at=now) for n in range(120)]
    Message.objects.bulk_create(rows)
    assert f"{COUNT}99+" in page_of(signed_in(handler), "/me/")


def test_an_anonymous_page_costs_no_query_more(client, db, django_assert_num_queries):
    client.get("/accounts/login/code/")
    with django_assert_num_queries(0):
        assert COUNT not in page_of(client, "/accounts/login/code/")


def test_a_long_inbox_costs_four_queries(signed_in, handler, tell, django_assert_num_queries):
    for number in range(30):
        tell(handler, number)
    client = signed_in(handler)
    with django_assert_num_queries(4):  # session, person; number of rows, rows, unread
        page = page_of(client)
    assert "第 1 / 2 页" in page


@pytest.fixture
def failed(handler, tell):
    tell(handler, title="秘密的事", channels=["sms"])
    Delivery.objects.filter(channel="sms").update(state="failed", tries=5, error="gateway answered 500")
    return Delivery.objects.get(channel="sms")


def test_an_administrator_sees_what_failed_but_not_what_it_said(signed_in, make_person, failed):
    page = page_of(signed_in(make_person("管理", is_superuser=True)), "/me/messages/failed/")
    assert "gateway answered 500" in page
    assert "经**" in page
    assert "经办人" not in page
    assert "秘密的事" not in page
    assert "13800000001" not in page


def test_an_administrator_sends_it_again(signed_in, make_person, failed):
    client = signed_in(make_person("管理", is_superuser=True))
    assert client.post(f"/me/messages/failed/{failed.pk}/").url == "/me/messages/failed/"
    failed.refresh_from_db()
    assert failed.state == "queued"
    assert client.post(f"/me/messages/failed/{failed.pk}/").status_code == 404


def test_others_find_no_such_page(signed_in, handler, failed):
    client = signed_in(handler)
    assert client.get("/me/messages/failed/").status_code == 404
    assert client.post(f"/me/messages/failed/{failed.pk}/").status_code == 404
    assert "/me/messages/failed/" not in page_of(client, "/me/")
