"""Files of many people: checked first, then imported in the background, through the same verbs as by hand."""

from .applying import import_roster
from .checking import check_roster
from .sending import confirm_roster, drop_roster, may_import, send_roster, sweep, template

__all__ = [
    "check_roster",
    "confirm_roster",
    "drop_roster",
    "import_roster",
    "may_import",
    "send_roster",
    "sweep",
    "template",
]
