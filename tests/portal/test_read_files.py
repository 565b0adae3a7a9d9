"""/files/…: who gets a private file, and how it is handed over."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils.module_loading import import_string

from portal import clock
from portal.models import Attachment, Crew, Job
from portal.rules.file_types import AUDIO, PDF, PICTURES
from portal.services import attachments
from tests.portal import files

pytestmark = pytest.mark.django_db


def guard(attachment, user):
    """For tests: the crew's files are for superusers."""
    return user.is_superuser


@pytest.fixture
def keep(handler):
    def make(content=None, name="现场 照片.jpg", allowed=PICTURES, **more):
        content = files.picture(located=True) if content is None else content
        facts = {"by": handler, "file": content, "name": name, "allowed": allowed, "limit": 10**7}
        return attachments.keep_file(now=clock.now(), **facts | more)

    return make


def address(row):
    return f"/files/{row.key}/"


def test_the_uploader_reads_it_without_its_place(signed_in, handler, keep):
    answer = signed_in(handler).get(address(keep()))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert b"SecretCamera" not in b"".join(answer)


def test_others_find_nothing(signed_in, colleague, outsider, make_person, keep):
    row = keep()
    for person in (colleague, outsider, make_person("管理", is_superuser=True)):
        assert signed_in(person).get(address(row)).status_code == 404


def test_a_stranger_is_asked_to_sign_in_whether_it_exists_or_not(client, keep):
    for path in (address(keep()), f"/files/{uuid.uuid4()}/"):
        assert client.get(path).url == f"/accounts/login/?next={path}"


def test_the_guard_of_its_owner_lets_in(signed_in, settings, colleague, make_person, keep, crew):
    settings.FILE_GUARDS = {"portal.crew": "tests.portal.test_read_files.guard"}
    row = keep(owner=crew)
    assert signed_in(make_person("管理", is_superuser=True)).get(address(row)).status_code == 200
    assert signed_in(colleague).get(address(row)).status_code == 404


def test_an_owner_without_a_guard_lets_nobody_in(signed_in, settings, make_person, keep, crew):
    settings.FILE_GUARDS = {}
    row = keep(owner=crew, by=None)
    assert signed_in(make_person("管理", is_superuser=True)).get(address(row)).status_code == 404


def test_every_guard_that_is_named_exists(settings):
    for label, path in settings.FILE_GUARDS.items():
        app, _, model = label.partition(".")
        assert ContentType.objects.get_by_natural_key(app, model).model_class()
        assert callable(import_string(path))
    for kind, path in settings.JOB_FILE_GUARDS.items():
        assert kind in settings.JOB_RUNNERS
        assert callable(import_string(path))


def test_the_result_of_a_job_is_for_its_starter_and_administrators(signed_in, colleague, handler, make_person, keep):
    job = Job.objects.create(kind="x", by=colleague)
    row = keep(owner=job, by=None)
    assert signed_in(colleague).get(address(row)).status_code == 200
    assert signed_in(make_person("管理", is_superuser=True)).get(address(row)).status_code == 200
    assert signed_in(handler).get(address(row)).status_code == 404


def test_it_is_handed_over_with_care(signed_in, handler, keep):
    answer = signed_in(handler).get(address(keep()))
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''%E7%8E%B0")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_document_is_downloaded(signed_in, handler, keep):
    answer = signed_in(handler).get(address(keep(files.PDF, "合同.pdf", {PDF})))
    assert answer["Content-Disposition"].startswith("attachment; filename*=")
    assert b"".join(answer) == files.PDF


def test_a_heic_is_shown_as_jpeg(signed_in, handler, keep):
    answer = signed_in(handler).get(address(keep(files.picture("HEIF"), "IMG.HEIC")))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'inline; filename="IMG.jpg"'


def test_a_browser_that_has_it_is_not_sent_it_again(signed_in, handler, keep):
    client, row = signed_in(handler), keep()
    etag = client.get(address(row))["ETag"]
    assert client.get(address(row), headers={"If-None-Match": etag}).status_code == 304


def test_a_recording_is_played_in_parts(signed_in, handler, keep):
    content = files.recording(200_000)
    client, row = signed_in(handler), keep(content, "录音.mp3", AUDIO)
    whole = client.get(address(row))
    assert whole["Accept-Ranges"] == "bytes"
    assert b"".join(whole) == content
    part = client.get(address(row), headers={"Range": "bytes=100-150099"})
    assert part.status_code == 206
    assert part["Content-Range"] == "bytes 100-150099/200000"
    assert b"".join(part) == content[100:150100]
    assert client.get(address(row), headers={"Range": "bytes=200000-"}).status_code == 416


def test_a_file_that_is_gone_from_the_disk_is_not_found(signed_in, handler, keep):
    row = keep()
    row.file.file.storage.delete(row.file.file.name)
    assert signed_in(handler).get(address(row)).status_code == 404


def test_rows_of_the_owner_may_go(keep, project):
    crew = Crew.objects.create(project=project, organisation=project.client, name="临时班")
    keep(owner=crew)
    crew.delete()
    assert Attachment.objects.get().owner is None
