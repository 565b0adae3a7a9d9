"""Keeping answers: in batches, each once, each with its own receipt. Nothing that was acknowledged is ever lost."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from ..models import AnswerEvent, Attempt, AttemptItem
from ..rules import events, grading, showing
from ..rules.events import Standing
from ..sitting import window_of

LARGEST = 500
"""Answers in one batch; a phone that has more sends the rest with the next."""

_WORDS = {
    Standing.ON_TIME: "",
    Standing.IN_GRACE: "断网补传，算数。",
    Standing.UNDECIDED: "收到了，但是收卷以后才到，或者不是在考场答的，等安全员认定。",
    Standing.TOO_LATE: "截止以后答的，留了记录，不算分。",
}


@dataclass(frozen=True)
class Incoming:
    """One tap as a phone sends it. `answered_at` is its estimate of our clock; `seq` grows on one device."""

    uuid: uuid.UUID
    item: int
    answer: Any
    answered_at: datetime.datetime | None = None
    seq: int = 0


@dataclass(frozen=True)
class Ack:
    """The receipt. Only `refused` was not kept, and `message` says why; `standing` says whether it counts."""

    uuid: str
    state: str
    standing: str = ""
    message: str = ""


@dataclass(frozen=True)
class _Checked:
    incoming: Incoming
    answer: Any = None
    refusal: str = ""


def save_answers(
    *,
    attempt: Attempt,
    batch: Sequence[Incoming],
    now: datetime.datetime,
    device: str = "",
    places: bool = False,
    in_place: bool = True,
) -> list[Ack]:
    """One receipt for each, in the order of the batch. With `places`, answers name places on the paper, not keys.
    Without `in_place` they come from elsewhere than the seat of a supervised paper: kept, but somebody has to say.

    Sending again is harmless. An answer for a question of another paper, one that is none, and a number of an answer
    used for something else are refused. Four queries, whatever the size.
    """
    checked = _check(attempt, batch[:LARGEST], places)
    try:
        return _keep(attempt, checked, now, device, in_place)
    except IntegrityError:
        # Somebody used one of the numbers between our look and our write; now it is seen.
        return _keep(attempt, checked, now, device, in_place)


def _check(attempt: Attempt, batch: Sequence[Incoming], places: bool) -> list[_Checked]:
    """What needs no lock: questions of a paper and their options never change."""
    rows = AttemptItem.objects.filter(attempt=attempt.pk, pk__in={one.item for one in batch})
    items = {row[0]: row[1:] for row in rows.values_list("pk", "version__kind", "version__body", "order")}
    return [_checked(one, items.get(one.item), places) for one in batch]


def _checked(one: Incoming, item: tuple[Any, ...] | None, places: bool) -> _Checked:
    if item is None:
        return _Checked(one, refusal="这道题不在这张卷上，没有保存。")
    kind, body, order = item
    try:
        keys = showing.to_keys(kind, showing.places(kind, body, order), one.answer) if places else one.answer
        return _Checked(one, grading.check_answer(kind, body, keys))
    except grading.BadAnswer as bad:
        return _Checked(one, refusal=bad.message)


@transaction.atomic
def _keep(attempt: Attempt, checked: list[_Checked], now: datetime.datetime, device: str, in_place: bool) -> list[Ack]:
    """The attempt is locked, so that handing in and answering come one after the other."""
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    window = window_of(locked)
    wanted = [one.incoming.uuid for one in checked if not one.refusal]
    known = {event.uuid: event for event in AnswerEvent.objects.filter(uuid__in=wanted)} if wanted else {}
    fresh: list[AnswerEvent] = []
    acks = []
    for one in checked:
        here = known.get(one.incoming.uuid)
        if not one.refusal and here is None:
            here = known[one.incoming.uuid] = _event(locked, one, window, now, device, in_place)
            fresh.append(here)
            acks.append(_ack(one, "saved", here))
        else:
            acks.append(_again(locked, one, here))
    AnswerEvent.objects.bulk_create(fresh)
    return acks


def _event(
    attempt: Attempt, one: _Checked, window: events.Window, now: datetime.datetime, device: str, in_place: bool
) -> AnswerEvent:
    at = events.clamp(one.incoming.answered_at, started_at=window.started_at, received_at=now)
    return AnswerEvent(
        attempt=attempt,
        item_id=one.incoming.item,
        uuid=one.incoming.uuid,
        seq=one.incoming.seq,
        answer=one.answer,
        device=device[:40],
        answered_at=at,
        received_at=now,
        standing=events.standing(window, answered_at=at, received_at=now, in_place=in_place),
    )


def _ack(one: _Checked, state: str, event: AnswerEvent) -> Ack:
    return Ack(str(one.incoming.uuid), state, event.standing, _WORDS[Standing(event.standing)])


def _again(attempt: Attempt, one: _Checked, known: AnswerEvent | None) -> Ack:
    """Refused for a reason, or seen before: the same answer is a repetition, another one is a mistake."""
    if known is None:
        return Ack(str(one.incoming.uuid), "refused", "", one.refusal)
    same = (known.attempt_id, known.item_id, known.answer) == (attempt.pk, one.incoming.item, one.answer)
    if same:
        return _ack(one, "duplicate", known)
    return Ack(str(one.incoming.uuid), "refused", "", "这个答案编号已经用过，没有保存，请再点一次。")
