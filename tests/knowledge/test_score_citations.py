"""The score of a labelled text counts what the check judges otherwise, class by class."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db
TEXT = "甲说《合同法》第五条，乙说《从来没有过的测试办法》第三条，丙什么也没说。"
ROWS = [("《合同法》第五条", "repealed"), ("《从来没有过的测试办法》第三条", "right"), ("什么也没说", "none")]


def test_what_is_judged_otherwise_is_counted_and_named(tmp_path, capsys):
    rows = [{"start": TEXT.index(raw), "raw": raw, "verdict": verdict} for raw, verdict in ROWS]
    beside = [{"start": TEXT.index("《合同法》"), "raw": "《合同法》"}]
    labelled = {"on": "2026-06-01", "text": TEXT, "expected": rows, "not_citations": beside}
    (tmp_path / "set.json").write_text(json.dumps(labelled), encoding="utf8")
    call_command("score_citations", str(tmp_path))
    said = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert said[0][:2] == ["right", "0"]
    assert said[2][:2] == ["repealed", "1"]
    assert said[3][1:] == ["1", "/", "3；对的判错", "1"]
    assert [line[0].split("：")[0] for line in said[4:]] == [ROWS[1][0], ROWS[2][0], ROWS[0][0]]


def test_a_folder_without_a_set_is_told(tmp_path):
    with pytest.raises(CommandError, match="读不了"):
        call_command("score_citations", str(tmp_path))
