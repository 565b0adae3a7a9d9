"""A precedent's way to the public and back, by its own services."""

from __future__ import annotations

from typing import Any

from cases.models import Precedent
from cases.services import precedents
from portal import clock
from portal.models import Person

from .conftest import FACTS


def editor(name: str) -> Person:
    """Somebody who may do all of it."""
    found = Person.objects.filter(username=name).first()
    return found or Person.objects.create_superuser(name, password="x-y-z-123", name=f"编辑{name}")


def publish(code: str, *articles: str, kind: str = "basis", **facts: Any) -> Precedent:
    """A real one, written by one person and approved by another; `articles` as 工伤保险条例第14条."""
    writer, second, now = editor("writer"), editor("second"), clock.now()
    given = FACTS | {"code": code, "title": f"案例{code}"} | facts
    given["cites"] = [{"article": words, "kind": kind} for words in articles]
    row = precedents.write_precedent(facts=given, by=writer, now=now)
    row = precedents.submit_precedent(precedent=row, by=writer, now=now)
    row = precedents.approve_precedent(precedent=row, by=second, now=now)
    return precedents.publish_precedent(precedent=row, by=second, now=now)


def withdraw(row: Precedent) -> Precedent:
    return precedents.withdraw_precedent(precedent=row, by=editor("second"), why="有人要求撤下", now=clock.now())
