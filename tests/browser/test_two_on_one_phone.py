"""One phone in several hands: workers after one another with answers unsent, and a foreman with a whole crew."""

from __future__ import annotations

import datetime
import json

import pytest
from playwright.sync_api import Page, expect

from portal.clock import SHANGHAI
from tests.browser.conftest import wait_until
from tests.browser.exam_site import CREW
from tests.browser.exam_walk import (
    PATIENCE,
    answer,
    begin,
    hand_in,
    ready,
    saved,
    settled,
    shown,
    sign_in,
    sign_out,
    turn_to,
)

pytestmark = pytest.mark.browser


def tap(page: Page, *questions: int, way: int = 0) -> None:
    for n in questions:
        if page.locator(f'article[data-q="{n}"]').is_hidden():
            turn_to(page, n)
        answer(page, n, way)
        settled(page)


def without_answers(page: Page) -> None:
    """The network carries pages, but no answers: a phone that got a moment of signal."""
    page.context.route("**/answers", lambda route: route.abort())


def test_two_workers_one_after_the_other(open_page, exams):
    page = open_page()
    page.context.set_default_timeout(PATIENCE)
    sign_in(page, "exam-12")
    first = begin(page)
    ready(page)
    tap(page, 1)
    saved(page)
    page.context.set_offline(True)
    tap(page, 2, 3, 7)
    mine = shown(page)
    without_answers(page)
    page.context.set_offline(False)
    sign_out(page)
    assert len(exams.events(first)) == 1

    sign_in(page, "exam-13")
    expect(page.locator("[data-unsent]")).to_contain_text("别人 3 个没上传的答案")
    page.context.unroute("**/answers")
    second = begin(page)
    ready(page)
    assert shown(page) == {}
    tap(page, 2, 4, 5, way=1)
    saved(page)
    hers = shown(page)
    page.reload()
    ready(page)
    assert shown(page) == hers
    assert page.goto(f"/exams/a/{first}/1/").status == 404
    assert len(exams.events(first)) == 1
    assert len(exams.events(second)) == 3
    sign_out(page)

    sign_in(page, "exam-12")
    expect(page.locator("[data-unsent]")).to_contain_text("3 个答案已上传")
    page.goto(f"/exams/a/{first}/1/")
    ready(page)
    assert shown(page) == mine
    assert {item for item, *_ in exams.events(first)} == set(mine)
    assert {item for item, *_ in exams.events(second)} == set(hers)
    assert len(exams.events(first)) == 4
    hand_in(page)
    assert page.errors == [] or all("ERR_" in text or "404" in text for text in page.errors)


def sign(page: Page) -> None:
    """A name with a finger: two strokes in the box."""
    box = page.locator(".pad canvas").bounding_box()
    assert box is not None
    left, top, wide, high = box["x"], box["y"], box["width"], box["height"]
    for start in (0.2, 0.5):
        page.mouse.move(left + wide * start, top + high * 0.2)
        page.mouse.down()
        page.mouse.move(left + wide * (start + 0.1), top + high * 0.8, steps=4)
        page.mouse.move(left + wide * (start + 0.2), top + high * 0.3, steps=4)
        page.mouse.up()
    page.click(".pad .go")


def test_a_crew_of_twenty_is_trained_without_network(open_page, exams):
    page = open_page()
    page.context.set_default_timeout(PATIENCE)
    sign_in(page, "exam-foreman")
    page.goto("/sessions/new/")
    expect(page.locator("[data-all]")).to_contain_text(f"{CREW} 人", timeout=PATIENCE)
    page.context.set_offline(True)
    page.fill("[name=topic]", "钢筋绑扎怎样不伤手")
    began = datetime.datetime.now(tz=SHANGHAI) - datetime.timedelta(minutes=30)
    page.fill("[name=starts_at]", began.strftime("%Y-%m-%dT%H:%M"))
    page.click("[data-now]")
    page.click("[data-all]")
    page.click("[data-sign-all]")
    for left in range(CREW, 0, -1):
        expect(page.locator(".pad")).to_be_visible()
        sign(page)
        if left > 1:
            expect(page.locator(".pad h2")).to_be_visible()
    expect(page.locator("[data-count]")).to_have_text(f"到 {CREW} 人，签名 {CREW} 人")
    page.click("form[data-sheet] > .go")
    line = page.locator("[data-items] li")
    expect(line).to_have_attribute("data-state", "waiting")
    expect(line).to_contain_text("待上传")
    sent = []
    page.on("request", lambda asked: sent.append(asked.post_data) if asked.method == "POST" else None)
    page.context.set_offline(False)
    expect(line).to_have_attribute("data-state", "saved", timeout=PATIENCE)
    expect(line).to_contain_text("已保存")
    first = of_session(exams)
    assert len(first) == CREW
    assert all(len(json.loads(strokes)) == 2 for _, strokes in first)
    again = send_again(page, next(text for text in sent if text and text.startswith("{")))
    assert again["state"] == "again"
    assert of_session(exams) == first
    page.click("[data-items] a.btn")
    expect(page.locator("main")).to_contain_text("工友20")
    assert page.locator("main svg.signature").count() >= CREW


DRAFTED = """() => new Promise(done => {
  indexedDB.open('mingbai-sessions').onsuccess = event => {
    const link = event.target.result, asked = link.transaction('drafts').objectStore('drafts').getAll();
    asked.onsuccess = () => { link.close(); done(asked.result.some(one => one.topic && one.ends_at)); };
  };
})"""
"""Whether the phone has kept what stands in the form."""


def write_sheet(page: Page, topic: str) -> None:
    """Half an hour with everybody there; nobody signs."""
    page.fill("[name=topic]", topic)
    began = datetime.datetime.now(tz=SHANGHAI) - datetime.timedelta(minutes=30)
    page.fill("[name=starts_at]", began.strftime("%Y-%m-%dT%H:%M"))
    page.click("[data-now]")


def test_two_tabs_of_one_foreman_are_two_sessions(open_page, exams):
    """Both show the draft that was kept; what is written in the second after the first was sent is not swallowed."""
    first = open_page()
    sign_in(first, "exam-foreman")
    first.goto("/sessions/new/")
    expect(first.locator("[data-all]")).to_contain_text(f"{CREW} 人")
    first.click("[data-all]")
    write_sheet(first, "早班：临边")
    wait_until(first, DRAFTED)
    second = first.context.new_page()
    second.goto("/sessions/new/")
    expect(second.locator("[name=topic]")).to_have_value("早班：临边")
    expect(second.locator("[data-count]")).to_contain_text(f"到 {CREW} 人")
    first.click("form[data-sheet] > .go")
    saved = first.locator("[data-items] li").first
    expect(saved).to_have_attribute("data-state", "saved")
    expect(saved).to_contain_text("还没签名，先不记学时")
    second.fill("[name=topic]", "晚班：用电")
    second.click("form[data-sheet] > .go")
    expect(second.locator("[data-items] li", has_text="晚班：用电")).to_have_attribute("data-state", "saved")
    kept = exams.ask("SELECT topic FROM training_crewsession WHERE topic IN ('早班：临边', '晚班：用电') ORDER BY id")
    assert kept == [("早班：临边",), ("晚班：用电",)]


LATE = """(() => {
  const open = IDBFactory.prototype.open, hung = [];
  window.letOpen = () => hung.splice(0).forEach(go => go());
  IDBFactory.prototype.open = function (...args) {
    if (args[0] !== 'mingbai-sessions') return open.apply(this, args);
    const shell = {};
    hung.push(() => {
      const real = open.apply(this, args);
      ['onsuccess', 'onerror', 'onupgradeneeded'].forEach(name => { real[name] = shell[name]; });
      Object.defineProperty(shell, 'result', { get: () => real.result });
    });
    return shell;
  };
})()"""
"""A phone whose store opens only when `letOpen` is called."""


def test_a_store_that_opens_late_takes_over_only_a_page_nobody_wrote_in(open_page, exams):
    page = open_page()
    sign_in(page, "exam-foreman")
    page.add_init_script(LATE)
    for written in ("", "中班：脚手架"):
        page.goto("/sessions/new/")
        expect(page.locator("[data-live]").first).to_be_hidden()
        if written:
            page.fill("[name=topic]", written)
        page.evaluate("letOpen()")
        if written:
            page.wait_for_timeout(500)
            expect(page.locator("[data-all]")).to_be_hidden()
            expect(page.locator("[name=topic]")).to_have_value(written)
        else:
            expect(page.locator("[data-all]")).to_contain_text(f"{CREW} 人")


def test_what_is_missing_is_said_beside_its_field(open_page, exams):
    page = open_page()
    sign_in(page, "exam-foreman")
    page.goto("/sessions/new/")
    expect(page.locator("[data-all]")).to_contain_text(f"{CREW} 人")
    page.click("form[data-sheet] > .go")
    topic, ends_at = page.locator("[name=topic]"), page.locator("[name=ends_at]")
    expect(topic).to_be_focused()
    expect(topic).to_be_in_viewport()
    expect(page.locator(".field", has=topic).locator(".why")).to_be_in_viewport()
    for where, words in (("topic", "请写讲了什么。"), ("ends_at", "请填结束时间。"), ("people", "请勾选参加的人。")):
        why = page.locator(f"#{where}-why")
        expect(why).to_have_text(words)
        expect(why).to_have_attribute("role", "alert")
        expect(page.locator("[data-say]")).to_contain_text(words)
    expect(ends_at).to_have_attribute("aria-describedby", "ends_at-why")
    expect(page.locator("[data-people]")).to_have_attribute("aria-describedby", "people-why")
    page.click("[data-all]")
    write_sheet(page, "")
    page.click("form[data-sheet] > .go")
    expect(page.locator("[data-blame]")).to_have_count(1)
    expect(topic).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field", has=topic).locator(".why")).to_have_text("请写讲了什么。")
    topic.fill("洞口")
    page.click("form[data-sheet] > .go")
    expect(page.locator("[data-items] li", has_text="洞口")).to_have_attribute("data-state", "saved")
    assert page.locator("[data-blame], [aria-invalid]").count() == 0


def test_the_start_is_reckoned_back_from_the_end(open_page, exams):
    page = open_page()
    sign_in(page, "exam-foreman")
    page.goto("/sessions/new/")
    expect(page.locator("[data-all]")).to_contain_text(f"{CREW} 人")
    page.click("[data-now]")
    page.click("[data-ago='30']")
    assert lasts(page) == datetime.timedelta(minutes=30)
    page.click("[data-ago='60']")
    assert lasts(page) == datetime.timedelta(hours=1)
    page.fill("[name=ends_at]", "")
    page.click("[data-ago='15']")
    assert lasts(page) == datetime.timedelta(minutes=15)


def lasts(page: Page) -> datetime.timedelta:
    start, end = (
        datetime.datetime.fromisoformat(page.input_value(f"[name={name}]")) for name in ("starts_at", "ends_at")
    )
    return end - start


def test_a_phone_that_wakes_asks_for_the_time(open_page, exams):
    """Its own counter may have stood still while it slept."""
    page = open_page()
    sign_in(page, "exam-17")
    begin(page)
    ready(page)
    with page.expect_response("**/exams/now/") as told:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert told.value.ok


def of_session(exams):
    """Who has a record of it, with the signature beside it."""
    return exams.ask(
        "SELECT r.person_id, a.signature FROM training_trainingrecord r"
        " JOIN training_crewsession s ON s.id = r.session_id"
        " JOIN training_attendee a ON a.session_id = s.id AND a.person_id = r.person_id"
        " WHERE s.topic = '钢筋绑扎怎样不伤手' ORDER BY r.id"
    )


def send_again(page: Page, body: str):
    """The very same batch, as a phone does that never heard the receipt."""
    return page.evaluate(
        """async body => {
          const address = document.getElementById('session').dataset.phone;
          const facts = await (await fetch(address)).json();
          const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': facts.token };
          return (await fetch(address, { method: 'POST', headers, body })).json();
        }""",
        body,
    )
