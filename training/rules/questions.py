"""What makes a question well formed, and what of it may be shown. The shapes are those of `kinds`."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeGuard

from . import kinds
from .blueprint import DIFFICULTIES
from .quantities import NotANumber, read_number
from .showing import places

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PARTS = {
    kinds.SINGLE: "options",
    kinds.MULTIPLE: "options",
    kinds.PICTURE: "options",
    kinds.HAZARD: "regions",
    kinds.ORDERING: "items",
}
LIMITS = {"options": (2, 8), "regions": (2, 8), "items": (3, 8)}
"""How few and how many parts a question has."""
_PART_NAMES = {"options": "选项", "regions": "位置", "items": "步骤"}
_LONGEST = {"stem": 500, "explanation": 1000, "basis": 500, "picture_alt": 200}
_LONGEST_PART = 120
_SMALLEST = 3.0
"""Per cent of the picture: a smaller place cannot be hit with a finger."""
_CODE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")

Problem = tuple[str, str]


@dataclass(frozen=True)
class Wording:
    """A question as written: everything a version keeps. `picture` is the number of an image."""

    kind: str
    stem: str
    key: Any
    explanation: str
    basis: str
    body: Mapping[str, Any] = field(default_factory=dict)
    difficulty: int = 2
    picture: int | None = None
    picture_alt: str = ""


def part_of(kind: str) -> str:
    """`options`, `regions` or `items`; empty for kinds without parts."""
    return _PARTS.get(kind, "")


def lettered(parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Parts in the order of writing with the letters that are their keys."""
    return [{"key": key, **part} for key, part in zip(LETTERS, parts, strict=False)]


def tidy(wording: Wording) -> Wording:
    """The same question with blanks trimmed, nothing superfluous, and sets in order: equal content is equal."""
    part = part_of(wording.kind)
    body: dict[str, Any] = {}
    if part:
        rows = wording.body.get(part, [])
        body[part] = [_tidy_part(row) for row in rows] if isinstance(rows, list) else []
    key = _tidy_key(wording.kind, wording.key)
    if wording.kind == kinds.NUMERIC:
        body["unit"] = _line(wording.body.get("unit", ""))
    if wording.kind == kinds.ORDERING:
        body["items"], key = _in_order(body["items"], key)
    return replace(
        wording,
        stem=_text(wording.stem),
        explanation=_text(wording.explanation),
        basis=_text(wording.basis),
        picture_alt=_line(wording.picture_alt),
        body=body,
        key=key,
    )


def _in_order(items: list[dict[str, Any]], key: Any) -> tuple[list[dict[str, Any]], Any]:
    """Steps in their right order with the letters that follow from it; as they are when the key names others."""
    written = {item.get("key"): item for item in items}
    if not isinstance(key, list) or len(written) != len(items) or Counter(map(str, key)) != Counter(map(str, written)):
        return items, key
    ordered = [{**written[letter], "key": name} for letter, name in zip(key, LETTERS, strict=False)]
    return ordered, [item["key"] for item in ordered]


def _text(value: Any) -> str:
    return "\n".join(line for raw in str(value or "").splitlines() if (line := raw.strip()))


def _line(value: Any) -> str:
    return " ".join(str(value or "").split())


def _tidy_part(row: Any) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        return {}
    kept = {name: value for name, value in row.items() if value not in (None, "", False)}
    kept |= {name: _line(kept[name]) for name in ("text", "label") if name in kept}
    kept |= {name: plain(row[name]) for name in ("x", "y", "w", "h") if name in row}
    return kept


def _tidy_key(kind: str, key: Any) -> Any:
    if kind in (kinds.MULTIPLE, kinds.HAZARD) and isinstance(key, list) and all(isinstance(k, str) for k in key):
        return sorted(set(key))
    if kind == kinds.NUMERIC and isinstance(key, Mapping):
        return {"value": plain(key.get("value")), "tolerance": plain(key.get("tolerance") or 0)}
    return key


def plain(value: Any) -> Any:
    """A number without needless decimals, however it was typed: 1.50, "１．５" and 1.5 are one. Else as it is."""
    if isinstance(value, bool) or value is None:
        return value
    try:
        number = value if isinstance(value, Decimal) else read_number(str(value))
    except NotANumber:
        return value
    return int(number) if number == number.to_integral_value() else float(number)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def problems(wording: Wording) -> list[Problem]:
    """What is wrong, each with the field it belongs to; empty when the question can be asked."""
    one = tidy(wording)
    if one.kind not in kinds.NAMES:
        return [("kind", f"没有“{one.kind}”这种题型")]
    found = [*_general(one), *_picture(one)]
    part = part_of(one.kind)
    if part:
        found += _parts(part, one.body[part])
        return found or _key(one)
    return found + (_truth(one.key) if one.kind == kinds.TRUE_FALSE else _number(one))


def code_problem(code: str) -> str:
    """What is wrong with a question's code; empty when nothing is."""
    if not code:
        return "请填题号"
    if len(code) > 60 or not _CODE.fullmatch(code):
        return "题号用小写字母、数字、点和短横，如 height.anchor.1，最多 60 个"
    return ""


def _general(one: Wording) -> list[Problem]:
    found = [
        ("stem", "请填题干") if not one.stem else None,
        ("explanation", "请写解析：为什么对，做错会怎样") if not one.explanation else None,
        ("basis", "请写依据，一行一条，如：安全生产法第五十七条") if not one.basis else None,
        ("difficulty", "难度只有 1（易）、2（中）、3（难）") if one.difficulty not in DIFFICULTIES else None,
    ]
    found += [(name, f"太长了，最多 {most} 个字") for name, most in _LONGEST.items() if len(getattr(one, name)) > most]
    return [problem for problem in found if problem]


def _picture(one: Wording) -> list[Problem]:
    if one.picture and not one.picture_alt:
        return [("picture_alt", "请写图里有什么，给看不见图的人听")]
    if one.kind == kinds.HAZARD and not one.picture:
        return [("picture", "找隐患要有一张图")]
    options = one.body.get("options", [])
    if one.kind == kinds.PICTURE and not one.picture and not all(row.get("picture") for row in options):
        return [("picture", "看图选择：题目配一张图，或者每个选项都配图")]
    return []


def _parts(part: str, rows: Sequence[Mapping[str, Any]]) -> list[Problem]:
    name, (fewest, most) = _PART_NAMES[part], LIMITS[part]
    if not fewest <= len(rows) <= most:
        return [(part, f"{name}要有 {fewest} 到 {most} 个，现在是 {len(rows)} 个")]
    if [row.get("key") for row in rows] != list(LETTERS[: len(rows)]):
        return [(part, f"{name}的代号要依次是 a、b、c……")]
    word = "label" if part == "regions" else "text"
    found: list[Problem] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        text = row.get(word, "")
        folded = unicodedata.normalize("NFKC", text).casefold().rstrip("。．.")
        if not text:
            found.append((part, f"第{number}个{name}没有文字"))
        elif len(text) > _LONGEST_PART:
            found.append((part, f"第{number}个{name}太长，最多 {_LONGEST_PART} 个字"))
        elif folded in seen:
            found.append((part, f"第{number}个{name}与前面的重复：{text}"))
        seen.add(folded)
        if part == "regions":
            found += [(part, f"第{number}个位置{wrong}") for wrong in _place(row)]
    return found


def _place(row: Mapping[str, Any]) -> list[str]:
    sides = [row.get(name) for name in ("x", "y", "w", "h")]
    if not all(_is_number(side) for side in sides):
        return ["的左、上、宽、高要填数字（占图的百分之几）"]
    x, y, w, h = (float(side) for side in sides if side is not None)
    if w < _SMALLEST or h < _SMALLEST:
        return [f"太小，手指点不中：宽和高至少 {_SMALLEST:g}%"]
    if x < 0 or y < 0 or x + w > 100 or y + h > 100:
        return ["超出了图的边"]
    return []


def _key(one: Wording) -> list[Problem]:
    part = part_of(one.kind)
    letters = [row["key"] for row in one.body[part]]
    if not isinstance(one.key, list) or not all(isinstance(key, str) for key in one.key):
        return [("key", "请填答案")]
    unknown = [key for key in one.key if key not in letters]
    if unknown:
        return [("key", f"答案里的 {'、'.join(key.upper() for key in unknown)} 不在{_PART_NAMES[part]}里")]
    if one.kind in (kinds.SINGLE, kinds.PICTURE) and len(one.key) != 1:
        return [("key", "正确答案要有一个，也只有一个")]
    if one.kind == kinds.MULTIPLE and len(one.key) < 2:
        return [("key", "多选题至少有两个正确答案；只有一个就改成单选")]
    if one.kind == kinds.HAZARD and not 1 <= len(one.key) < len(letters):
        return [("key", "至少一处有隐患，也至少一处没有")]
    if one.kind == kinds.ORDERING and sorted(one.key) != letters:
        return [("key", "每一步都要排进正确的次序，且只排一次")]
    return []


def _truth(key: Any) -> list[Problem]:
    return [] if isinstance(key, bool) else [("key", "请选“对”或“错”")]


def _number(one: Wording) -> list[Problem]:
    value, tolerance = (one.key.get("value"), one.key.get("tolerance")) if isinstance(one.key, Mapping) else (None, 0)
    found: list[Problem] = []
    if not _is_number(value):
        found.append(("key", "答案要是一个数，如 1.5"))
    if not _is_number(tolerance) or tolerance < 0:
        found.append(("tolerance", "允许误差要是 0 或正数"))
    if len(one.body["unit"]) > 10:
        found.append(("unit", "单位太长，最多 10 个字"))
    return found


def shown(kind: str, stem: str, body: Mapping[str, Any], order: Sequence[str]) -> dict[str, Any]:
    """What may leave the server before the paper is in: places in the order of this paper, neither key nor letters.

    `parts` has for each place what is read or seen there; the place of a part is its number, counted from 1.
    """
    part = part_of(kind)
    written = {row["key"]: row for row in body.get(part, [])} if part else {}
    public = ("text", "label", "picture", "x", "y", "w", "h")
    return {
        "kind": kind,
        "stem": stem,
        "unit": body.get("unit", ""),
        "parts": [
            {"place": number} | {name: written[key][name] for name in public if name in written[key]}
            for number, key in enumerate(places(kind, body, order), start=1)
            if key in written
        ],
    }
