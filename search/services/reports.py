"""Making a 类案检索报告: a small one at once, a large one in the background."""

from __future__ import annotations

import datetime
from dataclasses import replace

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from portal import clock
from portal.models import Attachment, Job, Person
from portal.rules import file_types
from portal.services import attachments
from portal.services.jobs import Report as Progress
from portal.services.jobs import start_job
from portal.services.refusal import Refused

from .. import likeness, report_document
from ..asked import Asked
from ..engines import EngineError
from ..likeness import Own
from ..rules.logged import without_personal

KIND = "search.report"
AT_ONCE = 40
"""Cases in a report that is made while its reader waits."""
MOST = 300
"""Cases in one report; more are counted and named as left out."""
_LARGEST = 20 * 1024 * 1024


def make_at_once(*, asked: Asked, own: Own, now: datetime.datetime) -> bytes:
    """The document, of at most AT_ONCE cases. Raises EngineError."""
    return report_document.document(likeness.make_report(asked, own, now=now, most=AT_ONCE))


@transaction.atomic
def start_report(*, by: Person, asked: Asked, own: Own, now: datetime.datetime) -> Job:
    """Queue a large one; asked twice while it is still being made, the same job answers.

    Personal data in the words are replaced by their kind: a job's row is read by others than who started it.
    """
    params = {
        "query": replace(asked, text=without_personal(asked.text)).query(),
        "question": without_personal(own.question),
        "happened_on": own.happened_on.isoformat(),
        "facets": own.facets,
    }
    if known := Job.objects.open().filter(by=by, kind=KIND, params=params).first():
        return known
    return start_job(kind=KIND, by=by, params=params, now=now, title="类案检索报告")


def run_report(job: Job, report: Progress) -> None:
    """Runner of jobs of kind search.report. Run again, it begins anew and leaves one file."""
    if job.by is None or not job.by.is_active:
        raise Refused("发起人已经不在了。")
    now = report.now()
    facts = job.params
    own = Own(facts["question"], datetime.date.fromisoformat(facts["happened_on"]), facts["facets"])
    asked = Asked.kept(facts["query"], today=now.astimezone(clock.SHANGHAI).date())
    report(note="正在找案例")
    try:
        found = likeness.make_report(asked, own, now=now, most=MOST)
    except EngineError as error:
        raise Refused("搜索现在用不了，没有做成。请过几分钟再做一次。") from error
    report(done=0, total=found.shown, note=f"正在写 {found.shown} 个案例")
    made = report_document.document(found)
    report(result=_keep(job, made, now), done=found.shown, note=f"{found.shown} 个案例的报告做好了。")


@transaction.atomic
def _keep(job: Job, made: bytes, now: datetime.datetime) -> Attachment:
    """The result of this job; what a run that was cut off had kept goes."""
    of_jobs = ContentType.objects.get_for_model(Job)
    attachments.drop_files(Attachment.objects.filter(owner_type=of_jobs, owner_id=job.pk))
    return attachments.keep_file(
        by=job.by,
        file=made,
        name=file_name(now),
        allowed={file_types.DOCX},
        limit=_LARGEST,
        now=now,
        owner=job,
        is_sample=job.is_sample,
    )


def file_name(now: datetime.datetime) -> str:
    return f"类案检索报告-{now.astimezone(clock.SHANGHAI):%Y%m%d}.docx"
