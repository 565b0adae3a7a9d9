"""Reading what the people of a project got right: exams that are in, and practice, by knowledge point."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from portal.clock import SHANGHAI
from portal.models import Membership, Person, Project

from .analysis import newest_results
from .duties import ON_SITE_ROLES
from .models import Attempt, AttemptItem, KnowledgePoint, PracticeAnswer, QuestionVersion
from .officers import looking_after
from .rules import weak_points
from .rules.weak_points import Answer, Share

NO_GROUP = "没有写"
EXAMS, PRACTICE = "exams", "practice"

Counted = tuple[int, int, float]
"""Person, version of the question, mark."""


@dataclass
class WeakPoints:
    """`people` are on site today; shares of points, and by crew and by trade, of what is left by the filters."""

    people: int
    answers: Sequence[Answer]
    names: dict[int, KnowledgePoint] = field(default_factory=dict)

    @property
    def points(self) -> dict[int, Share]:
        return weak_points.by_point(self.answers)

    @property
    def whole(self) -> Share:
        return Share(len(self.answers), sum(answer.fraction for answer in self.answers))

    def groups(self, by: str) -> dict[str, dict[int, Share]]:
        """By `crew` or `trade`."""
        return weak_points.by_group(self.answers, lambda answer: getattr(answer, by))


def weak_points_of(
    *,
    user: Person,
    project: Project,
    since: datetime.date,
    today: datetime.date,
    sources: Iterable[str] = (EXAMS, PRACTICE),
    crew: str = "",
    trade: str = "",
) -> WeakPoints:
    """Of the people on site today whom `user` looks after. Seven queries, however many people and answers."""
    everyone = posts_of(user, project, today)
    wanted = {person: post for person, post in everyone.items() if crew in ("", post[0]) and trade in ("", post[1])}
    start = datetime.datetime.combine(since, datetime.time(), SHANGHAI)
    people = posted_people(user, project, today)
    rows: list[Counted] = []
    if EXAMS in sources:
        rows += _exams(people, project, start)
    if PRACTICE in sources:
        rows += _practice(people, start)
    points = dict(
        QuestionVersion.objects.filter(pk__in={version for _, version, _ in rows}).values_list("pk", "question__point")
    )
    answers = [
        Answer(points[version], *wanted[person], fraction) for person, version, fraction in rows if person in wanted
    ]
    return WeakPoints(len(wanted), answers, KnowledgePoint.objects.in_bulk({one.point for one in answers}))


def posted_people(user: Person, project: Project, today: datetime.date) -> QuerySet[Membership]:
    """Memberships of workers and crew leaders on the project whom the user looks after."""
    rows = Membership.objects.active(on=today).filter(project=project, role__in=ON_SITE_ROLES)
    return rows.filter(looking_after(user).others())


def posts_of(user: Person, project: Project, today: datetime.date) -> dict[int, tuple[str, str]]:
    """Person → (crew, trade)."""
    rows = posted_people(user, project, today).order_by("pk")
    return {
        person: (crew or NO_GROUP, trade or crew_trade or NO_GROUP)
        for person, crew, trade, crew_trade in rows.values_list("person", "crew__name", "trade", "crew__trade")
    }


def _exams(people: QuerySet[Membership], project: Project, start: datetime.datetime) -> list[Counted]:
    """(person, version, mark) of papers that are in, taken on this project or on none."""
    attempts = Attempt.objects.filter(
        Q(project=project) | Q(project__isnull=True),
        person__in=people.values("person"),
        started_at__gte=start,
        state__in=[Attempt.State.SUBMITTED, Attempt.State.EXPIRED],
    )
    items = dict(AttemptItem.objects.filter(attempt__in=attempts).values_list("pk", "version"))
    rows = newest_results(attempts).values_list("attempt__person", "marks")
    return [
        (person, items[mark["item"]], mark["fraction"])
        for person, marks in rows
        for mark in marks
        if mark["item"] in items
    ]


def _practice(people: QuerySet[Membership], start: datetime.datetime) -> list[Counted]:
    """The first answer of each person to a question on a day: later ones have seen the key."""
    rows = PracticeAnswer.objects.filter(person__in=people.values("person"), at__gte=start)
    first: dict[tuple[int, int, datetime.date], Counted] = {}
    for person, version, right, at in rows.order_by("at", "pk").values_list("person", "version", "right", "at"):
        first.setdefault((person, version, at.astimezone(SHANGHAI).date()), (person, version, float(right)))
    return list(first.values())
