"""The recorder page in a real browser, with a microphone that beeps."""

from __future__ import annotations

import re
import sqlite3

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import manage
from tests.browser.exam_site import SECRET

pytestmark = pytest.mark.browser

FILL = """
from portal.models import Person
from portal.services.groups import EDITORS, ensure_groups
from tests.training.factories import make_question
editor = Person.objects.create_user("recorder", password={secret!r}, name="录音员")
editor.groups.add(ensure_groups()[EDITORS])
make_question("recorded.1", kind="ordering", stem="有人触电，先做什么，后做什么？")
"""
PAGE = "/admin/recordings/question/recorded.1/"


@pytest.fixture(scope="module")
def desk(site, var):
    manage(var, "shell", "-c", FILL.format(secret=SECRET))
    return var


@pytest.fixture
def page(open_page, desk):
    page = open_page(wide=True)
    page.goto(f"/accounts/login/?next={PAGE}")
    page.fill("[name=login]", "recorder")
    page.fill("[name=password]", SECRET)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{PAGE}")
    return page


def rows(var):
    with sqlite3.connect(f"file:{var}/mingbai.sqlite3?mode=ro", uri=True) as link:
        return link.execute(
            "SELECT r.part, r.mime, r.size, r.seconds FROM training_recording r"
            " JOIN training_questionversion v ON v.id = r.version_id"
            " JOIN training_question q ON q.id = v.question_id WHERE q.code = 'recorded.1' ORDER BY r.part"
        ).fetchall()


def test_a_question_is_spoken_part_by_part(page, desk):
    big = page.locator("[data-big]")
    for n in range(4):
        expect(page.locator("[data-line][aria-current]")).to_have_attribute("data-part", "" if n == 0 else "abc"[n - 1])
        big.click()
        expect(big).to_have_attribute("aria-pressed", "true", timeout=20_000)
        page.wait_for_function("Number(document.querySelector('[data-time]').textContent) > 1.2")
        page.wait_for_function("document.querySelector('[data-level]').value > 0.02")
        big.click()
        expect(page.locator("[data-after]")).to_be_visible()
        if n == 0:
            page.locator("[data-again]").click()
            page.wait_for_function("Number(document.querySelector('[data-time]').textContent) > 1.2")
            big.click()
            expect(page.locator("[data-after]")).to_be_visible()
        page.locator("[data-keep]").click()
        expect(page.locator("[data-line]").nth(n).locator("audio")).to_be_attached(timeout=20_000)
    expect(page.locator("[data-said]")).to_contain_text("都录好了")
    kept = rows(desk)
    assert [row[0] for row in kept] == ["", "a", "b", "c"]
    for _, mime, size, seconds in kept:
        assert mime == "audio/webm"
        assert 0 < size <= 25 * 1024
        assert 1 <= float(seconds) <= 20
    audio = page.locator("[data-line] audio").first
    audio.evaluate("one => one.play()")
    page.wait_for_function("document.querySelector('[data-line] audio').currentTime > 0.1")
    assert re.search(r"/media/recordings/[0-9a-f]{32}\.webm$", audio.get_attribute("src"))
    assert page.errors == []


def test_what_is_said_while_another_line_is_chosen_belongs_to_neither(page):
    big = page.locator("[data-big]")
    page.locator("[data-choose]").nth(1).click()
    big.click()
    expect(big).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("Number(document.querySelector('[data-time]').textContent) > 0.6")
    page.locator("[data-choose]").nth(2).click()
    expect(big).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-line][aria-current]")).to_have_attribute("data-part", "b")
    expect(page.locator("[data-time]")).to_have_text("0.0")
    expect(page.locator("[data-after]")).to_be_hidden()
    assert page.errors == []


@pytest.mark.parametrize("look", [{"wide": True}, {}, {"wide": True, "dark": True}], ids=["wide", "phone", "dark"])
def test_the_page_is_whole_and_accessible(open_page, desk, look):
    page = open_page(**look)
    page.goto(f"/accounts/login/?next={PAGE}")
    page.fill("[name=login]", "recorder")
    page.fill("[name=password]", SECRET)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{PAGE}")
    for path in (PAGE, "/admin/recordings/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        found = Axe().run(page, context=".rec")
        assert found.violations_count == 0, found.generate_report()
    assert page.errors == []
