"""Read programmes, levels and lessons: by strangers, by those who learn, by editors before anything is published."""

from __future__ import annotations

import re

import pytest

from training.models import LessonDone, LessonPage, LevelPage, ProgrammePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(lessons):
    return {slug: page.get_url() for slug, page in lessons.items()}


@pytest.fixture
def programme(addresses):
    return ProgrammePage.objects.get()


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_a_lesson_says_where_it_stands_what_it_teaches_and_shows_every_block(client, addresses):
    page = text_of(client.get(addresses["height"]))
    for words in (
        "第 1 课，共 2 课",
        "约 10 分钟",
        "学完你会",
        "<b>先挂好</b>",
        "怎么做",
        "典型情形",
        "要记住",
        "记住",
        "依据",
    ):
        assert words in page
    assert 'alt="一个人挂着安全带"' in page
    assert 'width="640" height="360"' in page
    assert f'rel="next" href="{addresses["power"]}"' in page
    assert 'rel="prev"' not in page


def test_the_first_picture_comes_at_once_and_checks_are_forms(client, addresses):
    page = text_of(client.get(addresses["height"]))
    pictures = re.findall(r"<img[^>]*>", page)
    assert "lazy" not in pictures[0]
    assert 'id="check-1"' in page
    assert page.count('<form class="stack" method="post" action="/learn/lessons/') == 1


def test_no_key_and_no_explanation_before_an_answer(client, addresses):
    page = text_of(client.get(addresses["height"])) + text_of(client.get(addresses["power"]))
    assert "这样做才稳当" not in page
    assert "正确的是" not in page
    assert re.findall(r'name="a" value="(\w)"', page)[:4] == ["1", "2", "3", "4"]


def test_a_strangers_page_is_kept_and_sets_no_cookie(client, addresses, programme, django_assert_num_queries):
    for address in (addresses["height"], programme.url, programme.get_children().first().url):
        first = client.get(address)
        assert not first.cookies
        with django_assert_num_queries(1):
            again = client.get(address)
        assert again.content == first.content


def test_a_programme_lists_levels_lessons_and_minutes(client, addresses, programme):
    page = text_of(client.get(programme.url))
    for words in (
        "三级安全教育",
        "公司级",
        "班组级",
        "高处作业",
        "架子工的一课",
        "3 课",
        "约 30 分钟",
        "内容待专家复核",
    ):
        assert words in page
    assert "开始学：高处作业" in page


def test_a_worker_sees_how_far_the_own_lessons_are(signed_in, worker, addresses, programme, lessons):
    worker.memberships.update(trade="架子工")
    LessonDone.objects.create(person=worker, lesson=lessons["height"], at=lessons["height"].first_published_at)
    page = text_of(signed_in(worker).get(programme.url))
    assert "架子工的一课" in page
    assert "学完 1 / 3 课" in page
    assert "接着学：临时用电" in page
    worker.memberships.update(trade="木工")
    assert "架子工的一课" not in text_of(signed_in(worker).get(programme.url))


def test_pages_ask_the_database_little(signed_in, worker, addresses, programme, django_assert_max_num_queries):
    client = signed_in(worker)
    client.get(programme.url)
    for address in (addresses["height"], addresses["power"], programme.url, programme.get_children().first().url):
        with django_assert_max_num_queries(17):
            assert client.get(address).status_code == 200


def test_a_lesson_that_is_not_published_is_not_there(client, addresses, lessons):
    lessons["height"].unpublish()
    assert client.get(addresses["height"]).status_code == 404
    assert client.post(f"/learn/lessons/{lessons['height'].pk}/checks/q.1/", {"a": "1"}).status_code == 404


def test_an_editor_previews_a_draft_with_its_law_in_the_frame_of_a_phone(admin_client, addresses, lessons, catalogue):
    page = lessons["height"]
    page.body[-2].value["citations"].append("建设工程安全生产管理条例第三十七条")
    shown = page.make_preview_request(preview_mode="")
    assert shown.status_code == 200
    shown.render()
    assert "/law/jsgcaqtl/37/" in shown.content.decode()
    assert page.default_preview_size == "mobile"


def test_a_lesson_that_was_never_saved_can_be_previewed(addresses, lessons):
    level = LevelPage.objects.parent_of(lessons["height"]).get()
    fresh = LessonPage(title="新的一课", slug="fresh", code="fresh", body=lessons["power"].body)
    fresh.path = LessonPage._get_children_path_interval(level.path)[1]
    fresh.depth = level.depth + 1
    fresh.set_url_path(level)
    shown = fresh.make_preview_request(preview_mode="")
    shown.render()
    assert "新的一课" in shown.content.decode()
    assert "练习 2" in shown.content.decode()
