"""Where things are. Everything a run writes is under VAR; only the virtual environment stands beside it."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("MINGBAI_VAR") or ROOT / "var").absolute()
LOGS = VAR / "log"
RUN = VAR / "run"
TEMPORARY = VAR / "tmp"

GIVEN_VENV = os.environ.get("MINGBAI_VENV", "")
"""A complete virtual environment given by a developer: nothing is installed into it."""

VENV = Path(GIVEN_VENV).absolute() if GIVEN_VENV else ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

REQUIREMENTS = ROOT / "requirements"
RUNTIME_LOCK = REQUIREMENTS / "runtime.lock"
DEV_LOCK = REQUIREMENTS / "dev.lock"
INSTALLER_LOCK = REQUIREMENTS / "installer.lock"


def child_environment(**extra: str) -> dict[str, str]:
    """The environment of everything that is started: UTF-8, bytecode and temporary files under VAR."""
    environment = dict(os.environ)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"):
        environment.pop(name, None)
    environment.update(
        PYTHONUTF8="1",
        PYTHONUNBUFFERED="1",
        MINGBAI_VAR=str(VAR),
        TMPDIR=str(TEMPORARY),
    )
    environment.setdefault("PYTHONPYCACHEPREFIX", str(VAR / "pycache"))
    environment.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
    environment.update(extra)
    return environment


def make_folders() -> None:
    for folder in (VAR, LOGS, RUN, TEMPORARY):
        folder.mkdir(parents=True, exist_ok=True)
