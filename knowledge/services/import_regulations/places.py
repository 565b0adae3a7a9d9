"""Where a text belongs: which regulation, which version."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from ...models import Regulation, RegulationVersion
from ...rules.matching import likeness
from ...rules.titles import initials, origin, short_title, title_key

if TYPE_CHECKING:
    from .store import Work

_NEAR = 31
"""Days between two datings of one version: adopted and published, or printed twice."""
_PASSED_TO_PUBLISHED = 180
"""Days from the passing of a text (the file's date) to its publication (the catalogue's), no text stored yet."""
_NEARLY_EQUAL = 0.95


def find_regulation(title: str) -> Regulation | None:
    """By title, whatever its brackets, spaces and 中华人民共和国."""
    key = title_key(title)
    for row in Regulation.objects.only("pk", "title"):
        if title_key(row.title) == key:
            return Regulation.objects.select_for_update().get(pk=row.pk)
    return None


def new_regulation(work: Work) -> Regulation:
    """Level, issuer and region are read off the text; what stays unsure is not verified."""
    parsed = work.parsed
    found = origin(parsed.title, parsed.info, work.name.replace("\\", "/").split("/")[:-1])
    if not found.sure:
        work.odd("效力级别按文件夹判断，待核实")
    short = short_title(parsed.title)
    return Regulation.objects.create(
        code=initials(short, set(Regulation.objects.values_list("code", flat=True))),
        title=parsed.title,
        short_title=short,
        level=found.level,
        issuer=found.issuer,
        region=found.region,
        verified=found.sure,
    )


def new_version(regulation: Regulation, work: Work) -> RegulationVersion:
    """Without texts yet; verified only when no date is missing or contradicted."""
    return RegulationVersion.objects.create(
        regulation=regulation,
        published_on=work.parsed.published_on,
        effective_on=work.parsed.effective_on,
        verified=work.parsed.certain,
    )


def find_version(regulation: Regulation, work: Work) -> RegulationVersion | None:
    """The version this file is a text of: the same file, the same date, or nearly the same date and words."""
    versions = list(regulation.versions.select_for_update())
    for version in versions:
        version.regulation = regulation
    published, effective = work.parsed.published_on, work.parsed.effective_on
    tests = (
        lambda v: bool(v.source_sha256) and v.source_sha256 == work.digest,
        lambda v: published is not None and v.published_on == published,
        lambda v: (
            effective is not None and v.effective_on == effective and _apart(v, published) <= _PASSED_TO_PUBLISHED
        ),
        lambda v: 0 < _apart(v, published) <= _NEAR and (not v.has_text or _alike(v, work) >= _NEARLY_EQUAL),
        lambda v: not v.has_text and _published_later(v, published),
        lambda v: (published is None or v.published_on is None) and v.has_text and _alike(v, work) == 1.0,
    )
    return next((v for test in tests for v in versions if test(v)), None)


def _apart(version: RegulationVersion, published: datetime.date | None) -> int:
    """Days between the two dates of publication; 0 when either is not known."""
    if version.published_on is None or published is None:
        return 0
    return abs((version.published_on - published).days)


def _published_later(version: RegulationVersion, published: datetime.date | None) -> bool:
    if not published or not version.published_on:
        return False
    return 0 < (version.published_on - published).days <= _PASSED_TO_PUBLISHED


def _alike(version: RegulationVersion, work: Work) -> float:
    stored = "".join(version.texts.order_by("order").values_list("text", flat=True)) or version.preamble
    fresh = "".join(a.text for a in work.parsed.articles) or work.parsed.preamble
    return likeness(stored, fresh)
