"""Clocks of a case: statutory and internal terms as data, and one engine that reckons all of them."""

from __future__ import annotations

from .definitions import BadClocks, definitions, filings, finals, no_clocks, starting, vocabulary
from .engine import due, reminders, state
from .kinds import Definition, Due, Interruption, Kind, Length, Mark, Pause, Roll, State, Suspension, Unit

__all__ = [
    "BadClocks", "Definition", "Due", "Interruption", "Kind", "Length", "Mark", "Pause", "Roll", "State",
    "Suspension", "Unit", "definitions", "due", "filings", "finals", "no_clocks", "reminders", "starting", "state",
    "vocabulary",
]  # fmt: skip
