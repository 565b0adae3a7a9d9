"""E5: the feedback card: wrong ones first, why, the law on the day of the exam, a case, the lesson, the notebook."""

from __future__ import annotations

import datetime
import re
import uuid
from urllib.parse import urlsplit

import pytest

from portal import clock
from tests.knowledge.factories import articles_of, make_regulation, make_version
from tests.training.factories import make_paper, make_point, make_question
from tests.training.papers import RIGHT, WRONG, answer_all, begin, seven_kinds
from training.models import Attempt, NotebookCard, Question
from training.services.answers import Incoming, save_answers
from training.services.attempts import submit_attempt
from training.services.bank import link_bases

pytestmark = pytest.mark.django_db


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def hand_in(worker, paper, answers):
    attempt = begin(worker, paper, clock.now())
    answer_all(attempt, answers, 0)
    submit_attempt(attempt=attempt, by=worker, now=clock.now())
    return attempt, f"/exams/a/{attempt.code}/result/"


def test_wrong_ones_stand_first_with_what_was_picked_and_what_was_right(signed_in, worker):
    _, address = hand_in(worker, seven_kinds(), RIGHT | {"numeric": "9", "multiple": ["a"]})
    context = signed_in(worker).get(address).context
    assert [card.marked.asked.kind for card in context["wrong"]] == ["multiple", "numeric"]
    assert len(context["right"]) == 5
    multiple, numeric = (card.marked for card in context["wrong"])
    assert (numeric.answer, numeric.right) == ("9 米", "1.5 米")
    assert [
        (o.choice.text, o.choice.chosen, o.right) for o in sorted(multiple.options, key=lambda o: o.choice.text)
    ] == [
        ("做法a", True, True),
        ("做法c", False, True),
    ]
    page = text(signed_in(worker).get(address))
    assert page.index("答错的 2 题") < page.index("答对的 5 题")
    assert re.search("解析哨兵numeric", page)


def test_every_kind_is_told_in_words(signed_in, worker):
    _, address = hand_in(worker, seven_kinds(), WRONG)
    marked = {card.marked.asked.kind: card.marked for card in signed_in(worker).get(address).context["wrong"]}
    assert set(marked) == set(WRONG)
    assert marked["ordering"].right == "第c步 → 第a步 → 第b步"
    assert marked["true_false"].right == "✗ 错"
    assert marked["true_false"].truth == "你答“对”——答错了；该答“错”。"
    assert "你答“对”——答错了；该答“错”。" in text(signed_in(worker).get(address))
    assert {option.choice.text for option in marked["hazard"].options if option.right} == {"第1处", "第4处"}


def test_the_case_and_the_lesson_of_the_same_point(signed_in, worker, lessons):
    make_question("other", point=make_point("none.none", "别的", "别的"))
    paper = make_paper([{"count": 1, "points": ["scaffold.check"]}, {"count": 1, "points": ["none.none"]}]).paper
    Question.objects.filter(code="q.1").update(in_practice=False)
    Question.objects.filter(code__in=["q.2", "q.3", "q.4"]).update(in_practice=True)
    attempt = begin(worker, paper, clock.now())
    submit_attempt(attempt=attempt, by=worker, now=clock.now())
    page = text(signed_in(worker).get(f"/exams/a/{attempt.code}/result/"))
    assert page.count("典型情形") == 1
    lesson = re.search(r'href="([^"]*/height/)#case-1"', page)
    assert lesson
    assert 'id="case-1"' in text(signed_in(worker).get(urlsplit(lesson[1]).path))
    assert "把这一课再学一遍：高处作业" in page


def test_the_law_is_that_of_the_day_of_the_exam(signed_in, worker):
    """The article changed after the exam: the chip leads to the words of that day, and says that they changed."""
    old = make_version(make_regulation(), datetime.date(2010, 1, 1), {"1": "先验收，后使用。"})
    make_point()
    question = make_question("law", basis="脚手架测试条例第一条", written_on=datetime.date(2020, 1, 1))
    link_bases(versions=[question.current])
    attempt, address = hand_in(worker, make_paper([{"count": 1}]).paper, {})
    day = clock.today() - datetime.timedelta(days=30)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=attempt.started_at - datetime.timedelta(days=30))
    later = clock.today() - datetime.timedelta(days=10)
    make_version(old.regulation, later, {"1": "签字验收，后使用。"}, articles_of(old))
    chips = signed_in(worker).get(address).context["wrong"][0].marked.chips
    assert [(f"?on={day}" in chip.url, chip.changed) for chip in chips] == [(True, True)]


def test_what_is_on_another_open_paper_is_withheld(signed_in, worker):
    _, address = hand_in(worker, seven_kinds(), WRONG)
    other = begin(worker, make_paper([{"count": 1, "kinds": ["single"]}]).paper, clock.now())
    page = text(signed_in(worker).get(address))
    assert "解析哨兵single" not in page
    assert "解析哨兵multiple" in page
    assert "还有 1 题你正在另一张卷上考" in page
    submit_attempt(attempt=other, by=worker, now=clock.now())
    assert "解析哨兵single" in text(signed_in(worker).get(address))


def test_blank_ones_are_told_and_do_not_fill_the_notebook(signed_in, worker):
    _, address = hand_in(worker, seven_kinds(), {})
    assert text(signed_in(worker).get(address)).count("没有作答") >= 5
    assert not NotebookCard.objects.exists()


def test_thirty_questions_ask_the_database_little(signed_in, worker, catalogue, lessons, django_assert_max_num_queries):
    asked = [make_question(f"t-{n}", "true_false", point=make_point(f"p.{n % 6}", f"点{n % 6}")) for n in range(30)]
    link_bases(versions=[question.current for question in asked])
    attempt = begin(worker, make_paper([{"count": 30, "kinds": ["true_false"]}]).paper, clock.now())
    batch = [Incoming(uuid.uuid4(), item.pk, item.position > 20) for item in attempt.items.all()]
    save_answers(attempt=attempt, batch=batch, now=clock.now())
    submit_attempt(attempt=attempt, by=worker, now=clock.now())
    client = signed_in(worker)
    with django_assert_max_num_queries(17):
        page = text(client.get(f"/exams/a/{attempt.code}/result/"))
    assert len(re.findall('class="chip[ "]', page)) == 30
    assert "答错的 10 题" in page
