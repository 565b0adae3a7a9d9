"""What is in the way is said in one line, with exit code 2, and before anything is written or installed."""

from __future__ import annotations

import ast
import runpy
import socket
import subprocess
import sys

import pytest

from tests.launch.door import DOOR, ROOT, bare_copy, knock, surroundings


@pytest.fixture
def complaint():
    return runpy.run_path(str(DOOR))["complaint"]


def one_line(ended: subprocess.CompletedProcess[str]) -> str:
    assert ended.returncode == 2, (ended.stdout, ended.stderr)
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1, ended.stderr
    assert "Traceback" not in ended.stdout
    return lines[0]


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 0), (3, 10, 13)])
def test_old_pythons_are_named(complaint, version):
    assert "3.11" in complaint(version, "posix")
    assert f"{version[0]}.{version[1]}" in complaint(version, "posix")


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 11, 2), (3, 12, 1), (3, 13, 0), (4, 0, 0)])
def test_new_enough_pythons_are_welcome(complaint, version):
    assert complaint(version, "posix") == ""


def test_windows_is_pointed_to_wsl(complaint):
    assert "WSL" in complaint((3, 12, 0), "nt")


def test_old_pythons_can_read_the_door():
    tree = ast.parse(DOOR.read_text(encoding="utf-8"), feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign | ast.NamedExpr)]


def test_an_old_python_ends_with_one_line():
    """The whole door under a Python that says it is 3.9; launch/ is never imported."""
    code = f"""
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
sys.modules["launch"] = None
runpy.run_path({str(DOOR)!r}, run_name="__main__")
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "3.9" in one_line(ended)


def test_only_the_standard_library_is_imported():
    for path in [DOOR, *(ROOT / "launch").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names | {"launch"}, f"{path.name}: {name}"


def test_a_taken_port(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = one_line(knock("start", "--port", str(port), var=tmp_path / "var"))
    assert f"端口 {port} 已被占用" in line
    assert "--port" in line
    assert not (tmp_path / "var" / "mingbai.sqlite3").exists()


def test_an_address_that_is_not_ours(tmp_path):
    assert "--host" in one_line(knock("start", "--host", "192.0.2.1", "--port", "0", var=tmp_path))
    assert "--host" in one_line(knock("start", "--host", "no such host", "--port", "0", var=tmp_path))


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_no_venv_module(tmp_path, missing):
    door = bare_copy(tmp_path)
    code = f"""
import runpy, sys
sys.modules[{missing!r}] = None
sys.argv = ["mingbai", "start", "--port", "0"]
sys.path.insert(0, {str(tmp_path)!r})
runpy.run_path({str(door)!r}, run_name="__main__")
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=surroundings(tmp_path / "var", MINGBAI_VENV=""),
        capture_output=True,
        text=True,
    )
    assert "python3-venv" in one_line(ended)


def test_an_environment_that_is_none(tmp_path):
    line = one_line(knock("start", "--port", "0", var=tmp_path / "var", MINGBAI_VENV=str(tmp_path)))
    assert "MINGBAI_VENV" in line


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    ended = knock("start", "--port", "0", var=tmp_path / "file" / "var")
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


@pytest.mark.server
def test_no_network_for_packages(tmp_path):
    """A real environment is made, and the index is a port of this machine where nobody listens."""
    door = bare_copy(tmp_path)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{nobody.getsockname()[1]}/simple"
        ended = knock(
            "start", "--port", "0", var=tmp_path / "var", door=door,
            MINGBAI_VENV="", PIP_INDEX_URL=index, PIP_FIND_LINKS="", PIP_CONFIG_FILE="/dev/null",
        )  # fmt: skip
    assert "连不上软件包源" in one_line(ended)
