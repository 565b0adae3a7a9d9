"""Statement 9: the QR check works without sign-in and shows valid, expired, revoked, superseded; a renewed certificate
leaves the old one checkable."""

import datetime
import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from training.models import Certificate, CertificateKind
from training.services import certificates

pytestmark = pytest.mark.django_db
ZONE = datetime.timezone(datetime.timedelta(hours=8))
VALID = "今天有效"
"""Said of a valid certificate alone; 有效到 stands on every one."""


def shown(certificate: Certificate) -> str:
    """What a stranger with a phone reads after scanning."""
    answer = Client().get(f"/verify/{certificate.code}/", {"s": certificates.mark_of(certificate)})
    assert answer.status_code == 200
    assert not answer.cookies
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def test_e9_through_its_whole_life_a_certificate_can_be_checked(
    monkeypatch, worker, handler, project, new_site_rule, trained
):
    CertificateKind.objects.create(code="project", title="项目级", ours=True, level="project", valid_months=12)
    trained(worker, "project", project=project, result="passed")
    start = datetime.datetime(2026, 11, 25, 10, tzinfo=ZONE)
    (first,) = certificates.issue_due(person=worker, now=start)
    monkeypatch.setattr("portal.clock.now", lambda: start)
    assert VALID in shown(first)

    monkeypatch.setattr("portal.clock.now", lambda: start + datetime.timedelta(days=400))
    assert "已过期" in shown(first)
    assert VALID not in shown(first)

    later = start + datetime.timedelta(days=401)
    trained(worker, "project", project=project, result="passed", ends_at=later)
    (second,) = certificates.issue_due(person=worker, now=later)
    first.refresh_from_db()
    assert "已换新证" in shown(first)
    assert VALID not in shown(first)
    monkeypatch.setattr("portal.clock.now", lambda: later)
    assert VALID in shown(second)
    assert second.issued_on == later.date()

    certificates.revoke(certificate=second, by=handler, reason="替考", now=later)
    assert "已撤销" in shown(second)
    assert VALID not in shown(second)
    assert "已换新证" in shown(first)


def test_e9_nobody_is_named_in_full(worker, project, new_site_rule, trained):
    CertificateKind.objects.create(code="project", title="项目级", ours=True, level="project")
    trained(worker, "project", project=project, result="passed")
    now = datetime.datetime(2026, 11, 25, 10, tzinfo=ZONE)
    (made,) = certificates.issue_due(person=worker, now=now)
    assert worker.name not in shown(made)
    assert worker.masked_name in shown(made)
