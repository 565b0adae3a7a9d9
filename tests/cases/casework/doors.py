"""Every address below a case, and who gets in: written down here once more, apart from the code that decides it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

COLUMNS = (
    "see", "record", "evidence", "party", "clock", "stage", "team", "advice", "document", "approve", "settle",
    "lookup", "export", "handle", "reopen", "audit", "law", "precedent",
)  # fmt: skip
GRID = {
    #                     see rec evi par clo sta tea adv doc app set loo exp han reo aud law pre
    "labour_manager":     "x   x   x   x   x   x   x   .   x   .   .   x   x   x   x   .   x   x",
    "project_manager":    "x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   .   x   x",
    "safety_manager":     "x   x   x   .   x   .   .   .   x   .   .   .   .   .   .   .   x   .",
    "social_insurance":   "x   x   x   .   x   .   .   .   x   .   .   x   .   .   .   .   .   .",
    "finance":            "x   x   .   .   x   .   .   .   x   .   .   .   .   .   .   .   .   .",
    "legal":              "x   x   x   x   x   x   x   x   x   x   x   x   x   .   .   .   x   x",
    "expert":             "x   x   x   .   .   .   .   x   .   .   .   .   .   .   .   .   x   .",
    "executive":          "x   .   .   .   .   .   .   x   .   x   x   .   x   x   x   .   .   .",
    "administrator":      "x   .   .   .   .   .   x   .   .   .   .   .   .   x   .   x   .   .",
    "crew_leader":        "x   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .",
    "subcontractor_head": "x   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .",
    "worker":             ".   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .",
    "hotline":            ".   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .",
    "editor":             ".   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .",
    "reviewer":           ".   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .",
}  # fmt: skip
BY_POST = {
    "labour_manager", "project_manager", "safety_manager", "social_insurance", "legal", "executive", "administrator",
}  # fmt: skip
"""A post in the project is enough; the others have to stand in the team of the case."""
STATES = {
    #          see rec evi par clo sta tea adv doc app set loo exp han reo aud law pre
    "open":   "x   x   x   x   x   x   x   x   x   x   x   x   x   x   .   x   x   .",
    "paused": "x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   .",
    "closed": "x   .   .   .   x   .   .   x   x   x   .   .   x   .   x   x   .   x",
    "merged": "x   .   .   .   .   .   .   x   .   .   .   .   x   .   .   x   .   .",
}  # fmt: skip


def opens(role: str, action: str, state: str) -> bool:
    if action == "personal":  # as worker data, in a closed case too
        return opens(role, "lookup", "open") and state != "merged"
    if action == "pay":  # noted by whoever keeps the clocks, once the case is closed
        action = "clock" if state == "closed" else "record"
    column = COLUMNS.index(action)
    return GRID[role].split()[column] == STATES[state].split()[column] == "x"


@dataclass(frozen=True)
class Door:
    """One address and what it answers: `may` to those who may do `action` there, `no` to others of the case.

    `args` with # name rows of the planted case (`Planted.ids`). `of` is the case to which they belong.
    `data` is what is sent; forms get something that is no answer, so that nothing is done.
    """

    name: str
    action: str
    may: int = 200
    no: int = 404
    method: str = "get"
    args: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=lambda: {"x": "1"})
    headers: dict[str, str] = field(default_factory=dict)
    of: str = "dispute"

    def __str__(self) -> str:
        return f"{self.method} {self.name} {' '.join(self.args)}"


def page(name: str, action: str = "see", *args: str, no: int = 404, of: str = "dispute") -> list[Door]:
    return [Door(name, action, 200, no, args=args, of=of)]


def form(name: str, action: str, *args: str, of: str = "dispute", wrong: int = 422) -> list[Door]:
    """A page with a form: shown, and asked for what is missing; or closed, with the reason."""
    return [
        Door(name, action, 200, 403, args=args, of=of),
        Door(name, action, wrong, 403, "post", args=args, of=of),
    ]


def deed(name: str, action: str, may: int, no: int, *args: str, **more: Any) -> list[Door]:
    return [Door(name, action, may, no, "post", args=args, **more)]


def reason() -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "why": "核对", "to": "住建局", "mark": "封-1", "what": "改过的"}


OF_CASE = {
    "happening": "record", "stage": "stage", "facts": "clock", "party": "party", "team": "team", "hand-over": "handle",
    "pause": "handle", "resume": "handle", "close": "handle", "reopen": "reopen", "link": "handle", "merge": "handle",
    "undo": "record", "above": "party", "party-out": "party", "team-out": "team", "personal": "personal",
    "bases": "party", "tie": "party", "split": "handle", "filing": "clock", "precedent": "precedent",
}  # fmt: skip
OF_CLOCK = dict.fromkeys(("meet", "stop", "go-on", "restart", "extend", "drop", "correct"), "clock")
TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "1000", "Upload-Metadata": "filename YS5qcGc="}

DOORS: dict[str, list[Door]] = {
    "case": page("case"),
    "received": page("received"),
    "trail": page("trail", "audit"),
    "trail_csv": page("trail_csv", "audit"),
    "law": page("law") + deed("law", "law", 422, 403, data={"deed": "add", "x": "1"}),
    "deed": [one for code, action in OF_CASE.items() for one in form("deed", action, code)],
    "clock_deed": [one for code, action in OF_CLOCK.items() for one in form("clock_deed", action, code, "#clock")],
    "evidence": page("evidence")
    + deed("evidence", "evidence", 302, 422, data={"key": str(uuid.uuid4()), "kind": "object", "what": "安全带"}),
    "evidence_item": page("evidence_item", "see", "#item"),
    "evidence_thumbnail": page("evidence_thumbnail", "see", "#item"),
    "evidence_file": page("evidence_file", "see", "#item"),
    "evidence_original": deed("evidence_original", "export", 200, 422, "#item", data=reason()),
    "evidence_copy": deed("evidence_copy", "export", 422, 422, "#item", data=reason()),
    "evidence_deed": [
        one
        for code in ("hand-over", "correct", "seal")
        for one in deed("evidence_deed", "evidence", 302, 422, "#item", code, data=reason())
    ],
    "evidence_bundle": deed("evidence_bundle", "export", 302, 302),
    "upload_begin": deed("upload_begin", "evidence", 201, 413, headers=TUS),
    "upload": [Door("upload", "nobody", 200, 404, "head", args=("#upload",))],
    "records": page("records"),
    "new_record": form("new_record", "record", "findings") + form("new_record", "advice", "advice"),
    "mend_record": form("mend_record", "record", "#record") + page("mend_record", "advice", "#advice", no=404),
    "new_promise": form("new_promise", "record"),
    "keep_promise": form("keep_promise", "record", "#promise"),
    "drop_promise": form("drop_promise", "record", "#promise"),
    "new_settlement": form("new_settlement", "settle"),
    "review": form("review", "approve", "#settlement"),
    "sign": form("sign", "settle", "#settlement"),
    "confirm": form("confirm", "settle", "#settlement"),
    "pay": form("pay", "pay", "#instalment"),
    "default": form("default", "settle", "#instalment"),
    "new_claim": form("new_claim", "record", of="fall"),
    "claim_step": form("claim_step", "record", "#claim", of="fall"),
    "paper": deed("paper", "record", 302, 302, "recognition", "form", of="fall"),
    "worker_data": form("worker_data", "lookup", "#party"),
    "own_page_of": form("own_page_of", "party", "#party"),
    "own_page_slip": deed("own_page_slip", "party", 404, 404, "#party"),
    "documents": page("documents"),
    "new_document": page("new_document", "document", "summary", no=403)
    + page("new_document", "both", "defence", no=404),
    "document": page("document", "see", "#document")
    + deed("document", "approve", 422, 403, "#document")
    + page("document", "advice", "#opinion"),
    "document_pdf": page("document_pdf", "see", "#document") + page("document_pdf", "advice", "#opinion"),
    "document_docx": page("document_docx", "see", "#document") + page("document_docx", "advice", "#opinion"),
    "case_file": [Door("case_file", "export", 0, 302)],
}
"""Name in urls.py → its doors. `both` needs the right to documents as well as that to advice; a file of the whole case
(0) is typeset in tests of its own."""
OPEN_TO_ALL = {
    "precedent_consents",
    "case_from_question",
    "precedents",
    "precedent",
    "precedent_print",
    "precedent_pdf",
    "cases",
    "report",
    "report_token",
    "own_looks",
    "own_page",
}
"""Addresses that are not below a case; they have tests of their own."""


def headers_of(answer: Any) -> dict[str, str]:
    """Without the moment of the answer."""
    return {name: value for name, value in answer.headers.items() if name != "Expires"}
