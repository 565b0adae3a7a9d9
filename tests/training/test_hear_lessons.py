"""A lesson is heard as a whole, and its checks are."""

from __future__ import annotations

import pytest

from tests.training.sounds import make_editor, record, record_all
from training.models import Question

pytestmark = pytest.mark.django_db


def test_a_lesson_and_its_checks_are_heard(client, lessons, make_person):
    editor = make_editor(make_person("编辑"))
    address = lessons["height"].url
    before = client.get(address).content.decode()
    assert "data-hear " not in before
    record(editor, lesson=lessons["height"])
    question = Question.objects.get(code="q.1")
    question.in_practice = True
    question.save()
    record_all(editor, question.current)
    shown = client.get(address).content.decode()
    assert shown.count("data-hear ") == 6
    assert 'aria-label="听：高处作业"' in shown
    assert "data-voices" in shown
    assert "listen" in shown.split("</head>")[0]
