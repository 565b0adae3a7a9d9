"""The fifteen roles, how far each one sees, and who must use a second factor."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    WORKER = "worker"
    CREW_LEADER = "crew_leader"
    LABOUR_MANAGER = "labour_manager"
    SAFETY_MANAGER = "safety_manager"
    PROJECT_MANAGER = "project_manager"
    SOCIAL_INSURANCE = "social_insurance"
    FINANCE = "finance"
    LEGAL = "legal"
    EXECUTIVE = "executive"
    EXPERT = "expert"
    SUBCONTRACTOR_HEAD = "subcontractor_head"
    HOTLINE = "hotline"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


NAMES: dict[Role, str] = {
    Role.WORKER: "工人",
    Role.CREW_LEADER: "班组长",
    Role.LABOUR_MANAGER: "劳务管理员",
    Role.SAFETY_MANAGER: "安全管理员",
    Role.PROJECT_MANAGER: "项目经理",
    Role.SOCIAL_INSURANCE: "人资社保专员",
    Role.FINANCE: "财务",
    Role.LEGAL: "法务顾问",
    Role.EXECUTIVE: "企业负责人",
    Role.EXPERT: "专家",
    Role.SUBCONTRACTOR_HEAD: "分包负责人",
    Role.HOTLINE: "热线坐席",
    Role.EDITOR: "编辑",
    Role.REVIEWER: "审核",
    Role.ADMINISTRATOR: "管理员",
}


class Reach(StrEnum):
    """How far a role sees: oneself, one's crew, or everything of the place one is posted to."""

    SELF = "self"
    CREW = "crew"
    POST = "post"


_NARROW = {
    Role.WORKER: Reach.SELF,
    Role.HOTLINE: Reach.SELF,
    Role.EDITOR: Reach.SELF,
    Role.REVIEWER: Reach.SELF,
    Role.CREW_LEADER: Reach.CREW,
}


def reach(role: str) -> Reach:
    """POST means the project of the membership, or the whole organisation when it names no project.

    An unknown role sees only itself.
    """
    try:
        return _NARROW.get(Role(role), Reach.POST)
    except ValueError:
        return Reach.SELF


KEEPERS = frozenset(
    {
        Role.CREW_LEADER,
        Role.LABOUR_MANAGER,
        Role.SAFETY_MANAGER,
        Role.PROJECT_MANAGER,
        Role.SUBCONTRACTOR_HEAD,
        Role.ADMINISTRATOR,
    }
)
"""Who enters people on site, moves and ends them: within the own reach, a crew leader for the own crew."""


def keeps_people(role: str) -> bool:
    return role in KEEPERS
