"""Every kind of thing that can be found. A kind more is a class in one of the modules and a line here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .base import Hit, Keys, Kind, Thing
from .law import ArticleHit, ArticleKind, RegulationKind
from .pages import InterpretationKind, LessonKind, PageKind, UpdateKind, read_pages
from .precedents import PrecedentHit, PrecedentKind
from .told import AnswerKind, ToldHit

regulations = RegulationKind()
articles = ArticleKind()
precedents = PrecedentKind()
answers = AnswerKind()
updates = UpdateKind()
interpretations = InterpretationKind()
lessons = LessonKind()

KINDS: tuple[Kind[Any], ...] = (precedents, regulations, articles, answers, updates, interpretations, lessons)
"""In the order of the tabs."""
LISTED = {kind.name: kind for kind in KINDS if kind.label}
"""Those that the results page lists, by the value of the facet."""
TOLD = (answers, updates, interpretations, lessons)
"""Those that stand together, the best of them first, above cases and law."""


def read(ids: Sequence[str]) -> dict[str, tuple[Kind[Any], Any]]:
    """Id → (kind, row), as hits need them: one query for each kind that is there, one for all pages."""
    single = (kind for kind in KINDS if not isinstance(kind, PageKind))
    found = {id_: (kind, row) for kind in single for id_, row in kind.read(ids).items()}
    return found | read_pages(KINDS, ids)


__all__ = [
    "KINDS",
    "LISTED",
    "TOLD",
    "ArticleHit",
    "Hit",
    "Keys",
    "Kind",
    "PrecedentHit",
    "Thing",
    "ToldHit",
    "answers",
    "articles",
    "interpretations",
    "lessons",
    "precedents",
    "read",
    "regulations",
    "updates",
]
