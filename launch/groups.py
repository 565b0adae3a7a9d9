"""The groups of tests that need more than Python: what each needs, and how it is had on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from . import elasticsearch, model, places
from .private_servers import find_postgres
from .processes import run

QUICK = (
    "database", "browser", "audio", "server", "faketime", "postgres", "redis", "elasticsearch", "semantic", "corpus",
)  # fmt: skip
"""What `--quick` leaves out: what is left are the rules and the house, most of the tests in a twentieth of the time."""

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Group:
    """A pytest marker; `lacks` says what is missing (empty: nothing), `packages` are Debian's names for it."""

    name: str
    lacks: Callable[[], str]
    packages: tuple[str, ...] = ()


def chromium() -> str:
    """The browser's path, or nothing. MINGBAI_TEST_CHROMIUM names one that is not on the PATH."""
    named = os.environ.get("MINGBAI_TEST_CHROMIUM", "")
    if named:
        return named if os.access(named, os.X_OK) else ""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), "")


def chinese_font() -> bool:
    if not (lister := shutil.which("fc-list")):
        return False
    return bool(subprocess.run([lister, ":lang=zh", "family"], capture_output=True, check=False).stdout.strip())


def corpus() -> Path:
    """The public collection of statutes, for tests that read all of it."""
    return Path(os.environ.get("MINGBAI_CORPUS") or places.ROOT.parent / "shared" / "data")


def _no_browser() -> str:
    if not chromium():
        return "没有 Chromium"
    return "" if chinese_font() else "没有中文字体"


def _no_voice() -> str:
    lacking = [name for name in ("espeak-ng", "opusenc") if not shutil.which(name)]
    return f"没有 {'、'.join(lacking)}" if lacking else ""


def clock_library() -> str:
    """libfaketime's path, or nothing: programs that load it believe in another time."""
    return str(next(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"), ""))


def _no_faketime() -> str:
    return "" if clock_library() else "没有 libfaketime"


def _no_postgres() -> str:
    return "" if os.environ.get("MINGBAI_TEST_POSTGRES_URL") or find_postgres() else "没有 PostgreSQL 服务程序"


def _no_redis() -> str:
    given = os.environ.get("MINGBAI_TEST_REDIS_URL") or shutil.which("redis-server")
    return "" if given else "没有 redis-server"


def _no_elasticsearch() -> str:
    return "" if os.environ.get("MINGBAI_TEST_ELASTICSEARCH_URL") else elasticsearch.lacks()


def _no_corpus() -> str:
    return "" if corpus().is_dir() else f"没有法规文本目录 {corpus()}（可用 MINGBAI_CORPUS 指定）"


GROUPS = (
    Group("browser", _no_browser, ("chromium", "fonts-noto-cjk", "fontconfig")),
    Group("audio", _no_voice, ("espeak-ng", "opus-tools")),
    Group("faketime", _no_faketime, ("faketime",)),
    Group("postgres", _no_postgres, ("postgresql",)),
    Group("redis", _no_redis, ("redis-server",)),
    Group("elasticsearch", _no_elasticsearch, elasticsearch.PACKAGES),
    Group("semantic", model.lacks, model.PACKAGES),
    Group("corpus", _no_corpus),
)


def used(folder: Path) -> set[str]:
    """The groups that some test carries: one that none needs is neither installed nor missed."""
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("test_*.py")]
    return {group.name for group in GROUPS if any(re.search(rf"\bmark\.{group.name}\b", text) for text in texts)}


def provide(wanted: Iterable[str], log: Path) -> dict[str, str]:
    """Install what is missing where that is possible; return group → why it cannot be run."""
    chosen = [group for group in GROUPS if group.name in set(wanted)]
    packages = [name for group in chosen if group.lacks() for name in group.packages]
    trouble = _install(packages, log) if packages else ""
    return {group.name: _why(group, lack, trouble) for group in chosen if (lack := group.lacks())}


def _why(group: Group, lack: str, trouble: str) -> str:
    return f"{lack}；{trouble}" if group.packages and trouble else lack


def _install(packages: list[str], log: Path) -> str:
    """Debian's packages, as root; what stood in the way, or nothing."""
    apt = shutil.which("apt-get")
    if not apt:
        return f"不是 Debian 系统，请自行安装 {' '.join(packages)}"
    if os.geteuid():
        return f"不是 root，请用 root 运行 apt-get install {' '.join(packages)}"
    # RUNLEVEL=1: the packages' own services are not started; the tests start private ones.
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1")
    run([apt, "update", "-q"], log=log, environment=environment)
    code, _ = run([apt, "install", "-q", "-y", "--no-install-recommends", *packages], log=log, environment=environment)
    return f"apt-get 没有装上（退出码 {code}，见 {log}）" if code else ""
