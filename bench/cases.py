"""Twenty thousand cases with two hundred thousand pieces of evidence: what the pages of cases cost then.

Rows are made many at a time (`case_rows`), the pages are asked for over the network from gunicorn, on SQLite and on
PostgreSQL: by the labour manager of one project, by one of the platform, who sees every case, and by an outsider.
"""

from __future__ import annotations

import datetime
import json
import os
import statistics
import tempfile
import time
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import Figure, server
from launch.private_servers import PrivateServers

SETTINGS = "portal.settings.development"
SECRET = "bench-cases-1"  # noqa: S105
ASKED = 60
"""Times that each page is asked for, after WARM."""
WARM = 3
MOST_MS = 300
LISTS, CONTENTS = 12, 17
"""Queries of a page, at most."""

LIST_PAGES = {
    "list by next clock": "/cases/",
    "list, last page": "/cases/?page=9999",
    "list, newest first": "/cases/?by=new",
    "list, one kind": "/cases/?family=DTH",
    "list, own": "/cases/?state=mine",
    "list, closed": "/cases/?state=closed",
    "list, all, page 500": "/cases/?state=all&page=500",
    "list of a project": "/cases/?project={project}",
    "search by words": "/cases/?state=all&q=" + urllib.parse.quote("坠落"),
    "search by number": "/cases/?state=all&q={ordinary}",
    "board by stage": "/cases/?by=stage",
    "board of everything": "/cases/?by=stage&state=all",
}
CONTENT_PAGES = {
    "an ordinary case": "/cases/{ordinary}/",
    "the large case": "/cases/{large}/",
    "evidence of the large case": "/cases/{large}/evidence/",
    "evidence of the large case, oldest": "/cases/{large}/evidence/?before=20",
    "one piece of evidence": "/cases/{large}/evidence/500/",
}
ACCOUNTS = {"one project": "handler-0", "all projects": "chief"}


class Counting(server.Server):
    """Keeps how many queries the last answer took and what its status was."""

    queries = 0

    def heard(self, headers: Mapping[str, str]) -> None:
        self.queries = int(headers.get("X-Queries") or 0)


def timed(site: Counting, path: str) -> tuple[list[float], int]:
    """Milliseconds of each request for a page, and the most queries that one took."""
    took, most = [], 0
    for n in range(WARM + ASKED):
        began = time.perf_counter()
        site.get(path)
        if n >= WARM:
            took.append((time.perf_counter() - began) * 1000)
            most = max(most, site.queries)
    return took, most


def figures_of(what: str, took: list[float], most: int, limit: int) -> list[Figure]:
    cuts = statistics.quantiles(took, n=20)
    return [
        Figure(f"{what}, p50", cuts[9], "ms"),
        Figure(f"{what}, p95", cuts[18], "ms", limit=MOST_MS),
        Figure(f"{what}, queries", most, "", limit=limit),
    ]


def asked_for(site: Counting, places: Mapping[str, str]) -> list[Figure]:
    figures = []
    for who, login in ACCOUNTS.items():
        site.cookies.clear()
        site.sign_in(login, SECRET)
        for pages, limit in ((LIST_PAGES, LISTS), (CONTENT_PAGES, CONTENTS)):
            for name, path in pages.items():
                figures += figures_of(f"{who}: {name}", *timed(site, path.format(**places)), limit)
    return [*figures, *outside(site, places)]


def outside(site: Counting, places: Mapping[str, str]) -> list[Figure]:
    """Somebody of another client: an own list, and none of the others' cases."""
    site.cookies.clear()
    site.sign_in("handler-199", SECRET)
    figures = figures_of("outsider: list by next clock", *timed(site, "/cases/"), LISTS)
    shut = [status_of(site, f"/cases/{places['large']}/{rest}") for rest in ("", "evidence/", "evidence/1/", "trail/")]
    return [*figures, Figure("outsider: pages of others' cases refused", shut.count(404), "", least=len(shut))]


def status_of(site: Counting, path: str) -> int:
    try:
        site.get(path)
    except server.Unwelcome as refused:
        return refused.status
    return 200


def measure(name: str, var: Path, extra: Mapping[str, str]) -> list[Figure]:
    server.manage(var, "migrate", "-v", "0", **extra)
    now = datetime.datetime.now(datetime.UTC).isoformat()
    made = f"from bench.case_rows import fill, tell; tell(lambda: fill(datetime.datetime.fromisoformat({now!r})))"
    began = time.perf_counter()
    places = said(server.manage(var, "shell", "-c", f"import datetime; {made}", **extra))
    filled = time.perf_counter() - began
    rows = said(server.manage(var, "shell", "-c", "from bench.case_rows import broken, tell; tell(broken)", **extra))
    port = server.free_port()
    process = server.launch(var, "bench.counted:application", SETTINGS, port=port, workers=1, **extra)
    try:
        figures = asked_for(Counting(port, process.pid), places)
    finally:
        process.terminate()
        process.wait(30)
    head = [
        Figure("load of the machine", os.getloadavg()[0], ""),
        Figure("filled in", filled, "s"),
        Figure("cases", rows["cases"], "", least=20_000),
        Figure("pieces of evidence", rows["evidence"], "", least=200_000),
        Figure("clocks", rows["clocks"], ""),
        Figure("rows of the trail", rows["trail"], ""),
        Figure("places of ledgers and trails that do not fit", rows["broken"], "", limit=0),
    ]
    return [Figure(**vars(one) | {"what": f"{name}: {one.what}"}) for one in (*head, *figures)]


def said(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    return found


def main() -> list[Figure]:
    figures = []
    servers = PrivateServers(["postgres"], durable=True)
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder, servers:
        var = Path(folder)
        server.manage(var, "collectstatic", "--no-input", "-v", "0")
        postgres = os.environ.get("MINGBAI_TEST_POSTGRES_URL") or servers.urls["MINGBAI_TEST_POSTGRES_URL"]
        places: dict[str, dict[str, str]] = {"SQLite": {}, "PostgreSQL": {"MINGBAI_DATABASE_URL": postgres}}
        for name, extra in places.items():
            figures += measure(name, var, extra)
    return figures
