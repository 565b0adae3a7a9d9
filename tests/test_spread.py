"""A process of a whole run that dies takes neither the run nor its other tests with it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.spread import LONG, chosen

SITE, RULE, LONG_SITE, LONG_RULE = "tests/browser/test_a.py", "tests/cases/test_a.py", LONG[0], LONG[3]
FILE = """
import os, signal, time
from pathlib import Path
import pytest

@pytest.mark.parametrize("n", range(5))
def test_passes(n):
    time.sleep(0.02)

def test_dies_once():
    died = Path(__file__).with_name("died")
    if IS_IT and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_died_is_replaced_and_every_other_test_is_run(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]")
    for name in "abcde":
        (tmp_path / f"test_{name}.py").write_text(FILE.replace("IS_IT", str(name == "d")))
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n2", "--dist=loadfile", "-ptests.spread", "-pno:django", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "1 failed, 30 passed" in run.stdout, run.stdout


@pytest.mark.parametrize(
    ("waiting", "sites", "expected"),
    [
        ([SITE, RULE, LONG_RULE, LONG_SITE], True, LONG_SITE),
        ([SITE, RULE, LONG_RULE, LONG_SITE], False, LONG_RULE),
        ([SITE, RULE, LONG_SITE], False, RULE),
        ([SITE, LONG_SITE, "tests/browser/test_b.py"], False, LONG_SITE),
        ([SITE, "tests/browser/test_b.py"], False, "tests/browser/test_b.py"),
    ],
)
def test_who_is_free_takes_the_longest_of_its_own_then_of_the_others(waiting, sites, expected):
    assert chosen(waiting, sites=sites) == expected


def test_what_is_said_to_be_long_is_there():
    assert [file for file in LONG if not (settings.BASE_DIR / file).is_file()] == []
