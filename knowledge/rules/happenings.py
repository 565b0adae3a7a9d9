"""What one version of a regulation changed in the one before it."""

from __future__ import annotations

from collections.abc import Mapping


def changed_articles(before: Mapping[int, str], after: Mapping[int, str]) -> frozenset[int]:
    """Articles (stable keys → official words) whose words differ, that are new, or that are gone.

    Two digests without official words are no change: an empty text says nothing about the law.
    """
    both = before.keys() & after.keys()
    differ = {key for key in both if _words(before[key]) != _words(after[key]) and before[key] and after[key]}
    return frozenset(differ | (before.keys() ^ after.keys()))


def _words(text: str) -> str:
    return "".join(text.split())
