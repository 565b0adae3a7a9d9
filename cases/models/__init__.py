"""The facts of cases and precedents."""

from .precedents import Precedent, PrecedentMove

__all__ = ["Precedent", "PrecedentMove"]
