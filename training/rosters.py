"""What whoever holds a session picks from: the own crews, who is in them today, and topics that suggest themselves."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from portal.models import Crew, Membership, Person, Project

from .models import LessonPage, LevelPage, PlanItem
from .officers import members_under
from .rules.levels import NAMES
from .rules.sessions import OF_CREW_LEADER


@dataclass(frozen=True)
class Hand:
    """Somebody who works here today."""

    id: int
    name: str
    crew: int | None


@dataclass
class Site:
    """A project with its crews. `whole`: one may take people of several crews, and hold every level."""

    project: Project
    whole: bool
    crews: list[Crew] = field(default_factory=list)
    people: list[Hand] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)

    @property
    def levels(self) -> list[tuple[str, str]]:
        return [(key, name) for key, name in NAMES.items() if self.whole or key in OF_CREW_LEADER]

    def of_crew(self, crew: int | None) -> list[Hand]:
        return [hand for hand in self.people if crew is None or hand.crew == crew]


def sites_of(user: Person, *, today: datetime.date) -> list[Site]:
    """Five queries, however many crews and people."""
    projects = Project.objects.kept_by(user).order_by("-pk")
    whole = set(Project.objects.wholly_kept_by(user).values_list("pk", flat=True))
    wide = set(members_under(user, ruling=True).values_list("project", flat=True))
    sites = {project.pk: Site(project, project.pk in whole or project.pk in wide) for project in projects}
    for crew in Crew.objects.kept_by(user).filter(project__in=sites).order_by("name", "pk"):
        sites[crew.project_id].crews.append(crew)
    for project, hands in _hands(user, today).items():
        if project in sites:
            sites[project].people = hands
    for project, topic in _planned(list(sites), today):
        sites[project].topics.append(topic)
    return list(sites.values())


def _hands(user: Person, today: datetime.date) -> dict[int, list[Hand]]:
    kept = Membership.objects.at_work().active(on=today).filter(pk__in=members_under(user).values("pk"))
    rows = kept.order_by("person__name", "person", "-pk").values_list("project", "person", "person__name", "crew")
    found: dict[int, dict[int, Hand]] = defaultdict(dict)
    for project, person, name, crew in rows:
        found[project].setdefault(person, Hand(person, name, crew))
    return {project: list(hands.values()) for project, hands in found.items()}


def _planned(projects: list[int], today: datetime.date) -> list[tuple[int, str]]:
    """Topics of this month's plan, the nearest day first."""
    rows = PlanItem.objects.filter(plan__project__in=projects, on__year=today.year, on__month=today.month)
    found = sorted(rows.values_list("on", "plan__project", "topic"), key=lambda row: abs((row[0] - today).days))
    return list(dict.fromkeys((project, topic) for _, project, topic in found))


def lesson_topics() -> list[str]:
    """Titles of the lessons that are taught, level by level. Two queries."""
    levels = list(LevelPage.objects.live().order_by("path").values_list("path", flat=True))
    lessons = LessonPage.objects.live().order_by("path").values_list("path", "title")
    return list(dict.fromkeys(title for path, title in lessons if path[:-4] in levels))
