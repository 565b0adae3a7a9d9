"""Reading papers that are in, for item analysis. Every screen and export counts from here and from nowhere else.

The newest result of each attempt counts; void and running attempts are not among them, see
`officers.attempts_to_analyse`. An item is a version of a question: another version is another item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from portal.models import Membership

from .models import Attempt, AttemptItem, AttemptResult, QuestionVersion
from .rules import flags, statistics
from .rules.charts import Chart, bars
from .rules.flags import Flag
from .rules.picks import Pick, Picks, picks
from .rules.statistics import Item, Whole

MOST = 10_000
"""Papers that are counted at once, the newest first; the page says when there are more."""


@dataclass(frozen=True)
class Taken:
    """One paper as it was marked: version of the question → mark and answer, place → mark."""

    marks: Mapping[int, float]
    answers: Mapping[int, Any]
    places: Mapping[int, float]
    score: float
    passed: bool


@dataclass(frozen=True)
class Row:
    """One item with everything that is said of it. `guess` is what blind choice brings."""

    version: QuestionVersion
    item: Item
    picks: Picks
    guess: float | None
    drifted: bool
    flags: Sequence[Flag] = ()

    @property
    def grave(self) -> bool:
        return any(flag.grave for flag in self.flags)

    @property
    def code(self) -> str:
        return self.version.question.code

    @property
    def percent(self) -> int:
        return round(100 * (self.item.facility or 0.0))

    @property
    def low(self) -> int | None:
        """Per cent from which on the facility may really lie; up to `high`."""
        found = self.item.interval()
        return round(100 * found[0]) if found else None

    @property
    def high(self) -> int | None:
        found = self.item.interval()
        return round(100 * found[1]) if found else None

    @property
    def guess_percent(self) -> int:
        return round(100 * (self.guess or 0.0))

    @property
    def spread(self) -> list[tuple[Pick, int]]:
        """What was answered, with its per cent."""
        return [(pick, round(100 * pick.share)) for pick in self.picks.rows]

    @property
    def blank_percent(self) -> int:
        return round(100 * self.picks.blank / self.picks.n) if self.picks.n else 0

    @property
    def chart(self) -> Chart:
        return bars(
            (f"{'✓ ' if p.right else ''}{p.words or '（图）'}", p.share, p.count, False) for p in self.picks.rows
        )


@dataclass(frozen=True)
class Analysis:
    """`scores` are of the paper in per cent; `whole` counts marks of its places."""

    n: int = 0
    passed: int = 0
    mean: float | None = None
    whole: Whole = field(default_factory=lambda: Whole(0, 0))
    rows: Sequence[Row] = ()

    @property
    def flagged(self) -> list[Row]:
        """The graver first."""
        return sorted((row for row in self.rows if row.flags), key=lambda row: (not row.grave, row.code))

    @property
    def pass_rate(self) -> int | None:
        return round(100 * self.passed / self.n) if self.n else None


def of_trade(attempts: QuerySet[Attempt], trade: str) -> QuerySet[Attempt]:
    """Those of people who have, or had, that trade: their own, else their crew's."""
    own = Q(trade=trade) | Q(trade="", crew__trade=trade)
    return attempts.filter(person__in=Membership.objects.filter(own).values("person"))


def trades_of(attempts: QuerySet[Attempt]) -> list[str]:
    """The trades of the people behind these attempts."""
    rows = Membership.objects.filter(person__in=attempts.values("person")).values_list("trade", "crew__trade")
    return sorted({own or crews for own, crews in rows.distinct() if own or crews})


def newest_results(attempts: QuerySet[Attempt]) -> QuerySet[AttemptResult]:
    """The result of each attempt that counts."""
    newest = AttemptResult.objects.filter(attempt=OuterRef("attempt")).order_by("-number").values("number")[:1]
    return AttemptResult.objects.filter(attempt__in=attempts, number=Subquery(newest))


def taken(attempts: QuerySet[Attempt]) -> list[Taken]:
    """Two queries, however many papers."""
    chosen = Attempt.objects.filter(pk__in=attempts.order_by("-started_at", "-pk").values("pk")[:MOST])
    rows = AttemptItem.objects.filter(attempt__in=chosen).values_list("pk", "version", "position")
    items = {pk: (version, place) for pk, version, place in rows.iterator(chunk_size=5000)}
    results = newest_results(chosen).values_list("marks", "score", "passed")
    return [_taken(marks, items, float(score), passed) for marks, score, passed in results.iterator(chunk_size=500)]


def _taken(
    marks: Iterable[Mapping[str, Any]], items: Mapping[int, tuple[int, int]], score: float, passed: bool
) -> Taken:
    known = [(*items[mark["item"]], mark["fraction"], mark["answer"]) for mark in marks if mark["item"] in items]
    return Taken(
        marks={version: fraction for version, _, fraction, _ in known},
        answers={version: answer for version, _, _, answer in known},
        places={place: fraction for _, place, fraction, _ in known},
        score=score,
        passed=passed,
    )


def analyse(papers: Sequence[Taken]) -> Analysis:
    """Everything that is said of these papers and their questions. One query for the questions."""
    if not papers:
        return Analysis()
    items = statistics.of_items(paper.marks for paper in papers)
    places = statistics.of_items(paper.places for paper in papers)
    versions = QuestionVersion.objects.select_related("question__point").in_bulk(items)
    given: dict[int, list[Any]] = {}
    for paper in papers:
        for version, answer in paper.answers.items():
            given.setdefault(version, []).append(answer)
    drifts = drifted_versions(versions.values(), items)
    rows = [_row(versions[pk], items[pk], given[pk], pk in drifts) for pk in items]
    return Analysis(
        n=len(papers),
        passed=sum(paper.passed for paper in papers),
        mean=sum(paper.score for paper in papers) / len(papers),
        whole=statistics.of_whole([sum(paper.places.values()) for paper in papers], list(places.values())),
        rows=sorted(rows, key=lambda row: (row.code, row.version.number)),
    )


def _row(version: QuestionVersion, item: Item, answers: Sequence[Any], drifted: bool) -> Row:
    chosen = picks(version.kind, version.body, version.key, answers)
    guess = statistics.guess_score(version.kind, version.body)
    red = version.question.red_line
    raised = flags.flags(item, guess=guess, picks=chosen, drifted=drifted, red_line=red)
    return Row(version, item, chosen, guess, drifted, raised)


def drifted_versions(versions: Iterable[QuestionVersion], items: Mapping[int, Item]) -> set[int]:
    """Versions that are answered otherwise than the one before them, beyond chance."""
    of_question: dict[int, list[QuestionVersion]] = {}
    for version in sorted(versions, key=lambda one: one.number):
        of_question.setdefault(version.question_id, []).append(version)
    found = set()
    for row in of_question.values():
        for before, after in pairwise(row):
            here, there = items[before.pk], items[after.pk]
            if statistics.drifted((here.facility or 0.0, here.n), (there.facility or 0.0, there.n)):
                found.add(after.pk)
    return found
