"""Who may hold a session, and whom one may write down as having been there."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import QuerySet

from portal.clock import SHANGHAI
from portal.models import Crew, Membership, Person, Project
from portal.services.refusal import Refused

from ...models import CrewSession
from ...officers import members_under
from ...rules.sessions import OF_CREW_LEADER

Posts = dict[int, Membership]
NOT_HERE = "不在你管的名单里"
GONE = "那天不在这个项目"


def broad(by: Person, project: Project) -> bool:
    """Keeps people of the project by a post, not only the own crew."""
    if by.is_superuser or Project.objects.wholly_kept_by(by).filter(pk=project.pk).exists():
        return True
    return members_under(by, ruling=True).filter(project=project).exists()


def check_holder(by: Person, *, project: Project, crew: Crew | None, level: str) -> None:
    """Refused unless `by` keeps the people this is for; a crew leader holds what belongs to a crew."""
    wide = broad(by, project)
    if crew is None and not wide:
        raise Refused("请选你管的班组", "crew")
    if crew is not None and not Crew.objects.kept_by(by).filter(pk=crew.pk, project=project).exists():
        raise Refused("这个班组不归你管。", "crew")
    if not wide and level not in OF_CREW_LEADER:
        raise Refused("公司级、项目级和年度教育要由安全员或劳务员来记。", "level")


def check_keeper(by: Person, session: CrewSession) -> None:
    """Whoever opened it, and whoever may hold such a session."""
    if session.opened_by_id != by.pk:
        check_holder(by, project=session.project, crew=session.crew, level=session.level)


def postings(
    by: Person, *, project: Project, crew: Crew | None, people: Collection[int], at: datetime.datetime
) -> tuple[Posts, dict[int, str]]:
    """Person → the posting held on that day (in this crew before another), and person → why there is none."""
    kept = members_under(by).filter(project=project, person__in=people)
    known = set(kept.values_list("person", flat=True))
    found = _held(kept, crew, at)
    return found, {key: GONE if key in known else NOT_HERE for key in people if key not in found}


def postings_on_site(*, project: Project, crew: Crew | None, people: Collection[int], at: datetime.datetime) -> Posts:
    """The same for people who were let onto the list already, whoever keeps them."""
    return _held(Membership.objects.filter(project=project, person__in=people), crew, at)


def _held(rows: QuerySet[Membership], crew: Crew | None, at: datetime.datetime) -> Posts:
    day = at.astimezone(SHANGHAI).date()
    active = rows.active(on=day).select_related("person", "crew").order_by("pk")  # type: ignore[attr-defined]
    return {row.person_id: row for row in sorted(active, key=lambda row: bool(crew and row.crew_id == crew.pk))}
