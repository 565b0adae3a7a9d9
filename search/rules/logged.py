"""What may be kept of a question: no personal data, one spelling."""

from __future__ import annotations

from portal.rules.masking.find import find

from .analysis import normalise

LONGEST = 120


def without_personal(asked: str) -> str:
    """The words with personal data replaced by their kind: 〔电话〕."""
    parts, at = [], 0
    for one in find(asked):
        parts += [asked[at : one.start], f"〔{one.kind}〕"]
        at = one.end
    return "".join([*parts, asked[at:]])


def kept_query(asked: str) -> str:
    """The question as the log keeps it: without personal data, then folded."""
    return " ".join(normalise(without_personal(asked)).split())[:LONGEST]
