"""Every address that a template asks for by its name exists; `{% url … as x %}` would hide that it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLResolver, get_resolver

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
_ASKED = re.compile(r"""{%\s*url\s+["']([\w:-]+)["']""")


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield space + one.name


def test_every_named_address_exists():
    known = set(names(get_resolver()))
    asked = {
        (path.relative_to(TEMPLATES).as_posix(), name)
        for path in TEMPLATES.rglob("*.html")
        for name in _ASKED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 100
    assert {one for one in asked if one[1] not in known} == set()
