"""Rules, levels and people of training, shared by its tests."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from knowledge.services.catalogue import load_catalogue
from portal.models import Crew, Membership, Person, Project
from portal.rules.roles import Role
from tests.stock import stocked
from tests.training.lessons import make_lessons
from tests.training.sounds import make_editor
from training.models import LessonPage, TrainingRecord, TrainingRule
from training.services.content_rules import load_rules

ZONE = datetime.timezone(datetime.timedelta(hours=8))


@pytest.fixture
def today() -> datetime.date:
    """The day on which these tests live."""
    return datetime.date(2026, 11, 25)


@pytest.fixture
def worker(make_person: Callable[..., Person], post: Callable[..., Membership], project: Project, crew: Crew) -> Person:
    """A worker of the crew since the first of November 2026."""
    person = make_person("王师傅", username="worker", phone="+8613800000009")
    post(person, Role.WORKER, project=project, crew=crew, starts_on=datetime.date(2026, 11, 1))
    return person


@pytest.fixture
def client_head(make_person: Callable[..., Person], post: Callable[..., Membership], project: Project) -> Person:
    """The head of the client company."""
    person = make_person("甲总", username="head", phone="+8613800000008")
    post(person, Role.EXECUTIVE, organisation=project.client)
    return person


@pytest.fixture
def new_site_rule(db: None) -> TrainingRule:
    """Art. 37: whoever comes to a new site is trained first."""
    return TrainingRule.objects.create(
        code="new-site", title="到新工地", event="new_site", level="project", basis_status="law", why="新工地先学。"
    )


@pytest.fixture
def catalogue(db: None) -> None:
    """The shipped catalogue of law, so that articles can be cited."""
    stocked("catalogue", load_catalogue)


@pytest.fixture
def rules(catalogue: None) -> None:
    """The shipped rules, with the catalogue they rest on."""
    stocked("rules", load_rules)


@pytest.fixture
def shipped(catalogue: None, settings: Any, tmp_path: Path) -> None:
    """All shipped content of training, with the catalogue it rests on; pictures lie in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    stocked("training", lambda: call_command("load_training"), tmp_path / "media")


@pytest.fixture
def trained() -> Callable[..., TrainingRecord]:
    """A row of the file: trained(person, "project", project=project, minutes=60)."""

    def record(person: Person, level: str, **fields: object) -> TrainingRecord:
        ends = fields.pop("ends_at", datetime.datetime(2026, 11, 2, 9, tzinfo=ZONE))
        assert isinstance(ends, datetime.datetime)
        minutes = fields.setdefault("minutes", 60)
        return TrainingRecord.objects.create(
            person=person,
            level=level,
            method=str(fields.pop("method", "lecture")),
            content="进场教育",
            starts_at=ends - datetime.timedelta(minutes=int(str(minutes))),
            ends_at=ends,
            source=str(fields.pop("source", f"test:{TrainingRecord.objects.count()}")),
            created_at=ends,
            **fields,
        )

    return record


@pytest.fixture
def lessons(db: None, settings: Any, tmp_path: Path) -> dict[str, LessonPage]:
    """Pages by slug, see `make_lessons`; pictures lie in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    stocked("lessons", lambda: make_lessons(tmp_path / "content"), tmp_path / "media")
    return {page.slug: page for page in LessonPage.objects.all()}


@pytest.fixture
def leader(make_person: Callable[..., Person], post: Callable[..., Membership], project: Project, crew: Crew) -> Person:
    """Who leads the crew."""
    person = make_person("张班长")
    post(person, Role.CREW_LEADER, project=project, crew=crew)
    return person


@pytest.fixture
def workers(
    make_person: Callable[..., Person], post: Callable[..., Membership], project: Project, crew: Crew
) -> list[Person]:
    """Three of the crew."""
    found = [make_person(f"工人{n}") for n in range(3)]
    for person in found:
        post(person, Role.WORKER, project=project, crew=crew)
    return found


@pytest.fixture
def sounds_folder(settings: Any, tmp_path: Path) -> None:
    """Recordings lie in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def editor(make_person: Callable[..., Person]) -> Person:
    """Who writes and records the content."""
    return make_editor(make_person("编辑"))
