"""Evidence: taken in, handed over, corrected, sealed. Each deed adds an entry to the ledger and a row to the trail."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction

from portal.clock import SHANGHAI
from portal.models import Attachment
from portal.rules import file_types
from portal.services import attachments, pictures
from portal.services.refusal import Refused

from ..models import Arrival, Case, ChainHead, EvidenceEntry, EvidenceItem
from ..models.evidence import written
from ..rules import evidence as rules
from ..rules.access import Action
from .arrivals import begin_arrival, drop_arrival
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

AHEAD = datetime.timedelta(minutes=5)
"""A phone's clock may go so much fast."""
_CLOSED = "已经封存，不能再改。请写一份新的。"


def chain_of(case_id: int) -> str:
    """The name of the chain of a case's ledger among the heads."""
    return f"evidence:{case_id}"


def add_evidence(
    *,
    case: Case,
    by: Person,
    key: uuid.UUID,
    kind: str,
    what: str,
    now: datetime.datetime,
    file: File | Path | None = None,
    name: str = "",
    limit: int = rules.LARGEST,
    sha256: str = "",
    **facts: Any,
) -> EvidenceItem:
    """A piece of evidence with its file, taken in once for a `key`. `facts` are taken_at, place, recorder, device,
    holder. Refused in words for what may not be.

    Reading and hashing a film takes a while: it is done before the transaction that takes it in, and whether the case
    still takes evidence is asked once more after it.
    """
    guard(case, by, Action.EVIDENCE)
    if (known := EvidenceItem.objects.filter(key=key).first()) is not None:
        return _same(known, case, by)
    _sound(kind, what, facts.get("taken_at"), file is not None, now)
    given: dict[str, Any] = {"case": case, "by": by, "key": key, "kind": kind, "what": what, "now": now} | facts
    if file is None:
        return take_in(**given)
    coming = begin_arrival(case=case, now=now)
    try:
        kept = attachments.keep_file(
            by=by,
            file=file,
            name=name,
            allowed=rules.KINDS[kind].types,
            limit=limit,
            now=now,
            is_sample=case.is_sample,
            sha256=sha256,
            key=coming.key,
        )
        with transaction.atomic():
            guard(Case.objects.select_for_update().get(pk=case.pk), by, Action.EVIDENCE)
            item = take_in(attachment=kept, **given)
    except BaseException:
        drop_arrival(arrival=coming)
        raise
    if item.attachment != kept:
        drop_arrival(arrival=coming)  # somebody was quicker with the same key
    return item


def _same(known: EvidenceItem, case: Case, by: Person | None) -> EvidenceItem:
    if known.added_by_id != (by.pk if by else None) or known.case_id != case.pk:
        raise Refused("这份证据已经由别人提交过")
    return known


def _sound(kind: str, what: str, taken_at: datetime.datetime | None, filed: bool, now: datetime.datetime) -> None:
    if kind not in rules.KINDS:
        raise Refused("请选种类", "kind")
    if not what.strip():
        raise Refused("写明是什么", "what")
    if taken_at and taken_at > now + AHEAD:
        raise Refused("时间不能晚于现在", "taken_at")
    if not filed and not rules.KINDS[kind].bare:
        raise Refused("请选文件", "file")


@transaction.atomic
def take_in(
    *,
    case: Case,
    by: Person | None,
    kind: str,
    what: str,
    now: datetime.datetime,
    attachment: Attachment | None = None,
    key: uuid.UUID | None = None,
    taken_at: datetime.datetime | None = None,
    place: str = "",
    recorder: str = "",
    device: str = "",
    holder: str = "",
    origin: Mapping[str, Any] | None = None,
    why: str = "",
) -> EvidenceItem:
    """Enter what has been kept already, for a report or a letter whose sender needs no right in the case. `origin` says
    of which item of another case it is a copy, and `why`.

    What a camera wrote fills in time and device where nobody said them. From now on the file is the item's.
    """
    _lock(case)
    if key and (known := EvidenceItem.objects.filter(key=key).first()) is not None:
        return _same(known, case, by)
    camera = _camera(attachment)
    last = EvidenceItem.objects.filter(case=case).order_by("-number").values_list("number", flat=True).first()
    item = EvidenceItem(
        key=key or uuid.uuid4(),
        case=case,
        number=(last or 0) + 1,
        kind=kind,
        what=what.strip()[:200],
        attachment=attachment,
        taken_at=taken_at or _taken(camera, now),
        place=place.strip()[:120],
        recorder=recorder.strip()[:60] or (by.name if by else ""),
        device=(device.strip() or camera.get("device", ""))[:120],
        holder=holder.strip()[:120] or ("本系统" if attachment else by.name if by else ""),
        camera=camera,
        added_by=by,
        added_at=now,
        is_sample=case.is_sample,
    )
    item.save()
    if attachment:
        attachments.give_file(attachment=attachment, owner=item)
        Arrival.objects.filter(key=attachment.key).delete()
    enter(item, rules.INTAKE, by=by, now=now, values=_entered(item, origin), why=why)
    return item


def _entered(item: EvidenceItem, origin: Mapping[str, Any] | None) -> dict[str, Any]:
    values = {name: value for name, value in item.facts().items() if name != "sealed"}
    kept = item.attachment
    values |= {"file": kept.name if kept else "", "mime": kept.mime if kept else ""}
    return values | ({"origin": dict(origin)} if origin else {})


def _camera(attachment: Attachment | None) -> dict[str, Any]:
    if attachment is None or attachment.mime not in file_types.PICTURES:
        return {}
    with attachments.original(attachment) as stream:
        return pictures.told_by_camera(stream, attachment.mime)


def _taken(camera: Mapping[str, Any], now: datetime.datetime) -> datetime.datetime | None:
    """When a picture was taken by the camera's clock, in Shanghai unless it says otherwise; never ahead of now."""
    try:
        at = datetime.datetime.strptime(str(camera.get("taken", "")), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 told below
        offset = str(camera.get("offset", ""))
        zone = datetime.datetime.strptime(offset, "%z").tzinfo if offset else SHANGHAI
    except ValueError:
        return None
    moment = at.replace(tzinfo=zone)
    return moment if moment <= now else None


@transaction.atomic
def hand_over(
    *, item: EvidenceItem, by: Person, to: str, why: str, now: datetime.datetime, key: uuid.UUID | None = None
) -> EvidenceItem:
    """Custody goes from whoever has it to somebody else, with the reason. Once for a `key`."""
    item, done = _begin(item, by, why, key, to=to.strip()[:120])
    if done:
        return item
    if not to.strip():
        raise Refused("写明交给谁", "to")
    if to.strip() == item.holder:
        raise Refused("现在就是由他保管", "to")
    values = {"from": item.holder, "to": to.strip()[:120]}
    item.holder = values["to"]
    item.save(update_fields=["holder"])
    enter(item, rules.CUSTODY, by=by, now=now, values=values, why=why, key=key)
    return item


@transaction.atomic
def correct(
    *,
    item: EvidenceItem,
    by: Person,
    changes: Mapping[str, Any],
    why: str,
    now: datetime.datetime,
    key: uuid.UUID | None = None,
) -> EvidenceItem:
    """Say what, when, where, who or with what otherwise; the entry keeps old and new. Refused when nothing changes."""
    item, done = _begin(item, by, why, key)
    if done:
        return item
    if item.sealed:
        raise Refused(_CLOSED)
    changed: dict[str, list[Any]] = {}
    for field, value in changes.items():
        if field not in rules.CORRECTABLE:
            raise Refused("这一项不能更正")
        new: Any = value.strip()[: _longest(field)] if isinstance(value, str) else value
        old = getattr(item, field)
        if new != old:
            changed[field] = [written(old), written(new)] if field == "taken_at" else [old, new]
            setattr(item, field, new)
    if not changed:
        raise Refused("没有改动")
    _sound(item.kind, item.what, item.taken_at, True, now)
    item.save(update_fields=list(changed))
    enter(item, rules.CORRECTION, by=by, now=now, values={"changed": changed}, why=why, key=key)
    return item


def _longest(field: str) -> int | None:
    return EvidenceItem._meta.get_field(field).max_length  # type: ignore[union-attr]


@transaction.atomic
def seal(
    *, item: EvidenceItem, by: Person, mark: str, why: str, now: datetime.datetime, key: uuid.UUID | None = None
) -> EvidenceItem:
    """Seal it under a number or mark: nothing is corrected afterwards; custody still changes."""
    item, done = _begin(item, by, why, key, mark=mark.strip()[:120])
    if done:
        return item
    if item.sealed:
        raise Refused("已经封存过")
    if not mark.strip():
        raise Refused("写明封条编号或标记", "mark")
    item.sealed = mark.strip()[:120]
    item.save(update_fields=["sealed"])
    enter(item, rules.SEAL, by=by, now=now, values={"mark": item.sealed}, why=why, key=key)
    return item


@transaction.atomic
def take_copy(
    *, item: EvidenceItem, by: Person, why: str, now: datetime.datetime, key: uuid.UUID | None = None
) -> EvidenceItem:
    """A working copy of the original goes out, EXIF and all: to whom and for what is entered first."""
    item, done = _begin(item, by, why, key, Action.EXPORT)
    if not done:
        if item.attachment is None:
            raise Refused("这件证据没有文件")
        enter(item, rules.COPY, by=by, now=now, values={}, why=why, key=key)
    return item


def _begin(
    item: EvidenceItem, by: Person, why: str, key: uuid.UUID | None, action: Action = Action.EVIDENCE, **said: str
) -> tuple[EvidenceItem, bool]:
    """The item, read again under the lock of its case; and whether this very deed has been done already. Refused when
    it was sent again with another reason, or another of what is `said`."""
    guard(item.case, by, action)
    case = _lock(item.case)
    fresh = EvidenceItem.objects.select_related("attachment").get(pk=item.pk)
    fresh.case = case
    known = EvidenceEntry.objects.filter(key=key).first() if key else None
    if known is not None:
        if known.item_id != fresh.pk or known.by_id != by.pk:
            raise Refused("这一步已经由别人做过")
        if known.why != why.strip()[:300] or any(known.values.get(name) != words for name, words in said.items()):
            raise Refused("这一步已经记下了，后来改的没有记进去：刷新这一页，再做一次")
        return fresh, True
    if not why.strip():
        raise Refused("写明原因", "why")
    return fresh, False


def _lock(case: Case) -> Case:
    """Two at once get two numbers and two places."""
    return Case.objects.select_for_update().get(pk=case.pk)


def enter(
    item: EvidenceItem,
    kind: str,
    *,
    by: Person | None,
    now: datetime.datetime,
    values: dict[str, Any],
    why: str = "",
    key: uuid.UUID | None = None,
) -> EvidenceEntry:
    """Add the entry, move the head, and anchor both in the trail. The case is locked."""
    chain = chain_of(item.case_id)
    head = ChainHead.objects.filter(chain=chain).first()
    row = EvidenceEntry(
        key=key or uuid.uuid4(),
        case=item.case,
        seq=head.seq + 1 if head else 1,
        item=item,
        kind=kind,
        by=by,
        who=by.name[:60] if by else "",
        at=now,
        why=why.strip()[:300],
        values=values,
        sha256=item.attachment.sha256 if item.attachment else "",
        size=item.attachment.size if item.attachment else 0,
        before=head.hash if head else "",
    )
    row.hash = row.expected_hash()
    row.save()
    ChainHead.move_to(chain, row.seq, row.hash)
    note(case=item.case, verb="evidence", by=by, at=now, item=item.number, entry=row.seq, kind=kind, hash=row.hash)
    return row
