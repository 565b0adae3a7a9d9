"""Issuing, renewing and revoking our own certificates, and proving that a QR is one of them.

Nobody asks for a certificate: a sweep looks at whoever was trained lately and issues what is earned. Ours say that
training was done here; they never stand in for the certificate of an authority.
"""

from __future__ import annotations

import datetime
import hmac

from django.db import transaction

from portal.models import Person, PersonRecord
from portal.services import register
from portal.services.messages import notify
from portal.services.refusal import Refused
from portal.services.sealing import fingerprint

from .. import duties
from ..models import Certificate, CertificateKind, TrainingRecord
from ..officers import members_under
from ..rules.certificates import State, state_of
from ..rules.requirements import Item, add_months
from ..rules.requirements import State as Owed

RENEW_DAYS = 90
"""Trained again within so many days before the end, or after it, one gets the next certificate."""
_MARK = 20


def mark_of(certificate: Certificate) -> str:
    """Proves that a QR was printed by us: twenty figures of a keyed hash over what the certificate says."""
    said = (certificate.code, certificate.kind.code, certificate.issued_on.isoformat())
    return fingerprint("certificate", *said)[:_MARK]


def is_ours(certificate: Certificate, given: str) -> bool:
    return hmac.compare_digest(mark_of(certificate).encode(), given.encode(errors="replace"))


def state(certificate: Certificate, today: datetime.date) -> State:
    return state_of(
        certificate.valid_to,
        revoked=certificate.revoked_at is not None,
        superseded=certificate.superseded_by_id is not None,
        today=today,
    )


def issue_for_trained(*, since: datetime.datetime, now: datetime.datetime) -> int:
    """Issue what people with rows of the file newer than `since` have earned; how many certificates."""
    people = Person.objects.filter(training_records__created_at__gte=since, is_active=True).distinct()
    return sum(len(issue_due(person=person, now=now)) for person in people.iterator())


@transaction.atomic
def issue_due(*, person: Person, now: datetime.datetime) -> list[Certificate]:
    """Certificates of the levels that this person has completed and passed, each once; renewals supersede."""
    kinds = {kind.level: kind for kind in CertificateKind.objects.filter(ours=True).exclude(level="")}
    if not kinds:
        return []
    Person.objects.select_for_update().get(pk=person.pk)
    issued = []
    for item in duties.items_of(person, now.date()):
        if item.state is not Owed.DONE or item.level not in kinds:
            continue
        record = _proof(person, item)
        if record is not None and (made := _issue(kinds[item.level], record, item, now)):
            issued.append(made)
    return issued


def _proof(person: Person, item: Item) -> TrainingRecord | None:
    """The newest passed row of this level that counts for this place."""
    counted = {done.row for due in item.reasons for done in due.counted if done.passed}
    rows = TrainingRecord.objects.filter(person=person, level=item.level, pk__in=counted)
    return rows.select_related("project", "person").order_by("-ends_at", "-pk").first()


def _issue(kind: CertificateKind, record: TrainingRecord, item: Item, now: datetime.datetime) -> Certificate | None:
    """None when there is one that holds long enough, or when this row already earned one (also a revoked one)."""
    project = item.project if item.level != "company" else None
    held = Certificate.objects.filter(kind=kind, person=record.person, superseded_by__isnull=True)
    held = held.filter(project=project) if project else held
    if held.filter(record=record).exists():
        return None
    current = held.filter(revoked_at__isnull=True).order_by("-issued_on", "-pk").first()
    if current is not None and not _runs_out(current, now.date()):
        return None
    issued_on = now.date()
    certificate = Certificate.objects.create(
        kind=kind,
        person=record.person,
        project_id=project,
        trade=record.trade,
        minutes=item.minutes_done,
        score=record.score,
        issued_on=issued_on,
        valid_to=_last_day(issued_on, kind.valid_months),
        record=record,
        is_sample=record.is_sample,
    )
    if current is not None:
        current.superseded_by = certificate
        current.save(update_fields=["superseded_by"])
        _mirror(current, now)
    _mirror(certificate, now)
    notify(
        person=record.person,
        kind="certificate",
        title=f"你的“{kind.title}”证书发下来了",
        link="/certificates/",
        key=f"certificate:{certificate.pk}",
        now=now,
    )
    return certificate


def _last_day(issued_on: datetime.date, months: int) -> datetime.date | None:
    return add_months(issued_on, months) - datetime.timedelta(days=1) if months else None


def _runs_out(certificate: Certificate, today: datetime.date) -> bool:
    if certificate.valid_to is None:
        return False
    return certificate.valid_to - today <= datetime.timedelta(days=RENEW_DAYS)


_STATUS = {
    State.VALID: PersonRecord.Status.VALID,
    State.EXPIRED: PersonRecord.Status.VALID,
    State.SUPERSEDED: PersonRecord.Status.SUPERSEDED,
    State.REVOKED: PersonRecord.Status.REVOKED,
}


def _mirror(certificate: Certificate, now: datetime.datetime) -> None:
    """The register holds it with its dates; a status that runs out is read from the dates."""
    register.keep_record(
        person=certificate.person,
        kind=PersonRecord.Kind.CERTIFICATE,
        title=certificate.kind.title,
        project=certificate.project,
        starts_on=certificate.issued_on,
        ends_on=certificate.valid_to,
        status=_STATUS[state(certificate, now.date())],
        values={"code": certificate.code, "kind": certificate.kind.code},
        source=certificate,
        is_sample=certificate.is_sample,
        now=now,
    )


@transaction.atomic
def revoke(*, certificate: Certificate, by: Person, reason: str, now: datetime.datetime) -> Certificate:
    """Take it back, with a reason that stays on record. It goes on being checkable, as revoked.

    For those who see the whole place where it was earned and keep its people: not for a crew leader.
    """
    row = _locked(certificate.pk)
    if row.person_id == by.pk:
        raise Refused("不能撤销自己的证书")
    if not may_revoke(certificate=row, by=by):
        raise Refused("这张证书不归你撤销，请找项目的安全员或劳务员。")
    if not reason.strip():
        raise Refused("请写撤销的原因", "reason")
    if row.revoked_at is not None:
        raise Refused("这张证书已经撤销过了")
    return _revoke(row, by, reason, now)


def may_revoke(*, certificate: Certificate, by: Person) -> bool:
    """Never one's own; one that was earned on a project, by those who answer for that project."""
    under = members_under(by, ruling=True).filter(person=certificate.person_id)
    place = certificate.project_id or (certificate.record.project_id if certificate.record else None)
    return (under.filter(project=place) if place else under).exists()


def _locked(pk: int) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("kind", "person", "project", "record")
    return rows.get(pk=pk)


def _revoke(row: Certificate, by: Person | None, reason: str, now: datetime.datetime) -> Certificate:
    row.revoked_at, row.revoked_by, row.revoked_reason = now, by, reason.strip()[:200]
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    _mirror(row, now)
    notify(
        person=row.person, kind="certificate", title=f"你的“{row.kind.title}”证书被撤销了",
        body=f"原因：{row.revoked_reason}", link="/certificates/", key=f"certificate:{row.pk}:revoked", now=now,
    )  # fmt: skip
    return row


@transaction.atomic
def follow_correction(*, record: TrainingRecord) -> list[Certificate]:
    """Revoke what rests on rows that this one corrects, when it proves the pass no longer: withdrawn, failed after
    all, of another level. Passed again later, the next certificate is issued."""
    before = record.corrects
    if before is None:
        return []
    holds = not record.withdrawn and record.result == TrainingRecord.Result.PASSED and record.level == before.level
    if holds:
        return []
    rows = [before.pk]
    while before is not None and before.corrects_id:
        rows.append(before.corrects_id)
        before = before.corrects
    resting = Certificate.objects.filter(record__in=rows, revoked_at__isnull=True).values_list("pk", flat=True)
    reason = f"依据的培训记录更正了：{record.reason}"
    return [_revoke(_locked(pk), record.by, reason, record.created_at) for pk in resting]
