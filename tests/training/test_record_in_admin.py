"""The editors' pages for recordings: the flagged list, the recorder, who may."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.training.factories import make_paper, make_question
from tests.training.sounds import make_track, record, record_all, tone
from training.models import Recording, Track
from training.unheard import lesson_states, question_states, tally

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sounds_folder")]

LIST, PAGE = "/admin/recordings/", "/admin/recordings/question/spoken.1/"


@pytest.fixture
def desk(editor, signed_in):
    make_track()
    return signed_in(editor)


@pytest.fixture
def question():
    return make_question("spoken.1")


def sent(data: bytes, name: str = "x.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def text(answer) -> str:
    return answer.content.decode()


def test_questions_of_papers_come_first_and_counts_are_right(editor):
    other = make_question("a.other", kind="numeric")
    practice = make_question("b.practice", in_practice=True)
    exam = make_question("c.exam", kind="multiple")
    make_question("d.retired", retired_at="2026-01-01T00:00Z")
    make_paper([{"count": 1, "kinds": ["multiple"]}])
    record_all(editor, practice.current)
    record(editor, exam.current, "a")
    states = question_states(make_track())
    assert [one.question for one in states] == [exam, practice, other]
    assert [(one.parts, one.missing) for one in states] == [(5, 4), (5, 0), (1, 1)]
    assert tally(states) == [("考卷里的题", 1, 1), ("课里练习的题", 0, 1), ("别的题", 1, 1)]
    assert all(one.missing == one.parts for one in question_states(make_track("sichuan", "四川话", 2)))


def test_trade_questions_of_a_paper_count_as_its_questions(db):
    question = make_question("t.1", trades=["架子工"])
    make_paper([{"count": 1, "trades": "own"}])
    assert [(one.question, one.place) for one in question_states(make_track())] == [(question, "exam")]


def test_lessons_without_a_voice_are_counted(editor, lessons):
    record(editor, lesson=lessons["height"])
    missing = {one.lesson.slug for one in lesson_states(make_track()) if one.missing}
    assert missing == {"power", "rigging"}


def test_the_list_flags_what_is_missing_until_it_is_spoken(desk, editor, question):
    assert "spoken.1" in text(desk.get(LIST))
    assert "缺 5 段" in text(desk.get(LIST))
    record_all(editor, question.current)
    assert "spoken.1" not in text(desk.get(LIST))
    assert "spoken.1" in text(desk.get(LIST, {"all": "1"}))
    make_track("sichuan", "四川话", 2)
    assert "spoken.1" in text(desk.get(LIST, {"track": "sichuan"}))


def test_the_list_asks_little_however_long_it_is(desk, lessons, django_assert_max_num_queries):
    for n in range(60):
        make_question(f"many.{n}")
    make_paper([{"count": 1}])
    make_paper([{"count": 1}], code="strict", allow_unreviewed=False)
    desk.get(LIST)
    for query in ({}, {"place": "lessons"}, {"p": "2"}):
        with django_assert_max_num_queries(17):
            assert desk.get(LIST, query).status_code == 200


def test_a_file_is_uploaded_by_a_plain_form(desk, question):
    shown = text(desk.get(PAGE))
    assert "做法b" in shown
    answer = desk.post(PAGE, {"part": "b", "file": sent(tone("tone.mp3"), "名字.txt")})
    assert answer.status_code == 302
    kept = Recording.objects.get()
    assert (kept.version, kept.part, kept.track.code, kept.mime) == (question.current, "b", "putonghua", "audio/mpeg")
    assert kept.file.url in text(desk.get(PAGE))
    desk.post(PAGE, {"part": "b", "do": "remove"})
    assert not Recording.objects.exists()


def test_the_language_is_the_one_of_the_page(desk, question):
    make_track("sichuan", "四川话", 2)
    desk.post(PAGE + "?track=sichuan", {"part": "", "file": sent(tone())})
    assert Recording.objects.get().track.code == "sichuan"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"part": "b"}, "请先选一个录音文件"),
        ({"part": "b", "file": b"<html>"}, "认不出这个文件"),
        ({"part": "b", "file": bytes(60_000)}, "最多 25 KB"),
        ({"part": "z", "file": b"x"}, "没有这一段"),
    ],
)
def test_what_is_wrong_is_said_beside_its_part(desk, question, fields, said):
    fields = {name: sent(value) if isinstance(value, bytes) else value for name, value in fields.items()}
    answer = desk.post(PAGE, fields)
    assert answer.status_code == 400
    assert said in text(answer)
    assert not Recording.objects.exists()


def test_the_script_is_answered_in_json(desk, question):
    kept = desk.post(PAGE, {"part": "a", "file": sent(tone())}, headers={"Accept": "application/json"})
    assert kept.json() == {
        "url": Recording.objects.get().file.url, "seconds": 1.5, "size": Recording.objects.get().size,
        "total": Recording.objects.get().size,
    }  # fmt: skip
    refused = desk.post(PAGE, {"part": "a", "file": sent(b"x")}, headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert "认不出" in refused.json()["error"]


def test_a_lesson_is_recorded_as_a_whole(desk, lessons):
    page = f"/admin/recordings/lesson/{lessons['height'].pk}/"
    assert "学完会挂安全带" in text(desk.get(page))
    desk.post(page, {"part": "", "file": sent(tone("tone.m4a"))})
    assert Recording.objects.get().lesson.slug == "height"


def test_the_page_leads_on_to_the_next_question(desk, editor, question):
    make_question("spoken.2")
    make_question("spoken.3")
    record_all(editor, make_question("spoken.20").current)
    assert "/admin/recordings/question/spoken.2/" in text(desk.get(PAGE))
    assert "/admin/recordings/question/spoken.1/" in text(desk.get("/admin/recordings/question/spoken.3/"))


def test_without_a_language_the_page_says_what_to_do(desk, question):
    Track.objects.all().delete()
    assert desk.get(LIST).status_code == 200
    assert "还没有语言" in text(desk.post(PAGE, {"part": "", "file": sent(tone())}))


def test_only_editors_come_in(signed_in, client, handler, make_person, question, desk):
    assert "/admin/recordings/" in text(desk.get("/admin/"))
    staff = make_person("审阅", is_staff=True)
    for stranger, answer in ((client, 302), (signed_in(handler), 403), (signed_in(staff), 403)):
        for path in (LIST, PAGE):
            assert stranger.get(path).status_code == answer
        assert stranger.post(PAGE, {"part": "", "file": sent(tone())}).status_code == answer
    assert not Recording.objects.exists()


def test_languages_are_added_and_renamed_but_never_deleted(desk):
    assert desk.post("/admin/tracks/new/", {"name": "客家话", "code": "hakka", "order": "9"}).status_code == 302
    kept = Track.objects.get(code="hakka")
    assert desk.post(f"/admin/tracks/delete/{kept.pk}/").status_code in (302, 403, 404)
    assert Track.objects.filter(code="hakka").exists()


def test_sound_just_recorded_may_be_heard_in_the_admin(desk, question):
    assert "media-src 'self' blob:" in desk.get(PAGE)["Content-Security-Policy"]
    assert "microphone" not in desk.get(PAGE).get("Permissions-Policy", "")
