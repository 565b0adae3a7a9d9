"""People use the site: search, follow, enlarge, sign in, with JavaScript and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_search_and_open_the_article_with_the_words_marked(open_page):
    page = open_page(js=False)
    page.goto("/")
    page.fill("#q", "架子多久查一次")
    page.click(".find button")
    expect(page.locator(".hit:has(.article) h3").first).to_contain_text("脚手架试行办法")
    page.click(".hit .article a >> nth=0")
    expect(page.locator(".statute mark").first).to_be_visible()


def test_a_citation_leads_with_the_article(open_page):
    page = open_page(js=False)
    page.goto("/search/?q=工伤条例17条")
    expect(page.get_by_role("heading", name="您说的条文")).to_be_visible()
    expect(page.locator(".hit .article a").first).to_contain_text("工伤保险条例 第17条")


def test_suggestions_come_by_pinyin_and_are_chosen_by_key(open_page):
    page = open_page()
    page.goto("/")
    page.locator("#q").press_sequentially("gsbx")
    expect(page.locator(".suggest li").first).to_be_visible()
    expect(page.locator(".suggest")).to_contain_text("工伤保险条例")
    page.keyboard.press("ArrowDown")
    assert page.locator("#q").get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/law/" in url or "/search/" in url)


def test_a_correction_is_shown_and_can_be_followed(open_page):
    page = open_page(js=False)
    page.goto("/search/?q=工商赔尝")
    page.click("text=工伤赔偿")
    expect(page.locator("#q")).to_have_value("工伤赔偿")


def test_a_facet_leads_to_as_many_as_it_says(open_page):
    page = open_page(wide=True)
    page.goto("/search/?q=工资")
    option = page.locator("details.facet:has(summary:text-is('级别')) .option").first
    count = option.locator(".count").inner_text()
    option.click()
    expect(page.locator("p[role=status]").last).to_contain_text(f"{count} 条")


def test_large_letters_are_kept_after_a_reload_without_javascript(open_page):
    page = open_page(js=False)
    page.goto("/law/gsbxtl/17/")
    small = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    page.click("text=大字")
    assert page.url.endswith("/law/gsbxtl/17/")
    large = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == large
    assert float(large[:-2]) == pytest.approx(float(small[:-2]) * 1.25, rel=0.01)


def test_the_law_of_another_day_without_javascript(open_page):
    page = open_page(js=False)
    page.goto("/law/jsjsxbf/4/")
    page.fill("#on", "2016-01-01")
    page.click("form:has(#on) button")
    expect(page.locator(".note.warn").first).to_contain_text("2016年1月1日")
    expect(page.locator(".statute")).to_contain_text("架子每周查一次")


def test_chapters_open_and_articles_turn_with_a_thumb(open_page):
    page = open_page()
    page.goto("/law/jsjsxbf/5/")
    page.click(".turn a[rel=next]")
    expect(page.locator("h1")).to_contain_text("第六条")
    page.click("#chapter summary")
    expect(page.locator("#chapter a").first).to_be_visible()


def test_the_citation_is_copied(open_page):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/law/jsjsxbf/4/")
    page.click("text=复制引用")
    assert page.evaluate("navigator.clipboard.readText()").startswith("《脚手架试行办法》")


def test_a_printed_article_is_the_article_alone(open_page):
    page = open_page()
    page.goto("/law/jsjsxbf/4/")
    page.emulate_media(media="print")
    expect(page.locator(".statute")).to_be_visible()
    for part in (".top", ".bar", ".foot", ".turn .btn >> nth=0"):
        expect(page.locator(part)).to_be_hidden()


def test_anonymous_reading_sets_no_cookie(open_page):
    page = open_page()
    for path in ("/", "/law/", "/law/gsbxtl/17/", "/search/?q=工伤", "/topics/"):
        page.goto(path)
    assert page.context.cookies() == []


def test_an_editor_publishes_and_everyone_finds_it(open_page):
    """Through the real worker: the words are found soon after they are published, without a rebuild."""
    editor = open_page(wide=True)
    editor.goto("/accounts/login/?next=/admin/")
    editor.fill("[name=login]", "shili-bianji")
    editor.fill("[name=password]", "shili-bianji-1")
    editor.click("main button[type=submit], main form button.go")
    editor.wait_for_url(lambda url: "login" not in url)
    editor.goto("/admin/snippets/knowledge/articletext/?q=架子")
    editor.click("text=脚手架试行办法 第五条 >> nth=0")
    editor.fill("[name=heading]", "专管的人叫木偶山")
    with editor.expect_navigation():
        editor.locator("button[name=action-publish]").evaluate("button => button.click()")
    assert [e for e in editor.errors if "Content Security" in e or "CSP" in e] == []
    reader = open_page(js=False)
    for _ in range(240):
        reader.goto("/search/?q=木偶山")
        if reader.locator(".hit").count():
            break
        reader.wait_for_timeout(250)
    expect(reader.locator(".hit .article a").first).to_contain_text("木偶山")
