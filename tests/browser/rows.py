"""The database of the running site, read beside it: what is kept, whatever a page may say."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Rows:
    """Attempts are named by their code as it stands in an address."""

    path: Path

    def ask(self, words: str, *facts: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=20)) as link:
            return link.execute(words, facts).fetchall()

    def events(self, code: str) -> list[tuple[int, Any, str, str]]:
        """Every answer of an attempt as it came in: (item, answer, standing, device)."""
        rows = self.ask(
            "SELECT e.item_id, e.answer, e.standing, e.device FROM training_answerevent e"
            " JOIN training_attempt a ON a.id = e.attempt_id WHERE a.code = ? ORDER BY e.id",
            code.replace("-", ""),
        )
        return [(item, json.loads(answer), standing, device) for item, answer, standing, device in rows]

    def shorten(self, code: str, seconds: int) -> None:
        """The attempt ends so many seconds after its start."""
        words = (
            "UPDATE training_attempt SET deadline = datetime(started_at, ?) || substr(started_at, 20) WHERE code = ?"
        )
        with closing(sqlite3.connect(self.path, timeout=20)) as link, link:
            link.execute(words, (f"+{seconds} seconds", code.replace("-", "")))
