"""The recognition file and the tracks of claims: papers gathered, insurers told, steps taken."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from portal.services.refusal import Refused

from ..models import Case, ClaimStep, ClaimTrack, PaperHeld, Party
from ..rules import claims as rules
from ..rules.access import Action
from ..rules.stages import Path
from .noting import Told, agree
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person


@transaction.atomic
def open_tracks(*, case: Case, by: Person | None, now: datetime.datetime, today: datetime.date) -> list[ClaimTrack]:
    """The three tracks of an injury, on the day it is known, each once; none for a near miss, in which nobody was hurt
    and nothing lost. The insurer's notice is due that same day.

    保险法第21条: the insured tells the insurer without delay; N15: not only after the recognition.
    """
    if case.path is not Path.INJURY or (case.nobody_hurt and not case.loss):
        return []
    known = set(case.claims.values_list("track", flat=True))
    payers = {rules.EMPLOYER: case.project.client.name, rules.COMMERCIAL: case.project.insurer}
    rows = [
        ClaimTrack.objects.create(
            case=case,
            track=track,
            name=name,
            payer=payers.get(track, ""),
            notice_due_on=today if track == rules.COMMERCIAL else None,
            opened_at=now,
            opened_by=by,
        )
        for track, name in rules.tracks().items()
        if track not in known
    ]
    if rows:
        note(case=case, verb="open_claims", by=by, at=now, tracks=[row.track for row in rows])
    return rows


@transaction.atomic
def add_track(
    *,
    case: Case,
    by: Person,
    track: str,
    name: str,
    now: datetime.datetime,
    today: datetime.date,
    payer: str = "",
    policy: str = "",
    party: Party | None = None,
) -> ClaimTrack:
    """Another policy, or another person's claim."""
    guard(case, by, Action.RECORD)
    if track not in rules.tracks():
        raise Refused("选走哪一条路", "track")
    if not name.strip():
        raise Refused("写险种或事由", "name")
    if party is not None and party.case_id != case.pk:
        raise Refused("这个人不在这件案子里", "party")
    row = ClaimTrack.objects.create(
        case=case,
        track=track,
        name=name.strip()[:80],
        payer=payer.strip()[:120],
        policy=policy.strip()[:60],
        party=party,
        notice_due_on=today if track == rules.COMMERCIAL else None,
        opened_at=now,
        opened_by=by,
    )
    note(case=case, verb="add_claim", by=by, at=now, claim=row.pk, track=track)
    return row


@transaction.atomic
def take_step(
    *,
    claim: ClaimTrack,
    by: Person,
    code: str,
    at: datetime.datetime,
    now: datetime.datetime,
    amount: Decimal | None = None,
    words: str = "",
) -> ClaimStep:
    """What has happened on a track. A payment has its amount, a refusal and an end have their reason. A negative
    payment takes a wrong one back, with its reason and never more than was entered."""
    guard(claim.case, by, Action.RECORD)
    Case.objects.select_for_update().only("pk").get(pk=claim.case_id)
    if code not in rules.steps(claim.track):
        raise Refused("这条路没有这一步", "code")
    if at > now + datetime.timedelta(minutes=5):
        raise Refused("时间不能晚于现在", "at")
    if code == rules.PAID and not amount:
        raise Refused("写付了多少", "amount")
    if amount is not None and _wrong_amount(claim, code, amount):
        raise Refused("金额不对", "amount")
    if (code in {"refused", rules.CLOSED} or (amount or 0) < 0) and not words.strip():
        raise Refused("写明原因", "words")
    row = ClaimStep.objects.create(
        claim=claim, code=code, at=at, amount=amount, note=words.strip(), by=by, noted_at=now
    )
    note(case=claim.case, verb="claim_step", by=by, at=now, claim=claim.pk, step=code)
    told = _payments(claim) if code in {rules.AGREED, rules.PAID} else []
    agree(case=claim.case, told=[*told, *([] if code == rules.PAID else [_told(row)])], by=by, now=now)
    return row


def _wrong_amount(claim: ClaimTrack, code: str, amount: Decimal) -> bool:
    """Nothing below a cent; below nought only what takes back payments that are there."""
    if amount != round(amount, 2) or (amount < 0 and code != rules.PAID):
        return True
    paid = sum((one.amount or Decimal(0) for one in claim.steps.filter(code=rules.PAID)), Decimal(0))
    return amount < 0 and paid + amount < 0


def _payments(claim: ClaimTrack) -> list[Told]:
    """What the payments of a track say, each held against what is agreed now and what was paid by then."""
    agreed = claim.steps.filter(code=rules.AGREED, amount__isnull=False).order_by("at", "pk").last()
    steps = list(claim.steps.filter(code=rules.PAID).order_by("at", "pk"))
    amounts = [one.amount or Decimal(0) for one in steps]
    verdicts = rules.by_payment(agreed.amount if agreed else None, amounts)
    return [_told(step, whole) for step, whole in zip(steps, verdicts, strict=True)]


def _told(step: ClaimStep, whole: str = "") -> Told:
    """A payment without a verdict tells nothing: it was taken back, or takes one back."""
    claim, notes = step.claim, rules.step_notes(step.code)
    if step.code == rules.PAID and not whole:
        notes = ()
    values = {"track": claim.track, "whole": whole}
    return Told(f"step:{step.pk}", notes, step.at, values, claim.party, words=claim.name)


@transaction.atomic
def hold_paper(
    *,
    case: Case,
    by: Person,
    of: str,
    code: str,
    now: datetime.datetime,
    party: Party | None = None,
    copies: int = 1,
    words: str = "",
) -> PaperHeld:
    """A paper of a list is in hand; said again, the row is written again."""
    guard(case, by, Action.RECORD)
    if code not in {paper.code for paper in rules.papers(of)}:
        raise Refused("清单里没有这份材料", "code")
    if party is not None and party.case_id != case.pk:
        raise Refused("这个人不在这件案子里", "party")
    row, made = PaperHeld.objects.update_or_create(
        case=case,
        list=of,
        code=code,
        party=party,
        defaults={"copies": copies, "note": words.strip()[:200], "held_at": now, "by": by},
    )
    note(case=case, verb="paper", by=by, at=now, list=of, code=code)
    if not made:
        return row
    paper = next(one for one in rules.papers(of) if one.code == code)
    unsure = "先按登记材料的时间算，以纸上的日期为准，待核实"
    agree(case=case, told=[Told(_mark(row), paper.notes, row.held_at, party=party, unsure=unsure)], by=by, now=now)
    return row


@transaction.atomic
def miss_paper(*, paper: PaperHeld, by: Person, now: datetime.datetime) -> None:
    """It is not in hand after all."""
    guard(paper.case, by, Action.RECORD)
    note(case=paper.case, verb="paper_gone", by=by, at=now, list=paper.list, code=paper.code)
    agree(case=paper.case, told=[Told(_mark(paper), (), now)], by=by, now=now, why="材料不在手上")
    paper.delete()


def _mark(paper: PaperHeld) -> str:
    return f"paper:{paper.pk}"
