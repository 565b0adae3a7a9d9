"""A real site, started as a reader of the README would, and a real browser."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect, sync_playwright

from launch.groups import chromium
from tests.browser import exam_walk
from tests.browser.rows import Rows
from tests.browser.sitting import Sitting
from tests.launch.door import ROOT, first_start, once, started, surroundings

DATA = Path(__file__).parent / "data"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
PATIENCE = 60_000
"""Milliseconds that anything on a page may take; a busy machine is slow, not broken."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the started site: its database, its files; a copy of what was made once for the whole run.

    It has the catalogue, the sample, a small law in two versions, workers `exam-1` … and papers.
    """
    first = once(tmp_path_factory, "first", first_start)

    def furnish(folder: Path) -> None:
        made = Path(shutil.copytree(first / "var", folder / "var"))
        manage(made, "import_regulations", str(DATA))
        manage(made, "rebuild_index")
        manage(made, "shell", "-c", "from tests.browser.exam_site import fill; fill()")

    furnished = once(tmp_path_factory, "furnished", furnish)
    return Path(shutil.copytree(furnished / "var", tmp_path_factory.mktemp("site") / "var"))


@pytest.fixture(scope="session")
def site(var: Path) -> Iterator[str]:
    """Address of a started site, see `var`."""
    with started(var) as running:
        yield f"http://127.0.0.1:{running.port}"


def manage(var: Path, *command: str) -> None:
    """A command of Django beside the site."""
    line = [sys.executable, str(ROOT / "manage.py"), *command]
    subprocess.run(line, env=surroundings(var), cwd=ROOT, check=True, capture_output=True)


@pytest.fixture(scope="session")
def exams(site: str, var: Path) -> Rows:
    """What the database says of the workers `exam-1` … and their papers."""
    return Rows(var / "mingbai.sqlite3")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with its module: while Playwright runs, Django's ORM takes the process for an asynchronous one."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield found
        found.close()


def fresh_page(browser, site, *, wide=False, dark=False, size="1", js=True, workers=True):
    """A page of a phone with an empty cache, in a context of its own; `errors` are its complaints.

    Without service workers what the page fetches can be held up by a test.
    """
    context = browser.new_context(
        base_url=site,
        viewport=WIDE if wide else PHONE,
        color_scheme="dark" if dark else "light",
        java_script_enabled=js,
        service_workers="allow" if workers else "block",
        locale="zh-CN",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    if size != "1":
        context.add_cookies([{"name": "size", "value": size, "url": site}])
    page = context.new_page()
    page.errors = []
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    return page


@pytest.fixture(scope="module")
def page_in(site, browser):
    """page_in(wide=…, dark=…, size=…) → the one page of the module with that look, its complaints forgotten."""
    held = {}

    def find(**look):
        key = tuple(sorted(look.items()))
        if key not in held:
            held[key] = fresh_page(browser, site, **look)
        held[key].errors.clear()
        return held[key]

    yield find
    for page in held.values():
        page.context.close()


def assert_accessible(page):
    """axe finds nothing; only what it would complain of is fetched from the browser, not all that is well."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(found => ({violations: found.violations}))")
    assert found["violations"] == [], AxeResults(found).generate_report()


def wait_until(page, expression):
    """Until what the expression promises is true: Playwright's own waiting takes a promise itself for true."""
    until = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < until, expression
        page.wait_for_timeout(100)


def assert_fits(page):
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def assert_fits_in_every_light(page):
    """On a phone and on a wide screen, light and dark, without loading it again; left as it was found."""
    for size, scheme in itertools.product((PHONE, WIDE), ("light", "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        assert_fits(page)
        if (size, scheme) != (WIDE, "dark"):
            assert_accessible(page)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")


@pytest.fixture
def open_page(site, browser):
    """open_page(wide=…, dark=…, size=…, js=…) → a page that is closed with the test, see `fresh_page`."""
    pages = []

    def make(**look):
        pages.append(fresh_page(browser, site, **look))
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()


@pytest.fixture
def sit(open_page, exams: Rows):
    """sit(login) → signed in on a new phone, the paper begun."""

    def make(login: str, **look) -> Sitting:
        page = open_page(**look)
        page.context.set_default_timeout(exam_walk.PATIENCE)
        exam_walk.sign_in(page, login)
        return Sitting(page, exam_walk.begin(page))

    return make
