"""Pages of precedents and of cases."""

from .board import case_list
from .case import case, case_trail
from .deeds import deed
from .evidence import (
    evidence_bundle_start,
    evidence_deed,
    evidence_file,
    evidence_item,
    evidence_list,
    evidence_original,
    evidence_thumbnail,
)
from .precedents import precedent, precedent_list, precedent_pdf, precedent_print
from .reporting import received, report, report_token
from .uploads import upload, upload_begin

__all__ = [
    "case",
    "case_list",
    "case_trail",
    "deed",
    "evidence_bundle_start",
    "evidence_deed",
    "evidence_file",
    "evidence_item",
    "evidence_list",
    "evidence_original",
    "evidence_thumbnail",
    "precedent",
    "precedent_list",
    "precedent_pdf",
    "precedent_print",
    "received",
    "report",
    "report_token",
    "upload",
    "upload_begin",
]
