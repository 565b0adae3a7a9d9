"""What gunicorn serves for a measurement that counts: the site, each answer with `X-Queries`, how many it took.

Counted is what is sent through a cursor; beginning and ending a transaction are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from portal.wsgi import application as site

_Start = Callable[..., Any]


class Count:
    """A wrapper around every query of a connection."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += not sql.startswith("BEGIN")
        return execute(sql, params, many, context)


def application(environ: dict[str, Any], start_response: _Start) -> Iterable[bytes]:
    count = Count()

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        return start_response(status, [*headers, ("X-Queries", str(count.queries))], *more)

    with connection.execute_wrapper(count):
        answer: Iterable[bytes] = site(environ, start)
    return answer
