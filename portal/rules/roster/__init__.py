"""A roster of people on a site, as contractors keep it in a spreadsheet: found headers, read cells, checked rows."""

from .cells import masked_value, read_date, text_of
from .compare import Held, Known, Plan, Span, Step, decide, latest_stay
from .headers import COLUMNS, Column, Layout, NoHeader, find_layout
from .rows import Contract, Roster, RosterRow, Wrong, column_letter, read_roster
from .sheet_columns import NAMES as SHEET_NAMES
from .sheet_columns import WORKSHEETS, Sheet
from .sheet_rows import SheetRow
from .telling import NAMES as VALUE_NAMES
from .telling import changes, told_days, told_deductions
from .worksheets import Unreadable, Worksheet, read_worksheet

__all__ = [
    "COLUMNS",
    "SHEET_NAMES",
    "VALUE_NAMES",
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
    "Unreadable",
    "Worksheet",
    "Wrong",
    "changes",
    "column_letter",
    "decide",
    "find_layout",
    "latest_stay",
    "masked_value",
    "read_date",
    "read_roster",
    "read_worksheet",
    "text_of",
    "told_days",
    "told_deductions",
]
