"""The pages of the sample cases on a phone, dark and large, and wide: they fit, can be read, and say no error."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_accessible, assert_fits
from tests.browser.test_manager_finds_precedent import enter

pytestmark = pytest.mark.browser
LABOUR = ("shili-qian", "shili-laowu-1")
PAGES = {
    "case": "", "law": "law/", "records": "records/", "family": "records/family/new/", "promise": "promises/new/",
    "documents": "documents/", "evidence": "evidence/", "thing": "evidence/1/", "happening": "do/happening/",
    "stage": "do/stage/", "facts": "do/facts/", "party": "do/party/", "tie": "do/tie/", "team": "do/team/",
    "close": "do/close/", "received": "received/",
}  # fmt: skip


def looked_at(page: Page, name: str) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert_fits(page)
    assert_accessible(page)
    if folder := os.environ.get("MINGBAI_TEST_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]
    assert page.errors == [], name  # type: ignore[attr-defined]


def the_injury(page: Page) -> str:
    """The address of the sample injury."""
    enter(page, LABOUR, "/cases/?family=INJ")
    address = page.locator("h3 a", has_text="拆模").first.get_attribute("href")
    assert address
    return address


def test_the_settled_case_fits_in_large_letters_and_the_head_of_the_page_stays_one_line(open_page):
    page = open_page(size="1.5")
    enter(page, LABOUR, "/cases/")
    page.goto("/cases/?q=钢筋班")
    address = page.locator("h3 a", has_text="钢筋班").first.get_attribute("href")
    for rest in ("", "records/"):
        page.goto(f"{address}{rest}")
        looked_at(page, f"settled-{rest.strip('/')}")
        assert page.locator(".top").bounding_box()["height"] < 70


@pytest.mark.parametrize("look", [{}, {"dark": True, "size": "1.5"}, {"wide": True}], ids=["phone", "dark", "wide"])
def test_every_page_of_a_case_fits_and_can_be_read(open_page, look):
    page = open_page(**look)
    case = the_injury(page)
    for name, address in {"list": "/cases/", "board": "/cases/?by=stage"}.items():
        page.goto(address)
        looked_at(page, name)
    for name, rest in PAGES.items():
        answer = page.goto(case + rest)
        assert answer.status == 200, rest
        looked_at(page, name)


def test_a_case_is_worked_on_without_scripts(open_page):
    page = open_page(js=False)
    case = the_injury(page)
    page.goto(f"{case}do/happening/?q=家属")
    page.select_option("[name=event]", "family_briefed")
    page.fill("[name=words]", "说了检查结果")
    page.click("main button.go")
    expect(page.locator("main")).to_contain_text("说了检查结果")
    page.goto(f"{case}documents/recognition_file/new/")
    page.click("main button.go")
    expect(page.locator("main")).to_contain_text("工伤认定")
