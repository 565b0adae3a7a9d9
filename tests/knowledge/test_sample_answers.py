"""The answered questions that ship: enough of them, each on articles of the catalogue, nobody's data in them."""

import datetime
from collections import Counter

import pytest

from knowledge.models import AnsweredQuestion, ArticleText, Citation
from knowledge.services import answered_samples
from knowledge.services.answered import unmasked
from knowledge.services.catalogue import load_catalogue
from portal.models import Change

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
LOOKED_AT = {"老板", "能多", "由发", "黑工地", "能先", "能进工", "钱付清"}
"""Ordinary words that the rules take for a name or a site, and a person has looked at."""
THEMES = {"wages", "contract", "injury", "safety", "training", "health", "women", "dispute"}


@pytest.fixture
def loaded(db):
    load_catalogue()
    return answered_samples.load_answered(now=NOW)


def test_there_are_eighty_over_all_themes(loaded):
    assert AnsweredQuestion.objects.published().count() >= 80
    topics = Counter(AnsweredQuestion.objects.values_list("topics__code", flat=True))
    assert all(topics[code] >= 4 for code in THEMES), topics
    assert None not in topics


def test_every_article_is_found_and_told_in_plain_words(loaded):
    assert loaded.oddities == []
    told = set(ArticleText.objects.exclude(digest="").values_list("article", flat=True))
    without = [
        row.raw for row in Citation.objects.filter(content_type__model="answeredquestion") if row.article_id not in told
    ]
    assert without == []
    named = {row.pk: len(row.cites.splitlines()) for row in AnsweredQuestion.objects.all()}
    linked = Counter(
        Citation.objects.filter(content_type__model="answeredquestion").values_list("object_id", flat=True)
    )
    assert {pk for pk, count in named.items() if linked[pk] < count} == set()


def test_they_name_nobody(loaded):
    found = {word for row in AnsweredQuestion.objects.all() for word in unmasked(row)}
    assert found - LOOKED_AT == set()


def test_loading_again_changes_nothing_and_leaves_what_people_wrote(loaded):
    row = AnsweredQuestion.objects.get(code="boss-gone-who-pays")
    AnsweredQuestion.objects.filter(pk=row.pk).update(content_sha="", question="改过的")
    again = answered_samples.load_answered(now=NOW)
    assert (again.added, again.renewed, again.kept) == (0, 0, ["boss-gone-who-pays"])


def test_one_command_removes_them_all(loaded):
    count = AnsweredQuestion.objects.count()
    Change.objects.all().delete()
    assert answered_samples.remove_samples() == {"示例问答": count}
    assert not AnsweredQuestion.objects.exists()
    assert Change.objects.filter(kind="knowledge.answeredquestion").count() == count
    assert not Citation.objects.filter(content_type__model="answeredquestion").exists()
