"""People, organisations and the rows the other apps lean on."""

from .attachments import Attachment
from .generation import CacheEntry, Generation, Heartbeat
from .jobs import Job
from .letters import ReceivedLetter
from .messages import Delivery, Message
from .organisations import Crew, Membership, OnCallContact, Organisation, Project
from .outbox import Change
from .people import Person
from .register import PersonRecord
from .sign_in import SignInCode, SignInEvent
from .sites import JoinRequest, RosterImport
from .telling import Escalation, GroupHook, GroupNotice, MessageChoice, MessageHabit

__all__ = [
    "Attachment",
    "CacheEntry",
    "Change",
    "Crew",
    "Delivery",
    "Escalation",
    "Generation",
    "GroupHook",
    "GroupNotice",
    "Heartbeat",
    "Job",
    "JoinRequest",
    "Membership",
    "Message",
    "MessageChoice",
    "MessageHabit",
    "OnCallContact",
    "Organisation",
    "Person",
    "PersonRecord",
    "Project",
    "ReceivedLetter",
    "RosterImport",
    "SignInCode",
    "SignInEvent",
]
