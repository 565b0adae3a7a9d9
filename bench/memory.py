"""Resident memory of one web process with the full index open, after a search, a sign-in and an article."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from bench import Figure, server

ARTICLE = "/law/ldhtf/38/"
SEARCHES = ("工伤认定要多久", "老板拖欠工资怎么办", "劳动合同法第38条", "安全帽", "未签劳动合同 双倍工资")
LIMIT_MEGABYTES = 250


def main() -> list[Figure]:
    """Each figure is taken after what it names, in one process from its first request on."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder:
        var = Path(folder)
        server.make_site(var)
        full = server.corpus_file().exists()
        if full:
            server.manage(var, "shell", "-c", "from bench.big_index import fill; fill()")
        with server.serve(var, "portal.wsgi:application", "portal.settings.development") as site:

            def note(what: str, limit: float | None = None) -> None:
                figures.append(Figure(what, site.resident_megabytes(), "MB", limit))

            site.get("/healthz")
            note("after the first request")
            site.get("/search/?q=" + quote(SEARCHES[0]))
            note("after a search")
            site.sign_in("13800000003", "shili-laowu-1")
            site.get("/me/")
            note("after a sign-in")
            site.get(ARTICLE)
            note("after an article" + ("" if full else " (small index: the collection is not here)"), LIMIT_MEGABYTES)
            for _ in range(4):
                for words in SEARCHES:
                    site.get("/search/?q=" + quote(words))
                    site.get(ARTICLE)
            note("after forty more pages", LIMIT_MEGABYTES)
    return figures
