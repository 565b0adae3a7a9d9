"""Content for those who read little: a lesson, its practice and an exam of every kind, all spoken by a machine.

Every part is spoken with words of its own, so whoever hears knows what it is without reading.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.images.models import Image

from portal.clock import now
from portal.models import Membership, Organisation, Person, Project
from portal.services.groups import EDITORS, ensure_groups
from tests.browser.exam_site import SCENE, SECRET, STEMS
from tests.training.factories import SHAPES, make_paper, make_point, make_question
from training.models import KnowledgePoint, LessonPage, LevelPage, ProgrammePage, Question, QuestionVersion, Track
from training.services.recordings import Slot, keep_recording, words_of

CODE = "spoken"
PRACTICE = ("single", "true_false")
"""Kinds that the lesson practises."""


def speak(words: str, folder: Path, name: str) -> bytes:
    """A short Opus recording in a voice nobody would ship."""
    wave, sound = folder / f"{name}.wav", folder / f"{name}.ogg"
    subprocess.run(["espeak-ng", "-v", "cmn", "-s", "200", "-w", wave, words], check=True)
    subprocess.run(["opusenc", "--quiet", "--downmix-mono", "--bitrate", "10", wave, sound], check=True)
    return sound.read_bytes()


def fill(folder: str) -> None:
    """Makes everything and writes what a listener hears to `folder`/heard.json: address of a sound → its words."""
    client = Organisation.objects.create(name="听课公司", kind=Organisation.Kind.CLIENT)
    project = Project.objects.create(client=client, name="听课项目")
    worker = Person.objects.create_user("listener", password=SECRET, name="听课的工友")
    Membership.objects.create(person=worker, organisation=client, project=project, role="worker")
    editor = Person.objects.create_user("speaker", password=SECRET, name="录音的编辑")
    editor.groups.add(ensure_groups()[EDITORS])
    questions = [*exam_questions(), *practice_questions()]
    make_question(f"{CODE}-silent", stem="这一题还没有录音。", point=make_point("spoken.silent", "还没录", "听课"))
    lesson = make_lesson()
    heard = {}
    track = Track.objects.get(code="putonghua")
    work = Path(folder)
    for question in questions:
        version = question.current
        assert version is not None
        for part, words in words_of(version).items():
            sound = speak(words, work, f"{version.pk}-{part}")
            kept = keep_recording(by=editor, slot=Slot(None, version, part), track=track, data=sound, now=now())
            heard[kept.file.url] = words
    sound = speak("架子要先验收，再上人。安全带要挂在高处。", work, "lesson")
    kept = keep_recording(by=editor, slot=Slot(lesson), track=track, data=sound, now=now())
    heard[kept.file.url] = "lesson"
    facts: dict[str, Any] = {"heard": heard, "lesson": lesson.url, "editor": editor.username, "worker": worker.username}
    facts["right"] = what_is_right()
    (work / "heard.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf8")


def _point() -> KnowledgePoint:
    return make_point("spoken.point", "听得懂", "听课")


def exam_questions() -> list[Question]:
    scene = Image.objects.create(title="scene", file=ContentFile(SCENE.encode(), "spoken-scene.svg"))
    made = []
    for kind, (body, key) in SHAPES.items():
        shown = dict(body)
        if kind == "picture":
            shown["options"] = [option | {"picture": scene.pk} for option in body["options"]]
        picture = scene if kind in ("single", "hazard") else None
        made.append(
            make_question(f"{CODE}-{kind}", kind=kind, body=shown, key=key, stem=STEMS[kind], picture=picture,
                          point=_point())
        )  # fmt: skip
    make_paper([{"count": 1, "kinds": [kind], "points": ["spoken.point"]} for kind in SHAPES], code=CODE)
    return made


def practice_questions() -> list[Question]:
    return [
        make_question(f"{CODE}-practice-{kind}", kind=kind, stem=f"先听一听：{STEMS[kind]}", in_practice=True)
        for kind in PRACTICE
    ]


def make_lesson() -> LessonPage:
    home = ProgrammePage.objects.first().get_parent()
    programme = home.add_child(instance=ProgrammePage(title="听课", slug="spoken", code="spoken"))
    level = programme.add_child(instance=LevelPage(title="班组级", slug="crew", level="crew"))
    blocks: list[tuple[str, Any]] = [("remember", {"lines": ["先验收，再上人。"]})]
    blocks += [("check", {"question": f"{CODE}-practice-{kind}"}) for kind in PRACTICE]
    lesson = level.add_child(
        instance=LessonPage(title="架子上的第一步", slug="first", code="spoken.first", body=blocks)
    )
    made: LessonPage = lesson
    return made


def what_is_right() -> dict[str, Any]:
    """Stem → what is right, as a worker knows it who does not read: words in their order, 对 or 错, a number."""
    found: dict[str, Any] = {}
    for version in QuestionVersion.objects.filter(question__code__startswith=CODE):
        words, key = words_of(version), version.key
        right = [words[one] for one in key] if isinstance(key, list) else key
        found[words[""]] = str(key["value"]) if isinstance(key, dict) else right
    return found
