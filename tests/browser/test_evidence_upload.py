"""Evidence from a phone: a film whose parts are lost on the way, a reload in the middle, and a form without scripts."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_accessible, assert_fits
from tests.browser.test_manager_finds_precedent import enter
from tests.portal.files import picture

pytestmark = pytest.mark.browser
LABOUR = ("shili-qian", "shili-laowu-1")


def kept(var: Path, case: str) -> list[tuple[str, str]]:
    """(what, SHA-256) of the evidence of a case."""
    asked = (
        "SELECT i.what, a.sha256 FROM cases_evidenceitem i JOIN cases_case c ON c.id = i.case_id"
        " JOIN portal_attachment a ON a.id = i.attachment_id WHERE c.number = ? ORDER BY i.number"
    )
    with closing(sqlite3.connect(f"file:{var}/mingbai.sqlite3?mode=ro", uri=True)) as link:
        return link.execute(asked, [case]).fetchall()


def evidence_of_a_new_case(page: Page) -> str:
    """Report something; the page of its evidence is open, its number is returned."""
    enter(page, LABOUR, "/cases/report/")
    page.locator("label.tap", has_text="拖欠工资").click()
    page.fill("[name=text]", "搅拌站三个人的工钱没有结")
    page.click("form[data-form] button.go")
    page.wait_for_url("**/received/")
    number = page.url.split("/")[-3]
    page.goto(f"/cases/{number}/evidence/")
    return number


def choose(page: Page, film: Path, what: str) -> None:
    page.locator("label.tap", has_text="录像").click()
    page.set_input_files("[name=file]", str(film))
    page.fill("[name=what]", what)


def test_a_film_goes_on_where_it_was_cut_and_after_a_reload(open_page, var, tmp_path):
    film = tmp_path / "现场.mp4"
    film.write_bytes(b"\x00\x00\x00\x18ftypisom" + os.urandom(6 * 2**20))
    page = open_page()
    number = evidence_of_a_new_case(page)
    offsets: list[int] = []

    def cut(route):
        offsets.append(int(route.request.headers["upload-offset"]))
        if len(offsets) in (2, 3):
            route.abort()
        else:
            route.continue_()

    page.route("**/evidence/uploads/*/", cut)
    choose(page, film, "坠落位置全景")
    page.click("aside button.go")
    expect(page.locator("[data-say]")).to_contain_text("网断了")
    page.reload()
    expect(page.locator("aside")).to_contain_text("没传完的")
    expect(page.locator("aside")).to_contain_text("现场.mp4")
    choose(page, film, "坠落位置全景")
    page.click("aside button.go")
    expect(page.locator("section.stack .list")).to_contain_text("坠落位置全景")
    assert kept(var, number) == [("坠落位置全景", hashlib.sha256(film.read_bytes()).hexdigest())]
    assert offsets[0] == 0
    assert 0 not in offsets[1:]


def test_what_nobody_takes_is_said_at_once_and_the_form_stays(open_page, var, tmp_path):
    program = tmp_path / "录像.mp4"
    program.write_bytes(b"MZ\x90\x00" + os.urandom(3 * 2**20))
    page = open_page()
    number = evidence_of_a_new_case(page)
    choose(page, program, "不是录像")
    page.click("aside button.go")
    expect(page.locator("[data-say]")).to_contain_text("认不出这个文件")
    expect(page.locator("aside button.go")).to_be_enabled()
    assert kept(var, number) == []


def test_with_scripts_off_it_is_a_plain_form(open_page, var, tmp_path):
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(picture())
    page = open_page(js=False)
    number = evidence_of_a_new_case(page)
    page.locator("label.tap", has_text="照片").click()
    page.set_input_files("[name=file]", str(photo))
    page.fill("[name=what]", "没有护栏")
    page.click("aside button.go")
    expect(page.locator("section.stack .list")).to_contain_text("没有护栏")
    assert [what for what, _ in kept(var, number)] == ["没有护栏"]


@pytest.mark.parametrize("look", [{}, {"dark": True, "size": "1.5"}, {"wide": True}])
def test_the_pages_fit_and_are_accessible(open_page, look, tmp_path):
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(picture(size=(800, 600)))
    page = open_page(**look)
    number = evidence_of_a_new_case(page)
    page.locator("label.tap", has_text="照片").click()
    page.set_input_files("[name=file]", str(photo))
    page.fill("[name=what]", "三层临边没有护栏")
    page.click("aside button.go")
    expect(page.locator("img.thumb")).to_have_count(1)
    for address in (f"/cases/{number}/evidence/", f"/cases/{number}/evidence/1/"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert_fits(page)
        assert_accessible(page)
        if folder := os.environ.get("MINGBAI_TEST_PICTURES"):
            name = f"evidence-{page.viewport_size['width']}-{address.count('/')}.png"
            page.screenshot(path=f"{folder}/{name}", full_page=True)
        assert page.errors == []
