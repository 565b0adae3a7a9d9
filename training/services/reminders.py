"""Telling people in time: certificates that run out, training that is due. Each thing once, see the keys."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from portal.models import Membership, Message, Person
from portal.rules.roles import Role
from portal.services.messages import notify

from .. import duties
from ..models import Certificate, OutsideCertificate
from ..rules.certificates import REMIND_DAYS, reminder
from ..rules.levels import NAMES
from ..rules.requirements import Item
from ..rules.requirements import State as Owed

_MANAGERS = (Role.SAFETY_MANAGER.value, Role.LABOUR_MANAGER.value)
_SOON = 7
_BATCH = 500


def remind_of_certificates(*, now: datetime.datetime) -> int:
    """Holders and those who look after them, 60, 30, 7 and 0 days before the last day; how many were told."""
    until = now.date() + datetime.timedelta(days=max(REMIND_DAYS))
    since = now.date() - datetime.timedelta(days=8)
    ours = Certificate.objects.filter(
        valid_to__range=(since, until), revoked_at__isnull=True, superseded_by__isnull=True
    ).select_related("kind", "person")
    outside = OutsideCertificate.objects.filter(valid_to__range=(since, until)).select_related("kind", "person")
    told = sum(_remind(row, f"certificate:{row.pk}", now) for row in ours.iterator(chunk_size=_BATCH))
    return told + sum(_remind(row, f"outside:{row.pk}", now) for row in outside.iterator(chunk_size=_BATCH))


def _remind(row: Any, key: str, now: datetime.datetime) -> int:
    keys = {f"{key}:{days}": days for days in REMIND_DAYS}
    known = Message.objects.filter(person=row.person, key__in=keys).values_list("key", flat=True)
    days = reminder(row.valid_to, today=now.date(), sent=[keys[one] for one in known])
    if days is None:
        return 0
    left = (row.valid_to - now.date()).days
    when = f"还有 {left} 天到期" if left > 0 else "今天到期" if left == 0 else "已经过期"
    told = [notify(
        person=row.person, kind="certificate", title=f"你的“{row.kind.title}”{when}", link="/certificates/",
        body=f"最后一天是 {row.valid_to:%Y-%m-%d}。到期前重新学过、考过，或者去发证机关复审。",
        key=f"{key}:{days}", now=now,
    )]  # fmt: skip
    for manager in _managers_of(row.person, now.date()):
        told.append(notify(
            person=manager, kind="certificate", title=f"一名工人的“{row.kind.title}”{when}",
            link=f"/certificates/people/{row.person_id}/", key=f"{key}:{days}:manager", now=now,
        ))  # fmt: skip
    return len(told)


def _managers_of(person: Person, today: datetime.date) -> Iterable[Person]:
    """Safety and labour managers of the projects where this person works now."""
    projects = Membership.objects.active(on=today).filter(person=person, project__isnull=False).values("project")
    posts = Membership.objects.active(on=today).filter(project__in=projects, role__in=_MANAGERS)
    return Person.objects.filter(pk__in=posts.values("person"), is_active=True).exclude(pk=person.pk)


def remind_of_duties(*, now: datetime.datetime) -> int:
    """People on site: once when something is owed, once a week before it is due, once when it is over."""
    today = now.date()
    posts = Membership.objects.active(on=today).filter(role__in=duties.ON_SITE_ROLES, person__is_active=True)
    people = list(posts.order_by("person").values_list("person", flat=True).distinct())
    told = 0
    for start in range(0, len(people), _BATCH):
        chunk = people[start : start + _BATCH]
        facts = duties.facts_about(chunk)
        owed = {pk: [i for i in facts.items(pk, today) if i.state is not Owed.DONE] for pk in chunk}
        told += _tell_owed(owed, now)
    return told


def _tell_owed(owed: dict[int, list[Item]], now: datetime.datetime) -> int:
    wanted = {(pk, _key(item, now.date())): item for pk, found in owed.items() for item in found}
    known = set(Message.objects.filter(person__in=owed, kind="training").values_list("person", "key"))
    people = Person.objects.in_bulk({pk for pk, key in wanted if (pk, key) not in known})
    told = 0
    for (pk, key), item in wanted.items():
        if (pk, key) in known:
            continue
        notify(
            person=people[pk], kind="training", title=_words(item, now.date()), link="/learn/", key=key, now=now,
            body="打开“应学”，能看到学什么、为什么要学。",
        )  # fmt: skip
        told += 1
    return told


def _key(item: Item, today: datetime.date) -> str:
    left = (item.due_on - today).days
    stage = "over" if left < 0 else "soon" if left <= _SOON else "new"
    return f"training:{item.level}:{item.project or 0}:{item.due_on}:{stage}"


def _words(item: Item, today: datetime.date) -> str:
    name = NAMES[item.level]
    if item.due_on < today:
        return f"{name}教育该在 {item.due_on:%m-%d} 完成，还没完成"
    return f"{name}教育要在 {item.due_on:%m-%d} 前完成"
