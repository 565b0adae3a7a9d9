"""People, organisations and the rows the other apps lean on."""

from .generation import CacheEntry, Generation, Heartbeat
from .organisations import Crew, Membership, OnCallContact, Organisation, Project
from .outbox import Change
from .people import Person
from .sign_in import SignInCode, SignInEvent

__all__ = [
    "CacheEntry",
    "Change",
    "Crew",
    "Generation",
    "Heartbeat",
    "Membership",
    "OnCallContact",
    "Organisation",
    "Person",
    "Project",
    "SignInCode",
    "SignInEvent",
]
