"""Keep a private file: by its content, within its size, for good until it is dropped."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import call_command
from django.db import transaction
from filer.models import File
from PIL import Image

from portal import clock
from portal.models import Attachment
from portal.rules.file_types import AUDIO, PDF, PICTURES, SHEETS
from portal.services import attachments
from portal.services.refusal import Refused
from tests.portal import files

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


def keep(by, content, name="现场.jpg", **more):
    facts = {"allowed": PICTURES, "limit": MEGABYTE} | more
    return attachments.keep_file(by=by, file=content, name=name, now=clock.now(), **facts)


def on_disk():
    return sorted(path for path in Path(settings.PRIVATE_DIR).rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def _own_folder():
    """Counts begin at nothing."""
    for path in on_disk():
        path.unlink()


def test_it_is_kept_as_it_came(handler):
    content = files.picture(located=True)
    row = keep(handler, SimpleUploadedFile("x.png", content, "image/png"), name="C:\\现场 照片.JPG")
    assert (row.name, row.mime, row.size) == ("现场 照片.JPG", "image/jpeg", len(content))
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    with attachments.original(row) as stream:
        assert stream.read() == content
    stored = File.objects.get()
    assert (stored.is_public, stored.original_filename, stored.owner) == (False, "现场 照片.JPG", handler)
    assert stored.sha1 == hashlib.sha1(content).hexdigest()  # noqa: S324
    assert stored.mime_type == "image/jpeg"
    assert str(settings.PRIVATE_DIR) in stored.path


def test_a_large_upload_comes_from_the_disk(handler):
    content = files.recording(3 * MEGABYTE)
    upload = TemporaryUploadedFile("录音.mp3", "audio/mpeg", len(content), None)
    upload.write(content)
    row = keep(handler, upload, "录音.mp3", allowed=AUDIO, limit=5 * MEGABYTE)
    assert row.size == len(content)
    assert row.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("content", "name", "allowed", "why"),
    [
        (b"", "a.jpg", PICTURES, "空的"),
        (b"<html><script>1</script>", "a.jpg", PICTURES, "认不出"),
        (files.PDF, "a.jpg", PICTURES, "这个文件是PDF"),
        (files.picture()[:300], "a.jpg", PICTURES, "打不开"),
        (b"\xff\xd8\xff" + b"x" * 500, "a.jpg", PICTURES, "打不开"),
        (files.picture("PNG", size=(9000, 8000)), "a.png", PICTURES, "9000 × 8000"),
        (files.recording(2 * MEGABYTE), "a.mp3", AUDIO, "最多 1 MB，这个有 2 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "名单.xls", SHEETS, "另存为 .xlsx"),
        (files.archive("a.txt"), "名单.xlsx", SHEETS, "认不出"),
        (b"PK\x03\x04 broken", "名单.xlsx", SHEETS, "认不出"),
    ],
)
def test_what_is_not_wanted_is_refused_in_words(handler, content, name, allowed, why):
    with pytest.raises(Refused, match=why):
        keep(handler, content, name, allowed=allowed)
    assert not Attachment.objects.exists()
    assert on_disk() == []


@pytest.mark.parametrize(
    ("content", "name", "allowed", "mime"),
    [
        (files.picture("PNG"), "a.jpg", PICTURES, "image/png"),
        (files.picture("WEBP"), "a", PICTURES, "image/webp"),
        (files.picture("HEIF"), "a.heic", PICTURES, "image/heic"),
        (files.PDF, "合同.pdf", {PDF}, "application/pdf"),
        ("姓名,工种\n王,木工".encode("gb18030"), "名单.csv", SHEETS, "text/csv"),
        (files.recording(), "录音", AUDIO, "audio/mpeg"),
    ],
)
def test_what_is_wanted_is_taken_by_its_content(handler, content, name, allowed, mime):
    assert keep(handler, content, name, allowed=allowed).mime == mime


def test_a_workbook_is_taken(handler):
    row = keep(handler, files.workbook(), "名单.xlsx", allowed=SHEETS)
    assert row.name == "名单.xlsx"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_is_shown_says_nothing_of_camera_and_place(handler, kind):
    content = files.picture(kind, located=True)
    assert b"SecretCamera" in content
    row = keep(handler, content)
    with attachments.shown(row) as stream:
        seen = stream.read()
    assert b"SecretCamera" not in seen
    picture = Image.open(io.BytesIO(seen))
    assert not picture.getexif()
    assert not set(picture.info) & {"exif", "xmp", "comment"}
    assert picture.format == ("JPEG" if kind == "HEIF" else kind)
    with attachments.original(row) as stream:
        assert stream.read() == content


def test_a_picture_is_shown_upright(handler):
    with attachments.shown(keep(handler, files.picture(located=True))) as stream:
        picture = Image.open(stream)
        assert picture.size == (40, 60)
        assert picture.getpixel((20, 5))[0] > 200  # red on top
        assert picture.getpixel((20, 55))[2] > 200


def test_comments_and_trailers_stay_behind(handler):
    content = files.picture(comment=b"secret comment") + b"GPS of a film behind the picture"
    with attachments.shown(keep(handler, content)) as stream:
        seen = stream.read()
    assert b"secret comment" not in seen
    assert b"GPS" not in seen


def test_a_huge_picture_is_shown_smaller(handler):
    content = files.picture("JPEG", size=(6000, 1000), quality=50)
    with attachments.shown(keep(handler, content)) as stream:
        assert Image.open(stream).size == (4096, 683)


def test_the_clean_copy_is_made_once(handler):
    row = keep(handler, files.picture())
    for _ in range(2):
        attachments.shown(row).close()
    assert len(on_disk()) == 2


def test_an_owner_is_given_once(handler, crew, project):
    row = keep(handler, files.picture())
    assert attachments.give_file(attachment=row, owner=crew).owner == crew
    attachments.give_file(attachment=row, owner=crew)
    with pytest.raises(Refused):
        attachments.give_file(attachment=row, owner=project)


def test_dropping_empties_the_disk_after_commit(handler, django_capture_on_commit_callbacks):
    row = keep(handler, files.picture())
    attachments.shown(row).close()
    other = keep(handler, files.picture())
    with django_capture_on_commit_callbacks(execute=True):
        assert attachments.drop_files(Attachment.objects.filter(pk=row.pk)) == 1
        assert len(on_disk()) == 3
    assert [str(path) for path in on_disk()] == [File.objects.get().path]
    assert Attachment.objects.get() == other


def test_a_dropping_that_is_rolled_back_drops_nothing(handler):
    row = keep(handler, files.picture())
    with transaction.atomic():
        attachments.drop_files(Attachment.objects.all())
        transaction.set_rollback(True)
    with attachments.original(Attachment.objects.get(pk=row.pk)) as stream:
        assert stream.read()


def test_strays_are_counted_and_deleted_only_when_asked(handler, capsys):
    row = keep(handler, files.picture())
    with transaction.atomic():
        keep(handler, files.picture())
        transaction.set_rollback(True)
    (stray,) = [path for path in on_disk() if str(path) != row.file.path]
    call_command("remove_strays", "--delete")
    assert stray.exists()  # younger than a day: perhaps still being written
    for path in on_disk():
        os.utime(path, (0, 0))
    call_command("remove_strays")
    assert "找到 1 个" in capsys.readouterr().out
    assert stray.exists()
    call_command("remove_strays", "--delete")
    assert [str(path) for path in on_disk()] == [row.file.path]
