"""What was written about sample people and by them goes with them, the files too; what is real stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import clock
from portal.models import Attachment, Delivery, Job, Message, Person, PersonRecord, Project
from portal.services import jobs, sample
from portal.services.attachments import keep_file, original, shown
from portal.services.messages import notify
from portal.services.refusal import Refused
from portal.services.register import keep_record
from tests.portal import files

KINDS = (Message, Delivery, PersonRecord, Job, Attachment)


@pytest.fixture
def loaded(db):
    return sample.load_sample(today=clock.today())


@pytest.fixture
def write(settings):
    settings.JOB_RUNNERS = {"x": "x.y"}

    def every_kind(person: Person) -> Attachment:
        now = clock.now()
        notify(person=person, kind="t", title="消息", now=now, channels=["sms"])
        keep_record(person=person, kind="entry", title="进场", now=now)
        job = jobs.start_job(kind="x", by=person, params={}, now=now)
        allowed = {"image/jpeg"}
        row = keep_file(by=person, file=files.picture(), name="a.jpg", allowed=allowed, limit=10**6, now=now)
        Job.objects.filter(pk=job.pk).update(result=row)
        shown(row).close()
        return row

    return every_kind


def test_everything_about_sample_people_goes(loaded, write, settings, django_capture_on_commit_callbacks):
    before = {kind: kind.objects.count() for kind in (Message, PersonRecord)}
    row = write(Person.objects.get(username="shili-wang"))
    on_disk = [Path(row.file.path), *Path(settings.SHOWN_DIR).rglob(f"{row.key}*")]
    assert len(on_disk) == 2
    with django_capture_on_commit_callbacks(execute=True):
        removed = sample.remove_sample()
    written = {"消息": before[Message] + 1, "人员记录": before[PersonRecord] + 1, "后台任务": 1, "附件": 1}
    assert written.items() <= removed.items()
    assert [kind.objects.count() for kind in KINDS] == [0] * len(KINDS)
    assert not any(path.exists() for path in on_disk)


def test_what_real_people_did_on_the_sample_goes_too(loaded, handler):
    project = Project.objects.filter(is_sample=True).first()
    keep_record(person=handler, kind="entry", title="试一试", project=project, now=clock.now())
    notify(person=handler, kind="t", title="示例案件", now=clock.now(), is_sample=True)
    sample.remove_sample()
    assert not PersonRecord.objects.exists()
    assert not Message.objects.exists()


def test_what_is_real_stays(loaded, write, handler):
    row = write(handler)
    sample.remove_sample()
    assert all(kind.objects.exists() for kind in KINDS)
    with original(row) as stream:
        assert stream.read()


def test_a_real_record_on_the_sample_stops_it_whole(loaded, write, handler):
    project = Project.objects.filter(is_sample=True).first()
    PersonRecord.objects.create(person=handler, kind="entry", title="真的进场", project=project)
    row = write(Person.objects.get(username="shili-wang"))
    with pytest.raises(Refused, match="真的进场"):
        sample.remove_sample()
    assert Attachment.objects.get() == row
    assert Path(row.file.path).exists()
