"""E7: what a worker's phone downloads to be examined, beside 1,192 KB of one Kolibri page. Times are measured by
`./mingbai bench page_weight`: a clock has no place in a test."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.exam_walk import PATIENCE, begin, sign_in
from tests.browser.test_weight import Scale

pytestmark = pytest.mark.browser

KOLIBRI = 1192
"""KB of Kolibri's page, measured cold over the wire with the same kind of scale."""
PAPERS = ("company", "project", "crew")


@pytest.fixture
def cold(open_page, exams):
    """cold(login, paper) → a phone that was never here, signed in, and the address of the paper that was begun."""

    def make(login, paper):
        before = open_page()
        before.context.set_default_timeout(PATIENCE)
        sign_in(before, login)
        code = begin(before, paper) if paper else ""
        page = open_page()
        page.context.add_cookies(before.context.cookies())
        return page, f"/exams/a/{code}/"

    return make


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_of_thirty_with_its_pictures(cold, paper):
    """From an empty phone to the last picture of the last question: everything an exam ever asks of the network."""
    page, address = cold("exam-19", paper)
    scale = Scale(page)
    page.goto(f"{address}1/")
    expect(page.locator("article[data-q]")).to_have_count(30, timeout=PATIENCE)
    pictures = page.locator("article[data-q] img")
    assert pictures.count() >= 1  # how many depends on the draw
    for picture in pictures.all():
        picture.evaluate("img => img.complete || new Promise(done => { img.onload = img.onerror = done; })")
        assert picture.evaluate("img => img.naturalWidth") > 0
    page.wait_for_timeout(500)
    assert scale.kilobytes("Image") > 0
    assert scale.kilobytes() <= 400
    assert scale.kilobytes() <= KOLIBRI / 10
    assert scale.kilobytes("Script") <= 20
    print(f"{paper}: {scale.kilobytes():.1f} KB, {pictures.count()} pictures, {len(scale.seen)} requests")


def test_a_question_page(cold):
    """The page itself with its picture, without the other questions that its script fetches afterwards."""
    page, address = cold("exam-19", "browser")
    scale = Scale(page)
    page.goto(f"{address}1/", wait_until="load")
    page.wait_for_timeout(500)
    parts = "els => els.map(el => el.src || el.href).filter(Boolean)"
    own = page.eval_on_selector_all("link[rel=stylesheet], link[rel=icon], script[src]", parts)
    own += page.eval_on_selector_all('article[data-q="1"] img', parts)
    assert scale.kilobytes_of({page.url}) > 0
    assert scale.kilobytes_of({page.url, *own}) <= 60
    assert scale.kilobytes("Script") <= 20
    assert scale.kilobytes("Stylesheet") <= 15


@pytest.mark.parametrize("path", ["/exams/", "/exams/browser-c/start/", "/learn/", "/sessions/"])
def test_pages_around_an_exam(cold, path):
    page, _ = cold("exam-20", "")
    scale = Scale(page)
    page.goto(path, wait_until="load")
    page.wait_for_timeout(500)
    assert scale.kilobytes() <= 60
    assert scale.kilobytes("Script") <= 20
    assert len(scale.seen) <= 10
