"""How a service says no."""

from __future__ import annotations


class Refused(ValueError):
    """A guard said no; `message` is for the user, `field` names the input it belongs to ("" for the whole form)."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
