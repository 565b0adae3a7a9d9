"""An editor draws places on a picture with two clicks and sees the question on a phone beside it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(open_page):
    """A wide page of the sample's editor."""
    page = open_page(wide=True)
    page.set_default_timeout(60_000)
    page.goto("/accounts/login/?next=/admin/questions/")
    page.fill("[name=login]", "shili-bianji")
    page.fill("[name=password]", "shili-bianji-1")
    page.locator("main form button[type=submit], main form button.go").first.click()
    page.wait_for_url("**/admin/questions/")
    return page


def test_two_clicks_make_a_place_and_the_phone_shows_it(editor):
    editor.goto("/admin/questions/?kind=hazard")
    editor.locator(".desk-stem a").first.click()
    editor.get_by_role("link", name="修改", exact=True).click()
    editor.wait_for_selector("[data-more]:visible")
    rows = editor.locator("[data-row]:visible")
    before = rows.count()
    editor.click("[data-more]")
    assert rows.count() == before + 1
    fresh = editor.locator("[data-row]").nth(before)
    fresh.locator("textarea").fill("新画的一处")
    fresh.locator("textarea").click()
    scene = editor.locator("[data-scene]")
    scene.evaluate("e => e.scrollIntoView({ block: 'center' })")
    box = scene.bounding_box()
    for left, top in ((0.1, 0.2), (0.3, 0.6)):
        editor.mouse.click(box["x"] + box["width"] * left, box["y"] + box["height"] * top)
    drawn = [float(fresh.locator(f"[data-side={side}]").input_value()) for side in "xywh"]
    assert drawn == pytest.approx([10, 20, 20, 40], abs=1)
    editor.frame_locator("iframe[name=phone]").get_by_text("新画的一处").first.wait_for()
    assert editor.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert editor.errors == []


@pytest.mark.parametrize("path", ["/admin/questions/new/single/", "/admin/questions/import/", "/admin/questions/new/"])
def test_the_desk_is_quiet_and_accessible(editor, path):
    editor.goto(path)
    found = Axe().run(editor, context={"include": [[".nice-padding"]]})
    assert found.violations_count == 0, found.generate_report()
    assert editor.errors == []
