"""A report made where there is no network: nobody has been told, the page says so, and it becomes one case."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_accessible, assert_fits
from tests.browser.test_manager_finds_precedent import enter

pytestmark = pytest.mark.browser
LABOUR = ("shili-qian", "shili-laowu-1")


def cases(var: Path, text: str) -> list[tuple[str, int]]:
    """(number, how many calls were noted) of the cases that tell this."""
    asked = (
        "SELECT c.number, (SELECT count(*) FROM cases_happening h WHERE h.case_id = c.id AND h.event = 'called_120')"
        " FROM cases_case c WHERE c.text = ?"
    )
    with closing(sqlite3.connect(f"file:{var}/mingbai.sqlite3?mode=ro", uri=True)) as link:
        return link.execute(asked, [text]).fetchall()


def fill(page: Page, text: str) -> None:
    page.locator("label.tap", has_text="有人受伤").click()
    page.fill("[name=text]", text)
    page.fill("[name=place]", "三号楼东侧脚手架")


def test_without_a_network_it_waits_says_that_nobody_knows_and_becomes_one_case(open_page, var):
    text = "架子工从三层摔下来，人清醒"
    page = enter(open_page(), LABOUR, "/cases/report/")
    expect(page.locator("[data-kept-note]")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="快报")).to_be_visible()
    expect(page.locator("a[href='tel:120']").first).to_be_visible()
    page.evaluate(
        "document.querySelector('[data-event=called_120]').addEventListener('click', e => e.preventDefault())"
    )
    page.click("[data-event=called_120]")
    fill(page, text)
    page.click("form[data-form] button.go")
    waiting = page.locator("[data-waiting] [role=alert]")
    expect(waiting).to_contain_text("尚未送达，请立即打电话")
    expect(waiting).to_contain_text("现在还没有人知道")
    expect(waiting.locator("a[href='tel:120']")).to_be_visible()
    assert cases(var, text) == []
    page.reload()
    expect(page.locator("[data-waiting] [role=alert]")).to_contain_text("尚未送达")
    page.context.set_offline(False)
    page.locator("[data-waiting] button", has_text="再送一次").dblclick()
    page.wait_for_url("**/received/")
    expect(page.locator("main")).to_contain_text("通知了谁")
    ((number, calls),) = cases(var, text)
    assert (page.url.split("/")[-3], calls) == (number, 1)
    page.goto("/cases/report/")
    expect(page.locator("[data-waiting] [role=alert]")).to_have_count(0)


def test_two_reports_from_one_kept_page_are_two_cases(open_page, var):
    texts = ["第一件：配电箱冒烟，没有伤人", "第二件：塔吊下有人被砸"]
    page = enter(open_page(), LABOUR, "/cases/report/")
    expect(page.locator("[data-kept-note]")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.reload()
    for number, text in enumerate(texts, 1):
        fill(page, text)
        page.click("form[data-form] button.go")
        expect(page.locator("[data-waiting] [role=alert]")).to_have_count(number)
        expect(page.locator("[name=text]")).to_have_value("")
    page.context.set_offline(False)
    page.locator("[data-waiting] button", has_text="再送一次").first.click()
    page.wait_for_url("**/received/")
    assert [len(cases(var, text)) for text in texts] == [1, 1]


def test_what_was_refused_is_mended_in_the_form_and_sent_again(open_page, var):
    text = "抹灰工头晕，已经送医院"
    page = enter(open_page(), LABOUR, "/cases/report/")
    fill(page, text)
    page.locator("form[data-form] details summary").click()
    page.fill("[name=people_count]", "0")
    page.click("form[data-form] button.go")
    expect(page.locator("[data-waiting] [role=alert]")).to_contain_text("涉及几个人")
    expect(page.locator("[name=text]")).to_have_value(text)
    page.fill("[name=people_count]", "1")
    page.click("form[data-form] button.go")
    page.wait_for_url("**/received/")
    assert len(cases(var, text)) == 1


def test_pressed_twice_with_a_network_is_one_case(open_page, var):
    text = "电工触电，已经送医院"
    page = enter(open_page(), LABOUR, "/cases/report/")
    fill(page, text)
    page.locator("form[data-form] button.go").dblclick()
    page.wait_for_url("**/received/")
    assert len(cases(var, text)) == 1


def test_with_scripts_off_it_is_a_plain_form(open_page, var):
    text = "十二个人没拿到八月的工资"
    page = enter(open_page(js=False), LABOUR, "/cases/report/")
    page.locator("label.tap", has_text="拖欠工资").click()
    page.fill("[name=text]", text)
    page.click("form[data-form] button.go")
    page.wait_for_url("**/received/")
    assert len(cases(var, text)) == 1


@pytest.mark.parametrize("look", [{}, {"dark": True, "size": "1.5"}, {"wide": True}])
def test_the_pages_fit_and_are_accessible(open_page, look):
    page = enter(open_page(**look), LABOUR, "/cases/report/")
    for address in ("/cases/report/", "/cases/", "/cases/?by=stage"):
        page.goto(address)
        assert_fits(page)
        assert_accessible(page)
        assert page.errors == []
