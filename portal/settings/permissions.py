"""What the two groups of the content admin may do."""

from __future__ import annotations

_DRAFTED = ("regulation", "regulationversion", "articletext")
_PLAIN = ("regulationalias", "prevalence", "partialrepeal")
_EDITING = [
    *(f"knowledge.{verb}_{name}" for name in _DRAFTED for verb in ("add", "change", "publish", "view")),
    *(f"knowledge.{verb}_{name}" for name in _PLAIN for verb in ("add", "change", "delete", "view")),
    "knowledge.change_topic",
    "knowledge.view_topic",
    "knowledge.view_citation",
    *(f"knowledge.{verb}_newversion" for verb in ("add", "change", "view")),
    *(f"knowledge.{verb}_reviewtask" for verb in ("change", "view")),
    *(f"search.{verb}_synonym" for verb in ("add", "change", "view")),
    "search.view_searchlog",
    *(
        f"training.{verb}_{name}"
        for name in ("knowledgepoint", "question", "paper", "trainingrule", "certificatekind", "track")
        for verb in ("add", "change", "view")
    ),
    *(f"training.{verb}_recording" for verb in ("add", "change", "delete", "view")),
    *(f"cases.{verb}_precedent" for verb in ("add", "change", "view")),
    *(f"cases.{verb}_{name}" for name in ("calendaryear", "number") for verb in ("add", "change", "delete", "view")),
]
_ANSWERING = [f"knowledge.{verb}_answeredquestion" for verb in ("add", "change", "view")]
_EDITING += [*_ANSWERING, *(f"knowledge.{verb}_hotlinenumber" for verb in ("add", "change", "delete", "view"))]
_STANDING = [
    "knowledge.approve_answeredquestion",
    "knowledge.approve_newversion",
    "training.review_question",
    "training.publish_paper",
    "cases.approve_precedent",
]
GROUP_PERMISSIONS: dict[str, list[str]] = {"编辑": _EDITING, "审核": [*_EDITING, *_STANDING]}
"""What the groups of the content admin may do beyond entering it, as app.codename; `ensure_groups` reads it."""
