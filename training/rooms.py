"""Reading a supervised room from what its phone remembers: {supervisor, paper, project, people}, all checked when the
room was made. No answers, no scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.models import Person, Project

from .models import Attempt, Paper


@dataclass(frozen=True)
class Place:
    """One person of the room and the state of the paper ("" when there is none yet)."""

    number: int
    person: Person
    state: str


@dataclass(frozen=True)
class Room:
    supervisor: Person
    paper: Paper
    project: Project
    places: list[Place]

    def place(self, number: int) -> Place | None:
        return next((place for place in self.places if place.number == number), None)


def read_room(kept: Mapping[str, Any]) -> Room | None:
    """None when the supervisor has left, or there is no such paper any more."""
    supervisor = Person.objects.filter(pk=kept["supervisor"], is_active=True).first()
    paper = Paper.objects.filter(pk=kept["paper"]).first()
    project = Project.objects.filter(pk=kept["project"]).first()
    if supervisor is None or paper is None or project is None:
        return None
    people = Person.objects.filter(is_active=True).in_bulk(kept["people"])
    rows = Attempt.objects.filter(person__in=people, paper=paper, supervisor=supervisor).order_by("started_at")
    states = dict(rows.values_list("person", "state"))
    numbered = [
        Place(number, people[pk], states.get(pk, ""))
        for number, pk in enumerate(kept["people"], start=1)
        if pk in people
    ]
    return Room(supervisor, paper, project, numbered)
