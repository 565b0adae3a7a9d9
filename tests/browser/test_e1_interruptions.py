"""E1 in a real browser: whatever interrupts an exam, no answer is lost, the paper and its order stay, the clock is the
server's, and every answer says 已保存 or 待上传."""

from __future__ import annotations

import os
import signal
import time

import pytest
from playwright.sync_api import Error, Page, expect

from launch.groups import chromium
from tests.browser.conftest import FLAGS, PHONE
from tests.browser.exam_walk import (
    PATIENCE,
    begin,
    deadline,
    hand_in,
    printed,
    ready,
    saved,
    settled,
    shown,
    sign_in,
)
from tests.browser.sitting import Sitting

pytestmark = pytest.mark.browser

ALL = range(1, 8)
KEPT = """async address => {
  const icons = document.querySelector('use').getAttribute('href').replace(/#.*/, '');
  const files = [...document.querySelectorAll('link[rel=stylesheet], script[src], article img')];
  const wanted = [address, icons, ...files.map(el => el.getAttribute('src') || el.getAttribute('href'))];
  return (await Promise.all(wanted.map(one => caches.match(one)))).every(Boolean);
}"""


@pytest.fixture
def worker(exams):
    """Logins, each used once."""
    return lambda n: f"exam-{n}"


def kept_by_the_server(sitting: Sitting, open_page, exams) -> None:
    """Another device sees the same, and nothing was doubled on its way."""
    other = sitting.elsewhere(open_page)
    assert shown(other) == sitting.truth
    assert printed(other) == sitting.paper
    last = {item: given for item, given, *_ in exams.events(sitting.code)}
    assert set(last) == set(sitting.truth)


def test_reload_after_any_answer(sit, worker, open_page, exams):
    sitting = sit(worker(1))
    for n in ALL:
        sitting.tap(n)
        settled(sitting.page)
        sitting.page.reload()
        sitting.whole()
    saved(sitting.page)
    kept_by_the_server(sitting, open_page, exams)
    hand_in(sitting.page)
    expect(sitting.page.locator("main")).to_contain_text("7答对")
    assert sitting.page.errors == []


def test_a_page_killed_after_any_answer(sit, worker, open_page, exams):
    """Closed without being asked, or its process crashed, before a receipt could come."""
    sitting = sit(worker(2))
    context = sitting.page.context
    for n in ALL:
        sitting.tap(n)
        settled(sitting.page)
        if n % 2:
            with pytest.raises(Error, match="crash"):
                sitting.page.goto("chrome://crash")
        sitting.page.close(run_before_unload=False)
        sitting.page = context.new_page()
        sitting.page.goto(f"{sitting.address}{n}/")
        sitting.whole()
    saved(sitting.page)
    kept_by_the_server(sitting, open_page, exams)


def test_a_browser_killed_without_network_after_answers(site, browser, exams, worker, tmp_path, open_page):
    """kill -9 of the whole browser while nothing could be sent; the phone comes back, perhaps signed out."""

    def launch():
        return browser.browser_type.launch_persistent_context(
            tmp_path / "phone", executable_path=chromium(), args=list(FLAGS), base_url=site, viewport=PHONE
        )

    page = launch().new_page()
    sign_in(page, worker(3))
    sitting = Sitting(page, begin(page))
    page.context.set_offline(True)
    for n in (1, 2, 6, 7):
        sitting.tap(n)
        assert "待上传" in settled(page)
    os.kill(int(os.readlink(tmp_path / "phone" / "SingletonLock").rpartition("-")[2]), signal.SIGKILL)
    with pytest.raises(Error):
        page.wait_for_timeout(PATIENCE)
    page = sitting.page = launch().new_page()
    page.goto(sitting.address + "1/")
    if "/login/" in page.url:
        sign_in(page, worker(3))
        page.goto(sitting.address + "1/")
    sitting.whole()
    saved(page)
    kept_by_the_server(sitting, open_page, exams)
    assert len(exams.events(sitting.code)) == 4 + 2
    page.context.close()


def test_a_second_tab(sit, worker, open_page, exams):
    """Two tabs of one phone, answering by turns; neither takes back what the other has."""
    sitting = sit(worker(4))
    first = sitting.page
    second = first.context.new_page()
    second.goto(f"{sitting.address}1/")
    ready(second)
    for n in ALL:
        page, other = ((first, second), (second, first))[n % 2]
        sitting.tap(n, page=page)
        settled(page)
        expect(other.locator(f'#map [data-go="{n}"].done')).to_be_attached(timeout=PATIENCE)
        assert shown(other) == sitting.truth
    for page in (first, second):
        page.reload()
        sitting.whole(page)
        saved(page)
    kept_by_the_server(sitting, open_page, exams)
    hand_in(second)
    assert sitting.page.errors == []


def seconds_passed(sitting: Sitting) -> int:
    """Since the beginning of the exam of 45 minutes."""
    return int(time.time() - sitting.deadline / 1000 + 45 * 60)


def test_offline_for_half_of_the_exam(sit, worker, open_page, exams):
    sitting = sit(worker(5))
    length = 2 * seconds_passed(sitting) + 40  # so that twenty seconds remain, however slow the machine
    exams.shorten(sitting.code, length)
    sitting.page.reload()
    ready(sitting.page)
    sitting.deadline = deadline(sitting.page)
    sitting.tap(1)
    saved(sitting.page)
    sitting.page.context.set_offline(True)
    gone = time.monotonic()
    for n in (2, 3, 4, 5, 1):
        sitting.tap(n, way=1)
        assert "待上传" in settled(sitting.page)
    sitting.page.wait_for_timeout(max(0, (length / 2 - (time.monotonic() - gone)) * 1000))
    sitting.tap(6)
    settled(sitting.page)
    sitting.page.context.set_offline(False)
    saved(sitting.page)
    kept_by_the_server(sitting, open_page, exams)
    assert {standing for _, _, standing, _ in exams.events(sitting.code)} <= {"on_time", "in_grace"}


def test_offline_until_after_the_deadline(sit, worker, open_page, exams):
    """The page locks by itself; what was answered before counts, marked as sent late."""
    sitting = sit(worker(6))
    sitting.tap(1)
    saved(sitting.page)
    exams.shorten(sitting.code, seconds_passed(sitting) + 30)
    sitting.page.reload()
    ready(sitting.page)
    sitting.page.context.set_offline(True)
    for n in (2, 3):
        sitting.tap(n)
        assert "待上传" in settled(sitting.page)
    expect(sitting.page.locator("[data-over]")).to_be_visible(timeout=60_000)
    expect(sitting.page.locator("[data-timer]")).to_contain_text("时间到")
    assert sitting.page.locator("#map .wait[data-go]").count() == 2
    sitting.page.context.set_offline(False)
    expect(sitting.page.locator("#map .wait[data-go]")).to_have_count(0, timeout=PATIENCE)
    assert [standing for _, _, standing, _ in exams.events(sitting.code)] == ["on_time", "in_grace", "in_grace"]
    kept_by_the_server(sitting, open_page, exams)
    hand_in(sitting.page)


def test_reload_without_network(sit, worker, open_page, exams):
    """Where there is a service worker, the paper opens again from the phone, with all that was tapped."""
    sitting = sit(worker(14))
    sitting.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for _ in range(PATIENCE // 200):
        if kept := sitting.page.evaluate(KEPT, sitting.address + "paper/"):
            break
        sitting.page.wait_for_timeout(200)
    assert kept
    sitting.tap(1)
    saved(sitting.page)
    sitting.page.context.set_offline(True)
    for n in (2, 6, 7):
        sitting.tap(n)
        assert "待上传" in settled(sitting.page)
        sitting.page.reload()
        sitting.whole()
    sitting.page.context.set_offline(False)
    saved(sitting.page)
    kept_by_the_server(sitting, open_page, exams)


def test_a_second_device(sit, worker, open_page, exams):
    """Begun on one phone, gone on with on another, finished on the first: the last tap counts."""
    sitting = sit(worker(7))
    first = sitting.page
    second = open_page()
    sign_in(second, worker(7))
    assert begin_again(second) == sitting.code
    ready(second)
    sitting.whole(second)
    for n in ALL:
        page = (first, second)[n % 2]
        sitting.tap(n, page=page)
        saved(page)
    second.reload()
    sitting.whole(second)
    sitting.tap(3, way=1, page=first)
    saved(first)
    kept_by_the_server(sitting, open_page, exams)
    assert len({device for *_, device in exams.events(sitting.code)}) == 2


def begin_again(page: Page, paper: str = "browser") -> str:
    page.goto(f"/exams/{paper}/start/")
    page.click("main a.btn.go")
    page.wait_for_url("**/exams/a/*/1/", timeout=PATIENCE)
    return page.url.split("/exams/a/")[1].split("/")[0]


def test_a_phone_without_a_database(sit, worker, open_page, exams, browser):
    """IndexedDB is forbidden in some in-app browsers: the plain store takes over and outlives a reload."""
    sitting = sit(worker(8))
    sitting.page.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    sitting.page.reload()
    ready(sitting.page)
    sitting.page.route("**/answers", lambda route: route.abort())
    for n in (1, 2):
        sitting.tap(n)
        assert "待上传" in settled(sitting.page)
    sitting.page.reload()
    sitting.whole()
    sitting.page.unroute("**/answers")
    sitting.page.reload()
    saved(sitting.page)
    kept_by_the_server(sitting, open_page, exams)
    assert len(exams.events(sitting.code)) == 2


def test_lost_receipts(sit, worker, open_page, exams):
    """The server has it and the phone does not know: sent again, kept once."""
    sitting = sit(worker(9))
    heard = []

    def lose(route):
        heard.append(route.fetch())
        route.abort()

    sitting.page.route("**/answers", lose)
    sitting.tap(1)
    expect(sitting.page.locator("[data-saved]")).to_contain_text("待上传", timeout=PATIENCE)
    sitting.page.wait_for_timeout(3000)
    sitting.page.unroute("**/answers")
    sitting.page.reload()
    sitting.whole()
    saved(sitting.page)
    assert heard
    assert all(reply.status == 200 for reply in heard)
    assert len(exams.events(sitting.code)) == 1
    kept_by_the_server(sitting, open_page, exams)


def test_without_javascript_page_by_page(open_page, worker, exams):
    page = open_page(js=False)
    sign_in(page, worker(10))
    code = begin(page)
    truth = {}
    for n in ALL:
        item, given = answer_by_form(page, n)
        truth[item] = given
        page.click(".dock .go")
        page.wait_for_url(f"**/{code}/{n + 1}/" if n < 7 else f"**/{code}/")
        page.goto(f"/exams/a/{code}/{n}/")
        assert shown(page) == {item: given}
        page.goto(f"/exams/a/{code}/{min(n + 1, 7)}/")
    page.goto(f"/exams/a/{code}/paper/")
    assert shown(page) == truth
    assert len(exams.events(code)) == 7
    hand_in_by_form(page, code)
    expect(page.locator("main")).to_contain_text("7答对")


def test_an_old_tab_without_javascript_takes_nothing_back(open_page, worker, exams):
    """It still shows the question empty; going on from it is no answer."""
    page = open_page(js=False)
    sign_in(page, worker(11))
    code = begin(page)
    old = page.context.new_page()
    old.goto(f"/exams/a/{code}/2/")
    page.goto(f"/exams/a/{code}/2/")
    item, given = answer_by_form(page, 2)
    page.click(".dock .go")
    page.wait_for_url(f"**/{code}/3/")
    old.click(".dock .go")
    old.wait_for_url(f"**/{code}/3/")
    old.goto(f"/exams/a/{code}/2/")
    assert shown(old) == {item: given}


def answer_by_form(page: Page, n: int):
    card = page.locator("article[data-q]")
    assert card.get_attribute("data-q") == str(n)
    control = card.get_attribute("data-control")
    if control == "number":
        card.locator("[name=a]").fill("1.5")
    elif control == "order":
        for rank, select in enumerate(card.locator("select").all(), start=1):
            select.select_option(str(rank))
    else:
        card.locator("label.opt").nth(1).click()
    return next(iter(shown(page).items()))


def hand_in_by_form(page: Page, code: str) -> None:
    page.goto(f"/exams/a/{code}/")
    page.click("[data-submit] button")
    page.wait_for_url("**/result/")
