"""Every kind of page, on a phone and on a wide screen, light and dark, with large letters: whole, quiet, accessible."""

from __future__ import annotations

import pytest

from tests.browser.conftest import assert_fits, assert_fits_in_every_light

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "regulations": "/law/?level=law",
    "regulation": "/law/gsbxtl/",
    "small regulation": "/law/jsjsxbf/",
    "article with text": "/law/jsjsxbf/4/",
    "article of another day": "/law/jsjsxbf/3/?on=2016-01-01",
    "article with digest only": "/law/gsbxtl/17/",
    "article that cases cite": "/law/gsbxtl/14/",
    "article that gives way": "/law/ldf/82/",
    "no such article": "/law/gsbxtl/999/",
    "comparison": "/law/jsjsxbf/compare/",
    "topics": "/topics/",
    "topic": "/topics/wages/",
    "changes": "/changes/",
    "updates": "/updates/",
    "interpretations": "/interpretations/",
    "hotline": "/hotline/",
    "ask the hotline": "/hotline/ask/",
    "track a question": "/hotline/track/",
    "answered questions": "/hotline/answers/",
    "answered question": "/hotline/answers/no-contract-double/",
    "check": "/check/",
    "learning": "/learn/",
    "programme": "/courses-three-level/",
    "level": "/courses-three-level/crew/",
    "lesson": "/courses-three-level/project/scaffold/",
    "programme for managers": "/courses-managers/",
    "kept lessons": "/learn/taken/",
    "search": "/search/",
    "results": "/search/?q=老板三个月没发工资",
    "filters": "/search/?q=老板三个月没发工资&level=law#filters",
    "newest results": "/search/?q=老板三个月没发工资&sort=new",
    "citation": "/search/?q=工伤条例17条",
    "nothing found": "/search/?q=zzzzqqqq",
    "correction": "/search/?q=工商赔尝",
    "precedents": "/precedents/",
    "precedents of a family": "/precedents/?family=DIS",
    "precedent": "/precedents/fall-no-belt-ningbo/",
    "precedent to print": "/precedents/fall-no-belt-ningbo/print/",
    "results among precedents": "/search/?q=高处坠落&kind=precedent",
    "not found": "/nope/",
    "sign in": "/accounts/login/",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_is_quiet_and_accessible(page_in, name):
    page = page_in()
    response = page.goto(PAGES[name])
    assert response.status == status_of(name)
    assert_says_what_it_is(page)
    assert_fits_in_every_light(page)
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_large_letters_fits(page_in, name):
    page = page_in(size="1.5")
    assert page.goto(PAGES[name]).status == status_of(name)
    assert_fits(page)
    assert complaints_of(page) == []


def status_of(name):
    return 404 if name in ("not found", "no such article") else 200


def complaints_of(page):
    return [said for said in page.errors if "404" not in said]


def assert_says_what_it_is(page):
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.title().endswith("· 明白")
    assert len(page.locator("meta[name=description]").get_attribute("content")) > 8
    assert "width=device-width" in page.locator("meta[name=viewport]").get_attribute("content")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "article with text",
        "results",
        "regulations",
        "comparison",
        "programme",
        "lesson",
        "precedent",
        "precedents",
    ],
)
def test_what_is_tapped_is_large_enough(page_in, name):
    """Buttons, the bottom bar and list rows; chips in running text may be smaller (WCAG 2.2, 2.5.8)."""
    page = page_in()
    page.goto(PAGES[name])
    boxes = page.eval_on_selector_all(
        ".btn, .tool, .bar a, .find button, .list > a, .option, summary",
        "els => els.filter(e => e.offsetParent).map(e => [e.textContent.trim(), e.offsetHeight])",
    )
    assert boxes
    assert [box for box in boxes if box[1] < 44] == []
