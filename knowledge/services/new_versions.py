"""A new version of a regulation: one person brings the text, another approves it, the clock puts it in force.

What is approved is public at once with its date (尚未施行) and in force at midnight in Shanghai by the clock alone:
dates are stored, never a state.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.db import transaction

from portal.clock import SHANGHAI
from portal.models import Person
from portal.services.refusal import Refused

from ..models import NewVersion, Regulation, RegulationVersion
from ..rules import comparison, validity
from ..rules.official_text import ParsedRegulation, SourceError
from ..rules.pasted_source import parse_pasted
from .impacts import Impact, impacts_in, sides_of
from .import_regulations import publish_text
from .link_citations import link_texts
from .reviews import open_impacts, open_reviews

MAY_WRITE = "knowledge.change_newversion"
MAY_APPROVE = "knowledge.approve_newversion"
State = NewVersion.State


@dataclass(frozen=True)
class Facts:
    """What an editor brings. `text` is Markdown or plain lines."""

    text: str
    published_on: datetime.date
    effective_on: datetime.date
    number: str = ""
    name: str = ""
    replaces: RegulationVersion | None = None


@transaction.atomic
def write_new_version(*, regulation: Regulation, facts: Facts, by: Person, now: datetime.datetime) -> NewVersion:
    """A draft. Refused beside the field when the text is none of this regulation or its dates clash."""
    _may(by, MAY_WRITE)
    row = NewVersion(regulation=regulation, written_by=by)
    _set(row, facts)
    return _log(row, "write", by, now)


@transaction.atomic
def edit_new_version(*, row: NewVersion, facts: Facts, by: Person, now: datetime.datetime) -> NewVersion:
    """Another text or other dates; what waited for approval is a draft again."""
    _may(by, MAY_WRITE)
    kept = _locked(row, State.DRAFT, State.SUBMITTED)
    _set(kept, facts)
    kept.state = State.DRAFT
    return _log(kept, "edit", by, now)


@transaction.atomic
def submit_new_version(*, row: NewVersion, by: Person, now: datetime.datetime) -> NewVersion:
    """Ask a second person."""
    _may(by, MAY_WRITE)
    kept = _locked(row, State.DRAFT)
    _check(kept)
    kept.state = State.SUBMITTED
    return _log(kept, "submit", by, now)


@transaction.atomic
def return_new_version(*, row: NewVersion, by: Person, why: str, now: datetime.datetime) -> NewVersion:
    """Back to its writer, with what is to be changed."""
    _may(by, MAY_APPROVE)
    if not why.strip():
        raise Refused("请写明要改什么", "why")
    kept = _locked(row, State.SUBMITTED)
    kept.state = State.DRAFT
    return _log(kept, "return", by, now, why)


@transaction.atomic
def drop_new_version(*, row: NewVersion, by: Person, now: datetime.datetime) -> NewVersion:
    """Given up: it stays as a row and nothing comes of it."""
    _may(by, MAY_WRITE)
    kept = _locked(row, State.DRAFT, State.SUBMITTED)
    kept.state = State.DROPPED
    return _log(kept, "drop", by, now)


@transaction.atomic
def approve_new_version(*, row: NewVersion, seen: str, by: Person, now: datetime.datetime) -> RegulationVersion:
    """Publish it as a version and open the reviews of all that cites what it changes.

    `seen` is the fingerprint of what the approver looked at. Refused to everybody who had a hand in it, superusers too.
    """
    _may(by, MAY_APPROVE)
    kept = _locked(row, State.SUBMITTED)
    if by.pk in kept.hands:
        raise Refused("你动过这一版，要请另一个人批准")
    if seen != kept.fingerprint:
        raise Refused("文字或日期刚刚改过，请看过新的对照再批准")
    parsed = _check(kept)
    fixed = corrections_of(kept, today=now.astimezone(SHANGHAI).date())
    digest = hashlib.sha256(kept.text.encode()).hexdigest()
    report = publish_text(
        regulation=kept.regulation,
        name=kept.name or "编辑录入",
        digest=digest,
        parsed=parsed,
        version=kept.replaces or empty_version(kept),
    )
    version = report.version
    assert version is not None  # noqa: S101
    link_texts(version=version)
    kept.state, kept.approved_by, kept.version = State.PUBLISHED, by, version
    _log(kept, "approve", by, now)
    if kept.replaces:
        open_impacts(impacts=fixed, by=by, now=now)
    else:
        open_reviews(version=version, by=by, now=now)
    return version


def corrections_of(row: NewVersion, *, today: datetime.date) -> list[Impact]:
    """What a corrected text changes in the version it replaces, as events of today; empty for a new version."""
    if row.replaces is None:
        return []
    _, result = compared(row)
    return impacts_in(result, row.replaces, key=f"fix:{row.pk}", on=today)


def parsed_of(row: NewVersion) -> ParsedRegulation:
    """Raises SourceError."""
    return parse_pasted(
        row.text,
        title=row.regulation.title,
        published_on=row.published_on,
        effective_on=row.effective_on,
        number=row.number,
    )


def compared(row: NewVersion) -> tuple[RegulationVersion | None, comparison.Comparison]:
    """(the version it follows or corrects, article by article against it). Raises SourceError. Three queries."""
    parsed = parsed_of(row)
    base = base_of(row)
    old = sides_of(base) if base else []
    new = [comparison.Side(None, one.number, one.sub, one.text) for one in parsed.articles]
    return base, comparison.compare(old, new)


def base_of(row: NewVersion) -> RegulationVersion | None:
    """What it corrects, else the last version with a text that begins before it."""
    if row.replaces:
        return row.replaces
    versions = {v.pk: v for v in row.regulation.versions.published().filter(has_text=True)}
    spans = validity.in_order([v.span() for v in versions.values()])
    earlier = [s.id for s in spans if (s.starts() or datetime.date.min) < row.effective_on]
    return versions[earlier[-1] or 0] if earlier else None


def empty_version(row: NewVersion) -> RegulationVersion | None:
    """A version of that day which has no official text yet: the catalogue knew of it before."""
    return row.regulation.versions.filter(effective_on=row.effective_on, has_text=False).first()


def _set(row: NewVersion, facts: Facts) -> None:
    row.text, row.name, row.number = facts.text.strip(), facts.name[-200:], facts.number.strip()
    row.published_on, row.effective_on, row.replaces = facts.published_on, facts.effective_on, facts.replaces
    _check(row)


def _check(row: NewVersion) -> ParsedRegulation:
    """Raises Refused beside the field that is wrong."""
    if row.effective_on < row.published_on:
        raise Refused("施行日期不能早于公布日期", "effective_on")
    if row.replaces and row.replaces.regulation_id != row.regulation_id:
        raise Refused("这一版不是这部法规的", "replaces")
    others = row.regulation.versions.filter(has_text=True)
    if row.replaces:
        others = others.exclude(pk=row.replaces.pk)
    if others.filter(effective_on=row.effective_on).exists():
        raise Refused("这一天起施行的版本已经有了。要改它的文字，请选“更正哪一版”", "effective_on")
    try:
        return parsed_of(row)
    except SourceError as error:
        raise Refused(str(error), "text") from None


def _may(by: Person, permission: str) -> None:
    if not by.has_perm(permission):
        raise Refused("你没有这个权限")


def _locked(row: NewVersion, *states: str) -> NewVersion:
    kept = NewVersion.objects.select_for_update().get(pk=row.pk)
    if kept.state not in states:
        raise Refused(f"这一版现在是“{kept.get_state_display()}”，不能这样做")
    return kept


def _log(row: NewVersion, verb: str, by: Person, now: datetime.datetime, why: str = "") -> NewVersion:
    entry = {"verb": verb, "by": by.pk, "name": by.name, "at": now.isoformat(timespec="seconds"), "why": why.strip()}
    row.trail = [*row.trail, entry]
    row.save()
    return row
