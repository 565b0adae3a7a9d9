"""Training face to face: a sheet from a phone, a session that goes on, signatures, who came late, what was wrong."""

from .attending import add_attendee, correct_attendance, sign
from .going_on import Outcome, close_session, open_session, void_session
from .photos import keep_photo
from .receiving import LeftOut, Received, receive_session
from .who import broad, check_holder

__all__ = [
    "LeftOut",
    "Outcome",
    "Received",
    "add_attendee",
    "broad",
    "check_holder",
    "close_session",
    "correct_attendance",
    "keep_photo",
    "open_session",
    "receive_session",
    "sign",
    "void_session",
]
