"""Which steps are done already: a step is skipped while the fingerprint of what it reads stays the same."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from . import places


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A hash of the files (folders: all files in them, bytecode aside) and words."""
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\0")
    for path in sorted(_files(paths)):
        total.update(path.relative_to(places.ROOT).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(paths: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for path in paths:
        if path.is_file():
            found.add(path)
        elif path.is_dir():
            found.update(file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return found


class Stamps:
    """A JSON file: step → fingerprint of its last success."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {}
        self.kept: dict[str, str] = kept if isinstance(kept, dict) else {}

    def is_done(self, step: str, key: str) -> bool:
        return self.kept.get(step) == key

    def done(self, step: str, key: str) -> None:
        self.kept[step] = key
        self._write()

    def forget(self, *steps: str) -> None:
        for step in steps:
            self.kept.pop(step, None)
        self._write()

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(self.kept, indent=1, sort_keys=True), encoding="utf-8")
        os.replace(part, self.path)
