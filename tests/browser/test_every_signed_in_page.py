"""Every kind of page behind the sign-in: of a worker, of somebody in an exam, of a safety officer, of the hotline.

On a phone and on a wide screen, light and dark, with large letters: whole, quiet, accessible.
"""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import assert_fits, assert_fits_in_every_light, fresh_page
from tests.browser.exam_site import SECRET
from tests.browser.exam_walk import begin

pytestmark = pytest.mark.browser

ACCOUNTS = {
    "worker": ("shili-li", "shili-gongren-2"),
    "sitter": ("exam-18", SECRET),
    "officer": ("shili-sun", "shili-anquan-1"),
    "seat": ("shili-rexian", "shili-rexian-1"),
}
PAGES = {
    "worker": {
        "me": "/me/",
        "duties": "/learn/",
        "programme": "/courses-three-level/",
        "lesson": "/courses-three-level/project/scaffold/",
        "kept lessons": "/learn/taken/",
        "notebook": "/learn/notebook/",
        "wrong question": "/learn/notebook/today/",
        "own record": "/learn/record/",
        "certificates": "/certificates/",
        "certificate": "/certificates/{certificate}/",
        "record a permit": "/certificates/people/{person}/add/",
        "exams": "/exams/",
        "before an exam": "/exams/{paper}/start/",
        "result": "/exams/a/{attempt}/result/",
        "sessions": "/sessions/",
        "session": "/sessions/{session}/",
        "messages": "/me/messages/",
        "saved searches": "/search/saved/",
    },
    "sitter": {"question": "/exams/a/{running}/1/", "map of questions": "/exams/a/{running}/"},
    "officer": {
        "looking after": "/learn/",
        "duties of a worker": "/learn/people/{person}/",
        "matrix": "/learn/matrix/{project}/",
        "events": "/learn/events/{project}/",
        "plans": "/learn/plans/{project}/",
        "plan of a year": "/learn/plans/{project}/2026/0/",
        "sessions": "/sessions/",
        "new session": "/sessions/new/",
        "session": "/sessions/{session}/",
        "records": "/sessions/records/{project}/",
        "record of a worker": "/sessions/people/{person}/",
        "gates": "/gate/",
        "gate search": "/gate/{project}/?q=师傅",
        "gate": "/gate/{project}/{person}/",
        "weak points": "/analysis/weak/{project}/",
        "analysis": "/analysis/",
        "analysis of a paper": "/analysis/papers/{paper}/",
        "sites": "/sites/",
        "site": "/sites/{project}/",
        "roster upload": "/sites/{project}/rosters/",
        "attempts": "/exams/attempts/",
        "late answers": "/exams/late/",
        "supervising": "/exams/supervise/?project={project}",
        "printed papers": "/exams/printed/",
        "messages": "/me/messages/",
        "shared questions": "/desk/hotline/shared/",
    },
    "seat": {
        "queue": "/desk/hotline/",
        "question of the hotline": "/desk/hotline/{question}/",
        "numbers of the hotline": "/desk/hotline/numbers/",
        "troubled notices": "/desk/hotline/notices/",
        "answered questions": "/desk/hotline/answered/",
        "new answered question": "/desk/hotline/answered/new/",
    },
}
ALL = [(who, name) for who, pages in PAGES.items() for name in pages]


@pytest.fixture(scope="module")
def page_of(site, browser, exams):
    """page_of(who, size=…) → the page of that account with letters of that size; each signs in once."""
    held = {}

    def find(who, size="1"):
        if (who, size) not in held:
            page = held[who, size] = fresh_page(browser, site, size=size)
            login, secret = ACCOUNTS[who]
            page.goto("/accounts/login/?next=/learn/")
            page.fill("[name=login]", login)
            page.fill("[name=password]", secret)
            page.click("main form button.go")
            page.wait_for_url("**/learn/")
        held[who, size].errors.clear()
        return held[who, size]

    yield find
    for page in held.values():
        page.context.close()


@pytest.fixture(scope="module")
def places(exams, page_of):
    """What stands for the braces of the addresses: numbers and codes of the sample, and an exam that is running."""
    [(person,)] = exams.ask("SELECT id FROM portal_person WHERE username = 'shili-li'")
    [(project,)] = exams.ask("SELECT project_id FROM portal_membership WHERE person_id = ? AND ends_on IS NULL", person)
    attempt, paper = exams.ask(
        "SELECT a.code, p.code FROM training_attempt a JOIN training_paper p ON p.id = a.paper_id"
        " WHERE a.person_id = ? AND a.state = 'submitted'",
        person,
    )[0]
    [certificate, *_] = exams.ask("SELECT code FROM training_certificate WHERE person_id = ?", person)[0]
    [session, *_] = exams.ask("SELECT session_id FROM training_attendee WHERE person_id = ?", person)[0]
    [(question,)] = exams.ask("SELECT id FROM knowledge_question WHERE text LIKE '吊篮班%'")
    return {
        "question": question,
        "person": person,
        "project": project,
        "attempt": str(uuid.UUID(attempt)),
        "paper": paper,
        "certificate": certificate,
        "session": session,
        "running": begin(page_of("sitter")),
    }


def opened(page, places, who, name):
    response = page.goto(PAGES[who][name].format(**places))
    assert response.status == 200
    if name == "question":
        expect(page.locator("#exam.live")).to_be_attached()
    return page


@pytest.mark.parametrize(("who", "name"), ALL, ids=["-".join(one) for one in ALL])
def test_a_page_behind_the_sign_in_fits_is_quiet_and_accessible(page_of, places, who, name):
    page = opened(page_of(who), places, who, name)
    assert page.locator("h1").count() == 1
    assert_fits_in_every_light(page)
    assert page.errors == []


@pytest.mark.parametrize(("who", "name"), ALL, ids=["-".join(one) for one in ALL])
def test_a_page_behind_the_sign_in_with_large_letters_fits(page_of, places, who, name):
    page = opened(page_of(who, "1.5"), places, who, name)
    assert_fits(page)
    assert page.errors == []
