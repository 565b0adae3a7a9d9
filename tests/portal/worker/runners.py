"""Jobs for tests."""

from __future__ import annotations

import time
from pathlib import Path

from portal import clock
from portal.models import Job
from portal.services.attachments import keep_file
from portal.services.jobs import Report


def patient(job: Job, report: Report) -> None:
    """Says that it began, waits until told to go on, and leaves a result."""
    folder = Path(job.params["folder"])
    report(done=1, total=3, note="第一步")
    (folder / f"began-{job.tries}").touch()
    while not (folder / "go").exists():
        report(done=1)
        time.sleep(0.2)
    report(done=3)
    made = keep_file(
        by=job.by,
        file="姓名\n王".encode(),
        name="结果.csv",
        allowed={"text/csv"},
        limit=1000,
        owner=job,
        now=clock.now(),
    )
    report(result=made)
