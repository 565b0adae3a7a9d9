"""Files in parts: through cuts, reloads, restarts and rivals, they arrive whole or not at all."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import os
import uuid
from pathlib import Path

import pytest
from django.conf import settings

from cases.models import EvidenceItem, Upload
from cases.services import uploads
from cases.services.evidence_check import verify
from portal.services.refusal import Refused
from tests.cases.casework.conftest import NOW
from tests.portal.files import PDF, recording

pytestmark = pytest.mark.django_db
FILM = b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 2000
DAY = datetime.timedelta(days=1)


@pytest.fixture
def begin(case, handler):
    def make(content=FILM, **facts):
        given = {"case": case, "by": handler, "name": "现场.mp4", "size": len(content), "now": NOW}
        return uploads.begin_upload(**given | facts)

    return make


def push(upload, content, offset, length=None, now=NOW, **more):
    """Send what lies from `offset` on; `length` is what was announced, which a cut leaves unsent."""
    stream = io.BytesIO(content)
    return uploads.receive(
        upload=upload, offset=offset, read=stream.read, length=length or len(content), now=now, **more
    )


def finish(upload, by, **facts):
    return uploads.finish_upload(
        **{"upload": upload, "by": by, "kind": "video", "what": "现场录像", "now": NOW} | facts
    )


def test_a_film_that_was_cut_goes_on_where_it_stopped(begin, handler):
    upload = begin(fingerprint="现场.mp4|1")
    assert push(upload, FILM[:100_000], 0, length=len(FILM)) == 100_000
    again = begin(fingerprint="现场.mp4|1")
    assert (again, uploads.settle(again)) == (upload, 100_000)
    assert push(again, FILM[100_000:], 100_000) == len(FILM)
    item = finish(again, handler)
    assert Path(item.attachment.file.file.path).read_bytes() == FILM
    assert item.attachment.sha256 == hashlib.sha256(FILM).hexdigest()
    assert not uploads.part_of(upload).exists()
    assert verify().faults == []


def test_finishing_twice_is_one_item(begin, handler):
    upload = begin()
    push(upload, FILM, 0)
    assert finish(upload, handler) == finish(upload, handler)
    upload.refresh_from_db()
    assert (upload.state, upload.item) == ("done", EvidenceItem.objects.get())


def test_finishing_goes_on_after_a_crash_in_the_middle(begin, handler):
    upload = begin()
    push(upload, FILM, 0)
    Upload.objects.update(state="taken", touched_at=NOW)
    with pytest.raises(Refused):
        finish(upload, handler)
    assert finish(upload, handler, now=NOW + datetime.timedelta(minutes=3)).number == 1


def test_what_is_whole_on_the_disk_is_finished_though_nobody_said_so(begin, handler):
    upload = begin()
    push(upload, FILM, 0)
    Upload.objects.update(state="open")  # the server died between the last byte and that word
    assert finish(upload, handler).number == 1


def test_parts_that_are_gone_from_the_disk_are_sent_again(begin, handler):
    upload = begin()
    push(upload, FILM[:1000], 0)
    uploads.part_of(upload).unlink()
    assert uploads.settle(upload) == 0
    push(upload, FILM, 0)
    uploads.part_of(upload).unlink()
    with pytest.raises(Refused, match="再选一次"):
        finish(upload, handler)
    push(upload, FILM, 0)
    assert finish(upload, handler).attachment.sha256 == hashlib.sha256(FILM).hexdigest()


def test_what_is_not_whole_or_not_ones_own_is_not_finished(begin, handler, colleague):
    upload = begin()
    push(upload, FILM[:50], 0)
    with pytest.raises(Refused):
        finish(upload, handler)
    push(upload, FILM[50:], 50)
    with pytest.raises(Refused):
        finish(upload, colleague)
    with pytest.raises(Refused) as refused:
        finish(upload, handler, kind="photo")
    assert "视频" in refused.value.message
    assert finish(upload, handler).kind == "video"


def test_a_part_with_a_wrong_checksum_counts_for_nothing(begin):
    upload = begin()
    right = hashlib.sha256(FILM[:1000]).digest()
    assert push(upload, FILM[:1000], 0, checksum=("sha256", right)) == 1000
    with pytest.raises(uploads.Corrupt):
        push(upload, FILM[1000:1999] + b"?", 1000, checksum=("sha256", hashlib.sha256(FILM[1000:2000]).digest()))
    assert uploads.settle(upload) == 1000


@pytest.mark.parametrize("offset", [0, 99, 101])
def test_a_part_from_anywhere_else_is_refused(begin, offset):
    upload = begin()
    push(upload, FILM[:100], 0)
    with pytest.raises(uploads.Overtaken):
        push(upload, FILM[offset : offset + 10], offset)


def test_whoever_was_overtaken_writes_nothing_more(begin):
    """A dead connection that comes to life again after the phone has gone on by another."""
    upload = begin()
    other = FILM[:600_000].replace(b"\x07", b"\x08")

    def slow(size: int) -> bytes:
        push(Upload.objects.get(), FILM[: 512 * 1024], 0)
        return other[:size]

    with pytest.raises(uploads.Overtaken):
        uploads.receive(upload=upload, offset=0, read=slow, length=len(FILM), now=NOW)
    assert uploads.part_of(upload).read_bytes()[: 512 * 1024] == FILM[: 512 * 1024]


def test_the_sum_that_was_announced_must_be_that_of_the_whole(begin, handler):
    upload = begin(sha256="0" * 64)
    push(upload, FILM, 0)
    with pytest.raises(Refused):
        finish(upload, handler)
    assert not EvidenceItem.objects.exists()


def test_what_nobody_takes_is_refused_by_its_beginning(begin):
    program = b"MZ\x90\x00" + os.urandom(200_000)
    upload = begin(program, name="现场.mp4")
    with pytest.raises(Refused):
        push(upload, program[:70_000], 0)
    upload.refresh_from_db()
    assert upload.state == "refused"
    assert not uploads.part_of(upload).exists()


def test_a_power_cut_that_lost_bytes_is_noticed(begin):
    upload = begin()
    push(upload, FILM[:1000], 0)
    os.truncate(uploads.part_of(upload), 400)
    assert uploads.settle(upload) == 400
    assert push(upload, FILM[400:], 400) == len(FILM)


@pytest.mark.parametrize("size", [0, 2 * 2**30 + 1])
def test_a_file_has_a_size_within_limits(begin, size):
    with pytest.raises(Refused):
        begin(size=size)


def test_not_more_than_so_many_lie_about(begin):
    for _ in range(uploads.MOST_OPEN):
        begin()
    with pytest.raises(Refused):
        begin()


def test_what_nobody_goes_on_with_is_forgotten_after_a_week(begin):
    old, young = begin(), begin(now=NOW + 3 * DAY)
    stray = Path(settings.UPLOADS_DIR) / f"{uuid.uuid4()}.part"
    stray.touch()
    long_ago = (NOW - DAY).timestamp()
    for path in (stray, uploads.part_of(old)):
        os.utime(path, (long_ago, long_ago))
    assert uploads.sweep_uploads(now=NOW + 8 * DAY) >= 2
    assert list(Upload.objects.all()) == [young]
    assert not stray.exists()
    assert not uploads.part_of(old).exists()


# ---- the protocol ----


def metadata(**told: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())


def begun(client, case, content=FILM, **told):
    headers = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata(filename="现场.mp4", **told)}
    return client.post(f"/cases/{case.number}/evidence/uploads/", headers=headers)


def patch(client, address, content, offset, **headers):
    given = {"Upload-Offset": str(offset)} | {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic("PATCH", address, content, "application/offset+octet-stream", headers=given)


@pytest.mark.covers("X-05")
def test_a_file_goes_by_the_protocol_and_becomes_evidence_by_the_form(case, handler, signed_in):
    client = signed_in(handler)
    answer = begun(client, case)
    address = answer["Location"]
    assert (answer.status_code, answer["Tus-Resumable"], answer["Upload-Offset"]) == (201, "1.0.0", "0")
    sent = base64.b64encode(hashlib.sha256(FILM[:9000]).digest()).decode()
    answer = patch(client, address, FILM[:9000], 0, Upload_Checksum=f"sha256 {sent}")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "9000")
    assert client.head(address)["Upload-Offset"] == "9000"
    assert patch(client, address, FILM[:10], 0).status_code == 409
    assert patch(client, address, FILM[9000:], 9000).status_code == 204
    form = {"key": str(uuid.uuid4()), "kind": "video", "what": "现场录像", "uploads": address.split("/")[-2]}
    for _ in range(2):
        assert client.post(f"/cases/{case.number}/evidence/", form).status_code == 302
    assert EvidenceItem.objects.get().attachment.sha256 == hashlib.sha256(FILM).hexdigest()
    assert client.head(address).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload_Offset": "x"}, 400),
        ({"Upload_Checksum": "md5 abcd"}, 400),
        ({"Upload_Checksum": "sha256 !!"}, 400),
        ({"Upload_Checksum": "sha256 " + base64.b64encode(b"0" * 32).decode()}, 460),
    ],
)
def test_a_part_that_is_none_is_refused_by_number(case, handler, signed_in, headers, status):
    client = signed_in(handler)
    address = begun(client, case)["Location"]
    assert patch(client, address, FILM[:10], 0, **headers).status_code == status
    assert client.head(address)["Upload-Offset"] == "0"


def test_too_much_wrongly_called_or_thrown_away(case, handler, signed_in):
    client = signed_in(handler)
    address = begun(client, case, PDF)["Location"]
    assert patch(client, address, PDF + b"more", 0).status_code == 413
    assert client.generic("PATCH", address, PDF, "text/plain", headers={"Upload-Offset": "0"}).status_code == 415
    assert client.post(f"/cases/{case.number}/evidence/uploads/", headers={"Upload-Length": "9"}).status_code == 201
    for wrong in ({"Upload-Length": "x"}, {"Upload-Length": "9", "Upload-Metadata": "filename ???"}):
        assert client.post(f"/cases/{case.number}/evidence/uploads/", headers=wrong).status_code == 400
    assert client.delete(address).status_code == 204
    assert client.head(address).status_code == 404
    assert client.options(f"/cases/{case.number}/evidence/uploads/")["Tus-Version"] == "1.0.0"


def test_nobody_else_sees_or_feeds_an_upload(case, handler, colleague, outsider, signed_in, client):
    address = begun(signed_in(handler), case)["Location"]
    for other in (colleague, outsider):
        assert signed_in(other).head(address).status_code == 404
        assert patch(signed_in(other), address, b"x", 0).status_code == 404
    assert begun(signed_in(outsider), case).status_code == 404
    assert client.head(address)["Location"].startswith("/accounts/login/")


def test_a_site_of_others_cannot_send_parts(case, handler, signed_in):
    """No token, no part: as for every form."""
    address = begun(signed_in(handler), case, recording())["Location"]
    strict = signed_in(handler)
    strict.handler.enforce_csrf_checks = True
    assert patch(strict, address, recording(), 0).status_code == 403
