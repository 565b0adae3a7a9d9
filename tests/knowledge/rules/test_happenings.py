"""What a version changed in the one before it."""

from __future__ import annotations

import pytest

from knowledge.rules.happenings import changed_articles


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({1: "甲", 2: "乙"}, {1: "甲", 2: "丙"}, {2}),
        ({1: "甲"}, {1: "甲", 2: "新"}, {2}),
        ({1: "甲", 2: "乙"}, {1: "甲"}, {2}),
        ({1: "甲 乙\n丙"}, {1: "甲乙丙"}, set()),
        ({1: ""}, {1: "甲"}, set()),
        ({}, {1: "甲", 2: ""}, {1, 2}),
    ],
)
def test_changed(before, after, changed):
    assert changed_articles(before, after) == changed
