"""What may be kept of a question: no personal data, one spelling."""

from __future__ import annotations

from portal.rules.masking.find import find

from .analysis import normalise

LONGEST = 120


def kept_query(asked: str) -> str:
    """The question as the log keeps it: personal data replaced by their kind (〔电话〕), then folded."""
    parts, at = [], 0
    for one in find(asked):
        parts += [asked[at : one.start], f"〔{one.kind}〕"]
        at = one.end
    parts.append(asked[at:])
    return " ".join(normalise("".join(parts)).split())[:LONGEST]
