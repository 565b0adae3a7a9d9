"""Making documents of a case: each time a new version, kept as PDF and Word; and looking at them step by step."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from portal import printing
from portal.models import Attachment
from portal.rules import file_types
from portal.services.attachments import keep_file
from portal.services.refusal import Refused

from ..documents import build, case_file, word
from ..models import Approval, Case, CaseDocument
from ..rules import documents as rules
from ..rules.access import Action, may
from ..rules.blanks import read
from .noting import Told, agree
from .records import Unsound
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

TEMPLATE = "cases/documents/document.typ"
FILE_TEMPLATE = "cases/documents/case_file.typ"
MOST_BYTES = 40 * 1024 * 1024


def make_document(
    *, case: Case, by: Person, kind: str, asked: Mapping[str, Any], now: datetime.datetime
) -> CaseDocument:
    """A new version of one document with what the case holds now. Typesetting runs outside the transaction.

    Unsound for wrong blanks; NotPrinted when the typesetter fails: then nothing is kept.
    """
    guard(case, by, Action.DOCUMENT)
    if kind not in rules.kinds():
        raise Refused("没有这种文书", "kind")
    if rules.kinds()[kind].privileged:
        guard(case, by, Action.ADVICE)
    filled, wrong = read(rules.kinds()[kind].asks, asked)
    if wrong:
        raise Unsound(wrong)
    version = CaseDocument.objects.filter(case=case, kind=kind).count() + 1
    today = timezone.localtime(now).date()
    data = build(case=case, kind=kind, asked=filled, version=version, today=today)
    return _keep(case, by, kind, version, data, filled, printing.pdf(TEMPLATE, data), word.document(data), now)


@transaction.atomic
def _keep(
    case: Case,
    by: Person,
    kind: str,
    version: int,
    data: dict[str, Any],
    asked: dict[str, Any],
    pdf: bytes,
    docx: bytes,
    now: datetime.datetime,
) -> CaseDocument:
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    if CaseDocument.objects.filter(case=case, kind=kind, version=version).exists():
        raise Refused("刚刚有人出了同一份文书，请再点一次")
    row = CaseDocument.objects.create(
        case=case, kind=kind, version=version, data=data, asked=asked, made_by=by, made_at=now
    )
    row.pdf = _file(row, pdf, "pdf", now)
    row.docx = _file(row, docx, "docx", now)
    row.save(update_fields=["pdf", "docx"])
    note(case=case, verb="document", by=by, at=now, document=row.pk, kind=kind, version=version, sha=row.pdf.sha256)
    agree(case=case, told=[Told(f"document:{row.pk}", rules.kinds()[kind].notes, now, asked)], by=by, now=now)
    return row


def _file(row: CaseDocument, content: bytes, ending: str, now: datetime.datetime) -> Attachment:
    """Nobody's upload: who may read it is asked each time."""
    return keep_file(
        by=None,
        file=content,
        name=f"{row.name}-{row.case.number}-{row.version}.{ending}",
        allowed={file_types.PDF, file_types.DOCX},
        limit=MOST_BYTES,
        now=now,
        owner=row,
        is_sample=row.case.is_sample,
    )


@transaction.atomic
def look_at(
    *, document: CaseDocument, by: Person, step: str, approved: bool, comment: str, now: datetime.datetime
) -> Approval:
    """One step of the approval: by somebody else than its maker, in the order of the steps, a return with its reason.

    A return takes back what was approved before: a new version begins anew.
    """
    case = document.case
    guard(case, by, Action.APPROVE)
    row = CaseDocument.objects.select_for_update().select_related("case").get(pk=document.pk)
    due = row.next_step()
    if due is None or due.code != step:
        raise Refused("现在轮不到这一步")
    if due.roles and not due.roles & set(map(str, case.roles_of(by))):
        raise Refused(f"“{due.name}”要由别的角色来做")
    if row.made_by_id == by.pk:
        raise Refused("自己出的文书，要由别人来审")
    if CaseDocument.objects.filter(case=case, kind=row.kind, version__gt=row.version).exists():
        raise Refused("已经有新的一版，审新的那一版")
    if not approved and not comment.strip():
        raise Refused("退回要写明原因", "comment")
    look = Approval.objects.create(document=row, step=step, by=by, at=now, approved=approved, comment=comment.strip())
    note(case=case, verb="approve", by=by, at=now, document=row.pk, step=step, approved=approved)
    return look


def print_case_file(*, case: Case, by: Person, now: datetime.datetime) -> bytes:
    """The whole case as one PDF; the export is noted. Advice is in it for those who may read it."""
    guard(case, by, Action.EXPORT)
    with_advice = may(case.roles_of(by), Action.ADVICE, case.state)
    data = case_file(case=case, today=timezone.localtime(now).date(), with_advice=with_advice)
    made = printing.pdf(FILE_TEMPLATE, data)
    note(case=case, verb="export", by=by, at=now, what="case_file", sheets=len(data["sheets"]), advice=with_advice)
    return made
