"""三级安全教育登记卡: the rows of a training file put into the boxes of the usual form.

Nothing is made up: a box for which the file has nothing stays empty, to be filled in with ink.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .levels import NAMES
from .totals import academic

OF_CARD = ("company", "project", "crew", "return", "yearly")
"""The three levels, then the two annexes."""
LONGEST_CONTENT = 160
_MOST_NAMES = 3
_WORDS = {"passed": "合格", "failed": "不合格"}

Strokes = list[list[list[int]]]


@dataclass(frozen=True)
class Signature:
    """Strokes in a box 300 × 120, or words for who confirmed while signed in; both empty: to be signed by hand."""

    strokes: Strokes = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One standing row of the file. `exam` names how a paper was taken, empty for education itself."""

    level: str
    content: str
    starts: datetime.datetime
    ends: datetime.datetime
    minutes: int
    trainer: str = ""
    result: str = "none"
    score: str = ""
    practical: str = "none"
    place: str = ""
    trade: str = ""
    exam: str = ""
    own: Signature = Signature()
    trainer_strokes: Strokes = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """A fail earns no 学时, as in the training file."""
        return self.result != "failed"


@dataclass(frozen=True)
class Level:
    """The boxes of one level."""

    title: str
    dates: str = ""
    hours: str = ""
    place: str = ""
    content: str = ""
    trainers: str = ""
    trainer_strokes: Strokes = field(default_factory=list)
    own_strokes: Strokes = field(default_factory=list)
    own_note: str = ""
    assessed: str = ""
    score: str = ""
    verdict: str = ""
    resit: str = ""


def level_of(level: str, rows: Iterable[Row]) -> Level:
    """The rows of this level as one part of the card."""
    title = f"{NAMES[level]}教育"
    mine = sorted((row for row in rows if row.level == level), key=lambda row: (row.ends, row.starts))
    if not mine:
        return Level(title)
    taught = [row for row in mine if not row.exam]
    exams = [row for row in mine if row.exam]
    minutes = sum(row.minutes for row in mine if row.counts)
    own = _newest(row.own for row in taught)
    return Level(
        title=title,
        dates=_dates(mine[0].starts.date(), mine[-1].ends.date()),
        hours=hours(minutes) if minutes else "",
        place="、".join(_unique(row.place for row in taught)[:2]),
        content=_content([row.content for row in taught]),
        trainers=_names([row.trainer for row in taught]),
        trainer_strokes=next((row.trainer_strokes for row in reversed(taught) if row.trainer_strokes), []),
        own_strokes=own.strokes,
        own_note=own.note,
        assessed="、".join(_ways(mine)),
        score=exams[0].score if exams else "",
        verdict=_verdict(mine),
        resit=_resit(exams),
    )


def _newest(signatures: Iterable[Signature]) -> Signature:
    """The newest drawn name; without any, the newest confirmation."""
    found = list(signatures)
    drawn = [one for one in found if one.strokes]
    noted = [one for one in found if one.note]
    return (drawn or noted or [Signature()])[-1]


def _dates(first: datetime.date, last: datetime.date) -> str:
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"


def hours(minutes: int) -> str:
    """学时 of 45 minutes, the minutes beside it."""
    return f"{academic(minutes)}（{minutes} 分钟）"


def _unique(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _content(contents: Sequence[str]) -> str:
    """What was taught, each once, as much as the box holds; how much more there is, is said."""
    every = _unique(" ".join(content.split()) for content in contents)
    whole = "；".join(every)
    if len(whole) <= LONGEST_CONTENT:
        return whole
    tail = f"……共 {len(every)} 项，全文见培训档案"
    return whole[: LONGEST_CONTENT - len(tail)].rstrip("；") + tail


def _names(names: Iterable[str]) -> str:
    every = _unique(names)
    return "、".join(every[:_MOST_NAMES]) + ("等" if len(every) > _MOST_NAMES else "")


def _ways(rows: Sequence[Row]) -> list[str]:
    ways = [row.exam or ("现场考核" if row.result in _WORDS else "") for row in rows]
    return _unique([*ways, "实操" if any(row.practical in _WORDS for row in rows) else ""])


def _verdict(rows: Sequence[Row]) -> str:
    """The newest word on theory and on practice; whoever failed the newest of either has not passed."""
    newest = [
        next((value for row in reversed(rows) if (value := getattr(row, name)) in _WORDS), "")
        for name in ("result", "practical")
    ]
    return _WORDS["failed"] if "failed" in newest else _WORDS["passed"] if "passed" in newest else ""


def _resit(exams: Sequence[Row]) -> str:
    """The last of several papers."""
    if len(exams) < 2:
        return ""
    last = exams[-1]
    return f"{last.ends:%m-%d}　{last.score}　{_WORDS.get(last.result, '')}".strip()


def annex_of(level: str, rows: Iterable[Row]) -> list[Row]:
    """Rows of an annex in their order."""
    return sorted((row for row in rows if row.level == level), key=lambda row: (row.ends, row.starts))


def outcome(row: Row) -> str:
    """合格, with the score when there is one."""
    return " ".join(word for word in (row.score, _WORDS.get(row.result, "")) if word)
