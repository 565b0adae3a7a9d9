"""From the bytes of a file to a report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from ...models import ArticleText, Citation, RegulationVersion
from ...rules.docx_source import parse_docx
from ...rules.markdown_source import parse_markdown
from ...rules.official_text import ParsedRegulation, SourceError
from ..link_citations import link_texts, link_versions
from .report import WRITTEN, FileReport, State
from .store import store


def import_files(
    *, sources: Iterable[tuple[str, bytes]], dry_run: bool = False, replace: bool = False
) -> Iterator[FileReport]:
    """Reports of many files (name, data), each in a transaction of its own; a broken one does not stop the others.

    When the last report has been taken, citations that named a law not yet there are tried again. A dry run puts all
    files into one transaction that is rolled back, so that books of a code and versions of one law are reported as they
    would be.
    """
    if dry_run:
        with transaction.atomic():
            for name, data in sources:
                yield _take(name, data, replace=replace, link=False)
            transaction.set_rollback(True)
        return
    wrote = False
    for name, data in sources:
        report = import_file(name=name, data=data, replace=replace)
        wrote = wrote or report.state in WRITTEN
        yield report
    if wrote:
        link_versions(versions=_with_open_citations())


def import_file(*, name: str, data: bytes, dry_run: bool = False, replace: bool = False) -> FileReport:
    """Take one official text. `name` is its path: its date and its folders count; `.docx` is read as DOCX.

    `replace` lets the file win over a stored text of the same version. Never raises for what is wrong with the file.
    """
    with transaction.atomic():
        report = _take(name, data, replace=replace, link=not dry_run)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _take(name: str, data: bytes, *, replace: bool, link: bool) -> FileReport:
    parsed: ParsedRegulation | None = None
    try:
        parsed = parse_docx(name, data) if name.lower().endswith(".docx") else parse_markdown(name, data)
        with transaction.atomic():
            report = store(name, hashlib.sha256(data).hexdigest(), parsed, replace=replace)
            if link and report.version and report.state in WRITTEN:
                link_texts(version=report.version)
    except SourceError as error:
        oddities = list(parsed.oddities) if parsed else []
        return FileReport(name, State.REFUSED, oddities=oddities, message=str(error), line=error.line)
    except DatabaseError as error:
        return FileReport(name, State.REFUSED, message=f"存入数据库失败：{str(error).splitlines()[0]}")
    return report


def _with_open_citations() -> QuerySet[RegulationVersion]:
    """Versions whose texts cite what the library could not find."""
    content_type = ContentType.objects.get_for_model(ArticleText)
    open_ids = Citation.objects.unresolved().filter(content_type=content_type).values("object_id")
    return RegulationVersion.objects.filter(texts__in=open_ids).distinct().select_related("regulation")
