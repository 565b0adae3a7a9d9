"""What people and robots send to the hotline: a clear word beside the field, nothing executed, nothing lost."""

from __future__ import annotations

import html
import io
import re
import zipfile
from importlib import import_module

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from knowledge.models import AnsweredQuestion, Question, QuestionEntry
from knowledge.services import question_desk
from portal import clock
from portal.models import Attachment
from portal.rules.roles import Role
from portal.services import attachments
from tests.portal.files import picture

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
TURNED = "没\u202e发\u200b工\u2066资\ufeff"


@pytest.fixture(autouse=True)
def slow_hands(monkeypatch):
    """Nobody in these tests waits three seconds."""
    monkeypatch.setattr(import_module("knowledge.views.hotline"), "_FASTEST", 0)


@pytest.fixture
def seat(make_person, post, platform):
    person = make_person("坐席甲", username="seat", phone="+8613800000010")
    post(person, Role.HOTLINE, organisation=platform)
    return person


def bomb() -> bytes:
    """100 MB of nothing in 100 KB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.jpg", b"\0" * 100_000_000)
    return out.getvalue()


def wide_picture() -> bytes:
    """400 million pixels in some KB."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


FILM = b"\x00\x00\x00\x18ftypmp42" + b"0" * 5000
BAD_FILES = {
    "20 MB": ("大.jpg", lambda: picture() + b"0" * 20_000_000, "最多 10 MB，这个有 19.1 MB"),
    "film": ("工地.jpg", lambda: FILM, "这个文件是视频"),
    "bomb": ("照片.jpg", bomb, "认不出这个文件是什么"),
    "wide": ("宽.png", wide_picture, "像素太多"),
    "torn": ("半张.jpg", lambda: picture(size=(800, 600))[:900], "可能没有传完整"),
    "page": ("a.jpg", lambda: SCRIPT.encode(), "认不出这个文件是什么"),
    "empty": ("空.jpg", lambda: b"", "是空的"),
}


def token_of(page: str) -> str:
    return re.findall(r'name="token" value="([^"]+)"', page)[0]


def send(client: Client, **more):
    page = client.get("/hotline/ask/").content.decode()
    fields = {"text": "老板没发工资", "step": "send", "agreed": "on", "site": "滨江二期", "token": token_of(page)}
    return client.post("/hotline/ask/", fields | more)


def code_of(answer) -> str:
    return re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", answer.content.decode())[0]


def beside(page: str, name: str) -> str:
    """What stands beside a field of the page as wrong with it."""
    found = re.search(rf'<p class="why" id="id_{name}_error">(.*?)</p>', page, re.S)
    return html.unescape(found[1]) if found else ""


@pytest.mark.parametrize("field", ["photos", "voice"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_named_beside_the_field_and_the_words_stay(client, name, field):
    called, make, why = BAD_FILES[name]
    answer = send(client, **{field: SimpleUploadedFile(called, make())})
    page = answer.content.decode()
    assert why in beside(page, "photos") + beside(page, field)
    assert "老板没发工资</textarea>" in page
    assert 'value="滨江二期"' in page
    assert not Question.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", BAD_FILES)
def test_the_same_when_asking_further(client, name):
    called, make, why = BAD_FILES[name]
    code = code_of(send(client))
    token = token_of(client.post("/hotline/track/", {"code": code}).content.decode())
    fields = {"code": code, "step": "follow_up", "text": "总包不给", "token": token}
    page = client.post("/hotline/track/", fields | {"photos": SimpleUploadedFile(called, make())}).content.decode()
    assert why in beside(page, "photos")
    assert "总包不给</textarea>" in page
    assert "照片和录音要再选一次" in page
    assert not QuestionEntry.objects.exists()


def test_a_picture_of_an_apple_phone_is_kept_and_shown_to_all(client):
    send(client, photos=SimpleUploadedFile("IMG_1.HEIC", picture("HEIF")))
    kept = Attachment.objects.get()
    assert kept.mime == "image/heic"
    assert attachments.shown(kept).read(3) == b"\xff\xd8\xff"


@pytest.mark.parametrize("address", ["/hotline/ask/", "/hotline/track/", "/hotline/nearest/"])
def test_far_too_much_is_said(client, address):
    answer = client.post(address, {"text": "长" * 1_000_000, "code": "长" * 1_000_000, "step": "send"})
    assert answer.status_code == 413
    assert "内容还在" in answer.content.decode()


def test_a_million_letters_come_back_whole(client):
    """Less than the largest request, more than a question may be: beside the field, and every one still there."""
    page = send(client, text="a" * 1_000_000).content.decode()
    assert "太长了：最多 4000 个字" in beside(page, "text")
    assert "a" * 1_000_000 in page
    assert not Question.objects.exists()


def assert_tame(page: str) -> None:
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", page)


def test_markup_in_every_field_of_the_form_is_words(client):
    fields = ("text", "site", "phone", "at", "token", "website")
    for bad in fields:
        page = send(client, **({bad: SCRIPT} | ({"agreed": ""} if bad != "phone" else {}))).content.decode()
        assert "<img src=x" not in page, bad
        assert "<script>alert" not in page, bad
    assert_tame(client.post("/hotline/track/", {"code": SCRIPT[:40]}).content.decode())


def test_markup_and_turning_signs_all_the_way_to_the_desk_and_the_answer(client, seat, signed_in, project):
    name = f"{SCRIPT}{TURNED}.jpg".replace("/", "")
    answer = send(client, text=SCRIPT + TURNED, site=SCRIPT + TURNED, may_share="on",
                  photos=SimpleUploadedFile(name, picture()))  # fmt: skip
    code, question, browser = code_of(answer), Question.objects.get(), signed_in(seat)
    assert question.text == f"{SCRIPT}没发工资"
    address = f"/desk/hotline/{question.pk}/"
    for deed, fields in (
        ("note", {"note": SCRIPT + TURNED}),
        ("file", {"project": str(project.pk)}),
        ("share", {"masked": SCRIPT + TURNED}),
        ("answer", {"text": SCRIPT + TURNED}),
        ("close", {"why": SCRIPT + TURNED}),
        ("reopen", {"why": SCRIPT + TURNED}),
    ):
        assert browser.post(address, {"deed": deed} | fields).status_code == 302, deed
    for path in (
        "/desk/hotline/",
        address,
        "/desk/hotline/numbers/",
        f"/desk/hotline/answered/new/?from={question.pk}",
    ):
        page = browser.get(path).content.decode()
        assert_tame(page)
    assert "alert(1)" in browser.get(address).content.decode()
    page = client.post("/hotline/track/", {"code": f"{code[:4]}\u200b {code[5:]}"}).content.decode()
    assert_tame(page)
    assert "&lt;script&gt;" in page


def test_markup_in_an_answered_question(seat, signed_in):
    browser = signed_in(seat)
    fields = {"question": SCRIPT, "answer": SCRIPT + TURNED, "cites": SCRIPT, "on": "2026-01-01"}
    browser.post("/desk/hotline/answered/new/", fields)
    row = AnsweredQuestion.objects.get()
    for path in ("/desk/hotline/answered/", f"/desk/hotline/answered/{row.pk}/"):
        page = browser.get(path).content.decode()
        assert_tame(page)
        assert "alert(1)" in page


def test_a_follow_up_to_a_merged_question_comes_back_into_the_queue(client, seat, signed_in):
    """Where it was merged nobody looks any more."""
    code = code_of(send(client))
    first, now = Question.objects.get(), clock.now()
    send(client, text="别人也问了工资")
    other = Question.objects.exclude(pk=first.pk).get()
    question_desk.answer(question=other, text="先找总包。", by=seat, now=now)
    question_desk.merge(question=first, into=other, by=seat, now=now)
    token = token_of(client.post("/hotline/track/", {"code": code}).content.decode())
    fields = {"code": code, "step": "follow_up", "text": "总包不给", "token": token}
    page = client.post("/hotline/track/", fields).content.decode()
    assert "先找总包。" in page
    assert "正在排队" in page
    first.refresh_from_db()
    assert first.state == "new"
    assert "老板没发工资" in signed_in(seat).get("/desk/hotline/").content.decode()
    desk = signed_in(seat).get(f"/desk/hotline/{first.pk}/").content.decode()
    assert "后来又追问了" in desk
    assert "总包不给" in desk


def test_what_was_forgotten_takes_no_more_words(client):
    code = code_of(send(client))
    Question.objects.update(forgotten_at=clock.now(), text="", state="closed")
    token = token_of(client.get("/hotline/ask/").content.decode())
    fields = {"code": code, "step": "follow_up", "text": "总包不给", "token": token}
    assert "已经删除" in client.post("/hotline/track/", fields).content.decode()
    assert not QuestionEntry.objects.exists()
