"""Questions are written, revised into new versions, moved and retired."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from knowledge.models import Citation
from portal.services.refusal import Refused
from tests.knowledge.factories import articles_of, make_regulation, make_version
from tests.training.factories import SHAPES, make_point
from training.models import Question
from training.rules.questions import Wording
from training.services.bank import (
    Sorting,
    add_question,
    restore_question,
    retire_question,
    revise_question,
    sort_question,
    wording_of,
)

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
D = datetime.date
BODY, KEY = SHAPES["single"]
WORDING = Wording("single", "上架前先做什么？", KEY, "先验收。", "脚手架测试条例第一条", BODY)


@pytest.fixture
def sorting():
    return Sorting(make_point(), ("project",), ("架子工",), True)


@pytest.fixture
def question(sorting):
    return add_question(code="scaffold.check.1", wording=WORDING, sorting=sorting, by=None, now=NOW)


def test_a_new_question_waits_for_an_expert_and_is_tied_to_its_article(sorting, handler):
    law = make_version(make_regulation(), D(2010, 1, 1), {"1": "先验收，后使用。"})
    one = add_question(code="scaffold.check.1", wording=WORDING, sorting=sorting, by=handler, now=NOW)
    version = one.current
    assert (one.state, one.levels, one.trades, one.red_line) == ("waiting", ["project"], ["架子工"], True)
    assert (version.number, version.written_on, version.written_by) == (1, D(2026, 11, 20), handler)
    cited = Citation.objects.get(object_id=version.pk, kind="basis")
    assert (cited.source, cited.article, cited.on) == (version, articles_of(law)["1"], D(2026, 11, 20))


def test_a_revision_is_a_new_version_and_the_old_one_stays(question, handler):
    Question.objects.update(state="reviewed", reviewed_by=handler, reviewed_on=D(2026, 1, 1), reviewed_until=None)
    old = question.current
    new = revise_question(question=question, wording=replace(WORDING, stem="上架前要做什么？"), by=handler, now=NOW)
    question.refresh_from_db()
    assert (new.number, question.current, question.state, question.reviewed_by) == (2, new, "waiting", None)
    old.refresh_from_db()
    assert old.stem == "上架前先做什么？"
    with pytest.raises(ValidationError):
        old.save()


def test_identical_content_makes_no_version_and_keeps_the_review(question, handler):
    Question.objects.update(state="reviewed", reviewed_by=handler)
    same = revise_question(question=question, wording=replace(WORDING, stem=" 上架前先做什么？\n"), by=handler, now=NOW)
    question.refresh_from_db()
    assert (same, question.state) == (question.current, "reviewed")
    assert wording_of(same) == WORDING


@pytest.mark.parametrize(
    ("change", "field"),
    [({"stem": ""}, "stem"), ({"key": ["z"]}, "key"), ({"kind": "essay"}, "kind"), ({"basis": ""}, "basis")],
)
def test_what_is_not_well_formed_is_refused_at_its_field(question, sorting, change, field):
    for attempt in (
        lambda: add_question(code="x.1", wording=replace(WORDING, **change), sorting=sorting, by=None, now=NOW),
        lambda: revise_question(question=question, wording=replace(WORDING, **change), by=None, now=NOW),
    ):
        with pytest.raises(Refused) as caught:
            attempt()
        assert caught.value.field == field
    assert Question.objects.count() == 1


def test_a_code_is_used_once(question, sorting):
    with pytest.raises(Refused, match="已经用过") as caught:
        add_question(code="scaffold.check.1", wording=WORDING, sorting=sorting, by=None, now=NOW)
    assert caught.value.field == "code"


def test_moving_a_question_makes_no_version(question, handler):
    elsewhere = Sorting(make_point("height.anchor", "高挂低用", "高处作业"), (), (), False)
    sort_question(question=question, sorting=elsewhere, by=handler)
    question.refresh_from_db()
    assert (Sorting.of(question), question.versions.count()) == (elsewhere, 1)
    for wrong in (replace(elsewhere, levels=("moon",)), replace(elsewhere, trades=(" ",))):
        with pytest.raises(Refused):
            sort_question(question=question, sorting=wrong, by=handler)


def test_what_a_person_touches_is_no_longer_the_shipped_one(question, sorting, handler):
    touches = (
        lambda: revise_question(question=question, wording=replace(WORDING, stem="改了"), by=handler, now=NOW),
        lambda: sort_question(question=question, sorting=replace(sorting, red_line=False), by=handler),
        lambda: retire_question(question=question, by=handler, now=NOW),
        lambda: restore_question(question=question, by=handler),
    )
    for touch in touches:
        Question.objects.update(content_sha="x")
        touch()
        question.refresh_from_db()
        assert question.content_sha == ""


def test_a_retired_question_is_not_usable_until_it_is_restored(question, handler):
    retire_question(question=question, by=handler, now=NOW)
    assert not Question.objects.usable().exists()
    restore_question(question=question, by=handler)
    assert Question.objects.usable().exists()
