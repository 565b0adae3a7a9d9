"""Reading an attempt: which answers count, and the paper as it is shown. Nothing here knows keys or explanations."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from .models import AnswerEvent, Attempt, AttemptItem, LateDecision
from .rules import grading, kinds, showing
from .rules.events import Event, Window, final_answers

_ENDLESS = datetime.datetime.max.replace(tzinfo=datetime.UTC)


def window_of(attempt: Attempt) -> Window:
    """A printed paper has no clock of ours: whoever handed it out watched it."""
    if attempt.mode == Attempt.Mode.PRINTED:
        return Window(attempt.started_at, _ENDLESS, _ENDLESS, attempt.closed_at)
    return Window(attempt.started_at, attempt.deadline, attempt.grace_until, attempt.closed_at)


def events_of(attempt: Attempt) -> list[Event]:
    """Every tap, with the newest word of an officer on it. One query."""
    word = LateDecision.objects.filter(events=OuterRef("pk")).order_by("-at", "-pk").values("accepted")[:1]
    rows = (
        AnswerEvent.objects.filter(attempt=attempt)
        .annotate(word=Subquery(word))
        .values_list("item_id", "uuid", "seq", "answer", "answered_at", "standing", "word")
    )
    return [
        Event(item, str(uuid), seq, answer, at, standing, bool(word))
        for item, uuid, seq, answer, at, standing, word in rows
    ]


def answers_of(attempt: Attempt) -> dict[int, Any]:
    """Item → the answer that counts; what was taken back is left out."""
    found = final_answers(events_of(attempt))
    return {item: event.answer for item, event in found.items() if not grading.is_empty(event.answer)}  # type: ignore[misc]


@dataclass(frozen=True)
class Choice:
    """One option, region or step: `place` is what is sent, `mark` what is printed before it."""

    place: str
    mark: str
    text: str = ""
    picture: Any = None
    box: tuple[float, float, float, float] | None = None
    chosen: bool = False
    rank: int = 0


@dataclass(frozen=True)
class Asked:
    """A question as it stands on the paper."""

    item: int
    position: int
    kind: str
    stem: str
    must: bool
    picture: Any
    alt: str
    unit: str
    choices: list[Choice] = field(default_factory=list)
    typed: str = ""
    answered: bool = False

    @property
    def kind_name(self) -> str:
        return kinds.NAMES.get(self.kind, "")

    @property
    def control(self) -> str:
        """radio, checkbox, order or number: how it is answered."""
        if self.kind in (kinds.MULTIPLE, kinds.HAZARD):
            return "checkbox"
        return {kinds.ORDERING: "order", kinds.NUMERIC: "number"}.get(self.kind, "radio")


_SHOWN = ("kind", "stem", "body", "picture", "picture_alt")


def items_of(attempt: Attempt) -> list[AttemptItem]:
    """The questions in their order, without what must not leave the server. Two queries, pictures with them."""
    rows = AttemptItem.objects.filter(attempt=attempt).select_related("version__picture").order_by("position")
    return list(rows.defer("version__key", "version__explanation", "version__basis"))


def paper_of(attempt: Attempt, *, answers: dict[int, Any] | None = None) -> list[Asked]:
    """The whole paper with the answers ticked."""
    given = answers_of(attempt) if answers is None else answers
    items = items_of(attempt)
    pictures = _pictures(items)
    return [_asked(item, given.get(item.pk), pictures) for item in items]


def _pictures(items: Iterable[AttemptItem]) -> dict[int, Any]:
    """Pictures of options, by key of the image."""
    from wagtail.images.models import Image

    wanted = {
        option["picture"]
        for item in items
        for option in item.version.body.get("options", [])
        if isinstance(option.get("picture"), int)
    }
    return Image.objects.in_bulk(wanted) if wanted else {}


def _asked(item: AttemptItem, answer: Any, pictures: dict[int, Any]) -> Asked:
    version = item.version
    return Asked(
        item=item.pk,
        position=item.position,
        kind=version.kind,
        stem=version.stem,
        must=item.must,
        picture=version.picture,
        alt=version.picture_alt,
        unit=version.body.get("unit", "") if version.kind == kinds.NUMERIC else "",
        choices=_choices(item, answer, pictures),
        typed=answer if version.kind == kinds.NUMERIC and answer else "",
        answered=not grading.is_empty(answer),
    )


def _choices(item: AttemptItem, answer: Any, pictures: dict[int, Any]) -> list[Choice]:
    kind, body = item.version.kind, item.version.body
    shown = showing.places(kind, body, item.order)
    chosen = showing.to_places(kind, shown, answer)
    entries = {entry["key"]: entry for part in ("options", "regions", "items") for entry in body.get(part, [])}
    if kind == kinds.TRUE_FALSE:
        entries = {"true": {"text": "对"}, "false": {"text": "错"}}
    found = []
    for number, key in enumerate(shown, start=1):
        entry, place = entries[key], str(number)
        found.append(
            Choice(
                place=place,
                mark=_mark(kind, number),
                text=entry.get("text", ""),
                picture=pictures.get(entry.get("picture")),
                box=_box(entry) if kind == kinds.HAZARD else None,
                chosen=place in chosen,
                rank=chosen.index(place) + 1 if kind == kinds.ORDERING and place in chosen else 0,
            )
        )
    return found


def _mark(kind: str, number: int) -> str:
    if kind == kinds.TRUE_FALSE:
        return "✓" if number == 1 else "✗"
    return str(number) if kind in (kinds.HAZARD, kinds.ORDERING) else chr(64 + number)


def _box(entry: dict[str, Any]) -> tuple[float, float, float, float]:
    """Left, top, width, height in per cent of the picture."""
    return tuple(float(entry[side]) for side in "xywh")  # type: ignore[return-value]
