"""Article numbers in addresses."""

from __future__ import annotations


class ArticleKeyConverter:
    """`17` or `276-1`."""

    regex = r"[1-9][0-9]{0,3}(?:-[1-9][0-9]?)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
