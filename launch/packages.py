"""The virtual environment and what is locked in requirements/, installed with hashes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import checks, places
from .console import Steps
from .problems import Problem, disk_full, offline, says_disk_full, says_offline
from .processes import must_run, run
from .stamps import Stamps, fingerprint

LOG = places.LOGS / "install.log"
STAMPS = places.VENV / "mingbai.json"
UV_CACHE = places.VAR / "uv-cache"


def prepare(steps: Steps, *, dev: bool = False) -> None:
    """Two steps: the environment, then the packages. An environment given by MINGBAI_VENV is taken as it is."""
    lock = places.DEV_LOCK if dev else places.RUNTIME_LOCK
    titles = ("虚拟环境 .venv", "安装开发依赖" if dev else "安装依赖")
    if places.GIVEN_VENV:
        _given(steps, titles)
        return
    _environment(steps, titles[0])
    stamps = Stamps(STAMPS)
    if stamps.is_done(lock.name, fingerprint([lock])):
        steps.skip(titles[1])
        return
    with steps.step(titles[1]) as notes:
        checks.room(places.VENV, checks.VENV_MEGABYTES)
        notes.append(install(lock))
        stamps.done(lock.name, fingerprint([lock]))
        if dev:  # the development lock holds the runtime's packages at the same versions
            stamps.done(places.RUNTIME_LOCK.name, fingerprint([places.RUNTIME_LOCK]))


def add(lock: Path) -> None:
    """Optional packages of a lock, beside the others; an environment that was given is taken as it is."""
    stamps = Stamps(STAMPS)
    key = fingerprint([lock, places.RUNTIME_LOCK])
    if places.GIVEN_VENV or stamps.is_done(lock.name, key):
        return
    checks.room(places.VENV, checks.SPARE_MEGABYTES)
    install(lock)
    stamps.done(lock.name, key)


def _given(steps: Steps, titles: tuple[str, str]) -> None:
    if not works():
        raise Problem(f"MINGBAI_VENV 指的 {places.VENV} 不是可用的虚拟环境。")
    for title in titles:
        steps.skip(title, "用 MINGBAI_VENV 给的")


def works() -> bool:
    """Whether the environment's Python runs and is new enough; a system upgrade can take it away."""
    if not places.PYTHON.exists():
        return False
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    ended = subprocess.run([str(places.PYTHON), "-c", code], check=False, capture_output=True)
    return ended.returncode == 0


def _environment(steps: Steps, title: str) -> None:
    if works():
        steps.skip(title, "已有")
        return
    checks.venv_module()
    checks.room(places.VENV, checks.VENV_MEGABYTES)
    with steps.step(title):
        shutil.rmtree(places.VENV, ignore_errors=True)
        must_run("建立虚拟环境", [sys.executable, "-m", "venv", str(places.VENV)], log=LOG)


def install(lock: Path) -> str:
    """Install a lock file with uv, or with pip where uv cannot be had; return the name of the one that did it."""
    index = _index()
    try:
        if _has_uv(index):
            command = [str(places.PYTHON), "-m", "uv", "--no-progress", "--color", "never", "pip", "install"]
            given = {"UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR") or str(UV_CACHE)} | index
            environment = places.child_environment(**given)
            arguments = ["--python", str(places.PYTHON), "--require-hashes", "-r", str(lock)]
            code, output = run([*command, *arguments], log=LOG, environment=environment)
            if code == 0:
                return "uv"
            if says_disk_full(output):
                raise disk_full(places.VENV)
        _pip(lock)
        return "pip"
    finally:
        shutil.rmtree(UV_CACHE, ignore_errors=True)


def _has_uv(index: dict[str, str]) -> bool:
    ready, _ = run([str(places.PYTHON), "-m", "uv", "--version"], log=LOG)
    if ready == 0:
        return True
    code, output = run([*_pip_command(), "--only-binary", ":all:", "-r", str(places.INSTALLER_LOCK)], log=LOG)
    if code and says_disk_full(output):
        raise disk_full(places.VENV)
    if code and says_offline(output):
        raise offline()
    return code == 0


def _pip_command() -> list[str]:
    quiet = ["--disable-pip-version-check", "--no-input", "--no-cache-dir", "--progress-bar", "off"]
    return [str(places.PYTHON), "-m", "pip", "install", *quiet, "--retries", "2", "--require-hashes"]


def _pip(lock: Path) -> None:
    code, output = run([*_pip_command(), "-r", str(lock)], log=LOG)
    if code == 0:
        return
    if says_disk_full(output):
        raise disk_full(places.VENV)
    if says_offline(output):
        raise offline()
    tail = [line for line in output.splitlines() if line.strip()][-8:]
    raise Problem(f"安装依赖没有成功；全部输出在 {LOG}", code=1, details=tail)


def _index() -> dict[str, str]:
    """A mirror set for pip (by variable or pip's own settings) serves uv as well."""
    if os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL"):
        return {}
    mirror = os.environ.get("PIP_INDEX_URL", "").strip()
    if not mirror:
        code, output = run([str(places.PYTHON), "-m", "pip", "config", "get", "global.index-url"], log=LOG)
        mirror = output.strip() if code == 0 else ""
    return {"UV_DEFAULT_INDEX": mirror} if mirror else {}
