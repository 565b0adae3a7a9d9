"""Shipped questions and papers are loaded once, renewed when their files change, and never over a person's work."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from knowledge.models import Citation
from portal.services.refusal import Refused
from tests.knowledge.factories import make_regulation, make_version
from training.models import KnowledgePoint, Paper, PaperVersion, Question, QuestionVersion
from training.services.bank import Sorting, revise_question, sort_question, wording_of
from training.services.content_papers import load_papers
from training.services.content_questions import load_questions
from training.services.papers import Terms, publish_paper

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)

POINTS = """
[[point]]
code = "scaffold.check"
name = "先验收再上架"
group = "脚手架"
"""
QUESTION = """
[[question]]
code = "scaffold.check.%d"
kind = "single"
point = "scaffold.check"
difficulty = 1
trades = []
red_line = false
levels = ["project"]
stem = "%s"
explanation = "没验收的架子不上。"
articles = ["脚手架测试条例第一条"]
options = [{text = "先验收"}, {text = "先上去看看"}, {text = "以上都对", pin = true}]
answer = ["a"]
"""
HAZARD = """
[[question]]
code = "scaffold.see.1"
kind = "hazard"
point = "scaffold.check"
stem = "点出隐患"
picture = "scene.svg"
picture_alt = "一座架子，左边没有栏杆"
explanation = "没栏杆会掉下去。"
articles = ["脚手架测试条例第一条"]
regions = [{key = "a", x = 5, y = 5, w = 20, h = 20, label = "左边"}, {key = "b", x = 60, y = 5, w = 20, h = 20, label = "右边"}]
answer = ["a"]

[[question]]
code = "scaffold.steps.1"
kind = "ordering"
point = "scaffold.check"
stem = "排好次序"
explanation = "先搭后验。"
articles = ["脚手架测试条例第一条"]
items = ["搭", "验", "用"]

[[question]]
code = "scaffold.high.1"
kind = "numeric"
point = "scaffold.check"
stem = "几米以上算高处？"
explanation = "两米。"
articles = ["脚手架测试条例第一条"]
answer = 2
unit = "米"
"""  # noqa: E501
LESSON = """
[[block]]
kind = "check"
question = "scaffold.check.2"
"""
PAPERS = """
[[paper]]
code = "site"
title = "项目级考试"
level = "project"
allow_unreviewed = true
quota = [{ count = %d, groups = ["脚手架"] }]
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><rect width="640" height="360" fill="#%s"/></svg>'


@pytest.fixture(autouse=True)
def _pictures_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "content"
    for name in ("questions", "pictures", "lessons/site"):
        (home / name).mkdir(parents=True)
    write(home, "content.toml", "law_as_of = 2026-11-20\n")
    write(home, "points.toml", POINTS)
    write(home, "questions/a.toml", QUESTION % (1, "上架前？") + QUESTION % (2, "换班后？"))
    write(home, "questions/b.toml", HAZARD)
    write(home, "pictures/scene.svg", SVG % "eee")
    write(home, "lessons/site/01-a.toml", LESSON)
    write(home, "papers.toml", PAPERS % 2)
    return home


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def load(folder):
    return load_questions(now=NOW, folder=folder)


def test_everything_is_loaded_with_its_pictures_and_articles(folder):
    make_version(make_regulation(), datetime.date(2010, 1, 1), {"1": "先验收，后使用。"})
    loaded = load(folder)
    assert (loaded.added["题目"], loaded.added["知识点"], loaded.oddities) == (5, 1, [])
    one = Question.objects.get(code="scaffold.check.1")
    assert (one.state, one.levels, one.in_practice) == ("waiting", ["project"], False)
    assert (one.current.written_by, one.current.written_on) == (None, datetime.date(2026, 11, 20))
    assert one.current.body["options"][2] == {"key": "c", "text": "以上都对", "pin": True}
    assert Citation.objects.filter(kind="basis", article__isnull=False).count() == 5
    assert Question.objects.get(code="scaffold.see.1").current.picture.title == "scene"
    assert Question.objects.get(code="scaffold.steps.1").current.key == ["a", "b", "c"]
    assert Question.objects.get(code="scaffold.high.1").current.key == {"value": 2, "tolerance": 0}


def test_what_lessons_practise_is_kept_out_of_exams(folder):
    load(folder)
    assert Question.objects.get(in_practice=True).code == "scaffold.check.2"


def test_loading_again_writes_nothing(folder, django_assert_max_num_queries):
    load(folder)
    with django_assert_max_num_queries(14):
        again = load(folder)
    assert (again.lines(), again.kept, QuestionVersion.objects.count()) == ([], [], 5)


def test_a_changed_entry_makes_a_new_version_and_a_changed_place_does_not(folder):
    load(folder)
    changed = QUESTION % (1, "上架前先做什么？") + (QUESTION % (2, "换班后？")).replace(
        "red_line = false", "red_line = true"
    )
    write(folder, "questions/a.toml", changed)
    assert load(folder).renewed["题目"] == 2
    first, second = Question.objects.get(code="scaffold.check.1"), Question.objects.get(code="scaffold.check.2")
    assert (first.current.number, first.current.stem) == (2, "上架前先做什么？")
    assert (second.current.number, second.red_line) == (1, True)


def test_a_redrawn_picture_makes_a_new_version(folder):
    load(folder)
    write(folder, "pictures/scene.svg", SVG % "ddd")
    load(folder)
    assert Question.objects.get(code="scaffold.see.1").current.number == 2


def test_what_a_person_has_edited_is_left_alone_and_named(folder, handler):
    load(folder)
    one, two = Question.objects.get(code="scaffold.check.1"), Question.objects.get(code="scaffold.check.2")
    revise_question(question=one, wording=replace(wording_of(one.current), stem="我改的"), by=handler, now=NOW)
    sort_question(question=two, sorting=replace(Sorting.of(two), trades=("架子工",)), by=handler)
    write(folder, "questions/a.toml", QUESTION % (1, "随装改的") + QUESTION % (2, "随装改的"))
    assert load(folder).kept == ["scaffold.check.1", "scaffold.check.2"]
    one.refresh_from_db()
    assert one.current.stem == "我改的"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('point = "scaffold.check"', 'point = "moon"', "没有知识点 moon"),
        ('levels = ["project"]', 'levels = ["moon"]', "没有级别 moon"),
        ('answer = ["a"]', 'answer = ["z"]', "答案里的 Z 不在选项里"),
        ('code = "scaffold.check.1"', 'code = "Ü"', "题号用小写字母"),
        ('kind = "single"', 'kind = "essay"', "没有“essay”这种题型"),
        ('explanation = "没', 'picture = "gone.svg"\nexplanation = "没', "没有图片 gone.svg"),
    ],
)
def test_an_entry_that_is_wrong_is_named_and_the_rest_is_loaded(folder, before, after, said):
    write(folder, "questions/a.toml", (QUESTION % (1, "上架前？")).replace(before, after) + QUESTION % (2, "换班后？"))
    (oddity,) = [told for told in load(folder).oddities if "依据" not in told]
    assert said in oddity
    assert oddity.startswith("questions/a.toml")
    assert Question.objects.count() == 4


def test_doubled_codes_heavy_pictures_lost_checks_and_unknown_law_are_told(folder):
    write(folder, "questions/c.toml", QUESTION % (1, "又一题"))
    write(folder, "pictures/scene.svg", SVG % "eee" + "<!--" + "x" * 4096 + "-->")
    write(folder, "lessons/site/01-a.toml", LESSON.replace("check.2", "check.9"))
    told = "\n".join(load(folder).oddities)
    for said in ("题号重复", "scene.svg 有", "课里练习的题 scaffold.check.9 题库里没有", "没有对上法规"):
        assert said in told


def test_papers_are_published_once_and_renewed(folder):
    load(folder)
    assert load_papers(now=NOW, folder=folder).added["试卷"] == 1
    version = Paper.objects.get(code="site").current
    assert (version.allow_unreviewed, version.published_by, version.quotas[0]["count"]) == (True, None, 2)
    assert load_papers(now=NOW, folder=folder).lines() == []
    write(folder, "papers.toml", PAPERS % 3)
    assert load_papers(now=NOW, folder=folder).renewed["试卷"] == 1
    assert PaperVersion.objects.count() == 2


def test_a_paper_a_person_has_published_is_left_alone(folder, handler):
    load(folder)
    load_papers(now=NOW, folder=folder)
    paper = Paper.objects.get(code="site")
    publish_paper(paper=paper, quotas=[{"count": 1}], terms=Terms(allow_unreviewed=True), by=handler, now=NOW)
    write(folder, "papers.toml", PAPERS % 3)
    assert load_papers(now=NOW, folder=folder).kept == ["site"]


def test_a_paper_the_bank_cannot_fill_is_told_and_not_left_half_made(folder):
    load(folder)
    write(folder, "papers.toml", PAPERS % 30)
    (oddity,) = load_papers(now=NOW, folder=folder).oddities
    assert "差 26 题" in oddity
    assert not Paper.objects.exists()


def test_the_shipped_bank_fills_the_shipped_papers(catalogue, capsys):
    call_command("load_training")
    told = capsys.readouterr()
    assert [line for line in told.err.splitlines() if "依据" not in line] == []
    assert set(Paper.objects.offered().values_list("code", flat=True)) >= {
        "company", "project", "crew", "rights", "managers",
    }  # fmt: skip
    assert KnowledgePoint.objects.exists()
    paper = Paper.objects.get(code="company")
    assert sum(quota["count"] for quota in paper.current.quotas) == 30
    with pytest.raises(Refused, match="可用"):
        publish_paper(paper=paper, quotas=paper.current.quotas, terms=Terms(), by=None, now=NOW)
