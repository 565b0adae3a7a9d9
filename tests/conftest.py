"""Fixtures for every app: a migrated database from a template, and three people to ask every permission with.

handler works on a matter, colleague works beside the handler, outsider works for another client.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.test import Client

from portal.models import Crew, Membership, Organisation, Person, Project
from portal.rules.roles import Role
from tests.groups import (  # noqa: F401
    pytest_collection_modifyitems,
    pytest_runtest_logreport,
    pytest_terminal_summary,
)
from tests.spread import pytest_xdist_make_scheduler  # noqa: F401

PASSWORD = "saffron-plank-7"


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _migrations_digest() -> str:
    """Changes when a migration, a registered snippet (which brings permissions) or a pinned package changes."""
    digest = hashlib.sha256((settings.BASE_DIR / "pyproject.toml").read_bytes())
    for pattern in ("*/migrations/*.py", "*/wagtail_hooks.py", "*/admin/*.py", "requirements/*"):
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _template() -> Path:
    return Path(settings.VAR_DIR) / "tests" / f"template-{_migrations_digest()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """With a template at hand nothing is migrated."""
    if connection.vendor == "sqlite" and _template().exists():
        settings.DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False
        connection.settings_dict.setdefault("TEST", {})["MIGRATE"] = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Migrating takes twelve seconds: do it once for a set of migrations, afterwards copy the result into memory."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            _copy_template()


def _copy_template() -> None:
    template = _template()
    if "memory" not in str(connection.settings_dict["NAME"]):
        pytest.exit("no test database was made: mark what needs one with django_db", returncode=3)
    connection.ensure_connection()
    here: sqlite3.Connection = connection.connection
    if template.exists():
        with sqlite3.connect(template) as kept:
            kept.backup(here)
        kept.close()
        # What was made before the copy numbered its content types otherwise, and the process remembers them.
        ContentType.objects.clear_cache()
        return
    template.parent.mkdir(parents=True, exist_ok=True)
    fresh = template.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(fresh) as kept:
        here.backup(kept)
    kept.close()
    fresh.replace(template)


@pytest.fixture(scope="session")
def migrated_database(django_db_setup: None) -> Path:
    """A file with a freshly migrated SQLite database, to be copied."""
    return _template()


@pytest.fixture(scope="session", autouse=True)
def _own_private_files() -> Iterator[None]:
    """Uploads of tests lie in a folder of their own and go when the tests are over."""
    yield
    shutil.rmtree(settings.PRIVATE_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_page_cache() -> None:
    """Pages kept by one test are not seen by the next."""
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def _own_library() -> None:
    """Names of law and lay words kept by one test are not known to the next."""
    from knowledge.services.checking import forget_endings
    from knowledge.services.library import forget_library
    from search.nearest import forget_answers
    from search.services.synonyms import forget_table

    forget_answers()
    forget_library()
    forget_endings()
    forget_table()


@pytest.fixture
def make_person(db: None) -> Callable[..., Person]:
    """A person with the password PASSWORD: make_person("王师傅", phone="+8613800138000")."""

    def make(name: str = "某人", **fields: object) -> Person:
        return Person.objects.create_user(
            fields.pop("username", None) or f"u{Person.objects.count()}", password=PASSWORD, name=name, **fields
        )

    return make


@pytest.fixture
def platform(db: None) -> Organisation:
    return Organisation.objects.create(name="平台公司", kind=Organisation.Kind.PLATFORM)


@pytest.fixture
def client_company(platform: Organisation) -> Organisation:
    return Organisation.objects.create(name="甲建筑公司", kind=Organisation.Kind.CLIENT, parent=platform)


@pytest.fixture
def other_company(platform: Organisation) -> Organisation:
    return Organisation.objects.create(name="乙建筑公司", kind=Organisation.Kind.CLIENT, parent=platform)


@pytest.fixture
def project(client_company: Organisation) -> Project:
    return Project.objects.create(client=client_company, name="甲项目")


@pytest.fixture
def other_project(other_company: Organisation) -> Project:
    return Project.objects.create(client=other_company, name="乙项目")


@pytest.fixture
def crew(project: Project) -> Crew:
    return Crew.objects.create(project=project, organisation=project.client, name="木工班")


@pytest.fixture
def post() -> Callable[..., Membership]:
    """Give someone a role: post(person, Role.WORKER, project=project, crew=crew)."""

    def give(person: Person, role: Role, **where: object) -> Membership:
        project = where.get("project")
        where.setdefault("organisation", getattr(project, "client", None))
        return Membership.objects.create(person=person, role=role, **where)

    return give


@pytest.fixture
def handler(make_person: Callable[..., Person], post: Callable[..., Membership], project: Project) -> Person:
    """Labour manager on the project."""
    person = make_person("经办人", username="handler", phone="+8613800000001")
    post(person, Role.LABOUR_MANAGER, project=project)
    return person


@pytest.fixture
def colleague(make_person: Callable[..., Person], post: Callable[..., Membership], project: Project) -> Person:
    """Project manager on the same project."""
    person = make_person("同事", username="colleague", phone="+8613800000002")
    post(person, Role.PROJECT_MANAGER, project=project)
    return person


@pytest.fixture
def outsider(make_person: Callable[..., Person], post: Callable[..., Membership], other_project: Project) -> Person:
    """Project manager of another client."""
    person = make_person("外人", username="outsider", phone="+8613800000003")
    post(person, Role.PROJECT_MANAGER, project=other_project)
    return person


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """A client with that person's session: signed_in(handler).get("/me/")."""

    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="portal.authentication.PersonBackend")
        return client

    return enter
