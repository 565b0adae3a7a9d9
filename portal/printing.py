"""Paper: PDF from a typst template in `templates/` and data. Data is handed over as JSON and is never markup."""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from .rules import glyphs

FAMILIES = ["Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei"]
"""In this order; characters that one lacks come from the next font on the machine that has them."""
SECONDS = 300
_PULSE = 5.0
_TYPESETTER = Path(__file__).with_name("typesetter.py")
_ENDINGS = {".ttc", ".otf", ".ttf"}
_SYSTEM = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/Library/Fonts",
]
_EVERYDAY = "三级安全教育登记卡签名日期学时，。：（）"


class NotPrinted(RuntimeError):
    """The typesetter failed; the message is its own and may name a line of the template."""


def pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    alive: Callable[[], object] | None = None,
) -> bytes:
    """Typeset `templates/<template>` with `data`. `pictures` are found by the template under their names.

    Characters that no font here draws are spelt out as their numbers, so that nobody's name has a hole.
    `alive` is called every few seconds while it lasts; what it raises ends the work.
    """
    (made,) = _made(template, data, pictures or {}, "pdf", alive)
    return made


def png(template: str, data: Mapping[str, Any], *, pictures: Mapping[str, bytes] | None = None) -> list[bytes]:
    """The pages as pictures, to be looked at."""
    return _made(template, data, pictures or {}, "png")


def _made(
    template: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    kind: str,
    alive: Callable[[], object] | None = None,
) -> list[bytes]:
    source = Path(settings.BASE_DIR) / "templates" / template
    with tempfile.TemporaryDirectory(prefix="print-") as name:
        root = Path(name)
        for part in source.parent.glob("*.typ"):
            shutil.copy(part, root)
        for picture, content in pictures.items():
            (root / Path(picture).name).write_bytes(content)
        _typeset(
            {
                "root": name,
                "main": str(root / source.name),
                "fonts": [str(folder) for folder in own_fonts()],
                "data": json.loads(printable(json.dumps(data, ensure_ascii=False))) | {"fonts": FAMILIES},
                "output": str(root / ("page-{0p}.png" if kind == "png" else "made.pdf")),
                "format": kind,
                "ppi": 110.0,
                "tags": False,
            },
            alive,
        )
        return [path.read_bytes() for path in sorted(root.glob("page-*.png" if kind == "png" else "made.pdf"))]


def _typeset(order: dict[str, Any], alive: Callable[[], object] | None) -> None:
    until = time.monotonic() + SECONDS
    said: str | None = json.dumps(order)
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, str(_TYPESETTER)], stdin=pipe, stdout=pipe, stderr=pipe, text=True)  # noqa: S603 our own file, our own interpreter
    with process:
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    _, complaint = process.communicate(said, timeout=_PULSE)
                    break
                said = None
                if time.monotonic() > until:
                    raise NotPrinted(f"没有在 {SECONDS} 秒内排好")
                if alive:
                    alive()
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise NotPrinted(complaint.strip()[-2000:])


def own_fonts() -> list[Path]:
    """Folders with fonts beside those of the machine: MINGBAI_FONTS first, then the package that comes along."""
    named = [Path(settings.PRINT_FONTS)] if settings.PRINT_FONTS else []
    spec = find_spec("noto_cjk_sans_otc")
    return named + [Path(place) for place in (spec.submodule_search_locations if spec else None) or []]


def printable(text: str) -> str:
    """The text with every character that no font here can draw spelt out as its number."""
    return glyphs.spelt(text, unprintable(text))


def unprintable(text: str) -> list[str]:
    """Characters that no font here can draw. Fonts of the machine are only read when our own are not enough."""
    gone = glyphs.missing(text, *_ranges(tuple(own_fonts())))
    return glyphs.missing("".join(gone), *_ranges(_system_folders())) if gone else []


def _system_folders() -> tuple[Path, ...]:
    windows = [os.path.join(os.environ["WINDIR"], "Fonts")] if "WINDIR" in os.environ else []
    return tuple(Path(folder).expanduser() for folder in [*_SYSTEM, *windows])


@cache
def _ranges(folders: tuple[Path, ...]) -> tuple[glyphs.Ranges, ...]:
    return tuple(_read(folders))


def _read(folders: tuple[Path, ...]) -> Iterator[glyphs.Ranges]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in _ENDINGS and path.stat().st_size:
                with (
                    path.open("rb") as file,
                    mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
                    memoryview(data) as view,
                    contextlib.suppress(glyphs.NotAFont),
                ):
                    yield glyphs.covered(view)


def check() -> str:
    """For /readyz: empty when Chinese can be printed."""
    gone = unprintable(_EVERYDAY)
    if not gone:
        return ""
    return (
        "没有能印中文的字体，登记卡和试卷会缺字。请装思源黑体（Debian：fonts-noto-cjk），或用 MINGBAI_FONTS 指定文件夹"
    )
