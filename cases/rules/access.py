"""Who may do what in a case: role × action × state. Whoever may not see a case is told that there is none."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from portal.rules.roles import Role


class Action(StrEnum):
    SEE = "see"
    PERSONAL = "personal"
    RECORD = "record"
    EVIDENCE = "evidence"
    PARTY = "party"
    CLOCK = "clock"
    STAGE = "stage"
    TEAM = "team"
    LAW = "law"
    ADVICE = "advice"
    DOCUMENT = "document"
    APPROVE = "approve"
    SETTLE = "settle"
    LOOKUP = "lookup"
    EXPORT = "export"
    HANDLE = "handle"
    REOPEN = "reopen"
    PRECEDENT = "precedent"
    AUDIT = "audit"


NAMES: dict[Action, str] = {
    Action.SEE: "看案件",
    Action.PERSONAL: "看电话和证件号码",
    Action.RECORD: "记经过",
    Action.EVIDENCE: "加证据",
    Action.PARTY: "改当事人",
    Action.CLOCK: "办期限",
    Action.STAGE: "换阶段",
    Action.TEAM: "排小组",
    Action.LAW: "定条文",
    Action.ADVICE: "看和写法律意见",
    Action.DOCUMENT: "出文书",
    Action.APPROVE: "批文书",
    Action.SETTLE: "谈和解",
    Action.LOOKUP: "调取工人资料",
    Action.EXPORT: "导出",
    Action.HANDLE: "暂停、移交、合并、办结",
    Action.REOPEN: "重新办理",
    Action.PRECEDENT: "做成案例草稿",
    Action.AUDIT: "看操作记录",
}

_A = Action
_ROLES = frozenset(map(str, Role))
_SITE = {_A.SEE, _A.RECORD, _A.EVIDENCE}
_CLERK = _SITE | {
    _A.PERSONAL,
    _A.PARTY,
    _A.CLOCK,
    _A.STAGE,
    _A.TEAM,
    _A.LAW,
    _A.DOCUMENT,
    _A.LOOKUP,
    _A.EXPORT,
    _A.PRECEDENT,
}
_CHIEF = _CLERK | {_A.ADVICE, _A.APPROVE, _A.SETTLE, _A.HANDLE, _A.REOPEN, _A.AUDIT}
_MAY: dict[Role, frozenset[Action]] = {
    Role.LABOUR_MANAGER: frozenset(_CLERK | {_A.HANDLE, _A.REOPEN}),
    Role.PROJECT_MANAGER: frozenset(_CHIEF - {_A.AUDIT}),
    Role.SAFETY_MANAGER: frozenset(_SITE | {_A.CLOCK, _A.LAW, _A.DOCUMENT}),
    Role.SOCIAL_INSURANCE: frozenset(_SITE | {_A.PERSONAL, _A.CLOCK, _A.DOCUMENT, _A.LOOKUP}),
    Role.FINANCE: frozenset({_A.SEE, _A.RECORD, _A.CLOCK, _A.DOCUMENT}),
    Role.LEGAL: frozenset(_CLERK | {_A.ADVICE, _A.APPROVE, _A.SETTLE}),
    Role.EXPERT: frozenset(_SITE | {_A.LAW, _A.ADVICE}),
    Role.EXECUTIVE: frozenset({_A.SEE, _A.ADVICE, _A.APPROVE, _A.SETTLE, _A.HANDLE, _A.REOPEN, _A.EXPORT}),
    Role.ADMINISTRATOR: frozenset({_A.SEE, _A.TEAM, _A.HANDLE, _A.AUDIT}),
    Role.CREW_LEADER: frozenset(_SITE),
    Role.SUBCONTRACTOR_HEAD: frozenset(_SITE),
}

READERS = frozenset(
    {
        Role.LABOUR_MANAGER,
        Role.PROJECT_MANAGER,
        Role.SAFETY_MANAGER,
        Role.SOCIAL_INSURANCE,
        Role.LEGAL,
        Role.EXECUTIVE,
        Role.ADMINISTRATOR,
    }
)
"""Whose post alone shows the cases of its projects. Everybody else has to stand in the team of a case."""

SEERS = frozenset(role for role, actions in _MAY.items() if _A.SEE in actions)
"""Who sees a case while standing in its team. Whoever stands there in another role has a name on it and no more."""

_IN_STATE: dict[str, frozenset[Action]] = {
    "open": frozenset(Action) - {_A.REOPEN, _A.PRECEDENT},
    "paused": frozenset(Action) - {_A.PRECEDENT},
    "closed": frozenset(
        {
            *{_A.SEE, _A.PERSONAL, _A.CLOCK, _A.ADVICE, _A.DOCUMENT, _A.APPROVE, _A.EXPORT, _A.REOPEN, _A.AUDIT},
            _A.PRECEDENT,
        }
    ),
    "merged": frozenset({_A.SEE, _A.ADVICE, _A.EXPORT, _A.AUDIT}),
}
"""A clock may be met in a closed case too: what the law asks for is never held back by a state of ours (N4). What a
merged case holds is read and exported there; it is worked on in the other one."""


def may(roles: Iterable[str], action: Action, state: str) -> bool:
    """Whether somebody in these roles may do this while the case is in that state. Unknown roles may nothing."""
    if action not in _IN_STATE.get(state, frozenset()):
        return False
    return any(action in _MAY.get(Role(role), frozenset()) for role in roles if role in _ROLES)


def why_not(roles: Iterable[str], action: Action, state: str) -> str:
    """The reason in words for people; empty when they may."""
    if may(roles, action, state):
        return ""
    if action not in _IN_STATE.get(state, frozenset()):
        return {"closed": "案件已经办结，先重新办理", "merged": "案件已经并到另一件"}.get(state, "现在不能这样做")
    return f"您在这件案子里没有“{NAMES[action]}”的权限"
