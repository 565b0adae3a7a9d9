"""Printing 三级安全教育登记卡: one at once, those of a project as background work."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import asdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from portal import clock, printing
from portal.models import Attachment, Job, Membership, Person, Project
from portal.rules import file_types
from portal.services import attachments
from portal.services.jobs import Report, start_job
from portal.services.refusal import Refused

from ..cards import Card, cards_for, posts_to_print
from .card_book import workbook

KIND = "training.print_cards"
PDF, XLSX = "pdf", "xlsx"
MOST = {PDF: 600, XLSX: 300}
"""People in one file; more are printed crew by crew. Five hundred cards take the typesetter 1.1 GB for a minute."""
_TEMPLATE = "training/print/card.typ"
_PIECE = 50
_LARGEST = 200 * 1024 * 1024


def print_card(*, by: Person, post: Membership, form: str, now: datetime.datetime) -> bytes:
    """The card of one person for this post."""
    return _made(cards_for(by, [post], now=now), form)


def _made(found: Sequence[Card], form: str, alive: Callable[[], object] | None = None) -> bytes:
    if form == XLSX:
        return workbook(found, alive=alive)
    return printing.pdf(_TEMPLATE, {"cards": [asdict(card) for card in found]}, alive=alive)


@transaction.atomic
def start_printing(
    *, by: Person, project: Project, form: str, now: datetime.datetime, crew: int | None = None, left: bool = False
) -> Job:
    """Queue the cards of a project or crew; asked twice while it is still being made, the same job answers.

    Refused when there is nobody but oneself to print, or more people than a file takes.
    """
    today = now.astimezone(clock.SHANGHAI).date()
    found = posts_to_print(by, project, crew=crew, left=left, today=today)
    if not any(post.person_id != by.pk for post in found):
        raise Refused("这里没有归你管的人，没有登记卡可以打印。")
    _check_size(len(found), form)
    params = {"project": project.pk, "crew": crew, "form": form, "left": left}
    if known := Job.objects.open().filter(by=by, kind=KIND, params=params).first():
        return known
    title = f"{project.name[:60]}：登记卡（{form.upper()}）"
    return start_job(kind=KIND, by=by, params=params, now=now, title=title, is_sample=project.is_sample)


def _check_size(people: int, form: str) -> None:
    if people > MOST[form]:
        raise Refused(f"一个文件最多 {MOST[form]} 人，这里有 {people} 人：请按班组分开打印。", "crew")


def run_print_cards(job: Job, report: Report) -> None:
    """Runner of jobs of kind training.print_cards. Run again, it begins anew and leaves one file."""
    project = Project.objects.filter(pk=job.params["project"]).first()
    if job.by is None or not job.by.is_active or project is None:
        raise Refused("发起人或者项目已经不在了。")
    form, now = job.params["form"], report.now()
    today = now.astimezone(clock.SHANGHAI).date()
    posts = posts_to_print(job.by, project, crew=job.params["crew"], left=job.params["left"], today=today)
    _check_size(len(posts), form)
    report(done=0, total=len(posts), note="正在读培训档案")
    found: list[Card] = []
    for start in range(0, len(posts), _PIECE):
        found += cards_for(job.by, posts[start : start + _PIECE], now=now)
        report(done=len(found))
    if not found:
        raise Refused("这里现在没有可以打印登记卡的人。")
    report(done=len(found), note=f"正在排版 {len(found)} 张卡")
    made = _made(found, form, alive=lambda: report(done=len(found)))
    report(result=_keep(job, made, project, now), note=f"{len(found)} 人的登记卡做好了。")


@transaction.atomic
def _keep(job: Job, made: bytes, project: Project, now: datetime.datetime) -> Attachment:
    """The result of this job; what a run that was cut off had kept goes."""
    of_jobs = ContentType.objects.get_for_model(Job)
    attachments.drop_files(Attachment.objects.filter(owner_type=of_jobs, owner_id=job.pk))
    form = job.params["form"]
    return attachments.keep_file(
        by=job.by,
        file=made,
        name=f"三级安全教育登记卡-{project.name[:40]}-{now.astimezone(clock.SHANGHAI):%Y%m%d}.{form}",
        allowed={file_types.PDF if form == PDF else file_types.XLSX},
        limit=_LARGEST,
        now=now,
        owner=job,
        is_sample=job.is_sample,
    )
