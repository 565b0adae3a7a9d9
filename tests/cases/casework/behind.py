"""What lies behind the doors: a dispute and a deadly fall with everything in them, and words only they hold."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse

from cases.models import Case, CaseDocument, CaseRecord, EvidenceItem, Party, RunningClock, Settlement, Upload
from cases.services.evidence import add_evidence
from cases.services.opening import open_case
from cases.services.uploads import begin_upload
from portal.models import Person, Project
from portal.services.attachments import keep_file
from tests.portal.files import PDF, picture

from .conftest import NOW
from .doors import Door
from .filled import fill_dispute, fill_fall

SECRETS = ("密况工资没有发", "密况坠落", "密人王建国", "密人李大山", "密证护栏", "密址三号楼")
"""Stand in the cases, and nowhere else."""
ADVICE = "总包先行清偿，风险高"
"""What the adviser wrote for those who may read advice."""


@dataclass(frozen=True)
class Planted:
    dispute: Case
    fall: Case
    ids: dict[str, Any]

    def address(self, door: Door, number: str = "") -> str:
        case: Case = getattr(self, door.of)
        args = [self.ids[one[1:]] if one.startswith("#") else one for one in door.args]
        return reverse(f"cases:{door.name}", args=[number or case.number, *args])

    def put(self, state: str, stage: int) -> None:
        """Both cases are in this state, at this stage of their path."""
        for case, path in ((self.dispute, "D"), (self.fall, "I")):
            Case.objects.filter(pk=case.pk).update(state=state, stage=f"{path}{stage}")


def plant(project: Project, handler: Person, manager: Person, adviser: Person, keeper: Person) -> None:
    """Make the rows. `keeper` uploads: nobody else of the case."""
    now = NOW
    given: dict[str, Any] = {"by": handler, "project": project, "known_at": now, "now": now, "place": "密址三号楼"}
    dispute = open_case(kind="DIS-WAG", text="密况工资没有发", key=uuid.uuid4(), **given)
    fall = open_case(kind="DTH", text="密况坠落", key=uuid.uuid4(), occurred_at=now, deaths=1, **given)
    people = {"handler": handler, "manager": manager, "adviser": adviser}
    fill_dispute(dispute, **people, worker="密人王建国")
    fill_fall(fall, **people, worker="密人李大山")
    Party.objects.filter(case=dispute, name="密人王建国").update(person=keeper)
    add_evidence(
        case=dispute, by=handler, key=uuid.uuid4(), kind="photo", what="密证护栏", now=now,
        file=ContentFile(picture(), name="a.jpg"), name="a.jpg",
    )  # fmt: skip
    for kind in ("summary", "defence"):
        _document(dispute, kind, handler, now)
    begin_upload(case=dispute, by=adviser, name="现场.mp4", size=1000, now=now)


def _document(case: Case, kind: str, by: Person, now: datetime.datetime) -> None:
    row = CaseDocument.objects.create(case=case, kind=kind, version=1, made_by=by, made_at=now)
    facts: dict[str, Any] = {"by": None, "allowed": {"application/pdf"}, "limit": 10**6, "now": now, "owner": row}
    row.pdf, row.docx = (keep_file(file=PDF, name=f"{kind}{n}.pdf", **facts) for n in (1, 2))
    row.save()


def behind(project: Project) -> Planted:
    """The rows, found again."""
    dispute, fall = Case.objects.filter(project=project).order_by("pk")[:2]

    def first(rows: Any) -> Any:
        return rows.order_by("pk")[0].pk

    records = CaseRecord.objects.filter(case=dispute)
    ids = {
        "clock": first(RunningClock.objects.filter(case=dispute)),
        "item": EvidenceItem.objects.get(case=dispute).number,
        "record": first(records.filter(kind="findings")),
        "advice": first(records.filter(kind="advice")),
        "promise": first(dispute.promises),
        "settlement": first(Settlement.objects.filter(case=dispute)),
        "instalment": first(Settlement.objects.get(case=dispute).instalments),
        "claim": first(fall.claims),
        "party": first(dispute.parties.filter(person__isnull=False)),
        "document": first(dispute.documents.filter(kind="summary")),
        "opinion": first(dispute.documents.filter(kind="defence")),
        "upload": Upload.objects.get(case=dispute).key,
    }
    return Planted(dispute, fall, ids)
