"""The rows of a case that its documents are made from, each list read once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch

from portal.models import PersonRecord
from portal.rules.roles import NAMES as ROLE_NAMES

from ..models import (
    Case,
    CaseArticle,
    CaseRecord,
    ClaimTrack,
    Happening,
    Instalment,
    LegalReview,
    PaperHeld,
    Party,
    RunningClock,
    Settlement,
    SettlementShare,
    TeamMember,
)
from ..rules import records as record_rules
from ..rules.blanks import told
from ..rules.clocks import vocabulary
from ..rules.settlements import NAMES as STANDINGS
from .blocks import day, moment

if TYPE_CHECKING:
    from decimal import Decimal

ROLES = {str(role): name for role, name in ROLE_NAMES.items()}


class Facts:
    """A case as its documents read it. `today` is the day of printing. `asked` are the blanks filled in by hand."""

    def __init__(self, case: Case, *, today: datetime.date, asked: dict[str, Any] | None = None) -> None:
        self.case, self.today, self.asked = case, today, asked or {}

    @cached_property
    def parties(self) -> list[Party]:
        rows = self.case.parties.filter(removed_at__isnull=True).select_related("organisation", "employer", "of")
        return list(rows)

    def of_role(self, *roles: str) -> list[Party]:
        return [party for party in self.parties if party.role in roles]

    @cached_property
    def workers(self) -> list[Party]:
        return self.of_role(Party.Role.WORKER)

    @cached_property
    def employers(self) -> list[Party]:
        """The licensed ones in the chain that may answer for wages, the nearest to the worker last."""
        rank: dict[str, int] = {role: place for place, role in enumerate(Party.CHAIN)}
        found = self.of_role(Party.Role.GENERAL, Party.Role.PROFESSIONAL, Party.Role.LABOUR, Party.Role.DISPATCH)
        return sorted(found, key=lambda party: rank.get(party.role, len(rank)))

    def names(self, parties: Sequence[Party], most: int = 12) -> str:
        shown = "、".join(party.name for party in parties[:most])
        return f"{shown}等 {len(parties)} 人" if len(parties) > most else shown

    @cached_property
    def team(self) -> list[TeamMember]:
        return list(self.case.team.filter(until__isnull=True).select_related("person", "deputy"))

    @cached_property
    def records(self) -> list[CaseRecord]:
        return list(self.case.records.standing().select_related("by", "party"))

    def written(self, *kinds: str) -> list[CaseRecord]:
        """Standing records of these kinds, oldest first."""
        return [record for record in self.records if record.kind in kinds]

    def last(self, kind: str) -> CaseRecord | None:
        rows = self.written(kind)
        return rows[-1] if rows else None

    @cached_property
    def happenings(self) -> list[Happening]:
        return list(self.case.happenings.filter(undone_at__isnull=True).select_related("by", "party"))

    def when(self, event: str) -> datetime.datetime | None:
        """The first time that this happened."""
        return next((row.at for row in self.happenings if row.event == event), None)

    def told_when(self, event: str) -> str:
        """The same in words: the day alone where only that is known; "" when it did not happen."""
        return next((_told_at(row) for row in self.happenings if row.event == event), "")

    @cached_property
    def settlements(self) -> list[Settlement]:
        newer = Settlement.objects.filter(case=OuterRef("case"), version__gt=OuterRef("version"))
        rows = self.case.settlements.select_related("payer", "made_by").annotate(newer=Exists(newer))
        shares = Prefetch("shares", SettlementShare.objects.select_related("party"))
        reviews = Prefetch("reviews", LegalReview.objects.select_related("by"))
        instalments = Prefetch("instalments", Instalment.objects.with_paid())
        return list(rows.prefetch_related(shares, reviews, instalments))

    @cached_property
    def settlement(self) -> Settlement | None:
        """The signed one, else the newest."""
        signed = [row for row in self.settlements if row.signed_on]
        found = signed or self.settlements
        return found[-1] if found else None

    @cached_property
    def instalments(self) -> list[Instalment]:
        return list(self.settlement.instalments.all()) if self.settlement else []

    @cached_property
    def claims(self) -> list[ClaimTrack]:
        return list(self.case.claims.prefetch_related("steps"))

    @cached_property
    def papers(self) -> list[PaperHeld]:
        return list(self.case.papers.all())

    def held(self, of: str) -> dict[str, PaperHeld]:
        return {paper.code: paper for paper in self.papers if paper.list == of}

    @cached_property
    def clocks(self) -> list[RunningClock]:
        return list(self.case.clocks.filter(cancelled_at__isnull=True))

    @cached_property
    def articles(self) -> list[CaseArticle]:
        return list(self.case.articles.exclude(state=CaseArticle.State.REMOVED))

    @cached_property
    def evidence(self) -> list[Any]:
        rows = getattr(self.case, "evidence", None)
        return list(rows.select_related("attachment")) if rows is not None else []

    @cached_property
    def worker_rows(self) -> dict[int, list[PersonRecord]]:
        """Party and the records that its newest look-up showed: no wider than what somebody gave a reason for."""
        found: dict[int, list[PersonRecord]] = {}
        for record in self.written(record_rules.LOOKUP):
            if record.party is None or record.party.person_id is None:
                continue
            rows = PersonRecord.objects.filter(
                person=record.party.person_id,
                project=self.case.project_id,
                kind__in=record.values["kinds"],
                status=PersonRecord.Status.VALID,
                created_at__lte=record.noted_at,
                starts_on__lte=record.values["last"],
            ).order_by("kind", "starts_on")
            found[record.party.pk] = [
                row for row in rows if not row.ends_on or str(row.ends_on) >= record.values["first"]
            ]
        return found

    @cached_property
    def amount(self) -> Decimal | None:
        return self.case.amount

    def course(self, *, most: int = 60) -> list[tuple[str, str]]:
        """(when, what) of happenings and open records, oldest first."""
        events = vocabulary("events")
        rows = [
            (row.at, _told_at(row), f"{events.get(row.event, row.event)}{f'：{row.note}' if row.note else ''}")
            for row in self.happenings
        ]
        hidden = {*record_rules.privileged(), record_rules.LOOKUP, "duty", "lessons"}
        rows += [(row.at, moment(row.at), brief(row)) for row in self.records if row.kind not in hidden]
        if self.case.occurred_at:
            rows.append((self.case.occurred_at, moment(self.case.occurred_at), "事情发生"))
        return [(told_at, words) for _, told_at, words in sorted(rows, key=lambda one: (one[0], one[2]))[:most]]


def _told_at(row: Happening) -> str:
    return day(row.at) if row.day_only else moment(row.at)


def brief(record: CaseRecord) -> str:
    """A record in one line: its kind and the first line of its main field."""
    kind = record_rules.kinds().get(record.kind)
    if kind is None:
        return record.kind_name
    blank = next(one for one in kind.fields if one.name == kind.main)
    first = told(blank, record.values).split("\n")[0][:80]
    return f"{record.kind_name}{f'：{first}' if first else ''}"


def says(record: CaseRecord | None, name: str) -> str:
    """What a field of a record says, in words; "" for none."""
    if record is None:
        return ""
    kind = record_rules.kinds().get(record.kind)
    blank = next((one for one in kind.fields if one.name == name), None) if kind else None
    return told(blank, record.values) if blank else ""


def person_name(person: Any) -> str:
    return person.name if person is not None else ""


def role_name(role: str) -> str:
    return ROLES.get(role, role)


def standing_on(facts: Facts, row: Instalment) -> str:
    return STANDINGS[row.standing(facts.today)]
