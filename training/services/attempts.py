"""Beginning and ending an attempt. The clock is the server's, the paper is frozen, one is open at a time."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from portal.clock import SHANGHAI
from portal.models import Membership, Person, Project
from portal.services.messages import notify
from portal.services.refusal import Refused

from ..models import Attempt, AttemptItem, AttemptResult, ExtraTime, Paper, PaperVersion
from ..officers import members_staying
from ..rules import clock, grading
from . import drawing
from .results import compute_result

_State, _Mode = Attempt.State, Attempt.Mode
_SWEEP = 500


def start_attempt(
    *,
    person: Person,
    paper: Paper,
    by: Person,
    now: datetime.datetime,
    mode: str = "own",
    project: Project | None = None,
    seed: int | None = None,
) -> Attempt:
    """The open attempt if there is one, else a new paper, drawn and frozen. What is on paper stays on paper.

    Refused when the paper is not offered to the person, asks for a supervisor, may not be tried again (yet), or
    cannot be drawn. Two tabs at once begin one attempt.
    """
    today = now.astimezone(SHANGHAI).date()
    _check_hand(person, by, mode, today)
    if opened := _open(person, paper, now):
        return _same_way(opened, mode)
    version = _version(person, paper, mode)
    check_allowance(person=person, paper=paper, version=version, now=now)
    place = project or _only_project(person, today)
    seed = secrets.randbits(62) if seed is None else seed
    drawn = drawing.draw(version=version, person=person, seed=seed, today=today)
    try:
        return _begin(person, paper, version, by, now, mode, place, seed, drawn)
    except IntegrityError:
        return _same_way(Attempt.objects.open().get(person=person, paper=paper), mode)


def _open(person: Person, paper: Paper, now: datetime.datetime) -> Attempt | None:
    """The open attempt; one whose time is over is closed first."""
    opened = Attempt.objects.open().filter(person=person, paper=paper).first()
    if opened is None or not close_if_due(attempt=opened, now=now):
        return opened
    return None


def _same_way(opened: Attempt, mode: str) -> Attempt:
    """A printed paper is not gone on with on a phone, nor one begun on a phone printed."""
    if (opened.mode == _Mode.PRINTED) != (mode == _Mode.PRINTED):
        if opened.mode == _Mode.PRINTED:
            raise Refused("这张卷已经打印了纸卷，还没有录入：请在纸上答，交给安全员。")
        raise Refused(f"{opened.person} 正在手机上考这张卷，考完或者到时收卷以后再打印。")
    return opened


def _check_hand(person: Person, by: Person, mode: str, today: datetime.date) -> None:
    """On the own phone oneself; else someone who keeps the people of the place today, for who has not left it."""
    if mode == _Mode.OWN:
        if by.pk != person.pk:
            raise Refused("只能本人开始考试。")
    elif by.pk == person.pk:
        raise Refused("自己不能给自己监考。")
    elif not members_staying(by, on=today).filter(person=person).exists():
        raise Refused(f"{person} 不归你管，不能由您监考。")


def _version(person: Person, paper: Paper, mode: str) -> PaperVersion:
    """The version that is offered, if this person may take it this way."""
    offered = Paper.objects.visible_to(person).offered().filter(pk=paper.pk).select_related("current").first()
    if offered is None or offered.current is None:
        raise Refused("这张卷现在不能考。")
    if mode == _Mode.OWN and offered.current.supervised:
        raise Refused("这张卷要有人监考：请到现场找安全员或班组长。")
    return offered.current


def _only_project(person: Person, today: datetime.date) -> Project | None:
    """Where the person works on that day, if it is one place."""
    posts = Membership.objects.active(on=today).filter(person=person, project__isnull=False)
    places = {post.project for post in posts.select_related("project")}
    return places.pop() if len(places) == 1 else None


@transaction.atomic
def _begin(
    person: Person,
    paper: Paper,
    version: PaperVersion,
    by: Person,
    now: datetime.datetime,
    mode: str,
    project: Project | None,
    seed: int,
    drawn: Sequence[drawing.Drawn],
) -> Attempt:
    """Limits and open attempt once more, now that nobody else can begin one for this person."""
    Person.objects.select_for_update().get(pk=person.pk)
    if opened := Attempt.objects.open().filter(person=person, paper=paper).first():
        return _same_way(opened, mode)
    check_allowance(person=person, paper=paper, version=version, now=now)
    extra = extra_time_of(person).minutes(paper.pk)
    times = clock.times(now, minutes=version.minutes, extra=extra, grace=version.grace_minutes)
    attempt = Attempt.objects.create(
        person=person,
        paper=paper,
        version=version,
        project=project,
        mode=mode,
        supervisor=None if mode == _Mode.OWN else by,
        seed=seed,
        started_at=now,
        deadline=times.deadline,
        grace_until=times.grace_until,
        extra_minutes=extra,
        is_sample=person.is_sample or paper.is_sample,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, position=place, version_id=one.version_id, order=one.order, must=one.must)
        for place, one in enumerate(drawn, start=1)
    )
    return attempt


@dataclass(frozen=True)
class Extra:
    """What one person was granted: (paper or None for every paper, minutes)."""

    grants: tuple[tuple[int | None, int], ...]

    def minutes(self, paper: int) -> int:
        return clock.extra_minutes(minutes for which, minutes in self.grants if which in (None, paper))


def extra_time_of(person: Person) -> Extra:
    return Extra(tuple(ExtraTime.objects.filter(person=person).values_list("paper", "minutes")))


def finished_of(person: Person) -> dict[int, list[clock.Finished]]:
    """Paper → the attempts that are in, without void ones. One query."""
    passed = AttemptResult.objects.filter(attempt=OuterRef("pk")).order_by("-number").values("passed")[:1]
    rows = Attempt.objects.filter(person=person, state__in=[_State.SUBMITTED, _State.EXPIRED])
    found: dict[int, list[clock.Finished]] = {}
    for paper, closed_at, good in rows.annotate(good=Subquery(passed)).values_list("paper", "closed_at", "good"):
        if closed_at is not None:
            found.setdefault(paper, []).append(clock.Finished(closed_at, bool(good)))
    return found


def check_allowance(*, person: Person, paper: Paper, version: PaperVersion, now: datetime.datetime) -> None:
    """Refused when the tries are used up, or it is too soon after the last."""
    found = clock.allowance(
        finished_of(person).get(paper.pk, []),
        limit=version.max_attempts,
        cooldown_minutes=version.cooldown_minutes,
        now=now,
    )
    if found.left == 0:
        raise Refused(f"这张卷最多考 {version.max_attempts} 次，已经用完。请找安全员，重新学习以后再安排。")
    if found.not_before:
        wait = clock.in_words((found.not_before - now).total_seconds())
        raise Refused(f"刚考过，先把错题看一看。再过 {wait}可以重考。")


def submit_attempt(*, attempt: Attempt, by: Person, now: datetime.datetime) -> Attempt:
    """Hand in. Handing in again changes nothing; after the grace it was collected already."""
    if by.pk not in (attempt.person_id, attempt.supervisor_id):
        raise Refused("只能本人交卷。")
    if attempt.mode == _Mode.PRINTED:
        raise Refused("纸卷由监考人录入以后交卷。")
    if close_if_due(attempt=attempt, now=now):
        return Attempt.objects.get(pk=attempt.pk)
    return close_attempt(attempt, _State.SUBMITTED, at=now, now=now, why="交卷")


def close_if_due(*, attempt: Attempt, now: datetime.datetime) -> bool:
    """Collect a paper whose grace is over; whether it was open and is collected now."""
    if attempt.state != _State.OPEN or attempt.mode == _Mode.PRINTED or now <= attempt.grace_until:
        return False
    close_attempt(attempt, _State.EXPIRED, at=attempt.grace_until, now=now, why="到时收卷")
    attempt.refresh_from_db()
    return attempt.state != _State.OPEN


def close_due(*, now: datetime.datetime) -> int:
    """The sweep: collect what is over, each paper in a transaction of its own. How many there were."""
    due = Attempt.objects.open().filter(grace_until__lt=now).exclude(mode=_Mode.PRINTED).order_by("grace_until")
    return sum(close_if_due(attempt=attempt, now=now) for attempt in due[:_SWEEP])


@transaction.atomic
def close_attempt(attempt: Attempt, state: str, *, at: datetime.datetime, now: datetime.datetime, why: str) -> Attempt:
    """Close it once and mark it; whoever may do so was asked before."""
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.state != _State.OPEN:
        return locked
    if state == _State.EXPIRED and now <= locked.grace_until:
        return locked  # more time was given meanwhile
    locked.state = state
    locked.closed_at = locked.grace_until if state == _State.EXPIRED else at
    locked.save(update_fields=["state", "closed_at"])
    result = compute_result(attempt=locked, why=why, now=now)
    if locked.mode != _Mode.OWN or state == _State.EXPIRED:
        _tell(locked, result, now)
    return locked


def _tell(attempt: Attempt, result: AttemptResult, now: datetime.datetime) -> None:
    """Who handed in on the own phone sees the result at once; others have to be told that there is one."""
    notify(
        person=attempt.person, kind="exam", title=f"“{attempt.paper.title}”出成绩了",
        body=f"{grading.in_points(result.score)} 分，{'合格' if result.passed else '不合格'}。"
        "点开看错在哪里、依据哪一条。",
        link=f"/exams/a/{attempt.code}/result/", key=f"exam:result:{attempt.pk}", now=now,
        is_sample=attempt.is_sample,
    )  # fmt: skip
