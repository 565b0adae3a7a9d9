"""Reading an attempt: which answers count, and the paper as it is shown. Nothing here knows keys or explanations."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from .hearing import Heard, of_versions
from .models import AnswerEvent, Attempt, AttemptItem, LateDecision
from .rules import grading, kinds, showing, spoken
from .rules.events import Event, Window, final_answers

LIGHT = "max-640x640|format-webp|webpquality-60"
"""How photographs are sent: on a phone 640 pixels are enough, and a whole paper has to stay small."""

Sounds = Mapping[tuple[int, str], list[Heard]]

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
class Picture:
    """Where a picture is, its size in pixels (drawings: in their own units), and its name in the storage."""

    url: str
    width: int
    height: int
    name: str = ""


@dataclass(frozen=True)
class Spot:
    """A place on a picture, in the units of the picture; the number stands in a circle at its corner."""

    x: float
    y: float
    width: float
    height: float
    cx: float
    cy: float
    radius: float


@dataclass(frozen=True)
class Choice:
    """One option, region or step: `place` is what is sent, `mark` what is printed before it."""

    place: str
    mark: str
    text: str = ""
    picture: Picture | None = None
    spot: Spot | None = None
    chosen: bool = False
    rank: int = 0
    sounds: list[Heard] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """A question as it stands on the paper."""

    item: int
    position: int
    kind: str
    stem: str
    must: bool
    picture: Picture | None
    alt: str
    unit: str
    choices: list[Choice] = field(default_factory=list)
    typed: str = ""
    answered: bool = False
    sounds: list[Heard] = field(default_factory=list)

    @property
    def given(self) -> Any:
        """The answer that is shown, as a form sends it: the number, or places."""
        if self.control == "number":
            return self.typed
        if self.control == "order":
            return [choice.place for choice in sorted(self.choices, key=lambda one: one.rank) if choice.rank]
        return [choice.place for choice in self.choices if choice.chosen]

    @property
    def was(self) -> str:
        """The same in one line, for a hidden field."""
        return in_a_line(self.given)

    @property
    def kind_name(self) -> str:
        return kinds.NAMES.get(self.kind, "")

    @property
    def control(self) -> str:
        """radio, checkbox, order or number: how it is answered."""
        if self.kind in (kinds.MULTIPLE, kinds.HAZARD):
            return "checkbox"
        return {kinds.ORDERING: "order", kinds.NUMERIC: "number"}.get(self.kind, "radio")


def in_a_line(given: Any) -> str:
    return given.strip() if isinstance(given, str) else " ".join(given)


def items_of(attempt: Attempt) -> list[AttemptItem]:
    """The questions in their order, without what must not leave the server."""
    rows = AttemptItem.objects.filter(attempt=attempt).select_related("version").order_by("position")
    return list(rows.defer("version__key", "version__explanation", "version__basis"))


def paper_of(attempt: Attempt, answers: Mapping[int, Any]) -> list[Asked]:
    """The whole paper with the answers ticked. Four queries, however long it is."""
    return ask(items_of(attempt), answers)


def question_of(attempt: Attempt, position: int, answers: Mapping[int, Any]) -> Asked | None:
    rows = AttemptItem.objects.filter(attempt=attempt, position=position).select_related("version")
    found = rows.defer("version__key", "version__explanation", "version__basis").first()
    return ask([found], answers)[0] if found else None


def ask(items: Sequence[AttemptItem], answers: Mapping[int, Any], *, sounds: Sounds | None = None) -> list[Asked]:
    """Questions with their answers ticked. One query for pictures, one for sounds unless these are given."""
    pictures = _pictures(items)
    if sounds is None:
        sounds = of_versions(item.version.pk for item in items)
    return [_asked(item, answers.get(item.pk), pictures, sounds) for item in items]


def _pictures(items: Iterable[AttemptItem]) -> dict[int, Picture]:
    """Pictures of questions and of options, by key of the image: drawings as they are, photographs made light."""
    wanted = {item.version.picture_id for item in items if item.version.picture_id}
    for item in items:
        wanted |= {number for option in _entries(item).values() if isinstance(number := option.get("picture"), int)}
    return pictures_of(wanted)


def pictures_of(wanted: set[int]) -> dict[int, Picture]:
    """How pictures of the library are shown, by their key. Two queries, however many."""
    if not wanted:
        return {}
    images = get_image_model().objects.prefetch_renditions(LIGHT).in_bulk(wanted)
    return {pk: picture_of(image) for pk, image in images.items()}


def picture_of(image: AbstractImage) -> Picture:
    shown = image if image.is_svg() else image.get_rendition(LIGHT)
    return Picture(shown.file.url, shown.width, shown.height, shown.file.name)


def _asked(item: AttemptItem, answer: Any, pictures: Mapping[int, Picture], sounds: Sounds) -> Asked:
    version = item.version
    picture = pictures.get(version.picture_id or 0)
    return Asked(
        item=item.pk,
        position=item.position,
        kind=version.kind,
        stem=version.stem,
        must=item.must,
        picture=picture,
        alt=version.picture_alt,
        unit=version.body.get("unit", "") if version.kind == kinds.NUMERIC else "",
        choices=_choices(item, answer, pictures, sounds),
        typed=answer if version.kind == kinds.NUMERIC and answer else "",
        answered=not grading.is_empty(answer),
        sounds=sounds.get((version.pk, spoken.STEM), []),
    )


def _entries(item: AttemptItem) -> dict[str, dict[str, Any]]:
    """Options, regions or steps by key."""
    if item.version.kind == kinds.TRUE_FALSE:
        return {"true": {"text": "对"}, "false": {"text": "错"}}
    body = item.version.body
    return {entry["key"]: entry for part in ("options", "regions", "items") for entry in body.get(part, [])}


def _choices(item: AttemptItem, answer: Any, pictures: Mapping[int, Picture], sounds: Sounds) -> list[Choice]:
    kind = item.version.kind
    shown = showing.places(kind, item.version.body, item.order)
    chosen = showing.to_places(kind, shown, answer)
    entries = _entries(item)
    scene = pictures.get(item.version.picture_id or 0)
    spoken_in = _whole_tracks([sounds.get((item.version.pk, key), []) for key in shown])
    found = []
    for number, key in enumerate(shown, start=1):
        entry, place = entries[key], str(number)
        found.append(
            Choice(
                place=place,
                mark=_mark(kind, number),
                text=entry.get("text") or entry.get("label") or "",
                picture=pictures.get(entry.get("picture") or 0),
                spot=_spot(entry, scene) if kind == kinds.HAZARD and scene else None,
                chosen=place in chosen,
                rank=chosen.index(place) + 1 if kind == kinds.ORDERING and place in chosen else 0,
                sounds=[one for one in sounds.get((item.version.pk, key), []) if one.track in spoken_in],
            )
        )
    return found


def _whole_tracks(options: Sequence[Sequence[Heard]]) -> set[str]:
    """Languages that speak every option. Editors begin with the right one: a voice for it alone would tell."""
    tracks = [{one.track for one in heard} for heard in options]
    return set.intersection(*tracks) if tracks else set()


def _mark(kind: str, number: int) -> str:
    if kind == kinds.TRUE_FALSE:
        return "✓" if number == 1 else "✗"
    if kind == kinds.ORDERING:
        return ""
    return str(number) if kind == kinds.HAZARD else chr(64 + number)


def _spot(entry: Mapping[str, Any], scene: Picture) -> Spot:
    """Per cent of the picture as its own units; the circle stays inside the picture."""
    left, top = entry["x"] * scene.width / 100, entry["y"] * scene.height / 100
    width, height = entry["w"] * scene.width / 100, entry["h"] * scene.height / 100
    radius = scene.width / 24
    cx = min(max(left + radius * 0.8, radius), scene.width - radius)
    cy = min(max(top + radius * 0.8, radius), scene.height - radius)
    left, top, width, height, cx, cy, radius = (round(one, 1) for one in (left, top, width, height, cx, cy, radius))
    return Spot(left, top, width, height, cx, cy, radius)
