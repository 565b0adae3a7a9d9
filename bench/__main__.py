"""python -m bench [name …]: run measurements, print a table for each, fail when a bound is not kept."""

from __future__ import annotations

import importlib
import pkgutil
import signal
import subprocess
import sys
from pathlib import Path

from bench import Figure, keep, table


def names() -> list[str]:
    """Modules of this folder that say `def main(`."""
    folder = Path(__file__).parent
    found = [module.name for module in pkgutil.iter_modules([str(folder)]) if not module.ispkg]
    return [name for name in found if "\ndef main(" in (folder / f"{name}.py").read_text("utf-8") and name[0] != "_"]


def run(name: str) -> bool:
    """Whether every bound was kept."""
    print(f"== {name}", flush=True)
    figures: list[Figure] = importlib.import_module(f"bench.{name}").main()
    print(table(figures))
    print(f"写入 {keep(name, figures)}\n", flush=True)
    return all(figure.kept for figure in figures)


if __name__ == "__main__":
    chosen = sys.argv[1:] or names()
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        sys.exit(f"没有这样的测量：{'、'.join(unknown)}；有 {'、'.join(names())}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers that were started are ended on the way out
    # Each in a process of its own: what one has filled or loaded is neither found nor measured by the next.
    alone = [sys.executable, "-m", "bench"]
    kept = [run(chosen[0])] if len(chosen) == 1 else [not subprocess.run([*alone, name]).returncode for name in chosen]
    sys.exit(0 if all(kept) else 1)
