"""People, organisations and the rows the other apps lean on."""

from .outbox import Change
from .people import Person

__all__ = ["Change", "Person"]
