"""The confirmed import."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import pytest

from portal import clock
from portal.models import Attachment, Crew, Job, Membership, Person, PersonRecord, RosterImport
from portal.rules.roles import Role
from portal.services import jobs, rosters, sites
from portal.services.jobs import Report, Stopped
from portal.services.people import document_of
from portal.services.refusal import Refused
from portal.services.rosters import applying

from .conftest import DAY, NOW, STARTED, TODAY, number, person

pytestmark = pytest.mark.django_db


def held() -> list[tuple]:
    """Everything that an import writes, by what it means."""
    rows = Membership.objects.at_work().select_related("person", "crew", "organisation").order_by("pk")
    records = PersonRecord.objects.order_by("person__document_hash", "kind", "starts_on")
    return sorted(
        [
            (
                row.person.document_hash or "",
                row.person.name,
                row.person.phone,
                str(row.crew),
                row.organisation.name,
                row.own_trade,
                str(row.starts_on),
                str(row.ends_on),
            )
            for row in rows
        ]
    ) + [(r.person.document_hash, r.kind, str(r.starts_on), str(r.ends_on), str(r.values)) for r in records]


def done(roster: RosterImport) -> dict[str, int]:
    return roster.found["done"]


def test_people_crews_and_firms_are_entered(bring, project):
    sent = bring(person(0), person(1, crew="瓦工班", firm="顺达劳务", trade="瓦工"), person(2, crew=None, ends=TODAY))
    assert (sent.state, done(sent)) == ("done", {"new": 3})
    first = Membership.objects.get(person__name="王一")
    assert (first.crew.name, first.starts_on, first.own_trade) == ("木工班", STARTED, "木工")
    assert document_of(first.person) == number(0)
    second = Membership.objects.get(crew__name="瓦工班")
    assert second.organisation.parent == project.client
    assert second.organisation == second.crew.organisation
    third = Membership.objects.at_work().get(crew=None)
    assert (third.ends_on, third.organisation) == (TODAY, project.client)
    assert PersonRecord.objects.of_kind("entry").count() == 3


def test_the_file_goes_when_it_is_no_longer_needed(bring):
    sent = bring(person(0), person(1, id="1"))
    assert (sent.source, sent.marked, sent.wrong) == (None, None, [])
    assert "missing" not in sent.found
    assert not Attachment.objects.exists()


def test_the_second_run_changes_nothing(bring):
    rows = [
        person(0, signed="是", contract="HT-1"),
        person(1, crew="瓦工班", firm="顺达劳务", trade="瓦工"),
        person(2, ends=TODAY),
        person(3, starts=None, crew=None),
        person(4, signed="否"),
        person(5, id="E1234567"),
    ]
    bring(*rows)
    before, keys = held(), list(Membership.objects.values_list("pk", flat=True))
    sent = bring(*rows)
    assert done(sent) == {"same": 5}
    assert sent.counts["wrong"] == 1
    assert held() == before
    assert list(Membership.objects.values_list("pk", flat=True)) == keys


def test_changes_are_made_as_by_hand(bring, add, crew):
    moved, ended, renamed, dated = add(0), add(1), add(2), add(3)
    sent = bring(
        person(0, name="王建国", crew="瓦工班"),
        person(1, name="王建国", ends=TODAY - DAY),
        person(2, name="王建帼", phone="13900139000"),
        person(3, name="王建国", starts=STARTED - DAY, trade="架子工"),
    )
    assert done(sent) == {"changed": 3, "leaves": 1}
    moved.refresh_from_db()
    assert moved.ends_on == TODAY - DAY
    assert Membership.objects.get(crew__name="瓦工班").starts_on == TODAY
    ended.refresh_from_db()
    assert ended.ends_on == TODAY - DAY
    assert Person.objects.get(pk=renamed.person_id).phone == "+8613900139000"
    dated.refresh_from_db()
    assert (dated.starts_on, dated.own_trade, dated.crew) == (STARTED - DAY, "架子工", crew)
    assert PersonRecord.objects.get(source_id=dated.pk, kind="entry").starts_on == STARTED - DAY


def test_someone_known_elsewhere_is_the_same_person(bring, add, outsider, other_crew):
    known = add(0, by=outsider, crew=other_crew, name="王一", phone="13900139000").person
    bring(person(0, name="王一"))
    assert Membership.objects.filter(person=known).count() == 2
    known.refresh_from_db()
    assert known.phone == "+8613900139000"


def test_contracts_are_kept_as_the_file_tells(bring):
    bring(person(0, signed="是", contract="HT-1"), person(1, signed="否"), person(2, contract="HT-3"), person(3))
    rows = PersonRecord.objects.of_kind("contract").order_by("pk")
    assert [(row.status, row.title, row.values) for row in rows] == [
        ("valid", "劳动合同", {"signed": True, "number": "HT-1"}),
        ("unverified", "没有签劳动合同", {"signed": False}),
        ("unverified", "劳动合同（待核实）", {"number": "HT-3"}),
    ]


def test_a_contract_signed_later_replaces_the_line(bring):
    bring(person(0, signed="否"))
    sent = bring(person(0, signed="2026-11-01"))
    assert done(sent) == {"changed": 1}
    [row] = PersonRecord.objects.of_kind("contract")
    assert (row.status, str(row.starts_on)) == ("valid", "2026-11-01")


def test_a_move_keeps_the_contract(bring):
    bring(person(0, signed="是", contract="HT-1"))
    bring(person(0, signed="是", contract="HT-1", crew="瓦工班"))
    assert done(bring(person(0, signed="是", contract="HT-1", crew="瓦工班"))) == {"same": 1}


def test_who_is_missing_stays_unless_one_says_otherwise(bring, add):
    missing = add(9)
    bring(person(0))
    missing.refresh_from_db()
    assert missing.ends_on is None
    sent = bring(person(0), end_missing=True, last_day=TODAY - DAY)
    missing.refresh_from_db()
    assert missing.ends_on == TODAY - DAY
    assert done(sent) == {"same": 1, "ended": 1}


def test_a_last_day_is_needed_to_end_people(send, handler, add):
    add(9)
    sent = send(person(0))
    for last_day in (None, TODAY + DAY):
        with pytest.raises(Refused) as refused:
            rosters.confirm_roster(by=handler, roster=sent, now=NOW, end_missing=True, last_day=last_day)
        assert refused.value.field == "last_day"


def test_a_subcontractor_brings_in_the_own_people_alone(bring, make_person, post, project, firm, add):
    mine, other = make_person("分包负责人"), add(9)
    post(mine, Role.SUBCONTRACTOR_HEAD, organisation=firm, project=project)
    sent = bring(person(0, crew="一班"), person(9, name="王建国"), by=mine, end_missing=True, last_day=TODAY)
    assert done(sent) == {"new": 1, "wrong": 1}
    other.refresh_from_db()
    assert other.ends_on is None
    assert Membership.objects.get(crew__name="一班").organisation == firm


def test_confirming_is_for_whoever_sent_it_and_once(send, handler, colleague, outsider):
    sent = send(person(0))
    for by in (colleague, outsider):
        with pytest.raises(Refused):
            rosters.confirm_roster(by=by, roster=sent, now=NOW)
        with pytest.raises(Refused):
            rosters.drop_roster(by=by, roster=sent)
    rosters.confirm_roster(by=handler, roster=sent, now=NOW)
    with pytest.raises(Refused):
        rosters.confirm_roster(by=handler, roster=sent, now=NOW)
    assert Job.objects.filter(kind="portal.import_roster").count() == 1


def test_who_lost_the_post_imports_nothing(send, handler):
    sent = send(person(0))
    job = rosters.confirm_roster(by=handler, roster=sent, now=NOW)
    Membership.objects.filter(person=handler).update(ends_on=TODAY - DAY)
    assert jobs.run_job(job.pk) == Job.State.FAILED
    assert not Membership.objects.at_work().exists()


def test_dropping_deletes_the_file(send, handler):
    sent = rosters.drop_roster(by=handler, roster=send(person(0), person(1, id="1")))
    assert sent.state == "dropped"
    assert not Attachment.objects.exists()
    assert not Membership.objects.at_work().exists()


def test_files_nobody_confirms_are_forgotten(send):
    sent = send(person(0))
    assert rosters.sweep(now=clock.now() + 0.9 * DAY) == 0
    assert rosters.sweep(now=clock.now() + 1.1 * DAY) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.source) == ("dropped", None)
    assert not Attachment.objects.exists()


ROWS = [person(n, crew=f"班{n % 3}", signed="是" if n % 2 else None) for n in range(23)] + [person(99, id="1")]


class _Killed(BaseException):
    """Like a kill: nothing of the runner's own runs after it."""


def _dying_report(job: Job, calls: int):
    """A report that ends the process, so to speak, at a given call."""

    class Dying(Report):
        left = calls

        def __call__(self, *args: object, **kwargs: object) -> None:
            self.left -= 1
            if self.left < 0:
                raise _Killed
            super().__call__(*args, **kwargs)  # type: ignore[arg-type]

    return Dying(job, clock.now)


@pytest.mark.parametrize("calls", range(1, 9))
def test_an_import_killed_anywhere_ends_with_the_same_rows(calls, send, add, handler, settings, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 5)
    add(50, name="不在表里")
    sent = send(*ROWS)
    job = rosters.confirm_roster(by=handler, roster=sent, now=NOW, end_missing=True, last_day=TODAY)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, tries=1)
    job.refresh_from_db()
    with contextlib.suppress(_Killed, Stopped):
        applying.import_roster(job, _dying_report(job, calls))
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    assert jobs.run_job(job.pk) == Job.State.DONE
    sent.refresh_from_db()
    assert done(sent) == {"new": 23, "ended": 1}
    assert Membership.objects.at_work().count() == 24
    assert Person.objects.filter(document_hash__isnull=False).count() == 24
    assert Crew.objects.filter(name__startswith="班").count() == 3
    assert len(set(_documents())) == 24
    assert PersonRecord.objects.of_kind("contract").count() == 11


def _documents() -> Iterable[str | None]:
    return Membership.objects.at_work().values_list("person__document_hash", flat=True)


def test_an_import_that_failed_goes_on_when_asked_again(send, handler, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 5)
    sent = send(*ROWS)
    job = rosters.confirm_roster(by=handler, roster=sent, now=NOW)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    again = rosters.confirm_roster(by=handler, roster=sent, now=NOW)
    assert again.pk != job.pk
    assert jobs.run_job(again.pk) == Job.State.DONE


def test_on_a_sample_project_all_is_sample(bring, project):
    project.is_sample = True
    project.save()
    bring(person(0))
    assert Membership.objects.at_work().get().is_sample
    assert Person.objects.get(document_hash__isnull=False).is_sample
    assert sites.firms(by=Person.objects.get(username="handler"), project=project)
