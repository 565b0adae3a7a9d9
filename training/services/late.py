"""An officer's word: on answers that came after the paper was in, on papers that shall not count, on more time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from portal.clock import SHANGHAI
from portal.models import Person
from portal.services.messages import notify
from portal.services.refusal import Refused

from ..models import AnswerEvent, Attempt, ExtraTime, LateDecision, Paper
from ..officers import attempts_under, members_staying
from . import attempts, records
from .results import compute_result

MOST_MINUTES = 240
_NOT_YOURS = "这份答卷不归你管。"


@transaction.atomic
def decide_late(
    *,
    attempt: Attempt,
    by: Person,
    accepted: bool,
    reason: str,
    now: datetime.datetime,
    events: Iterable[AnswerEvent] | None = None,
) -> LateDecision:
    """Admit or dismiss late answers (all that wait, or the given ones); the paper is marked anew, or with them
    when it comes in. A newer word on
    the same answers replaces the older one, both are kept."""
    locked = _under(attempt, by)
    attempts.close_if_due(attempt=locked, now=now)
    reason = _reason(reason)
    late = AnswerEvent.objects.filter(attempt=locked, standing=AnswerEvent.Standing.UNDECIDED)
    if events is not None:
        late = late.filter(pk__in=[event.pk for event in events])
    else:
        late = late.filter(decisions__isnull=True)
    chosen = list(late)
    if not chosen:
        raise Refused("没有等待认定的答案。")
    decision = LateDecision.objects.create(attempt=locked, accepted=accepted, reason=reason, by=by, at=now)
    decision.events.set(chosen)
    if locked.state in (Attempt.State.SUBMITTED, Attempt.State.EXPIRED):
        compute_result(attempt=locked, why="认定补传答案：" + ("有效" if accepted else "无效"), now=now)
    after = "交卷时一起算分。" if locked.state == Attempt.State.OPEN else "成绩重新算过了。"
    words = f"补传的答案已认定有效，{after}" if accepted else "补传的答案认定为无效，不算分。"
    _tell(locked, f"{locked.paper}：{words}", f"理由：{reason}", f"late:{decision.pk}", now)
    return decision


@transaction.atomic
def void_attempt(*, attempt: Attempt, by: Person, reason: str, now: datetime.datetime) -> Attempt:
    """The paper does not count: neither its result nor as a try. Everything in it stays."""
    locked = _under(attempt, by)
    reason = _reason(reason)
    if locked.state == Attempt.State.VOID:
        raise Refused("这份答卷已经作废。")
    locked.state = Attempt.State.VOID
    locked.closed_at = locked.closed_at or now
    locked.void_reason = reason[:200]
    locked.save(update_fields=["state", "closed_at", "void_reason"])
    records.withdraw_exam(attempt=locked, by=by, reason=reason, now=now)
    _tell(locked, f"{locked.paper}：这次答卷作废，不算次数，可以重考。", f"理由：{reason}", f"void:{locked.pk}", now)
    return locked


@transaction.atomic
def grant_extra_time(
    *, person: Person, by: Person, minutes: int, reason: str, now: datetime.datetime, paper: Paper | None = None
) -> ExtraTime:
    """More minutes for every coming attempt, and for the one that is running: before its deadline, not after."""
    today = now.astimezone(SHANGHAI).date()
    if not members_staying(by, on=today, ruling=True).filter(person=person).exists():
        raise Refused(f"{person} 不归你管。")
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(f"加时要在 1 到 {MOST_MINUTES} 分钟之间。", "minutes")
    reason = _reason(reason)
    grant = ExtraTime.objects.create(person=person, paper=paper, minutes=minutes, reason=reason[:120], by=by, at=now)
    running = Attempt.objects.open().select_for_update().filter(person=person, deadline__gte=now)
    running = running.filter(extra_minutes__lt=minutes).exclude(mode=Attempt.Mode.PRINTED)
    for attempt in running if paper is None else running.filter(paper=paper):
        more = datetime.timedelta(minutes=minutes - attempt.extra_minutes)
        Attempt.objects.filter(pk=attempt.pk).update(
            extra_minutes=minutes, deadline=F("deadline") + more, grace_until=F("grace_until") + more
        )
    return grant


def _under(attempt: Attempt, by: Person) -> Attempt:
    """The attempt, locked, if its person is one whom `by` looks after."""
    if not attempts_under(by, ruling=True).filter(pk=attempt.pk).exists():
        raise Refused(_NOT_YOURS)
    return Attempt.objects.select_for_update().get(pk=attempt.pk)


def _reason(reason: str) -> str:
    if len(reason.strip()) < 2:
        raise Refused("请写理由。", "reason")
    return reason.strip()[:300]


def _tell(attempt: Attempt, title: str, body: str, key: str, now: datetime.datetime) -> None:
    link = f"/exams/a/{attempt.code}/result/"
    notify(person=attempt.person, kind="exam", title=title, body=body, link=link, key=f"exam:{key}", now=now)
