"""E1: what the server rendered before an answer arrived does not hide the answer."""

from __future__ import annotations

import re
import time

import pytest

from tests.browser.exam_walk import PATIENCE, saved, settled

pytestmark = pytest.mark.browser


def test_a_question_that_was_rendered_before_its_answer_arrived(sit):
    """The old page hands the answer over while the new one is on its way: it stands in the paper, not in the page."""
    sitting = sit("exam-15", workers=False)
    page = sitting.page
    rendered = page.request.get(f"{sitting.address}1/").text()
    sitting.tap(1)
    saved(page)
    late = re.sub(r'data-now="\d+"', f'data-now="{int(time.time() * 1000)}"', rendered)
    page.route(f"**{sitting.address}1/", lambda route: route.fulfill(body=late, content_type="text/html"))
    page.goto(f"{sitting.address}1/")
    sitting.whole()
    assert page.errors == []


def test_a_paper_that_was_rendered_before_the_answers_arrived(sit, exams):
    """On a slow line the receipt overtakes the paper: what it does not hold yet stands all the same."""
    sitting = sit("exam-16", workers=False)
    page = sitting.page
    page.context.set_offline(True)
    for n in (1, 2):
        sitting.tap(n)
        assert "待上传" in settled(page)
    page.close()
    page = sitting.page = page.context.new_page()
    held, rendered = [], []
    page.route("**/answers", lambda route: route.continue_() if rendered else held.append(route))

    def late(route):
        rendered.append(route.fetch())
        for one in held:
            one.continue_()
        until = time.monotonic() + PATIENCE / 1000
        while len(exams.events(sitting.code)) < 2 and time.monotonic() < until:
            page.wait_for_timeout(50)
        page.wait_for_timeout(500)
        route.fulfill(response=rendered[0])

    page.route("**/paper/", late)
    page.context.set_offline(False)
    page.goto(f"{sitting.address}1/")
    sitting.whole()
    saved(page)
