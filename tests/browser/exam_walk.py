"""How a worker walks through an exam in a browser, and what the pages show of it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.exam_site import SECRET

PATIENCE = 20_000
"""Milliseconds until something that needs the server has to be there; the machine may be busy."""

_KEPT = """() => {
    const said = document.querySelector("[data-saved]").innerText;
    return /已保存|待上传/.test(said) && said;
}"""
READ = """() => Object.fromEntries([...document.querySelectorAll('article[data-q]')].map(el => {
  const ticked = [...el.querySelectorAll('[name=a]:checked')].map(input => input.value);
  const ranked = [...el.querySelectorAll('select')].filter(s => s.value).sort((a, b) => a.value - b.value);
  const number = el.querySelector('.unit [name=a], .field [name=a]');
  const given = number ? number.value : el.dataset.control === 'order' ? ranked.map(s => s.name.slice(1)) : ticked;
  return [el.dataset.item, given];
}))"""
PRINTED = """() => [...document.querySelectorAll('article[data-q]')].map(el => [
  el.dataset.q, el.dataset.item, el.dataset.kind, el.querySelector('.stem').textContent,
  [...el.querySelectorAll('label.opt, .step')].map(one => one.textContent.replace(/[0-9–\\s]/g, ''))])"""


def sign_in(page: Page, login: str) -> None:
    page.goto("/accounts/login/?next=/exams/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", SECRET)
    page.click("main button.go")
    page.wait_for_url("**/exams/", timeout=PATIENCE)


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.click("main form button")
    page.wait_for_url(lambda url: "logout" not in url, timeout=PATIENCE)


def begin(page: Page, paper: str = "browser") -> str:
    """Start a paper; the code of the attempt."""
    page.goto(f"/exams/{paper}/start/")
    page.click("main button.go")
    page.wait_for_url("**/exams/a/*/1/", timeout=PATIENCE)
    return page.url.split("/exams/a/")[1].split("/")[0]


def ready(page: Page) -> None:
    """The script runs and has the whole paper."""
    expect(page.locator("#exam.live")).to_be_attached(timeout=PATIENCE)
    expect(page.locator("#map")).to_be_attached(timeout=PATIENCE)


def shown(page: Page) -> dict[int, Any]:
    """Item → what is ticked, ranked or typed on the page; what is not answered is left out."""
    return {int(item): given for item, given in page.evaluate(READ).items() if given}


def printed(page: Page) -> list[Any]:
    """The questions in their order, each with its options in theirs."""
    return page.evaluate(PRINTED)


def deadline(page: Page) -> int:
    return int(page.locator("#exam").get_attribute("data-deadline") or "")


def turn_to(page: Page, n: int) -> None:
    """By the map, as a thumb does."""
    page.click(".dock [value=map]")
    page.click(f'#map [data-go="{n}"]')
    expect(page.locator(f'article[data-q="{n}"]')).to_be_visible()


def answer(page: Page, n: int, way: int = 0) -> int:
    """Tap an answer to a question that is shown; `way` makes another one. The item."""
    card = page.locator(f'article[data-q="{n}"]')
    control = card.get_attribute("data-control")
    if control == "number":
        card.locator("[name=a]").fill(str(way + 1.5))
        card.locator("[name=a]").blur()
    elif control == "order":
        steps = card.locator(".step button")
        for mark in card.locator(".step button.on").all():
            mark.click()
        for at in range(3):
            steps.nth((at + way) % 3).click()
    else:
        card.locator("label.opt").nth((n + way) % card.locator("label.opt").count()).click()
    return int(card.get_attribute("data-item") or "")


def settled(page: Page) -> str:
    """Once this answer is on the phone or on the server, what the page says: 已保存 or … 待上传."""
    said = page.wait_for_function(_KEPT, timeout=PATIENCE)
    return str(said.json_value())


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text("已保存", timeout=PATIENCE)


def hand_in(page: Page) -> None:
    if page.locator("#map").is_hidden():
        page.click(".dock [value=map]")
    page.click("[data-submit] button")
    page.wait_for_url("**/result/", timeout=PATIENCE)
