"""Taking an exam page by page, by forms alone."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.rules.roles import Role
from tests.training.papers import RIGHT, WRONG, begin, item_of, seven_kinds
from training.models import AnswerEvent, Attempt
from training.rules import showing
from training.sitting import answers_of

pytestmark = pytest.mark.django_db

KINDS = list(RIGHT)


@pytest.fixture
def worker(make_person, post, project, crew):
    person = make_person("王师傅")
    post(person, Role.WORKER, project=project, crew=crew)
    return person


@pytest.fixture
def paper():
    return seven_kinds()


@pytest.fixture
def page(signed_in, worker):
    return signed_in(worker)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def form_of(attempt: Attempt, kind: str, given) -> dict[str, object]:
    """What a browser posts for this answer: places, or ranks of steps, or what was typed."""
    if kind == "numeric":
        return {"a": given}
    item = item_of(attempt, kind)
    shown = showing.places(kind, item.version.body, item.order)
    places = showing.to_places(kind, shown, given)
    return {f"r{place}": rank for rank, place in enumerate(places, 1)} if kind == "ordering" else {"a": places}


def address(attempt: Attempt, n: int | str = "") -> str:
    return f"/exams/a/{attempt.code}/{n}{'/' if n else ''}"


def shift(attempt: Attempt, minutes: float) -> None:
    """Let the attempt have begun that long ago."""
    now = clock.now()
    length = attempt.deadline - attempt.started_at
    start = now - length * (minutes / 45)
    grace = attempt.grace_until - attempt.deadline
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=start, deadline=start + length, grace_until=start + length + grace
    )


def test_from_the_list_to_the_result_without_a_script(page, paper, worker):
    assert "/exams/seven/start/" in text(page.get("/exams/"))
    assert "开始考试" in text(page.get("/exams/seven/start/"))
    began = page.post("/exams/seven/start/")
    attempt = Attempt.objects.get()
    assert began.url == address(attempt, 1)
    for n, kind in enumerate(KINDS, 1):
        shown = text(page.get(address(attempt, n)))
        assert f"{'seven'}-{kind} 怎么做？" in shown
        answered = page.post(address(attempt, n), form_of(attempt, kind, RIGHT[kind]) | {"go": "next"})
        assert answered.url == address(attempt, n + 1 if n < 7 else "")
    assert "7 题都答了" in text(page.get(address(attempt)))
    handed_in = page.post(address(attempt))
    assert handed_in.url == address(attempt, "result")
    assert "100 分" in text(page.get(handed_in.url))
    assert "已通过" in text(page.get("/exams/"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_form_says_is_what_is_kept(page, paper, worker, kind):
    attempt = begin(worker, paper, clock.now())
    n = KINDS.index(kind) + 1
    for given in (WRONG[kind], RIGHT[kind]):
        page.post(address(attempt, n), form_of(attempt, kind, given))
        assert answers_of(attempt)[item_of(attempt, kind).pk] == given
        again = text(page.get(address(attempt, n)))
        assert "已保存" in again
    if kind not in ("ordering", "numeric"):
        places = form_of(attempt, kind, RIGHT[kind])["a"]
        assert re.findall(r'value="(\d+)" checked', again) == sorted(places)


def test_leafing_through_is_no_answer(page, paper, worker):
    attempt = begin(worker, paper, clock.now())
    for n, kind in enumerate(KINDS, 1):
        page.post(address(attempt, n), {"go": "next"})
        page.post(address(attempt, n), form_of(attempt, kind, RIGHT[kind]))
        page.post(address(attempt, n), form_of(attempt, kind, RIGHT[kind]) | {"go": "prev"})
    assert AnswerEvent.objects.count() == 7


def test_the_whole_paper_shows_every_answer(page, paper, worker):
    attempt = begin(worker, paper, clock.now())
    for n, kind in enumerate(KINDS, 1):
        page.post(address(attempt, n), form_of(attempt, kind, RIGHT[kind]))
    shown = text(page.get(address(attempt, "paper")))
    assert re.findall(r'inputmode="decimal"[^>]* value="([^"]*)"', shown) == [RIGHT["numeric"]]
    ticked = sum(len(RIGHT[kind]) if isinstance(RIGHT[kind], list) else 1 for kind in KINDS if kind != "numeric")
    assert len(re.findall(r" checked| selected", shown)) == ticked


@pytest.mark.parametrize("kind", KINDS)
def test_an_old_tab_takes_nothing_back(page, paper, worker, kind):
    """It still shows the question as it was before another tab answered it; going on from it changes nothing."""
    attempt = begin(worker, paper, clock.now())
    n, item = KINDS.index(kind) + 1, item_of(attempt, kind).pk
    for given in (WRONG[kind], RIGHT[kind]):
        was = re.search(r'name="was" value="([^"]*)"', text(page.get(address(attempt, n))))[1]
        shown = form_of(attempt, kind, answers_of(attempt).get(item)) if was else {}
        page.post(address(attempt, n), form_of(attempt, kind, given) | {"was": was})
        page.post(address(attempt, n), shown | {"was": was, "go": "next"})
        assert answers_of(attempt)[item] == given
    assert AnswerEvent.objects.count() == 2


@pytest.mark.parametrize(("go", "n", "to"), [("prev", 3, 2), ("next", 3, 4), ("map", 3, ""), ("5", 3, 5), ("99", 3, ""),
                                             ("next", 7, ""), ("prev", 1, ""), ("x", 3, "")])  # fmt: skip
def test_where_the_buttons_lead(page, paper, worker, go, n, to):
    attempt = begin(worker, paper, clock.now())
    assert page.post(address(attempt, n), {"go": go}).url == address(attempt, to)


def test_a_number_that_is_none_stays_in_its_field(page, paper, worker):
    attempt = begin(worker, paper, clock.now())
    shown = text(page.post(address(attempt, 7), {"a": "很高", "go": "next"}))
    assert "请填一个数" in shown
    assert 'value="很高"' in shown
    assert not AnswerEvent.objects.exists()


def test_two_steps_on_one_place_are_asked_again(page, paper, worker):
    attempt = begin(worker, paper, clock.now())
    assert "排在同一位" in text(page.post(address(attempt, 6), {"r1": "1", "r2": "1", "go": "next"}))


def test_unanswered_questions_are_counted_before_handing_in(page, paper, worker):
    attempt = begin(worker, paper, clock.now())
    page.post(address(attempt, 1), form_of(attempt, "single", ["b"]))
    shown = text(page.get(address(attempt)))
    assert "还有 6 题没答" in shown
    assert shown.count(" 没答</span>") == 6


def test_after_the_deadline_the_page_says_what_counts(page, paper, worker):
    attempt = begin(worker, paper, clock.now())
    page.post(address(attempt, 1), form_of(attempt, "single", ["b"]))
    shift(attempt, 50)
    assert page.get(address(attempt, 1)).url == address(attempt)
    shown = text(page.get(address(attempt)))
    assert "不能再答了" in shown
    late = page.post(address(attempt, 2), form_of(attempt, "multiple", ["a", "c"]), follow=True)
    assert "不算分" in text(late)
    assert AnswerEvent.objects.latest("pk").standing == "too_late"


def test_after_the_grace_it_is_collected_by_looking(page, paper, worker):
    attempt = begin(worker, paper, clock.now())
    shift(attempt, 76)
    assert page.get(address(attempt, 1)).url == address(attempt, "result")
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.EXPIRED


def test_reloading_shows_the_same_paper(page, paper, worker):
    attempt = begin(worker, paper, clock.now())

    def questions() -> str:
        shown = text(page.get(address(attempt, "paper")))
        return re.sub(r'(csrfmiddlewaretoken" value|data-token|data-now)="[^"]*"', "", shown)

    assert questions() == questions()
    assert questions().count("<article") == 7


def test_strangers_find_nothing(page, paper, worker, signed_in, handler, outsider, client):
    attempt = begin(worker, paper, clock.now())
    addresses = [address(attempt, part) for part in ("", 1, "paper", "result")]
    for person in (handler, outsider):
        assert {signed_in(person).get(one).status_code for one in addresses} == {404}
    assert {client.get(one).status_code for one in addresses} == {302}
    assert page.get(address(attempt, 8)).status_code == 404
    assert page.get(address(attempt, "0")).status_code == 404


def test_a_paper_of_others_cannot_be_begun(page, paper, other_company):
    paper.organisation = other_company
    paper.save()
    assert page.get("/exams/seven/start/").status_code == 404
    assert page.post("/exams/seven/start/").status_code == 404
    assert "seven" not in text(page.get("/exams/"))


def test_a_refusal_is_said_on_the_page(page, worker):
    seven_kinds(max_attempts=1)
    page.post("/exams/seven/start/")
    page.post(address(Attempt.objects.get()))
    assert "最多考 1 次" in text(page.post("/exams/seven/start/"))
    assert "次数用完了" in text(page.get("/exams/"))


def test_the_place_of_work_is_asked_where_there_are_two(page, paper, worker, post, other_project):
    post(worker, Role.WORKER, project=other_project)
    assert "记在哪个项目" in text(page.get("/exams/seven/start/"))
    page.post("/exams/seven/start/", {"project": other_project.pk})
    assert Attempt.objects.get().project == other_project


@pytest.mark.parametrize(("part", "most"), [("1/", 9), ("paper/", 9), ("", 9), ("result/", 17)])
def test_pages_ask_little_of_the_database(page, paper, worker, part, most, django_assert_max_num_queries):
    attempt = begin(worker, paper, clock.now())
    if part == "result/":
        page.post(address(attempt))
    page.get(address(attempt) + part)
    with django_assert_max_num_queries(most):
        assert page.get(address(attempt) + part).status_code == 200


def test_the_list_asks_as_much_for_ten_papers_as_for_one(page, worker, django_assert_max_num_queries):
    seven_kinds()
    page.get("/exams/")
    with CaptureQueriesContext(connection) as first:
        page.get("/exams/")
    for n in range(9):
        seven_kinds(code=f"paper-{n}")
    with django_assert_max_num_queries(len(first)):
        page.get("/exams/")
    assert len(first) <= 12


def test_a_clock_put_back_stops_nobody(monkeypatch, page, worker, paper):
    """What is typed counts, the paper ends when it would have, and nothing is taken twice."""
    attempt = begin(worker, paper, clock.now())
    earlier = attempt.started_at - datetime.timedelta(hours=2)
    monkeypatch.setattr("portal.clock.now", lambda: earlier)
    text(page.get(address(attempt, 1)))
    n = item_of(attempt, "single").position
    page.post(address(attempt, n), form_of(attempt, "single", RIGHT["single"]))
    assert AnswerEvent.objects.get().standing == "on_time"
    assert page.post(address(attempt)).status_code == 302
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.SUBMITTED
    assert "1 分钟" in text(page.get(address(attempt, "result")))
    assert Attempt.objects.count() == 1
