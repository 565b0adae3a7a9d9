"""Reading 三级安全教育登记卡: posts, the file and signatures of some people turned into the boxes of the form.

A fixed number of queries however many people. Document and phone numbers stand in full only for the person and for
those who answer for the people of the whole project or firm: the card is a legal form. Others get them masked.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from portal.clock import SHANGHAI
from portal.models import Membership, Person, Project
from portal.rules import identity
from portal.rules.masking import masked_document
from portal.rules.roles import Role
from portal.services.people import document_of

from .models import Attendee, TrainingRecord
from .officers import members_under
from .rules import cards, grading
from .rules.cards import Row, Signature
from .rules.levels import THREE_LEVELS

_MOVES_ALONG = ("company", "yearly", "return")
"""Learnt on another site of the same client, it still stands on the card."""
_PAPERS = {"own": "手机考试", "supervised": "监考", "printed": "纸卷考试"}


@dataclass(frozen=True)
class Card:
    """The boxes of one person's card; empty ones stay blank. Plain data for the template."""

    name: str
    number: str
    sex: str = ""
    born: str = ""
    document_label: str = "身份证号"
    document: str = ""
    trade: str = ""
    phone: str = ""
    firm: str = ""
    crew: str = ""
    leader: str = ""
    arrived: str = ""
    left: str = ""
    project: str = ""
    builder: str = ""
    contractor: str = ""
    sample: bool = False
    foot: str = ""
    levels: list[dict[str, Any]] = field(default_factory=list)
    changes: list[list[Any]] = field(default_factory=list)
    yearly: list[list[Any]] = field(default_factory=list)


def posts_to_print(
    by: Person, project: Project, *, crew: int | None = None, left: bool, today: datetime.date
) -> list[Membership]:
    """Posts of the people on site whom the asker may see, one a person, by crew and name; leavers when asked for."""
    posts = Membership.objects.visible_to(by).at_work().filter(project=project)
    if crew is not None:
        posts = posts.filter(crew=crew)
    if not left:
        posts = posts.staying(on=today)
    newest: dict[int, Membership] = {}
    for post in _whole(posts).order_by("starts_on", "pk"):
        if not post.is_void:
            newest[post.person_id] = post
    return sorted(newest.values(), key=lambda p: (p.crew.name if p.crew else "", p.person.name, p.pk))


def post_of(by: Person, person: Person, project: int | None) -> Membership | None:
    """The newest post of this person that the asker may see, on that project when one is named."""
    posts = _whole(Membership.objects.visible_to(by).at_work().filter(person=person))
    if project is not None:
        posts = posts.filter(project=project)
    return next((post for post in posts.order_by("-starts_on", "-pk") if not post.is_void), None)


def _whole(posts: QuerySet[Membership]) -> QuerySet[Membership]:
    return posts.select_related("person", "organisation", "crew", "project__client")


def cards_for(by: Person, posts: Sequence[Membership], *, now: datetime.datetime) -> list[Card]:
    """One card for each post, in their order. Six queries."""
    people = [post.person_id for post in posts]
    open_to = set(members_under(by, ruling=True).filter(person__in=people).values_list("person", flat=True)) | {by.pk}
    rows = _rows_of(by, posts)
    leaders = _leaders(posts)
    return [
        _card(post, rows[post.pk], leaders.get(post.crew_id or 0, ""), full=post.person_id in open_to, now=now)
        for post in posts
    ]


def _card(post: Membership, rows: list[Row], leader: str, *, full: bool, now: datetime.datetime) -> Card:
    person, project = post.person, post.project
    number = document_of(person)
    resident = person.document_kind == identity.RESIDENT_ID
    born = identity.birth_date(number) if resident and full else None
    hidden = "" if full or not (number or person.phone) else "证件号和电话已遮盖。"
    return Card(
        name=person.name,
        number=f"{post.project_id or 0:04d}-{person.pk:06d}",
        sex=identity.sex(number) if resident else "",
        born=f"{born:%Y-%m-%d}" if born else "",
        document_label="证件号码" if number and not resident else "身份证号",
        document=number if full else masked_document(number),
        trade=post.own_trade,
        phone=person.phone.removeprefix("+86") if full else person.masked_phone,
        firm=post.organisation.name,
        crew=post.crew.name if post.crew else "",
        leader=leader,
        arrived=_day(post.starts_on),
        left=_day(post.ends_on),
        project=project.name if project else "",
        builder=project.client.name if project else "",
        contractor=project.general_contractor if project else "",
        sample=person.is_sample or post.is_sample,
        foot=f"按培训档案打印于 {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}。{hidden}没有记录的格子留空，手写补填。",
        levels=[asdict(cards.level_of(level, rows)) for level in THREE_LEVELS],
        changes=[_change(row) for row in cards.annex_of("return", rows)],
        yearly=[_year(row) for row in cards.annex_of("yearly", rows)],
    )


def _day(day: datetime.date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _change(row: Row) -> list[Any]:
    day, content, hours, trainer, own, outcome = _year(row)
    return [day, "", row.trade, content, hours, trainer, own, outcome]


def _year(row: Row) -> list[Any]:
    trainer = {"strokes": row.trainer_strokes, "note": row.trainer}
    return [
        _day(row.ends.date()),
        row.content[:60],
        cards.academic(row.minutes),
        trainer,
        asdict(row.own),
        cards.outcome(row),
    ]


def _leaders(posts: Iterable[Membership]) -> dict[int, str]:
    """Crew → who leads it; the newest when there were several."""
    crews = {post.crew_id for post in posts if post.crew_id}
    rows = Membership.objects.filter(crew__in=crews, role=Role.CREW_LEADER).order_by("starts_on", "pk")
    return {crew: name for crew, name in rows.values_list("crew", "person__name") if crew}


def _rows_of(by: Person, posts: Sequence[Membership]) -> dict[int, list[Row]]:
    """Post → the rows that stand on its card: of its project, of no place, and what moves along within a client."""
    records = (
        TrainingRecord.objects.visible_to(by)
        .standing()
        .filter(person__in=[post.person_id for post in posts], level__in=cards.OF_CARD)
        .select_related("session", "attempt", "project")
    )
    of_person: dict[int, list[TrainingRecord]] = defaultdict(list)
    for record in records:
        of_person[record.person_id].append(record)
    signed = _signatures(record for rows in of_person.values() for record in rows)
    return {
        post.pk: [_row(record, signed) for record in of_person[post.person_id] if _belongs(record, post)]
        for post in posts
    }


def _belongs(record: TrainingRecord, post: Membership) -> bool:
    if record.project is None or record.project_id == post.project_id:
        return True
    same_client = post.project is not None and record.project.client_id == post.project.client_id
    return same_client and record.level in _MOVES_ALONG


def _signatures(records: Iterable[TrainingRecord]) -> dict[tuple[int, int], Signature]:
    """(session, person) → the name under it."""
    wanted = [(record.session_id, record.person_id) for record in records if record.session_id]
    rows = Attendee.objects.filter(Q(session__in={s for s, _ in wanted}), person__in={p for _, p in wanted})
    found = {}
    for session, person, strokes, at in rows.values_list("session", "person", "signature", "signed_at"):
        note = f"本人登录确认 {at.astimezone(SHANGHAI):%Y-%m-%d}" if at and not strokes else ""
        found[session, person] = Signature(strokes, note)
    return found


def _row(record: TrainingRecord, signed: dict[tuple[int, int], Signature]) -> Row:
    session, attempt = record.session, record.attempt
    return Row(
        level=record.level,
        content=record.content,
        starts=record.starts_at.astimezone(SHANGHAI),
        ends=record.ends_at.astimezone(SHANGHAI),
        minutes=record.minutes,
        trainer=record.trainer,
        result=record.result,
        score=grading.in_points(record.score) if record.score is not None else "",
        practical=record.practical,
        place=session.place if session else "线上" if record.method == "online" else "",
        trade=record.trade,
        exam=(_PAPERS.get(attempt.mode, "考试") if attempt else "考试" if record.method == "exam" else ""),
        own=signed.get((record.session_id or 0, record.person_id), Signature()),
        trainer_strokes=session.trainer_signature if session else [],
    )
