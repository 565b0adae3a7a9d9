"""From the bytes of a file to a report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from django.db import DatabaseError, transaction

from ...rules.docx_source import parse_docx
from ...rules.markdown_source import parse_markdown
from ...rules.official_text import ParsedRegulation, SourceError
from .report import FileReport, State
from .store import store


def import_files(
    *, sources: Iterable[tuple[str, bytes]], dry_run: bool = False, replace: bool = False
) -> Iterator[FileReport]:
    """Reports of many files (name, data), each in a transaction of its own; a broken one does not stop the others.

    A dry run puts all of them into one transaction that is rolled back when the iterator is exhausted, so that books of
    a code and versions of one law are reported as they would be.
    """
    if not dry_run:
        for name, data in sources:
            yield import_file(name=name, data=data, replace=replace)
        return
    with transaction.atomic():
        for name, data in sources:
            yield import_file(name=name, data=data, replace=replace)
        transaction.set_rollback(True)


def import_file(*, name: str, data: bytes, dry_run: bool = False, replace: bool = False) -> FileReport:
    """Take one official text. `name` is its path: its date and its folders count; `.docx` is read as DOCX.

    `replace` lets the file win over a stored text of the same version. Never raises for what is wrong with the file.
    """
    parsed: ParsedRegulation | None = None
    try:
        parsed = parse_docx(name, data) if name.lower().endswith(".docx") else parse_markdown(name, data)
        with transaction.atomic():
            report = store(name, hashlib.sha256(data).hexdigest(), parsed, replace=replace)
            if dry_run:
                transaction.set_rollback(True)
    except SourceError as error:
        oddities = list(parsed.oddities) if parsed else []
        return FileReport(name, State.REFUSED, oddities=oddities, message=str(error), line=error.line)
    except DatabaseError as error:
        return FileReport(name, State.REFUSED, message=f"存入数据库失败：{str(error).splitlines()[0]}")
    return report
