"""Facts are checked before they are kept."""

from __future__ import annotations

import pytest

from cases.rules.writing import problems

GOOD = {"code": "a", "title": "甲", "kind": "INJ", "summary": "乙", "facts": "丙"}


def test_little_is_enough():
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"summary": " "}, "summary"),
        ({"kind": "XXX"}, "kind"),
        ({"title": "长" * 121}, "title"),
        ({"timeline": [{"day": 3, "text": "甲"}, {"day": 1, "text": "乙"}]}, "timeline"),
        ({"timeline": [{"day": 0, "text": ""}]}, "timeline"),
        ({"days": [{"name": "甲", "days": -1}]}, "days"),
        ({"amounts": [{"name": "甲", "yuan": "NaN"}]}, "amounts"),
        ({"amounts": [{"name": "甲", "yuan": 1, "payer": "nobody"}]}, "amounts"),
        ({"amount": 2, "amounts": [{"name": "甲", "yuan": "1.50"}]}, "amount"),
        ({"cites": [{"article": "工伤保险条例第14条", "kind": "law"}]}, "cites"),
        ({"cites": [{"article": "", "kind": "basis"}]}, "cites"),
        ({"happened_on": "2024-13-01"}, "happened_on"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(facts, field):
    assert [name for name, _ in problems(GOOD | facts)] == [field]


def test_fen_are_counted_exactly():
    rows = [{"name": "甲", "yuan": "0.10"}, {"name": "乙", "yuan": "0.20"}]
    assert problems(GOOD | {"amount": "0.30", "amounts": rows}) == []
