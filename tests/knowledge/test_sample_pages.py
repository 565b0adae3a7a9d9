"""The policy updates and interpretations that ship: each citation right on its day, found, told in plain words."""

import datetime

import pytest

from knowledge.models import AffectedArticle, ArticleText, Citation, Interpretation, PolicyUpdate
from knowledge.rules.checking import Verdict
from knowledge.services import page_samples
from knowledge.services.catalogue import load_catalogue
from knowledge.services.checking import check_text
from knowledge.services.home import ensure_home
from portal.models import Change

TODAY = datetime.date(2026, 11, 28)


@pytest.fixture
def loaded(db):
    ensure_home()
    load_catalogue()
    return page_samples.load_pages()


def shipped():
    return [*PolicyUpdate.objects.live(), *Interpretation.objects.live()]


def test_they_are_sound_and_shown_as_what_they_are(loaded, client):
    every_citation_is_found_judged_and_told_in_plain_words(loaded)
    they_are_listed_newest_change_first_and_marked(client)


def every_citation_is_found_judged_and_told_in_plain_words(loaded):
    assert loaded.oddities == []
    assert PolicyUpdate.objects.live().count() >= 6
    assert Interpretation.objects.live().count() >= 6
    told = set(ArticleText.objects.exclude(digest="").values_list("article", flat=True))
    for page in shipped():
        report = check_text(text=page.citation_text(), on=page.citation_day(), today=TODAY)
        assert report.findings, page.slug
        wrong = [one for one in report.findings if one.verdict not in (Verdict.RIGHT, Verdict.UNJUDGED)]
        assert wrong == [], page.slug
        assert report.dead == [], page.slug
        cited = Citation.objects.filter(content_type__model=page._meta.model_name, object_id=page.pk)
        assert {row.article_id for row in cited} <= told, page.slug
    named = sum(len(entry["affected"]) for entry in page_samples.read_updates())
    assert set(AffectedArticle.objects.values_list("article", flat=True)) <= told
    assert AffectedArticle.objects.exclude(new_version=None).count() == named, "in force from that very day"


def they_are_listed_newest_change_first_and_marked(client):
    page = client.get("/updates/").content.decode()
    dates = [entry["on"] for entry in page_samples.read_updates()]
    assert dates == sorted(dates, reverse=True)
    assert [page.count(entry["title"]) for entry in page_samples.read_updates()] == [1] * len(dates)
    assert page.count('<span class="tag">示例</span>') == len(dates)
    one = client.get("/interpretations/report-an-injury/").content.decode()
    assert "示例" in one
    assert "/law/gsbxtl/17/" in one


def test_loading_again_leaves_what_people_wrote_and_one_command_removes_them_all(loaded, make_person):
    row = PolicyUpdate.objects.get(slug="thirteen-holidays")
    row.title = "改过的"
    row.save_revision(user=make_person("编辑"))
    again = page_samples.load_pages()
    assert (again.added, again.renewed, again.kept) == (0, 0, ["thirteen-holidays"])
    Change.objects.all().delete()
    keys = {page.pk for page in shipped()}
    assert sum(page_samples.remove_samples().values()) == len(keys)
    assert shipped() == []
    told = Change.objects.filter(kind__in=["knowledge.policyupdate", "knowledge.interpretation"])
    assert set(told.values_list("object_id", flat=True)) == keys
    assert not Citation.objects.filter(content_type__model__in=["policyupdate", "interpretation"]).exists()
