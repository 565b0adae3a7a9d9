"""Personal data in texts: finding it, saying where and why, and proposing what to put in its place.

A finder is a help, not a decision: whoever publishes looks at every suggestion (see `suggest`).
"""

from .find import Options, Party, find
from .found import Found, Kind
from .screens import masked_document, masked_log, masked_name, without_documents
from .suggest import Suggestion, apply, suggest

__all__ = [
    "Found",
    "Kind",
    "Options",
    "Party",
    "Suggestion",
    "apply",
    "find",
    "masked_document",
    "masked_log",
    "masked_name",
    "suggest",
    "without_documents",
]
