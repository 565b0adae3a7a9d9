"""Which groups of the emergency plan (§1.2, O-01 … O-09) a role belongs to, by path and by whose people they are."""

from __future__ import annotations

from portal.rules.roles import Role

from .stages import Path

PLATFORM, CLIENT = "platform", "client"

_DISPUTE: dict[str, tuple[tuple[str, Role], ...]] = {
    "O-01": ((CLIENT, Role.EXECUTIVE), (CLIENT, Role.PROJECT_MANAGER), (CLIENT, Role.SOCIAL_INSURANCE)),
    "O-02": ((PLATFORM, Role.LABOUR_MANAGER), (PLATFORM, Role.EXPERT), (PLATFORM, Role.LEGAL)),
    "O-03": ((CLIENT, Role.PROJECT_MANAGER), (CLIENT, Role.LABOUR_MANAGER), (PLATFORM, Role.LABOUR_MANAGER)),
}
_INJURY: dict[str, tuple[tuple[str, Role], ...]] = {
    "O-04": ((CLIENT, Role.EXECUTIVE), (CLIENT, Role.SAFETY_MANAGER)),
    "O-05": ((PLATFORM, Role.LABOUR_MANAGER), (PLATFORM, Role.EXPERT), (PLATFORM, Role.LEGAL)),
    "O-06": (
        (CLIENT, Role.PROJECT_MANAGER),
        (CLIENT, Role.SAFETY_MANAGER),
        (CLIENT, Role.LABOUR_MANAGER),
        (PLATFORM, Role.LABOUR_MANAGER),
    ),
    "O-08": (
        (CLIENT, Role.FINANCE),
        (CLIENT, Role.SOCIAL_INSURANCE),
        (PLATFORM, Role.LABOUR_MANAGER),
        (PLATFORM, Role.EXPERT),
    ),
    "O-09": ((CLIENT, Role.SOCIAL_INSURANCE), (CLIENT, Role.PROJECT_MANAGER), (PLATFORM, Role.LABOUR_MANAGER)),
}


def members(path: Path, role: str, kind: str) -> list[str]:
    """Groups into which a posting in `role` at an organisation of `kind` (platform, client) is called.

    Crew leaders and subcontractors are added by hand: the plan names the one whose people are concerned. The hospital
    (O-07) is a contact outside, kept with the project.
    """
    groups = _DISPUTE if path is Path.DISPUTE else _INJURY
    return [group for group, wanted in groups.items() if (kind, role) in wanted]
