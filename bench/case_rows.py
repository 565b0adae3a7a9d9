"""Rows for `bench cases`: 20,000 cases of 40 clients and 200,000 pieces of evidence, as the services leave them.

They are made many at a time, without the services; the chains are whole all the same: ledger, trail and their ends
bear the hashes that `verify_evidence` and `verify_trail` compute, and the measurement has them checked.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from cases.models import (
    Case,
    CaseMove,
    ChainHead,
    EvidenceEntry,
    EvidenceItem,
    Happening,
    Party,
    RunningClock,
    StageChange,
    TeamMember,
)
from cases.rules import evidence as rules
from cases.rules.clocks import definitions
from cases.rules.stages import along, path_of
from cases.services.evidence import chain_of
from portal.models import Membership, Organisation, Person, Project

CLIENTS, PROJECTS = 40, 5
CASES, EVIDENCE = 20_000, 200_000
PILE = 1000
"""Pieces of evidence of the one large case, which also has CLOCKS, HAPPENINGS and PARTIES."""
CLOCKS, HAPPENINGS, PARTIES = 60, 300, 40
SECRET = "bench-cases-1"  # noqa: S105
KINDS = ("DIS-WAG", "DIS-TER-ILL", "DIS-OVT", "INJ", "DTH", "OCC", "SAF")
STATES = ("open",) * 9 + ("paused",) + ("closed",) * 9 + ("merged",)
WORDS = ("十二个人八月的工资没有发", "架子工从三层坠落", "离职证明不给开", "脚手架拆除时碰伤手", "加班费算少了")
AT_ONCE = 500
HOUR = datetime.timedelta(hours=1)


def fill(now: datetime.datetime, cases: int = CASES, evidence: int = EVIDENCE) -> dict[str, str]:
    """Everything; returned is what the measurement asks for: logins and the number of the large case."""
    projects, handlers = _places()
    step = AT_ONCE
    for start in range(0, cases, step):
        with transaction.atomic():
            made = _cases(range(start, min(start + step, cases)), projects, handlers, now)
            _around(made, now)
            share = evidence // cases
            _evidence({case.pk: (case, share) for case in made[0 if start else 1 :]}, now)
            if not start:
                _large(made[0], now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"large": made_number(0), "ordinary": made_number(CLIENTS * PROJECTS), "project": str(projects[0].pk)}


def made_number(n: int) -> str:
    return f"AJ-2026-{n + 1:05}"


def _places() -> tuple[list[Project], list[Person]]:
    """Projects with the labour manager of each, a manager of the platform, and somebody of another client."""
    platform = Organisation.objects.create(name="平台公司", kind=Organisation.Kind.PLATFORM)
    clients = [
        Organisation.objects.create(name=f"第 {n} 建筑公司", kind=Organisation.Kind.CLIENT, parent=platform)
        for n in range(CLIENTS)
    ]
    projects = [
        Project.objects.create(client=one, name=f"{one.name}{n} 号项目") for one in clients for n in range(PROJECTS)
    ]
    handlers = [Person.objects.create(username=f"handler-{n}", name=f"劳务员{n}") for n in range(len(projects))]
    Membership.objects.bulk_create(
        Membership(person=who, organisation=project.client, project=project, role="labour_manager")
        for who, project in zip(handlers, projects, strict=True)
    )
    chief = Person.objects.create(username="chief", name="平台劳务负责人")
    Membership.objects.create(person=chief, organisation=platform, role="labour_manager")
    for who in (handlers[0], handlers[-1], chief):
        who.set_password(SECRET)
        who.save()
    return projects, handlers


def _cases(numbers: range, projects: list[Project], handlers: list[Person], now: datetime.datetime) -> list[Case]:
    made = [_case(n, projects, handlers, now) for n in numbers]
    return Case.objects.bulk_create(made)


def _case(n: int, projects: list[Project], handlers: list[Person], now: datetime.datetime) -> Case:
    """Two years of them, every project in turn."""
    at, turn = n % len(projects), n // len(projects)
    kind = KINDS[turn % len(KINDS)]
    family = kind.partition("-")[0]
    path = along(path_of(family))
    opened = now - HOUR * (1 + n * 17520 // CASES)
    state = "open" if n == 0 else STATES[turn % len(STATES)]
    return Case(
        number=made_number(n),
        family=family,
        kind=kind,
        project=projects[at],
        place=f"{1 + n % 9} 号楼",
        known_at=opened,
        occurred_at=opened - HOUR / 2,
        text=f"{WORDS[n % len(WORDS)]}，{1 + n % 30} 个人在场。" + "班组长先打了电话，现场拍了照片。" * (1 + n % 4),
        people_count=1 + n % 30,
        stage=path[turn % len(path) if state != "closed" else -1].code,
        state="closed" if state == "merged" else state,
        handler=handlers[at],
        reported_by=handlers[at],
        opened_at=opened,
        closed_at=opened + HOUR * 300 if state in ("closed", "merged") else None,
        next_due_at=None,
    )


def _around(made: list[Case], now: datetime.datetime) -> None:
    """Parties, team, happenings, stages, clocks; then the next limit of each, and what its trail says of it."""
    Party.objects.bulk_create(
        Party(case=case, role=role, name=f"{name}{case.pk}")
        for case in made
        for role, name in (("worker", "工人"), ("labour", "劳务公司"))
    )
    TeamMember.objects.bulk_create(
        TeamMember(case=case, group="O-02", person=case.handler, role="labour_manager", since=case.opened_at)
        for case in made
    )
    _happenings(made, 3)
    StageChange.objects.bulk_create(
        StageChange(case=case, before="", after=case.stage, at=case.opened_at, by=case.handler) for case in made
    )
    _clocks(made, 4, now)


def _happenings(made: list[Case], many: int) -> None:
    events = ("known", "reported", "talked", "scene_protected", "family_told")
    Happening.objects.bulk_create(
        Happening(
            case=case,
            event=events[n % len(events)],
            at=case.opened_at + HOUR * n / 10,
            by=case.handler,
            note=f"第 {n} 件" if n % 3 == 0 else "",
            noted_at=case.opened_at + HOUR * n / 10,
        )
        for case in made
        for n in range(many)
    )


def _clocks(made: list[Case], many: int, now: datetime.datetime) -> None:
    """Of a living case: some run, some have been missed, one is met, one does not apply. A closed one has none left."""
    codes = ("D-03", "L01", "I-09", "D-14")
    known = definitions()
    rows: list[RunningClock] = []
    first: dict[int, datetime.datetime] = {}
    for case in made:
        living = case.state in Case.LIVING
        for n in range(many):
            one = known[codes[n % len(codes)]]
            latest = now + HOUR * ((case.pk * 37 + n * 101) % 2400 - 240)
            met, gone = (n % 4 == 1 or not living), n % 7 == 2
            started = min(case.opened_at, latest - HOUR)
            rows.append(
                RunningClock(
                    case=case,
                    definition=one.code,
                    name=one.name,
                    statutory=not one.internal,
                    verified=one.verified,
                    who=one.who[0],
                    started_by=f"{one.code}:{n}:{many}:0",
                    started_at=started,
                    latest=latest,
                    file_by=latest,
                    met_at=started + HOUR / 2 if met else None,
                    missed_at=latest if latest < now and not met else None,
                    cancelled_at=case.opened_at if gone else None,
                )
            )
            if not met and not gone:
                first[case.pk] = min(latest, first.get(case.pk, latest))
    RunningClock.objects.bulk_create(rows, batch_size=2000)
    for case in made:
        case.next_due_at = first.get(case.pk)
    Case.objects.bulk_update(made, ["next_due_at"], batch_size=200)


def _large(case: Case, now: datetime.datetime) -> None:
    """What a bad year brings: a case with hundreds of happenings."""
    _happenings([case], HAPPENINGS - 3)
    _clocks([case], CLOCKS - 4, now)
    Party.objects.bulk_create(
        Party(case=case, role=list(Party.Role)[n % 8], name=f"当事人{n}") for n in range(PARTIES - 2)
    )
    _evidence({case.pk: (case, PILE)}, now)


class _Chain:
    """Rows of one chain, each linked to the one before."""

    def __init__(self, name: str) -> None:
        self.name, self.seq, self.hash = name, 0, ""

    def add(self, row: Any) -> Any:
        self.seq += 1
        row.seq, row.before = self.seq, self.hash
        row.hash = self.hash = row.expected_hash()
        return row

    def head(self) -> ChainHead:
        return ChainHead(chain=self.name, seq=self.seq, hash=self.hash)


def _evidence(wanted: dict[int, tuple[Case, int]], now: datetime.datetime) -> None:
    """Things without a file, each with its entry in the ledger, each entry in the trail, after the row that opened."""
    items = EvidenceItem.objects.bulk_create(_items(wanted.values()), batch_size=2000)
    ledgers = {pk: _Chain(chain_of(pk)) for pk in wanted}
    trails = {pk: _Chain(f"case:{pk}") for pk in wanted}
    moves = [_move(trails[pk], case, "open", case.opened_at, {}) for pk, (case, _) in wanted.items()]
    entries = []
    for item in items:
        entry = ledgers[item.case_id].add(_entry(item))
        entries.append(entry)
        told = {"item": item.number, "entry": entry.seq, "kind": entry.kind, "hash": entry.hash}
        moves.append(_move(trails[item.case_id], item.case, "evidence", item.added_at, told))
    EvidenceEntry.objects.bulk_create(entries, batch_size=2000)
    CaseMove.objects.bulk_create(moves, batch_size=2000)
    ChainHead.objects.bulk_create(chain.head() for chain in (*ledgers.values(), *trails.values()))


def _items(wanted: Iterable[tuple[Case, int]]) -> Iterator[EvidenceItem]:
    for case, many in wanted:
        for n in range(1, many + 1):
            yield EvidenceItem(
                case=case,
                number=n,
                kind=rules.OBJECT,
                what=f"第 {n} 件：现场留下的东西",
                place=case.place,
                holder="项目部",
                recorder=case.handler.name if case.handler else "",
                added_by=case.handler,
                added_at=case.opened_at + HOUR * n / 60,
            )


def _entry(item: EvidenceItem) -> EvidenceEntry:
    values = {name: value for name, value in item.facts().items() if name != "sealed"} | {"file": "", "mime": ""}
    return EvidenceEntry(
        case=item.case,
        item=item,
        kind=rules.INTAKE,
        by=item.added_by,
        who=item.recorder,
        at=item.added_at,
        values=values,
    )


def _move(chain: _Chain, case: Case, verb: str, at: datetime.datetime, data: dict[str, Any]) -> CaseMove:
    row = CaseMove(chain=chain.name, case=case, verb=verb, by=case.handler, role="labour_manager", at=at, data=data)
    made: CaseMove = chain.add(row)
    return made


def broken() -> dict[str, int]:
    """How many rows there are, and how many places in ledgers and trails are not as they were written."""
    from cases.services.evidence_check import verify
    from cases.services.trail import broken_links

    return {
        "cases": Case.objects.count(),
        "evidence": EvidenceItem.objects.count(),
        "clocks": RunningClock.objects.count(),
        "trail": CaseMove.objects.count(),
        "broken": len(verify().faults) + sum(1 for _ in broken_links()),
    }


def tell(what: Callable[[], Any]) -> None:
    """On one line, for whoever started this in a process of its own."""
    print(json.dumps(what()))
