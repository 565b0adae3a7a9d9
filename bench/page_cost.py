"""Processor time of a page beside a page of bare Wagtail, in one run on one machine; the ratio is what counts.

Anonymous pages come from the cache of whole pages, so they are asked for twice over: as a signed-in person (nothing
cached) and as a stranger (cached after the first).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from bench import Figure, server

PAGES = {
    "home": "/",
    "list": "/law/",
    "article": "/law/ldhtf/38/",
    "results": "/search/?q=" + quote("老板拖欠工资怎么办"),
}
REQUESTS = 60
ROUNDS = 3


def milliseconds(site: server.Server, path: str) -> float:
    """Processor time of the worker for one request: the least of a few rounds, after warming up."""
    for _ in range(5):
        site.get(path)
    rounds = []
    for _ in range(ROUNDS):
        before = site.processor_seconds()
        for _ in range(REQUESTS):
            site.get(path)
        rounds.append((site.processor_seconds() - before) * 1000 / REQUESTS)
    return min(rounds)


def bare(var: Path) -> dict[str, float]:
    settings = "bench.bare.settings"
    server.manage(var, "migrate", "-v", "0", settings=settings)
    server.manage(var, "shell", "-c", "from bench.bare.content import fill; fill()", settings=settings)
    with server.serve(var, "bench.bare.wsgi:application", settings) as site:
        return {"list": milliseconds(site, "/"), "page": milliseconds(site, "/page-3/")}


def ours(var: Path) -> tuple[dict[str, float], dict[str, float]]:
    server.make_site(var)
    with server.serve(var, "portal.wsgi:application", "portal.settings.development") as site:
        cached = {name: milliseconds(site, path) for name, path in PAGES.items()}
        site.sign_in("13800000003", "shili-laowu-1")
        return {name: milliseconds(site, path) for name, path in PAGES.items()}, cached


def main() -> list[Figure]:
    """Milliseconds of processor time a request, and each page over the bare page."""
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder:
        for name in ("bare", "ours"):
            (Path(folder) / name).mkdir()
        beside = bare(Path(folder) / "bare")
        fresh, cached = ours(Path(folder) / "ours")
    floor = beside["page"]
    figures = [Figure("bare Wagtail: list of 20", beside["list"], "ms"), Figure("bare Wagtail: page", floor, "ms")]
    for name in PAGES:
        figures.append(Figure(f"{name}, signed in", fresh[name], "ms"))
        figures.append(Figure(f"{name}, signed in / bare page", fresh[name] / floor, "times"))
        figures.append(Figure(f"{name}, from the cache / bare page", cached[name] / floor, "times"))
    return figures
