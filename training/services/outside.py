"""Certificates of authorities: recorded, compared with the original by a person, reminded of, never issued here."""

from __future__ import annotations

import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.db import IntegrityError, transaction

from portal.models import Attachment, Person, PersonRecord
from portal.services import attachments, register
from portal.services.refusal import Refused

from ..models import CertificateKind, OutsideCertificate
from ..officers import members_under

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")
_LARGEST = 8 * 1024 * 1024


@transaction.atomic
def record_outside(
    *,
    by: Person,
    person: Person,
    kind: CertificateKind,
    authority: str,
    number: str,
    now: datetime.datetime,
    issued_on: datetime.date | None = None,
    valid_to: datetime.date | None = None,
    review_by: datetime.date | None = None,
    photo: File | None = None,
) -> OutsideCertificate:
    """Enter what stands on the certificate. It is 未核对 until somebody else's eyes have seen the original."""
    _guard(by, person)
    if kind.ours:
        raise Refused("这种证书由系统发，不用登记", "kind")
    code = "".join(number.split()).upper()
    if not code:
        raise Refused("请填证号", "number")
    if issued_on and valid_to and valid_to < issued_on:
        raise Refused("有效期比发证日期还早", "valid_to")
    if issued_on and issued_on > now.date():
        raise Refused("发证日期在今天以后", "issued_on")
    try:
        with transaction.atomic():
            row = OutsideCertificate.objects.create(
                kind=kind, person=person, authority=authority.strip() or kind.authority, number=code,
                issued_on=issued_on, valid_to=valid_to, review_by=review_by, recorded_by=by, recorded_at=now,
                is_sample=person.is_sample,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("这个证号已经登记过", "number") from error
    if photo is not None:
        attachments.keep_file(
            by=by, file=photo, name=photo.name or "证书照片", allowed=PICTURES, limit=_LARGEST, owner=row, now=now
        )
    _mirror(row, now)
    return row


def _guard(by: Person, person: Person) -> None:
    """One's own, or that of somebody one looks after."""
    if by.pk != person.pk and not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        raise Refused("这个人不归你管")


@transaction.atomic
def check_outside(*, by: Person, certificate: OutsideCertificate, now: datetime.datetime) -> OutsideCertificate:
    """Somebody who answers for the holder's project or firm has compared it with the original: it opens the gate, so
    neither the holder nor a crew leader vouches for it."""
    row = OutsideCertificate.objects.select_for_update().select_related("kind", "person").get(pk=certificate.pk)
    if row.person_id == by.pk:
        raise Refused("自己的证要由别人核对")
    if not members_under(by, ruling=True).filter(person=row.person_id).exists():
        raise Refused("核对要由安全员或劳务员来做")
    row.checked_by, row.checked_on = by, now.date()
    row.save(update_fields=["checked_by", "checked_on"])
    _mirror(row, now)
    return row


def photos_of(certificate: OutsideCertificate) -> list[Attachment]:
    """The pictures taken of it, oldest first."""
    kind = ContentType.objects.get_for_model(certificate)
    return list(Attachment.objects.filter(owner_type=kind, owner_id=certificate.pk).order_by("pk"))


def _mirror(row: OutsideCertificate, now: datetime.datetime) -> None:
    special = row.kind.special_operation
    register.keep_record(
        person=row.person,
        kind=PersonRecord.Kind.SPECIAL_PERMIT if special else PersonRecord.Kind.CERTIFICATE,
        title=row.kind.title,
        starts_on=row.issued_on,
        ends_on=row.valid_to,
        status=PersonRecord.Status.VALID if row.checked_by_id else PersonRecord.Status.UNVERIFIED,
        values={"kind": row.kind.code, "authority": row.authority},
        source=row,
        is_sample=row.is_sample,
        now=now,
    )
