"""Pages of precedents."""

from .precedents import precedent, precedent_list, precedent_pdf, precedent_print

__all__ = ["precedent", "precedent_list", "precedent_pdf", "precedent_print"]
