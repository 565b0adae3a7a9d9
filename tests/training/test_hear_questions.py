"""Recordings on the pages of an exam: every part has its own, and nothing about them tells the key."""

from __future__ import annotations

import re

import pytest

from portal import clock
from portal.rules.roles import Role
from tests.training.papers import begin, seven_kinds
from tests.training.sounds import make_track, record, record_all
from training.models import QuestionVersion, Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sounds_folder")]


@pytest.fixture
def attempt(worker, post, project, crew):
    post(worker, Role.WORKER, project=project, crew=crew)
    return begin(worker, seven_kinds(), clock.now())


@pytest.fixture
def read(signed_in, attempt):
    client = signed_in(attempt.person)
    return lambda part: client.get(f"/exams/a/{attempt.code}/{part}/").content.decode()


def test_every_part_of_every_kind_is_heard(read, editor):
    for version in QuestionVersion.objects.all():
        record_all(editor, version)
    shown = read("paper")
    heard = {
        kind: text.count("data-hear ") for kind, text in re.findall(r'data-kind="(\w+)"(.*?)</article>', shown, re.S)
    }
    assert heard == {
        "single": 5, "multiple": 5, "true_false": 1, "picture": 5, "hazard": 5, "ordering": 4, "numeric": 1,
    }  # fmt: skip
    assert shown.count('<audio controls preload="none"') == 26
    names = re.findall(r'src="/media/recordings/([^"]+)"', shown)
    assert len(set(names)) == 26


def test_a_voice_stands_beside_the_words_it_speaks(read, editor):
    for version in QuestionVersion.objects.all():
        record_all(editor, version)
    by_url = {row.file.url: row for row in Recording.objects.select_related("version")}
    found = re.findall(r'aria-label="听：([^"]+)".*?<audio[^>]*src="([^"]+)"', read("paper"), re.S)
    assert len(found) == 26
    for words, url in found:
        row = by_url[url]
        parts = {part["key"]: part.get("text") or part.get("label") for rows in row.version.body.values()
                 if isinstance(rows, list) for part in rows}  # fmt: skip
        assert words == (parts[row.part] if row.part else row.version.stem)


def test_names_and_order_say_nothing_of_the_letters(read, editor):
    for version in QuestionVersion.objects.all():
        record_all(editor, version)
    shown = read("paper")
    assert re.findall(r"data-part|/recordings/(?![0-9a-f]{32}\.ogg)", shown) == []
    for stem in Recording.objects.values_list("file", flat=True):
        assert re.fullmatch(r"recordings/[0-9a-f]{32}\.ogg", stem)


def test_an_option_alone_is_not_heard_before_all_are(read, editor):
    """The editor begins with what was written first: often the right one."""
    version = QuestionVersion.objects.get(kind="single")
    for part in ("", "a", "b", "c"):
        record(editor, version, part)
    assert read("1").count("data-hear ") == 1
    record(editor, version, "d", track=make_track("sichuan", "四川话", 2))
    assert read("1").count("data-hear ") == 1
    record(editor, version, "d")
    assert read("1").count("data-hear ") == 5
    assert "四川话" not in read("1")


def test_languages_stand_in_their_order(read, editor):
    version = QuestionVersion.objects.get(kind="true_false")
    record(editor, version, track=make_track("sichuan", "四川话", 2))
    record(editor, version)
    assert re.findall(r'data-track="(\w+)"', read("3")) == ["putonghua", "sichuan"]


def test_a_question_without_a_voice_looks_as_before(read):
    assert "data-listen" not in read("paper")
    assert '<div class="heard">' not in read("paper")


def test_the_result_lets_the_question_be_heard_again(read, editor, signed_in, attempt):
    for version in QuestionVersion.objects.all():
        record_all(editor, version)
    signed_in(attempt.person).post(f"/exams/a/{attempt.code}/")
    assert read("result").count("data-hear ") == 7
