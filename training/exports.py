"""Tables to take along: XLSX, or CSV that a spreadsheet opens with its Chinese whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from portal.services.sheets import write_sheet

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(
    *, name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]], kind: str = "xlsx"
) -> HttpResponse:
    """`name` is the file without its ending; `kind` is xlsx, or csv. No text is ever read as a formula."""
    if kind == "csv":
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([_plain(cell) for cell in row] for row in rows)
        answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    else:
        kind = "xlsx"
        lines = enumerate([header, *rows], start=1)
        answer = HttpResponse(write_sheet(lines, title=title), content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
