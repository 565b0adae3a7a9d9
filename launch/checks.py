"""What is looked at before anything is begun: room on the disk, the port, the venv module, one start at a time."""

from __future__ import annotations

import errno
import fcntl
import importlib
import json
import os
import shutil
import socket
from pathlib import Path
from typing import IO

from . import places
from .problems import Problem

VENV_MEGABYTES = 900
"""Room that a virtual environment takes while it is made, downloads included."""

VAR_MEGABYTES = 200
"""Room for the sample's database, index, static files and logs."""

SPARE_MEGABYTES = 20
"""Below this nothing is begun even when all is in place."""


def room(folder: Path, megabytes: int) -> None:
    """Refuse early rather than fail half-way."""
    standing = folder
    while not standing.exists():
        standing = standing.parent
    free = shutil.disk_usage(standing).free // 1_000_000
    if free < megabytes:
        raise Problem(
            f"磁盘空间不足：{folder} 所在的磁盘只剩 {free} MB，至少需要 {megabytes} MB；请清出空间后再运行一次。"
        )


def venv_module() -> None:
    """Debian leaves ensurepip out unless python3-venv is installed."""
    for name in ("venv", "ensurepip"):
        try:
            importlib.import_module(name)
        except ImportError:
            raise Problem(
                "Python 缺少 venv 模块；请先安装（Debian 和 Ubuntu：apt install python3-venv），再运行一次。"
            ) from None


def port(host: str, number: int) -> int:
    """The port to listen on: `number` when it is free, any free one for 0; a line when it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except socket.gaierror:
        raise Problem(f"地址 {host} 用不了；请用 --host 换一个，例如 --host 127.0.0.1。") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Problem(f"端口 {number} 已被占用；请用 --port 换一个，例如 --port {_neighbour(number)}。") from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise Problem(f"没有权限使用端口 {number}；请用 --port 换一个大于 1024 的，例如 --port 8000。") from None
        raise Problem(f"地址 {host} 用不了；请用 --host 换一个，例如 --host 127.0.0.1。") from None


def _neighbour(number: int) -> int:
    return number + 1 if number < 65535 else 8000


def only_one() -> IO[str]:
    """Take the lock of this var folder, kept until the process ends; a line when another start has it."""
    handle = (places.RUN / "start.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Problem(_running_line(handle)) from None
    note_running(handle, "")
    return handle


def note_running(handle: IO[str], address: str) -> None:
    """Write who holds the lock, for the line that a second start shows."""
    handle.seek(0)
    handle.truncate()
    json.dump({"pid": os.getpid(), "address": address}, handle)
    handle.flush()


def _running_line(handle: IO[str]) -> str:
    handle.seek(0)
    try:
        noted = json.load(handle)
        address, pid = noted["address"] or "正在启动", noted["pid"]
    except (ValueError, KeyError, TypeError):
        return "明白已经在运行；要重新启动，请先在原来的窗口按 Ctrl-C。"
    return f"明白已经在运行：{address}（进程 {pid}）；要重新启动，请先在原来的窗口按 Ctrl-C。"
