"""The facts of cases and precedents."""

from .cases import Case, CaseLink, Party, TeamMember
from .clocks import ClockChange, ClockReminder, Happening, RunningClock, StageChange
from .law import CaseArticle
from .precedents import Precedent, PrecedentMove
from .trail import AppendOnly, AppendOnlyQuerySet, CaseMove

__all__ = [
    "AppendOnly",
    "AppendOnlyQuerySet",
    "Case",
    "CaseArticle",
    "CaseLink",
    "CaseMove",
    "ClockChange",
    "ClockReminder",
    "Happening",
    "Party",
    "Precedent",
    "PrecedentMove",
    "RunningClock",
    "StageChange",
    "TeamMember",
]
