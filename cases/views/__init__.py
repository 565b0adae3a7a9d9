"""Pages of precedents."""

from .precedents import precedent, precedent_list

__all__ = ["precedent", "precedent_list"]
