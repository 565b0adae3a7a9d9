"""The facts of cases and precedents."""

from .cases import Case, CaseLink, Party, TeamMember
from .claims import ClaimStep, ClaimTrack
from .clocks import ClockChange, ClockReminder, Happening, RunningClock, StageChange
from .documents import Approval, CaseDocument
from .evidence import Arrival, EvidenceEntry, EvidenceItem, IntegrityCheck, Upload
from .from_case import ClientConsent, PrecedentOrigin
from .law import CaseArticle
from .own_pages import OwnPage
from .precedents import Precedent, PrecedentMove
from .records import CaseRecord, PaperHeld, Promise
from .reference import CalendarYear, Number
from .settlements import Instalment, LegalReview, Payment, Settlement, SettlementShare
from .trail import AppendOnly, AppendOnlyQuerySet, CaseMove, ChainHead

__all__ = [
    "AppendOnly",
    "AppendOnlyQuerySet",
    "Approval",
    "Arrival",
    "CalendarYear",
    "Case",
    "CaseArticle",
    "CaseDocument",
    "CaseLink",
    "CaseMove",
    "CaseRecord",
    "ChainHead",
    "ClaimStep",
    "ClaimTrack",
    "ClientConsent",
    "ClockChange",
    "ClockReminder",
    "EvidenceEntry",
    "EvidenceItem",
    "Happening",
    "Instalment",
    "IntegrityCheck",
    "LegalReview",
    "Number",
    "OwnPage",
    "PaperHeld",
    "Party",
    "Payment",
    "Precedent",
    "PrecedentMove",
    "PrecedentOrigin",
    "Promise",
    "RunningClock",
    "Settlement",
    "SettlementShare",
    "StageChange",
    "TeamMember",
    "Upload",
]
