"""Entering a worker."""

from __future__ import annotations

import pytest

from portal.models import Membership, Organisation, Person, PersonRecord, Project
from portal.rules.roles import Role
from portal.services import sites
from portal.services.people import document_of
from portal.services.refusal import Refused
from portal.services.sites.people import OtherName

from .conftest import DAY, TODAY, number

pytestmark = pytest.mark.django_db


def test_a_worker_is_entered_with_a_line_in_the_register(add, crew):
    held = add(trade="架子工")
    assert (held.role, held.crew, held.project, held.organisation) == (
        Role.WORKER,
        crew,
        crew.project,
        crew.organisation,
    )
    assert held.own_trade == "架子工"
    assert document_of(held.person) == number()
    record = PersonRecord.objects.get(person=held.person)
    assert (record.kind, record.project, record.starts_on, record.ends_on) == (
        "entry",
        crew.project,
        held.starts_on,
        None,
    )
    assert record.values == {"crew": "木工班", "trade": "架子工"}
    assert number() not in str(record.values) + record.title


def test_the_crews_own_trade_is_not_written_twice(add, second_crew):
    assert add(crew=second_crew, trade="钢筋工").trade == ""


def test_a_number_may_belong_to_several_people(add):
    add(0)
    add(1, name="李爱华")
    assert Person.objects.on_phone("+8613800138000").count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"phone": "123"}, "phone"),
        ({"document_number": ""}, "document_number"),
        ({"document_number": "110105199001010001"}, "document_number"),
        ({"starts_on": TODAY + 400 * DAY}, "starts_on"),
    ],
)
def test_what_is_wrong_is_refused_whole(add, facts, field):
    with pytest.raises(Refused) as refused:
        add(**facts)
    assert refused.value.field == field
    assert not Membership.objects.at_work().exists()
    assert not PersonRecord.objects.exists()


def test_only_keepers_of_the_crew_may(add, outsider, colleague, make_person, post, project, crew, second_crew):
    leader, boss = make_person("班长"), make_person("老板")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    post(boss, Role.EXECUTIVE, organisation=project.client)
    add(1, by=colleague)
    add(2, by=leader)
    for by, where in ((outsider, crew), (boss, crew), (leader, second_crew)):
        with pytest.raises(Refused):
            add(3, by=by, crew=where)


def test_a_known_document_asks_first_and_shows_a_masked_name(add, outsider, other_crew):
    add(by=outsider, crew=other_crew, phone="13900139000")
    with pytest.raises(sites.AlreadyKnown) as asked:
        add(phone="13700137000")
    assert asked.value.masked_name == "王**"
    assert "王建国" not in asked.value.message
    held = add(phone="13700137000", sure=True)
    assert held.person.phone == "+8613900139000", "the number is a way to sign in"
    assert Person.objects.filter(document_hash=held.person.document_hash).count() == 1


def test_another_name_for_a_known_document_is_refused(add, outsider, other_crew):
    add(by=outsider, crew=other_crew)
    for sure in (False, True):
        with pytest.raises(OtherName) as refused:
            add(name="李四", sure=sure)
        assert "王**" in refused.value.message
        assert "王建国" not in refused.value.message


def test_nobody_is_twice_on_a_project(add, second_crew):
    add()
    with pytest.raises(Refused, match="已经在木工班"):
        add(crew=second_crew, sure=True)


def test_who_left_comes_again_in_a_new_row(add, handler, crew):
    first = add()
    sites.end_work(by=handler, membership=first, last_day=TODAY - 10 * DAY, now=first.person.date_joined, today=TODAY)
    again = add(starts_on=TODAY, sure=True)
    assert again.pk != first.pk
    assert list(Membership.objects.at_work().values_list("ends_on", flat=True).order_by("pk")) == [
        TODAY - 10 * DAY,
        None,
    ]


def test_on_a_sample_project_everything_is_sample(add, project, crew):
    Project.objects.filter(pk=project.pk).update(is_sample=True)
    crew.refresh_from_db()
    held = add()
    assert held.is_sample
    assert held.person.is_sample
    assert PersonRecord.objects.get().is_sample


def test_a_firms_head_enters_into_the_own_crews_only(add, make_person, post, project, crew, firm, handler):
    own = sites.create_crew(by=handler, project=project, name="分包班", organisation=firm)
    head = make_person("分包负责人")
    post(head, Role.SUBCONTRACTOR_HEAD, organisation=firm, project=project)
    assert add(by=head, crew=own).organisation == firm
    with pytest.raises(Refused):
        add(1, by=head, crew=crew)
    assert Organisation.objects.filter(kind="subcontractor").count() == 1
