"""Every place where something found by a search, or tied to it, is shown, exported or told."""

from __future__ import annotations

import datetime
import html
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from django.http.response import HttpResponseBase
from django.test import Client

from portal import clock
from portal.models import Message, Person
from search.asked import KINDS
from search.models import Published, SavedSearch, SearchLog
from search.services import alerts, saved

from .hidden_things import WORD, Thing


@dataclass
class Viewer:
    """Somebody with a browser; `person` is none for a stranger."""

    name: str
    client: Client
    person: Person | None = None


Read = Callable[[Viewer, Sequence[Thing]], str]
"""What a viewer reads there, asking for the first of the things that are hidden."""


def words_of(answer: HttpResponseBase) -> str:
    """Everything readable in an answer: the page, or all parts of a spreadsheet or a document."""
    body: bytes = getattr(answer, "content", b"")
    if body[:2] != b"PK":
        return html.unescape(body.decode("utf-8", "replace"))
    with zipfile.ZipFile(io.BytesIO(body)) as held:
        return html.unescape("\n".join(held.read(name).decode("utf-8", "replace") for name in held.namelist()))


def page(path: str, **asked: str) -> Read:
    def read(viewer: Viewer, things: Sequence[Thing]) -> str:
        title, mark = things[0].title or WORD, things[0].mark
        given = {name: value.format(title=title, law=mark.law, number=mark.printed) for name, value in asked.items()}
        told = words_of(viewer.client.get(path, given))
        echo = given.get("q", "\0")  # what the reader typed comes back, and gives nothing away
        for form in (quote(echo), quote_plus(echo), echo):
            told = told.replace(form, "")
        return told

    return read


def report(viewer: Viewer, things: Sequence[Thing]) -> str:
    """The 类案检索报告, as a document."""
    form = {"question": "算不算工伤", "happened_on": "2024-05-01", "trade": "TR-SCF"}
    return words_of(viewer.client.post(f"/search/report/?q={quote(WORD)}", form)).replace(WORD, "")


def own_pages(viewer: Viewer, things: Sequence[Thing]) -> str:
    """Its own addresses: what is not there says nothing."""
    told = "\n".join(words_of(viewer.client.get(url)) for url in things[0].addresses)
    for url in things[0].addresses:  # a page that is not there may name its own address
        told = told.replace(url, "")
    return told


def alert(viewer: Viewer, things: Sequence[Thing] = ()) -> str:
    """A saved search's letter, the inbox, and the page of the saved search."""
    if viewer.person is None:
        return ""
    for asked in (f"q={quote(WORD)}", f"q={quote(WORD)}&kind=precedent", "q=密题"):
        SavedSearch.objects.filter(person=viewer.person).delete()
        row = saved.save_search(person=viewer.person, asked=asked, name="我的", every="day", now=clock.now())
        SavedSearch.objects.filter(pk=row.pk).update(after=0)
        SavedSearch.objects.get(pk=row.pk).hits.all().delete()

        Published.objects.update(matched=False)
        alerts.match_published(today=clock.today(), now=clock.now())
        alerts.send_digests(now=clock.now() + datetime.timedelta(days=2))
    told = [f"{one.title}\n{one.body}" for one in Message.objects.filter(person=viewer.person)]
    told += [words_of(viewer.client.get(url)) for url in ("/me/messages/", "/search/saved/", row.get_absolute_url())]
    return "\n".join(told).replace("“密题”", "").replace(quote("密题"), "")


def log(viewer: Viewer, things: Sequence[Thing]) -> str:
    """What editors read of searches, but for what was typed above."""
    told = "\n".join(f"{row.query} {row.shown}" for row in SearchLog.objects.all())
    for thing in things:
        told = told.replace(thing.title or "\0", "")
    return told


SURFACES: dict[str, Read] = {
    "results": page("/search/", q=WORD),
    "results of cases": page("/search/", q=WORD, kind="precedent"),
    "results of law, whatever its day": page("/search/", q=WORD, status="all"),
    "newest results": page("/search/", q=WORD, sort="new"),
    "by its title": page("/search/", q="{title}"),
    "by its exact citation": page("/search/", q="《{title}》第一条"),
    "by its number": page("/search/", q="{number}"),
    "by a facet": page("/search/", kind="precedent", trade="TR-SCF"),
    "by its law": page("/search/", regulation="{law}", status="all"),
    "suggestions": page("/search/suggest/", q="密题"),
    "suggestions by pinyin": page("/search/suggest/", q="miti"),
    "feed": page("/search/feed/", q=WORD),
    "feed of cases": page("/search/feed/", kind="precedent"),
    "table": page("/search/export/xlsx/", q=WORD, status="all"),
    "table as text": page("/search/export/csv/", q=WORD),
    "report of cases": report,
    "saved search": alert,
    "search log": log,
    "results of answers": page("/search/", q=WORD, kind="answer"),
    "results of updates": page("/search/", q=WORD, kind="update"),
    "results of interpretations": page("/search/", q=WORD, kind="interpretation"),
    "results of lessons": page("/search/", q=WORD, kind="lesson"),
    "all of a law": page("/search/", regulation="gongshang", status="all"),
    "list of answers": page("/hotline/answers/"),
    "list of updates": page("/updates/"),
    "list of interpretations": page("/interpretations/"),
    "feed of updates": page("/updates/feed/"),
    "list of lessons": page("/learn3/company/"),
    "list of cases": page("/precedents/"),
    "list of a family": page("/precedents/", family="INJ"),
    "similar cases": page("/precedents/sibling/"),
    "article that it cites": page("/law/gongshang/1/"),
    "regulation that it cites": page("/law/gongshang/"),
    "all law": page("/law/"),
    "changes": page("/changes/"),
    "home": page("/"),
    "own pages": own_pages,
    "desk": page("/admin/precedents/", q="密题"),
    "search of the admin": page("/admin/pages/search/", q="密题"),
    "law in the admin": page("/admin/snippets/knowledge/regulation/", q="密题"),
    "readiness": page("/readyz"),
    "map of the site": page("/sitemap.xml"),
}
"""Another surface is one line here."""
OWN = {"by its title", "by its exact citation", "by its number", "by its law", "own pages"}
"""Asked for each thing by itself; the others are the same for all that is hidden, and are read once."""
SHOWN_PRECEDENT = {
    "results", "results of cases", "newest results", "by a facet", "feed", "feed of cases", "table", "table as text",
    "report of cases", "saved search", "list of cases", "list of a family", "similar cases", "article that it cites",
    "own pages", "by its number",
}  # fmt: skip
SHOWN_LAW = {
    "results", "results of law, whatever its day", "newest results", "by its law", "feed", "table", "table as text",
    "saved search", "all law", "own pages", "suggestions", "suggestions by pinyin", "by its exact citation",
}  # fmt: skip
_SHOWN_TOLD = {
    "results", "newest results", "feed", "table", "table as text", "saved search", "own pages", "suggestions",
    "suggestions by pinyin", "all of a law",
}  # fmt: skip
SHOWN_TOLD = {
    "answer": _SHOWN_TOLD | {"results of answers", "list of answers", "article that it cites"},
    "update": _SHOWN_TOLD | {"results of updates", "list of updates", "feed of updates", "article that it cites"},
    "interpretation": _SHOWN_TOLD | {"results of interpretations", "list of interpretations", "article that it cites"},
    "lesson": _SHOWN_TOLD | {"results of lessons", "list of lessons"},
}
"""Where a published one is seen by somebody: proof that looking there can find it."""


def leaks(viewers: Sequence[Viewer], things: Sequence[Thing]) -> Iterator[tuple[str, str, str]]:
    """(surface, viewer, secret) wherever a secret of one of them is read."""
    secrets = [secret for thing in things for secret in thing.secrets]
    for surface, read in SURFACES.items():
        asked = [(thing,) for thing in things] if surface in OWN else [things]
        for viewer in viewers:
            for one in asked:
                told = read(viewer, one)
                yield from ((surface, viewer.name, secret) for secret in secrets if secret in told)


def counted(viewer: Viewer) -> dict[str, int]:
    """Whatever is counted for WORD, which nothing public holds: totals, tabs, facets, statuses, rows of tables."""
    found: dict[str, int] = {}
    kinds = ({"kind": kind} for kind in KINDS)
    choices = (*kinds, {"status": "all"}, {"sort": "new"}, {"trade": "TR-SCF"})
    for asked in ({}, *choices):
        answer = viewer.client.get("/search/", {"q": WORD} | asked).context["answer"]
        name = str(asked)
        found[f"total {name}"] = answer.total
        found |= {f"tab {kind} {name}": count for kind, count in answer.kinds.items()}
        found |= {f"status {status} {name}": count for status, count in answer.statuses.items()}
        found |= {f"{facet} {value} {name}": n for facet, rows in answer.facets.items() for value, n in rows}
    if viewer.person:
        form = viewer.client.get("/search/report/", {"q": WORD})
        found["report"] = form.context["cases"]
    return {name: count for name, count in found.items() if count}
