"""Evidence of a case that was split stays where its hashes were made: the other case gets a copy of its own, with where
it came from in its first entry, and the old ledger says that a copy went out. The original is not touched.
"""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet

from portal.models import Attachment
from portal.services import attachments
from portal.services.refusal import Refused

from ..models import Case, CaseLink, EvidenceItem
from ..rules import evidence as rules
from ..rules.access import Action
from .arrivals import begin_arrival, drop_arrival
from .evidence import enter, take_in
from .trail import guard

if TYPE_CHECKING:
    from portal.models import Person


def other_parts(case: Case, by: Person) -> QuerySet[Case]:
    """What was split off this case, or of which it was a part, as far as this person sees it."""
    split = CaseLink.objects.filter(Q(case=case) | Q(other=case), kind=CaseLink.Kind.SPLIT)
    pks = {pk for pair in split.values_list("case", "other") for pk in pair} - {case.pk}
    return Case.objects.visible_to(by).filter(pk__in=pks).order_by("pk")


def copy_evidence(*, item: EvidenceItem, into: Case, why: str, by: Person, now: datetime.datetime) -> EvidenceItem:
    """The item in the ledger of the other case, once however often it is asked. Refused for a case that is no part of
    the same, and for a file that is no longer what was entered.

    As in `add_evidence` a film is copied before the transaction that enters it, under a row that finds it again.
    """
    _may(item, into, why, by)
    key = uuid.uuid5(item.key, str(into.pk))
    if (known := EvidenceItem.objects.filter(key=key).first()) is not None:
        return known
    if item.attachment is None:
        return _enter(item, into, None, why, key, by, now)
    coming = begin_arrival(case=into, now=now)
    try:
        made = _enter(item, into, _copied(item.attachment, into, coming.key, now), why, key, by, now)
    except BaseException:
        drop_arrival(arrival=coming)
        raise
    if made.attachment is None or made.attachment.key != coming.key:
        drop_arrival(arrival=coming)  # somebody was quicker
    return made


def _may(item: EvidenceItem, into: Case, why: str, by: Person) -> None:
    guard(item.case, by, Action.EXPORT)
    guard(into, by, Action.EVIDENCE)
    if not other_parts(item.case, by).filter(pk=into.pk).exists():
        raise Refused("只能抄到拆分出来的那一件，或者拆分以前的那一件", "into")
    if not why.strip():
        raise Refused("写明原因", "why")


def _copied(kept: Attachment, into: Case, key: uuid.UUID, now: datetime.datetime) -> Attachment:
    facts: dict[str, Any] = {"allowed": {kept.mime}, "limit": rules.LARGEST, "sha256": kept.sha256}
    try:
        with attachments.original(kept) as stream:
            return attachments.keep_file(
                by=None,
                file=File(stream, kept.name),
                name=kept.name,
                now=now,
                is_sample=into.is_sample,
                key=key,
                **facts,
            )
    except FileNotFoundError:
        raise Refused("原件不在了，先让管理员核验。") from None
    except Refused:
        raise Refused("原件和入账时不一样，先让管理员核验。") from None


@transaction.atomic
def _enter(
    item: EvidenceItem,
    into: Case,
    copy: Attachment | None,
    why: str,
    key: uuid.UUID,
    by: Person,
    now: datetime.datetime,
) -> EvidenceItem:
    """Both ledgers in one transaction, each with the other's number; both cases are locked, the older first."""
    rows = Case.objects.select_for_update().filter(pk__in=[item.case_id, into.pk]).order_by("pk").in_bulk()
    old, into = EvidenceItem.objects.select_related("attachment").get(pk=item.pk), rows[into.pk]
    old.case = rows[item.case_id]
    _may(old, into, why, by)
    if (known := EvidenceItem.objects.filter(key=key).first()) is not None:
        return known
    last = old.entries.order_by("-seq").values_list("hash", flat=True).first()
    origin = {"case": old.case.number, "number": old.number, "entry": last or "", "sealed": old.sealed}
    told = {name: getattr(old, name) for name in (*rules.CORRECTABLE, "kind", "holder")}
    made = take_in(case=into, by=by, key=key, attachment=copy, origin=origin, why=why, now=now, **told)
    enter(old, rules.COPY, by=by, now=now, values={"to": into.number, "number": made.number}, why=why)
    return made
