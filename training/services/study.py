"""Writing study: beats of open pages, reports of offline study, lessons done, the record of a complete level."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min, Sum

from portal.clock import SHANGHAI
from portal.models import Membership, Person
from portal.services.refusal import Refused

from ..models import LessonDone, LessonPage, LevelPage, StudyBeat, StudySession, TrainingRecord
from ..rules import hours
from ..rules.hours import Credit, Span, Standing
from ..rules.trades import is_for
from .records import add_record

_SAME_SITTING = datetime.timedelta(minutes=30)
_A_BEAT = datetime.timedelta(seconds=2 * hours.LONGEST_GAP)
_KEPT_BEATS = datetime.timedelta(days=60)
_LARGEST = 2**62


@dataclass(frozen=True)
class Counted:
    """What came of it: seconds counted now and for the lesson in all, and why not more."""

    seconds: int
    total: int
    reason: str

    @property
    def words(self) -> str:
        return hours.WORDS.get(self.reason, "")


@transaction.atomic
def keep_beat(
    *, person: Person, lesson: LessonPage, number: uuid.UUID, device: str, visible: bool, now: datetime.datetime
) -> Counted:
    """A page says that it was looked at since its last beat (`visible`), or was not. The same number counts once."""
    _lock(person)
    known = _known(person, number)
    if known is not None:
        return _counted(known, _seconds_of(person, lesson))
    total = _seconds_of(person, lesson)
    session = _sitting(person, lesson, device, now)
    credit = hours.beat(
        Standing(total, lesson.minutes, _spans(person, since=now - _A_BEAT)),
        now=now,
        visible=visible,
        last=session.last_beat_at if session else None,
        counted_to=_counted_to(session),
        rival=_rival(person, device, now),
    )
    session = session or _open(person, lesson, device, at=now)
    beat = _keep(session, number, credit, now, visible=visible)
    StudySession.objects.filter(pk=session.pk).update(last_beat_at=now, credited=F("credited") + credit.seconds)
    return _counted(beat, total + credit.seconds)


@transaction.atomic
def keep_report(
    *,
    person: Person,
    lesson: LessonPage,
    number: uuid.UUID,
    device: str,
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    claimed: object,
    now: datetime.datetime,
) -> Counted:
    """Study without a network, told afterwards: `since` and `until` on our clock, `claimed` seconds of looking."""
    _lock(person)
    known = _known(person, number)
    if known is not None:
        return _counted(known, _seconds_of(person, lesson))
    total = _seconds_of(person, lesson)
    spans = _spans(person, since=since) if since else ()
    credit = hours.report(
        Standing(total, lesson.minutes, spans),
        now=now,
        since=since,
        until=until,
        claimed=claimed,
        earliest=person.date_joined,
    )
    at = min(until, now) if until and credit.seconds else now
    session = _open(person, lesson, device, at=at, offline=True, credited=credit.seconds)
    beat = _keep(session, number, credit, now, claimed=_storable(claimed))
    return _counted(beat, total + credit.seconds)


def _lock(person: Person) -> None:
    """Two phones of one person come one after the other."""
    Person.objects.select_for_update().filter(pk=person.pk).first()


def _known(person: Person, number: uuid.UUID) -> StudyBeat | None:
    known = StudyBeat.objects.filter(uuid=number).select_related("session").first()
    if known is not None and known.session.person_id != person.pk:
        raise Refused("这个编号已经用过")
    return known


def _counted(beat: StudyBeat, total: int) -> Counted:
    return Counted(beat.credited, total, beat.reason)


def _seconds_of(person: Person, lesson: LessonPage) -> int:
    return StudySession.objects.filter(person=person, lesson=lesson).aggregate(sum=Sum("credited"))["sum"] or 0


def _sitting(person: Person, lesson: LessonPage, device: str, now: datetime.datetime) -> StudySession | None:
    """The row that this page goes on with; after half an hour of silence a new one begins."""
    rows = StudySession.objects.filter(person=person, lesson=lesson, device=device[:64], offline=False)
    return rows.filter(last_beat_at__gte=now - _SAME_SITTING).order_by("-last_beat_at").first()


def _spans(person: Person, *, since: datetime.datetime) -> tuple[Span, ...]:
    """What was counted for this person after `since`, in any lesson, on any device."""
    rows = StudyBeat.objects.filter(session__person=person, until__gt=since, since__isnull=False)
    return tuple(Span(start, end) for start, end in rows.values_list("since", "until") if start and end)


def _counted_to(session: StudySession | None) -> datetime.datetime | None:
    last = session.beats.order_by("-at", "-pk").first() if session else None
    return last.until if last else None


def _rival(person: Person, device: str, now: datetime.datetime) -> datetime.datetime | None:
    """The last counted beat on another device."""
    rows = StudyBeat.objects.filter(session__person=person, session__offline=False, credited__gt=0)
    recent = rows.filter(at__gte=now - _A_BEAT).exclude(session__device=device[:64])
    return recent.aggregate(last=Max("at"))["last"]


def _open(
    person: Person, lesson: LessonPage, device: str, *, at: datetime.datetime, offline: bool = False, credited: int = 0
) -> StudySession:
    return StudySession.objects.create(
        person=person,
        lesson=lesson,
        device=device[:64],
        opened_at=at,
        last_beat_at=at,
        offline=offline,
        credited=credited,
        is_sample=person.is_sample,
    )


def _keep(session: StudySession, number: uuid.UUID, credit: Credit, now: datetime.datetime, **facts: Any) -> StudyBeat:
    return StudyBeat.objects.create(
        session=session,
        uuid=number,
        at=now,
        since=credit.span.start if credit.span else None,
        until=credit.span.end if credit.span else None,
        credited=credit.seconds,
        reason=credit.reason,
        **facts,
    )


def _storable(claimed: object) -> int:
    """What was claimed, as far as a row can hold it."""
    if not isinstance(claimed, int):
        return 0
    return max(-_LARGEST, min(_LARGEST, claimed))


@transaction.atomic
def mark_done(*, person: Person, lesson: LessonPage, now: datetime.datetime) -> bool:
    """The lesson is done; True for the first time. The level's record is written when this was its last lesson.

    The last two lessons finished at once come one after the other, or neither would see the other done.
    """
    _lock(person)
    _, new = LessonDone.objects.get_or_create(
        person=person, lesson=lesson, defaults={"at": now, "is_sample": person.is_sample}
    )
    level = lesson.get_parent().specific if new else None
    if isinstance(level, LevelPage):
        complete_lessons(person=person, level_page=level, now=now)
    return new


@transaction.atomic
def complete_lessons(*, person: Person, level_page: LevelPage, now: datetime.datetime) -> TrainingRecord | None:
    """The record of a level, once all its lessons that are for this person's trade are done; None before.

    Minutes that an earlier record of the level told are not told again.
    """
    today = now.astimezone(SHANGHAI).date()
    posts = list(Membership.objects.active(on=today).filter(person=person).select_related("crew", "project"))
    trades = {post.own_trade for post in posts if post.own_trade}
    lessons = [one for one in LessonPage.objects.live().child_of(level_page) if is_for(one.trades, trades)]
    done = LessonDone.objects.filter(person=person, lesson__in=lessons).count()
    if not lessons or done < len(lessons):
        return None
    study = StudySession.objects.filter(person=person, lesson__in=lessons)
    sums = study.aggregate(seconds=Sum("credited"), first=Min("opened_at"))
    places = [post for post in posts if post.project_id]
    place = places[0] if len(places) == 1 else None
    source = f"lessons:{level_page.pk}:"
    told = TrainingRecord.objects.standing().filter(person=person, source__startswith=source)
    before = told.aggregate(sum=Sum("minutes"))["sum"] or 0
    return add_record(
        person=person,
        source=f"{source}{today.isoformat()}",
        project=place.project if place else None,
        crew=place.crew if place else None,
        trade=place.own_trade if place else "、".join(sorted(trades))[:30],
        level=level_page.level,
        method="online",
        content=f"{level_page.get_parent().title}·{level_page.title}：线上学习 {len(lessons)} 课，随堂练习全部答对",
        starts_at=min(sums["first"] or now, now),
        ends_at=now,
        minutes=max(0, hours.whole_minutes(sums["seconds"] or 0) - before),
        offline=study.filter(offline=True, credited__gt=0).exists(),
        created_at=now,
    )


def forget_beats(*, now: datetime.datetime) -> int:
    """Delete beats that were counted in full and that no report can meet any more; how many. The sums stay."""
    old = StudyBeat.objects.filter(at__lt=now - _KEPT_BEATS, reason="", session__offline=False)
    return old.delete()[0]
