"""Files of many people: checked first, then imported in the background, through the same verbs as by hand."""

from .applying import import_roster
from .checking import check_roster
from .sending import CHECK, IMPORT, confirm_roster, drop_roster, may_import, send_roster, sweep, template

__all__ = [
    "CHECK",
    "IMPORT",
    "check_roster",
    "confirm_roster",
    "drop_roster",
    "import_roster",
    "may_import",
    "send_roster",
    "sweep",
    "template",
]
