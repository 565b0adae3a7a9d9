"""A question of the hotline becomes a case, with the asker's consent on record; without it only what names nobody.

《个人信息保护法》第十三条、第二十三条: whoever hands personal data on asks first, and says to whom.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from knowledge.models import Question, QuestionMove
from knowledge.models.hotline import on_desk
from knowledge.services.question_desk import read_masked
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
    from portal.models import Person, Project

CONSENT = "提问时勾选：需要时可以立案处理"
"""The words that the asker ticked."""
NO_CONSENT = "提问的人没有同意，只转了去掉个人信息的文字"
WAYS = {
    "phone": "电话里说的",
    "tracking": "在查询页上写的",
    "mail": "邮件里写的",
    "paper": "当面签的",
    "visit": "当面说的",
}


@dataclass(frozen=True)
class Consent:
    """What the asker said later: by which way (WAYS), when, in which words."""

    way: str
    at: datetime.datetime
    words: str


@transaction.atomic
def case_from_question(
    *,
    question: Question,
    project: Project,
    kind: str,
    by: Person,
    now: datetime.datetime,
    consent: Consent | None = None,
    masked: str = "",
) -> Case:
    """The case of this question, opened once. Its clocks run from when the question came in; its files are evidence.

    The asker ticked that it may become one, or said so later (`consent`). `masked` opens it without consent: by these
    words, which the desk has written and which name nobody, and without place, photo or voice. Refused without either,
    for anybody but the desk, for what was forgotten or is no question.
    """
    if not on_desk(by):
        raise Refused("只有平台的热线坐席能做这件事。")
    row = Question.objects.select_for_update().get(pk=question.pk)
    if (known := row.cases.first()) is not None:
        return known
    if row.forgotten_at or row.state in (Question.State.SPAM, Question.State.MERGED):
        raise Refused(f"这个问题现在是“{row.get_state_display()}”，不能立案。")
    if kind not in taxonomy.kinds():
        raise Refused("请选类型", "kind")
    agreed = _agreed(row, consent, masked, now)
    named = agreed != NO_CONSENT
    case = begin(
        by=by,
        now=now,
        key=uuid.uuid4(),
        kind=kind,
        project=project,
        text=row.text if named else read_masked(masked),
        known_at=row.received_at,
        place=row.site if named else "",
        question=row,
        consent=agreed,
        is_sample=row.is_sample,
    )
    _find_handler(case)
    count = _files(row, case, by, now) if named else 0
    QuestionMove.objects.create(question=row, verb=QuestionMove.Verb.HAND_OVER, by=by, at=now, why=agreed)
    note(case=case, verb="consent", by=by, at=now, question=row.pk, files=count, named=named)
    return case


def _agreed(row: Question, consent: Consent | None, masked: str, now: datetime.datetime) -> str:
    """How the asker agreed, for the case and for the question's own trail."""
    if row.may_open_case:
        return f"{CONSENT}（{row.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}）"[:120]
    if consent is not None:
        if consent.way not in WAYS:
            raise Refused("请选怎样同意的", "way")
        if not consent.words.strip():
            raise Refused("写提问的人怎么说的", "words")
        if not row.received_at <= consent.at <= now:
            raise Refused("同意的时间在提问以后，不晚于现在", "at")
        return f"{WAYS[consent.way]}，{consent.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}：{consent.words.strip()}"[:120]
    if masked.strip():
        return NO_CONSENT
    raise Refused("提问的人没有同意立案。问过了，写明怎样同意的；没有同意，只能转去掉个人信息的文字。", "way")


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
                by=None,
                file=stream.read(),
                name=row.name,
                allowed={row.mime},
                limit=row.size,
                now=now,
                is_sample=case.is_sample,
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
