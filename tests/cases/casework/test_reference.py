"""Rest days and numbers that editors add: two people, clocks reckoned anew, sums that count them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cases.models import CalendarYear, Case, CaseMove, Number, RunningClock
from cases.packaged_days import packaged
from cases.rules.sums.death import Death, death
from cases.services.happenings import note_happening
from cases.services.recounting import _as_read, sweep_calendars
from cases.services.reference import book_now, calendar_now
from portal.models import Person
from portal.services.groups import EDITORS, REVIEWERS
from tests.cases.rules.test_rest_days import MAKE_UP, REST

pytestmark = pytest.mark.django_db
ZONE = datetime.timezone(datetime.timedelta(hours=8))
YEAR = {"year": 2027, "source": "测试通知", "rest": REST, "make_up": MAKE_UP}


def at(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day, 9, tzinfo=ZONE)


@pytest.fixture
def editor(make_person: Callable[..., Person], groups: Any) -> Person:
    return _staff(make_person, "吴编辑", EDITORS)


@pytest.fixture
def other(make_person: Callable[..., Person], groups: Any) -> Person:
    return _staff(make_person, "郑审核", REVIEWERS)


@pytest.fixture
def groups() -> None:
    from django.conf import settings

    from portal.services.groups import ensure_groups

    ensure_groups(settings.GROUP_PERMISSIONS)


def _staff(make_person: Callable[..., Person], name: str, group: str) -> Person:
    person = make_person(name, is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    return Person.objects.get(pk=person.pk)


def shown(client: Client, year: str) -> str:
    return client.get(f"/admin/calendaryear/new/{year}").content.decode()


def test_a_new_year_is_filled_in_from_the_package_and_kept_by_its_writer_alone(editor: Person, signed_in: Any) -> None:
    client = signed_in(editor)
    assert "软件包里没有 2199 年" in shown(client, "?year=2199")
    assert f'value="{max(calendar_now().years) + 1}"' in shown(client, "")
    page = shown(client, "?year=2025")
    assert "春节 2025-01-28 2025-02-04" in page
    assert "和国务院办公厅的通知逐日核对" in page
    filled = packaged(2025)
    assert filled is not None
    given = {"year": 2025, "source": filled.source, "rest": filled.rest, "make_up": filled.make_up}
    assert client.post("/admin/calendaryear/new/?year=2025", given).status_code == 302
    row = CalendarYear.objects.get(year=2025)
    assert (row.hands, row.verified) == ([editor.pk], False), "unchanged as it is, it has its writer"


@pytest.fixture
def inspected(open_one: Callable[..., Case], handler: Person) -> Callable[[], RunningClock]:
    """Sixty working days of an inspection from 4 December 2026, over a year whose rest days are not known."""

    def make() -> RunningClock:
        case, filed = open_one(now=at(2026, 12, 1), people_count=30), at(2026, 12, 4)
        note_happening(case=case, event="complaint_filed", at=filed, by=handler, now=filed)
        found: RunningClock = case.clocks.get(definition="W11")
        return found

    return make


@pytest.fixture
def inspection(inspected: Callable[[], RunningClock]) -> RunningClock:
    return inspected()


def _post(client: Client, address: str, facts: dict[str, Any], *, sure: bool = False) -> Any:
    return client.post(address, facts | ({"verified": "on"} if sure else {}))


def _pages(signed_in: Callable[[Person], Client], person: Person, name: str) -> tuple[Client, str]:
    return signed_in(person), f"/admin/{name}/"


def test_a_clock_over_an_unknown_year_says_so_until_two_people_have_entered_it(
    inspection: RunningClock, editor: Person, other: Person, signed_in: Callable[[Person], Client]
) -> None:
    assert "2027年的放假安排还没有录入" in inspection.uncertain
    guessed = inspection.latest
    one, list_page = _pages(signed_in, editor, "calendaryear")
    assert _post(one, f"{list_page}new/", YEAR, sure=True).status_code == 200
    assert not CalendarYear.objects.exists()
    assert _post(one, f"{list_page}new/", YEAR).status_code == 302
    row = CalendarYear.objects.get()
    assert (
        "请另一个人" in _post(one, f"{list_page}edit/{row.pk}/", YEAR, sure=True).content.decode() or not row.verified
    )
    assert 2027 not in calendar_now().years
    two, _ = _pages(signed_in, other, "calendaryear")
    assert _post(two, f"{list_page}edit/{row.pk}/", YEAR, sure=True).status_code == 302
    assert sweep_calendars(now=at(2026, 12, 10)) >= 1
    inspection.refresh_from_db()
    assert (inspection.uncertain, CalendarYear.objects.get().reckoned) == ("", True)
    assert guessed
    assert inspection.latest
    assert inspection.latest > guessed
    assert CaseMove.objects.filter(case=inspection.case, verb="clock", data__deed="calendar").exists()
    assert sweep_calendars(now=at(2026, 12, 10)) == 0


def test_what_was_cut_off_goes_on(inspected: Callable[[], RunningClock]) -> None:
    """One clock a sweep: the year stays to be reckoned until the last of those that reach it."""
    clocks = [inspected() for _ in range(3)]
    CalendarYear.objects.create(**YEAR, verified=True)
    states = []
    for _ in range(4):
        assert sweep_calendars(now=at(2026, 12, 10), most=1) <= 1
        states.append((CalendarYear.objects.get().reckoned, sum(not _uncertain(one) for one in clocks)))
    assert states == [(False, 1), (False, 2), (False, 3), (True, 3)]


def _uncertain(clock: RunningClock) -> str:
    clock.refresh_from_db()
    return clock.uncertain


def test_a_year_changed_in_the_middle_begins_again(inspected: Callable[[], RunningClock]) -> None:
    """What a sweep had read of the year is not written over what somebody saved meanwhile."""
    clocks = [inspected() for _ in range(2)]
    year = CalendarYear.objects.create(**YEAR, verified=True)
    assert sweep_calendars(now=at(2026, 12, 10), most=1) == 1
    CalendarYear.objects.filter(pk=year.pk).update(verified=False, reckoned=False, reached=0)
    _as_read(year).update(reached=10**9)
    sweep_calendars(now=at(2026, 12, 11))
    assert CalendarYear.objects.get().reckoned
    assert all(_uncertain(one) for one in clocks)


def test_a_clock_that_fails_keeps_no_other_from_it(inspected: Callable[[], RunningClock]) -> None:
    bad, good = inspected(), inspected()
    RunningClock.objects.filter(pk=bad.pk).update(definition="gone")
    CalendarYear.objects.create(**YEAR, verified=True)
    sweep_calendars(now=at(2026, 12, 10))
    assert (_uncertain(good), CalendarYear.objects.get().reckoned) == ("", True)


def test_a_limit_missed_only_by_the_guess_was_not_missed(inspection: RunningClock) -> None:
    assert inspection.latest
    RunningClock.objects.filter(pk=inspection.pk).update(missed_at=inspection.latest)
    CalendarYear.objects.create(**YEAR, verified=True)
    sweep_calendars(now=inspection.latest)
    guessed = inspection.latest
    inspection.refresh_from_db()
    assert inspection.missed_at is None
    told = CaseMove.objects.get(case=inspection.case, data__deed="calendar").data
    assert datetime.datetime.fromisoformat(told["missed"]) == guessed
    assert [datetime.datetime.fromisoformat(one) for one in told["latest"]] == [guessed, inspection.latest]


def test_a_year_is_neither_renamed_nor_deleted_before_its_clocks_stand_without_it(
    inspection: RunningClock, editor: Person, other: Person, signed_in: Callable[[Person], Client]
) -> None:
    typed = YEAR | {"rest": REST.strip(), "make_up": MAKE_UP.strip()}
    row = CalendarYear.objects.create(**typed, verified=True, hands=[other.pk])
    sweep_calendars(now=at(2026, 12, 10))
    client, list_page = _pages(signed_in, editor, "calendaryear")
    edit, delete = f"{list_page}edit/{row.pk}/", f"{list_page}delete/{row.pk}/"
    assert "年份不能改" in _post(client, edit, typed | {"year": 2028}).content.decode()
    assert _post(client, edit, typed).status_code == 302  # the tick taken away
    client.post(delete)
    assert CalendarYear.objects.get().reckoned is False
    sweep_calendars(now=at(2026, 12, 11))
    assert _uncertain(inspection)
    client.post(delete)
    assert not CalendarYear.objects.exists()


def test_a_year_no_longer_confirmed_makes_its_clocks_uncertain_again(inspection: RunningClock) -> None:
    row = CalendarYear.objects.create(**YEAR, verified=True)
    sweep_calendars(now=at(2026, 12, 10))
    CalendarYear.objects.filter(pk=row.pk).update(verified=False, reckoned=False)
    sweep_calendars(now=at(2026, 12, 11))
    inspection.refresh_from_db()
    assert "待核实" in inspection.uncertain


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    editor: Person, signed_in: Callable[[Person], Client]
) -> None:
    client, list_page = _pages(signed_in, editor, "calendaryear")
    page = _post(client, f"{list_page}new/", YEAR | {"rest": REST.replace("2027-06-09", "2027-06-31")})
    told = page.content.decode()
    assert "没有 2027-06-31 这一天" in told
    assert "春节 2027-02-05 2027-02-11" in told


def test_a_confirmed_income_counts_and_an_unconfirmed_one_is_only_shown() -> None:
    dead = Death(died_on=datetime.date(2026, 9, 10), own_wage=None, region_wage=None, insured=True)
    facts = {"kind": "national_income", "value": 56502, "valid_from": datetime.date(2026, 1, 1), "source": "统计公报"}
    row = Number.objects.create(**facts)
    assert not _grant(dead).verified
    Number.objects.filter(pk=row.pk).update(verified=True)
    assert (_grant(dead).verified, _grant(dead).amount) == (True, 1130040)


def _grant(dead: Death) -> Any:
    return next(line for line in death(dead, book=book_now(), accept_unverified=True) if "工亡补助" in line.name)


def test_a_number_with_its_days_is_confirmed_in_the_form_as_it_stands(
    editor: Person, other: Person, signed_in: Callable[[Person], Client]
) -> None:
    """What the page shows is what a browser sends: a day it cannot read is an empty field, and a change."""
    facts = {"kind": "national_income", "region": "", "value": "56502.00", "source": "测试", "verified": ""}
    facts |= {"valid_from": "2026-01-01", "valid_to": "2027-01-01"}
    one, list_page = _pages(signed_in, editor, "number")
    assert _post(one, f"{list_page}new/", facts).status_code == 302
    row = Number.objects.get()
    two, _ = _pages(signed_in, other, "number")
    shown = two.get(f"{list_page}edit/{row.pk}/").content.decode()
    inputs = re.findall(r'<input type="date" name="(\w+)" value="([^"]*)"', shown)
    assert dict(inputs) == {"valid_from": "2026-01-01", "valid_to": "2027-01-01"}
    assert _post(two, f"{list_page}edit/{row.pk}/", facts | dict(inputs), sure=True).status_code == 302
    row.refresh_from_db()
    assert (row.verified, str(row.valid_to)) == (True, "2027-01-01")
    assert "False" not in two.get(list_page).content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"valid_from": "2199-01-01"}, "年份不对"),
        ({"valid_from": "0026-01-01"}, "年份不对"),
        ({"valid_to": "2199-01-01"}, "年份不对"),
        ({"kind": "pay_days", "value": "999"}, "一个月没有这么多天"),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused(
    wrong: dict[str, str], told: str, editor: Person, signed_in: Callable[[Person], Client]
) -> None:
    client, list_page = _pages(signed_in, editor, "number")
    facts = {"kind": "national_income", "value": "56502", "valid_from": "2026-01-01", "source": "测试"}
    assert told in _post(client, f"{list_page}new/", facts | wrong).content.decode()
    assert not Number.objects.exists()


def test_the_desk_of_numbers_says_nothing_in_english(editor: Person, signed_in: Callable[[Person], Client]) -> None:
    client, list_page = _pages(signed_in, editor, "number")
    pages = client.get(list_page).content.decode() + client.get(f"{list_page}new/").content.decode()
    assert "还没有计算用的数" in pages
    pages += _post(client, f"{list_page}new/", {}).content.decode()
    for english in ("There are no", "New:", "Go to the first error", "Save your changes"):
        assert english not in pages, english
