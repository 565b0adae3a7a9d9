"""Record certificates of authorities."""

import datetime

import pytest

from portal.models import Message, PersonRecord
from portal.services.refusal import Refused
from training.models import CertificateKind
from training.services import outside, reminders

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 25, 10, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


@pytest.fixture
def kind(db):
    return CertificateKind.objects.create(
        code="electrician", title="建筑电工", trades=["电工"], special_operation=True, authority="住建部门"
    )


def record(by, person, kind, **changed):
    fields = {"authority": "", "number": "粤A 123456", "valid_to": datetime.date(2027, 5, 1)}
    return outside.record_outside(by=by, person=person, kind=kind, now=NOW, **(fields | changed))


def test_it_is_unverified_until_somebody_has_seen_the_original(worker, handler, kind):
    row = record(worker, worker, kind)
    assert (row.number, row.authority) == ("粤A123456", "住建部门")
    mirrored = PersonRecord.objects.get(person=worker, kind="special_permit")
    assert mirrored.status == "unverified"
    outside.check_outside(by=handler, certificate=row, now=NOW)
    mirrored.refresh_from_db()
    assert (mirrored.status, mirrored.ends_on) == ("valid", datetime.date(2027, 5, 1))


def test_nobody_vouches_for_the_own_certificate(worker, kind):
    with pytest.raises(Refused):
        outside.check_outside(by=worker, certificate=record(worker, worker, kind), now=NOW)


def test_a_crew_leader_does_not_open_the_gate_by_his_word(worker, leader, kind):
    row = record(leader, worker, kind)
    with pytest.raises(Refused, match="安全员"):
        outside.check_outside(by=leader, certificate=row, now=NOW)


def test_a_number_is_recorded_once(worker, handler, kind):
    record(worker, worker, kind)
    with pytest.raises(Refused) as refused:
        record(handler, handler, kind, number="粤a123456")
    assert refused.value.field == "number"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "  "}, "number"),
        ({"issued_on": datetime.date(2027, 6, 1)}, "valid_to"),
        ({"issued_on": datetime.date(2026, 12, 1), "valid_to": datetime.date(2028, 1, 1)}, "issued_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(worker, kind, wrong, field):
    with pytest.raises(Refused) as refused:
        record(worker, worker, kind, **wrong)
    assert refused.value.field == field


def test_an_outsider_records_nothing(worker, outsider, kind):
    with pytest.raises(Refused):
        record(outsider, worker, kind)


def test_our_own_kinds_are_not_recorded(worker):
    ours = CertificateKind.objects.create(code="ours", title="公司级", ours=True, level="company")
    with pytest.raises(Refused):
        record(worker, worker, ours)


def test_the_holder_and_managers_are_told_60_30_7_and_0_days_before_once_each(worker, handler, kind):
    last = datetime.date(2027, 5, 1)
    row = record(handler, worker, kind, valid_to=last)
    told = {}
    for left in range(70, -12, -1):
        for _ in range(2):
            day = NOW + datetime.timedelta(days=(last - NOW.date()).days - left)
            reminders.remind_of_certificates(now=day)
        told[left] = Message.objects.filter(key__startswith=f"outside:{row.pk}:").count()
    new = [left for left in range(69, -12, -1) if told[left] > told[left + 1]]
    assert new == [60, 30, 7, 0]
    assert Message.objects.filter(person=worker, kind="certificate").count() == 4
    assert Message.objects.filter(person=handler, kind="certificate").count() == 4
