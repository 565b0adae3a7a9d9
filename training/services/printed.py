"""Papers for those without a phone: drawn by the server, printed, answered with a pen, entered with a photo."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from portal.clock import SHANGHAI
from portal.models import Attachment, Job, Person, Project
from portal.rules.file_types import PDF, PICTURES
from portal.services import attachments
from portal.services.jobs import Report, start_job
from portal.services.refusal import Refused

from ..models import Attempt, AttemptItem, Paper
from ..officers import attempts_under
from ..paper_sheets import print_sheets
from ..rules import clock
from . import attempts
from .answers import Incoming, save_answers

KIND = "training.print_papers"
MOST = 200
"""People in one file."""
MOST_PHOTOS = 6
_LARGEST = 15 * 1024 * 1024
_FILE = 100 * 1024 * 1024


def printed_under(by: Person) -> QuerySet[Attempt]:
    """Printed papers of the people whom this person looks after, never one's own."""
    return attempts_under(by).filter(mode=Attempt.Mode.PRINTED)


@transaction.atomic
def start_printing(*, by: Person, paper: Paper, project: Project, people: Sequence[int], now: datetime.datetime) -> Job:
    """Queue one file with a paper for each. Refused without people, or with too many."""
    if not people:
        raise Refused("请选人，至少一个。")
    if len(people) > MOST:
        raise Refused(f"一次最多打印 {MOST} 份。")
    params = {"paper": paper.pk, "project": project.pk, "people": sorted(people)}
    if known := Job.objects.open().filter(by=by, kind=KIND, params=params).first():
        return known
    sample = paper.is_sample or project.is_sample
    return start_job(kind=KIND, by=by, params=params, now=now, title=f"打印纸卷：{paper.title}", is_sample=sample)


def run_print_papers(job: Job, report: Report) -> None:
    """Runner of jobs of kind training.print_papers. Run again, it prints the papers that were drawn the first time."""
    paper = Paper.objects.filter(pk=job.params["paper"]).first()
    project = Project.objects.filter(pk=job.params["project"]).first()
    if job.by is None or not job.by.is_active or paper is None or project is None:
        raise Refused("发起人、试卷或者项目已经不在了。")
    people = Person.objects.filter(pk__in=job.params["people"]).order_by("name", "pk")
    drawn: list[Attempt] = []
    gone: list[str] = []
    report(done=0, total=len(people), note="正在出卷")
    for number, person in enumerate(people, start=1):
        try:
            drawn.append(_draw(job.by, person, paper, project, report.now()))
        except Refused as refused:
            gone.append(f"{person}（{refused.message.rstrip('。')}）")
        report(done=number)
    if not drawn:
        raise Refused("一份也没有打印：" + "；".join(gone))
    report(done=len(people), note=f"正在排版 {len(drawn)} 份")
    made = print_sheets(drawn, alive=lambda: report(done=len(people)))
    note = f"{len(drawn)} 份纸卷。" + (f"没有打印的：{'；'.join(gone)}" if gone else "")
    report(result=_keep(job, made, paper, report.now()), note=note)


def _draw(by: Person, person: Person, paper: Paper, project: Project, now: datetime.datetime) -> Attempt:
    mode = Attempt.Mode.PRINTED
    return attempts.start_attempt(person=person, paper=paper, by=by, now=now, mode=mode, project=project)


@transaction.atomic
def _keep(job: Job, made: bytes, paper: Paper, now: datetime.datetime) -> Attachment:
    of_jobs = ContentType.objects.get_for_model(Job)
    attachments.drop_files(Attachment.objects.filter(owner_type=of_jobs, owner_id=job.pk))
    name = f"纸卷-{paper.title[:40]}-{now.astimezone(SHANGHAI):%Y%m%d}.pdf"
    facts: dict[str, Any] = {"allowed": {PDF}, "limit": _FILE, "owner": job, "is_sample": job.is_sample}
    return attachments.keep_file(by=job.by, file=made, name=name, now=now, **facts)


def photos_of(attempt: Attempt) -> QuerySet[Attachment]:
    of_attempts = ContentType.objects.get_for_model(Attempt)
    return Attachment.objects.filter(owner_type=of_attempts, owner_id=attempt.pk).order_by("pk")


def keep_photo(*, attempt: Attempt, by: Person, file: File, name: str, now: datetime.datetime) -> Attachment:
    """A picture of the sheet, before it is handed in."""
    _check(attempt, by)
    if photos_of(attempt).count() >= MOST_PHOTOS:
        raise Refused(f"一份答卷最多 {MOST_PHOTOS} 张照片。", "photo")
    facts: dict[str, Any] = {"allowed": PICTURES, "limit": _LARGEST, "owner": attempt}
    try:
        return attachments.keep_file(by=by, file=file, name=name, now=now, is_sample=attempt.is_sample, **facts)
    except Refused as refused:
        raise Refused(refused.message, "photo") from refused


def _check(attempt: Attempt, by: Person) -> None:
    if not printed_under(by).filter(pk=attempt.pk).exists():
        raise Refused("这份纸卷不归你管，不能由你录入。")
    if attempt.state != Attempt.State.OPEN:
        raise Refused("这份纸卷已经交了，不能再改。记错了就作废，重新考。")


@transaction.atomic
def enter_answers(*, attempt: Attempt, by: Person, given: Mapping[int, Any], now: datetime.datetime) -> dict[int, str]:
    """Keep what stands on the sheet: item → places as printed. What cannot be kept comes back with the reason.

    Entered again before it is handed in, the later entry counts; every entry stays as an event.
    """
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    _check(locked, by)
    batch = [Incoming(uuid.uuid4(), item, answer) for item, answer in given.items()]
    acks = save_answers(attempt=locked, batch=batch, now=now, device=f"entered by {by.pk}", places=True)
    return {one.item: ack.message for one, ack in zip(batch, acks, strict=True) if ack.state == "refused"}


@transaction.atomic
def hand_in(*, attempt: Attempt, by: Person, held_at: datetime.datetime, now: datetime.datetime) -> Attempt:
    """Close the paper and mark it, once. `held_at` is when it was sat.

    Refused without a photo of the sheet, for a time before it was printed or to come, and for one's own paper.
    """
    locked = Attempt.objects.select_for_update().select_related("version").get(pk=attempt.pk)
    if locked.state == Attempt.State.SUBMITTED and printed_under(by).filter(pk=locked.pk).exists():
        return locked
    _check(locked, by)
    if not photos_of(locked).exists():
        raise Refused("请拍下答卷，照片要能看清答案和签名。", "photo")
    if held_at > now or held_at < locked.started_at.replace(second=0, microsecond=0):
        printed = f"{locked.started_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        raise Refused(f"考试时间要在打印（{printed}）以后、现在以前。", "held_at")
    times = clock.times(held_at, minutes=locked.version.minutes, extra=locked.extra_minutes, grace=0)
    locked.started_at, locked.deadline, locked.grace_until = held_at, times.deadline, times.grace_until
    locked.save(update_fields=["started_at", "deadline", "grace_until"])
    return attempts.close_attempt(locked, Attempt.State.SUBMITTED, at=now, now=now, why="纸卷录入")


def blanks_of(attempt: Attempt, answered: Iterable[int]) -> list[int]:
    """Places of the questions for which nothing is entered."""
    rows = AttemptItem.objects.filter(attempt=attempt).exclude(pk__in=list(answered))
    return list(rows.order_by("position").values_list("position", flat=True))
