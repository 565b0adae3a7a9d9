"""监考 on one phone that goes round: the officer opens the room, workers sit down one after the other, each before the
own paper, and hand the phone back; the officer closes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.exam_site import PIN, SECRET
from tests.browser.exam_walk import PATIENCE, answer, hand_in, ready, saved, shown, sign_in, turn_to

pytestmark = pytest.mark.browser


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def open_room(page: Page, *names: str) -> None:
    sign_in(page, "exam-officer")
    page.goto("/exams/supervise/")
    page.select_option("[name=paper]", "browser-b")
    for name in names:
        page.get_by_label(name, exact=True).check()
    fits(page)
    page.click("main button.go")
    page.wait_for_url("**/exams/room/", timeout=PATIENCE)
    fits(page)


def sit_down(page: Page, name: str, **secret: str) -> str:
    page.get_by_role("link", name=name).click()
    expect(page.locator("h1")).to_contain_text(name)
    fits(page)
    for field, value in secret.items():
        page.fill(f"[name={field}]", value)
    page.click("main form button.go")
    page.wait_for_url("**/exams/a/*/1/", timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text(name)
    if page.locator("html").evaluate("() => Boolean(window.mingbaiAnswers)"):
        ready(page)
    return page.url.split("/exams/a/")[1].split("/")[0]


def tap(page: Page, *questions: int, way: int = 0) -> None:
    for n in questions:
        if page.locator(f'article[data-q="{n}"]').is_hidden():
            turn_to(page, n)
        answer(page, n, way)
        saved(page)


def test_two_workers_share_the_phone_of_the_officer(open_page, exams):
    page = open_page()
    page.context.set_default_timeout(PATIENCE)
    open_room(page, "考生15", "考生16")
    first = sit_down(page, "考生15", own=PIN)
    tap(page, 1, 2, 3)
    mine = shown(page)

    page.click(".dock [value=map]")
    fits(page)
    page.click("[data-hand-back] button")
    page.wait_for_url("**/exams/room/", timeout=PATIENCE)
    expect(page.locator(".list a", has_text="考生15")).to_contain_text("正在考")

    second = sit_down(page, "考生16", vouching=SECRET)
    assert second != first
    assert shown(page) == {}
    tap(page, 2, 7, way=1)
    hers = shown(page)
    assert page.goto(f"/exams/a/{first}/1/").status == 404
    page.goto(f"/exams/a/{second}/1/")
    ready(page)
    assert shown(page) == hers
    hand_in(page)
    page.click("main form button.go")
    page.wait_for_url("**/exams/room/", timeout=PATIENCE)
    expect(page.locator(".list a", has_text="考生16")).to_contain_text("已收卷")
    assert page.goto(f"/exams/a/{second}/result/").status == 404
    page.goto("/exams/room/")

    assert sit_down(page, "考生15", own=PIN) == first
    assert shown(page) == mine
    tap(page, 6)
    hand_in(page)
    page.click("main form button.go")
    page.wait_for_url("**/exams/room/", timeout=PATIENCE)
    page.get_by_role("button", name="结束监考").click()
    page.wait_for_url("**/accounts/login/", timeout=PATIENCE)
    assert page.goto("/exams/room/").url.endswith("/exams/supervise/") or "login" in page.url
    assert [len(exams.events(code)) for code in (first, second)] == [3 + 3, 2]
    assert {item for item, *_ in exams.events(first)} & {item for item, *_ in exams.events(second)} == set()


def test_large_letters_leave_room_for_the_buttons(open_page, exams):
    page = open_page(size="1.5")
    page.context.set_default_timeout(PATIENCE)
    open_room(page, "考生20")
    sit_down(page, "考生20", own=PIN)
    rights = "els => els.map(el => el.getBoundingClientRect().right)"
    ends = page.eval_on_selector_all(".dock .btn, .dock .btn > *", rights)
    assert max(ends) <= page.viewport_size["width"]
    fits(page)


def test_an_answer_without_network_stays_with_whom_it_belongs_to(open_page, exams):
    """Handed back unsent, the next one sits down; it goes out when its owner sits there again."""
    page = open_page()
    page.context.set_default_timeout(PATIENCE)
    open_room(page, "考生17", "考生18")
    first = sit_down(page, "考生17", own=PIN)
    page.context.route("**/answers", lambda route: route.abort())
    answer(page, 1)
    expect(page.locator("[data-saved]")).to_contain_text("待上传")
    page.click(".dock [value=map]")
    page.click("[data-hand-back] button")
    expect(page.locator("[data-note]")).to_contain_text("1 个答案没上传")
    page.click("[data-hand-back] button")
    page.wait_for_url("**/exams/room/", timeout=PATIENCE)
    page.context.unroute("**/answers")
    second = sit_down(page, "考生18", own=PIN)
    tap(page, 2)
    assert exams.events(first) == []
    assert len(exams.events(second)) == 1
    page.click(".dock [value=map]")
    page.click("[data-hand-back] button")
    page.wait_for_url("**/exams/room/", timeout=PATIENCE)
    assert sit_down(page, "考生17", own=PIN) == first
    saved(page)
    assert len(exams.events(first)) == 1
    assert len(exams.events(second)) == 1
