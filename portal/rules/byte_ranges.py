"""A part of a file, as phones ask for it when they play a recording."""

from __future__ import annotations

import re

_ONE = re.compile(r"bytes=(\d*)-(\d*)")


class Unsatisfiable(ValueError):
    """The part asked for lies outside the file (HTTP 416)."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte, both counted from 0 and inside; None for "the whole file", several parts included."""
    match = _ONE.fullmatch(header.replace(" ", ""))
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return size - length, size - 1
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end
