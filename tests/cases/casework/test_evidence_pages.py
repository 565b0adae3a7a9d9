"""Evidence through its pages: added plainly, looked at, handed over, taken along; outsiders find nothing."""

from __future__ import annotations

import datetime
import io
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from cases.models import CaseMove, EvidenceItem, IntegrityCheck
from cases.rules import evidence as rules
from cases.services.joining import merge_case
from cases.services.uploads import begin_upload
from portal import clock
from portal.models import Attachment, Job
from tests.portal.files import PDF, picture, recording

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in, handler):
    return signed_in(handler)


@pytest.fixture
def home(case):
    return f"/cases/{case.number}/evidence/"


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def add(client, home):
    """Add by the plain form: add(picture(), "a.jpg", kind="photo")."""

    def send(*files: SimpleUploadedFile, **facts):
        given = {"key": str(uuid.uuid4()), "kind": "photo", "what": "三层临边没有护栏", "file": list(files)}
        return client.post(home, {name: value for name, value in (given | facts).items() if value})

    return send


def verbs(case) -> list[str]:
    return [move.verb for move in CaseMove.objects.filter(case=case).order_by("seq") if move.verb != "open"]


def test_a_plain_form_takes_several_files_once(add, client, home, case):
    key = str(uuid.uuid4())
    for _ in range(2):
        answer = add(upload(picture(located=True), "a.jpg"), upload(picture("PNG"), "b.png"), key=key, place="三号楼")
        assert answer.status_code == 302
    first, second = EvidenceItem.objects.order_by("number")
    assert (first.what, second.what, second.place) == ("三层临边没有护栏（1/2）", "三层临边没有护栏（2/2）", "三号楼")
    assert Attachment.objects.count() == 2
    page = client.get(home).content.decode()
    assert page.count('class="thumb"') == 2
    assert "后来改的没有记进去" not in page
    add(upload(picture(located=True), "a.jpg"), key=key, what="另一句话")
    assert "1 号先前已经入账，后来改的没有记进去" in client.get(home).content.decode()
    assert EvidenceItem.objects.count() == 2


@pytest.mark.parametrize(
    ("files", "facts", "words"),
    [
        ([], {}, "请选文件"),
        ([("a.jpg", PDF)], {}, "这里只收JPEG 图片"),
        ([("a.jpg", picture())], {"what": ""}, "请写是什么"),
        ([("a.jpg", picture())], {"kind": ""}, "请选种类"),
        ([("a.jpg", picture())], {"taken_at": "2099-01-01T08:00"}, "时间不能晚于现在"),
        ([("a.mp3", recording(rules.LARGEST_IN_A_FORM + 1))], {"kind": "audio"}, "一次最多传 20 MB"),
        ([], {"uploads": str(uuid.uuid4())}, "找不到了"),
        ([], {"uploads": "nonsense"}, "认不出来"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form(add, files, facts, words):
    answer = add(*(upload(content, name) for name, content in files), **facts)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not EvidenceItem.objects.exists()


def asked(client, address: str) -> tuple[str, list[str]]:
    """The page, and what was asked of tables for it."""
    with CaptureQueriesContext(connection) as context:
        page = client.get(address).content.decode()
    return page, [one["sql"] for one in context if "SAVEPOINT" not in one["sql"]]


def test_the_list_and_an_item_stay_within_their_queries(add, client, home):
    for number in range(5):
        add(*(upload(picture(size=(60 + number, 40 + n)), f"{n}.jpg") for n in range(8)))
    client.get(home)
    page, queries = asked(client, home)
    assert page.count('class="thumb"') == 30
    assert len(queries) <= 12
    page, queries = asked(client, home + "3/")
    assert "台账" in page
    assert len(queries) <= 12
    rest = client.get(home + "?before=11").content.decode()
    assert rest.count('class="thumb"') == 10


def test_the_list_stays_within_its_queries_with_a_merged_case_a_check_and_a_file_half_sent(
    add, client, home, case, handler, open_one
):
    add(upload(picture(), "a.jpg"))
    brought = open_one()
    merge_case(case=brought, into=case, why="同一件", by=handler, now=clock.now())
    for wrong, days in ((7, 2), (0, 1)):
        at = clock.now() - datetime.timedelta(days=days)
        IntegrityCheck.objects.create(kind="evidence", started_at=at, finished_at=at, rows=1, wrong=wrong)
    begin_upload(case=case, by=handler, name="现场.mp4", size=9, now=clock.now())
    client.get(home)
    page, queries = asked(client, home)
    assert len(queries) <= 12
    assert f"{brought.number} 的证据" in page
    assert "没传完的" in page
    assert "核验全部相符" in page
    IntegrityCheck.objects.filter(wrong=0).update(wrong=3)
    assert "核验有 3 处不符" in client.get(home).content.decode()


def test_a_thing_goes_from_hand_to_hand_is_corrected_and_sealed(add, client, home):
    add(kind="object", what="断了的安全绳", holder="王工")
    item = EvidenceItem.objects.get()
    deeds = {
        "hand-over": {"to": "区住建局", "why": "调查组要求"},
        "correct": {"what": "断了的安全绳，两段", "place": "三层", "why": "写漏了"},
        "seal": {"mark": "封 0012", "why": "移交前"},
    }
    for deed, given in deeds.items():
        assert client.post(f"{home}1/{deed}/", given | {"key": str(uuid.uuid4())}).status_code == 302
    item.refresh_from_db()
    assert (item.holder, item.what, item.sealed) == ("区住建局", "断了的安全绳，两段", "封 0012")
    page = client.get(f"{home}1/").content.decode()
    assert "王工 → 区住建局" in page
    assert "断了的安全绳 改为 断了的安全绳，两段" in page
    answer = client.post(f"{home}1/hand-over/", {"key": str(uuid.uuid4()), "to": "", "why": ""})
    assert answer.status_code == 422
    assert "请写交给谁" in answer.content.decode()
    assert client.post(f"{home}1/explode/", {}).status_code == 404


def test_pictures_are_shown_without_their_place_and_small(add, client, home):
    add(upload(picture("HEIF", size=(1200, 900), located=True), "现场.heic"))
    small = client.get(f"{home}1/thumbnail/")
    with Image.open(io.BytesIO(b"".join(small.streaming_content))) as thumbnail:
        assert max(thumbnail.size) == 480
        assert (thumbnail.format, dict(thumbnail.getexif())) == ("JPEG", {})
    shown = client.get(f"{home}1/file/")
    content = b"".join(shown.streaming_content)
    assert shown["Content-Type"] == "image/jpeg"
    assert b"SecretCamera" not in content
    assert shown["Content-Security-Policy"].startswith("default-src 'none'")
    again = client.get(f"{home}1/thumbnail/", headers={"If-None-Match": small["ETag"]})
    assert again.status_code == 304


def test_a_recording_is_played_in_parts_and_noted_once(add, client, home, case):
    sound = recording(5000)
    add(upload(sound, "谈话.mp3"), kind="audio")
    before = len(verbs(case))
    first = client.get(f"{home}1/file/", headers={"Range": "bytes=0-999"})
    rest = client.get(f"{home}1/file/", headers={"Range": "bytes=1000-"})
    assert (first.status_code, rest["Content-Range"]) == (206, "bytes 1000-4999/5000")
    assert b"".join(first.streaming_content) + b"".join(rest.streaming_content) == sound
    assert client.get(f"{home}1/file/", headers={"Range": "bytes=9000-"}).status_code == 416
    assert verbs(case)[before:] == ["file"]
    assert client.get(f"{home}1/thumbnail/").status_code == 404


def test_the_original_is_given_out_after_the_reason_is_entered(add, client, home, case, colleague, signed_in):
    taken = picture(located=True)
    add(upload(taken, "现场.jpg"))
    assert client.post(f"{home}1/original/", {"key": str(uuid.uuid4()), "why": ""}).status_code == 422
    answer = client.post(f"{home}1/original/", {"key": str(uuid.uuid4()), "why": "仲裁开庭"})
    assert b"".join(answer.streaming_content) == taken
    assert "attachment" in answer["Content-Disposition"]
    entry = case.evidence_entries.latest("seq")
    assert (entry.kind, entry.why, entry.who) == ("copy", "仲裁开庭", "经办人")
    assert verbs(case)[-1] == "evidence"


def test_those_in_the_team_without_export_take_no_original(add, home, case, leader, signed_in):
    add(upload(picture(), "现场.jpg"))
    case.team.create(group="O-03", person=leader, role="crew_leader", since=case.opened_at)
    client = signed_in(leader)
    assert client.get(f"{home}1/").status_code == 200
    assert client.post(f"{home}1/original/", {"key": str(uuid.uuid4()), "why": "想看"}).status_code == 422
    assert client.post(f"{home}bundle/").status_code == 302
    assert not Job.objects.exists()


def test_an_outsider_finds_nothing_and_each_try_is_kept(add, home, case, outsider, signed_in, caplog):
    add(upload(picture(), "张三的照片.jpg"))
    other, kept = signed_in(outsider), Attachment.objects.get()
    gets = ["", "1/", "1/thumbnail/", "1/file/"]
    posts = ["", "bundle/", "1/original/", "1/hand-over/", "1/correct/", "1/seal/", "uploads/"]
    assert {other.get(home + path).status_code for path in gets} == {404}
    assert {other.post(home + path).status_code for path in posts} == {404}
    assert other.get(f"/files/{kept.key}/").status_code == 404
    denied = CaseMove.objects.filter(case=case, verb="denied", by=outsider)
    assert denied.count() == len(gets) + len(posts) + 1
    said = [record.getMessage() for record in caplog.records if "denied" in record.getMessage()]
    assert len(said) >= denied.count()
    assert not [line for line in said if "张三" in line or "外人" in line]


def test_nobody_gets_evidence_by_the_address_of_files(add, client, case, handler):
    add(upload(picture(), "现场.jpg"))
    assert client.get(f"/files/{Attachment.objects.get().key}/").status_code == 404
    assert "denied" not in verbs(case)


def test_strangers_are_asked_to_sign_in(home):
    for path in ("", "1/", "1/file/", "1/thumbnail/"):
        assert Client().get(home + path)["Location"].startswith("/accounts/login/")


def test_a_file_that_is_gone_from_the_disk_is_not_found(add, client, home):
    add(upload(recording(), "谈话.mp3"), kind="audio")
    Path(Attachment.objects.get().file.file.path).unlink()
    assert client.get(f"{home}1/file/").status_code == 404
    assert client.post(f"{home}1/original/", {"key": str(uuid.uuid4()), "why": "x"}).status_code == 404
