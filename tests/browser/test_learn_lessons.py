"""A worker learns: a lesson read and its checks answered without JavaScript, with it, and without a network."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PROGRAMME = "/courses-three-level/"
LESSON = "/courses-three-level/company/rights/"
SECOND = "/courses-three-level/company/system/"
THIRD = "/courses-three-level/project/power/"
LIFTING = "/courses-three-level/project/lifting/"
CODE = ("lifting-tower-signaller",)
"""The precedent that this lesson tells."""
OWED = "/courses-three-level/project/edges/"
"""What the sample worker has not studied yet."""
WANG = ("shili-wang", "shili-gongren-1")
LI = ("shili-li", "shili-gongren-2")
SLOW = 60_000
KEPT_WORDS = f"caches.match('{LIFTING}', {{ ignoreVary: true }}).then(page => page.text())"
KEPT_FILES = "caches.open('mingbai-exams').then(box => box.keys()).then(all => all.length)"


@pytest.fixture
def sign_in(open_page):
    """sign_in(WANG, js=…) → a page of a phone on which that worker is signed in."""

    def enter(who, page=None, **look):
        page = page or open_page(**look)
        page.set_default_timeout(SLOW)
        page.goto(f"/accounts/login/?next={PROGRAMME}")
        page.fill("[name=login]", who[0])
        page.fill("[name=password]", who[1])
        page.click("main form button.go")
        page.wait_for_url(f"**{PROGRAMME}")
        return page

    return enter


def arrange(section, words):
    """Steps in this order: by a list beside each, or by tapping one after the other."""
    while section.locator("button.opt.on").count():
        section.locator("button.opt.on").first.click()
    for rank, step in enumerate(words, 1):
        row = section.locator(".step", has=section.page.get_by_text(step, exact=True))
        if row.locator("button.opt").count():
            row.locator("button.opt").click()
        else:
            row.locator("select").select_option(str(rank))


def tick(section, answer):
    """Give an answer as the page names it: A 先挂好；C 再上, 第 1 处 …, 对, 1.5米, 一 → 二."""
    control = section.get_attribute("data-control")
    if control == "number":
        return section.locator("input[name=a]").fill(re.match(r"[\d.]+", answer)[0])
    if control == "order":
        return arrange(section, answer.split(" → "))
    for label in section.locator("label.opt").all():
        mark, words = label.locator("b").inner_text(), label.locator("span").first.inner_text()
        named = [part.replace("第 ", "").replace(" 处", "") for part in answer.split("；")]
        wanted = any(part.split(" ")[0] == mark for part in named) or answer == words
        box = label.locator("input")
        if wanted != box.is_checked():
            label.click()
    return None


def answer_all(page):
    """Answer every check; a wrong first try tells the right answer."""
    for number in range(1, page.locator("[data-check]").count() + 1):
        section = page.locator(f"#check-{number}")
        for _ in range(2):
            if section.locator(".note.good").count():
                break
            right = section.locator(".note.bad div")
            if right.count():
                told = right.inner_text().split("正确的是：")[1].strip()
                section.locator("[data-again]").click()
                expect(section.locator("form button.wide")).to_be_visible()
                tick(section, told)
            elif section.get_attribute("data-control") == "number":
                section.locator("input[name=a]").fill("98765")
            elif section.get_attribute("data-control") == "order":
                words = section.locator(".step span").all_inner_texts()
                arrange(section, [one for one in words if one])
            else:
                section.locator("label.opt").first.click()
            section.locator("form button.wide").click()
            expect(section.locator("[data-said] .note")).to_be_visible()
            page.wait_for_load_state()
        expect(section.locator("[data-said] .note.good")).to_be_visible()


def test_a_stranger_reads_without_javascript_and_practises(open_page):
    page = open_page(js=False)
    page.set_default_timeout(SLOW)
    page.goto(PROGRAMME)
    page.click("text=开始学")
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("[data-check]").count() >= 2
    answer_all_of_one = page.locator("#check-1")
    answer_all_of_one.locator("label.opt").first.click()
    answer_all_of_one.locator("form button.wide").click()
    expect(page.locator("#check-1 [data-said] .note")).to_be_visible()
    assert page.url.endswith("#check-1")
    assert page.context.cookies() == []


def test_a_lesson_is_finished_without_javascript(sign_in):
    page = sign_in(LI, js=False)
    page.goto(LESSON)
    answer_all(page)
    expect(page.locator("#foot .note.good")).to_contain_text("这一课学完了")
    page.click("text=下一课 >> nth=0")
    assert page.url.endswith(SECOND)
    page.goto(PROGRAMME)
    expect(page.locator("li.lesson").first).to_contain_text("学完")


def test_a_lesson_is_finished_without_leaving_the_page_and_its_time_counts(sign_in):
    page = sign_in(WANG)
    with page.expect_response("**/beat/") as first:
        page.goto(OWED)
    assert first.value.ok
    page.evaluate("window.here = true")
    answer_all(page)
    expect(page.locator("#foot .note.good")).to_contain_text("这一课学完了")
    assert page.evaluate("window.here")
    expect(page.locator(".saved").last).to_contain_text("已保存")
    assert page.errors == []


def test_a_programme_taken_along_is_learnt_without_a_network_and_reported_later(sign_in):
    page = sign_in(WANG)
    page.click("[data-take]")
    expect(page.locator("[data-words]")).to_contain_text("已存", timeout=240_000)
    page.context.set_offline(True)
    page.goto(THIRD)
    expect(page.locator("h1")).to_be_visible()
    assert page.locator(".picture img").first.evaluate("img => img.complete && img.naturalWidth > 0")
    section = page.locator("#check-1")
    if section.get_attribute("data-control") in ("radio", "checkbox"):
        section.locator("label.opt").first.click()
    section.locator("form button.wide").click()
    expect(section).to_contain_text("待上传")
    page.wait_for_timeout(28_000)
    expect(page.locator("[data-unsent-study]")).to_contain_text("学习待上传")
    page.goto("/learn/matrix/")
    expect(page.locator("h1")).to_contain_text("存在手机里的课")
    with page.expect_response("**/report/", timeout=SLOW) as told:
        page.context.set_offline(False)
    assert told.value.json()["seconds"] >= 20
    expect(page.locator("[data-unsent-study]")).to_be_hidden()
    page.goto(THIRD)
    expect(page.locator("#check-1 [data-said] .note")).to_be_visible()


def test_a_withdrawn_precedent_leaves_what_was_taken_along(sign_in, var):
    title = "塔吊没有信号工，吊物撞人评四级"
    page = sign_in(WANG)
    page.click("[data-take]")
    expect(page.locator("[data-words]")).to_contain_text("已存", timeout=240_000)
    page.context.set_offline(True)
    page.goto(LIFTING)
    expect(page.locator("main")).to_contain_text(title)
    page.context.set_offline(False)
    with closing(sqlite3.connect(var / "mingbai.sqlite3", timeout=20)) as link, link:
        link.execute("UPDATE cases_precedent SET state = 'withdrawn', withdrawn_at = '2026-01-01' WHERE code = ?", CODE)
    page.goto(PROGRAMME)
    for _ in range(480):
        if title not in page.evaluate(KEPT_WORDS):
            break
        page.wait_for_timeout(500)
    page.context.set_offline(True)
    page.goto(LIFTING)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(title)


def test_two_workers_on_one_phone_are_never_mixed(sign_in):
    page = sign_in(WANG)
    page.click("[data-take]")
    expect(page.locator("[data-words]")).to_contain_text("已存", timeout=240_000)
    page.context.set_offline(True)
    page.goto(THIRD)
    section = page.locator("#check-2")
    section.locator("label.opt").first.click()
    section.locator("form button.wide").click()
    expect(section).to_contain_text("待上传")
    page.context.set_offline(False)
    page.goto("/accounts/logout/")
    page.click("main form button")
    page.wait_for_url("**/")
    page.context.set_offline(True)
    page.goto(THIRD)
    expect(page.locator("h1")).to_contain_text("没有网络")
    page.context.set_offline(False)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    sign_in(LI, page)
    page.goto("/learn/taken/")
    expect(page.locator("[data-study]")).to_contain_text("别人没上传")
    assert [url for url in sent if "/checks/" in url] == []
    page.context.set_offline(True)
    page.goto(THIRD)
    expect(page.locator("h1")).to_contain_text("没有网络")
    page.context.set_offline(False)
    page.goto("/accounts/logout/")
    page.click("main form button")
    page.wait_for_url("**/")
    with page.expect_response("**/checks/**", timeout=SLOW) as told:
        sign_in(WANG, page)
    assert told.value.ok


def test_where_nothing_can_be_kept_it_says_so_and_offers_the_address(sign_in):
    page = sign_in(WANG)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(PROGRAMME)
    expect(page.locator("[data-unable]")).to_contain_text("在浏览器打开")
    assert page.locator("[data-unable] [data-copy]").get_attribute("data-copy").endswith(PROGRAMME)


def test_a_running_exam_opens_again_without_a_network(sign_in):
    """The page is closed and opened again while the network is away: the same paper, the tap kept, sent later."""
    page = sign_in(LI)
    page.goto("/exams/")
    page.locator("a.btn", has_text=re.compile("去考试|再考一次|接着考")).first.click()
    page.wait_for_url(re.compile(r"/exams/(a/|[\w-]+/start/)"))
    if "/start/" in page.url:
        page.locator("main form button.go").first.click()
    page.wait_for_url("**/exams/a/**")
    paper = page.url
    for _ in range(120):
        if page.evaluate("Boolean(navigator.serviceWorker.controller)") and page.evaluate(KEPT_FILES) > 5:
            break
        page.wait_for_timeout(500)
    first = page.locator("article[data-q]:visible .stem").inner_text()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("article[data-q]:visible .stem")).to_have_text(first)
    page.goto("about:blank")
    page.goto(paper)
    expect(page.locator("article[data-q]:visible .stem")).to_have_text(first)
    article = page.locator("article[data-q]:visible")
    if article.get_attribute("data-control") == "number":
        article.locator("[name=a]").fill("3")
    else:
        article.locator("label.opt:not(:has(:checked)), button.opt").first.click()
    expect(page.locator("[data-saved]")).to_contain_text("待上传")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("已保存", timeout=SLOW)
