"""Writing the real-name register."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from ..models import Organisation, Person, PersonRecord, Project
from .refusal import Refused

_BACKWARDS = "结束日期比开始日期还早"


@transaction.atomic
def keep_record(
    *,
    person: Person,
    kind: str,
    title: str,
    now: datetime.datetime,
    project: Project | None = None,
    organisation: Organisation | None = None,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    status: str = PersonRecord.Status.VALID,
    values: dict[str, Any] | None = None,
    source: models.Model | None = None,
    source_is_new: bool = False,
    is_sample: bool = False,
) -> PersonRecord:
    """Enter one fact about a person. With a `source` the row of that source and kind is written again, never doubled.

    Writing again replaces everything but the time of the first entry. What concerns a sample is itself sample.
    `source_is_new`: made a moment ago, so there is no row of it to look for: large imports feel it.
    Refused when the dates are the wrong way round, the kind or status is unknown, or there is no title.
    """
    _check(kind, status, title, starts_on, ends_on)
    facts = {
        "person": person,
        "project": project,
        "organisation": organisation,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "title": title.strip()[:200],
        "status": status,
        "values": values or {},
        "is_sample": is_sample or any(row is not None and row.is_sample for row in (person, project, organisation)),
    }
    if source is None:
        return PersonRecord.objects.create(kind=kind, created_at=now, **facts)
    place = {"source_type": ContentType.objects.get_for_model(source), "source_id": source.pk}
    if source_is_new:
        return PersonRecord.objects.create(kind=kind, created_at=now, **place, **facts)
    kept, _ = PersonRecord.objects.update_or_create(
        kind=kind, **place, defaults=facts, create_defaults=facts | {"created_at": now}
    )
    return kept


def _check(kind: str, status: str, title: str, starts_on: datetime.date | None, ends_on: datetime.date | None) -> None:
    if kind not in PersonRecord.Kind.values:
        raise Refused("没有这一种记录", "kind")
    if status not in PersonRecord.Status.values:
        raise Refused("没有这一种状态", "status")
    if not title.strip():
        raise Refused("请填名称", "title")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_BACKWARDS, "ends_on")


@transaction.atomic
def end_record(*, record: PersonRecord, on: datetime.date, status: str = "") -> PersonRecord:
    """Its last day is `on`, or stays earlier when it was; `status` says why (revoked, superseded). Nothing is deleted.

    A revoked or superseded record is not valid on any day; one that merely ends stays valid for the days before.
    """
    row = PersonRecord.objects.select_for_update().get(pk=record.pk)
    if status and status not in PersonRecord.Status.values:
        raise Refused("没有这一种状态", "status")
    if row.starts_on and on < row.starts_on:
        raise Refused(_BACKWARDS, "on")
    row.ends_on = min(row.ends_on, on) if row.ends_on else on
    row.status = status or row.status
    row.save(update_fields=["ends_on", "status"])
    return row
