"""How somebody did, as the trainer says."""

from __future__ import annotations

from portal.services.refusal import Refused

from ...rules.sessions import RESULTS


def check_outcome(*values: str) -> None:
    if any(value not in RESULTS for value in values):
        raise Refused("没有这一种结果", "result")
