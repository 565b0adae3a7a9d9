"""Who may read files that belong to a case."""

from __future__ import annotations

import logging

from django.contrib.auth.models import AnonymousUser

from portal import clock
from portal.models import Attachment, Job, Person

from .models import Case, CaseDocument, EvidenceItem
from .rules.access import Action, may
from .services.trail import note

log = logging.getLogger(__name__)


def of_case(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """Whoever may see the case now. Having uploaded it once is another way in, which the portal itself opens."""
    return _seen(attachment.owner_id or 0, attachment.pk, user)


def of_evidence(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """Nobody by this way: evidence has pages of its own, where each look is noted. Whoever tries without a right in
    the case is noted as well."""
    case_id = EvidenceItem.objects.filter(pk=attachment.owner_id or 0).values_list("case", flat=True).first()
    _seen(case_id or 0, attachment.pk, user)
    return False


def _seen(case_id: int, attachment: int | None, user: Person | AnonymousUser) -> bool:
    if Case.objects.visible_to(user).filter(pk=case_id).exists():
        return True
    hidden = Case.objects.filter(pk=case_id).first()
    if hidden is not None and isinstance(user, Person):
        note(case=hidden, verb="denied", by=user, at=clock.now(), file=attachment)
        log.warning("file of a case denied: case %s, attachment %s, person %s", hidden.pk, attachment, user.pk)
    return False


def of_document(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """Whoever may see the case; what is privileged, whoever may read advice in it. Taking it along is noted."""
    row = CaseDocument.objects.select_related("case").filter(pk=attachment.owner_id or 0).first()
    if row is None or not isinstance(user, Person) or not _seen(row.case_id, attachment.pk, user):
        return False
    allowed = not row.is_privileged or may(row.case.roles_of(user), Action.ADVICE, row.case.state)
    verb = "export" if allowed else "denied"
    note(case=row.case, verb=verb, by=user, at=clock.now(), document=row.pk, file=attachment.pk)
    return allowed


def of_bundle(job: Job, user: Person | AnonymousUser) -> bool:
    """Whoever asked for the bundle, as long as they may see the case and export from it. Each fetching is noted."""
    case_id = job.params.get("case") or 0
    if not isinstance(user, Person) or not _seen(case_id, job.result_id, user):
        return False
    case = Case.objects.get(pk=case_id)
    allowed = may(case.roles_of(user), Action.EXPORT, case.state)
    note(case=case, verb="export" if allowed else "denied", by=user, at=clock.now(), bundle=job.pk)
    return allowed
