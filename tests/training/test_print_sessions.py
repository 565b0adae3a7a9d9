"""签到表: a session on paper, with the names as drawn and the pictures."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.clock import SHANGHAI
from tests.portal.files import picture
from tests.training.printed import characters, pages
from training.models import Attendee, CrewSession
from training.services.sessions.photos import keep_photo
from training.views.sessions import lines_of
from training.views.sessions_sheet import _facts

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 20, 7, 0, tzinfo=SHANGHAI)
STROKES = [[[10, 10], [60, 40]], [[90, 30]]]


@pytest.fixture
def session(handler, workers, project, crew):
    made = CrewSession.objects.create(
        project=project, crew=crew, level="crew", method="pre_shift", topic="高处作业", content="系好安全带",
        place="三号楼", trainer_name="张班长", trainer_signature=STROKES, starts_at=START, state="closed",
        ends_at=START + datetime.timedelta(minutes=30), opened_by=handler, received_at=START,
    )  # fmt: skip
    Attendee.objects.create(session=made, person=workers[0], signature=STROKES, signed_at=START, result="passed")
    Attendee.objects.create(session=made, person=workers[1], signed_at=START)
    Attendee.objects.create(
        session=made, person=workers[2], on_paper=True, joined_at=START + datetime.timedelta(minutes=12)
    )
    return made


def test_everybody_stands_on_it(session, handler):
    facts = _facts(session, lines_of(handler, session))
    assert (facts["time"], facts["count"]) == ("2026-11-20 07:00 至 07:30", "3 人")
    shown = [(one["name"], bool(one["strokes"]), one["note"], one["came"], one["result"]) for one in facts["people"]]
    assert shown == [
        ("工人0", True, "", "", "合格"),
        ("工人1", False, "本人登录确认", "", ""),
        ("工人2", False, "纸上签名", "07:12 到", ""),
    ]


def test_with_its_pictures(session, handler, signed_in):
    client = signed_in(handler)
    path = f"/sessions/{session.pk}/sheet.pdf"
    assert path in client.get(f"/sessions/{session.pk}/").content.decode()
    plain = client.get(path).content
    assert set("安全教育签到表高处作业系好带三号楼张班长工人012") <= characters(plain)
    file = SimpleUploadedFile("a.jpg", picture(size=(600, 400), located=True), "image/jpeg")
    keep_photo(session=session, by=handler, file=file, name="a.jpg", now=START)
    answer = client.get(path)
    assert answer["Content-Type"] == "application/pdf"
    assert b"/Subtype/Image" in answer.content
    assert b"/Subtype/Image" not in plain
    assert b"SecretCamera" not in answer.content
    assert pages(answer.content) == 1


def test_only_of_what_is_over_and_for_those_who_see_it(session, handler, outsider, signed_in):
    path = f"/sessions/{session.pk}/sheet.pdf"
    assert signed_in(outsider).get(path).status_code == 404
    CrewSession.objects.update(state="open")
    assert signed_in(handler).get(path).status_code == 404
