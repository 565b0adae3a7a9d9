"""Which exams there are for somebody, and how each stands."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import cast

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Left, Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from portal import clock
from portal.models import Person, Project

from .. import duties
from ..models import Attempt, AttemptResult, Paper, PaperVersion, ProgrammePage
from ..officers import keeps_anyone, looks_after_anyone
from ..rules.clock import Allowance, allowance, in_words
from ..services.attempts import close_if_due, extra_time_of, finished_of


@dataclass(frozen=True)
class Offer:
    """One paper for one person."""

    paper: Paper
    version: PaperVersion
    questions: int
    minutes: int
    allowance: Allowance
    wait: str
    running: Attempt | None
    left: str
    last: AttemptResult | None
    projects: list[Project] = field(default_factory=list)

    @property
    def state(self) -> str:
        """`printed` for a paper on paper, `room` for one at a seat, else as `state_of` says."""
        if self.running and self.running.mode == Attempt.Mode.PRINTED:
            return "printed"
        if self.running and self.running.mode == Attempt.Mode.SUPERVISED:
            return "room"
        return state_of(self.version, self.allowance, running=self.running is not None)


_LEVEL_PATH = OuterRef("programme_level__path")
_FOR_MANAGERS = Exists(
    ProgrammePage.objects.filter(
        audience=ProgrammePage.Audience.MANAGER, path=Left(_LEVEL_PATH, Length(_LEVEL_PATH) - ProgrammePage.steplen)
    )
)
"""Whether a paper belongs to a level of a programme for managers."""


def state_of(version: PaperVersion, allowed: Allowance, *, running: bool) -> str:
    """running, none (no tries left), wait, supervised, or new."""
    if running:
        return "running"
    if allowed.left == 0:
        return "none"
    if allowed.not_before:
        return "wait"
    return "supervised" if version.supervised else "new"


@never_cache
@login_required
def exam_list(request: HttpRequest) -> HttpResponse:
    """What one owes stands first; papers for managers stand apart for those who manage nobody."""
    person = cast(Person, request.user)
    moment = clock.now()
    papers = Paper.objects.visible_to(person).offered().select_related("current").annotate(for_managers=_FOR_MANAGERS)
    offers = offers_of(person, papers.order_by("level", "title"), moment)
    managers = {one.paper.pk for one in offers if one.paper.for_managers}  # type: ignore[attr-defined]
    owed = duties.papers_owed(person, clock.today())
    order = {"running": 0, "printed": 0, "room": 0, "new": 1, "supervised": 1, "wait": 2, "none": 3}
    offers.sort(key=lambda one: (one.paper.pk not in owed, bool(one.last and one.last.passed), order[one.state]))
    apart = set() if looks_after_anyone(person) else managers - owed
    context = {
        "offers": [one for one in offers if one.running or one.paper.pk not in apart],
        "others": [one for one in offers if not one.running and one.paper.pk in apart],
        "owed": owed,
        "officer": keeps_anyone(person),
    }
    return render(request, "training/exams/list.html", context)


def offer_of(person: Person, code: str, moment: datetime.datetime) -> Offer | None:
    papers = Paper.objects.visible_to(person).offered().filter(code=code).select_related("current")
    return next(iter(offers_of(person, papers, moment)), None)


def offers_of(person: Person, papers: QuerySet[Paper], moment: datetime.datetime) -> list[Offer]:
    """Six queries, however many papers there are. What is over is collected on the way."""
    running = _running(person, moment)
    finished, last, extra = finished_of(person), _last(person), extra_time_of(person)
    posts = person.memberships.active(on=moment.astimezone(clock.SHANGHAI).date())
    projects = list({post.project for post in posts.select_related("project") if post.project})
    found = []
    for paper in papers:
        version = cast(PaperVersion, paper.current)
        allowed = allowance(
            finished.get(paper.pk, []),
            limit=version.max_attempts,
            cooldown_minutes=version.cooldown_minutes,
            now=moment,
        )
        open_one = running.get(paper.pk)
        wait = in_words((allowed.not_before - moment).total_seconds()) if allowed.not_before else ""
        found.append(
            Offer(
                paper=paper,
                version=version,
                questions=sum(quota["count"] for quota in version.quotas),
                minutes=version.minutes + extra.minutes(paper.pk),
                allowance=allowed,
                wait=wait,
                running=open_one,
                left=in_words((open_one.deadline - moment).total_seconds()) if open_one else "",
                last=last.get(paper.pk),
                projects=projects,
            )
        )
    return found


def _running(person: Person, moment: datetime.datetime) -> dict[int, Attempt]:
    rows = Attempt.objects.open().filter(person=person)
    return {one.paper_id: one for one in rows if not close_if_due(attempt=one, now=moment)}


def _last(person: Person) -> dict[int, AttemptResult]:
    """Paper → the newest result of the newest attempt that counts."""
    rows = AttemptResult.objects.filter(attempt__person=person).exclude(attempt__state=Attempt.State.VOID)
    found: dict[int, AttemptResult] = {}
    for result in rows.select_related("attempt").defer("marks").order_by("attempt__started_at", "number"):
        found[result.attempt.paper_id] = result
    return found
