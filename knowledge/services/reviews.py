"""Impact review: what cites a changed article waits for somebody's word, and says so in public meanwhile."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.core.cache import cache
from django.db import transaction

from portal.clock import SHANGHAI
from portal.models import Person
from portal.services.generation import bump_generation, current_generation
from portal.services.messages import notify
from portal.services.refusal import Refused

from ..models import Citation, RegulationVersion, ReviewTask
from .impacts import Impact, impacts_of, recent_impacts
from .review_kinds import Secret, Thing, review_kinds, things_of
from .review_upkeep import due_of, follow_events, open_again

MAY_DECIDE = "knowledge.change_reviewtask"
State = ReviewTask.State
_SWEPT = "law-reviews-swept"
_A_DAY = 86400
_BATCH = 500


@transaction.atomic
def open_reviews(*, version: RegulationVersion, by: Person | None, now: datetime.datetime) -> list[ReviewTask]:
    """Tasks for everything in use that cites what this version changes, splits or ends; those there are stay.

    `by` answers for things without an owner.
    """
    return _open(impacts_of(version), by, now)


@transaction.atomic
def open_impacts(*, impacts: Sequence[Impact], by: Person | None, now: datetime.datetime) -> list[ReviewTask]:
    """The same for events that are known already."""
    return _open(impacts, by, now)


def sweep_reviews(*, now: datetime.datetime) -> list[ReviewTask]:
    """Open what lately changed or is announced, however it was published, close what is no longer in use, and follow
    events that were taken back or put on another day.

    Works when something was published since it last ran, and once a day.
    """
    today = now.astimezone(SHANGHAI).date()
    state = [current_generation(), today.isoformat()]
    if cache.get(_SWEPT) == state:
        return []
    with transaction.atomic():
        close_gone(now=now)
        for task in follow_events(now=now):
            if task.hold:
                _release(task)
        _hold(open_again(now=now))
        made = _open(recent_impacts(today), None, now)
    cache.set(_SWEPT, state, _A_DAY)  # what was published meanwhile is looked at next time
    return made


def _open(impacts: Sequence[Impact], by: Person | None, now: datetime.datetime) -> list[ReviewTask]:
    today = now.astimezone(SHANGHAI).date()
    rows = _citing(impacts)
    ids: dict[int, set[int]] = defaultdict(set)
    for _, citation in rows:
        ids[citation.content_type_id].add(citation.object_id)
    things = things_of(ids)
    known: set[tuple[str, int | None, int, int]] = set(
        ReviewTask.objects.filter(event_key__in={one.key for one in impacts}).values_list(
            "event_key", "article_id", "content_type_id", "object_id"
        )
    )
    fresh: list[ReviewTask] = []
    for impact, citation in rows:
        place = (citation.content_type_id, citation.object_id)
        name = (impact.key, impact.article_id, *place)
        if place in things and name not in known:
            known.add(name)
            fresh.append(_task(impact, citation, things[place], by, now, today))
    # Of two who open the same at once (a sweep and an approval) the second leaves what the first has opened.
    ReviewTask.objects.bulk_create(fresh, batch_size=_BATCH, ignore_conflicts=True)
    made = _opened_now(fresh, now)
    if made:
        _hold(made)
        _tell(made, now)
        bump_generation()
    return made


def _opened_now(fresh: Sequence[ReviewTask], now: datetime.datetime) -> list[ReviewTask]:
    if not fresh:
        return []
    rows = ReviewTask.objects.filter(event_key__in={task.event_key for task in fresh}, opened_at=now)
    return list(rows.select_related("owner").order_by("pk"))


def touched(*, impacts: Sequence[Impact]) -> list[tuple[str, int]]:
    """What these events would put on the board: the name of each kind and how many things in use. Writes nothing."""
    ids: dict[int, set[int]] = defaultdict(set)
    for _, citation in _citing(impacts):
        ids[citation.content_type_id].add(citation.object_id)
    counts: dict[int, int] = defaultdict(int)
    for kind, _ in things_of(ids):
        counts[kind] += 1
    return [(review_kinds()[kind].name, count) for kind, count in sorted(counts.items())]


def _citing(impacts: Sequence[Impact]) -> list[tuple[Impact, Citation]]:
    """Citations by things that take part, written before the day of the event, in the order of their places.

    A regulation as a whole is cited where no article of it was found; what cites one is asked about that alone.
    """
    by_article: dict[int, list[Impact]] = defaultdict(list)
    by_regulation: dict[int, list[Impact]] = defaultdict(list)
    for one in impacts:
        if one.article_id:
            by_article[one.article_id].append(one)
        elif one.regulation_id:
            by_regulation[one.regulation_id].append(one)
    ours = Citation.objects.filter(content_type_id__in=list(review_kinds())).order_by("start", "pk")
    found = _before(by_article, ours.filter(article_id__in=by_article), "article_id")
    told = {(impact.key, row.content_type_id, row.object_id) for impact, row in found}
    whole = _before(by_regulation, ours.filter(article=None, regulation_id__in=by_regulation), "regulation_id")
    return [*found, *(pair for pair in whole if (pair[0].key, pair[1].content_type_id, pair[1].object_id) not in told)]


def _before(impacts: Mapping[int, list[Impact]], rows: Iterable[Citation], name: str) -> list[tuple[Impact, Citation]]:
    """Each row with what happens to what its field `name` points to, when it was written before that day."""
    return [
        (impact, row) for row in rows for impact in impacts[getattr(row, name)] if row.on is None or row.on < impact.on
    ]


def _task(
    impact: Impact,
    citation: Citation,
    thing: Thing,
    by: Person | None,
    now: datetime.datetime,
    today: datetime.date,
) -> ReviewTask:
    owner = thing.owner if thing.owner and thing.owner.is_active else by
    return ReviewTask(
        event=impact.event,
        event_key=impact.key,
        event_on=impact.on,
        article_id=impact.article_id,
        version_id=impact.version_id,
        old_label=impact.label[:160],
        old_text=impact.old_text,
        new_text=impact.new_text,
        content_type_id=citation.content_type_id,
        object_id=citation.object_id,
        place=citation.raw,
        owner=owner,
        due_on=due_of(impact.on, today),
        hold=review_kinds()[citation.content_type_id].can_hold,
        opened_at=now,
    )


def _hold(tasks: Iterable[ReviewTask]) -> None:
    kinds = review_kinds()
    for task in tasks:
        if task.hold:
            kinds[task.content_type_id].hold(task.object_id, reason=reason_of(task))


def reason_of(task: ReviewTask) -> str:
    """依据变了：测试条例 第1条，2027-01-01起条文有改动"""
    return f"依据变了：{task.old_label}，{task.event_on:%Y-%m-%d}起{task.get_event_display()}"


def _tell(tasks: Sequence[ReviewTask], now: datetime.datetime) -> None:
    """Each owner once for an event, and once for each thing that its own people decide on a page of its own."""
    aside = _own_pages(tasks)
    counts: dict[tuple[Person, str, str], int] = defaultdict(int)
    for task in tasks:
        if task.owner:
            counts[task.owner, task.event_key, aside.get((task.content_type_id, task.object_id), "")] += 1
    for (owner, key, link), count in counts.items():
        notify(
            person=owner,
            kind="law_review",
            title=f"法规有变动，{count} 处引用等你复核",
            link=link or "/admin/law-reviews/?who=me",
            key=f"law-review:{key}{link}",
            now=now,
        )


def _own_pages(tasks: Sequence[ReviewTask]) -> dict[tuple[int, int], str]:
    """Where the people of secret things decide, by (content type, id)."""
    ids: dict[int, set[int]] = defaultdict(set)
    for task in tasks:
        if isinstance(review_kinds().get(task.content_type_id), Secret):
            ids[task.content_type_id].add(task.object_id)
    return {place: thing.review_url for place, thing in things_of(ids).items() if thing.review_url} if ids else {}


@transaction.atomic
def decide(*, task: ReviewTask, verdict: str, reason: str, by: Person, now: datetime.datetime) -> ReviewTask:
    """`verdict` is right, corrected or withdrawn; what was held is used again unless it was withdrawn.

    Refused without a reason for 仍然对, when nothing was corrected, and when somebody has decided already.
    """
    _may(by, task)
    row = _locked(task)
    kind = review_kinds()[row.content_type_id]
    thing = kind.things([row.object_id]).get(row.object_id)
    if verdict not in (State.RIGHT, State.CORRECTED, State.WITHDRAWN):
        raise Refused("请选一个结论", "verdict")
    if not reason.strip():
        raise Refused("请写一句为什么", "reason")
    if verdict == State.CORRECTED and thing and thing.edited_at and thing.edited_at <= row.opened_at:
        raise Refused("还没有改过：请先打开它改好、发布，再回来记“已改”", "verdict")
    if verdict == State.WITHDRAWN and thing:
        if not kind.can_withdraw:
            raise Refused("请先打开它撤下，再回来记“已撤下”", "verdict")
        kind.withdraw(row.object_id, by=by, why=reason.strip(), now=now)
    row.state, row.reason, row.decided_by, row.decided_at = verdict, reason.strip()[:300], by, now
    held, row.hold = row.hold, False
    row.save(update_fields=["state", "reason", "decided_by", "decided_at", "hold"])
    if held and verdict != State.WITHDRAWN:
        _release(row)
    bump_generation()
    return row


@transaction.atomic
def set_hold(*, task: ReviewTask, hold: bool, by: Person) -> ReviewTask:
    """Stop using the thing until somebody decides, or use it meanwhile."""
    _may(by, task)
    row = _locked(task)
    kind = review_kinds()[row.content_type_id]
    if not kind.can_hold:
        raise Refused("这一类内容不能先停用")
    row.hold = hold
    row.save(update_fields=["hold"])
    if hold:
        kind.hold(row.object_id, reason=reason_of(row))
    else:
        _release(row)
    return row


def _release(row: ReviewTask) -> None:
    """Used again when no other open task holds the same thing."""
    same = ReviewTask.objects.open().filter(content_type=row.content_type_id, object_id=row.object_id, hold=True)
    if not same.exists():
        review_kinds()[row.content_type_id].release(row.object_id)


@transaction.atomic
def take_review(*, task: ReviewTask, by: Person) -> ReviewTask:
    """I will look at it."""
    _may(by, task)
    row = _locked(task)
    row.owner = by
    row.save(update_fields=["owner"])
    return row


@transaction.atomic
def close_gone(*, now: datetime.datetime) -> int:
    """Open tasks whose thing has been replaced or is no longer public close by themselves; how many."""
    tasks = list(ReviewTask.objects.open())
    ids: dict[int, set[int]] = defaultdict(set)
    for task in tasks:
        ids[task.content_type_id].add(task.object_id)
    things = things_of(ids)
    gone = [task.pk for task in tasks if (task.content_type_id, task.object_id) not in things]
    ReviewTask.objects.filter(pk__in=gone).update(
        state=State.WITHDRAWN, decided_at=now, reason="已换成新的，或不再公开", hold=False
    )
    return len(gone)


def _may(by: Person, task: ReviewTask) -> None:
    kind = review_kinds().get(task.content_type_id)
    may = kind.decided_by(task.object_id, by) if isinstance(kind, Secret) else by.has_perm(MAY_DECIDE)
    if not may:
        raise Refused("你没有复核的权限")


def _locked(task: ReviewTask) -> ReviewTask:
    row = ReviewTask.objects.select_for_update().get(pk=task.pk)
    if row.state != State.OPEN:
        raise Refused(f"这一处已经定了：{row.get_state_display()}")
    return row
