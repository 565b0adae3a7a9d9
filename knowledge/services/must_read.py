"""Telling of an update as its significance says: 更正 nobody, 内容 who follows it and the groups, 必读 everybody."""

from __future__ import annotations

import datetime

from django.db import transaction

from portal.models import Organisation, Person
from portal.services.group_notices import notify_group
from portal.services.messages import notify

from ..models import MustRead, PolicyUpdate

KIND = "policy_update"
TOGETHER = 500
"""People told in one transaction."""
IN_A_SWEEP = 5
"""Such transactions in one sweep: the workers are needed for what is urgent too. The next sweep goes on."""


@transaction.atomic
def announce(*, update: PolicyUpdate, now: datetime.datetime) -> None:
    """An update that is out: the groups that want it are told, and of a 必读 everybody will be. Once, however often
    it comes out."""
    if update.significance == PolicyUpdate.Significance.FIX:
        return
    notify_group(
        organisations=Organisation.objects.all(),
        kind=KIND,
        title=f"政策更新：{update.title}",
        link=update.get_url() or "",
        key=f"{KIND}:{update.pk}",
        now=now,
    )
    if update.significance == PolicyUpdate.Significance.MUST:
        MustRead.objects.get_or_create(update=update)


def tell_everybody(*, now: datetime.datetime) -> int:
    """Go on where the last sweep stopped; how many people were told. Each once: a cut-off part is done again."""
    total = 0
    for pk in list(MustRead.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)):
        for _ in range(IN_A_SWEEP):
            told = _tell_some(pk, now)
            total += told
            if not told:
                break
    return total


@transaction.atomic
def _tell_some(pk: int, now: datetime.datetime) -> int:
    """The next few hundred; 0 when there is nobody left, another sweep is at it, or the page was taken back meanwhile
    (it may come again)."""
    rows = MustRead.objects.select_for_update(skip_locked=True, of=("self",)).select_related("update")
    row = rows.filter(pk=pk, done_at=None).first()
    if row is None or not row.update.live:
        return 0
    people = list(Person.objects.filter(is_active=True, pk__gt=row.reached).order_by("pk")[:TOGETHER])
    for person in people:
        notify(
            person=person,
            kind=KIND,
            title=f"必读：{row.update.title}",
            body=f"和谁有关：{row.update.for_whom}",
            link=row.update.get_url() or "",
            key=f"{KIND}:{row.update_id}",
            now=now,
        )
    row.reached = people[-1].pk if people else row.reached
    row.done_at = None if people else now
    row.save(update_fields=["reached", "done_at"])
    return len(people)
