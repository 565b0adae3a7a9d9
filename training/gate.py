"""Reading what the gate asks: the register and the training file of one person for one site. Six queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Q

from portal.models import Membership, Person, PersonRecord, Project

from . import duties
from .models import CertificateKind, OutsideCertificate
from .rules import gate
from .rules.gate import Paper, Verdict
from .rules.levels import NAMES
from .rules.requirements import State

_Kind, _Status = PersonRecord.Kind, PersonRecord.Status


def verdict_for(person: Person, project: Project, today: datetime.date) -> Verdict:
    """Four lines about this person and this site on this day."""
    here = [item for item in duties.items_of(person, today) if item.project in (None, project.pk)]
    missing = [NAMES[item.level] for item in here if item.blocks]
    late = [NAMES[item.level] for item in here if item.state is State.OVERDUE and not item.blocks]
    asked = PersonRecord.objects.of_kind(_Kind.CONTRACT, _Kind.ENTRY).filter(person=person)
    records = list(asked.filter(Q(project=project) | Q(project__isnull=True)))
    trade = _trade(person, project, today)
    return Verdict(
        (
            gate.training(missing, late, asked=bool(here)),
            gate.paper("劳动合同或用工书面协议", _papers(records, _Kind.CONTRACT), today=today, todo="先签合同或协议"),
            gate.paper("实名登记", _papers(records, _Kind.ENTRY), today=today, todo="先办实名登记"),
            gate.special(trade, _needs_permit(trade), _permits(person, trade), today=today),
        )
    )


def _papers(records: Sequence[PersonRecord], kind: str) -> list[Paper]:
    return [
        Paper(
            row.title,
            checked=row.status == _Status.VALID,
            ends_on=row.ends_on,
            revoked=row.status in (_Status.REVOKED, _Status.SUPERSEDED),
            denied=row.values.get("signed") is False,
        )
        for row in records
        if row.kind == kind
    ]


def _trade(person: Person, project: Project, today: datetime.date) -> str:
    """The trade on this site; empty when the person is not posted here."""
    post = Membership.objects.active(on=today).filter(person=person, project=project).select_related("crew").first()
    return post.own_trade if post else ""


def _needs_permit(trade: str) -> bool:
    kinds = CertificateKind.objects.filter(special_operation=True).values_list("trades", flat=True)
    return bool(trade) and any(trade in trades for trades in kinds)


def _permits(person: Person, trade: str) -> list[Paper]:
    rows = OutsideCertificate.objects.filter(person=person, kind__special_operation=True).select_related("kind")
    return [
        Paper(
            row.kind.title, checked=row.checked_by_id is not None, ends_on=gate.good_until(row.valid_to, row.review_by)
        )
        for row in rows
        if trade in row.kind.trades
    ]
