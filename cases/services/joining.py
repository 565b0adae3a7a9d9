"""Cases that belong together: linking, merging, splitting. No row is lost and no chain of evidence is written anew.

What lives on goes to the case that is worked on: people, happenings, running clocks, promises, a signed settlement,
claims, papers, the team. What is evidence of what was said and done (records, the ledger of evidence, documents, the
trail) stays where its hashes were made, and whoever may see the one case may read the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from portal.services.messages import notify
from portal.services.refusal import Refused

from ..models import Case, CaseLink, Happening, Party, RunningClock, Settlement
from ..rules.access import Action
from . import clocks
from .closing import locked
from .opening import open_part
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

Moved = dict[int, Happening]
"""What stands in the new case for a happening of the old one, by its primary key."""


@transaction.atomic
def link_cases(*, case: Case, other: Case, kind: str, by: Person, now: datetime.datetime) -> CaseLink:
    """Tie two cases; whoever ties must see both. Both are locked in the order of their keys, from whichever end."""
    list(Case.objects.select_for_update().only("pk").filter(pk__in=[case.pk, other.pk]).order_by("pk"))
    guard(case, by, Action.HANDLE)
    if case.pk == other.pk or not Case.objects.visible_to(by).filter(pk=other.pk).exists():
        raise Refused("没有这件案子", "other")
    row, made = CaseLink.objects.get_or_create(case=case, other=other, kind=kind, defaults={"by": by, "at": now})
    if made:
        note(case=case, verb="link", by=by, at=now, other=other.number, kind=kind)
        note(case=other, verb="link", by=by, at=now, other=case.number, kind=kind)
    return row


@transaction.atomic
def merge_case(*, case: Case, into: Case, why: str, by: Person, now: datetime.datetime) -> Case:
    """The same thing reported twice: what lives on goes to `into`, what is evidence stays and is read through it.

    Of two clocks of a kind for the same person the one that ends first runs on; what was done in either case meets it.
    Refused for another project or path, and when both have a signed settlement.
    """
    rows = Case.objects.select_for_update().filter(pk__in=[case.pk, into.pk]).order_by("pk").in_bulk()
    case, into = locked(rows[case.pk], by, Action.HANDLE, why), rows[into.pk]
    guard(into, by, Action.HANDLE)
    if case.pk == into.pk or case.project_id != into.project_id or case.path != into.path:
        raise Refused("只能并到同一项目、同一类的另一件", "other")
    signed = case.settlements.filter(signed_on__isnull=False)
    if signed.exists() and into.settlements.filter(signed_on__isnull=False).exists():
        raise Refused("两件都签了协议，不能合并：用“关联另一件”", "other")
    case.parties.update(case=into)
    brought = bring_happenings(case.happenings.filter(undone_at__isnull=True), into, f"{case.number} 里记的")
    _bring_clocks(case, into, brought, by, now)
    for happening in brought.values():
        clocks.meet_by(happening=happening, now=now)
    _bring_dealings(case, into, signed)
    _bring_team(case, into, now)
    case.merged.update(merged_into=into)
    case.state, case.merged_into, case.next_due_at = Case.State.MERGED, into, None
    case.save(update_fields=["state", "merged_into", "next_due_at"])
    note(case=case, verb="merge", by=by, at=now, why=why, into=into.number)
    note(case=into, verb="merge", by=by, at=now, why=why, taken=case.number, happenings=len(brought))
    clocks.refresh(into)
    if case.handler and case.handler != by:
        title = f"案件已合并：{case.number} 并到 {into.number}"
        notify(person=case.handler, kind="incident", title=title, link=into.get_absolute_url(), now=now)
    return into


def bring_happenings(rows: Iterable[Happening], into: Case, words: str) -> Moved:
    """The same facts in the other case, with where they were noted; those that it has already stand for themselves.

    They start nothing: what runs from them comes along by itself.
    """
    known = {
        (row.event, row.party_id, row.at.replace(second=0, microsecond=0)): row
        for row in into.happenings.filter(undone_at__isnull=True)
    }
    brought = {}
    for row in rows:
        same = known.get((row.event, row.party_id, row.at.replace(second=0, microsecond=0)))
        brought[row.pk] = same or Happening.objects.create(
            case=into,
            event=row.event,
            at=row.at,
            party=row.party,
            note=f"{row.note}（{words}）"[-300:],
            unsure=row.unsure,
            day_only=row.day_only,
            by=row.by,
            noted_at=row.noted_at,
        )
    return brought


def _bring_clocks(case: Case, into: Case, brought: Moved, by: Person, now: datetime.datetime) -> None:
    running = {(row.definition, row.party_id): row for row in into.clocks.running()}
    for clock in case.clocks.running():
        same = running.get((clock.definition, clock.party_id))
        if same is not None and _ends_first(same, clock):
            clocks.drop(clock, f"并到 {into.number}，那里的先到期", by, now)
            continue
        if same is not None:
            clocks.drop(same, f"{case.number} 并进来，那里的先到期", by, now)
        move_clock(clock, into, brought)


def _ends_first(one: RunningClock, other: RunningClock) -> bool:
    """Whether the first leaves no more time than the second; without a limit, whichever began earlier."""
    if one.latest is None or other.latest is None:
        return one.latest is not None or (other.latest is None and one.started_at <= other.started_at)
    return one.latest <= other.latest


def move_clock(clock: RunningClock, into: Case, brought: Moved) -> None:
    """To another case with its changes and reminders; it hangs on the happening that stands there for its own."""
    happening = brought.get(clock.happening_id or 0) or clock.happening
    begun = clock.started_by.rpartition(":")[2]
    by = f"{clock.definition}:{happening.pk if happening else 0}:{clock.party_id or 0}"
    if into.clocks.filter(started_by=f"{by}:{begun}").exists():
        by = f"{by}:{clock.pk}"
    clock.case, clock.started_by = into, f"{by}:{begun}"
    clock.happening = happening
    clock.save(update_fields=["case", "started_by", "happening"])


def _bring_dealings(case: Case, into: Case, signed: Iterable[Settlement]) -> None:
    """Promises, the signed settlement, claims on which something was done, papers in hand."""
    case.promises.update(case=into)
    last = into.settlements.aggregate(last=Max("version"))["last"] or 0
    for number, row in enumerate(signed, last + 1):
        row.case, row.version = into, number
        row.save(update_fields=["case", "version"])
    known = set(into.claims.values_list("track", "name", "policy", "party"))
    for track in case.claims.all():
        if track.steps.exists() or (track.track, track.name, track.policy, track.party_id) not in known:
            track.case = into
            track.save(update_fields=["case"])
    held = set(into.papers.values_list("list", "code", "party"))
    for paper in case.papers.all():
        if (paper.list, paper.code, paper.party_id) not in held:
            paper.case = into
            paper.save(update_fields=["case"])


def _bring_team(case: Case, into: Case, now: datetime.datetime) -> None:
    """Whoever worked on the one works on the other."""
    there = set(into.team.filter(until__isnull=True).values_list("group", "person", "name"))
    for row in case.team.filter(until__isnull=True):
        if (row.group, row.person_id, row.name) not in there:
            row.pk, row.case, row.since = None, into, now
            row.save(force_insert=True)


@transaction.atomic
def split_case(*, case: Case, parties: Iterable[Party], why: str, by: Person, now: datetime.datetime) -> Case:
    """A case of their own for some of the people, with their kin: the same facts, the firms above them, what was noted
    of them and their clocks go with them. A statutory clock that runs for nobody in particular runs in both.

    Refused without anybody, for all of them, for somebody with a part in a signed settlement. Their claims, papers and
    what was promised to them in a talk go along. Evidence and records stay: the new case is linked, has the same team,
    and gets copies by `evidence_copies`.
    """
    case = locked(case, by, Action.HANDLE, why)
    chosen = list(parties)
    if not chosen or any(one.case_id != case.pk for one in chosen):
        raise Refused("请选要拆分出去的当事人", "parties")
    going = {one.pk: one for one in [*chosen, *Party.objects.filter(of__in=[one.pk for one in chosen], case=case)]}
    people = case.parties.filter(removed_at__isnull=True, role__in=Party.PEOPLE).exclude(pk__in=going)
    if not people.exists():
        raise Refused("至少要留一个人在这件案子里", "parties")
    bound = Settlement.objects.filter(case=case, signed_on__isnull=False)
    if bound.filter(shares__party__in=going).exists() or bound.filter(payer__in=going).exists():
        raise Refused("在已经签的协议里有份的人不能拆出去", "parties")
    part = open_part(case=case, by=by, now=now)
    Party.objects.filter(pk__in=going).update(case=part)
    _bring_firms(going.values(), part)
    case.happenings.filter(party__in=going).update(case=part)
    case.claims.filter(party__in=going).update(case=part)
    case.papers.filter(party__in=going).update(case=part)
    case.promises.filter(record__party__in=going).update(case=part)
    common = case.happenings.filter(party__isnull=True, undone_at__isnull=True)
    brought = bring_happenings(common, part, f"{case.number} 里记的")
    for clock in case.clocks.filter(party__in=going):
        move_clock(clock, part, brought)
    for clock in case.clocks.running().filter(party__isnull=True, statutory=True):
        _run_in_both(clock, part, brought, now)
    CaseLink.objects.create(case=case, other=part, kind=CaseLink.Kind.SPLIT, by=by, at=now)
    note(case=case, verb="split", by=by, at=now, why=why, part=part.number)
    clocks.refresh(case)
    clocks.refresh(part)
    return part


def _bring_firms(going: Iterable[Party], part: Case) -> None:
    """The chain of employers above whoever goes, as rows of their own: those below stay with them in the old case."""
    copies: dict[int, Party] = {}
    rows = list(going)
    gone = {one.pk for one in rows}
    for one in rows:
        below, above = one, one.employer
        while above is not None and above.pk not in gone:
            if (known := copies.get(above.pk)) is not None:
                below.employer = known
                below.save(update_fields=["employer"])
                break
            old, higher = above.pk, above.employer
            above.pk, above.case, above.employer = None, part, None
            above._state.adding = True
            above.save()
            copies[old] = above
            below.employer = above
            below.save(update_fields=["employer"])
            below, above = above, higher


def _run_in_both(clock: RunningClock, part: Case, brought: Moved, now: datetime.datetime) -> None:
    """A second one from the same moment, with every change that moved the first."""
    twin = clocks.start(
        case=part,
        definition=clocks.definition_of(clock),
        at=clock.started_at,
        happening=brought.get(clock.happening_id or 0),
        again=int(clock.started_by.rpartition(":")[2] or 0),
        now=now,
    )
    changes = list(clock.changes.order_by("pk"))
    for change in changes:
        change.pk, change.clock = None, twin
        change._state.adding = True
        change.save()
    twin.missed_at = clock.missed_at
    twin.save(update_fields=["missed_at"])
    if changes:
        clocks.recompute(clock=twin, now=now)
