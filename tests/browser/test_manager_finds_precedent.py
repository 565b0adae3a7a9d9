"""A manager on a phone goes from a question to a precedent, its law, others like it, and is told of a new one."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rows import Rows

pytestmark = pytest.mark.browser
ASKED = "工地高处坠落 没系安全带 赔多少"
TOLD_WITHIN = 180
"""Seconds: the index follows at once, beat looks for alerts every minute."""
MANAGER = ("shili-zhou", "shili-xiangmu-1")
WRITER = ("shili-bianji", "shili-bianji-1")
SECOND = ("shili-shenhe", "shili-shenhe-1")


def enter(page: Page, account: tuple[str, str], to: str) -> Page:
    page.goto(f"/accounts/login/?next={to}")
    page.fill("[name=login]", account[0])
    page.fill("[name=password]", account[1])
    page.locator("main form button[type=submit], main form button.go").first.click()
    page.wait_for_url(f"**{to}")
    return page


def looked_at(page, name):
    """Nothing runs off the phone and nothing complains; a picture when a folder for pictures is named."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    assert page.errors == [], name
    if folder := os.environ.get("MINGBAI_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def count_of(words: str) -> int:
    return int(re.search(r"\d+", words.replace(",", "")).group())


def narrow_in_the_sheet(page: Page) -> None:
    """Every count says how many results its choice leads to."""
    page.locator("a[href='#filters'].only-phone").click()
    expect(page.locator("#filters")).to_be_visible()
    looked_at(page, "2-sheet")
    facet = page.locator("#filters details.facet", has=page.locator("summary", has_text="结果")).first
    option = facet.locator("a.option:visible").first
    count = count_of(option.locator(".count").inner_text())
    option.click()
    expect(page.locator("#filters a.done")).to_contain_text(f"看 {count} 条结果")
    page.locator("#filters a.done").click()
    expect(page.locator(".picked li").first).to_contain_text("结果")
    expect(page.locator("#results [role=status]").first).to_contain_text(f"{count} 条")
    looked_at(page, "3-narrowed")


def another_under_its_law(page: Page) -> str:
    """From a precedent by its articles to one of them that others cite too; the address of another."""
    own, chips = page.url.split("#")[0], page.locator(".outcome .chips a")
    for number in range(chips.count()):
        chips.nth(number).click()
        expect(page.locator("#cases h2").first).to_contain_text("引用这一条的案例")
        paths = page.locator("#cases .list a").evaluate_all("rows => rows.map(row => row.href)")
        if others := [path for path in paths if path != own]:
            page.locator("#cases").scroll_into_view_if_needed()
            looked_at(page, "5-article")
            return str(others[0])
        page.go_back()
    raise AssertionError("no article of it has another precedent")


def publish_a_new_one(writer: Page, second: Page, title: str) -> None:
    """One writes and submits, another approves and publishes."""
    writer.goto("/admin/precedents/new/")
    writer.fill("[name=code]", "new-fall-no-belt")
    writer.fill("[name=title]", title)
    writer.select_option("[name=kind]", "INJ")
    writer.select_option("[name=level]", "TYP")
    writer.fill("[name=summary]", "没系安全带从架子上坠落，仍认定工伤，基金赔十二万元。")
    writer.fill("[name=facts]", "架子工在工地高处作业，没系安全带，从架子上坠落受伤，问能赔多少。")
    writer.locator("main form button.button, .desk-save button").last.click()
    writer.wait_for_url(re.compile(r"/admin/precedents/\d+/$"))
    address = writer.url
    writer.goto(f"{address}mask/")
    for choice in writer.locator("input[type=radio][value=keep]").all():  # words that are nobody's, such as 安全带
        choice.check()
    if writer.locator(".desk-save button").count():
        writer.locator(".desk-save button").click()
    writer.goto(address)
    writer.locator("form[action$='/submit/'] button").click()
    expect(writer.locator(".desk-marks")).to_contain_text("待脱敏审")
    expect(writer.locator("form[action$='/approve/']")).to_have_count(0)
    second.goto(address)
    for verb, state in (("approve", "内部"), ("publish", "已发布")):
        form = second.locator(f"form[action$='/{verb}/']")
        form.locator("[name=sure]").check()
        form.locator("button").click()
        expect(second.locator(".desk-marks")).to_contain_text(state)
    looked_at(second, "9-published-at-the-desk")


def told(rows: Rows, title: str) -> bool:
    return bool(rows.ask("SELECT 1 FROM portal_message WHERE kind = 'saved_search' AND body LIKE ?", f"%{title}%"))


def digest_is_due(var: Path) -> None:
    """A digest goes out in the morning: let it be morning."""
    with closing(sqlite3.connect(var / "mingbai.sqlite3", timeout=20)) as link, link:
        link.execute("UPDATE search_savedsearch SET next_at = '2020-01-01 00:00:00'")


def test_from_a_question_to_the_alert(site, var, browser, open_page):
    page = enter(open_page(), MANAGER, "/search/")
    page.fill("#q", ASKED)
    page.keyboard.press("Enter")
    expect(page.locator("#results .hit").first).to_be_visible()
    looked_at(page, "1-results")
    page.locator("nav.tabs a", has_text="案例").click()
    narrow_in_the_sheet(page)

    page.locator("#results .hit h3 a").first.click()
    expect(page.locator(".outcome .say")).to_be_visible()
    looked_at(page, "4-precedent")
    page.goto(another_under_its_law(page))
    looked_at(page, "6-another-precedent")
    page.locator("aside .list a").first.click()
    expect(page.locator(".outcome .say")).to_be_visible()
    looked_at(page, "7-similar")

    page.goto(f"/search/?q={ASKED}&kind=precedent")
    page.locator("a", has_text="保存这次搜索").click()
    page.fill("[name=name]", "高处坠落没系带")
    looked_at(page, "8-save")
    page.locator("form button.go", has_text="保存").click()
    expect(page.locator("main")).to_contain_text("高处坠落没系带")

    title = "架子工没系安全带坠落，基金仍赔"
    writer = enter(open_page(wide=True), WRITER, "/admin/precedents/")
    second = enter(open_page(wide=True), SECOND, "/admin/precedents/")
    publish_a_new_one(writer, second, title)
    rows, until = Rows(var / "mingbai.sqlite3"), time.monotonic() + TOLD_WITHIN
    while not told(rows, title):
        assert time.monotonic() < until, f"not told within {TOLD_WITHIN} s"
        digest_is_due(var)
        time.sleep(1)

    page.goto("/me/messages/")
    expect(page.locator("main")).to_contain_text("您保存的搜索有 1 条新内容")
    looked_at(page, "10-inbox")
    page.locator("a", has_text="您保存的搜索有 1 条新内容").first.click()
    expect(page.locator("main")).to_contain_text(title)
    looked_at(page, "11-letter")
