"""What the page of an exam talks to: the server's clock, and batches of answers with a receipt for each."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal import clock
from portal.bodies import read_json
from portal.shared_phone import account_key

from ..models import Attempt
from ..services.answers import LARGEST, Ack, Incoming, save_answers
from .exams_seat import attempts_here, in_place, refuse_json, room_of, seated

_SIGNED_OUT = "登录过期了。答案还在这部手机里，重新登录后会自动上传。"
_NOT_YOURS = "这份答卷不是现在登录的人的，答案没有保存。请答卷本人登录。"
_UNREADABLE = "收到的内容看不懂，没有保存。"
_LAST = 2**31 - 1


def millis(moment: datetime.datetime) -> int:
    return int(moment.timestamp() * 1000)


@never_cache
@require_safe
def now(request: HttpRequest) -> JsonResponse:
    """The clock, who sits here, and a fresh token for the next batch."""
    person, only = seated(request)
    facts = {"now": millis(clock.now()), "account": account_key(person) if person else "", "only": only}
    return JsonResponse(facts | {"token": get_token(request)})


@never_cache
@require_POST
def answers(request: HttpRequest, code: uuid.UUID) -> HttpResponseBase:
    """{device, answers: [{uuid, item, answer, at, seq}]} → {now, state, deadline, grace, acks}. Answers name places."""
    moment = clock.now()
    attempt = attempts_here(request, code).first()
    if attempt is None:
        known = request.user.is_authenticated or room_of(request)
        return refuse_json(_NOT_YOURS, 404) if known else refuse_json(_SIGNED_OUT, 401)
    batch = _read(request.body)
    if batch is None:
        return refuse_json(_UNREADABLE, 400)
    device, entries = batch
    incoming = [_incoming(entry) for entry in entries[:LARGEST]]
    good = [one for one in incoming if isinstance(one, Incoming)]
    here = in_place(request, attempt)
    kept = save_answers(attempt=attempt, batch=good, now=moment, device=device, places=True, in_place=here)
    receipts = iter(kept)
    acks = [next(receipts) if isinstance(one, Incoming) else one for one in incoming]
    return JsonResponse(_standing(attempt) | {"acks": [vars(ack) for ack in acks]})


def _standing(attempt: Attempt) -> dict[str, Any]:
    """The clock after saving, and the times of the attempt: they move when more time is given."""
    times = {"deadline": millis(attempt.deadline), "grace": millis(attempt.grace_until)}
    return {"now": millis(clock.now()), "state": attempt.state, **times}


def _read(body: bytes) -> tuple[str, list[Any]] | None:
    """Device and entries; None for what is no batch at all."""
    try:
        found = read_json(body)
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("answers"), list):
        return None
    return str(found.get("device") or "")[:40], found["answers"]


def _incoming(entry: Any) -> Incoming | Ack:
    """One entry, or why it is none."""
    if not isinstance(entry, dict):
        return Ack("", "refused", "", _UNREADABLE)
    try:
        number = uuid.UUID(str(entry.get("uuid")))
    except ValueError:
        return Ack(str(entry.get("uuid"))[:60], "refused", "", "这个答案没有编号，没有保存。")
    seq = entry.get("seq")
    return Incoming(
        uuid=number,
        item=_whole(entry.get("item")),
        answer=entry.get("answer"),
        answered_at=_moment(entry.get("at")),
        seq=min(_whole(seq), _LAST),
    )


def _whole(value: Any) -> int:
    """A number that a database takes; 0, which names nothing, for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else 0


def _moment(value: Any) -> datetime.datetime | None:
    """Milliseconds of our clock as the phone sees it; None when it says nothing sensible."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 4e12:
        return None
    return datetime.datetime.fromtimestamp(value / 1000, tz=datetime.UTC)
