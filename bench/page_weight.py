"""What a worker's phone downloads for an exam, and how soon something is to be read: cold, 360 × 740, the processor
slowed four times, at 400 kbit/s with 400 ms round trips (`slow`) and at 1.6 Mbit/s with 150 ms (`mid`).

Beside it stand bytes of one page of Kolibri, measured the same way once: 1,192 KB. Bytes do not depend on the machine,
times do.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench import Figure, server
from launch.groups import chromium

KOLIBRI = 1192
LINES = {"slow": (400, 400), "mid": (1600, 150)}
"""Kilobits a second, milliseconds of a round trip."""
RUNS = 3
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
PAINTED = "() => (performance.getEntriesByName('first-contentful-paint')[0] || {}).startTime || 0"


def measure(browser: Browser, address: str, cookie: str, path: str, line: str) -> dict[str, float]:
    """Requests, KB in all, KB of scripts, ms until the first paint and until nothing more comes."""
    kilobits, trip = LINES[line]
    context = browser.new_context(
        base_url=address, viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, locale="zh-CN"
    )
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    page = context.new_page()
    seen = _listen(page, kilobits, trip)
    page.goto(path, wait_until="networkidle", timeout=120_000)
    found = {"requests": float(len(seen)), "KB": sum(size for _, size in seen)}
    found["script KB"] = sum(size for kind, size in seen if kind == "Script")
    found["first paint ms"] = page.evaluate(PAINTED)
    context.close()
    return found


def _listen(page: Page, kilobits: int, trip: int) -> list[tuple[str, float]]:
    """Every answer that arrives from now on: kind and KB over the wire, headers included."""
    session = page.context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    seen: list[tuple[str, float]] = []

    def finished(event: dict[str, Any]) -> None:
        seen.append((kinds.get(event["requestId"], "Other"), event["encodedDataLength"] / 1024))

    session.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], event["type"]))
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    speed = {"downloadThroughput": kilobits * 128, "uploadThroughput": kilobits * 64}
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": trip, **speed})
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return seen


def pages(seat: dict[str, Any]) -> dict[str, tuple[str, float]]:
    """Path and the most KB it may take."""
    return {
        "a paper of 30 with all pictures": (f"/exams/a/{seat['code']}/1/", 400),
        "list of exams": ("/exams/", 60),
        "before an exam": ("/exams/company/start/", 60),
        "home": ("/", 60),
    }


def main() -> list[Figure]:
    figures = [Figure("Kolibri, one page, measured once", KOLIBRI, "KB")]
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder:
        var = Path(folder)
        server.make_site(var)
        server.manage(var, "load_training")
        seats = var / "seats.json"
        server.manage(var, "shell", "-c", f"from bench.exam_room import seat; seat(1, {str(seats)!r}, 'weigh')")
        seat = json.loads(seats.read_text("utf-8"))[0]
        with (
            server.serve(var, "portal.wsgi:application", "portal.settings.development") as site,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            for name, (path, most) in pages(seat).items():
                figures += weighed(browser, f"http://127.0.0.1:{site.port}", seat["session"], name, path, most)
            browser.close()
    return figures


def weighed(browser: Browser, address: str, cookie: str, name: str, path: str, most: float) -> list[Figure]:
    found: list[Figure] = []
    for line in LINES:
        rows = [measure(browser, address, cookie, path, line) for _ in range(RUNS)]
        middle = {what: statistics.median(row[what] for row in rows) for what in rows[0]}
        if not found:
            found += [
                Figure(name, middle["KB"], "KB", limit=most),
                Figure(f"{name}: scripts", middle["script KB"], "KB", limit=20),
                Figure(f"{name}: requests", middle["requests"], ""),
                Figure(f"{name}: Kolibri's page is heavier by", KOLIBRI / middle["KB"], "times", least=10),
            ]
        found.append(Figure(f"{name}: first paint, {line}", middle["first paint ms"], "ms"))
    return found
