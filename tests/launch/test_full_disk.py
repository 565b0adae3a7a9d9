"""A full disk is named in one line, wherever it strikes. Real file systems of a few megabytes, so root is needed."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch.children import Child, Keeper
from launch.problems import Problem, says_disk_full
from tests.launch.door import ROOT, bare_copy, surroundings

Disk = Callable[[int], Path]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    """small_disk(8): a folder on a file system of 8 MB."""
    if os.geteuid():
        pytest.skip("未运行：挂载小磁盘需要 root")
    mounted: list[Path] = []

    def make(megabytes: int) -> Path:
        folder = tmp_path / f"disk{len(mounted)}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        ended = subprocess.run(command, capture_output=True, text=True)
        if ended.returncode:
            pytest.skip(f"未运行：这里不能挂载小磁盘（{ended.stderr.strip()}）")
        mounted.append(folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def start(var: Path, *, root: Path = ROOT, look_first: bool = True, **extra: str) -> subprocess.CompletedProcess[str]:
    """`start`; without `look_first` the early look at the free room is switched off, so that a step runs into it."""
    off = "" if look_first else "checks.VENV_MEGABYTES = checks.VAR_MEGABYTES = checks.SPARE_MEGABYTES = 0"
    code = f"""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, {str(root)!r})
from launch import checks
{off}
from launch.main import main
sys.exit(main(["start", "--port", "0"]))
"""
    command = [sys.executable, "-c", code]
    environment = surroundings(var, **extra)
    environment.pop("PYTHONPYCACHEPREFIX", None)  # bytecode fills the small disk as it does for everybody
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, cwd=root)


def assert_named(ended: subprocess.CompletedProcess[str]) -> None:
    assert ended.returncode == 2, (ended.stdout, ended.stderr)
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1, ended.stderr
    assert "磁盘空间不足" in lines[0]


def test_seen_before_anything_begins(small_disk):
    disk = small_disk(8)
    ended = start(disk)
    assert_named(ended)
    assert "MB" in ended.stderr
    assert not list(disk.iterdir())


@pytest.mark.server
@pytest.mark.parametrize("megabytes", [1, 12])
def test_met_while_preparing(small_disk, megabytes):
    assert_named(start(small_disk(megabytes), look_first=False))


@pytest.mark.server
def test_met_by_pip(small_disk, tmp_path):
    disk = small_disk(48)
    bare_copy(disk)
    wheel = big_wheel(tmp_path)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (disk / "requirements" / "installer.lock").write_text(f"bulk==1.0 --hash=sha256:{digest}\n")
    only_here = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    assert_named(start(tmp_path / "var", root=disk, look_first=False, MINGBAI_VENV="", **only_here))


def test_met_by_uv(small_disk, tmp_path):
    big_wheel(tmp_path)
    target = small_disk(8)
    command = [sys.executable, "-m", "uv", "pip", "install", "--no-index", "--find-links", str(tmp_path), "bulk"]
    cache = {"UV_CACHE_DIR": str(tmp_path / "cache")}
    if subprocess.run([*command[:3], "--version"], capture_output=True).returncode:
        pytest.skip("未运行：这个环境里没有 uv")
    ended = subprocess.run(
        [*command, "--target", str(target)], env=dict(os.environ) | cache, capture_output=True, text=True
    )
    assert ended.returncode
    assert says_disk_full(ended.stderr)


def test_met_by_a_child(small_disk, tmp_path):
    disk = small_disk(1)
    code = f"open({str(disk / 'data')!r}, 'wb').write(bytes(3_000_000))"
    child = Child("网站进程", [sys.executable, "-c", code], tmp_path / "child.log", lambda: False)
    keeper = Keeper([child])
    keeper.start()
    try:
        with pytest.raises(Problem, match="磁盘空间不足"):
            keeper.wait_until_up(child, seconds=20)
    finally:
        keeper.end()


def big_wheel(folder: Path) -> Path:
    """A package of 40 MB that does not compress."""
    wheel = folder / "bulk-1.0-py3-none-any.whl"
    information = {
        "bulk-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: bulk\nVersion: 1.0\n",
        "bulk-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    contents = {"bulk/__init__.py": b"", "bulk/data.bin": os.urandom(40_000_000)} | information
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in contents.items())
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_STORED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
        archive.writestr("bulk-1.0.dist-info/RECORD", record + "bulk-1.0.dist-info/RECORD,,\n")
    return wheel


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
