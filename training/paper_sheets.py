"""Printed papers: questions as they stand on each attempt, laid out for a pen. Nothing here knows a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from portal import printing
from portal.clock import SHANGHAI
from portal.models import Membership
from portal.qr import svg

from .models import Attempt
from .rules import kinds
from .sitting import Asked, Choice, Picture, paper_of

_TEMPLATE = "training/print/paper.typ"


def short_code(attempt: Attempt) -> str:
    """What is typed when a sheet cannot be scanned: eight figures of the attempt's code."""
    code = attempt.code.hex[:8].upper()
    return f"{code[:4]}-{code[4:]}"


def print_sheets(attempts: Sequence[Attempt], *, alive: Callable[[], object] | None = None) -> bytes:
    """One PDF, each person's paper on pages of its own."""
    pictures: dict[str, bytes] = {}
    sheets = []
    for attempt in attempts:
        sheets.append(_sheet(attempt, pictures))
        if alive:
            alive()
    return printing.pdf(_TEMPLATE, {"sheets": sheets}, pictures=pictures, alive=alive)


def _sheet(attempt: Attempt, pictures: dict[str, bytes]) -> dict[str, Any]:
    posts = Membership.objects.filter(person=attempt.person_id, project=attempt.project_id, crew__isnull=False)
    crew = posts.order_by("-starts_on", "-pk").values_list("crew__name", flat=True).first()
    qr = f"qr-{attempt.code.hex}.svg"
    pictures[qr] = svg(settings.BASE_URL + reverse("training:enter_printed", args=[attempt.code]))
    questions = [_question(asked, pictures) for asked in paper_of(attempt, {})]
    return {
        "title": attempt.paper.title,
        "name": attempt.person.name,
        "project": attempt.project.name if attempt.project else "",
        "crew": crew or "",
        "code": short_code(attempt),
        "qr": qr,
        "minutes": attempt.version.minutes + attempt.extra_minutes,
        "pass_mark": attempt.version.pass_mark,
        "printed": f"{attempt.started_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "supervisor": attempt.supervisor.name if attempt.supervisor else "",
        "sample": attempt.is_sample,
        "must": any(question["must"] for question in questions),
        "questions": questions,
    }


def _question(asked: Asked, pictures: dict[str, bytes]) -> dict[str, Any]:
    return {
        "position": asked.position,
        "kind": asked.kind,
        "kind_name": asked.kind_name,
        "stem": asked.stem,
        "must": asked.must,
        "unit": asked.unit,
        "control": asked.control,
        "picture": _picture(asked.picture, pictures),
        "choices": [_choice(choice, asked, pictures) for choice in asked.choices],
    }


def _choice(choice: Choice, asked: Asked, pictures: dict[str, bytes]) -> dict[str, Any]:
    spot = choice.spot
    scene = asked.picture
    return {
        "mark": mark_of(choice, asked),
        "text": choice.text,
        "picture": _picture(choice.picture, pictures),
        "spot": _share(spot.x, spot.y, spot.width, spot.height, scene) if spot and scene else None,
    }


def mark_of(choice: Choice, asked: Asked) -> str:
    """What stands before it on paper; steps to be put in order have letters there."""
    return chr(64 + int(choice.place)) if asked.kind == kinds.ORDERING else choice.mark


def _share(x: float, y: float, width: float, height: float, scene: Picture) -> list[float]:
    """Left, top, width, height as parts of the picture."""
    return [x / scene.width, y / scene.height, width / scene.width, height / scene.height]


def _picture(picture: Picture | None, pictures: dict[str, bytes]) -> dict[str, Any] | None:
    """Each file once, under a plain name."""
    if picture is None:
        return None
    name = picture.name.replace("/", "-")
    if name not in pictures:
        with default_storage.open(picture.name) as file:
            pictures[name] = file.read()
    return {"name": PurePath(name).name, "ratio": picture.height / picture.width}
