"""A paper with one question of each kind, and answers to it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from portal.models import Person
from tests.training.factories import SHAPES, make_paper, make_question
from training.models import Attempt, AttemptItem, Paper
from training.services.answers import Ack, Incoming, save_answers
from training.services.attempts import start_attempt

START = datetime.datetime(2026, 11, 2, 8, 0, tzinfo=datetime.UTC)
WRONG: dict[str, Any] = {
    "single": ["a"], "multiple": ["b"], "true_false": True, "picture": ["a"], "hazard": ["b"],
    "ordering": ["a", "b", "c"], "numeric": "9",
}  # fmt: skip
RIGHT: dict[str, Any] = {kind: "1.5" if kind == "numeric" else key for kind, (_, key) in SHAPES.items()}


def at(minutes: float) -> datetime.datetime:
    return START + datetime.timedelta(minutes=minutes)


def seven_kinds(**terms: Any) -> Paper:
    """45 minutes, 30 of grace, one question of each kind in this order; `red` names kinds that must be right."""
    red = terms.pop("red", ())
    code = terms.pop("code", "seven")
    for kind in SHAPES:
        make_question(f"{code}-{kind}", kind=kind, red_line=kind in red, explanation=f"解析哨兵{kind}")
    return make_paper([{"count": 1, "kinds": [kind]} for kind in SHAPES], code=code, **terms).paper


def begin(person: Person, paper: Paper, now: datetime.datetime = START) -> Attempt:
    return start_attempt(person=person, paper=paper, by=person, now=now, seed=7)


def item_of(attempt: Attempt, kind: str) -> AttemptItem:
    return attempt.items.select_related("version").get(version__kind=kind)


def tap(attempt: Attempt, kind: str, answer: Any, minute: float, **fields: Any) -> Incoming:
    number = fields.pop("uuid", None) or uuid.uuid4()
    return Incoming(number, item_of(attempt, kind).pk, answer, at(minute), **fields)


def answer(attempt: Attempt, kind: str, given: Any, minute: float, received: float | None = None) -> Ack:
    """One tap, received at once unless said otherwise."""
    now = at(minute if received is None else received)
    return save_answers(attempt=attempt, batch=[tap(attempt, kind, given, minute)], now=now, device="test")[0]


def answer_all(attempt: Attempt, answers: dict[str, Any], minute: float = 5) -> None:
    for kind, given in answers.items():
        assert answer(attempt, kind, given, minute).state == "saved"
