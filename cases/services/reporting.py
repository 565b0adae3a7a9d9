"""Reporting in a minute: a case, the calls that were made, photos and voice, in one transaction."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction

from portal.models import Project
from portal.rules import file_types
from portal.services.attachments import keep_file
from portal.services.refusal import Refused
from portal.services.sealing import fingerprint

from ..models import Case
from .evidence import take_in
from .happenings import keep
from .opening import open_case, take_turn

if TYPE_CHECKING:
    from portal.models import Person

CALLS = {
    "called_120": "打了 120",
    "called_119": "打了 119",
    "called_110": "打了 110",
    "reported": "告诉了项目经理",
    "called_hospital": "联系了签约医院",
}
"""What can be told with one tap while reporting: event and its words."""
MOST_FILES = 8
PHOTO, SOUND = 15 * 2**20, 30 * 2**20
"""Bytes of one photo and of one recording that come with a report; what is longer follows as evidence."""


@dataclass(frozen=True)
class Report:
    """What a phone sent. `key` is made by the phone, once for a report. `calls` are moments of CALLS."""

    key: uuid.UUID
    kind: str
    project: Project
    text: str
    known_at: datetime.datetime
    occurred_at: datetime.datetime | None = None
    place: str = ""
    demands: str = ""
    people_count: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    calls: Mapping[str, datetime.datetime] = field(default_factory=dict)
    photos: Sequence[File] = ()
    voice: Sequence[File] = ()

    def mark(self) -> str:
        """Another one for other words or other files; nobody reads the words out of it."""
        told = (self.kind, str(self.project.pk), self.text.strip(), self.place, self.demands, str(self.people_count))
        return fingerprint("report", *told, *(f"{one.name} {one.size}" for one in (*self.photos, *self.voice)))


@transaction.atomic
def report_incident(*, report: Report, by: Person, now: datetime.datetime) -> Case:
    """The case of this report, opened once however often it is sent. Refused beside a field, with nothing kept."""
    take_turn(by)
    known = Case.objects.filter(key=report.key).exists()
    if len(report.photos) + len(report.voice) > MOST_FILES:
        raise Refused(f"一次最多 {MOST_FILES} 个文件，其余的之后当证据补上", "photos")
    case = open_case(
        by=by,
        key=report.key,
        kind=report.kind,
        project=report.project,
        text=report.text,
        known_at=report.known_at,
        occurred_at=report.occurred_at,
        now=now,
        place=report.place,
        demands=report.demands,
        people_count=report.people_count,
        said=report.mark(),
        **report.facts,
    )
    if known:
        return case
    for event, at in report.calls.items():
        if event in CALLS:
            keep(case=case, event=event, at=min(at, now), by=by, now=now)
    _keep(case, report, by, now)
    return case


def _keep(case: Case, report: Report, by: Person, now: datetime.datetime) -> None:
    """Photos and recordings are the first evidence of the case, entered into its ledger."""
    kinds = (
        ("photos", "photo", "上报时的照片", report.photos, file_types.PICTURES, PHOTO),
        ("voice", "audio", "上报时的录音", report.voice, file_types.AUDIO, SOUND),
    )
    for name, kind, what, files, allowed, limit in kinds:
        for one in files:
            try:
                more: dict[str, Any] = {"allowed": allowed, "limit": limit, "is_sample": case.is_sample}
                kept = keep_file(by=by, file=one, name=one.name or name, now=now, **more)
            except Refused as refused:
                raise Refused(f"{one.name}：{refused.message}", name) from refused
            take_in(case=case, by=by, kind=kind, what=what, now=now, attachment=kept, place=report.place)
