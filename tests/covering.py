"""Which test proves which requirement: read from the marks, written to docs/requirements.md.

python -m tests.covering
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "requirements.md"
COMMAND = "python -m tests.covering"
HEAD = f"""# 要求和证明它的测试

应急预案的每一条要求（S、O、D、I、P、T、H、E、C、V、X）和预案与法律不一致的地方（N1–N15），由哪些测试证明。
这张表由测试里的 `@pytest.mark.covers(...)` 生成，编号和名称在 `tests/requirements.toml`；改了标记以后运行 `{COMMAND}`。
`tests/test_requirements.py` 核对：一条不少，没有不认识的编号，这张表和标记一致。

| 编号 | 要求 | 测试 |
|---|---|---|
"""


class Wrong(ValueError):
    """A mark that says nothing that could be checked."""


def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads((ROOT / "tests" / "requirements.toml").read_text(encoding="utf-8"))


def numbers() -> dict[str, str]:
    """Number and name of every requirement that some test has to prove."""
    return _data()["numbers"]


def later() -> dict[str, str]:
    """Those that are still to come."""
    return _data()["later"]


def marks(source: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(test, numbers) of each test that has a mark, in the order of the file. Wrong: a mark on what is no test, or
    with anything but words in it."""
    for node in ast.walk(ast.parse(source)):
        for mark in getattr(node, "decorator_list", []):
            if ast.unparse(mark).partition("(")[0] == "pytest.mark.covers":
                yield _read(node, mark)


def _read(node: ast.AST, mark: ast.expr) -> tuple[str, tuple[str, ...]]:
    name = getattr(node, "name", "")
    given = mark.args if isinstance(mark, ast.Call) else []
    told = tuple(one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))
    if not isinstance(node, ast.FunctionDef) or not name.startswith("test_"):
        raise Wrong(f"{name}: only a test covers a requirement")
    if not told or len(told) != len(given) or len(set(told)) != len(told):
        raise Wrong(f"{name}: name each number once, in quotes")
    return name, told


def covered() -> dict[str, list[str]]:
    """Number → its tests as `path::name`, by path."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "pytest.mark.covers" not in text or path.name == "test_requirements.py":
            continue
        for name, told in marks(text):
            for number in told:
                found.setdefault(number, []).append(f"{path.relative_to(ROOT).as_posix()}::{name}")
    return found


def table() -> str:
    """docs/requirements.md as it should be."""
    proofs = covered()
    rows = [
        f"| {number} | {name} | {'<br>'.join(f'`{test}`' for test in proofs.get(number, []))} |"
        for number, name in numbers().items()
    ]
    still = "\n".join(f"- {number} {name}" for number, name in later().items())
    return HEAD + "\n".join(rows) + f"\n\n以后的：\n\n{still}\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
