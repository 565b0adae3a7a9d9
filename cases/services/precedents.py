"""Writing precedents and moving them: draft, review by a second person, internal, published, withdrawn.

Every verb leaves a row in the trail (PrecedentMove). Whatever leaves or enters the public's sight goes into the outbox
and bumps the generation in the same transaction: pages follow at once, the index, feeds and exports within a minute.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from portal.models import Person
from portal.rules.masking import Found, Kind, apply
from portal.rules.masking import Suggestion as Masking
from portal.services.generation import bump_generation
from portal.services.outbox import record_changes
from portal.services.refusal import Refused

from ..models import ClientConsent, Precedent, PrecedentMove, PrecedentOrigin
from ..models.precedents import ORIGIN, TEXTS
from ..rules import drafting, publication
from ..rules.publication import Proposal, Standing
from ..rules.writing import problems
from .cites import link_cites
from .samples import KIND

MAY_WRITE = "cases.change_precedent"
MAY_APPROVE = "cases.approve_precedent"
Verb = PrecedentMove.Verb
SCANNED = (*TEXTS, *ORIGIN)
"""What is looked at word by word for personal data, and masked in place."""
_GUARDED = frozenset(
    {"state", "is_sample", "submitted_by", "approved_by", "approved_at", "published_at", "not_personal", "content_sha"}
)
"""Facts that only the verbs here change."""


@transaction.atomic
def write_precedent(*, facts: Mapping[str, Any], by: Person, now: datetime.datetime, why: str = "") -> Precedent:
    """A new draft. Refused names the first field that is wrong; `facts` are named as in the model."""
    _may(by, MAY_WRITE)
    return begin_draft(facts=facts, by=by, now=now, why=why)


@transaction.atomic
def begin_draft(
    *, facts: Mapping[str, Any], by: Person, now: datetime.datetime, why: str = "", is_sample: bool = False
) -> Precedent:
    """The same for services that have asked already who may."""
    _check(facts)
    if Precedent.objects.filter(code=facts["code"]).exists():
        raise Refused("已有这个代号的案例", "code")
    precedent = Precedent(written_by=by, is_sample=is_sample)
    _set(precedent, facts)
    precedent.save()
    _log(precedent, Verb.WRITE, "", by, now, why)
    link_cites(precedents=[precedent])
    return precedent


@transaction.atomic
def edit_precedent(
    *, precedent: Precedent, facts: Mapping[str, Any], by: Person, now: datetime.datetime, seen: str = ""
) -> Precedent:
    """Change a draft, or an approved or withdrawn text, which then is a draft again and waits for another approval.

    `seen` is its `mark` when the writer opened it: refused when somebody has changed it since.
    """
    _may(by, MAY_WRITE)
    row = _locked(precedent, "edit")
    if seen and seen != mark(row):
        raise Refused("你打开以后，别人改过这个案例。请在新窗口打开它，对照着再存一次。")
    merged = {name: getattr(row, name) for name in _facts_of(row)} | dict(facts)
    _check(merged)
    if Precedent.objects.filter(code=merged["code"]).exclude(pk=row.pk).exists():
        raise Refused("已有这个代号的案例", "code")
    _set(row, facts)
    _move(row, Verb.EDIT, by, now)
    link_cites(precedents=[row])
    return row


@transaction.atomic
def mask_precedent(
    *, precedent: Precedent, accepted: Sequence[Proposal], kept: Sequence[str], by: Person, now: datetime.datetime
) -> Precedent:
    """Put the accepted words in place; `kept` are words a person has looked at and that are nobody's personal data.

    Refused when the text is no longer what the person saw.
    """
    _may(by, MAY_WRITE)
    row = _locked(precedent, "mask")
    for name in {one.field for one in accepted}:
        text = getattr(row, name) if name in SCANNED else ""
        here = [one for one in accepted if one.field == name]
        if any(text[one.start : one.end] != one.text for one in here):
            raise Refused("文字在你打开以后改过，请重新看一遍再存")
        setattr(row, name, apply(text, [_masking(one) for one in here]))
    row.not_personal = list(dict.fromkeys([*row.not_personal, *kept]))
    _move(row, Verb.MASK, by, now, f"替换 {len(accepted)} 处，留下 {len(kept)} 个词")
    return row


def _masking(one: Proposal) -> Masking:
    if not one.instead.strip():
        raise Refused("换成什么要填")
    return Masking(Found(one.start, one.end, Kind(one.kind), one.text, one.why), one.instead.strip())


@transaction.atomic
def confirm_cites(
    *, precedent: Precedent, cites: Sequence[dict[str, str]], by: Person, now: datetime.datetime
) -> Precedent:
    """The articles this precedent stands on, with their kinds; replaces what was confirmed before."""
    _may(by, MAY_WRITE)
    row = _locked(precedent, "confirm")
    wrong = problems({"cites": list(cites)})
    for name, words in wrong:
        if name == "cites":
            raise Refused(words, "cites")
    row.cites = list(cites)
    _move(row, Verb.CONFIRM, by, now, f"{len(cites)} 条")
    link_cites(precedents=[row])
    return row


@transaction.atomic
def submit_precedent(*, precedent: Precedent, by: Person, now: datetime.datetime) -> Precedent:
    """Ask a second person to look at the masking. Refused while something is missing, as in an imported draft."""
    _may(by, MAY_WRITE)
    row = _locked(precedent, "submit")
    for _, words in problems({name: getattr(row, name) for name in _facts_of(row)}):
        raise Refused(f"还没有写全，先去修改：{words}")
    row.submitted_by = by
    return _move(row, Verb.SUBMIT, by, now)


@transaction.atomic
def return_precedent(*, precedent: Precedent, by: Person, why: str, now: datetime.datetime) -> Precedent:
    """Back to its writer, with what is to be mended."""
    _may(by, MAY_APPROVE)
    row = _locked(precedent, "return")
    row.submitted_by = None
    return _move(row, Verb.RETURN, by, now, _reason(why, "请写明要改什么"))


@transaction.atomic
def approve_precedent(*, precedent: Precedent, by: Person, now: datetime.datetime, seen: str = "") -> Precedent:
    """A named second person stands for the masking: never one who wrote, edited, masked or submitted it.

    `seen` is the `mark` of the text they read: refused when it was returned, changed and sent again meanwhile.
    """
    _may(by, MAY_APPROVE)
    row = _locked(precedent, "approve")
    if seen and seen != mark(row):
        raise Refused("你打开以后，这个案例改过。下面是现在的文字，请重新看一遍再审核")
    if not by.name.strip():
        raise Refused("审核要署名：先在账号里写上姓名")
    if by.pk in hands(row):
        raise Refused("写过、改过或送审过的人不能自己审核，请另一个人来审")
    if not client_agrees(row):
        raise Refused(publication.NO_CONSENT)
    unmasked = unmasked_words(row)
    if unmasked:
        raise Refused(f"还有没脱敏的个人信息：{'、'.join(unmasked[:5])}。请退回")
    row.approved_by, row.approved_at = by, now
    return _move(row, Verb.APPROVE, by, now)


@transaction.atomic
def publish_precedent(*, precedent: Precedent, by: Person, now: datetime.datetime) -> Precedent:
    """Show it to the public. Refused with the first thing that stands in the way (see `hindrances`)."""
    _may(by, MAY_APPROVE)
    row = _locked(precedent, "publish")
    if row.approved_by_id is None:
        raise Refused(publication.REFUSALS["publish"])
    for field, words in hindrances(row):
        raise Refused(words, field)
    row.published_at = now
    row.withdrawn_at = row.withdrawn_by = None
    row.withdrawn_why = ""
    return _move(row, Verb.PUBLISH, by, now)


@transaction.atomic
def withdraw_precedent(*, precedent: Precedent, by: Person, why: str, now: datetime.datetime) -> Precedent:
    """Take it from the public's sight; the row stays for the desk with who, when and why."""
    _may(by, MAY_APPROVE)
    row = _locked(precedent, "withdraw")
    row.withdrawn_why = _reason(why, "请写明为什么撤回")
    row.withdrawn_by, row.withdrawn_at = by, now
    return _move(row, Verb.WITHDRAW, by, now, row.withdrawn_why)


UNSEEN = "unseen"
"""No mark at all: whoever does not say which text was read neither approves nor overwrites one."""


def mark(precedent: Precedent) -> str:
    """Another one after every change."""
    return precedent.updated_at.isoformat()


def hands(precedent: Precedent) -> set[int]:
    """Everyone who has put a hand to the text."""
    done = precedent.moves.filter(verb__in=PrecedentMove.HANDS, by__isnull=False).values_list("by", flat=True)
    return {pk for pk in (*done, precedent.written_by_id, precedent.submitted_by_id) if pk}


def hindrances(precedent: Precedent) -> list[tuple[str, str]]:
    """What stands between this precedent and the public."""
    standing = Standing(
        settled=precedent.settled,
        outcome_code=precedent.outcome_code,
        both_agreed=precedent.both_agreed,
        level=precedent.level,
        has_client=precedent.client_id is not None,
        client_consent=precedent.client_consent,
        unmasked=unmasked_words(precedent),
        consent_withdrawn=not client_agrees(precedent),
    )
    return publication.hindrances(standing)


def client_agrees(precedent: Precedent) -> bool:
    """Whether the client of the case from which it was made still lets its closed cases become precedents. What was
    not made of a case asks nobody."""
    origin = PrecedentOrigin.objects.filter(precedent=precedent).select_related("case__project__client").first()
    if origin is None:
        return True
    consent = ClientConsent.of(origin.case.project.client)
    return consent is not None and consent.allowed


def proposals(precedent: Precedent) -> list[Proposal]:
    """What the masking rules find and a person can decide word by word."""
    return _found(precedent, {name: getattr(precedent, name) for name in SCANNED})


def unmasked_words(precedent: Precedent) -> list[str]:
    """What the masking rules find and nobody has decided, also in the address and in what is told step by step, but in
    no line that is the program's own."""
    told = [part for step in precedent.timeline for part in (step.get("text", ""), step.get("cite", ""))]
    told += [part for row in precedent.amounts for part in (row.get("name", ""), row.get("basis", ""))]
    told += [row.get("name", "") for row in precedent.days]
    lines = [line for line in map(str, told) if line not in drafting.own_words()]
    texts = {name: getattr(precedent, name) for name in SCANNED} | {"timeline": "\n".join(lines)}
    found = _found(precedent, texts | {"code": precedent.code})
    return list(dict.fromkeys(one.text for one in found))


def _found(precedent: Precedent, texts: Mapping[str, str]) -> list[Proposal]:
    """Days of publication are nobody's: of where a case comes from only the rest counts."""
    found = publication.proposals(texts, exact_dates=precedent.exact_dates, not_personal=precedent.not_personal)
    return [one for one in found if one.field not in ORIGIN or one.kind != Kind.DATE.value]


def _facts_of(row: Precedent) -> list[str]:
    return [one.attname for one in row._meta.concrete_fields if one.attname not in _GUARDED]


def _check(facts: Mapping[str, Any]) -> None:
    for field, words in problems(facts):
        raise Refused(words, field)


def _set(row: Precedent, facts: Mapping[str, Any]) -> None:
    for name in _GUARDED & set(facts):
        raise ValueError(f"{name} is moved by its own verb")
    for name, value in facts.items():
        setattr(row, name, value)


def _may(by: Person, permission: str) -> None:
    if not by.has_perm(permission):
        raise Refused("你没有做这件事的权限")


def _reason(why: str, words: str) -> str:
    if not why.strip():
        raise Refused(words, "why")
    return publication.without_personal(why.strip())[:300]


def _locked(precedent: Precedent, verb: str) -> Precedent:
    row = Precedent.objects.select_for_update().get(pk=precedent.pk)
    if row.state not in publication.MOVES[verb][0]:
        raise Refused(publication.REFUSALS[verb])
    return row


def _move(row: Precedent, verb: str, by: Person, now: datetime.datetime, why: str = "") -> Precedent:
    before, row.state = row.state, publication.MOVES[verb][1]
    row.content_sha = ""
    if row.state in (publication.DRAFT, publication.REVIEW):
        row.approved_by = row.approved_at = None
    row.save()
    _log(row, verb, before, by, now, why)
    if {before, row.state} & {publication.INTERNAL, publication.PUBLISHED}:
        record_changes(kind=KIND, ids=[row.pk])
        bump_generation()
    return row


def _log(row: Precedent, verb: str, before: str, by: Person, now: datetime.datetime, why: str = "") -> None:
    PrecedentMove.objects.create(
        precedent=row, code=row.code, verb=verb, before=before, after=row.state, by=by, at=now, why=why
    )


def refusal_of(verb: str) -> str:
    """Why a verb is not open in this state, in words."""
    return publication.REFUSALS[verb]
