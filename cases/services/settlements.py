"""Settlements: written in versions, looked at by the legal adviser, signed, performed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from portal.clock import SHANGHAI
from portal.rules.roles import Role
from portal.services.refusal import Refused

from ..models import Case, Instalment, LegalReview, Party, Payment, Settlement, SettlementShare
from ..rules import noting
from ..rules import settlements as rules
from ..rules.access import Action
from .noting import Told, agree
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

TWICE = datetime.timedelta(minutes=10)
"""Within so long the very same payment by the same person is a form that was sent twice."""
TEXTS = ("speaker", "basis_note", "own_speaker", "own_basis", "below_reason")


def _day(moment: datetime.datetime) -> datetime.date:
    """In Shanghai."""
    return timezone.localtime(moment).date()


@transaction.atomic
def write_settlement(
    *,
    case: Case,
    by: Person,
    text: str,
    amount: Decimal,
    basis: str,
    now: datetime.datetime,
    shares: Mapping[Party, Decimal] | None = None,
    instalments: Sequence[tuple[datetime.date, Decimal]] = (),
    floor: Mapping[str, Any] | None = None,
    forum: str = Settlement.Forum.INTERNAL,
    payer: Party | None = None,
    covers: str = Settlement.Covers.ALL,
    **texts: str,
) -> Settlement:
    """A new version. `floor` is what the law gives, reckoned by the caller as of today, and kept with the version.

    `covers`: whether it holds what the fund pays too, or only what the employer owes itself. Refused when the
    parts do not add up, nobody has said by what the other side's speaker may speak (N8), or something less than the
    floor is written without a reason (N6).
    """
    guard(case, by, Action.SETTLE)
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    _sound(case, text, amount, basis, forum, covers, texts)
    _adds_up(case, amount, shares or {}, instalments, payer)
    row = Settlement(
        case=case,
        version=Settlement.objects.filter(case=case).count() + 1,
        text=text.strip(),
        amount=amount,
        basis=basis,
        forum=forum,
        payer=payer,
        floor=dict(floor or {}),
        covers=covers,
        made_at=now,
        made_by=by,
        **{name: value.strip() for name, value in texts.items()},
    )
    parts = [SettlementShare(settlement=row, party=party, amount=yuan) for party, yuan in (shares or {}).items()]
    _not_below(row, parts)
    row.save()
    SettlementShare.objects.bulk_create(parts)
    Instalment.objects.bulk_create(
        Instalment(settlement=row, number=number, due_on=day, amount=yuan)
        for number, (day, yuan) in enumerate(sorted(instalments, key=lambda one: one[0]), 1)
    )
    note(case=case, verb="settlement", by=by, at=now, settlement=row.pk, version=row.version, below=row.is_below)
    return row


def _adds_up(
    case: Case,
    amount: Decimal,
    shares: Mapping[Party, Decimal],
    instalments: Sequence[tuple[datetime.date, Decimal]],
    payer: Party | None,
) -> None:
    wrong = rules.unsound(amount=amount, shares=shares.values(), instalments=instalments)
    if wrong:
        raise Refused(wrong, "amount")
    if any(party.case_id != case.pk for party in [*shares, *([payer] if payer else [])]):
        raise Refused("这个人不在这件案子里", "shares")


def _not_below(row: Settlement, parts: Sequence[SettlementShare]) -> None:
    own = row.covers == Settlement.Covers.OWN
    if own and row.floor and row.floor.get("own") is None:
        raise Refused("先在“填法定数额要用的数”里写明有没有参加工伤保险", "covers")
    by_worker = Settlement.shares_by_worker(parts)
    short = rules.shortfalls(amount=row.amount, shares=by_worker, floor=row.floor, own=own)
    if short and not row.below_reason:
        least = "、".join(f"{one.least:,.2f} 元" for one in short)
        raise Refused(f"比法定数额 {least}少：写明理由，或者改数额", "below_reason")


def _sound(
    case: Case, text: str, amount: Decimal, basis: str, forum: str, covers: str, texts: Mapping[str, str]
) -> None:
    if not text.strip():
        raise Refused("写条款", "text")
    if amount <= 0:
        raise Refused("金额要大于 0", "amount")
    if basis not in rules.BASES:
        raise Refused("选劳动者一方的代表凭什么代表", "basis")
    if texts.get("own_basis") and texts["own_basis"] not in rules.BASES:
        raise Refused("选企业一方的代表凭什么代表", "own_basis")
    if covers not in Settlement.Covers.values:
        raise Refused("选这份协议包含哪些", "covers")
    if forum not in Settlement.Forum.values:
        raise Refused("选在哪里谈成的", "forum")
    if unknown := set(texts) - set(TEXTS):
        raise TypeError(f"no such field: {', '.join(sorted(unknown))}")
    if Settlement.objects.filter(case=case, signed_on__isnull=False).exists():
        raise Refused("已经签了一份：要改，先写明原因，另开一件案子")


@transaction.atomic
def review_settlement(
    *, settlement: Settlement, by: Person, passed: bool, comment: str, now: datetime.datetime
) -> LegalReview:
    """The legal adviser's look at a version, with a comment either way (the plan, D-11)."""
    case = settlement.case
    guard(case, by, Action.APPROVE)
    if Role.LEGAL not in case.roles_of(by):
        raise Refused("要由法务顾问审核")
    if settlement.made_by_id == by.pk:
        raise Refused("这一版是您自己写的，请另一位法务顾问审核")
    if Settlement.objects.select_for_update().get(pk=settlement.pk).signed_on:
        raise Refused("已经签了，不再审核")
    if not comment.strip():
        raise Refused("写审核意见", "comment")
    row = LegalReview.objects.create(settlement=settlement, by=by, at=now, passed=passed, comment=comment.strip())
    note(case=case, verb="legal_review", by=by, at=now, settlement=settlement.pk, passed=passed)
    return row


@transaction.atomic
def sign_settlement(*, settlement: Settlement, by: Person, on: datetime.date, now: datetime.datetime) -> Settlement:
    """Both sides have signed on that day. From then on its instalments bind."""
    case = settlement.case
    guard(case, by, Action.SETTLE)
    Case.objects.select_for_update().only("pk").get(pk=case.pk)  # no new version is written meanwhile
    row = Settlement.objects.select_for_update().get(pk=settlement.pk)
    if row.signed_on:
        raise Refused("已经签了")
    if told := row.objections():
        raise Refused("；".join(told))
    if row.shares.exclude(party__case=case, party__removed_at__isnull=True).exists():
        raise Refused("有份额的人已经不在这件案子里，另写一版")
    if not _day(row.made_at) <= on <= _day(now):
        raise Refused("签订日期在写成之后，不晚于今天", "on")
    row.signed_on, row.signed_by = on, by
    row.save(update_fields=["signed_on", "signed_by"])
    note(case=case, verb="sign", by=by, at=now, settlement=row.pk, on=on.isoformat())
    _agree(row, "sign", on, by, now)
    return row


@transaction.atomic
def confirm_settlement(
    *, settlement: Settlement, by: Person, filed_on: datetime.date, on: datetime.date, now: datetime.datetime
) -> Settlement:
    """The court has confirmed what was agreed before a people's mediation committee (人民调解法第33条). The thirty days
    are kept by the day on which both applied, `filed_on`, not by that of the ruling."""
    guard(settlement.case, by, Action.SETTLE)
    row = Settlement.objects.select_for_update(of=("self",)).select_related("case").get(pk=settlement.pk)
    if row.signed_on is None or row.confirm_by is None:
        raise Refused("只有人民调解委员会主持、已经签订的协议才有司法确认")
    if row.confirmed_on:
        raise Refused("已经确认过了")
    if not row.signed_on <= filed_on <= _day(now):
        raise Refused("申请日期在签订之后，不晚于今天", "filed_on")
    if not filed_on <= on <= _day(now):
        raise Refused("确认日期在申请之后，不晚于今天", "on")
    row.confirmed_on = on
    row.save(update_fields=["confirmed_on"])
    days = {"filed": filed_on.isoformat(), "on": on.isoformat()}
    note(case=row.case, verb="confirm", by=by, at=now, settlement=row.pk, **days)
    _agree(row, "confirm", filed_on, by, now)
    return row


def _agree(
    row: Settlement, deed: str, on: datetime.date | None, by: Person, now: datetime.datetime, mark: str = ""
) -> None:
    """What the deed says happened, on that day; None takes it back. `mark` tells deeds of one settlement apart."""
    at = datetime.datetime.combine(on, datetime.time(), SHANGHAI) if on else now
    rules_of_it = noting.deeds()[deed].notes if on else ()
    source = f"{deed}:{row.pk}{mark}"
    told = Told(
        source, rules_of_it, at, {"forum": row.forum}, words=f"和解协议第 {row.version} 版", day_only=on is not None
    )
    agree(case=row.case, told=[told], by=by, now=now, why="付款更正了")


def paying(state: str) -> Action:
    """What lets somebody note a payment: an agreement is performed also after its case was closed."""
    return Action.CLOCK if state == Case.State.CLOSED else Action.RECORD


@transaction.atomic
def note_payment(
    *,
    instalment: Instalment,
    by: Person,
    amount: Decimal,
    on: datetime.date,
    now: datetime.datetime,
    how: str = "",
    proof: str = "",
) -> Payment:
    """Money that arrived on that day. A negative amount takes a wrong entry back, never more than was entered.

    Refused, too, when the very same was noted a moment ago: a form that was sent twice.
    """
    row = Instalment.objects.select_for_update(of=("self",)).select_related("settlement__case").get(pk=instalment.pk)
    case = row.settlement.case
    guard(case, by, paying(case.state))
    if row.settlement.signed_on is None:
        raise Refused("协议还没有签")
    facts = {"amount": amount, "on": on, "how": how.strip()[:120], "note": proof.strip()[:200], "by": by}
    if row.payments.filter(noted_at__gt=now - TWICE, **facts).exists():
        raise Refused("刚才已经记过一笔一模一样的。真是两笔，写上各自的凭证再记", "proof")
    if amount == 0 or amount != round(amount, 2) or row.paid + amount < 0:
        raise Refused("金额不对", "amount")
    if row.paid + amount > row.amount:
        raise Refused(f"这一笔只剩 {row.amount - row.paid:,.2f} 元没付", "amount")
    if on > _day(now):
        raise Refused("付款日期不能晚于今天", "on")
    paid = Payment.objects.create(instalment=row, noted_at=now, **facts)
    note(case=case, verb="payment", by=by, at=now, instalment=row.pk, yuan=str(amount), on=on.isoformat())
    every = list(row.settlement.instalments.with_paid())
    done = all(one.paid >= one.amount for one in every)
    last = max(Payment.objects.filter(instalment__in=every).values_list("on", flat=True))
    _agree(row.settlement, "performed", last if done else None, by, now)
    return paid


@transaction.atomic
def declare_default(*, instalment: Instalment, by: Person, why: str, now: datetime.datetime) -> Instalment:
    """It is late and will not come by itself: payment order or arbitration follow (劳动争议调解仲裁法第15、16条). The
    agreement was broken when its last day had passed, whenever somebody says so."""
    case = instalment.settlement.case
    guard(case, by, Action.SETTLE)
    row = Instalment.objects.select_for_update(of=("self",)).select_related("settlement").get(pk=instalment.pk)
    if row.standing(_day(now)) is not rules.Standing.LATE:
        raise Refused("只有逾期没有付清的才能认定违约")
    if not why.strip():
        raise Refused("写明为什么算违约", "why")
    row.default_at, row.default_why = now, why.strip()[:300]
    row.save(update_fields=["default_at", "default_why"])
    note(case=case, verb="default", by=by, at=now, why=why.strip(), instalment=row.pk)
    broken_on = row.due_on + datetime.timedelta(days=1)
    _agree(row.settlement, "default", broken_on, by, now, mark=f":{row.number}")
    return row


@transaction.atomic
def sweep_instalments(*, now: datetime.datetime, today: datetime.date) -> list[Instalment]:
    """Mark those of signed settlements whose day has passed unpaid; each is found once. The edge tells people."""
    due = Instalment.objects.binding().filter(due_on__lt=today, late_at__isnull=True)
    late = []
    for row in due.select_for_update(of=("self",)).select_related("settlement__case"):
        if row.standing(today) is rules.Standing.OK:
            continue
        row.late_at = now
        row.save(update_fields=["late_at"])
        note(case=row.settlement.case, verb="instalment_late", by=None, at=now, instalment=row.pk)
        late.append(row)
    return late
