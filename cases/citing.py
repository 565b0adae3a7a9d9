"""Precedents that cite an article, for its page: by how they ended, the newest first."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from knowledge.models import ArticleText
from knowledge.reading import History

from .models import Precedent
from .rules import taxonomy

LIGHT = ("code", "title", "is_sample", "outcome_code", "in_favour", "decided_on", "happened_on")
"""What the list needs: no long texts."""
SHOWN = 3
"""Of each outcome; the search page lists the rest."""


@dataclass(frozen=True)
class Citing:
    """A precedent with the year it ended in, and which text of the article it rests on ("" when these words)."""

    precedent: Precedent
    year: int | None
    text: str


@dataclass(frozen=True)
class Outcome:
    """All that ended alike: how often, for whom, in which years (newest first), and the newest few.

    `samples` are those that stand aside: once a real case cites the article, no figure counts a sample.
    """

    code: str
    name: str
    count: int
    samples: int
    favours: tuple[tuple[str, int], ...]
    years: tuple[tuple[int, int], ...]
    rows: tuple[Citing, ...]

    @property
    def all(self) -> int:
        """As many as the search page lists."""
        return self.count + self.samples


def citing(text: ArticleText, history: Sequence[History]) -> list[Outcome]:
    """Published precedents that cite any version of the article, the most frequent outcome first. One query.

    `history` holds the article's texts, newest first, as the page reads them.
    """
    groups: dict[str, list[Precedent]] = {}
    found = list(Precedent.objects.published().citing(text.article_id).only(*LIGHT))
    for one in found:
        groups.setdefault(one.outcome_code, []).append(one)
    real = {one.pk for one in found if not one.is_sample}
    counted = real or {one.pk for one in found}
    made = [_outcome(code, rows, counted, text, history) for code, rows in groups.items()]
    return sorted(made, key=lambda one: (-one.count, -one.samples, one.code))


def _outcome(
    code: str, all_: Sequence[Precedent], counted: Set[int], text: ArticleText, history: Sequence[History]
) -> Outcome:
    rows = [one for one in all_ if one.pk in counted]
    favours = Counter(one.in_favour_name for one in rows if one.in_favour_name)
    years = Counter(year for one in rows if (year := _year(one)))
    newest = sorted(all_, key=lambda one: (one.is_sample, -(_year(one) or 0), one.pk))[:SHOWN]
    return Outcome(
        code=code,
        name=taxonomy.name(code) if code else "结果没写",
        count=len(rows),
        samples=len(all_) - len(rows),
        favours=tuple(favours.most_common()),
        years=tuple(sorted(years.items(), reverse=True)),
        rows=tuple(Citing(one, _year(one), other_text(one, text, history)) for one in newest),
    )


def other_text(one: Precedent, text: ArticleText, history: Sequence[History]) -> str:
    """Which text stood on the day of the precedent, in words; "" when it reads as `text` does."""
    day = one.happened_on or one.decided_on
    then = next((row for row in history if day and (row.dated.start or datetime.date.min) <= day), None)
    if then is None or then.text.pk == text.pk or (text.text and then.text.text == text.text):
        return ""
    start = then.dated.start
    return f"按 {start.year}年{start.month}月起施行的条文" if start else "按另一个版本的条文"


def _year(one: Precedent) -> int | None:
    day = one.decided_on or one.happened_on
    return day.year if day else None
