"""Issue, renew, revoke and remind of certificates."""

import datetime

import pytest

from portal.models import Message, PersonRecord
from portal.rules.roles import Role
from portal.services.refusal import Refused
from training import duties
from training.models import Certificate, CertificateKind
from training.rules.certificates import State
from training.services import certificates, reminders
from training.services.records import correct_record

pytestmark = pytest.mark.django_db
ZONE = datetime.timezone(datetime.timedelta(hours=8))
NOW = datetime.datetime(2026, 11, 25, 10, tzinfo=ZONE)


@pytest.fixture
def kind(db):
    return CertificateKind.objects.create(code="project", title="项目级", ours=True, level="project", valid_months=12)


@pytest.fixture
def passed(worker, project, new_site_rule, kind, trained):
    """The worker has done what the site asks, with a pass."""
    return trained(worker, "project", project=project, result="passed", score=92)


def issue(person, now=NOW):
    return certificates.issue_due(person=person, now=now)


def test_whoever_completes_and_passes_gets_one(worker, passed, project):
    (made,) = issue(worker)
    assert (made.person, made.project, made.score, made.record) == (worker, project, 92, passed)
    assert made.valid_to == datetime.date(2027, 11, 24)
    assert Message.objects.get(person=worker).kind == "certificate"


def test_it_is_issued_once(worker, passed):
    issue(worker)
    assert issue(worker) == []


def test_without_a_pass_there_is_none(worker, project, new_site_rule, kind, trained):
    trained(worker, "project", project=project)
    assert issue(worker) == []


def test_what_is_not_complete_earns_none(worker, passed, new_site_rule):
    new_site_rule.minutes = 500
    new_site_rule.save()
    assert issue(worker) == []


def test_the_sweep_looks_at_those_trained_lately(worker, passed):
    assert certificates.issue_for_trained(since=NOW, now=NOW) == 0
    assert certificates.issue_for_trained(since=passed.created_at, now=NOW) == 1


def renewed(worker, project, trained):
    (old,) = issue(worker)
    later = datetime.datetime(2027, 10, 1, 9, tzinfo=ZONE)
    trained(worker, "project", project=project, result="passed", ends_at=later)
    (new,) = issue(worker, later)
    old.refresh_from_db()
    return old, new, later.date()


def test_a_renewal_is_a_new_one_and_the_old_stays_checkable(worker, passed, project, trained):
    old, new, day = renewed(worker, project, trained)
    assert (old.superseded_by, new.issued_on) == (new, day)
    assert certificates.state(old, day) is State.SUPERSEDED
    assert certificates.state(new, day) is State.VALID


def test_the_register_follows(worker, passed, project, trained):
    renewed(worker, project, trained)
    kept = PersonRecord.objects.of_kind("certificate").filter(person=worker).order_by("pk")
    assert list(kept.values_list("status", flat=True)) == ["superseded", "valid"]


def test_training_again_early_makes_no_second_one(worker, passed, project, trained):
    issue(worker)
    trained(worker, "project", project=project, result="passed")
    assert issue(worker) == []


def test_a_revoked_one_does_not_come_back_by_itself(worker, passed, handler):
    (made,) = issue(worker)
    certificates.revoke(certificate=made, by=handler, reason="替考", now=NOW)
    assert issue(worker) == []
    made.refresh_from_db()
    assert certificates.state(made, NOW.date()) is State.REVOKED


def test_a_reason_is_needed_and_nobody_revokes_the_own(worker, passed, handler):
    (made,) = issue(worker)
    for by, reason in ((handler, " "), (worker, "不要了")):
        with pytest.raises(Refused):
            certificates.revoke(certificate=made, by=by, reason=reason, now=NOW)


def test_a_crew_leader_takes_none_back(worker, leader, passed):
    (made,) = issue(worker)
    with pytest.raises(Refused, match="不归你撤销"):
        certificates.revoke(certificate=made, by=leader, reason="不听话", now=NOW)


def test_it_rests_on_a_row_that_counts_for_the_place(worker, passed, project, other_project, trained):
    later = NOW - datetime.timedelta(days=1)
    trained(worker, "project", project=other_project, result="passed", score=81, ends_at=later)
    (made,) = issue(worker)
    assert (made.record, made.score) == (passed, 92)


def test_it_ends_with_the_record_it_rests_on_and_comes_again_when_passed_again(
    worker, passed, project, handler, trained
):
    (made,) = issue(worker)
    kept = correct_record(record=passed, by=handler, reason="少记了", now=NOW, minutes=90)
    made.refresh_from_db()
    assert made.revoked_at is None
    correct_record(record=kept, by=handler, reason="替考", now=NOW, withdraw=True)
    made.refresh_from_db()
    assert (made.revoked_by, made.revoked_reason) == (handler, "依据的培训记录更正了：替考")
    assert issue(worker) == []
    again = trained(worker, "project", project=project, result="passed", ends_at=NOW)
    assert [one.record for one in issue(worker)] == [again]


def test_a_fail_is_no_training(worker, project, new_site_rule, trained):
    trained(worker, "project", project=project, result="failed", method="exam")
    (item,) = duties.items_of(worker, NOW.date())
    assert (item.blocks, item.minutes_done) == (True, 0)


def test_only_our_mark_proves_it(worker, passed):
    (made,) = issue(worker)
    assert certificates.is_ours(made, certificates.mark_of(made))
    assert not certificates.is_ours(made, "0" * 20)


def test_holder_and_safety_manager_are_told_at_each_threshold_once(worker, passed, make_person, post, project):
    manager = make_person("孙安全")
    post(manager, Role.SAFETY_MANAGER, project=project)
    (made,) = issue(worker)
    last = NOW.replace(year=2027, month=11, day=24)
    for left in range(70, -10, -1):
        reminders.remind_of_certificates(now=last - datetime.timedelta(days=left))
        reminders.remind_of_certificates(now=last - datetime.timedelta(days=left))
    told = Message.objects.filter(key__startswith=f"certificate:{made.pk}:")
    assert told.filter(person=worker).count() == 4
    assert told.filter(person=manager).count() == 4
    assert not told.filter(person=manager, title__contains="王").exists()


def test_what_is_owed_is_told_once_for_each_stage(worker, new_site_rule):
    reminders.remind_of_duties(now=NOW)
    reminders.remind_of_duties(now=NOW)
    (message,) = Message.objects.filter(person=worker, kind="training")
    assert "11-01" in message.title


def test_the_done_are_left_in_peace(worker, passed):
    assert reminders.remind_of_duties(now=NOW) == 0


def test_codes_are_long_and_unlike():
    codes = {Certificate().code for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 12 for code in codes)
