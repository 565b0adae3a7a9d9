"""Statement 10: who reads little finishes lesson and quiz by pictures and sound alone.

The walker never looks at words. It presses the big button beside a thing, listens (the address of the sound stands
for what was said), looks at pictures and signs, and presses controls by their kind and place.
"""

from __future__ import annotations

import json
import re
import sqlite3
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Request, Response, expect

from tests.browser.conftest import manage
from tests.browser.exam_site import SECRET

pytestmark = [pytest.mark.browser, pytest.mark.audio]

EVERY = ["single", "multiple", "true_false", "picture", "hazard", "ordering", "numeric"]
SOUNDING = "() => [...document.querySelectorAll('audio')].filter(one => !one.paused).map(one => one.src)"


@pytest.fixture(scope="module")
def spoken(site, var, tmp_path_factory) -> dict[str, Any]:
    """A lesson and an exam with short recordings, on the running site; what they say by address."""
    folder = tmp_path_factory.mktemp("spoken")
    manage(var, "shell", "-c", f"from tests.browser.spoken_site import fill; fill({str(folder)!r})")
    return json.loads((folder / "heard.json").read_text(encoding="utf8"))


def sign_in(page: Page, login: str) -> None:
    """Somebody else does this for him: the foreman hands over the phone."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", SECRET)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def begin(page: Page) -> None:
    """The one large button of the exam's page: begin, or go on."""
    page.goto("/exams/spoken/start/")
    page.locator(".btn.go.wide").click()


class Walker:
    """Someone with ears, eyes for signs, and a thumb."""

    def __init__(self, page: Page, spoken: dict[str, Any]) -> None:
        self.page, self.heard, self.right = page, spoken["heard"], spoken["right"]
        self.loaded: list[str] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if "/recordings/" in request.url:
            self.loaded.append(request.url)

    def listen(self, box: Locator) -> str:
        """Press the round button and hear it begin; one sound alone. What was said."""
        button = box.get_by_role("button")
        size = button.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 48
        button.click()
        expect(box).to_have_attribute("data-state", "on", timeout=20_000)
        sounding = self.page.evaluate(SOUNDING)
        assert len(sounding) == 1
        return self.heard[re.sub(r"^https?://[^/]+", "", sounding[0])]

    def question(self, here: Locator) -> Any:
        """Hear what is asked; what one knows to be right."""
        return self.right[self.listen(here.locator(".listen.wide"))]

    def answer(self, here: Locator) -> None:
        """Hear the question and everything that can be tapped, then tap what is right."""
        right, control = self.question(here), here.get_attribute("data-control")
        ways = here.locator(".heard")
        if isinstance(right, bool):  # ✓ stands first, ✗ second: signs, not words
            here.locator("label.opt").nth(0 if right else 1).click()
            return
        if control == "number":
            here.locator("input[inputmode=decimal]").fill(right)
            return
        assert ways.count() >= 3
        ticked = here.locator("input:checked").count()
        said = [self.listen(ways.nth(n).locator(".listen")) for n in range(ways.count())]
        assert here.locator("input:checked").count() == ticked, "listening is not answering"
        for words in right:
            ways.nth(said.index(words)).locator(".opt").first.click()

    def hush(self) -> None:
        """What was left behind falls silent."""
        expect(self.page.locator('[data-state="on"], [data-state="wait"]')).to_have_count(0, timeout=20_000)
        assert self.page.evaluate(SOUNDING) == []


def test_a_lesson_by_ear(open_page, spoken):
    page = open_page()
    sign_in(page, spoken["worker"])
    walker = Walker(page, spoken)
    page.goto(spoken["lesson"])
    assert walker.loaded == [], "nothing is loaded before it is asked for"
    assert walker.listen(page.locator("header .listen")) == "lesson"
    checks = page.locator("[data-check]")
    assert checks.count() == 2
    for n in range(checks.count()):
        walker.answer(checks.nth(n))
        checks.nth(n).locator("form .btn.wide").click()
        expect(checks.nth(n).locator('.note.good use[href$="#check"]').first).to_be_attached(timeout=20_000)
    page.keyboard.press("Escape")
    walker.hush()
    page.reload()
    expect(page.locator('header .tag.good use[href$="#check"]')).to_be_attached()
    assert page.errors == []


def test_a_quiz_of_every_kind_by_ear(open_page, spoken):
    page = open_page()
    sign_in(page, spoken["worker"])
    walker = Walker(page, spoken)
    begin(page)
    kinds = []
    expect(page.locator("#map")).to_be_attached(timeout=20_000)
    assert walker.loaded == [], "nothing is loaded before it is asked for"
    here = page.locator("article[data-q]:visible")
    while here.count():
        kinds.append(here.get_attribute("data-kind"))
        walker.answer(here)
        page.locator("[data-dock] button").last.click()
        walker.hush()
    assert sorted(kinds) == sorted(EVERY)
    page.locator("form[data-submit] button").click()
    page.wait_for_url("**/result/")
    expect(page.locator('.outcome .tag.good use[href$="#check"]')).to_be_attached()
    assert page.locator(".outcome .tag.bad").count() == 0
    assert page.errors == []


def test_every_question_is_spoken_or_flagged_to_the_editor(open_page, spoken, var):
    page = open_page(wide=True)
    sign_in(page, spoken["editor"])
    flagged: set[str] = set()
    for n in range(1, 100):
        page.goto(f"/admin/recordings/?track=putonghua&p={n}")
        links = page.locator(".rec a[href*='/recordings/question/']")
        flagged |= {link.get_attribute("href").split("/question/")[1].split("/")[0] for link in links.all()}
        if not page.locator(".rec-pages a[data-on]").count():
            break
    every, silent = in_use(var)
    assert flagged == silent
    assert "spoken-silent" in flagged
    # Other tests record questions of their own on the same site.
    assert {code for code in every - flagged if code.startswith("spoken-")} == {
        *(f"spoken-{kind}" for kind in EVERY),
        "spoken-practice-single",
        "spoken-practice-true_false",
    }


def in_use(var) -> tuple[set[str], set[str]]:
    """Codes of all questions in use, and of those with a part nobody has spoken, asked of the database itself."""
    with sqlite3.connect(f"file:{var}/mingbai.sqlite3?mode=ro", uri=True) as link:
        rows = link.execute(
            "SELECT q.code, v.id, v.kind, v.body FROM training_question q JOIN training_questionversion v"
            " ON v.id = q.current_id WHERE q.retired_at IS NULL"
        ).fetchall()
        kept = set(link.execute("SELECT version_id, part FROM training_recording WHERE version_id IS NOT NULL"))
    link.close()
    silent = set()
    for code, version, _, body in rows:
        parts = [part["key"] for value in json.loads(body).values() if isinstance(value, list) for part in value]
        if {(version, part) for part in ["", *parts]} - kept:
            silent.add(code)
    return {row[0] for row in rows}, silent


def test_no_script_no_loss(open_page, spoken):
    """The browser's own controls stand where the buttons would, and answering works by forms."""
    page = open_page(js=False)
    sign_in(page, spoken["worker"])
    begin(page)
    assert page.locator("article audio").first.is_visible()
    assert page.locator("[data-hear]").first.is_hidden()
    page.locator(".opt").first.click()
    page.locator("[data-dock] button").last.click()
    page.wait_for_url("**/2/")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_listening_weighs(open_page, spoken):
    """Sounds come when they are asked for, each small; the scripts of the page stay within their twenty KB."""
    page = open_page()
    sign_in(page, spoken["worker"])
    begin(page)
    scripts: dict[str, int] = {}
    sounds: list[int] = []

    def weigh(response: Response) -> None:
        size = int(response.headers.get("content-length", 0))
        if response.url.endswith(".js"):
            scripts[response.url] = size
        if "/recordings/" in response.url:
            sounds.append(size)

    page.on("response", weigh)
    page.reload()
    expect(page.locator("#map")).to_be_attached(timeout=20_000)
    assert len(scripts) >= 3
    assert min(scripts.values()) > 0
    assert sum(scripts.values()) <= 20 * 1024
    assert sounds == []
    page.locator("article:visible [data-hear]").first.click()
    expect(page.locator("article:visible .listen").first).to_have_attribute("data-state", "on", timeout=20_000)
    assert len(sounds) == 1
    assert 0 < sounds[0] <= 25 * 1024


def test_the_pages_are_accessible_with_their_buttons(open_page, spoken):
    for look in ({}, {"dark": True}, {"size": "1.5"}):
        page = open_page(**look)
        sign_in(page, spoken["worker"])
        begin(page)
        expect(page.locator("#map")).to_be_attached(timeout=20_000)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
