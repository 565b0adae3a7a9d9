"""Importing official texts: one file, one transaction, one report; a second import changes nothing."""

from .files import import_file, import_files
from .report import FileReport, State, Totals
from .store import publish_text

__all__ = ["FileReport", "State", "Totals", "import_file", "import_files", "publish_text"]
