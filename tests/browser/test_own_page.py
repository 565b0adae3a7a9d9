"""The page of a worker's own in a real browser: by link and code, with scripts and without, where forms prove by
Origin and cookie where they come from."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, assert_accessible, assert_fits
from tests.browser.test_use_cases import the_injury

pytestmark = pytest.mark.browser
SAID = "<b>周三</b>没有人来电话 😀"


def link_and_code(page: Page) -> tuple[str, str]:
    """What the team hands over to the worker of the sample injury: the path of the link, and the code."""
    page.goto(the_injury(page))
    page.locator("li", has_text="示例·王师傅").get_by_role("link", name="他自己的页面").first.click()
    page.locator("button[value=make]").click()
    address, code = page.locator(".card .pre").inner_text(), page.locator(".card .code").inner_text()
    assert_fits(page)
    assert page.errors == []  # type: ignore[attr-defined]
    return urlsplit(address).path, code


@pytest.fixture
def handed_over(open_page) -> tuple[str, str]:
    return link_and_code(open_page())


def refused_and_let_in(page: Page, link: str, code: str) -> None:
    page.goto(link)
    expect(page.locator("main")).not_to_contain_text("王师傅")
    for wrong, told in (("", "请填码"), ("123", "8 个数字")):
        page.fill("[name=code]", wrong)
        page.click("button[value=enter]")
        expect(page.locator("#id_code_error")).to_contain_text(told)
    page.fill("[name=code]", code)
    page.click("button[value=enter]")
    expect(page.locator("main")).to_contain_text("示例·王师傅（劳动者）看")


@pytest.mark.parametrize(
    "look", [{}, {"js": False}, {"dark": True, "size": "1.5"}], ids=["phone", "no scripts", "dark"]
)
def test_a_worker_reads_and_says_something_on_a_page_of_their_own(open_page, handed_over, look):
    page = open_page(**look)
    refused_and_let_in(page, *handed_over)
    for title in ("现在：", "您自己的期限", "答应您的事", "能找谁"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('[name=consent]')).opacity") == "1"
    page.fill("[name=text]", SAID)
    page.click("button[value=say]")
    expect(page.locator("#id_consent_error")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(SAID)
    page.check("[name=consent]")
    page.click("button[value=say]")
    expect(page.locator("main")).to_contain_text(SAID)
    assert page.viewport_size == PHONE
    if look.get("js", True):
        assert_fits(page)
        assert_accessible(page)
    page.click("button[value=leave]")
    expect(page.locator("[name=code]")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("王师傅")


def test_what_the_worker_said_is_answered_and_the_answer_stands_on_the_page(open_page, handed_over):
    theirs, ours = open_page(), open_page()
    refused_and_let_in(theirs, *handed_over)
    theirs.fill("[name=text]", "医药费谁先付")
    theirs.check("[name=consent]")
    theirs.click("button[value=say]")
    ours.goto(f"{the_injury(ours)}records/")
    ours.locator("details.card", has_text="医药费谁先付").first.locator("summary").click()
    ours.get_by_role("link", name="答复他").first.click()
    ours.locator("textarea").first.fill("单位先付，票据留好")
    ours.click("main button.go")
    theirs.reload()
    expect(theirs.locator("main")).to_contain_text("单位先付，票据留好")
