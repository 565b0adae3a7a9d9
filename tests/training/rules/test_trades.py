from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from training.rules.trades import TRADES, is_for

CONTENT = Path(__file__).parents[3] / "training" / "content"


@pytest.mark.parametrize(
    ("trades", "own", "expected"),
    [
        ([], [], True),
        ([], ["木工"], True),
        (["架子工"], [], False),
        (["架子工"], ["木工"], False),
        (["架子工", "木工"], ["木工"], True),
        (["架子工"], ["木工", "架子工"], True),
    ],
)
def test_what_names_no_trade_is_for_everyone(trades, own, expected):
    assert is_for(trades, own) is expected


def test_trades_are_named_once():
    assert len(set(TRADES)) == len(TRADES)


def test_shipped_content_names_no_other_trades():
    entries = []
    for path in [*CONTENT.glob("lessons/*/*.toml"), *CONTENT.glob("questions/*.toml")]:
        data = tomllib.loads(path.read_text(encoding="utf8"))
        entries += data.get("question", [data])
    assert {trade for entry in entries for trade in entry.get("trades", [])} <= set(TRADES)
