"""From a closed case to the draft of a precedent (C9): masked from its first word on, looked at by two people after.

The draft is made by whoever may decide on the law of the case and export it. It lands at the desk of precedents, where
nobody learns which case it was unless they may see that case.
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from portal.models import Organisation
from portal.models.scope import Scope
from portal.rules.roles import Role
from portal.services.refusal import Refused

from ..models import (
    Case,
    CaseArticle,
    CaseRecord,
    ClaimStep,
    ClientConsent,
    Happening,
    Party,
    Payment,
    Precedent,
    PrecedentOrigin,
    Settlement,
    TeamMember,
)
from ..rules import claims, drafting, publication, records, taxonomy
from ..rules.access import Action
from ..rules.clocks import vocabulary
from ..rules.stages import title_of
from .precedents import begin_draft
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

GIVERS = frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR})
"""Who puts a client's word on record."""
_LETTERS = "bcdfghjkmnpqrstvwxz"
_PAYERS = {"FUND": "fund", "EMPLOYER": "employer", "COMMERCIAL": "insurer"}
_LONGEST = 4000


def clients_to_allow(by: Person) -> Any:
    """Clients for whom this person may put the word on record."""
    scope = Scope.of(by)
    posts = tuple(post for post in scope.posts if post.role in GIVERS and post.project is None)
    rows = Organisation.objects.filter(kind=Organisation.Kind.CLIENT)
    return rows if scope.everything else rows.filter(replace(scope, posts=posts).clients()).distinct()


@transaction.atomic
def allow_precedents(
    *, client: Organisation, allowed: bool, paper: str, by: Person, now: datetime.datetime
) -> ClientConsent:
    """What the client said of its closed cases, and by which paper. Taken back, drafts are neither approved nor
    published any more; what is public already rests on a paper of its own and is withdrawn at the desk."""
    if not clients_to_allow(by).filter(pk=client.pk).exists():
        raise Refused("只有企业的负责人或管理员能登记", "client")
    if not paper.strip():
        raise Refused("写明依据的文件，例如：2026年3月1日授权书，存档案室", "paper")
    return ClientConsent.objects.create(client=client, allowed=allowed, paper=paper.strip()[:200], by=by, at=now)


@transaction.atomic
def draft_precedent(*, case: Case, by: Person, now: datetime.datetime) -> Precedent:
    """The draft of this case, made once. Refused unless it is closed and its client agreed to that."""
    case = Case.objects.select_for_update(of=("self",)).select_related("project__client", "crew").get(pk=case.pk)
    guard(case, by, Action.PRECEDENT)
    known = PrecedentOrigin.objects.select_related("precedent").filter(case=case).first()
    if known is not None:
        return known.precedent
    consent = ClientConsent.of(case.project.client)
    if consent is None or not consent.allowed:
        raise Refused("客户企业没有同意把办结的案件做成案例。先由企业负责人在“案例授权”里登记")
    facts, counts = facts_of(case)
    row = begin_draft(facts=facts, by=by, now=now, is_sample=case.is_sample)
    PrecedentOrigin.objects.create(case=case, precedent=row, masked=counts, by=by, at=now)
    note(case=case, verb="precedent", by=by, at=now, masked=counts)
    return row


def facts_of(case: Case) -> tuple[dict[str, Any], dict[str, int]]:
    """All fields of the draft, masked; and how much was replaced."""
    texts, counts = drafting.masked(_texts(case), _known(case))
    texts = {name: text[:_LONGEST] for name, text in texts.items()}  # half a number or name would not be known as one
    signed = case.settlements.filter(signed_on__isnull=False)
    days = [(title_of(row.after), _day(row.at)) for row in case.stage_changes.order_by("at", "pk")]
    closed_on = _day(case.closed_at or case.opened_at)
    events = vocabulary("events")
    happened = case.happenings.filter(undone_at__isnull=True).values_list("at", "event")
    return {
        "code": f"{case.family.lower()}-{''.join(secrets.choice(_LETTERS) for _ in range(8))}",
        "title": _title(case)[:120],
        "kind": case.kind,
        "level": publication.OWN,
        "region": case.project.region,
        "happened_on": case.incident_on,
        "decided_on": max(closed_on, case.incident_on),
        "source": "本单位案件",
        "summary": _summary(case),
        **texts,
        "outcome_code": case.outcome_code,
        "amounts": _amounts(case),
        "days": drafting.stage_days(days, closed_on),
        "timeline": drafting.steps(((_day(at), events.get(event, event)) for at, event in happened), case.incident_on),
        "facets": _facets(case),
        "cites": [
            {"article": row.cite, "kind": row.kind}
            for row in case.articles.filter(state=CaseArticle.State.CONFIRMED).order_by("pk")
        ],
        "settled": signed.exists() or case.outcome_code in publication.SETTLED,
        "client": case.project.client,
    }, counts


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localtime(moment).date()


def _title(case: Case) -> str:
    return f"{case.kind_name}：{taxonomy.name(case.outcome_code)}"


def _summary(case: Case) -> str:
    people = f"涉及 {case.people_count} 人，" if case.people_count else ""
    paid = _paid(case)
    return f"{case.kind_name}，{people}{taxonomy.name(case.outcome_code)}。" + (
        f"付了 {paid:,.2f} 元。" if paid else ""
    )


def _texts(case: Case) -> dict[str, str]:
    """What is told in words: the report, the demands, and of records what the rules name. Nothing else is read."""
    told: dict[str, list[str]] = {"facts": [case.text], "issue": [case.demands], "reasoning": [], "lesson_manager": []}
    here = Q(case=case) | Q(case__merged_into=case)
    kinds = set(drafting.TOLD) - records.privileged()
    for row in CaseRecord.objects.standing().filter(here, kind__in=kinds).order_by("at", "pk"):
        for name, field in drafting.TOLD[row.kind].items():
            told[field].append(str(row.values.get(name, "")))
    return {name: "\n".join(part.strip() for part in parts if part.strip()) for name, parts in told.items()}


def _known(case: Case) -> list[drafting.Known]:
    """Everybody and everything of the case that has a name, those taken out of it included."""
    every = [case, *case.merged.select_related("handler", "reported_by", "crew")]
    rows = [
        *((party.role, party.name) for party in Party.objects.filter(case__in=every).order_by("case", "pk")),
        *(("client", one.name) for one in Organisation.objects.working_for(case.project.client)),
        ("project", case.project.name),
        *(("crew", one.crew.name) for one in every if one.crew),
        *(("place", one.place) for one in every),
    ]
    for member in TeamMember.objects.filter(case__in=every).select_related("person", "deputy"):
        staff = (member.name, member.person.name if member.person else "", member.deputy.name if member.deputy else "")
        rows += [("staff", name) for name in staff]
    rows += [("staff", person.name) for one in every for person in (one.handler, one.reported_by) if person]
    for settlement in Settlement.objects.filter(case__in=every):
        rows += [("staff", settlement.speaker), ("staff", settlement.own_speaker)]
    return [drafting.Known(role, name) for role, name in rows if name.strip()]


def _paid(case: Case) -> Decimal:
    payments = Payment.objects.filter(instalment__settlement__case=case).aggregate(sum=Sum("amount"))["sum"]
    steps = ClaimStep.objects.filter(claim__case=case, code=claims.PAID).aggregate(sum=Sum("amount"))["sum"]
    return (payments or Decimal(0)) + (steps or Decimal(0))


def _amounts(case: Case) -> list[dict[str, Any]]:
    """Claimed, agreed, paid, and what the law gave: side by side, so they have no sum."""
    rows: list[tuple[str, Decimal | None, str]] = [("主张的数额", case.amount, "")]
    signed = case.settlements.filter(signed_on__isnull=False).order_by("version").last()
    if signed is not None:
        rows.append(("协议约定的数额", signed.amount, ""))
    payments = Payment.objects.filter(instalment__settlement__case=case).aggregate(sum=Sum("amount"))["sum"]
    rows.append(("按协议付了", payments, ""))
    for track, payer in _PAYERS.items():
        paid = ClaimStep.objects.filter(claim__case=case, claim__track=track, code=claims.PAID)
        rows.append((f"{claims.tracks()[track]}付了", paid.aggregate(sum=Sum("amount"))["sum"], payer))
    last = case.settlements.order_by("version").last()
    if last is not None:
        rows.append(("当时的法定数额", last.statutory, ""))
    return [{"name": name, "yuan": _plain(yuan), "payer": payer, "basis": ""} for name, yuan, payer in rows if yuan]


def _plain(yuan: Decimal) -> int | float:
    return int(yuan) if yuan == yuan.to_integral_value() else float(yuan)


def _facets(case: Case) -> dict[str, list[str]]:
    """As the case is sorted, with the ways that were gone."""
    gone = [drafting.ROUTES["forum"].get(row.forum) for row in case.settlements.filter(signed_on__isnull=False)]
    events = Happening.objects.filter(case=case, undone_at__isnull=True).order_by("at").values_list("event", flat=True)
    gone += [drafting.ROUTES["event"].get(event) for event in events]
    routes = dict.fromkeys([*case.facets.get("route", []), *(code for code in gone if code)])
    return {**case.facets, **({"route": list(routes)} if routes else {})}
