"""A precedent for a printer and as PDF: what stands on it, and who gets it."""

from __future__ import annotations

import datetime

import pytest

from cases.models import Precedent
from cases.precedent_sheet import sheet_of
from portal import clock, printing
from portal.rules.limits import PER_ADDRESS, Limit
from tests.cases.life import publish, withdraw
from tests.knowledge.factories import make_regulation, make_version
from tests.training.printed import characters, pages

pytestmark = pytest.mark.django_db
D = datetime.date
PRINT, PDF = "/precedents/fall/print/", "/precedents/fall/pdf/"
STEPS = [{"day": 0, "text": "坠落", "cite": ""}, {"day": 30, "text": "申请", "cite": "工伤测试条例第一条第二款"}]


@pytest.fixture
def fall() -> Precedent:
    make_version(make_regulation("gongshang", "工伤测试条例"), D(2004, 1, 1), {"1": "规矩。\n别的规矩。"})
    return publish(
        "fall", "工伤测试条例第一条", title="工人从临边坠落", timeline=STEPS, source="某地法院公布", amount=30000,
        amounts=[{"name": "补助金", "yuan": 30000, "payer": "fund", "basis": "工伤测试条例第一条"}],
    )  # fmt: skip


def test_the_printed_page_has_sources_articles_dates_day_and_address(client, fall):
    page = client.get(PRINT).content.decode()
    today = clock.today()
    for words in ("工人从临边坠落", "工伤测试条例 第1条", "工伤测试条例第一条第二款", "2024年6月", "某地法院公布",
                  f"{today.year}年{today.month}月{today.day}日打印", "/precedents/fall/",
                  "补助金", "3 万元"):  # fmt: skip
        assert words in page, words
    assert "虚构示例" not in page


def test_a_sample_says_so_at_the_head_of_each_page(client, fall):
    Precedent.objects.update(is_sample=True)
    page = client.get(PRINT).content.decode()
    assert "虚构示例" in page[page.index("<thead>") : page.index("</thead>")]
    assert sheet_of(Precedent.objects.get(), address="a", today=clock.today())["sample"] is True


def test_the_pdf_says_the_same(client, fall):
    answer = client.get(PDF)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert set("工人从临边坠落某地法院公布补助金打印precedents") <= characters(answer.content)
    assert "虚" not in characters(answer.content)


def test_every_page_of_a_sample_is_marked(fall):
    Precedent.objects.update(is_sample=True, facts="工人甲坠落。\n" * 120)
    sheet = sheet_of(Precedent.objects.get(), address="https://mingbai.example/precedents/fall/", today=clock.today())
    made = printing.pdf("cases/print/precedent.typ", sheet)
    assert pages(made) > 1
    plain = printing.png("cases/print/precedent.typ", sheet | {"sample": False})
    marked = printing.png("cases/print/precedent.typ", sheet)
    assert len(plain) == len(marked) == pages(made)
    assert all(one != other for one, other in zip(plain, marked, strict=True))


@pytest.mark.parametrize("address", [PRINT, PDF])
@pytest.mark.parametrize("state", [state for state in Precedent.State if state != Precedent.State.PUBLISHED])
def test_strangers_get_only_what_is_published(client, signed_in, outsider, fall, address, state):
    Precedent.objects.update(state=state)
    assert client.get(address).status_code == 404
    assert signed_in(outsider).get(address).status_code == 404


@pytest.mark.parametrize("address", [PRINT, PDF])
def test_withdrawn_it_is_gone_at_once(client, fall, address):
    assert client.get(address).status_code == 200
    withdraw(fall)
    assert client.get(address).status_code == 404


def test_the_desk_prints_an_internal_one_that_says_so(signed_in, handler, fall):
    Precedent.objects.update(state="internal")
    answer = signed_in(handler).get(PRINT)
    assert "内部，不对外" in answer.content.decode()
    assert not getattr(answer, "_public_page", False)
    assert sheet_of(Precedent.objects.get(), address="a", today=clock.today())["closed"] == "内部，不对外"


def test_making_files_is_limited(client, fall, monkeypatch):
    monkeypatch.setitem(PER_ADDRESS, "print", (Limit(1, 60),))
    assert client.get(PDF).status_code == 200
    answer = client.get(PDF)
    assert answer.status_code == 429
    assert "试得太多了" in answer.content.decode()


def test_the_timeline_links_its_articles(client, fall):
    page = client.get("/precedents/fall/").content.decode()
    line = page[page.index('<ol class="line">') :]
    assert '<a class="chip" href="/law/gongshang/1/">工伤测试条例第一条第二款</a>' in line[: line.index("</ol>")]


def test_what_the_library_does_not_hold_stays_words(client, fall):
    Precedent.objects.update(timeline=[{"day": 3, "text": "起诉", "cite": "没有的法第9条"}])
    page = client.get("/precedents/fall/").content.decode()
    line = page[page.index('<ol class="line">') :]
    assert '<span class="small muted">没有的法第9条</span>' in line[: line.index("</ol>")]
