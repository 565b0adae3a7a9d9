"""Pages of precedents and of cases."""

from .board import case_list
from .case import case, case_trail
from .deeds import deed
from .precedents import precedent, precedent_list, precedent_pdf, precedent_print
from .reporting import received, report, report_token

__all__ = [
    "case",
    "case_list",
    "case_trail",
    "deed",
    "precedent",
    "precedent_list",
    "precedent_pdf",
    "precedent_print",
    "received",
    "report",
    "report_token",
]
