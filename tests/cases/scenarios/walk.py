"""The words of the scenarios: what somebody does in a case, and what has to be seen afterwards.

A moment of time is the only clock: `at(10, 12, 8, 40)` is 12 October 2026, 08:40 in Shanghai.
"""

from __future__ import annotations

import datetime
import io
import uuid
from dataclasses import dataclass
from typing import Any

import pypdf

from cases.documents import Facts, sheet_of
from cases.models import Case, CaseDocument, CaseRecord, Happening, Party, RunningClock
from cases.rules.documents import kinds_for
from cases.services.documents import FILE_TEMPLATE, make_document
from cases.services.happenings import note_happening
from cases.services.law import propose_articles
from cases.services.people import add_party
from cases.services.records import keep_record
from cases.services.stages import move_stage
from knowledge.rules.numerals import article_label, parse_article_key
from portal import printing
from portal.models import Message, Person, Project
from tests.cases.rules.test_proposals import MOST_OTHERS, titles

ZONE = datetime.timezone(datetime.timedelta(hours=8))
D = datetime.date


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, tzinfo=ZONE)


def last_day(moment: datetime.datetime | None) -> str:
    """The day that 24:00 closes."""
    return f"{(moment - datetime.timedelta(microseconds=1)).astimezone(ZONE):%Y-%m-%d}" if moment else ""


def key(word: str) -> uuid.UUID:
    """What a phone makes once for a thing that it sends."""
    return uuid.uuid5(uuid.NAMESPACE_OID, word)


def label_of(title: str, article: str) -> str:
    """As a case keeps it: 《工伤保险条例》第十四条."""
    name = title.replace("《", "〈").replace("》", "〉")
    return f"《{name}》" + (article_label(*parse_article_key(article)) if article else "")


@dataclass(frozen=True)
class Crewed:
    """Who works on the cases of the project; `adviser`, `expert` and `labour` are of the platform."""

    project: Project
    labour: Person
    expert: Person
    adviser: Person
    chief: Person
    manager: Person
    safety: Person
    insurance: Person
    finance: Person


class Walk:
    """One case on its way. Unless `by` says otherwise the labour manager does it."""

    def __init__(self, case: Case, people: Crewed) -> None:
        self.case, self.people = case, people

    # ---- what is done ----

    def noted(self, event: str, when: datetime.datetime, by: Person | None = None, **more: Any) -> Happening:
        who = by or self.people.labour
        return note_happening(case=self.case, event=event, at=when, by=who, now=when, **more)

    def wrote(self, kind: str, when: datetime.datetime, by: Person | None = None, /, **values: Any) -> CaseRecord:
        who = by or self.people.labour
        return keep_record(case=self.case, by=who, kind=kind, at=when, values=values, now=when)

    def moved(self, to: str, when: datetime.datetime, **reasons: str) -> None:
        """`reasons` by code, with __ for the colon."""
        given = {code.replace("__", ":"): why for code, why in reasons.items()}
        move_stage(case=self.case, to=to, by=self.people.labour, now=when, reasons=given)
        self.case.refresh_from_db()

    def made(self, kind: str, when: datetime.datetime, by: Person | None = None, **asked: Any) -> CaseDocument:
        """A document with its PDF and its Word file."""
        return make_document(case=self.case, by=by or self.people.labour, kind=kind, asked=asked, now=when)

    def party(self, role: str, name: str, when: datetime.datetime, **facts: Any) -> Party:
        return add_party(case=self.case, role=role, name=name, by=self.people.labour, now=when, **facts)

    # ---- what is seen ----

    def clock(self, code: str) -> RunningClock:
        return self.case.clocks.get(definition=code, cancelled_at__isnull=True)

    def runs(self, code: str) -> bool:
        return self.case.clocks.running().filter(definition=code).exists()

    def days(self, code: str) -> tuple[str, str]:
        """(file by, latest) of a clock that is counted in days."""
        row = self.clock(code)
        return last_day(row.file_by), last_day(row.latest)

    def minute(self, code: str) -> str:
        """The last moment of a clock that is counted in minutes or hours."""
        latest = self.clock(code).latest
        return f"{latest.astimezone(ZONE):%m-%d %H:%M}" if latest else ""

    def in_time(self, code: str) -> bool:
        row = self.clock(code)
        return row.met_at is not None and row.missed_at is None

    def told(self, title: str) -> set[str]:
        """Names of those who were sent a message with these words about the case."""
        rows = Message.objects.filter(title__contains=title).filter(title__contains=self.case.number)
        return set(rows.values_list("person__name", flat=True))

    def groups(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in self.case.team.filter(until__isnull=True).select_related("person"):
            found.setdefault(row.group, set()).add(row.person.name if row.person else row.name)
        return found

    def law(self, links: str, when: datetime.datetime) -> dict[str, str]:
        """Cite → reason of all that is proposed now; the articles of `links` are among them, few others beside."""
        propose_articles(case=self.case, by=None, now=when)
        rows = list(self.case.articles.exclude(state="removed"))
        wanted = [label_of(*one) for one in sorted(titles(links))]
        cites = [row.cite for row in rows]
        assert [one for one in wanted if not any(cite.startswith(one) for cite in cites)] == []
        others = [cite for cite in cites if not any(cite.startswith(one) for one in wanted)]
        assert len(others) <= MOST_OTHERS, others
        assert all(row.reason.endswith("。") and row.kind in {"violated", "basis", "procedure"} for row in rows)
        return {row.cite: row.reason for row in rows}

    def papers(self, today: datetime.date) -> dict[str, str]:
        """Kind → what stands on each document that belongs to such a case; all are really typeset, in one file."""
        facts = Facts(self.case, today=today)
        sheets = {kind.code: sheet_of(facts, kind.code) for kind in kinds_for(self.case.path, self.case.family)}
        whole = {
            "title": "全部",
            "number": self.case.number,
            "sample": False,
            "cover": [],
            "sheets": [*sheets.values()],
        }
        pages = pypdf.PdfReader(io.BytesIO(printing.pdf(FILE_TEMPLATE, whole))).pages
        printed = "".join("".join((page.extract_text() or "").split()) for page in pages)
        for sheet in sheets.values():
            assert "".join(sheet["title"].split()) in printed, sheet["title"]
        return {code: str(sheet) for code, sheet in sheets.items()}
