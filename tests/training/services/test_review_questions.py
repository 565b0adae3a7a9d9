"""Named people stand for questions, and look again when the law moves."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission

from knowledge.models import Citation, PartialRepeal
from portal.services.generation import bump_generation
from portal.services.refusal import Refused
from tests.knowledge.factories import articles_of, make_regulation, make_version
from tests.training.factories import make_question
from training.models import Question, QuestionReview
from training.services.bank import link_bases, revise_question, wording_of
from training.services.drawing import candidates
from training.services.reviews import follow_law, mark_recheck, recheck_for_changes, review_question

pytestmark = pytest.mark.django_db

D = datetime.date
NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
TODAY, NEXT_YEAR = D(2026, 11, 20), D(2027, 11, 20)


@pytest.fixture
def law():
    return make_version(make_regulation(), D(2010, 1, 1), {"1": "先验收，后使用。", "2": "拆除要报告。"})


@pytest.fixture
def question(law):
    one = make_question("scaffold.check.1", basis="脚手架测试条例第一条")
    link_bases(versions=[one.current])
    return one


@pytest.fixture
def expert(make_person):
    person = make_person("专家", username="expert")
    person.user_permissions.add(Permission.objects.get(codename="review_question"))
    return person


def review(question, by, accepted=True, until=NEXT_YEAR, note="", now=NOW):
    return review_question(version=question.current, by=by, accepted=accepted, until=until, note=note, now=now)


def drawable(on=TODAY, unreviewed=False):
    return len(candidates(allow_unreviewed=unreviewed, today=on))


YESTERDAY = D(2026, 11, 19)


def amend(law, on=YESTERDAY, text="签字验收，后使用。", **more):
    return make_version(law.regulation, on, {"1": text, "2": "拆除要报告。"}, articles_of(law), **more)


def test_an_accepted_question_is_drawn_until_the_day_the_reviewer_named(question, expert):
    assert drawable() == 0
    review(question, expert)
    question.refresh_from_db()
    assert (question.state, question.reviewed_by, question.reviewed_on) == ("reviewed", expert, TODAY)
    assert (drawable(), drawable(NEXT_YEAR), drawable(NEXT_YEAR + datetime.timedelta(days=1))) == (1, 1, 0)


def test_a_rejected_question_is_not_drawn_at_all(question, expert):
    review(question, expert, accepted=False, note="答案不对")
    question.refresh_from_db()
    assert (question.state, question.recheck) == ("waiting", "复核没有通过：答案不对")
    assert drawable(unreviewed=True) == 0


def test_only_a_named_person_with_the_permission_reviews_and_never_the_writer(question, expert, handler):
    with pytest.raises(Refused, match="复核权限"):
        review(question, handler)
    revise_question(question=question, wording=replace(wording_of(question.current), stem="改"), by=expert, now=NOW)
    question.refresh_from_db()
    with pytest.raises(Refused, match="请别人复核"):
        review(question, expert)
    assert not QuestionReview.objects.exists()


def test_an_old_version_is_not_reviewed(question, expert, handler):
    old = question.current
    revise_question(question=question, wording=replace(wording_of(old), stem="改"), by=handler, now=NOW)
    with pytest.raises(Refused, match="新版本"):
        review_question(version=old, by=expert, accepted=True, until=NEXT_YEAR, note="", now=NOW)


@pytest.mark.parametrize(
    ("accepted", "until", "field"), [(True, None, "until"), (True, TODAY, "until"), (False, None, "note")]
)
def test_a_review_says_until_when_or_why_not(question, expert, accepted, until, field):
    with pytest.raises(Refused) as caught:
        review(question, expert, accepted=accepted, until=until)
    assert caught.value.field == field


def test_a_changed_article_takes_its_questions_out_the_same_day(question, law, expert):
    other = make_question("other.1", basis="脚手架测试条例第二条")
    link_bases(versions=[other.current])
    review(question, expert, now=NOW - datetime.timedelta(days=5))
    review(other, expert, now=NOW - datetime.timedelta(days=5))
    assert recheck_for_changes(today=TODAY) == []
    amend(law)
    assert recheck_for_changes(today=TODAY) == [question]
    question.refresh_from_db()
    assert question.recheck == "依据变了：脚手架测试条例第一条，2026-11-19起条文有改动"
    assert (drawable(), drawable(unreviewed=True)) == (1, 1)
    assert recheck_for_changes(today=TODAY) == []


def test_a_second_look_puts_it_back_for_good(question, law, expert):
    amend(law, on=D(2027, 3, 1), published_on=D(2026, 11, 10))
    assert recheck_for_changes(today=TODAY) == [question]
    review(question, expert)
    assert drawable() == 1
    assert recheck_for_changes(today=TODAY) == []
    assert recheck_for_changes(today=D(2027, 4, 1)) == []
    assert drawable(D(2027, 4, 1)) == 1


def test_a_new_version_alone_does_not_put_it_back(question, law, handler):
    amend(law)
    recheck_for_changes(today=TODAY)
    revise_question(question=question, wording=replace(wording_of(question.current), stem="改"), by=handler, now=NOW)
    assert drawable(unreviewed=True) == 0


def test_a_draft_of_a_law_changes_nothing(question, law):
    amend(law, live=False)
    assert recheck_for_changes(today=TODAY) == []


def test_a_partial_repeal_counts(question, law):
    PartialRepeal.objects.create(article=articles_of(law)["1"], paragraph=1, ended_on=D(2026, 11, 15))
    assert recheck_for_changes(today=TODAY) == [question]


def test_a_law_without_its_articles_counts_when_it_gets_a_new_version():
    regulation = make_regulation("kong", "空白测试条例")
    make_version(regulation, D(2010, 1, 1))
    one = make_question("empty.1", basis="空白测试条例第三条")
    link_bases(versions=[one.current])
    assert recheck_for_changes(today=TODAY) == []
    make_version(regulation, D(2026, 11, 18))
    assert recheck_for_changes(today=TODAY) == [one]


def test_an_editor_may_ask_for_a_second_look(question):
    with pytest.raises(Refused):
        mark_recheck(question=question, reason=" ")
    mark_recheck(question=question, reason="通过率太低，像是答案有误")
    assert not Question.objects.usable().exists()


def test_the_sweep_reads_all_law_in_a_few_queries(law, django_assert_max_num_queries):
    made = [make_question(f"q.{n}", basis="脚手架测试条例第一条") for n in range(12)]
    link_bases(versions=[one.current for one in made])
    amend(law)
    with django_assert_max_num_queries(14):
        assert len(recheck_for_changes(today=TODAY)) == 12


def test_the_sweep_runs_after_each_publication_and_once_a_day(question, law, django_assert_max_num_queries):
    follow_law(today=TODAY)
    with django_assert_max_num_queries(3):
        assert follow_law(today=TODAY) == []
    amend(law)
    bump_generation()
    assert follow_law(today=TODAY) == [question]
    with django_assert_max_num_queries(3):
        follow_law(today=TODAY)
    follow_law(today=NEXT_YEAR)


def test_a_basis_is_tied_once_its_law_is_in_the_library():
    one = make_question("later.1", basis="后来测试条例第一条")
    link_bases(versions=[one.current])
    assert not Citation.objects.resolved().exists()
    make_version(make_regulation("houlai", "后来测试条例"), D(2010, 1, 1), {"1": "先验收。"})
    bump_generation()
    assert follow_law(today=TODAY) == []
    assert Citation.objects.resolved().get().source == one.current
