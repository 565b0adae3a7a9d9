"""An editor replaces a regulation in the admin, a second person approves, midnight puts it in force, nothing is left
that cites it unseen."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import law_site
from tests.browser.conftest import PHONE, WIDE, manage
from tests.browser.injury_law import CODE, NEW, OLD, TITLE, printed
from tests.browser.rows import Rows
from tests.browser.test_manager_finds_precedent import MANAGER, SECOND, WRITER, enter
from tests.launch.door import first_start, once, started
from tests.launch.moved_clock import SURROUNDINGS, SWEEP, MovedClock

pytestmark = pytest.mark.browser
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
DAY = datetime.timedelta(days=1)
SWEPT = 150
"""Seconds in which beat has swept everything at least once on a busy machine."""
LAW = "/law/gsbxtl/"
BOARD = "/admin/law-reviews/"
TASKS = 8
CASE = "/precedents/hidden-fine/"
TOLD = "SELECT count(*) FROM portal_message WHERE kind = 'follow'"
QUIET = 4 * SWEEP
"""Seconds after which a second letter would have come."""


@pytest.fixture(scope="module")
def starts() -> datetime.date:
    """The day on which the new version begins: the day after the one on which the walk is made."""
    return datetime.datetime.now(tz=SHANGHAI).date() + 2 * DAY


@pytest.fixture(scope="module")
def var(tmp_path_factory, starts) -> Path:
    first = once(tmp_path_factory, "first", first_start)
    made = Path(shutil.copytree(first / "var", tmp_path_factory.mktemp("law") / "var"))
    manage(made, "shell", "-c", f"from tests.browser.law_site import fill; fill('{starts}')")
    return made


@pytest.fixture(scope="module")
def clock(var, starts) -> MovedClock:
    """Ten in the morning of the day before."""
    found = MovedClock(var)
    found.set(midnight(starts) - datetime.timedelta(hours=14))
    return found


@pytest.fixture(scope="module")
def site(var, clock):
    with started(var, **SURROUNDINGS) as running:
        yield f"http://127.0.0.1:{running.port}"


def midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), SHANGHAI)


def looked_at(page, name):
    """Nothing complains or runs off the page, on a phone neither; pictures when a folder for them is named."""
    assert page.errors == [], name
    size, folder = page.viewport_size, os.environ.get("MINGBAI_TEST_PICTURES")
    for look in (WIDE, PHONE):
        page.set_viewport_size(look)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, look)
        if folder:
            page.screenshot(path=Path(folder) / f"law-{name}-{look['width']}.png", full_page=True)
    page.set_viewport_size(size)


def until(true, what: str) -> None:
    end = time.monotonic() + SWEPT
    while not true():
        assert time.monotonic() < end, f"not within {SWEPT} s: {what}"
        time.sleep(0.5)


def says(page: Page, address: str) -> str:
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, address
    return page.locator("main").inner_text()


def bring(page: Page, starts: datetime.date) -> str:
    """Name, text and dates; the comparison; sent for approval. Its address."""
    page.goto("/admin/new-versions/new/")
    page.fill("[name=q][type=search], main [name=q]", TITLE)
    page.locator("main form button").first.click()
    page.locator(f"main a[href$='/{CODE}/']").click()
    for name, day in (("published_on", starts - 20 * DAY), ("effective_on", starts)):
        page.locator(f"[name={name}]").evaluate("(field, day) => { field.value = day }", str(day))  # no calendar opens
    page.fill("[name=text]", printed(NEW))
    looked_at(page, "1-form")
    page.locator("main form:has([name=text])").evaluate("form => form.requestSubmit()")
    page.wait_for_url(re.compile(r"/admin/new-versions/\d+/$"))
    expect(page.locator("main")).to_contain_text("改了 4 条")
    expect(page.locator("main")).to_contain_text("删去 1 条")
    expect(page.locator("ins", has_text="工会").first).to_be_visible()
    looked_at(page, "2-comparison")
    page.locator("form[action$='/submit/'] button").click()
    expect(page.locator(".desk-marks").first).to_contain_text("等人批准")
    expect(page.locator("form[action$='/approve/']")).to_have_count(0)
    return page.url


def approve_law(page: Page, address: str) -> None:
    page.goto(address)
    looked_at(page, "3-approval")
    page.locator("form[action$='/approve/'] button").click()
    expect(page.locator(".desk-marks").first).to_contain_text("已发布")
    looked_at(page, "4-approved")


def edit_of(page: Page, rows: Rows, title: str) -> None:
    [(key,)] = rows.ask("SELECT id FROM wagtailcore_page WHERE title = ?", title)
    page.goto(f"/admin/pages/{key}/edit/")


def submit(page: Page) -> None:
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    page.locator("[name=action-submit]").click()
    page.wait_for_load_state()


def approve(page: Page) -> None:
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    page.locator("[data-workflow-action-name=approve]").first.click()
    page.wait_for_load_state()


def follow(page: Page) -> None:
    page.goto(LAW)
    page.locator("#history a", has_text="关注").first.click()
    page.locator("form button.go", has_text="关注").click()
    expect(page.locator("main")).to_contain_text(TITLE)


def counts(page: Page) -> dict[str, int]:
    """What the board says of each state; the first is the sum of the others, and so is the table's last cell."""
    page.goto(BOARD)
    words = page.locator(".desk-counts a").all_inner_texts()
    found = {name: int(number) for name, number in (one.split() for one in words if re.search(r" \d+$", one))}
    found.pop("已超期", None)
    assert found["全部"] == sum(number for name, number in found.items() if name != "全部")
    page.locator("details.desk-box summary").click()
    rows = [row.locator("td").all_inner_texts() for row in page.locator("details.desk-box tbody tr").all()]
    table = [[int(cell) for cell in row] for row in rows]
    assert all(row[-1] == sum(row[:-1]) for row in table)
    assert table[-1] == [sum(column) for column in zip(*table[:-1], strict=True)]
    assert table[-1][-1] == found["全部"]
    return found


def decide(page: Page, thing: str, article: str, verdict: str, why: str) -> None:
    page.goto(BOARD)
    row = page.locator("table.desk-table tr", has_text=thing).filter(has_text=article)
    row.locator("a").first.click()
    expect(page.locator("form[action$='/decide/'] button")).to_be_visible()
    looked_at(page, f"6-task-{verdict}")
    page.check(f"[name=verdict][value={verdict}]")
    page.fill("[name=reason]", why)
    page.locator("form[action$='/decide/'] button").click()
    page.wait_for_url(f"**{BOARD}")


def in_force_at_midnight(clock: MovedClock, starts: datetime.date, page: Page) -> None:
    """By the clock alone: the page itself, and what waited for the hour."""
    clock.set(midnight(starts) - datetime.timedelta(seconds=40))
    assert OLD[43] in says(page, f"{LAW}43/")
    clock.set(midnight(starts) - datetime.timedelta(seconds=2))
    until(lambda: NEW[43] in says(page, f"{LAW}43/"), "the new version is law")
    until(lambda: law_site.SCHEDULED in says(page, "/updates/"), "what was scheduled is out")
    assert "还要书面报工会" in says(page, "/updates/in-writing/")
    looked_at(page, "7-in-force")


def everything_says_so(page: Page, rows: Rows) -> None:
    [(answer,)] = rows.ask("SELECT code FROM knowledge_answeredquestion WHERE question = ?", law_site.ANSWERED)
    for address in (
        "/updates/merged/",
        "/interpretations/book/",
        f"/hotline/answers/{answer}/",
        "/courses-three-level/crew/abroad/",
        CASE,
    ):
        assert "待复核" in says(page, address), address
        looked_at(page, f"8-{address.strip('/').replace('/', '-')}")


def both_texts_are_found(page: Page, starts: datetime.date) -> None:
    """The page of an article and the search, each asked for the day before and for the day."""
    before = starts - DAY
    assert OLD[43] in says(page, f"{LAW}43/?on={before}")
    assert NEW[43] in says(page, f"{LAW}43/?on={starts}")
    found = {day: says(page, f"/search/?q=露天作业 中暑 当天报告&kind=article&on={day}") for day in (before, starts)}
    assert "三十七度以上" in found[before]
    assert "三十五度以上" not in found[before]
    assert "三十五度以上" in found[starts]
    assert "三十七度以上" not in found[starts]


def resolve(writer: Page, second: Page, rows: Rows) -> None:
    """Each as it is: still right, corrected in its own place first, or taken down."""
    decide(second, law_site.ANSWERED, "第四十三条", "right", "仍由接手的单位管")
    decide(second, law_site.PRECEDENT, "第四十七条", "right", "按当时的罚款额判的")
    decide(second, law_site.LESSON, "第四十四条", "right", "要买保险没有变")
    decide(second, law_site.IDLE, "第四十六条", "right", "题里没有写几度")
    decide(second, law_site.RETIRED, "第四十八条", "withdrawn", "这一条没有了")
    decide(second, law_site.OLD_READING, "第四十八条", "withdrawn", "讲的是没有了的一条")
    edit_of(writer, rows, law_site.UPDATE)
    writer.fill("[name=what_changed]", "工伤保险条例第四十三条说十日内书面报；新版本多了工会。")
    submit(writer)
    edit_of(second, rows, law_site.UPDATE)
    approve(second)
    decide(second, law_site.UPDATE, "第四十三条", "corrected", "写上了工会")
    until(lambda: counts(second)["待复核"] == 0, "what was taken down closes by itself")
    assert counts(second) == {"全部": TASKS, "待复核": 0, "仍然对": 4, "已改": 1, "已撤下": 3}


def nothing_dead_goes_out(writer: Page, second: Page, rows: Rows) -> None:
    """A draft on an article that is gone stops at its approval until somebody says why."""
    edit_of(writer, rows, law_site.DEAD)
    expect(writer.locator("main")).to_contain_text("引用核验")
    looked_at(writer, "10-edit-form")
    submit(writer)
    edit_of(second, rows, law_site.DEAD)
    approve(second)
    expect(second.locator(".messages")).to_contain_text("还没有发布")
    looked_at(second, "11-refused")
    assert law_site.DEAD not in says(writer, "/updates/")
    second.fill("[name=reason]", "讲的正是这一条没有了")
    second.locator("main form button").last.click()
    edit_of(second, rows, law_site.DEAD)
    approve(second)
    until(lambda: law_site.DEAD in says(second, "/updates/"), "out with its reason")


def the_digest(clock: MovedClock, starts: datetime.date, rows: Rows, reader: Page) -> float:
    """The morning after; when it came, by the machine's clock."""
    clock.set(midnight(starts) + datetime.timedelta(hours=7, minutes=29, seconds=58))
    until(lambda: rows.ask(TOLD) != [(0,)], "the digest")
    came = time.monotonic()
    says(reader, "/me/messages/")
    looked_at(reader, "9-inbox")
    return came


def it_was_the_only_one(rows: Rows, came: float) -> None:
    """Seen when beat has looked again, while others went on working."""
    time.sleep(max(came + QUIET - time.monotonic(), 0))
    assert rows.ask(TOLD) == [(1,)]


def test_from_the_new_text_to_the_last_review(site, var, clock, starts, browser, open_page):
    rows = Rows(var / "mingbai.sqlite3")
    writer, second = (enter(open_page(wide=True), who, "/admin/") for who in (WRITER, SECOND))
    reader = enter(open_page(), MANAGER, "/me/")
    follow(reader)
    anyone = open_page()
    approve_law(second, bring(writer, starts))
    edit_of(writer, rows, law_site.SCHEDULED)
    submit(writer)
    edit_of(second, rows, law_site.SCHEDULED)
    approve(second)
    assert OLD[43] in says(anyone, f"{LAW}43/")
    assert counts(second) == {"全部": TASKS, "待复核": TASKS, "仍然对": 0, "已改": 0, "已撤下": 0}
    assert len(second.locator("details.desk-box tbody tr").all()) == 6 + 1
    looked_at(second, "5-board")
    in_force_at_midnight(clock, starts, anyone)
    came = the_digest(clock, starts, rows, reader)
    everything_says_so(anyone, rows)
    both_texts_are_found(anyone, starts)
    resolve(writer, second, rows)
    nothing_dead_goes_out(writer, second, rows)
    it_was_the_only_one(rows, came)
