"""Checking the ledgers of evidence: every chain, every item, every byte of every file, each fault with its place."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from ..models import Case, CaseMove, ChainHead, EvidenceEntry, EvidenceItem
from ..rules import evidence as rules
from ..rules.chain import Link, breaks
from .evidence import chain_of

BLOCK = 2 * 2**20
"""Bytes read at once. Larger ones leave the processor's caches, smaller ones cost more calls."""
THREADS = 2
"""Hashing lets go of the interpreter: two files are hashed at once. More only make the disk seek."""
_CASES = 500


@dataclass(frozen=True)
class Fault:
    """`seq` is the place in the ledger of the case `number`; `file` what the uploader called the file, "" for none."""

    number: str
    seq: int
    file: str
    words: str

    def __str__(self) -> str:
        return f"{self.number} 第 {self.seq} 条{f' {self.file}' if self.file else ''}：{self.words}"


@dataclass
class Outcome:
    entries: int = 0
    files: int = 0
    size: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """A file as it was entered: where it lies, what it has to be, what to say when it is not."""

    path: Path
    size: int
    sha256: str
    number: str
    seq: int
    name: str


def verify(*, case: Case | None = None, alive: Callable[[int], object] = lambda files: None) -> Outcome:
    """Look at one case or at all. `alive` is told after each file how many there were.

    Found are: a file that is gone, longer, shorter or other than it was; an entry that is changed, gone (from the
    middle or the end), moved or not in the trail; an item that says otherwise than its entries.
    """
    found = Outcome()
    cases = Case.objects.order_by("pk") if case is None else Case.objects.filter(pk=case.pk)
    numbers = list(cases.values_list("pk", "number"))
    with ThreadPoolExecutor(THREADS, "evidence") as pool:
        for start in range(0, len(numbers), _CASES):
            part = dict(numbers[start : start + _CASES])
            wanted = _check_rows(part, found)
            for one, words in pool.map(_look, wanted):
                found.files += 1
                found.size += one.size
                if words:
                    found.faults.append(Fault(one.number, one.seq, one.name, words))
                alive(found.files)
    found.faults.sort(key=lambda fault: (fault.number, fault.seq))
    return found


def ledger_faults(case: Case) -> list[Fault]:
    """What is wrong with the ledger and the items of one case, without looking into the files."""
    found = Outcome()
    _check_rows({case.pk: case.number}, found)
    return found.faults


def _check_rows(numbers: dict[int, str], found: Outcome) -> list[Wanted]:
    """Chains and items of these cases; their files are returned, to be looked at."""
    entries = _grouped(
        EvidenceEntry.objects.filter(case__in=numbers).select_related("case", "item").order_by("seq"), "case_id"
    )
    items = _grouped(EvidenceItem.objects.filter(case__in=numbers).select_related("attachment__file"), "case_id")
    anchors = _grouped(CaseMove.objects.filter(case__in=numbers, verb="evidence"), "case_id")
    heads = {row.chain: (row.seq, row.hash) for row in ChainHead.objects.filter(chain__in=map(chain_of, numbers))}
    wanted: list[Wanted] = []
    for pk, number in numbers.items():
        rows: list[EvidenceEntry] = entries.get(pk, [])
        things: dict[int, EvidenceItem] = {item.pk: item for item in items.get(pk, [])}
        found.entries += len(rows)
        names = {row.seq: _name(things.get(row.item_id)) for row in rows}
        links = (Link(row.seq, row.before, row.hash, row.expected_hash()) for row in rows)
        seen = {row.data.get("entry"): row.data.get("hash") for row in anchors.get(pk, [])}
        wrong = [*breaks(links, heads.get(chain_of(pk))), *_unanchored(rows, seen)]
        found.faults += [Fault(number, seq, names.get(seq, ""), words) for seq, words in wrong]
        of_item = _grouped(rows, "item_id")
        for item in things.values():
            own = of_item.get(item.pk, [])
            found.faults += [Fault(number, seq, _name(item), words) for seq, words in _item_faults(item, own)]
            if item.attachment is not None:
                wanted.append(_wanted(item, own, number))
    return wanted


def _grouped(rows: Iterable[Any], name: str) -> dict[int, list]:
    """Rows by one of their keys, in the order they came."""
    key = attrgetter(name)
    return {pk: list(group) for pk, group in groupby(sorted(rows, key=key), key=key)}


def _name(item: EvidenceItem | None) -> str:
    return item.attachment.name if item is not None and item.attachment is not None else ""


def _unanchored(rows: list[EvidenceEntry], seen: dict[int | None, str | None]) -> Iterator[tuple[int, str]]:
    """Whoever writes the whole ledger anew, hashes and head included, still has the trail against him."""
    for row in rows:
        if seen.get(row.seq) != row.hash:
            yield row.seq, "和操作记录里的校验值不一样" if row.seq in seen else "操作记录里没有这一条"
    last = rows[-1].seq if rows else 0
    for seq in seen:
        if seq is not None and seq > last:
            yield seq, "操作记录里有，台账里没有"


def _item_faults(item: EvidenceItem, own: list[EvidenceEntry]) -> Iterator[tuple[int, str]]:
    if not own or own[0].kind != rules.INTAKE:
        yield own[0].seq if own else 0, f"证据 {item.number} 没有入账的记录"
        return
    told = rules.standing((row.kind, row.values) for row in own)
    for name, value in item.facts().items():
        if told.get(name) != value:
            yield own[-1].seq, f"证据 {item.number} 的“{rules.CORRECTABLE.get(name, name)}”和台账不一样"
    kept = item.attachment
    if (kept.sha256 if kept else "") != own[0].sha256 or (kept.size if kept else 0) != own[0].size:
        yield own[0].seq, f"证据 {item.number} 换了文件：登记的 SHA-256 和台账不一样"


def _wanted(item: EvidenceItem, own: list[EvidenceEntry], number: str) -> Wanted:
    """As the ledger has it; as the attachment has it when the ledger lost the entry."""
    kept = item.attachment
    assert kept is not None  # noqa: S101 whoever calls has looked
    size, sha256 = (own[0].size, own[0].sha256) if own and own[0].sha256 else (kept.size, kept.sha256)
    stored = kept.file.file
    return Wanted(Path(stored.storage.path(stored.name)), size, sha256, number, own[0].seq if own else 0, kept.name)


def _look(one: Wanted) -> tuple[Wanted, str]:
    try:
        size, digest = hash_file(one.path)
    except FileNotFoundError:
        return one, "文件不在"
    except OSError as broken:
        return one, f"文件读不出来：{broken.strerror}"
    if size != one.size:
        return one, f"文件大小变了：登记 {one.size} 字节，现在 {size} 字节"
    return one, "" if digest == one.sha256 else "文件内容变了，大小没变"


_own = threading.local()


def hash_file(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file, read through one block that each thread keeps. OSError when it cannot be read."""
    block: bytearray | None = getattr(_own, "block", None)
    if block is None:
        block = _own.block = bytearray(BLOCK)
    view, digest, size = memoryview(block), hashlib.sha256(), 0
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
        while count := file.readinto(block):
            digest.update(view[:count])
            size += count
    return size, digest.hexdigest()
