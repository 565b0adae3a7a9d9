"""Whose clock it is, and which groups work on it: that decides how far a limit that passes is told.

The plan (§1.2) names the groups. A limit of an authority or of the worker that passes is news for the handler, who
asks or reminds; only what is ours to do goes up to the command.
"""

from __future__ import annotations

from .stages import Path

OTHERS = frozenset(
    {
        "authority", "bank", "claimant", "commission", "committee", "court", "creditor", "fund", "government",
        "insured", "insurer", "kin", "legal_aid", "mediator", "reconsideration", "union", "worker",
    }
)  # fmt: skip
"""Codes of `who` in clocks.toml that are not on our side of the table."""
PASSING = frozenset({"window_closed", "kept"})
"""Events that come about by time alone: a window that ends, papers kept long enough. Nothing is missed then."""
COMMAND = {Path.DISPUTE: "O-01", Path.INJURY: "O-04"}
_GROUPS: dict[Path, dict[str, tuple[str, ...]]] = {
    Path.DISPUTE: {"": ("O-02", "O-03"), "project_manager": ("O-03",), "adviser": ("O-02",)},
    Path.INJURY: {
        "": ("O-05", "O-06"),
        "claims_group": ("O-08",),
        "social_insurance": ("O-08",),
        "family_group": ("O-09",),
        "adviser": ("O-05",),
    },
}


def groups(path: Path, who: str) -> tuple[str, ...]:
    """The groups whose work it is; the two that work on every case of this path where the plan names none."""
    return _GROUPS[path].get(who, _GROUPS[path][""])
