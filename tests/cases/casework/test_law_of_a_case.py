"""What the law says to a case: proposed, decided, cited as on its day, and looked at again when the law changes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from cases.models import Case
from cases.services.law import add_article, confirm_article, propose_articles, remove_article
from knowledge.models import ReviewTask
from knowledge.services.review_kinds import hidden_from
from knowledge.services.reviews import decide, open_reviews
from portal.models import Person
from portal.services.refusal import Refused
from tests.knowledge.factories import articles_of, make_regulation, make_version

from .conftest import NOW

OLD, NEW = datetime.date(2011, 1, 1), datetime.date(2026, 11, 1)


@pytest.fixture
def law(db: None) -> dict[str, Any]:
    """工伤保险条例 with two articles, in our own words."""
    regulation = make_regulation("gongshang", "工伤保险条例")
    version = make_version(regulation, OLD, {"14": "在工作中受伤的，认定为工伤。", "17": "三十日内申请。"})
    return {"regulation": regulation, "version": version, "articles": articles_of(version)}


def test_a_text_that_names_an_article_and_the_kind_of_the_case_propose(
    law: dict[str, Any], open_one: Callable[..., Case], handler: Person
) -> None:
    case = open_one(kind="INJ", text="家属说按工伤保险条例第十七条要申请")
    made = list(case.articles.all())
    assert "《工伤保险条例》第十七条" in {one.cite for one in made}
    assert all(one.state == "proposed" and one.reason for one in made)
    assert propose_articles(case=case, by=handler, now=NOW) == []


def test_what_is_confirmed_is_cited_in_the_version_of_the_day(law: dict[str, Any], fall: Case, handler: Person) -> None:
    Case.objects.filter(pk=fall.pk).update(stage="I4")
    fall.refresh_from_db()
    propose_articles(case=fall, by=handler, now=NOW)
    made = list(fall.articles.all())
    rows = {
        article: one for one in made for article in ("第十七条", "第十四条") if f"《工伤保险条例》{article}" in one.cite
    }
    confirm_article(article=rows["第十七条"], kind="procedure", by=handler, now=NOW)
    remove_article(article=rows["第十四条"], why="还没有查清", by=handler, now=NOW)
    cited = fall.citations.get()
    assert (cited.article, cited.kind, cited.on) == (law["articles"]["17"], "procedure", fall.incident_on)
    propose_articles(case=fall, by=handler, now=NOW)
    assert fall.articles.get(cite=rows["第十四条"].cite).state == "removed"


def test_an_article_of_ones_own_must_be_known(law: dict[str, Any], case: Case, handler: Person) -> None:
    row = add_article(case=case, cite="《工伤保险条例》第十四条", kind="basis", by=handler, now=NOW)
    assert (row.state, row.by_rule) == ("confirmed", False)
    with pytest.raises(Refused):
        add_article(case=case, cite="《没有的条例》第九条", kind="basis", by=handler, now=NOW)


def test_outsiders_and_those_who_only_note_decide_nothing(
    law: dict[str, Any], case: Case, outsider: Person, leader: Person
) -> None:
    case.team.create(group="O-03", person=leader, role="crew_leader", since=NOW)
    for person in (outsider, leader):
        with pytest.raises(Refused):
            add_article(case=case, cite="《工伤保险条例》第十四条", kind="basis", by=person, now=NOW)


def test_an_amended_article_is_a_review_for_the_open_case_and_for_its_people_alone(
    law: dict[str, Any], case: Case, handler: Person, outsider: Person, open_one: Callable[..., Case]
) -> None:
    closed = open_one()
    for one in (case, closed):
        add_article(case=one, cite="《工伤保险条例》第十七条", kind="basis", by=handler, now=NOW)
    Case.objects.filter(pk=closed.pk).update(state="closed")
    changed = make_version(
        law["regulation"], NEW, {"14": "在工作中受伤的，认定为工伤。", "17": "六十日内申请。"}, law["articles"]
    )
    open_reviews(version=changed, by=None, now=NOW)
    task = ReviewTask.objects.get()
    assert (task.object_id, task.owner) == (case.pk, handler)
    assert not ReviewTask.objects.exclude(hidden_from(outsider)).exists()
    assert ReviewTask.objects.exclude(hidden_from(handler)).get() == task
    with pytest.raises(Refused):
        decide(task=task, verdict="right", reason="看过", by=outsider, now=NOW)
    assert decide(task=task, verdict="right", reason="事故在旧文期间", by=handler, now=NOW).state == "right"
