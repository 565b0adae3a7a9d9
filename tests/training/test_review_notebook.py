"""The notebook in the browser's plain forms: what is due, an answer, the verdict."""

from __future__ import annotations

import re

import pytest

from portal import clock
from tests.training.factories import SHAPES, make_paper, make_point, make_question
from tests.training.papers import RIGHT, WRONG, answer_all, begin, seven_kinds
from tests.training.services.test_notebook import places
from training.models import Attempt, NotebookCard, PracticeAnswer
from training.services.attempts import submit_attempt
from training.services.notebook import note_wrong

pytestmark = pytest.mark.django_db

BOOK, TODAY = "/learn/notebook/", "/learn/notebook/today/"


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(card|version|number)" value="([^"]+)"', page))


def fill(card: NotebookCard, given) -> dict[str, object]:
    kind, shown = card.question.current.kind, places(card, given)
    if kind == "numeric":
        return {"a": given}
    return {f"r{place}": rank for rank, place in enumerate(shown, 1)} if kind == "ordering" else {"a": shown}


@pytest.fixture
def cards(worker):
    """One question of each kind, wrong a while ago."""
    make_point()
    questions = [make_question(kind, kind, explanation="解析哨兵", basis="依据哨兵") for kind in SHAPES]
    note_wrong(person=worker, questions=[q.pk for q in questions], now=clock.now())
    NotebookCard.objects.update(due_at=clock.now())
    return list(NotebookCard.objects.order_by("pk").select_related("question__current"))


def test_three_a_day_then_as_many_as_one_likes(signed_in, worker, cards):
    page = signed_in(worker)
    assert "今天复习 3 题" in text(page.get(BOOK))
    for n in range(3):
        shown = text(page.get(TODAY))
        assert "解析哨兵" not in shown
        assert "依据哨兵" not in shown
        reply = page.post(TODAY, hidden(shown) | fill(cards[n], RIGHT[cards[n].question.code]), follow=True)
        assert "解析哨兵" in text(reply)
    assert "今天的复习完了" in text(page.get(BOOK))
    assert "多练一题" in text(page.get(TODAY))


@pytest.mark.parametrize("given", [RIGHT, WRONG], ids=["right", "wrong"])
def test_every_kind_is_asked_and_told(signed_in, worker, cards, given):
    page = signed_in(worker)
    for card in cards:
        shown = text(page.get(TODAY))
        assert f'name="card" value="{card.pk}"' in shown
        reply = page.post(TODAY, hidden(shown) | fill(card, given[card.question.code]), follow=True)
        assert ("答对了" if given is RIGHT else "答错了") in text(reply)
    assert page.get(TODAY).url == BOOK
    assert set(NotebookCard.objects.values_list("streak", flat=True)) == {1 if given is RIGHT else 0}


def test_an_empty_answer_is_told_beside_the_question_and_nothing_moves(signed_in, worker, cards):
    page = signed_in(worker)
    shown = text(page.get(TODAY))
    again = text(page.post(TODAY, hidden(shown)))
    assert "先选一个答案" in again
    assert hidden(again)["card"] == hidden(shown)["card"]
    assert not PracticeAnswer.objects.exists()


@pytest.mark.parametrize(
    "change", [{"card": "x"}, {"card": ""}, {"card": "99999999"}, {"number": "x"}, {"version": "1e3"}]
)
def test_odd_fields_get_a_word(signed_in, worker, cards, change):
    page = signed_in(worker)
    reply = page.post(TODAY, hidden(text(page.get(TODAY))) | {"a": "1"} | change)
    assert 'role="alert"' in text(reply)
    assert not PracticeAnswer.objects.exists()


def test_a_number_that_is_none_stays_in_its_field(signed_in, worker, cards):
    NotebookCard.objects.exclude(question__code="numeric").delete()
    page = signed_in(worker)
    again = text(page.post(TODAY, hidden(text(page.get(TODAY))) | {"a": "一米多"}))
    assert 'value="一米多"' in again
    assert "请填一个数" in again


def test_the_verdict_is_for_its_owner_and_hidden_while_the_question_is_on_an_open_paper(
    signed_in, worker, handler, cards
):
    page = signed_in(worker)
    shown = text(page.get(TODAY))
    address = page.post(TODAY, hidden(shown) | fill(cards[0], RIGHT["single"])).url
    assert "解析哨兵" in text(page.get(address))
    assert signed_in(handler).get(address).status_code == 404
    begin(worker, make_paper([{"count": 1, "kinds": ["single"]}]).paper, clock.now())
    assert page.get(address).url == BOOK
    assert "single 怎么做" not in text(page.get(BOOK))


def test_from_an_exam_to_the_duties_page(signed_in, worker):
    attempt = begin(worker, seven_kinds(), clock.now())
    answer_all(attempt, {"single": WRONG["single"]}, 0)
    submit_attempt(attempt=attempt, by=worker, now=clock.now())
    page = signed_in(worker)
    assert "1 题在学，今天没有到期的" in text(page.get("/learn/"))
    assert BOOK in text(page.get(f"/exams/a/{attempt.code}/result/"))
    NotebookCard.objects.update(due_at=clock.now())
    assert "今天复习 1 题" in text(page.get("/learn/"))
    assert Attempt.objects.count() == 1


def test_it_asks_the_database_little(signed_in, worker, cards, django_assert_max_num_queries):
    page = signed_in(worker)
    for address, most in ((BOOK, 8), (TODAY, 10)):
        with django_assert_max_num_queries(most):
            shown = text(page.get(address))
    address = page.post(TODAY, hidden(shown) | fill(cards[0], WRONG["single"])).url
    with django_assert_max_num_queries(17):
        page.get(address)


def test_strangers_sign_in_first(client):
    assert client.get(BOOK).status_code == 302
