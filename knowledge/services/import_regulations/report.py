"""What became of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ...models import Regulation, RegulationVersion
from ...rules.official_text import Oddity


class State(StrEnum):
    """`text_added` fills a version that was known already: of the catalogue, or a book of a code."""

    CREATED = "created"
    NEW_VERSION = "new_version"
    TEXT_ADDED = "text_added"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


WRITTEN = frozenset({State.CREATED, State.NEW_VERSION, State.TEXT_ADDED})
STATE_NAMES = {
    State.CREATED: "新法规",
    State.NEW_VERSION: "新版本",
    State.TEXT_ADDED: "补入全文",
    State.UNCHANGED: "没有变化",
    State.REFUSED: "拒绝",
}


@dataclass
class FileReport:
    """`articles` is the number of articles in the file; `line` is where a refused file is broken, else 0."""

    name: str
    state: State
    regulation: Regulation | None = None
    version: RegulationVersion | None = None
    articles: int = 0
    oddities: list[Oddity] = field(default_factory=list)
    message: str = ""
    line: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        version = self.version
        return {
            "file": self.name,
            "state": self.state.value,
            "regulation": self.regulation.code if self.regulation else None,
            "title": self.regulation.title if self.regulation else None,
            "published_on": _day(version.published_on) if version else None,
            "effective_on": _day(version.effective_on) if version else None,
            "articles": self.articles,
            "line": self.line,
            "message": self.message,
            "oddities": [{"line": o.line, "what": o.what} for o in self.oddities],
        }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


@dataclass
class Totals:
    """Counts over many files."""

    files: int = 0
    articles: int = 0
    oddities: int = 0
    states: Counter[State] = field(default_factory=Counter)

    @classmethod
    def of(cls, reports: Iterable[FileReport]) -> Totals:
        out = cls()
        for report in reports:
            out.files += 1
            out.states[report.state] += 1
            out.oddities += len(report.oddities)
            if report.state in WRITTEN:
                out.articles += report.articles
        return out

    def as_dict(self) -> dict[str, int]:
        counts = {state.value: self.states[state] for state in State}
        return {"files": self.files, "articles": self.articles, "oddities": self.oddities, **counts}

    def sentence(self) -> str:
        """共 3 个文件：新法规 1，…；存入 67 条，异常 2 处"""
        states = "，".join(f"{name} {self.states[state]}" for state, name in STATE_NAMES.items())
        return f"共 {self.files} 个文件：{states}；存入 {self.articles} 条，异常 {self.oddities} 处"
