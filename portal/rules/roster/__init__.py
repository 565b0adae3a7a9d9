"""A roster of people on a site, as contractors keep it in a spreadsheet: found headers, read cells, checked rows."""

from .cells import masked_value, read_date, text_of
from .compare import Held, Known, Plan, Span, Step, decide, latest_stay
from .headers import COLUMNS, Column, Layout, NoHeader, find_layout
from .rows import Contract, Roster, RosterRow, Wrong, read_roster
from .worksheets import NAMES as SHEET_NAMES
from .worksheets import WORKSHEETS, Sheet, SheetRow, Worksheet, read_worksheet

__all__ = [
    "COLUMNS",
    "SHEET_NAMES",
    "WORKSHEETS",
    "Column",
    "Contract",
    "Held",
    "Known",
    "Layout",
    "NoHeader",
    "Plan",
    "Roster",
    "RosterRow",
    "Sheet",
    "SheetRow",
    "Span",
    "Step",
    "Worksheet",
    "Wrong",
    "decide",
    "find_layout",
    "latest_stay",
    "masked_value",
    "read_date",
    "read_roster",
    "read_worksheet",
    "text_of",
]
