"""A question of the hotline becomes a case: only with the asker's consent, which stays on record with its time."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from knowledge.models import Question, QuestionMove
from knowledge.models.hotline import on_desk
from portal.clock import SHANGHAI
from portal.models import Attachment
from portal.rules.roles import Role
from portal.services import attachments
from portal.services.refusal import Refused

from ..models import Case
from ..rules import evidence, taxonomy
from .evidence import take_in
from .opening import begin
from .trail import note

if TYPE_CHECKING:
    import datetime

    from portal.models import Person, Project

CONSENT = "提问时勾选：需要时可以立案处理"
"""The words that the asker ticked."""


@transaction.atomic
def case_from_question(*, question: Question, project: Project, kind: str, by: Person, now: datetime.datetime) -> Case:
    """The case of this question, opened once. Its clocks run from when the question came in; its files are evidence.

    Refused without the asker's consent, for anybody but the desk, for what was forgotten or is no question.
    """
    if not on_desk(by):
        raise Refused("只有平台的热线坐席能做这件事。")
    row = Question.objects.select_for_update().get(pk=question.pk)
    if (known := row.cases.first()) is not None:
        return known
    if not row.may_open_case:
        raise Refused("提问的人没有同意立案。")
    if row.forgotten_at or row.state in (Question.State.SPAM, Question.State.MERGED):
        raise Refused(f"这个问题现在是“{row.get_state_display()}”，不能立案。")
    if kind not in taxonomy.kinds():
        raise Refused("请选类型", "kind")
    case = begin(
        by=by,
        now=now,
        key=uuid.uuid4(),
        kind=kind,
        project=project,
        text=row.text,
        known_at=row.received_at,
        place=row.site,
        question=row,
        consent=f"{CONSENT}（{row.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}）"[:120],
        is_sample=row.is_sample,
    )
    _find_handler(case)
    count = _files(row, case, by, now)
    QuestionMove.objects.create(question=row, verb=QuestionMove.Verb.FILE, by=by, at=now, why=f"已立案 {case.number}")
    note(case=case, verb="consent", by=by, at=now, question=row.pk, files=count)
    return case


def _find_handler(case: Case) -> None:
    """The labour manager of its team; without one the case waits for somebody to take it over."""
    first = case.team.filter(role=Role.LABOUR_MANAGER, person__isnull=False).order_by("pk").first()
    if first is not None:
        case.handler = first.person
        case.save(update_fields=["handler"])


def _files(question: Question, case: Case, by: Person, now: datetime.datetime) -> int:
    """Photos and voice of the question as evidence: copies with the same hash, the question keeps its own."""
    kind = ContentType.objects.get_for_model(question)
    rows = Attachment.objects.filter(owner_type=kind, owner_id=question.pk).order_by("pk")
    for row in rows:
        with attachments.original(row) as stream:
            copy = attachments.keep_file(
                by=None, file=stream.read(), name=row.name, allowed={row.mime}, limit=row.size, now=now
            )
        take_in(
            case=case,
            by=None,
            kind=evidence.of_type(row.mime),
            what=f"提问时附上的{evidence.KINDS[evidence.of_type(row.mime)].name}",
            attachment=copy,
            recorder="提问的人",
            now=now,
        )
    return len(rows)
