"""A worker asks the hotline on a phone, with scripts and without; the desk answers; others find what was answered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_accessible, wait_until
from tests.browser.test_manager_finds_precedent import SECOND, enter, looked_at
from tests.browser.test_weight import weigh
from tests.portal.files import picture

pytestmark = pytest.mark.browser
SEAT = ("shili-rexian", "shili-rexian-1")
SLOWLY = 3500
"""Milliseconds: a form that comes back sooner was filled by a robot."""
ANSWER = "先找总包要，留好考勤照片。看《工伤保险条例》第17条。"
MASKED = "塔吊司机加班没算钱，能要回来吗？"


def ask(page, words):
    """Anonymous, with a photo; the tracking code."""
    page.goto("/hotline/")
    page.locator("a", has_text="我要问").click()
    page.fill("[name=text]", words)
    page.locator("button", has_text="下一步").click()
    expect(page.locator("[name=photos]")).to_be_visible()
    assert page.input_value("[name=text]") == words
    looked_at(page, "ask-form")
    photo = {"name": "工资条.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(640, 480), located=True)}
    page.set_input_files("[name=photos]", files=[photo])
    page.wait_for_timeout(SLOWLY)
    page.check("[name=agreed]")
    page.locator("button", has_text="提交").click()
    expect(page.locator("h1")).to_have_text("收到了")
    looked_at(page, "asked")
    return page.locator("p.big b").inner_text()


def track(page: Page, code: str) -> None:
    page.goto("/hotline/track/")
    page.fill("[name=code]", code.lower().replace("-", " "))
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("我的问题")


def deed(page: Page, name: str) -> None:
    page.locator(f"main button[name=deed][value={name}]").click()
    expect(page.locator("main")).to_be_visible()


def answer_at_the_desk(desk, words):
    """From the queue: taken over, the photo looked at, answered with an article."""
    desk.goto("/desk/hotline/")
    desk.locator("main .list a", has_text=words[:20]).click()
    expect(desk.locator("main")).to_contain_text(words)
    photo = desk.locator("a[href^='/files/'], a:has-text('照片：')").first.get_attribute("href")
    shown = desk.request.get(photo)
    assert (shown.status, shown.headers["content-type"]) == (200, "image/jpeg")
    assert b"SecretCamera" not in shown.body()
    deed(desk, "take")
    expect(desk.locator("main")).to_contain_text("谁在办：示例·何坐席")
    looked_at(desk, "desk-question")
    desk.fill("#answer_text", ANSWER)
    deed(desk, "answer")
    expect(desk.locator("main .tag", has_text="答复了").first).to_be_visible()


@pytest.mark.parametrize("js", [False, True], ids=["without scripts", "with scripts"])
def test_asked_answered_asked_on_and_thanked(open_page, js):
    words = f"塔吊加班三个月没给钱，怎么办（{'有' if js else '没有'}脚本）"
    phone, desk = open_page(js=js), enter(open_page(wide=True), SEAT, "/desk/hotline/")
    code = ask(phone, words)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    answer_at_the_desk(desk, words)

    track(phone, code)
    expect(phone.locator("main")).to_contain_text("先找总包要")
    expect(phone.locator("main a.chip")).to_have_attribute("href", re.compile(r"^/law/gsbxtl/17/"))
    assert "何坐席" not in phone.locator("main").inner_text()
    looked_at(phone, "tracked")
    phone.fill("[name=text]", "总包说不归他管，找谁")
    phone.locator("button", has_text="接着问").click()
    expect(phone.locator(".note.good")).to_contain_text("收到了")
    expect(phone.locator("main")).to_contain_text("总包说不归他管")
    desk.reload()
    expect(desk.locator("main")).to_contain_text("总包说不归他管")
    expect(desk.locator("main .tag", has_text="有人在办").first).to_be_visible()
    phone.locator("button", has_text="答清楚了").click()
    expect(phone.locator(".note.good")).to_contain_text("谢谢你告诉我们")
    if js:
        assert_accessible(phone)
        publish_and_find(open_page, desk, phone, words)


def publish_and_find(open_page, desk: Page, phone: Page, words: str) -> None:
    """Written anew by an editor, looked at by a second person, and found by whoever asks the same."""
    desk.locator("a", has_text="写成问答").click()
    desk.fill("[name=question]", f"{MASKED}打 13912345678")
    desk.fill("[name=cites]", "工伤保险条例第17条")
    desk.locator("main form button.go").click()
    expect(desk.locator("main")).to_contain_text("13912345678")
    draft = desk.url
    desk.locator("form[action$='/submit/'] button").click()
    expect(desk.locator("main")).to_contain_text("还有没处理的个人信息")
    desk.fill("[name=question]", MASKED)
    desk.locator("main form.card button.go").click()
    expect(desk.locator("h1")).to_have_text(MASKED)
    desk.locator("form[action$='/submit/'] button").click()
    expect(desk.locator("main .tag").first).to_have_text("等第二个人看")
    assert desk.locator("form[action$='/publish/']").count() == 0
    second = enter(open_page(wide=True), SECOND, "/desk/hotline/answered/")
    second.goto(draft)
    second.locator("form[action$='/publish/'] button").click()
    expect(second.locator("main .tag").first).to_have_text("已发布")
    looked_at(second, "published")

    for _ in range(60):
        phone.goto(f"/search/?q={MASKED}&kind=answer")
        if phone.locator("#results .hit a", has_text="塔吊司机").count():
            break
        phone.wait_for_timeout(2000)
    phone.locator("#results .hit a", has_text="塔吊司机").first.click()
    expect(phone.locator("h1")).to_have_text(MASKED)
    assert words not in phone.content()
    looked_at(phone, "answered-question")


def test_a_recording_goes_along_where_the_browser_can(open_page):
    phone = open_page()
    phone.goto("/hotline/ask/")
    phone.fill("[name=text]", "工头说话我录下来了，工资不给")
    phone.locator("button", has_text="下一步").click()
    button = phone.locator("[data-record] button")
    button.click()
    expect(button).to_contain_text("正在录")
    phone.wait_for_timeout(1500)
    button.click()
    expect(button).to_contain_text("录好了")
    assert phone.evaluate("document.querySelector('[name=voice]').files.length") == 1
    phone.wait_for_timeout(SLOWLY)
    phone.check("[name=agreed]")
    phone.locator("button", has_text="提交").click()
    expect(phone.locator("h1")).to_have_text("收到了")
    desk = enter(open_page(wide=True), SEAT, "/desk/hotline/")
    desk.locator("main .list a", has_text="工头说话我录下来了").click()
    heard = desk.request.get(desk.locator("main audio").get_attribute("src"))
    assert heard.status == 200
    assert heard.headers["content-type"].startswith("audio/")
    assert len(heard.body()) > 500


def test_without_scripts_a_file_or_a_call_back_is_left(open_page):
    phone = open_page(js=False)
    phone.goto("/hotline/ask/")
    phone.fill("[name=text]", "工资不给")
    phone.locator("button", has_text="下一步").click()
    expect(phone.locator("[data-record]")).to_be_hidden()
    expect(phone.locator("[name=voice]")).to_be_visible()
    expect(phone.locator("main")).to_contain_text("录不了也可以留电话")


def test_the_page_of_numbers_is_light(open_page):
    _, weights = weigh(open_page(), "/hotline/")
    assert sum(weights.values()) <= 40


def test_once_opened_the_numbers_are_there_without_a_network(open_page):
    phone = open_page()
    phone.goto("/hotline/")
    wait_until(
        phone,
        "caches.open('mingbai-hotline-1').then(box => box.keys()).then(keys => keys.some(one =>"
        " new URL(one.url).pathname === '/hotline/'))",
    )
    phone.evaluate("navigator.serviceWorker.ready")
    phone.reload()
    phone.context.set_offline(True)
    phone.goto("/hotline/")
    expect(phone.locator("a[href='tel:120']").first).to_be_visible()
    assert phone.evaluate("getComputedStyle(document.querySelector('.phone.urgent')).borderTopLeftRadius") != "0px"
    phone.context.set_offline(False)


def test_elsewhere_a_picture_of_the_numbers_is_kept(open_page):
    phone = open_page(js=False)
    phone.goto("/hotline/")
    kept = phone.request.get(phone.locator("a", has_text="存成一张图").get_attribute("href"))
    assert (kept.status, kept.headers["content-type"]) == (200, "image/png")
    assert kept.body().startswith(b"\x89PNG")
