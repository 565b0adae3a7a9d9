"""What the load of exams needs of the database: two hundred people who sit before the shipped paper, and the truth
afterwards. Run inside `manage.py shell`, so that the measuring process needs no Django."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from django.test import Client

from portal import clock
from portal.models import Membership, Organisation, Person, Project
from training.models import AnswerEvent, Attempt, Paper
from training.rules import kinds
from training.services.attempts import start_attempt
from training.sitting import answers_of, items_of, paper_of

PAPER = "company"


def seat(people: int, target: str, run: str) -> None:
    """Sign everyone in and begin the paper for each; cookies and questions go into `target`."""
    client, _ = Organisation.objects.get_or_create(name="考场公司", defaults={"kind": Organisation.Kind.CLIENT})
    project, _ = Project.objects.get_or_create(client=client, name="考场项目")
    paper, seats = Paper.objects.get(code=PAPER), []
    for n in range(people):
        person = Person.objects.create_user(f"{run}-{n}", name=f"考生{n}")
        Membership.objects.create(person=person, organisation=client, project=project, role="worker")
        attempt = start_attempt(person=person, paper=paper, by=person, now=clock.now())
        browser = Client()
        browser.force_login(person, backend="portal.authentication.PersonBackend")
        items = [[asked.item, _ways(asked)] for asked in paper_of(attempt, {})]
        seats.append({"session": browser.cookies["sessionid"].value, "code": str(attempt.code), "items": items})
    Path(target).write_text(json.dumps(seats), "utf-8")


def _ways(asked: Any) -> list[Any]:
    """Two answers to a question, as a phone sends them: places, or a number."""
    if asked.kind == kinds.NUMERIC:
        return ["1", "2.5"]
    places = [choice.place for choice in asked.choices]
    return [places, places[::-1]] if asked.kind == kinds.ORDERING else [places[:1], places[-1:]]


def judge(told: str) -> None:
    """Print what became of the answers in the file `told`: {code: [[uuid, item, answer, acknowledged], …]}, in the
    order in which they were tapped."""
    found = {"tapped": 0, "kept": 0, "lost": 0, "lost after a receipt": 0, "doubled": 0, "final answers wrong": 0}
    for code, taps in json.loads(Path(told).read_text("utf-8")).items():
        attempt = Attempt.objects.get(code=code)
        rows = list(AnswerEvent.objects.filter(attempt=attempt).values_list("uuid", flat=True))
        found["tapped"] += len(taps)
        found["kept"] += len(rows)
        found["lost"] += sum(uuid.UUID(number) not in rows for number, *_ in taps)
        found["lost after a receipt"] += sum(sure and uuid.UUID(number) not in rows for number, _, _, sure in taps)
        found["doubled"] += len(rows) - len(set(rows) & {uuid.UUID(number) for number, *_ in taps})
        found["final answers wrong"] += _wrong(attempt, taps)
    print(json.dumps(found))


def _wrong(attempt: Attempt, taps: list[Any]) -> int:
    """Questions whose answer is not the one tapped last."""
    last = {item: answer for _, item, answer, _ in taps}
    shown = paper_of(attempt, answers_of(attempt))
    assert len(shown) == len(items_of(attempt))
    return sum(asked.item in last and _given(asked) != last[asked.item] for asked in shown)


def _given(asked: Any) -> Any:
    if asked.kind == kinds.NUMERIC:
        return asked.typed
    chosen = [choice for choice in asked.choices if choice.chosen or choice.rank]
    return [choice.place for choice in sorted(chosen, key=lambda choice: choice.rank)]
