"""Opening a case: who may, which path it takes, who is called together."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.models import Membership, Person, Project
from portal.models.scope import Scope
from portal.rules.roles import Role
from portal.services.refusal import Refused

from ..models import Case, StageChange, TeamMember
from ..rules import taxonomy
from ..rules.groups import members
from ..rules.stages import Path, first, path_of
from .alarms import tell_team
from .claims import open_tracks
from .happenings import keep
from .law import propose_articles
from .trail import note

REPORTERS = frozenset({Role.LABOUR_MANAGER, Role.SAFETY_MANAGER, Role.PROJECT_MANAGER, Role.CREW_LEADER})
"""Who reports from a site; whoever else may see its cases may, too."""


def projects_to_report(by: Person) -> Any:
    """Projects from which this person may report an incident."""
    scope = Scope.of(by)
    return Project.objects.filter(scope.holding(REPORTERS).projects() | scope.keeping().projects()).distinct()


def take_turn(by: Person) -> None:
    """Reports of one person are taken in one after the other: a phone that sends twice at once has sent once."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)


def posts_at(project: Project, *, on: datetime.date) -> Any:
    """Postings held that day on the project, at its client and at the client's platform."""
    client, held = project.client, Membership.objects.active(on=on)
    return held.filter(project=project) | held.filter(
        project__isnull=True, organisation__in=[client.pk, client.parent_id]
    )


@transaction.atomic
def open_case(
    *,
    by: Person,
    key: uuid.UUID,
    kind: str,
    project: Project,
    text: str,
    known_at: datetime.datetime,
    now: datetime.datetime,
    occurred_at: datetime.datetime | None = None,
    said: str = "",
    **facts: Any,
) -> Case:
    """A new case at the first stage of its path, with its team. The same `key` by the same person is the same case.

    `facts` are further fields of Case, `said` a mark of all that was reported. Refused for a project from which `by`
    may not report, an unknown kind, a time that lies ahead; and when the same key comes with something else.
    """
    take_turn(by)
    if (known := Case.objects.filter(key=key).first()) is not None:
        return _same(known, by, said)
    if not projects_to_report(by).filter(pk=project.pk).exists():
        raise Refused("您不能为这个项目上报", "project")
    _sound(kind, text, {"occurred_at": occurred_at, "known_at": known_at}, now)
    return begin(
        by=by,
        now=now,
        key=key,
        kind=kind,
        project=project,
        text=text.strip(),
        occurred_at=occurred_at,
        known_at=known_at,
        handler=by,
        said=said,
        **facts,
    )


def _same(known: Case, by: Person, said: str) -> Case:
    """What was sent once more; Refused when it was changed in between: nothing of that would be kept."""
    if known.reported_by_id != by.pk:
        raise Refused("这份上报已经由别人提交过")
    before = known.moves.filter(verb="open").values_list("data", flat=True).first() or {}
    if said and before.get("said", said) != said:
        raise Refused(
            f"这份已经报上来了，编号 {known.number}。您后来改的没有记进去：请打开案件补上，或者另报一份", "text"
        )
    return known


@transaction.atomic
def begin(*, by: Person, now: datetime.datetime, kind: str, project: Project, said: str = "", **facts: Any) -> Case:
    """A case with its number, team, trail and first clocks, for services that have asked already who may open it."""
    family = taxonomy.family(kind)
    is_sample = facts.pop("is_sample", False) or project.is_sample
    case: Case = Case.objects.create(
        number=uuid.uuid4().hex[:20],
        family=family,
        kind=kind,
        project=project,
        stage=first(family),
        reported_by=by,
        opened_at=now,
        is_sample=is_sample,
        **facts,
    )
    case.number = f"{family}-{now.year}-{case.pk:05d}"
    case.save(update_fields=["number"])
    StageChange.objects.create(case=case, after=case.stage, at=now, by=by)
    assemble(case=case, on=timezone.localtime(case.known_at).date(), now=now)
    note(case=case, verb="open", by=by, at=now, stage=case.stage, kind=kind, **({"said": said} if said else {}))
    first_happenings(case=case, by=by, now=now)
    tell_team(case=case, now=now)
    open_tracks(case=case, by=by, now=now, today=timezone.localtime(now).date())
    propose_articles(case=case, by=by, now=now)
    return case


def first_happenings(*, case: Case, by: Person | None, now: datetime.datetime) -> None:
    """When it happened (a disease: when it was diagnosed), since when we know, and that there is a fire.

    An injury without its time runs from when we knew, and each of its clocks says that this is not sure.
    """
    at = case.occurred_at or case.known_at
    if case.path is Path.INJURY:
        event = "diagnosed" if case.family == "OCC" else "occurred"
        unsure = "" if case.occurred_at else "发生时间没有填，先按知道的时间算，待核实"
        keep(case=case, event=event, at=at, by=by, now=now, unsure=unsure)
    if "AC-FIR" in case.facets.get("accident_class", []):
        keep(case=case, event="fire_found", at=at, by=by, now=now)
    keep(case=case, event="known", at=case.known_at, by=by, now=now)


@transaction.atomic
def open_part(*, case: Case, by: Person, now: datetime.datetime) -> Case:
    """A second case of the same facts, at the same stage and with the same team, for `split_case`."""
    part = Case.objects.get(pk=case.pk)
    part.pk, part.key, part.number = None, uuid.uuid4(), uuid.uuid4().hex[:20]
    part._state.adding = True
    part.opened_at, part.handler = now, case.handler
    part.save()
    part.number = f"{part.family}-{now.year}-{part.pk:05d}"
    part.save(update_fields=["number"])
    StageChange.objects.create(case=part, after=part.stage, at=now, by=by)
    for row in case.team.filter(until__isnull=True):
        row.pk, row.case, row.since = None, part, now
        row.save(force_insert=True)
    note(case=part, verb="open", by=by, at=now, stage=part.stage, kind=part.kind, split_from=case.number)
    return part


def _sound(kind: str, text: str, moments: dict[str, datetime.datetime | None], now: datetime.datetime) -> None:
    """Refused beside the first field that cannot be so. A phone's clock may go five minutes fast."""
    if kind not in taxonomy.kinds():
        raise Refused("请选类型", "kind")
    for field, moment in moments.items():
        if moment and moment > now + datetime.timedelta(minutes=5):
            raise Refused("时间不能晚于现在", field)
    if not text.strip():
        raise Refused("写一句发生了什么", "text")


def assemble(*, case: Case, on: datetime.date, now: datetime.datetime) -> list[TeamMember]:
    """Fill the plan's groups from the postings held that day on the project, at its client and at the platform."""
    here = posts_at(case.project, on=on).select_related("person", "deputy", "organisation")
    rows = [
        TeamMember(case=case, group=group, person=post.person, role=post.role, deputy=post.deputy, since=now)
        for post in here
        for group in members(path_of(case.family), post.role, post.organisation.kind)
    ]
    unique = {(row.group, row.person_id): row for row in rows}
    return TeamMember.objects.bulk_create(unique.values())
