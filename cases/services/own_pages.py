"""The page of one person of a case: made, renewed and withdrawn by those who keep its parties; opened by link and code;
and what the person says on it."""

from __future__ import annotations

import datetime
import hmac
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from knowledge.rules.hotline import ALPHABET
from portal.services import limiting
from portal.services.messages import notify
from portal.services.refusal import Refused
from portal.services.sealing import fingerprint

from ..models import Case, CaseRecord, OwnPage, Party
from ..rules import own_view as rules
from ..rules.access import Action, may, why_not
from ..rules.records import OWN_WORD
from .records import enter
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

FOR = (Party.Role.WORKER, Party.Role.FAMILY)
LONGEST = 1000
"""Characters of what is said at once."""
CONSENT = "同意把这段话记进案件，给经办的人看"
"""The words that the person ticks; kept with what was said."""
GONE = "这个链接打不开了：可能停用了、过期了，或者抄错了。请找项目的联系人要新的。"


@dataclass(frozen=True)
class Made:
    """`token` and `code` are known here and now alone."""

    page: OwnPage
    token: str
    code: str


@transaction.atomic
def make_own_page(*, case: Case, party: Party, by: Person, now: datetime.datetime) -> Made:
    """A new link and a new code; those that were there open nothing any more. For workers and families."""
    guard(case, by, Action.PARTY)
    row = Party.objects.select_for_update().get(pk=party.pk)
    if row.case_id != case.pk or row.removed_at:
        raise Refused("这个人不在这件案子里")
    if row.role not in FOR:
        raise Refused("只给劳动者本人和家属做")
    before = OwnPage.objects.filter(party=row, withdrawn_at__isnull=True)
    renewed = before.update(withdrawn_at=now, withdrawn_by=by, why="换了新的")
    token = "".join(secrets.choice(ALPHABET) for _ in range(rules.TOKEN))
    code = f"{secrets.randbelow(10**rules.CODE):0{rules.CODE}d}"
    page = OwnPage.objects.create(
        case=case,
        party=row,
        token_hash=hash_of_token(token),
        code_hash=_hash_of_code(token, code),
        made_at=now,
        made_by=by,
        expires_at=now + rules.lasts(),
    )
    note(case=case, verb="own_page", by=by, at=now, deed="renew" if renewed else "make", party=row.pk, page=page.pk)
    return Made(page, token, code)


def may_withdraw(roles: Iterable[str]) -> bool:
    """What was opened can be shut whatever has become of the case."""
    return may(roles, Action.PARTY, Case.State.OPEN)


@transaction.atomic
def withdraw_own_page(*, page: OwnPage, why: str, by: Person, now: datetime.datetime) -> OwnPage:
    """From now on it opens nothing; those who could make it may do that in every state of the case."""
    if not may_withdraw(page.case.roles_of(by)):
        raise Refused(why_not((), Action.PARTY, Case.State.OPEN))
    row = OwnPage.objects.select_for_update().get(pk=page.pk)
    if row.withdrawn_at:
        raise Refused("已经停用了")
    if not why.strip():
        raise Refused("写明原因", "why")
    row.withdrawn_at, row.withdrawn_by, row.why = now, by, why.strip()[:200]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "why"])
    note(case=page.case, verb="own_page", by=by, at=now, why=why.strip(), deed="withdraw", page=row.pk)
    return row


@transaction.atomic
def note_slip(*, page: OwnPage, by: Person, now: datetime.datetime) -> None:
    """It was printed."""
    guard(page.case, by, Action.PARTY)
    note(case=page.case, verb="own_page", by=by, at=now, deed="print", page=page.pk)


def hash_of_token(token: str) -> str:
    return fingerprint("own page", token)


def _hash_of_code(token: str, code: str) -> str:
    return fingerprint("own page code", token, code)


def find_own_page(*, token: str, now: datetime.datetime) -> OwnPage | None:
    """The page of a link, while it opens anything."""
    plain = rules.typed_token(token)
    if not plain:
        return None
    rows = OwnPage.objects.alive(now=now).select_related("case__project", "party__of")
    return rows.filter(token_hash=hash_of_token(plain)).first()


def enter_own_page(*, page: OwnPage, token: str, code: str, address: str, now: datetime.datetime) -> None:
    """Refused beside `code` unless it is the right one. Wrong ones are counted by link and by address, and noted."""
    plain = rules.typed_code(code)
    if not plain:
        raise Refused(f"码是 {rules.CODE} 个数字", "code")
    ticket = limiting.take(action="own", number=page.token_hash, address=address, now=now)
    if not hmac.compare_digest(_hash_of_code(rules.typed_token(token), plain), page.code_hash):
        note(case=page.case, verb="own_denied", by=None, at=now, page=page.pk, party=page.party_id)
        raise Refused("码不对，请对照纸上或者电话里告诉您的数字", "code")
    limiting.give_back(ticket=ticket)


def note_look(*, page: OwnPage, now: datetime.datetime) -> None:
    note(case=page.case, verb="own_view", by=None, at=now, page=page.pk, party=page.party_id)


def say_on_own_page(
    *, page: OwnPage, text: str, consent: bool, key: uuid.UUID, address: str, now: datetime.datetime
) -> CaseRecord:
    """What the person says is a record of the case, with their consent in it; its handler is told. The same `key` again
    changes nothing."""
    known = CaseRecord.objects.filter(key=key, case=page.case, kind=OWN_WORD).first()
    if known is not None:
        return known
    plain = text.strip()
    if not plain:
        raise Refused("写一句哪里不对，或者要问什么", "text")
    if len(plain) > LONGEST:
        raise Refused(f"最多 {LONGEST} 个字，这里有 {len(plain)} 个", "text")
    if not consent:
        raise Refused("同意记进案件，经办的人才看得到", "consent")
    ticket = limiting.take(action="own_say", number=page.token_hash, address=address, now=now)
    try:
        return _said(page, plain, key, now)
    except Refused:
        limiting.give_back(ticket=ticket)
        raise


@transaction.atomic
def _said(page: OwnPage, text: str, key: uuid.UUID, now: datetime.datetime) -> CaseRecord:
    case = Case.objects.select_for_update(of=("self",)).select_related("handler").get(pk=page.case_id)
    if not OwnPage.objects.alive(now=now).filter(pk=page.pk).exists():
        raise Refused(GONE)
    known = CaseRecord.objects.filter(key=key).first()
    if known is not None:  # it came a second time while the first was being kept
        return known
    row = CaseRecord(
        key=key,
        case=case,
        kind=OWN_WORD,
        at=now,
        noted_at=now,
        values={"text": text, "consent": CONSENT},
        party=page.party,
    )
    row.save()
    enter(row, by=None, now=now)
    if case.handler:
        notify(
            person=case.handler,
            kind="incident",
            title=f"案件 {case.number}：当事人在自己的页面上说了话",
            body="点开看他说了什么。答复写在“告知当事人”里，他在自己的页面上看得到。",
            link=f"{case.get_absolute_url()}records/",
            key=f"own-word-{row.pk}",
            now=now,
        )
    return row
