"""Published precedents in lessons and beside verdicts: there once published, gone at once when withdrawn."""

from __future__ import annotations

import datetime
import io

import pytest
from openpyxl import load_workbook
from wagtail.blocks import StructBlockValidationError

from cases.models import Precedent
from portal import clock
from tests.cases.life import editor, publish, withdraw
from tests.knowledge.factories import make_regulation, make_version
from tests.training.factories import make_paper, make_question
from tests.training.papers import begin
from training.blocks import CaseBlock
from training.models import LessonPage, Question
from training.services.attempts import submit_attempt
from training.services.bank import link_bases
from training.services.bank_sheet import export_questions, import_questions

pytestmark = pytest.mark.django_db
D = datetime.date
ONE, TWO = "脚手架条例第一条", "脚手架条例第二条"
OWN = {"title": "典型情形", "what": "摔下来了。", "why": "没挂。", "lesson": "先挂好。"}


@pytest.fixture
def law() -> None:
    make_version(make_regulation("jsj", "脚手架条例"), D(2010, 1, 1), {"1": "先挂好。", "2": "先验收。"})


@pytest.fixture
def result(law, signed_in, worker):
    """The feedback on a paper of one question that rests on 第一条."""
    question = make_question("one", basis=ONE)
    link_bases(versions=[question.current])
    attempt = begin(worker, make_paper([{"count": 1}]).paper, clock.now())
    submit_attempt(attempt=attempt, by=worker, now=clock.now())
    client = signed_in(worker)
    return lambda: client.get(f"/exams/a/{attempt.code}/result/").content.decode()


def with_case(page: LessonPage, **value: str) -> str:
    """The lesson with another block of a case; its address."""
    page.body.append(("case", dict.fromkeys(OWN, "") | {"precedent": ""} | value))
    page.save_revision().publish()
    return page.get_url()


# lessons


def test_a_lesson_tells_a_precedent_until_it_is_withdrawn(client, law, lessons):
    row = publish("fall", ONE, title="工人从临边坠落", lesson_worker="上架先挂好")
    address = with_case(lessons["height"], precedent="fall")
    page = client.get(address).content.decode()
    for words in ("工人从临边坠落", row.summary, row.facts, "上架先挂好", "/precedents/fall/"):
        assert words in page
    assert 'id="case-2"' in page
    withdraw(row)
    page = client.get(address).content.decode()
    assert "工人从临边坠落" not in page
    assert 'id="case-2"' not in page
    assert "典型情形" in page


def test_own_words_stay_when_the_precedent_beside_them_goes(client, law, lessons):
    row = publish("fall", ONE, title="工人从临边坠落")
    address = with_case(lessons["height"], **OWN | {"title": "自己写的"}, precedent="fall")
    assert "工人从临边坠落" in client.get(address).content.decode()
    withdraw(row)
    page = client.get(address).content.decode()
    assert "自己写的" in page
    assert "工人从临边坠落" not in page


def test_a_sample_says_so_and_no_revision_holds_its_words(client, law, lessons, settings):
    publish("fall", ONE, title="工人从临边坠落")
    Precedent.objects.update(is_sample=True)
    address = with_case(lessons["height"], precedent="fall")
    assert "虚构示例" in client.get(address, {"x": 1}).content.decode()
    assert "工人从临边坠落" not in str(lessons["height"].latest_revision.content)
    settings.SHOW_SAMPLE_PRECEDENTS = False
    assert "工人从临边坠落" not in client.get(address, {"x": 2}).content.decode()


def test_a_lesson_with_precedents_asks_little(client, law, lessons, django_assert_max_num_queries):
    publish("fall", ONE)
    publish("fall2", ONE)
    with_case(lessons["height"], precedent="fall")
    address = with_case(lessons["height"], precedent="fall2")
    client.get(address)
    with django_assert_max_num_queries(17):
        client.get(address, {"x": 1})


@pytest.mark.covers("T-02")
@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ({"precedent": "fall"}, set()),
        (OWN, set()),
        (OWN | {"precedent": "fall"}, set()),
        ({}, {"title", "what", "why", "lesson"}),
        ({"precedent": "fall", "title": "只有标题"}, {"what", "why", "lesson"}),
        ({"precedent": "nobody"}, {"precedent"}),
        (OWN | {"precedent": "draft"}, {"precedent"}),
    ],
)
def test_a_case_is_told_in_own_words_or_by_a_published_precedent(law, value, wrong):
    publish("fall", ONE)
    Precedent.objects.filter(pk=publish("draft", ONE).pk).update(state="draft")
    block = CaseBlock()
    given = block.to_python(dict.fromkeys(OWN, "") | {"precedent": ""} | value)
    if not wrong:
        block.clean(given)
        return
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(given)
    assert set(caught.value.block_errors) == wrong


# verdicts


def test_the_linked_case_is_told_until_it_is_withdrawn_then_the_nearest(result):
    linked, near = publish("linked", TWO, title="编辑选的案例"), publish("near", ONE, title="同一条文的案例")
    Question.objects.update(case="linked")
    page = result()
    assert "编辑选的案例" in page
    assert "同一条文的案例" not in page
    withdraw(linked)
    page = result()
    assert "同一条文的案例" in page
    assert "编辑选的案例" not in page
    withdraw(near)
    assert "/precedents/" not in result().replace('href="/precedents/"', "")


def test_without_a_link_a_real_case_goes_before_a_sample_which_says_so(result):
    Precedent.objects.filter(pk=publish("made-up", ONE, title="编出来的", kind="violated").pk).update(is_sample=True)
    page = result()
    assert "编出来的" in page
    assert "虚构示例" in page
    publish("real", ONE, title="真的那个", kind="mention")
    page = result()
    assert "真的那个" in page
    assert "编出来的" not in page
    assert "虚构示例" not in page


def test_a_case_about_another_article_is_not_told(result):
    publish("other", TWO, title="别的条文")
    assert "别的条文" not in result()


# linking


def test_the_sheet_carries_the_case_both_ways(law):
    publish("fall", ONE)
    row = make_question("one", basis=ONE, case="fall")
    by, now = editor("writer"), clock.now()
    data = export_questions(questions=[row])
    assert import_questions(data=data, csv_file=False, by=by, now=now, dry=False).counts == {"不变": 1}

    def changed(code: str) -> bytes:
        book = load_workbook(io.BytesIO(data))
        place = [cell.value for cell in book["题库"][1]].index("案例") + 1
        book["题库"].cell(2, place).value = code
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()

    outcome = import_questions(data=changed("nobody"), csv_file=False, by=by, now=now, dry=False)
    assert [(one.column, one.message) for one in outcome.troubles] == [("案例", "没有代号是“nobody”的已发布案例")]
    outcome = import_questions(data=changed(""), csv_file=False, by=by, now=now, dry=False)
    assert outcome.counts == {"改归类": 1}
    row.refresh_from_db()
    assert row.case == ""
    assert row.versions.count() == 1


def test_a_link_to_a_withdrawn_one_may_stay_in_the_sheet(law):
    fall = publish("fall", ONE)
    row = make_question("one", basis=ONE, case="fall")
    withdraw(fall)
    data = export_questions(questions=[row])
    outcome = import_questions(data=data, csv_file=False, by=editor("writer"), now=clock.now(), dry=False)
    assert not outcome.troubles
