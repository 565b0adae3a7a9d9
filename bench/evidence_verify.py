"""How fast the ledger's files are checked, beside `sha256sum` on the same files in the same run.

2,000 files of 10 GB are made in the cache and removed afterwards; MINGBAI_BENCH_EVIDENCE_MB makes fewer bytes of them.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from statistics import median

from bench import Figure, server
from launch.maven import cache

COUNT = 2000
MEGABYTES = int(os.environ.get("MINGBAI_BENCH_EVIDENCE_MB") or 10_240)
ROUNDS = 3
LEAST = 0.7


def main() -> list[Figure]:
    """`sha256sum` and the check take turns, so that whatever else the machine does meets both."""
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="evidence-", dir=cache()) as folder:
        var = Path(folder)
        server.manage(var, "migrate", "-v", "0")
        server.manage(var, "shell", "-c", f"from bench.evidence_verify import fill; fill({COUNT}, {MEGABYTES})")
        files = [str(path) for path in (var / "private" / "filer").rglob("*") if path.is_file()]
        assert len(files) == COUNT
        size = sum(Path(name).stat().st_size for name in files)
        theirs, ours, whole = [], [], []
        for _ in range(ROUNDS):
            theirs.append(_sha256sum(files))
            began = time.monotonic()
            told = server.manage(var, "shell", "-c", "from bench.evidence_verify import look; look()")
            whole.append(time.monotonic() - began)
            found = json.loads(told.splitlines()[-1])
            assert (found["files"], found["size"], found["faults"]) == (COUNT, size, []), found
            ours.append(found["seconds"])
    return [
        Figure("files", COUNT, ""),
        Figure("size", size / 1e9, "GB"),
        Figure("sha256sum", size / 1e6 / median(theirs), "MB/s"),
        Figure("verify", size / 1e6 / median(ours), "MB/s"),
        Figure("verify, the command's start included", size / 1e6 / median(whole), "MB/s"),
        Figure("verify / sha256sum", median(theirs) / median(ours), "", least=LEAST),
        Figure("verify with its start / sha256sum", median(theirs) / median(whole), ""),
    ]


def _sha256sum(files: list[str]) -> float:
    began = time.monotonic()
    subprocess.run(["sha256sum", "--", *files], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def fill(count: int, megabytes: int) -> None:
    """For `manage.py shell -c`: one case with so many recordings, the longest nine times as long as the shortest."""
    from cases.models import Case
    from cases.services.evidence import add_evidence
    from portal.models import Organisation, Person, Project

    now = datetime.datetime.now(datetime.UTC)
    firm = Organisation.objects.create(name="甲建筑公司", kind=Organisation.Kind.CLIENT)
    project = Project.objects.create(client=firm, name="甲项目")
    by = Person.objects.create_user("bench", name="测量", is_superuser=True)
    facts = {"project": project, "known_at": now, "opened_at": now, "text": "坠落", "stage": "I1"}
    case = Case.objects.create(number="DTH-2026-00001", family="DTH", kind="DTH", **facts)
    draw, noise = random.Random(7), os.urandom(16 * 2**20)
    mean = megabytes * 2**20 // count
    with tempfile.NamedTemporaryFile() as made:
        for number in range(count):
            _write(Path(made.name), number, mean * draw.randint(2, 18) // 10, noise)
            add_evidence(
                case=case, by=by, key=uuid.uuid4(), kind="audio", what=f"录音 {number}", now=now, name="录音.mp3",
                file=_file(Path(made.name)),
            )  # fmt: skip


def _write(path: Path, number: int, size: int, noise: bytes) -> None:
    with path.open("wb") as file:
        file.write(b"ID3\x04" + number.to_bytes(8, "big"))
        while (left := size - file.tell()) > 0:
            file.write(memoryview(noise)[: min(left, len(noise))])


def _file(path: Path):
    from django.core.files.base import File

    return File(path.open("rb"), name=path.name)


def look() -> None:
    """For `manage.py shell -c`: check everything, and say how long it took."""
    from cases.services.evidence_check import verify

    began = time.monotonic()
    found = verify()
    seconds = time.monotonic() - began
    faults = [str(fault) for fault in found.faults]
    print(json.dumps({"files": found.files, "size": found.size, "faults": faults, "seconds": seconds}))
