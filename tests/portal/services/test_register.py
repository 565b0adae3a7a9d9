"""Write a record once, write it again, end it."""

from __future__ import annotations

import datetime

import pytest

from portal import clock
from portal.models import Crew, PersonRecord
from portal.services import register
from portal.services.refusal import Refused

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)
LATER = DAY + datetime.timedelta(days=30)


def keep(person, **facts):
    return register.keep_record(person=person, now=clock.now(), **{"kind": "training", "title": "三级教育"} | facts)


def test_writing_twice_for_one_source_keeps_one_row(handler, crew):
    first = keep(handler, source=crew, starts_on=DAY, values={"hours": 8})
    again = keep(handler, source=crew, starts_on=LATER, title="三级教育（补）", status="unverified")
    assert again.pk == first.pk
    row = PersonRecord.objects.get()
    assert (row.title, row.starts_on, row.values, row.status) == ("三级教育（补）", LATER, {}, "unverified")
    assert row.created_at == first.created_at
    assert row.source == crew


def test_one_source_may_have_a_record_of_each_kind(handler, crew):
    keep(handler, source=crew)
    keep(handler, source=crew, kind="certificate")
    assert PersonRecord.objects.count() == 2


def test_without_a_source_every_writing_is_a_row(handler):
    keep(handler)
    keep(handler)
    assert PersonRecord.objects.count() == 2


def test_the_record_outlives_its_source(handler, project):
    crew = Crew.objects.create(project=project, organisation=project.client, name="临时班")
    row = keep(handler, source=crew)
    crew.delete()
    assert PersonRecord.objects.get().pk == row.pk


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "horoscope"}, "kind"),
        ({"status": "maybe"}, "status"),
        ({"title": "  "}, "title"),
        ({"starts_on": LATER, "ends_on": DAY}, "ends_on"),
    ],
)
def test_nonsense_is_refused(handler, facts, field):
    with pytest.raises(Refused) as refused:
        keep(handler, **facts)
    assert refused.value.field == field
    assert not PersonRecord.objects.exists()


def test_what_concerns_a_sample_is_sample(handler, make_person, project):
    assert not keep(handler, project=project).is_sample
    assert keep(make_person("示例·甲", is_sample=True)).is_sample
    project.is_sample = True
    assert keep(handler, project=project).is_sample


def test_ending_keeps_the_days_before(handler):
    row = register.end_record(record=keep(handler, starts_on=DAY), on=LATER)
    rows = PersonRecord.objects.filter(pk=row.pk)
    assert rows.valid(on=LATER).exists()
    assert not rows.valid(on=LATER + datetime.timedelta(days=1)).exists()


def test_ending_does_not_lengthen(handler):
    row = keep(handler, starts_on=DAY, ends_on=DAY)
    assert register.end_record(record=row, on=LATER).ends_on == DAY


def test_revoking_makes_it_good_for_no_day(handler):
    row = register.end_record(record=keep(handler, starts_on=DAY), on=LATER, status="revoked")
    assert not PersonRecord.objects.filter(pk=row.pk).valid(on=DAY).exists()


@pytest.mark.parametrize(("on", "status"), [(DAY - datetime.timedelta(days=1), ""), (DAY, "lost")])
def test_a_wrong_end_is_refused(handler, on, status):
    row = keep(handler, starts_on=DAY)
    with pytest.raises(Refused):
        register.end_record(record=row, on=on, status=status)
    row.refresh_from_db()
    assert row.ends_on is None
