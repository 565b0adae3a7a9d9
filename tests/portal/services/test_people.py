"""Entering people; keeping documents sealed."""

from __future__ import annotations

import datetime

import pytest

from portal.models import Person
from portal.services import people
from portal.services.refusal import Refused
from portal.services.sealing import fingerprint, seal, unseal

TODAY = datetime.date(2026, 11, 1)
ID = "11010519491231002X"


def enter(**fields):
    fields.setdefault("name", "王建国")
    return people.create_person(today=TODAY, **fields)


def test_a_document_is_sealed_and_found_again(db):
    person = enter(document_kind="resident_id", document_number="１１０１０５ 19491231 002x")
    stored = Person.objects.filter(pk=person.pk).values_list("document_number", "document_hash").get()
    assert ID not in "".join(stored)
    assert people.document_of(person) == ID
    assert people.find_by_document(kind="resident_id", number="11010519491231002x") == person
    assert people.find_by_document(kind="passport", number=ID) is None


def test_an_old_number_is_the_same_document(db):
    person = enter(document_kind="resident_id", document_number=ID)
    assert people.find_by_document(kind="resident_id", number="110105491231002") == person


def test_a_document_belongs_to_one_person(db):
    enter(document_kind="resident_id", document_number=ID)
    with pytest.raises(Refused) as refused:
        enter(name="别人", document_kind="resident_id", document_number=ID)
    assert refused.value.field == "document_number"
    assert Person.objects.count() == 1


def test_a_phone_may_be_shared_and_so_may_no_document_be_missing(db):
    enter(phone="13800138000")
    enter(name="李爱华", phone="138 0013 8000")
    assert Person.objects.on_phone("+8613800138000").count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "  "}, "name"),
        ({"phone": "123"}, "phone"),
        ({"document_kind": "resident_id", "document_number": "123"}, "document_number"),
        ({"document_number": ID}, "document_number"),
        ({"password": "123"}, "password"),
        ({"pin": "123456"}, "pin"),
        ({"phone": "13840271900", "pin": "402719"}, "pin"),
    ],
)
def test_a_bad_entry_is_refused_whole(db, fields, field):
    with pytest.raises(Refused) as refused:
        enter(**fields)
    assert refused.value.field == field
    assert not Person.objects.exists()


def test_an_account_name_is_taken_once(db):
    enter(username="wang")
    with pytest.raises(Refused):
        enter(username="wang")


def test_without_password_nothing_opens(db):
    person = enter()
    assert not person.has_usable_password()
    assert not person.check_password("")
    assert not person.check_pin("")
    assert not person.has_secret


def test_keys_rotate(db, settings):
    person = enter(document_kind="resident_id", document_number=ID)
    settings.IDENTITY_KEYS = ["a-new-key", *settings.IDENTITY_KEYS]
    assert people.document_of(person) == ID
    assert people.reseal_documents() == 1
    settings.IDENTITY_KEYS = ["a-new-key"]
    person.refresh_from_db()
    assert people.document_of(person) == ID


def test_a_lost_key_is_said_so(db, settings):
    sealed = seal(ID)
    settings.IDENTITY_KEYS = ["another"]
    with pytest.raises(ValueError, match="MINGBAI_IDENTITY_KEYS"):
        unseal(sealed)


def test_the_same_text_is_sealed_differently_each_time():
    assert seal(ID) != seal(ID)
    assert seal("") == ""
    assert unseal("") == ""


def test_a_fingerprint_needs_the_key(settings):
    mine = fingerprint("document", "resident_id", ID)
    settings.HASH_KEY = "another"
    assert fingerprint("document", "resident_id", ID) != mine
    assert fingerprint("a", "bc") != fingerprint("ab", "c")


def test_the_last_secret_on_a_shared_number_stays(db):
    person = enter(phone="13800138000", pin="402719")
    enter(name="李爱华", phone="13800138000", pin="618305")
    with pytest.raises(Refused):
        people.set_pin(person=person, pin="")
