"""What one person of a case reads on the page of their own: theirs alone, in plain words, and nothing kept among us."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum

from knowledge.hotline_reading import shipped_numbers
from knowledge.reading import Chip
from portal.clock import SHANGHAI
from portal.models import OnCallContact
from portal.rules.masking import without_documents
from portal.services.sealing import unseal

from .case_reading import Call, bar
from .law_reading import chips_of, links_of
from .models import Case, CaseArticle, CaseRecord, Instalment, OwnPage, Party, RunningClock, SettlementShare
from .rules import own_view as rules
from .rules import records
from .rules.blanks import told as told_blank
from .rules.clocks.words import told
from .rules.plain_summary import Entitlement, Facts, Ground, Limit, Line, seven_lines
from .rules.settlements import Standing
from .rules.sums.lines import MONTHLY, ONCE
from .services.clocks import definition_of
from .services.floors import lines_of
from .services.reference import book_now

NOTICE = "notice"
AID = ("《法律援助法》第三十一条第五项", "《法律援助法》第三十一条第七项")
UNION = ("《工会法》第二十二条",)
CONTACTS = 3


@dataclass(frozen=True)
class Circle:
    """For whom one reads: the person, of whom they speak, and everybody else in the case, taken out of it or not."""

    party: Party
    subject: Party | None
    own: frozenset[int]
    own_names: tuple[str, ...]
    others: tuple[str, ...]
    firms: tuple[str, ...]
    phones: tuple[str, ...]
    alone: bool

    @classmethod
    def of(cls, party: Party, parties: Sequence[Party]) -> Circle:
        """A family without a word of whose it is belongs to the only worker of the case."""
        workers = [one for one in parties if one.role == Party.Role.WORKER and one.removed_at is None]
        subject = (
            party if party.role == Party.Role.WORKER else next((one for one in workers if one.pk == party.of_id), None)
        )
        if subject is None and party.of_id is None and len(workers) == 1:
            subject = workers[0]
        own = {party.pk} | ({subject.pk} if subject else set())
        mine = tuple(one.name for one in parties if one.pk in own)
        rest = [one for one in parties if one.pk not in own]
        people = [one for one in rest if one.role in Party.PEOPLE]
        return cls(
            party=party,
            subject=subject,
            own=frozenset(own),
            own_names=mine,
            others=tuple(one.name for one in people),
            firms=tuple(one.name for one in rest if one.role not in Party.PEOPLE),
            phones=tuple(unseal(one.sealed_phone) for one in people if one.sealed_phone),
            alone=len(workers) <= 1,
        )

    def clean(self, text: str) -> str:
        """Without names and phones of others, and without numbers of documents."""
        return without_documents(rules.without_phones(self._unnamed(text), self.phones))

    def _unnamed(self, text: str) -> str:
        return rules.without_names(text, self.others, self.own_names)


@dataclass(frozen=True)
class OwnClock:
    """`when` is the last day, or from when it may be done; `tone` "", soon or over."""

    clock: RunningClock
    when: str
    left: str
    tone: str
    cites: tuple[str, ...]
    means: str
    unsure: str


@dataclass(frozen=True)
class OwnPayment:
    """`amount` None where the sum is not theirs alone."""

    row: Instalment
    standing: Standing
    amount: Decimal | None


def read_own(page: OwnPage, now: datetime.datetime) -> dict[str, Any]:
    """Everything the page shows, in a number of queries that does not grow."""
    case, today = page.case, now.astimezone(SHANGHAI).date()
    circle = Circle.of(page.party, list(case.parties.all()))
    clocks = own_clocks(case, circle.own, now)
    rows = case.articles.filter(state=CaseArticle.State.CONFIRMED, by_rule=True)
    lines = summary(case, circle.subject, rows, clocks, now)
    payments, share = _payments(case, circle, today)
    notices, words = _records(case, circle)
    chips = _chips(case, [*clocks, *lines], today)
    return {
        "page": page,
        "case": case,
        "party": page.party,
        "stage": rules.stage_words(case.stage),
        "state": rules.state_words(case.state),
        "contacts": [
            Call(one.phone, one.name, one.duty or "值班联系人")
            for one in OnCallContact.objects.filter(project=case.project_id).order_by("order", "pk")[:CONTACTS]
        ],
        "promises": _promises(case, circle, now),
        "notices": notices,
        "words": words,
        "clocks": [(one, _chosen(chips, one.cites)) for one in clocks],
        "payments": payments,
        "share": share,
        "lines": [(one, _chosen(chips, one.cites)) for one in lines],
        "rights": _chosen(chips, (*AID, *UNION)),
        "numbers": [one for one in shipped_numbers() if not one["urgent"]],
        "today": today,
    }


def own_clocks(case: Case, own: frozenset[int] | None, now: datetime.datetime) -> list[OwnClock]:
    """Those of the law that are the worker's or the family's: the next one first. `own` None: of anybody's."""
    running = case.clocks.running().statutory().order_by("latest", "pk")
    if own is not None:
        running = running.filter(Q(party__isnull=True) | Q(party__in=own))
    found = []
    for clock in running:
        what = definition_of(clock)
        if rules.is_theirs(what.who, internal=what.internal):
            found.append(_clock(clock, now))
    return sorted(found, key=lambda one: (one.clock.latest is None, one.clock.latest or now, one.clock.pk))


def _clock(clock: RunningClock, now: datetime.datetime) -> OwnClock:
    what, drawn = definition_of(clock), bar(clock, now)
    when, left, tone = drawn.limit, drawn.left, drawn.tone
    if what.opens:
        when, left, tone = (f"{told(clock.file_by, now=now)} 以后" if clock.file_by else ""), "到那时候才可以办", ""
    elif clock.latest is None:
        when, left, tone = "", "没有固定的最后一天，越早越好", ""
    unsure = [clock.uncertain, "" if clock.verified else "条文待核实", what.doubt]
    if clock.party_id is None and rules.starts_with_a_paper(what.triggers):
        unsure.append("按案件里记的收到日子算，您自己收到的日子不同的，从您收到那天算")
    doubts = "；".join(one.removesuffix("待核实").rstrip("，") for one in unsure if one)
    return OwnClock(clock, when, left, tone, what.articles, what.consequence, doubts)


def summary(
    case: Case,
    subject: Party | None,
    rows: Iterable[CaseArticle],
    clocks: Sequence[OwnClock],
    now: datetime.datetime,
) -> list[Line]:
    """The seven lines of a case for one of its workers; without one nothing is reckoned."""
    reckoned = lines_of(case, subject, today=now.astimezone(SHANGHAI).date(), book=book_now()) if subject else []
    facts = Facts(
        kind=case.kind,
        kind_name=case.kind_name,
        on=case.incident_on,
        sure=case.occurred_at is not None or case.path == "D",
        grounds=tuple(
            Ground(row.cite, row.kind, row.reason, row.state == CaseArticle.State.CONFIRMED, row.verified)
            for row in rows
            if row.kind in ("violated", "basis", "procedure") and row.state != CaseArticle.State.REMOVED
        ),
        limits=tuple(
            Limit(one.clock.name, one.when, one.cites, one.unsure) for one in clocks if one.clock.latest and one.when
        ),
        sums=tuple(
            Entitlement(
                one.name,
                one.amount,
                one.article,
                one.formula.rpartition("未计算，")[2],
                one.verified,
                one.per == MONTHLY,
            )
            for one in reckoned
            if one.per in (ONCE, MONTHLY)
        ),
    )
    return seven_lines(facts)


def for_handler(case: Case, rows: Iterable[CaseArticle], now: datetime.datetime) -> list[Line]:
    """The seven lines as those who handle the case read them: with what is only proposed, and no sums unless the case
    is of one worker."""
    workers = list(case.parties.filter(role=Party.Role.WORKER, removed_at__isnull=True)[:2])
    return summary(case, workers[0] if len(workers) == 1 else None, rows, own_clocks(case, None, now), now)


def _chips(case: Case, parts: Iterable[OwnClock | Line], today: datetime.date) -> dict[str, Chip]:
    cites = [cite for one in parts for cite in one.cites]
    return chips_of(links_of([*cites, *AID, *UNION], case.incident_on), case.incident_on, today)


def _chosen(chips: dict[str, Chip], cites: Iterable[str]) -> list[tuple[str, Chip | None]]:
    """Two items of one article lead to one place, which stands once."""
    found = {chip.url if (chip := chips.get(cite)) else cite: (cite, chip) for cite in cites}
    return list(found.values())


def _promises(case: Case, circle: Circle, now: datetime.datetime) -> list[dict[str, Any]]:
    """Made to them; one of a talk with somebody else, or of what is privileged, is not theirs."""
    hidden = records.privileged()
    found = []
    for row in case.promises.select_related("record").order_by("due_at", "pk"):
        talk = row.record
        if talk and (talk.kind in hidden or (talk.party_id and talk.party_id not in circle.own)):
            continue
        if rules.is_to(row.to, circle.own_names, (*circle.others, *circle.firms), alone=circle.alone):
            facts = {"what": circle.clean(row.what), "who": circle.clean(row.who), "how": circle.clean(row.kept_how)}
            found.append({"row": row, "state": row.state(now), **facts})
    return found


def _records(case: Case, circle: Circle) -> tuple[list[dict[str, Any]], list[CaseRecord]]:
    """Notices written for them, newest first, and what they said themselves. What was said to a family without naming
    it is theirs only where the case is of one worker; a notice without a name is for everybody.

    Records stay in a case that was merged or split, and are read through: theirs wherever they are, those for everybody
    of what was merged into this one."""
    shared = records.shared()
    mine = Q(party__in=circle.own) | Q(party__isnull=True) & (Q(case=case) | Q(case__merged_into=case))
    kinds = Q(kind__in=shared) | Q(kind=records.OWN_WORD, party=circle.party)
    rows = CaseRecord.objects.standing().filter(kinds, mine).order_by("-at", "-pk")
    notices, words = [], []
    for row in rows:
        if row.kind == records.OWN_WORD:
            words.append(row)
        elif row.party_id or circle.alone or row.kind == NOTICE:
            blanks = {blank.name: blank for blank in records.kinds()[row.kind].fields}
            texts = [circle.clean(told_blank(blanks[name], row.values)) for name in shared[row.kind]]
            notices.append({"at": row.at, "texts": [text for text in texts if text], "corrects": row.corrects_id})
    return notices, words


def _payments(case: Case, circle: Circle, today: datetime.date) -> tuple[list[OwnPayment], Decimal | None]:
    """Instalments of the newest signed settlement, and their own share of it. Where others have shares in it too, the
    sums of its payments are not shown; where it names shares and none is theirs, nothing is."""
    shares = SettlementShare.objects.filter(settlement=OuterRef("settlement")).order_by().values("settlement")
    own = shares.filter(party__in=circle.own)
    rows = Instalment.objects.binding().with_paid().filter(settlement__case=case).select_related("settlement")
    rows = rows.annotate(
        shares=Subquery(shares.annotate(number=Count("pk")).values("number")),
        own_shares=Subquery(own.annotate(number=Count("pk")).values("number")),
        own_sum=Subquery(own.annotate(sum=Sum("amount")).values("sum")),
    )
    listed: list[Any] = list(rows.order_by("settlement__version", "number"))
    if not listed or (listed[-1].shares and not listed[-1].own_shares):
        return [], None
    last = listed[-1]
    whole = last.own_shares == last.shares if last.shares else circle.alone
    newest = [row for row in listed if row.settlement_id == last.settlement_id]
    return [OwnPayment(row, row.standing(today), row.amount if whole else None) for row in newest], last.own_sum
