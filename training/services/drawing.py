"""Drawing from the bank: for someone who sits an exam, or for an editor who wants to see what a paper looks like."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from portal.models import Membership, Person
from portal.services.refusal import Refused

from ..models import Attempt, AttemptItem, KnowledgePoint, PaperVersion, Question, QuestionVersion
from ..rules import drawing
from ..rules.blueprint import Quota, describe, read_quotas
from ..rules.drawing import Candidate, Shortage

_RECENT = 5000
"""How many of the questions given last decide what has been shown often."""


@dataclass(frozen=True)
class Drawn:
    """One question of a paper: its version, the order of its parts, and whether it must be answered rightly."""

    version_id: int
    order: list[str]
    must: bool


def draw(*, version: PaperVersion, person: Person, seed: int, today: datetime.date) -> list[Drawn]:
    """The questions of a paper for someone. The same seed draws the same while bank and history stay the same.

    Refused, naming each quota that is short, when too much has been retired or waits for a second look since the
    paper was published.
    """
    quotas, _ = read_quotas(version.quotas)
    pool = candidates(allow_unreviewed=version.allow_unreviewed, today=today)
    trades = trades_of(person=person, today=today)
    return drawn(quotas=quotas, pool=pool, seed=seed, avoid=_last_seen(version, person), trades=trades)


def drawn(
    *,
    quotas: Sequence[Quota],
    pool: Iterable[Candidate],
    seed: int,
    avoid: Collection[int] = (),
    trades: frozenset[str] = drawing.NOBODY,
) -> list[Drawn]:
    """The same for any blueprint and bank; what an editor's preview shows."""
    try:
        chosen = drawing.draw(quotas, pool, seed, avoid, trades)
    except drawing.Thin as thin:
        raise Refused("题库不够，暂时出不了卷。" + "；".join(sentences(quotas, thin.shortages)), "quotas") from thin
    rows = QuestionVersion.objects.only("kind", "body", "key").in_bulk([c.version for c in chosen])
    return [
        Drawn(c.version, drawing.shown_order(row.kind, row.body, row.key, seed, row.pk), c.red_line)
        for c in chosen
        for row in [rows[c.version]]
    ]


def candidates(*, allow_unreviewed: bool, today: datetime.date) -> list[Candidate]:
    """What may be drawn on that day, with how often each was shown lately."""
    allowed = Question.objects.for_exams().filter(current__isnull=False)
    if not allow_unreviewed:
        allowed = allowed & Question.objects.reviewed(on=today)
    shown = _shown_lately()
    fields = ("pk", "current_id", "point__code", "point__group", "current__kind", "current__difficulty")
    rows = allowed.values_list(*fields, "levels", "trades", "red_line")
    return [
        Candidate(pk, version, point, group, kind, difficulty, frozenset(levels), frozenset(trades), red, shown[pk])
        for pk, version, point, group, kind, difficulty, levels, trades, red in rows
    ]


def _shown_lately() -> Counter[int]:
    return Counter(AttemptItem.objects.order_by("-pk").values_list("version__question_id", flat=True)[:_RECENT])


def trades_of(*, person: Person, today: datetime.date) -> frozenset[str]:
    """The trades of the crews the person is in on that day."""
    held = Membership.objects.active(on=today).filter(person=person, crew__isnull=False).exclude(crew__trade="")
    return frozenset(held.values_list("crew__trade", flat=True))


def _last_seen(version: PaperVersion, person: Person) -> set[int]:
    """Questions of the person's last attempt at this paper, in whatever version."""
    last = Attempt.objects.filter(person=person, paper=version.paper_id).order_by("-started_at", "-pk").first()
    return set(last.items.values_list("version__question_id", flat=True)) if last else set()


def sentences(quotas: Sequence[Quota], shortages: Iterable[Shortage]) -> list[str]:
    """‘脚手架’单选需 4 题，可用 2 题，差 2 题."""
    names = dict(KnowledgePoint.objects.values_list("code", "name"))
    told = []
    for short in shortages:
        rows = "、".join(describe(quotas[index], names) for index in short.quotas)
        together = "（这几行要用同一批题）合起来" if len(short.quotas) > 1 else ""
        told.append(f"{rows}{together}需 {short.needed} 题，可用 {short.available} 题，差 {short.missing} 题")
    return told
