"""Shipped programmes and lessons, put into the page tree. What a person has touched since is never overwritten."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Page, PageLogEntry

from knowledge.services.home import ensure_home

from ..models import KnowledgePoint, LessonPage, LevelPage, ProgrammePage, Question
from ..rules import lesson_source
from .content import CONTENT, Loaded, read
from .content_pictures import load_pictures
from .lesson_citations import link_stale

SLUG = "courses-"
_PROGRAMMES, _LEVELS, _LESSONS = "课程", "级别", "课"


@dataclass(frozen=True)
class _Source:
    """One lesson file: its place in the programme, and what it says."""

    name: str
    slug: str
    data: Mapping[str, Any]


@transaction.atomic
def load_lessons(*, now: datetime.datetime, folder: Path = CONTENT) -> Loaded:
    """Add what is missing, renew what only we have written, publish it, and link the law behind it.

    `now` is not needed: pages carry the time of their publication.
    """
    loaded = Loaded()
    home = ensure_home()
    known = _Known.read()
    for path in sorted((folder / "programmes").glob("*.toml")):
        entry = read(path)
        programme = _load_programme(home, entry, known, loaded)
        if programme is None:
            continue
        levels = {level["code"]: _load_level(programme, level, known, loaded) for level in entry.get("level", [])}
        _load_programme_lessons(folder, entry["code"], levels, known, loaded)
    _free_checks(known)
    link_stale()
    return loaded


@dataclass
class _Known:
    """What the tree holds before loading, read at once."""

    lessons: dict[str, LessonPage]
    points: dict[str, KnowledgePoint]
    touched: set[int]
    removed: set[str]
    checks: set[str] = field(default_factory=set)

    @classmethod
    def read(cls) -> _Known:
        people = PageLogEntry.objects.filter(user__isnull=False)
        return cls(
            lessons={page.code: page for page in LessonPage.objects.all()},
            points={point.code: point for point in KnowledgePoint.objects.all()},
            touched=set(people.values_list("page_id", flat=True)),
            removed=set(people.filter(action="wagtail.delete").values_list("label", flat=True)),
        )


def _load_programme(home: Page, entry: Mapping[str, Any], known: _Known, loaded: Loaded) -> ProgrammePage | None:
    facts = {"title": entry["title"], "audience": entry["audience"], "intro": entry["intro"].strip()}
    page = ProgrammePage.objects.filter(code=entry["code"]).first()
    if page is None:
        if entry["title"] in known.removed:
            loaded.kept.append(f"{entry['title']}（已被删除）")
            return None
        page = ProgrammePage(code=entry["code"], slug=f"{SLUG}{entry['code']}", **facts)
        _place(home, page, facts)
        loaded.added[_PROGRAMMES] += 1
        return page
    _renew(page, facts, known, loaded, _PROGRAMMES)
    return page


def _load_level(parent: ProgrammePage, entry: Mapping[str, Any], known: _Known, loaded: Loaded) -> LevelPage | None:
    facts = {"title": entry["title"], "minutes": entry["minutes"], "summary": entry.get("summary", "").strip()}
    page = LevelPage.objects.child_of(parent).filter(level=entry["code"]).first()
    if page is None:
        if entry["title"] in known.removed:
            loaded.kept.append(f"{parent.title}：{entry['title']}（已被删除）")
            return None
        page = LevelPage(level=entry["code"], slug=entry["code"], **facts)
        _place(parent, page, facts)
        loaded.added[_LEVELS] += 1
        return page
    _renew(page, facts, known, loaded, _LEVELS)
    return page


def _load_programme_lessons(
    folder: Path, programme: str, levels: Mapping[str, LevelPage | None], known: _Known, loaded: Loaded
) -> None:
    """In the order of the file names; a new file between two old ones gets its place between their pages."""
    sources = []
    for path in sorted((folder / "lessons" / programme).glob("*.toml")):
        sources.append(_Source(path.name, path.stem.partition("-")[2] or path.stem, read(path)))
    files = [name for source in sources for name in lesson_source.files_of(source.data.get("block", []))]
    pictures = {name: image.pk for name, image in load_pictures(names=files, folder=folder / "pictures").items()}
    before: dict[str, LessonPage] = {}
    for source in sources:
        level = levels.get(source.data["level"])
        if level is None:
            loaded.oddities.append(f"{source.name}：没有 {source.data['level']} 这一级，没有装入")
            continue
        try:
            facts = _facts(source, pictures, known, loaded)
        except lesson_source.UnknownBlock as odd:
            loaded.oddities.append(f"{source.name}：{odd}")
            continue
        page = _load_lesson(level, before.get(source.data["level"]), source, facts, known, loaded)
        if page is not None:
            before[source.data["level"]] = page


def _facts(source: _Source, pictures: Mapping[str, int], known: _Known, loaded: Loaded) -> dict[str, Any]:
    data = source.data
    missing = [code for code in data.get("points", []) if code not in known.points]
    loaded.oddities += [f"{source.name}：没有知识点 {code}" for code in missing]
    known.checks |= {block["question"] for block in data.get("block", []) if block.get("kind") == "check"}
    return {
        "title": data["title"],
        "minutes": data["minutes"],
        "trades": list(data.get("trades", [])),
        "summary": data.get("summary", "").strip(),
        "search_description": data.get("summary", "").strip(),
        "points": [known.points[code] for code in data.get("points", []) if code in known.points],
        "body": lesson_source.stream(data.get("block", []), pictures),
    }


def _load_lesson(
    level: LevelPage,
    before: LessonPage | None,
    source: _Source,
    facts: dict[str, Any],
    known: _Known,
    loaded: Loaded,
) -> LessonPage | None:
    page = known.lessons.get(source.data["code"])
    if page is None:
        if facts["title"] in known.removed:
            loaded.kept.append(f"{facts['title']}（已被删除）")
            return None
        page = LessonPage(code=source.data["code"], slug=source.slug)
        _place(level, page, facts, before)
        loaded.added[_LESSONS] += 1
        return page
    _renew(page, facts, known, loaded, _LESSONS)
    return page


def _place(parent: Page, page: Page, facts: Mapping[str, Any], before: Page | None = None) -> None:
    """As a child of the parent: right after `before`, else in front of all."""
    _set(page, facts)
    parent.refresh_from_db()
    first = parent.get_first_child() if isinstance(page, LessonPage) else None
    if before is not None:
        before.refresh_from_db()
        before.add_sibling(pos="right", instance=page)
    elif first is not None:
        first.add_sibling(pos="left", instance=page)
    else:
        parent.add_child(instance=page)
    page.save_revision().publish()


def _renew(page: Page, facts: Mapping[str, Any], known: _Known, loaded: Loaded, kind: str) -> None:
    """Write it again when the file says something else, unless somebody has put a hand to the page."""
    if all(_same(page, name, value) for name, value in facts.items()):
        return
    if page.pk in known.touched:
        loaded.kept.append(page.title)
        return
    _set(page, facts)
    page.save_revision().publish()
    loaded.renewed[kind] += 1


def _same(page: Page, name: str, value: Any) -> bool:
    if name == "body":
        return lesson_source.same(page.body.get_prep_value(), value)
    if name == "points":
        return {point.pk for point in page.points.all()} == {point.pk for point in value}
    return bool(getattr(page, name) == value)


def _set(page: Page, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(page, name, value)


def _free_checks(known: _Known) -> None:
    """A question whose answer a lesson shows is never drawn in an exam."""
    Question.objects.filter(code__in=known.checks, in_practice=False).update(in_practice=True)
