"""Statement 5: every feedback card has an article that was valid on the day of the attempt; when the law changes, the
questions that rest on it are listed for review the same day and not drawn until somebody has approved them again.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType

from knowledge.models import ArticleText, Citation, RegulationVersion
from knowledge.rules.validity import in_force
from portal.clock import SHANGHAI
from portal.models import Person
from portal.services.generation import bump_generation
from portal.services.groups import ensure_groups
from tests.knowledge.factories import articles_of, make_regulation, make_version
from tests.training.factories import SHAPES, make_paper, make_question
from training.models import Attempt, Paper, Question, QuestionVersion
from training.services.attempts import start_attempt, submit_attempt
from training.services.bank import link_bases, revise_question, wording_of
from training.services.drawing import candidates
from training.services.reviews import follow_law, review_question

pytestmark = pytest.mark.django_db
D = datetime.date
NOW = datetime.datetime(2026, 11, 27, 9, tzinfo=SHANGHAI)
TODAY, LATER = NOW.date(), D(2027, 11, 27)


def stands(article: int, on: datetime.date) -> bool:
    """Whether the article had a published text in the version that was in force."""
    texts = ArticleText.objects.published().filter(article=article).values_list("version", flat=True)
    regulation = ArticleText.objects.filter(article=article).values("version__regulation")
    versions = RegulationVersion.objects.published().filter(regulation__in=regulation)
    current = in_force([version.span() for version in versions], on)
    return current is not None and current.id in set(texts)


def cards_of(client: Any, attempt: Attempt) -> list[Any]:
    """What the page of the result says of every question."""
    page = client.get(f"/exams/a/{attempt.code}/result/").context
    return [card.marked for card in [*page["wrong"], *page["right"]]]


def test_every_shipped_question_rests_on_an_article_of_the_catalogue_and_every_card_shows_it(
    shipped, worker, signed_in
):
    kind = ContentType.objects.get_for_model(QuestionVersion)
    current = dict(Question.objects.filter(retired_at__isnull=True).values_list("current", "code"))
    rows = Citation.objects.resolved().filter(content_type=kind, object_id__in=current)
    articles: dict[int, set[int]] = {}
    for version, article in rows.values_list("object_id", "article"):
        articles.setdefault(version, set()).add(article)
    assert len(current) >= 200
    assert sorted(code for pk, code in current.items() if pk not in articles) == []
    standing = {article: stands(article, TODAY) for found in articles.values() for article in found}
    without = [current[pk] for pk, found in articles.items() if not any(standing[one] for one in found)]
    assert sorted(without) == []
    assert not Question.objects.without_article().exists(), "the list at the desk says the same"
    for paper in Paper.objects.all():
        attempt = start_attempt(person=worker, paper=paper, by=worker, now=NOW, seed=3)
        submit_attempt(attempt=attempt, by=worker, now=NOW + datetime.timedelta(minutes=5))
        cards = cards_of(signed_in(worker), attempt)
        assert len(cards) == attempt.items.count()
        assert [card.version.pk for card in cards if card.state != "right" and not card.chips] == []
        assert all(chip.url.startswith("/law/") for card in cards for chip in card.chips)


@pytest.fixture
def law() -> RegulationVersion:
    regulation = make_regulation()
    return make_version(regulation, D(2010, 1, 1), {"1": "先验收，后使用。", "2": "拆除要报告。"})


@pytest.fixture
def bank(law: RegulationVersion) -> dict[str, Question]:
    """One question of every kind on the first article, one on the second, all reviewed."""
    named = {f"first-{kind.replace('_', '-')}": (kind, "脚手架测试条例第一条") for kind in SHAPES}
    named["second-single"] = ("single", "脚手架测试条例第二条")
    found = {
        code: make_question(code, kind=kind, basis=basis, state="reviewed", reviewed_until=LATER)
        for code, (kind, basis) in named.items()
    }
    link_bases(versions=[question.current for question in found.values() if question.current])
    return found


@pytest.fixture
def reviewer(make_person: Any) -> Person:
    person: Person = make_person("郑审核", username="reviewer")
    person.groups.add(ensure_groups(settings.GROUP_PERMISSIONS)["审核"])
    return person


def amend(law: RegulationVersion, on: datetime.date) -> RegulationVersion:
    made = make_version(law.regulation, on, {"1": "签字验收，后使用。", "2": "拆除要报告。"}, articles_of(law))
    bump_generation()
    return made


def drawn(*, unreviewed: bool, on: datetime.date = TODAY) -> set[str]:
    pks = [one.question for one in candidates(allow_unreviewed=unreviewed, today=on)]
    return set(Question.objects.filter(pk__in=pks).values_list("code", flat=True))


def test_a_card_shows_the_article_as_it_stood_on_the_day_of_the_attempt(law, bank, worker, signed_in):
    paper = make_paper([{"count": len(bank)}], code="all", allow_unreviewed=False).paper
    attempt = start_attempt(person=worker, paper=paper, by=worker, now=NOW, seed=1)
    submit_attempt(attempt=attempt, by=worker, now=NOW + datetime.timedelta(minutes=1))
    amend(law, TODAY + datetime.timedelta(days=1))
    client = signed_in(worker)
    cards = cards_of(client, attempt)
    assert len(cards) == len(bank)
    assert all(card.chips for card in cards)
    first = next(chip for card in cards for chip in card.chips if "第1条" in chip.label)
    shown = client.get(first.url.split("#")[0]).content.decode()
    assert "先验收，后使用。" in shown, "the words of that day, not those of today"


def test_changed_law_lists_its_questions_the_same_day_and_draws_them_again_after_approval(
    law, bank, reviewer, signed_in
):
    first = {code for code in bank if code.startswith("first-")}
    follow_law(today=TODAY)
    assert drawn(unreviewed=False) == set(bank)
    amend(law, TODAY)
    follow_law(today=TODAY)
    listed = signed_in(reviewer).get("/admin/questions/?mark=recheck").context["object_list"]
    assert {question.code for question in listed} == first
    assert all("依据变了：脚手架测试条例第一条" in question.recheck for question in listed)
    for unreviewed in (False, True):
        assert drawn(unreviewed=unreviewed) == {"second-single"}, "whatever the paper allows"
    page = signed_in(reviewer).get(f"/admin/questions/{listed[0].pk}/").content.decode()
    assert "要再看一遍，现在不抽" in page
    for question in listed:
        sent = {"version": question.current_id, "verdict": "accept", "until": "2099-01-01", "note": "答案仍然对"}
        assert signed_in(reviewer).post(f"/admin/questions/{question.pk}/review/", sent).status_code == 302
    follow_law(today=TODAY)
    assert drawn(unreviewed=False) == set(bank)
    assert not signed_in(reviewer).get("/admin/questions/?mark=recheck").context["object_list"]


def test_an_announced_change_is_listed_when_it_is_published_not_when_it_begins(law, bank):
    follow_law(today=TODAY)
    amend(law, TODAY + datetime.timedelta(days=90))
    marked = follow_law(today=TODAY)
    assert {question.code for question in marked} == {code for code in bank if code.startswith("first-")}


def test_a_new_version_of_a_question_waits_unless_the_paper_allows_what_is_not_reviewed(law, bank, reviewer, handler):
    question = bank["first-single"]
    assert question.current is not None
    changed = wording_of(question.current).__class__(**{**vars(wording_of(question.current)), "stem": "改过的题？"})
    version = revise_question(question=question, wording=changed, by=handler, now=NOW)
    assert question.code not in drawn(unreviewed=False)
    assert question.code in drawn(unreviewed=True)
    review_question(version=version, by=reviewer, accepted=True, until=LATER, note="", now=NOW)
    assert question.code in drawn(unreviewed=False)
    assert question.code not in drawn(unreviewed=False, on=LATER + datetime.timedelta(days=1)), "only until that day"
