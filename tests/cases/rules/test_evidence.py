"""What a ledger says after all its entries, and what its files may be."""

from __future__ import annotations

import pytest

from cases.rules import evidence as rules
from portal.rules import file_types

INTAKE = (rules.INTAKE, {"kind": "object", "what": "断了的安全绳", "place": "三层", "holder": "王工"})


@pytest.mark.parametrize(
    ("entries", "facts"),
    [
        ([INTAKE], {"holder": "王工", "sealed": "", "what": "断了的安全绳"}),
        ([INTAKE, (rules.CUSTODY, {"from": "王工", "to": "区住建局"})], {"holder": "区住建局"}),
        ([INTAKE, (rules.SEAL, {"mark": "封 0012"})], {"sealed": "封 0012", "holder": "王工"}),
        ([INTAKE, (rules.CORRECTION, {"changed": {"place": ["三层", "四层"]}})], {"place": "四层", "holder": "王工"}),
        ([INTAKE, (rules.COPY, {})], {"place": "三层"}),
    ],
)
def test_what_holds_follows_from_the_entries(entries, facts):
    assert facts.items() <= rules.standing(entries).items()


@pytest.mark.parametrize(
    ("kind", "values", "line"),
    [
        (rules.CUSTODY, {"from": "王工", "to": "区住建局"}, "王工 → 区住建局"),
        (rules.CUSTODY, {"from": "", "to": "区住建局"}, "（未登记） → 区住建局"),
        (rules.SEAL, {"mark": "封 0012"}, "封存标记：封 0012"),
        (rules.CORRECTION, {"changed": {"place": ["", "四层"]}}, "地点：空 改为 四层"),
        (rules.INTAKE, {"file": "a.jpg", "place": "", "device": "X100"}, "a.jpg，X100"),
        (rules.COPY, {}, ""),
    ],
)
def test_an_entry_in_one_line(kind, values, line):
    assert rules.told(kind, values) == line


@pytest.mark.parametrize(
    ("mime", "kind"),
    [("image/heic", "photo"), ("video/mp4", "video"), ("audio/amr", "audio"), (file_types.PDF, "document")],
)
def test_a_file_tells_its_kind(mime, kind):
    assert rules.of_type(mime) == kind
    assert mime in rules.KINDS[kind].types


def test_only_a_thing_stands_without_a_file():
    assert [code for code, kind in rules.KINDS.items() if kind.bare] == [rules.OBJECT]
    assert file_types.ZIP not in rules.ANY
