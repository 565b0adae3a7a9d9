"""Pages of precedents and of cases."""

from .board import case_list
from .case import case
from .consents import precedent_consents
from .deeds import deed
from .documents import case_file, document, document_file, document_list, new_document
from .evidence import (
    evidence_bundle_start,
    evidence_copy,
    evidence_deed,
    evidence_file,
    evidence_item,
    evidence_list,
    evidence_original,
    evidence_thumbnail,
)
from .from_question import case_of_question
from .law import case_law
from .own_page import keep_own_page, own_page, own_page_slip
from .precedents import precedent, precedent_list, precedent_pdf, precedent_print
from .records import (
    claim_step,
    instalment_deed,
    mend_record,
    new_claim,
    new_promise,
    new_record,
    new_settlement,
    paper,
    promise_deed,
    record_list,
    settlement_deed,
    worker_data,
)
from .reporting import received, report, report_token
from .trail import case_trail, own_looks, trail_csv
from .uploads import upload, upload_begin

__all__ = [
    "case",
    "case_file",
    "case_law",
    "case_list",
    "case_of_question",
    "case_trail",
    "claim_step",
    "deed",
    "document",
    "document_file",
    "document_list",
    "evidence_bundle_start",
    "evidence_copy",
    "evidence_deed",
    "evidence_file",
    "evidence_item",
    "evidence_list",
    "evidence_original",
    "evidence_thumbnail",
    "instalment_deed",
    "keep_own_page",
    "mend_record",
    "new_claim",
    "new_document",
    "new_promise",
    "new_record",
    "new_settlement",
    "own_looks",
    "own_page",
    "own_page_slip",
    "paper",
    "precedent",
    "precedent_consents",
    "precedent_list",
    "precedent_pdf",
    "precedent_print",
    "promise_deed",
    "received",
    "record_list",
    "report",
    "report_token",
    "settlement_deed",
    "trail_csv",
    "upload",
    "upload_begin",
    "worker_data",
]
