from __future__ import annotations

import datetime

import pytest
from wagtail.models import PageLogEntry

from knowledge.models import Citation
from portal.services.generation import bump_generation, current_generation
from tests.knowledge.factories import make_regulation, make_version
from tests.training.factories import PUBLISHED, make_point, make_question
from tests.training.lessons import make_lessons, write_lesson, write_programme
from training.models import LessonPage, LevelPage, ProgrammePage, Question
from training.services.content import CONTENT
from training.services.content_lessons import load_lessons
from training.services.content_questions import law_as_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def folder(tmp_path):
    make_point()
    return write_programme(tmp_path)


def load(folder):
    return load_lessons(now=PUBLISHED, folder=folder)


@pytest.fixture
def scaffold():
    """Made without its saving being noticed, so the library of names is outdated by hand."""
    regulation = make_regulation("jsj", "脚手架条例")
    make_version(regulation, datetime.date(2020, 1, 1), {"1": "搭设前先验收。"})
    bump_generation()
    return regulation


def edited(page, person, **facts):
    """As the editor's desk does it."""
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision(user=person, log_action=True).publish(user=person)


def test_programme_levels_and_lessons_come_out_in_the_order_of_the_files(folder):
    loaded = load(folder)
    assert loaded.added == {"课程": 1, "级别": 2, "课": 3}
    assert loaded.oddities == []
    programme = ProgrammePage.objects.get()
    assert (programme.slug, programme.reviewed, programme.live) == ("courses-three-level", False, True)
    assert [level.level for level in LevelPage.objects.child_of(programme).order_by("path")] == ["company", "crew"]
    titles = [page.title for page in LessonPage.objects.order_by("path")]
    assert titles == ["高处作业", "临时用电", "架子工的一课"]
    page = LessonPage.objects.get(slug="height")
    assert page.owner is None
    assert page.latest_revision.user is None
    assert [point.code for point in page.points.all()] == ["scaffold.check"]
    kinds = [block.block_type for block in page.body]
    assert kinds == ["text", "picture", "steps", "case", "check", "articles", "remember"]
    assert page.body[1].value["picture"].title == "scene"


def test_loading_again_changes_nothing(folder, scaffold, django_assert_max_num_queries):
    load(folder)
    before = list(LessonPage.objects.order_by("pk").values_list("latest_revision", "path"))
    generation = current_generation()
    with django_assert_max_num_queries(60):
        again = load(folder)
    assert (again.added, again.renewed, again.kept) == ({}, {}, [])
    assert list(LessonPage.objects.order_by("pk").values_list("latest_revision", "path")) == before
    assert current_generation() == generation


def test_a_changed_file_renews_its_page(folder):
    load(folder)
    write_lesson(folder, "01", "height", title="高处作业：先挂好")
    assert load(folder).renewed == {"课": 1}
    assert LessonPage.objects.get(slug="height").title == "高处作业：先挂好"


def test_a_new_file_finds_its_place_between_two_others(folder):
    load(folder)
    write_lesson(folder, "015", "edges", title="洞口")
    write_lesson(folder, "00", "first", title="头一课")
    load(folder)
    assert [page.title for page in LessonPage.objects.order_by("path")][:4] == [
        "头一课",
        "高处作业",
        "洞口",
        "临时用电",
    ]


def test_what_a_person_wrote_is_left_alone_and_named(folder, make_person):
    load(folder)
    edited(LessonPage.objects.get(slug="height"), make_person("编辑", is_superuser=True), summary="我写的")
    assert load(folder).kept == ["高处作业"]
    write_lesson(folder, "01", "height", title="改了的题目")
    loaded = load(folder)
    assert loaded.kept == ["高处作业"]
    assert LessonPage.objects.get(slug="height").summary == "我写的"


def test_a_page_that_a_person_deleted_does_not_come_back(folder, make_person):
    load(folder)
    page = LessonPage.objects.get(slug="power")
    PageLogEntry.objects.log_action(instance=page, action="wagtail.delete", user=make_person("编辑"), deleted=True)
    page.delete()
    assert load(folder).kept == ["临时用电（已被删除）"]
    assert not LessonPage.objects.filter(slug="power").exists()


def test_what_cannot_be_placed_is_named(folder):
    write_lesson(folder, "04", "lost", level="project")
    path = write_lesson(folder, "05", "blind")
    path.write_text(path.read_text(encoding="utf8").replace("scene.svg", "gone.svg"), encoding="utf8")
    path = write_lesson(folder, "06", "pointless")
    path.write_text(path.read_text(encoding="utf8").replace("scaffold.check", "no.such"), encoding="utf8")
    assert load(folder).oddities == [
        "04-lost.toml：没有 project 这一级，没有装入",
        "05-blind.toml：没有这张图：gone.svg",
        "06-pointless.toml：没有知识点 no.such",
    ]
    assert set(LessonPage.objects.values_list("slug", flat=True)) == {"height", "power", "rigging", "pointless"}


def test_questions_shown_in_lessons_are_kept_out_of_exams(folder):
    make_question("q.1")
    make_question("q.9")
    load(folder)
    assert list(Question.objects.for_exams().values_list("code", flat=True)) == ["q.9"]


def test_the_law_behind_a_lesson_is_linked(folder, scaffold):
    write_lesson(folder, "01", "height", citations=["脚手架条例第一条", "不知道的条例第九条"])
    load(folder)
    page = LessonPage.objects.get(slug="height")
    rows = Citation.objects.filter(content_type__model="lessonpage", object_id=page.pk).order_by("start")
    assert [(row.kind, bool(row.article)) for row in rows] == [("basis", True), ("basis", False)]
    assert rows[0].on == law_as_of(CONTENT)


def test_a_law_that_comes_later_is_linked_by_the_next_load(folder):
    load(folder)
    assert not Citation.objects.resolved().exists()
    make_version(make_regulation("jsj", "脚手架条例"), datetime.date(2020, 1, 1), {"1": "搭设前先验收。"})
    bump_generation()
    load(folder)
    assert Citation.objects.resolved().count() == 3


def test_the_ready_made_programme_of_the_tests(tmp_path):
    lessons = make_lessons(tmp_path)
    assert set(lessons) == {"height", "power", "rigging"}


def test_all_shipped_lessons_can_be_loaded():
    files = list(CONTENT.glob("lessons/*/*.toml"))
    loaded = load_lessons(now=PUBLISHED)
    assert loaded.added["课"] == len(files)
    assert [odd for odd in loaded.oddities if "没有知识点" not in odd] == []
