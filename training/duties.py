"""Reading what people owe: rows of posts, records, events and rules turned into the plain objects of the rules.

A fixed number of queries, however many people are asked about.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from portal.clock import SHANGHAI
from portal.models import Membership, Person, Project
from portal.rules.roles import Role

from .models import TrainingEvent, TrainingRecord, TrainingRule
from .rules import matrix, requirements
from .rules.matrix import Matrix, Worker
from .rules.requirements import Done, Due, Happening, Item, Rule, Stay

ON_SITE_ROLES = (Role.WORKER.value, Role.CREW_LEADER.value)
_LONG_AGO = datetime.date(1970, 1, 1)


@dataclass
class Facts:
    """Everything the rules ask about some people, by person."""

    stays: dict[int, list[Stay]] = field(default_factory=dict)
    records: dict[int, list[Done]] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def dues(self, person: int, today: datetime.date) -> list[Due]:
        """What this person owes or has done, one by one."""
        stays, records = self.stays.get(person, []), self.records.get(person, [])
        return requirements.dues(stays, records, self.happenings, self.rules, today=today)

    def items(self, person: int, today: datetime.date) -> list[Item]:
        """The same by level and place."""
        return requirements.items(self.dues(person, today))


def facts_about(people: Iterable[int], rules: QuerySet[TrainingRule] | None = None) -> Facts:
    """Four queries: posts, records, events on their sites, rules (all of them unless some are given). Leavers' posts
    are part of the history. Events are not asked for when no rule is about them."""
    wanted = list(people)
    asked = TrainingRule.objects.all() if rules is None else rules
    facts = Facts(rules=[rule_of(row) for row in asked.select_related("article")])
    for person, stay in _stays(wanted):
        facts.stays.setdefault(person, []).append(stay)
    for person, done in _records(wanted):
        facts.records.setdefault(person, []).append(done)
    sites = {stay.project for stays in facts.stays.values() for stay in stays if stay.project}
    if not any(rule.event in TrainingEvent.Kind.values for rule in facts.rules):
        return facts
    facts.happenings = [
        Happening(kind, project, crew, title, on)
        for kind, project, crew, title, on in TrainingEvent.objects.filter(project__in=sites).values_list(
            "kind", "project", "crew", "title", "on"
        )
    ]
    return facts


def items_of(person: Person, today: datetime.date) -> list[Item]:
    """What one person owes or has done, what is still to do first."""
    return facts_about([person.pk]).items(person.pk, today)


def papers_owed(person: Person, today: datetime.date) -> set[int]:
    """Keys of the papers that rules ask for and that are not passed yet."""
    found = facts_about([person.pk], TrainingRule.objects.exclude(paper=None)).dues(person.pk, today)
    return {due.rule.paper for due in found if due.needs_exam and due.rule.paper}


def site_names(found: Iterable[Item]) -> dict[int, str]:
    """Names of the sites of one's own items."""
    return dict(Project.objects.filter(pk__in={i.project for i in found if i.project}).values_list("pk", "name"))


def rule_of(row: TrainingRule) -> Rule:
    return Rule(
        id=row.pk,
        event=row.event,
        level=row.level,
        organisation=row.organisation_id,
        regions=tuple(row.regions),
        trades=frozenset(row.trades),
        roles=frozenset(row.roles),
        absence_days=row.absence_days,
        due_days=row.due_days,
        period_months=row.period_months,
        minutes=row.minutes,
        programme_level=row.programme_level_id,
        paper=row.paper_id,
        on_site=row.on_site,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _stays(people: list[int]) -> Iterable[tuple[int, Stay]]:
    """The person's own trade goes before the crew's."""
    rows = Membership.objects.filter(person__in=people).values_list(
        "person",
        "organisation",
        "organisation__parent",
        "project__client",
        "project__client__parent",
        "project",
        "crew",
        "trade",
        "crew__trade",
        "role",
        "project__region",
        "starts_on",
        "ends_on",
    )
    for person, firm, parent, client, group, project, crew, trade, crew_trade, role, region, start, end in rows:
        organisations = tuple(dict.fromkeys(one for one in (firm, client, parent, group) if one))
        place = trade or crew_trade or ""
        yield person, Stay(organisations, project, crew, place, role, region or "", start or _LONG_AGO, end)


def _records(people: list[int]) -> Iterable[tuple[int, Done]]:
    """What holds: whoever failed is not trained (安全生产法 28), so a fail brings neither hours nor an end."""
    rows = (
        TrainingRecord.objects.standing()
        .filter(person__in=people)
        .exclude(result=TrainingRecord.Result.FAILED)
        .values_list(
            "person",
            "level",
            "ends_at",
            "minutes",
            "project",
            "project__client",
            "project__client__parent",
            "trade",
            "result",
            "attempt__paper",
            "source",
            "session",
            "pk",
        )
    )
    for person, level, ends, minutes, project, client, group, trade, result, paper, source, session, row in rows:
        yield (
            person,
            Done(
                level=level,
                on=ends.astimezone(SHANGHAI).date(),
                minutes=minutes,
                project=project,
                organisations=tuple(one for one in (client, group) if one),
                trade=trade,
                passed=result == TrainingRecord.Result.PASSED,
                paper=paper,
                programme_level=_programme_level(source),
                face_to_face=session is not None,
                row=row,
            ),
        )


def _programme_level(source: str) -> int | None:
    """`lessons:<level page>:<day>`, corrected or not, names the level whose lessons were finished."""
    parts = source.split(":")
    return int(parts[1]) if parts[0] == "lessons" and len(parts) > 1 and parts[1].isdigit() else None


def matrix_of(posts: Iterable[Membership], today: datetime.date) -> Matrix:
    """The matrix of the people holding these posts on one project, one line a person, by crew and name.

    `posts` come with person and crew, restricted to what the asker may see.
    """
    workers: dict[int, Worker] = {}
    for post in sorted(posts, key=lambda p: (p.crew.name if p.crew else "", p.person.name, p.person_id)):
        if post.project_id is None or post.person_id in workers:
            continue
        crew = post.crew.name if post.crew else ""
        trade = post.trade or (post.crew.trade if post.crew else "")
        workers[post.person_id] = Worker(post.person_id, str(post.person), crew, trade, post.project_id)
    facts = facts_about(workers)
    return matrix.build(workers.values(), {pk: facts.items(pk, today) for pk in workers})
