"""Two thousand pieces of evidence: the ledger and every byte checked, beside `sha256sum` on the same files.

10 GB by default; MINGBAI_BENCH_FILES and MINGBAI_BENCH_MEGABYTES (of all files together) make it smaller.
"""

from __future__ import annotations

import datetime
import os
import statistics
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import Figure
from bench.database import with_database
from bench.roster_import import place

FILES = int(os.environ.get("MINGBAI_BENCH_FILES", "2000"))
MEGABYTES = int(os.environ.get("MINGBAI_BENCH_MEGABYTES", "10000"))
ROUNDS = 3
LEAST_RATIO = 0.7
_FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"


def main() -> list[Figure]:
    return with_database(measure)


def measure() -> list[Figure]:
    """Both read the same files from the same cache, in turns, so that what else the machine does hits both."""
    from cases.services.evidence_check import verify

    paths = fill()
    size = sum(path.stat().st_size for path in paths)
    plain, ours = [], []
    summed(paths)  # once for nothing: now the files are in memory as far as they fit
    for _ in range(ROUNDS):
        plain.append(seconds(lambda: summed(paths)))
        ours.append(seconds(lambda: clean(verify(), size)))
    hurt(paths[FILES // 2])
    faults = verify().faults
    assert [fault.file for fault in faults] == [f"{FILES // 2}.mp4"], faults
    theirs, own = statistics.median(plain), statistics.median(ours)
    return [
        Figure("files", FILES, ""),
        Figure("size of all files", size / 1e6, "MB"),
        Figure("sha256sum on the files", size / 1e6 / theirs, "MB/s"),
        Figure("verify: ledger and files", size / 1e6 / own, "MB/s"),
        Figure("verify against sha256sum", theirs / own, "times", least=LEAST_RATIO),
        Figure("faults after one byte was changed", len(faults), "", least=1, limit=1),
    ]


def fill() -> list[Path]:
    """A case with the files as evidence, each taken in by the service; where they lie."""
    from cases.models import EvidenceItem
    from cases.services.evidence import add_evidence
    from cases.services.opening import open_case

    by, project = place()
    now = datetime.datetime.now(datetime.UTC)
    given: dict[str, Any] = {"by": by, "project": project, "known_at": now, "now": now}
    case = open_case(key=uuid.uuid4(), kind="DIS-WAG", text="工资没有发", **given)
    made = Path(os.environ["MINGBAI_VAR"]) / "film.mp4"
    for n, size in enumerate(sizes()):
        write(made, size)
        add_evidence(case=case, by=by, key=uuid.uuid4(), kind="video", what="录像", now=now, file=made, name=f"{n}.mp4")
        made.unlink()
    items = EvidenceItem.objects.order_by("number").select_related("attachment__file")
    return [Path(item.attachment.file.file.path) for item in items]


def sizes() -> Iterator[int]:
    """From a fifth of the mean to nine times a fifth of it, as photos and short films lie mixed."""
    mean = MEGABYTES * 1_000_000 // FILES
    for n in range(FILES):
        yield mean * (1 + 2 * (n % 5)) // 5


def write(path: Path, size: int) -> None:
    block = os.urandom(2**20)
    with path.open("wb") as file:
        left = size - file.write(_FILM)
        while left > 0:
            left -= file.write(block[:left])


def summed(paths: list[Path]) -> None:
    names = b"".join(f"{path}\0".encode() for path in paths)
    subprocess.run(["xargs", "-0", "-n", "5000", "sha256sum"], input=names, stdout=subprocess.DEVNULL, check=True)


def clean(found: Any, size: int) -> None:
    assert (found.files, found.size, found.faults) == (FILES, size, []), found


def hurt(path: Path) -> None:
    """One byte in the middle, the size as it was."""
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
