"""The synonym table: loaded from a file once, edited in the admin, live with the next search."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from portal.services.generation import bump_generation, current_generation

from ..models import Synonym
from ..rules.synonyms import Table

SOURCE = Path(__file__).parent.parent / "content" / "synonyms.toml"

_lock = threading.Lock()
_kept: tuple[int, Table] | None = None


@dataclass(frozen=True)
class LoadedSynonyms:
    """How many rows were added, renewed from the file, or left because an editor had changed them."""

    added: int
    renewed: int
    kept: int


@transaction.atomic
def load_synonyms(*, source: Path = SOURCE) -> LoadedSynonyms:
    """Make the rows follow the file. Rows an editor has touched stay as they are; a second load changes nothing."""
    rows = {row.say: row for row in Synonym.objects.all()}
    added, renewed, kept = [], [], 0
    for entry in tomllib.loads(source.read_text(encoding="utf8"))["synonym"]:
        means = "\n".join(entry["means"])
        row = rows.get(entry["say"])
        if row is None:
            added.append(Synonym(say=entry["say"], means=means))
        elif row.means != means and row.edited:
            kept += 1
        elif row.means != means:
            row.means = means
            renewed.append(row)
    Synonym.objects.bulk_create(added)
    Synonym.objects.bulk_update(renewed, ["means"])
    if added or renewed:
        bump_generation()
    return LoadedSynonyms(len(added), len(renewed), kept)


def shipped_table(*, source: Path = SOURCE) -> Table:
    """What the file says, whatever editors have changed: for measurements."""
    entries = tomllib.loads(source.read_text(encoding="utf8"))["synonym"]
    return Table.build((entry["say"], entry["means"]) for entry in entries)


@transaction.atomic
def save_synonym(*, synonym: Synonym) -> Synonym:
    """Keep what an editor entered, validated by `rules.synonyms.problems`; searches know it at once."""
    synonym.edited = True
    synonym.save()
    bump_generation()
    return synonym


def synonym_table(*, generation: int | None = None) -> Table:
    """Every active row, read again when the publish generation has moved.

    One small query, none for a caller who knows the `generation`; a second one after a change.
    """
    global _kept
    now = current_generation() if generation is None else generation
    if _kept and _kept[0] == now:
        return _kept[1]
    table = Table.build((row.say, row.meanings()) for row in Synonym.objects.in_use())
    with _lock:
        _kept = (now, table)
    return table


def forget_table() -> None:
    """Drop what this process keeps: for tests, whose data change without a publication."""
    global _kept
    _kept = None
