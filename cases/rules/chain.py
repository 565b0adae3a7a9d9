"""Chaining rows by hashes, so that one that is changed, left out or moved shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


def link_hash(before: str, facts: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the hash before ("" for the first row) and the row's facts as canonical JSON.

    Canonical: keys sorted, no spaces, UTF-8. Anyone can compute it again with standard tools. TypeError for what JSON
    cannot hold.
    """
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


@dataclass(frozen=True)
class Link:
    """A row of a chain: its place from 1, the hash it names as the one before, its own, and what its own has to be."""

    seq: int
    before: str
    hash: str
    expected: str


def breaks(rows: Iterable[Link], head: tuple[int, str] | None) -> Iterator[tuple[int, str]]:
    """(place, what is wrong) of everything that is not as it was written. `rows` come in the order of their places.

    `head` is the place and the hash of the last row, kept elsewhere: without it (None) rows cut off at the end leave
    no trace.
    """
    seq, last = 0, ""
    for row in rows:
        if row.seq > seq + 1:
            yield from ((place, f"第 {place} 条不在") for place in range(seq + 1, row.seq))
        elif row.before != last:
            yield row.seq, "和前一条接不上"
        if row.hash != row.expected:
            yield row.seq, "内容改过"
        seq, last = row.seq, row.hash
    if head is None:
        if seq:
            yield seq, "没有登记链尾"
    elif head[0] > seq:
        yield from ((place, f"第 {place} 条不在") for place in range(seq + 1, head[0] + 1))
    elif head != (seq, last):
        yield seq, "和登记的链尾对不上"
