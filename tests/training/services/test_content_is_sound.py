"""What an examiner would count in the shipped content before reading it: no guessing by shape, nothing left over."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import Any

import pytest
from django.conf import settings

from knowledge.models import Citation
from training.models import LessonPage, Question, QuestionVersion
from training.rules import kinds
from training.services.content import CONTENT, entries, read

QUESTIONS: list[dict[str, Any]] = [entry for _, entry in entries(CONTENT, "questions/*.toml", "question")]
POINTS = {entry["code"] for _, entry in entries(CONTENT, "points*.toml", "point")}
LESSONS = {path.relative_to(CONTENT).as_posix(): read(path) for path in sorted(CONTENT.glob("lessons/*/*.toml"))}
BY_CODE = {question["code"]: question for question in QUESTIONS}


def of_kind(*names: str) -> list[dict[str, Any]]:
    return [question for question in QUESTIONS if question["kind"] in names]


def blocks(lesson: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [block for block in lesson["block"] if block["kind"] == kind]


def has_longest_key(question: dict[str, Any]) -> bool:
    lengths = {letter: len(option["text"]) for letter, option in zip("abcdefgh", question["options"], strict=False)}
    (right,) = question["answer"]
    return lengths[right] > max(length for letter, length in lengths.items() if letter != right)


def test_there_is_as_much_as_a_programme_needs():
    folders = Counter(name.split("/")[1] for name in LESSONS)
    trades = set(chain.from_iterable(lesson["trades"] for lesson in LESSONS.values()))
    assert (folders["three-level"] >= 14, folders["rights"] >= 6, folders["managers"] >= 7) == (True, True, True)
    assert len(trades) >= 6
    assert len(QUESTIONS) >= 200
    assert {question["kind"] for question in QUESTIONS} == set(kinds.NAMES)


def test_the_longest_option_is_not_the_way_to_pass():
    singles = of_kind("single")
    assert sum(map(has_longest_key, singles)) / len(singles) <= 0.4


def test_right_answers_stand_everywhere():
    places = Counter(question["answer"][0] for question in of_kind("single", "picture"))
    assert max(places.values()) / places.total() <= 0.35
    assert min(places[letter] for letter in "abcd") / places.total() >= 0.15


def test_true_and_false_are_about_as_many():
    answers = Counter(question["answer"] for question in of_kind("true_false"))
    assert 0.4 <= answers[True] / answers.total() <= 0.6


def test_no_option_speaks_of_the_other_options():
    texts = chain.from_iterable((option["text"] for option in question.get("options", [])) for question in QUESTIONS)
    assert [text for text in texts if text.startswith(("以上", "都对", "都不对"))] == []


def test_pictures_to_choose_from_are_told_apart_in_words_too():
    shown = [[option["text"] for option in question["options"]] for question in of_kind("picture")]
    assert [texts for texts in shown if any(text.startswith("图") for text in texts)] == []
    assert all(len(set(texts)) == len(texts) for texts in shown)


def test_several_answers_are_neither_one_nor_all():
    bad = [
        question["code"]
        for question in of_kind("multiple", "hazard")
        if not 2 <= len(question["answer"]) < len(question.get("options") or question["regions"])
    ]
    assert bad == []


def test_no_two_questions_ask_in_the_same_words():
    stems = Counter(question["stem"] for question in QUESTIONS)
    assert [stem for stem, times in stems.items() if times > 1] == []


def test_red_lines_leave_nothing_to_a_number():
    assert [question["code"] for question in of_kind("numeric") if question.get("red_line")] == []


def test_lessons_practise_what_they_teach():
    assert [name for name, lesson in LESSONS.items() if not blocks(lesson, "check")] == []
    wrong = [
        f"{name} {block['question']}"
        for name, lesson in LESSONS.items()
        for block in blocks(lesson, "check")
        if BY_CODE[block["question"]]["point"] not in [*lesson["points"], *_known_elsewhere(name)]
    ]
    assert wrong == []


def _known_elsewhere(name: str) -> list[str]:
    """Points of earlier lessons of the same programme: a lesson may go back to them."""
    folder = name.rsplit("/", 1)[0]
    return list(
        chain.from_iterable(one["points"] for other, one in LESSONS.items() if folder in other and other < name)
    )


def test_lessons_tell_precedents_that_are_shipped():
    told = {
        block["precedent"] for lesson in LESSONS.values() for block in blocks(lesson, "case") if "precedent" in block
    }
    files = (settings.BASE_DIR / "cases" / "content" / "precedents").glob("*.toml")
    assert told
    assert told <= {one["code"] for file in files for one in read(file)["precedent"]}


@pytest.mark.covers("T-04", "T-02")
def test_every_point_is_taught_and_asked_in_exams():
    practised = {block["question"] for lesson in LESSONS.values() for block in blocks(lesson, "check")}
    asked = {question["point"] for code, question in BY_CODE.items() if code not in practised}
    taught = set(chain.from_iterable(lesson["points"] for lesson in LESSONS.values()))
    assert taught == POINTS
    assert asked == POINTS


def minutes_of(programme: str, level: str) -> int:
    """What the lessons for everybody take together."""
    fitting = (lesson for name, lesson in LESSONS.items() if name.startswith(f"lessons/{programme}/"))
    return sum(one["minutes"] for one in fitting if one["level"] == level and not one["trades"])


def test_levels_say_how_long_their_lessons_take():
    stated = {
        (programme["code"], level["code"]): level["minutes"]
        for programme in (read(path) for path in CONTENT.glob("programmes/*.toml"))
        for level in programme["level"]
        if level["code"] != "crew"
    }
    assert stated == {key: minutes_of(*key) for key in stated}


def test_the_sample_programme_can_satisfy_the_sample_rules():
    rules = [rule for _, rule in entries(CONTENT, "rules.toml", "rule") if rule.get("programme_level")]
    assert [rule["code"] for rule in rules] == ["sample-hours-company", "sample-hours-project"]
    for rule in rules:
        level = rule["programme_level"]
        assert rule["minutes"] <= minutes_of(level["programme"], level["level"])


@pytest.mark.django_db
def test_every_question_and_lesson_leads_to_an_article(shipped):
    basis = Citation.objects.filter(kind="basis")
    dangling = basis.filter(article=None).exclude(raw="人社部发〔2025〕2号")
    assert [(row.content_type.model, row.object_id, row.raw, row.reason) for row in dangling] == []
    for model, count in ((QuestionVersion, len(QUESTIONS)), (LessonPage, len(LESSONS))):
        found = basis.filter(article__isnull=False, content_type__model=model.__name__.lower())
        assert found.values("object_id").distinct().count() == count
    assert set(Question.objects.values_list("state", flat=True)) == {"waiting"}
