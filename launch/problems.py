"""What can go wrong on somebody's machine, each as one line in Chinese."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable

CANNOT = 2
"""Exit code when the machine, not Mingbai, is in the way."""

_FULL = re.compile(r"No space left on device|os error 28\b|database or disk is full|ENOSPC|Disk quota exceeded", re.I)
_OFFLINE = re.compile(
    r"Temporary failure in name resolution|Name or service not known|nodename nor servname|dns error|"
    r"NewConnectionError|ConnectTimeoutError|Max retries exceeded|error sending request|client error \(Connect\)|"
    r"Network is unreachable|Connection refused|ProxyError|are you offline|Could not connect",
    re.I,
)
_OWN_WORDS = re.compile(r"^明白不能启动：.+$", re.M)


class Problem(Exception):
    """Stops a command with one line; `code` is the exit code, `details` more lines for the curious."""

    def __init__(self, line: str, *, code: int = CANNOT, details: Iterable[str] = ()) -> None:
        super().__init__(line)
        self.line = line
        self.code = code
        self.details = list(details)


class Interrupted(Exception):
    """Someone pressed Ctrl-C or asked the process to end."""


def says_disk_full(text: str) -> bool:
    return bool(_FULL.search(text))


def says_offline(text: str) -> bool:
    return bool(_OFFLINE.search(text))


def own_words(text: str) -> str:
    """The line with which the settings themselves refused to start, or nothing."""
    found = _OWN_WORDS.search(text)
    return found.group(0) if found else ""


def disk_full(where: object) -> Problem:
    return Problem(f"磁盘空间不足：{where} 所在的磁盘已写满；请清出空间后再运行一次。")


def offline() -> Problem:
    return Problem(
        "装不上依赖：连不上软件包源；请检查网络，或用 PIP_INDEX_URL 指定可用的镜像，再运行一次。",
    )


def from_os_error(error: OSError, where: object) -> Problem:
    """The line for an operating system's refusal to write."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(f"写不进 {error.filename or where}：没有权限；请换一个目录，或用 MINGBAI_VAR 指定可写的目录。")
    return Problem(f"系统报错：{error}")
