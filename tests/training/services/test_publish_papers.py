"""A blueprint becomes what is drawn, if the bank can fill it."""

from __future__ import annotations

import datetime

import pytest

from portal.services.refusal import Refused
from tests.training.factories import make_question
from training.models import Paper, Question
from training.services.papers import Terms, draft_paper, publish_paper, restore_paper, retire_paper

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
WAITING = Terms(allow_unreviewed=True)


@pytest.fixture
def paper():
    return Paper.objects.create(code="company", title="公司级考试", level="company")


def publish(paper, *quotas, terms=WAITING):
    return publish_paper(paper=paper, quotas=list(quotas), terms=terms, by=None, now=NOW)


def test_a_paper_the_bank_can_fill_is_published(paper):
    for number in range(4):
        make_question(f"q.{number}")
    version = publish(paper, {"count": 4, "groups": ["脚手架"], "points": []})
    paper.refresh_from_db()
    assert (paper.current, version.number) == (version, 1)
    assert version.quotas == [{"count": 4, "groups": ["脚手架"]}]
    assert list(Paper.objects.offered()) == [paper]


def test_publishing_the_same_again_makes_no_version_and_a_change_makes_the_next(paper):
    make_question("q.1")
    first = publish(paper, {"count": 1})
    assert publish(paper, {"count": 1}) == first
    second = publish(paper, {"count": 1}, terms=Terms(allow_unreviewed=True, pass_mark=90))
    assert (second.number, second.pass_mark, first.pass_mark) == (2, 90, 80)


def test_a_thin_bank_is_refused_with_the_gap_of_each_row(paper):
    make_question("q.1")
    make_question("q.2")
    make_question("m.1", "multiple")
    with pytest.raises(Refused) as caught:
        publish(paper, {"count": 4, "groups": ["脚手架"], "kinds": ["single"]}, {"count": 2, "kinds": ["multiple"]})
    assert "‘脚手架’单选需 4 题，可用 2 题，差 2 题；多选需 2 题，可用 1 题，差 1 题" in caught.value.message
    assert not paper.versions.exists()


def test_rows_that_want_the_same_questions_are_named_together(paper):
    for number in range(3):
        make_question(f"q.{number}")
    with pytest.raises(Refused, match="合起来需 4 题，可用 3 题，差 1 题"):
        publish(paper, {"count": 2, "groups": ["脚手架"]}, {"count": 2, "kinds": ["single"]})


def test_every_trade_of_a_crew_needs_its_questions(paper, crew):
    crew.trade = "架子工"
    crew.save()
    for number in range(6):
        make_question(f"q.{number}")
    make_question("rig.1", trades=["架子工"])
    make_question("tie.1", trades=["钢筋工"])
    with pytest.raises(Refused) as caught:
        publish(paper, {"count": 3, "trades": "own"}, {"count": 1})
    assert caught.value.message == "题库不够，还不能发布。架子工：本工种题需 3 题，可用 1 题，差 2 题"
    assert publish(paper, {"count": 1, "trades": "own"}, {"count": 3})


def test_unreviewed_questions_do_not_count_unless_allowed(paper):
    make_question("q.1")
    with pytest.raises(Refused, match="可用 0 题"):
        publish(paper, {"count": 1}, terms=Terms())
    Question.objects.update(state="reviewed")
    assert publish(paper, {"count": 1}, terms=Terms())


@pytest.mark.parametrize(
    ("quotas", "terms", "field"),
    [
        ([], WAITING, "quotas"),
        ([{"count": 0}], WAITING, "quotas"),
        ([{"count": 1}], Terms(minutes=0), "minutes"),
        ([{"count": 1}], Terms(pass_mark=101), "pass_mark"),
        ([{"count": 1}], Terms(grace_minutes=2000), "grace_minutes"),
    ],
)
def test_what_is_not_well_formed_is_refused_at_its_field(paper, quotas, terms, field):
    make_question("q.1")
    with pytest.raises(Refused) as caught:
        publish(paper, *quotas, terms=terms)
    assert caught.value.field == field


def test_a_retired_paper_is_not_offered_until_it_is_restored(paper):
    make_question("q.1")
    publish(paper, {"count": 1})
    retire_paper(paper=paper, now=NOW)
    assert not Paper.objects.offered().exists()
    restore_paper(paper=paper)
    assert Paper.objects.offered().exists()


def test_a_draft_is_kept_until_it_is_published_and_draws_nothing(paper):
    draft_paper(paper=paper, quotas=[{"count": 3, "points": []}], terms=WAITING)
    paper.refresh_from_db()
    assert paper.draft["quotas"] == [{"count": 3}]
    assert Terms(**paper.draft["terms"]) == WAITING
    assert not Paper.objects.offered().exists()
    make_question("q.1")
    publish(paper, {"count": 1})
    paper.refresh_from_db()
    assert paper.draft is None
    with pytest.raises(Refused):
        draft_paper(paper=paper, quotas=[{"count": 0}], terms=WAITING)
