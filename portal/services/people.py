"""Entering people and changing how they prove who they are."""

from __future__ import annotations

import datetime

from django.apps import apps
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from ..models import Person
from ..models.people import internal_username
from ..rules import identity, phones, pins
from .refusal import Refused
from .sealing import fingerprint, reseal, seal, unseal


def create_person(
    *,
    name: str,
    today: datetime.date,
    phone: str = "",
    document_kind: str = "",
    document_number: str = "",
    username: str = "",
    password: str = "",
    pin: str = "",
    is_staff: bool = False,
    is_superuser: bool = False,
    is_sample: bool = False,
) -> Person:
    """A new person. The phone may be shared, the document not; without `password` and `pin` only a code signs in."""
    person = Person(
        username=username or internal_username(),
        name=_named(name),
        phone=_phone(phone),
        is_staff=is_staff,
        is_superuser=is_superuser,
        is_sample=is_sample,
    )
    if username and Person.objects.filter(username=username).exists():
        raise Refused("这个账号已经有人用了", "username")
    _put_document(person, document_kind, document_number, today)
    if password:
        _check_password(password, person)
    person.set_password(password or None)
    if pin:
        _check_pin(pin, person)
        person.set_pin(pin)
    with transaction.atomic():
        person.save()
    return person


def _named(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Refused("请填姓名", "name")
    return cleaned


def _phone(raw: str) -> str:
    phone = phones.normalise(raw)
    if raw.strip() and not phone:
        raise Refused("手机号不对：11 位，1 开头；座机要带区号", "phone")
    return phone


def _put_document(person: Person, kind: str, raw: str, today: datetime.date) -> None:
    if not kind and not raw.strip():
        return
    wrong = identity.problem(kind, raw, today=today)
    if wrong:
        raise Refused(wrong, "document_number")
    number = identity.normalise(kind, raw)
    person.document_kind, person.document_number = kind, seal(number)
    person.document_hash = fingerprint("document", kind, number)
    if Person.objects.filter(document_hash=person.document_hash).exclude(pk=person.pk).exists():
        raise Refused("这个证件号码已经登记过", "document_number")


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused("；".join(error.messages), "password") from error


def _check_pin(pin: str, person: Person) -> None:
    wrong = pins.problem(pin, known=[person.phone, document_of(person)])
    if wrong:
        raise Refused(wrong, "pin")


def document_of(person: Person) -> str:
    """The document number in clear. Callers must have a reason that they may give."""
    return unseal(person.document_number)


def find_by_document(*, kind: str, number: str) -> Person | None:
    """The person with this document, by its keyed hash."""
    return Person.objects.filter(document_hash=fingerprint("document", kind, identity.normalise(kind, number))).first()


@transaction.atomic
def set_password(*, person: Person, password: str) -> Person:
    _check_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


@transaction.atomic
def set_pin(*, person: Person, pin: str) -> Person:
    """An empty PIN removes it, unless somebody else shares the number: then a PIN or password must stay."""
    if pin:
        _check_pin(pin, person)
    elif not person.has_usable_password() and Person.objects.on_phone(person.phone).exclude(pk=person.pk).exists():
        raise Refused("这个手机号有几个人用，不能去掉 PIN", "pin")
    person.set_pin(pin)
    person.save(update_fields=["pin"])
    return person


@transaction.atomic
def reseal_documents() -> int:
    """Bring everything that is kept sealed under the newest key; the number of rows. Older keys may go afterwards.

    Document numbers of people, and what other apps name in SEALED_FIELDS.
    """
    people = list(Person.objects.exclude(document_number="").select_for_update())
    for person in people:
        person.document_number = reseal(person.document_number)
    Person.objects.bulk_update(people, ["document_number"], batch_size=500)
    return len(people) + sum(_reseal(label, names) for label, names in settings.SEALED_FIELDS.items())


def _reseal(label: str, names: list[str]) -> int:
    model = apps.get_model(label)
    rows = list(model._default_manager.select_for_update())
    for row in rows:
        for name in names:
            setattr(row, name, reseal(getattr(row, name)))
    model._default_manager.bulk_update(rows, names, batch_size=500)
    return len(rows)
