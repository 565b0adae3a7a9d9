"""Questions as rows of a spreadsheet, both ways. Each problem names its column; the caller knows the row.

An option may end in marks: [图:名字] its picture, [固定] stays last, [位置:左,上,宽,高] a place on the picture in per
cent. A picture or a place that is not named stays as it was while the words beside it stay; [图:无] takes it away.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from . import kinds
from .blueprint import DIFFICULTIES, LEVEL_NAMES
from .questions import LETTERS, Wording, code_problem, part_of, plain, problems, tidy

OPTIONS = tuple(f"选项{letter}" for letter in "ABCDEFGH")
COLUMNS = (
    *("题号", "题型", "知识点", "难度", "题干"),
    *OPTIONS,
    *("答案", "单位", "允许误差", "解析", "依据", "工种", "级别", "红线", "图片", "图里有什么", "案例"),
)
NEEDED = ("题号", "题型", "知识点", "题干", "答案", "解析", "依据")
NONE = "无"

_FIELDS = {
    "kind": "题型",
    "stem": "题干",
    **dict.fromkeys(("options", "regions", "items"), OPTIONS[0]),
    "key": "答案",
    "unit": "单位",
    "tolerance": "允许误差",
    "explanation": "解析",
    "basis": "依据",
    "difficulty": "难度",
    "picture": "图片",
    "picture_alt": "图里有什么",
}
_KINDS = {name: kind for kind, name in kinds.KINDS}
_DIFFICULTIES = {**{name: number for number, name in DIFFICULTIES.items()}, **{str(n): n for n in DIFFICULTIES}}
_LEVELS = {name: code for code, name in LEVEL_NAMES.items()}
_TRUE = {"对", "正确", "是", "√", "✓", "true", "t", "1"}
_FALSE = {"错", "错误", "不对", "否", "×", "✗", "false", "f", "0"}
_YES, _NO = {"是", "红线", "√", "✓", "true", "1"}, {"", "否", "不是", "×", "false", "0"}
_SEPARATORS = re.compile(r"[、,，;；/\s]+")
_MARK = re.compile(r"[\[［【]\s*(固定|图|位置)\s*(?:[:：]\s*([^\]］】]*?))?\s*[\]］】]\s*$")

Trouble = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """One row as read, or to be written."""

    code: str
    point: str
    wording: Wording
    levels: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    red_line: bool = False
    case: str = ""


@dataclass(frozen=True)
class Names:
    """What a sheet calls points and pictures: points by code and by name → code, pictures by name → number.

    `called` gives the name of each picture: of several with one name, a question keeps the one it has. `cases` are the
    codes of published precedents.
    """

    points: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, int] = field(default_factory=dict)
    called: Mapping[int, str] = field(default_factory=dict)
    cases: frozenset[str] = frozenset()

    def having(self, wording: Wording | None) -> Names:
        """The same, where the pictures of this question come first."""
        used = [row.get("picture") for row in wording.body.get("options", [])] if wording else []
        used += [wording.picture] if wording else []
        own = {named(number, self.called).casefold(): number for number in used if number}
        return replace(self, pictures={**self.pictures, **own})


def find_headers(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, str], list[str]] | None:
    """The first row with 题号 and 题干: its index, known columns by place, and headers that mean nothing to us."""
    for index, row in enumerate(rows[:10]):
        titles = {place: _title(cell) for place, cell in enumerate(row)}
        if {"题号", "题干"} <= set(titles.values()):
            known = {place: title for place, title in titles.items() if title in COLUMNS}
            return index, known, [title for title in titles.values() if title and title not in COLUMNS]
    return None


def headers_problem(titles: Sequence[str]) -> str:
    """What is wrong with a set of known headers; empty when nothing is."""
    missing = [title for title in NEEDED if title not in titles]
    doubled = sorted({title for title in titles if titles.count(title) > 1})
    if missing:
        return f"缺少这些列：{'、'.join(missing)}"
    return f"这些列出现了两次：{'、'.join(doubled)}" if doubled else ""


def _title(cell: str) -> str:
    folded = re.sub(r"[\s*＊]", "", unicodedata.normalize("NFKC", cell))
    return folded.upper() if folded.startswith("选项") else folded


def read_row(cells: Mapping[str, str], names: Names, kept: Entry | None) -> tuple[Entry | None, list[Trouble]]:
    """A row as a question, or what is wrong with it. `kept` is the question of that code as it stands.

    Columns that the sheet does not have are read as they stand, or as left open for a new question.
    """
    kind = _KINDS.get(_folded(cells.get("题型", "")))
    if kind is None:
        return None, [("题型", f"没有“{cells.get('题型', '')}”这种题型；可用：{'、'.join(_KINDS)}")]
    found: list[Trouble] = []
    names = names.having(kept.wording if kept else None)
    before = kept.wording if kept and kept.wording.kind == kind else None
    code = cells.get("题号", "").strip()
    if wrong := code_problem(code):
        found.append(("题号", wrong))
    body = _body(kind, cells, names, before, found)
    wording = Wording(
        kind=kind,
        stem=cells.get("题干", ""),
        key=_key(kind, cells, found),
        explanation=cells.get("解析", ""),
        basis=cells.get("依据", ""),
        body=body,
        difficulty=_difficulty(cells, kept, found),
        picture=_picture(cells.get("图片", ""), names, kept.wording.picture if kept else None, "图片", found),
        picture_alt=cells.get("图里有什么", "").strip() or (kept.wording.picture_alt if kept else ""),
    )
    entry = Entry(
        code=code,
        point=_point(cells.get("知识点", ""), names, found),
        wording=tidy(wording),
        levels=_levels(cells, kept, found),
        trades=_words(cells["工种"]) if "工种" in cells else (kept.trades if kept else ()),
        red_line=_red_line(cells, kept, found),
        case=_case(cells, names, kept, found),
    )
    if not found:
        found = [(_FIELDS.get(name, "题干"), message) for name, message in problems(wording)]
    return (None if found else entry), found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in _SEPARATORS.split(text.strip()) if word))


def _point(text: str, names: Names, found: list[Trouble]) -> str:
    wanted = text.strip()
    for name in (wanted, unicodedata.normalize("NFKC", wanted)):
        if name in names.points:
            return names.points[name]
    near = difflib.get_close_matches(wanted, names.points, n=1, cutoff=0.5) if wanted else []
    hint = f"；最接近的是“{near[0]}”" if near else "；请先在“知识点”里添加"
    found.append(("知识点", f"没有知识点“{text}”{hint}" if wanted else "请填知识点"))
    return ""


def _difficulty(cells: Mapping[str, str], kept: Entry | None, found: list[Trouble]) -> int:
    text = _folded(cells.get("难度", ""))
    if not text:
        return kept.wording.difficulty if kept else 2
    if text not in _DIFFICULTIES:
        found.append(("难度", f"难度写“易”“中”“难”，或 1、2、3，没有“{cells['难度']}”"))
    return _DIFFICULTIES.get(text, 2)


def _levels(cells: Mapping[str, str], kept: Entry | None, found: list[Trouble]) -> tuple[str, ...]:
    if "级别" not in cells:
        return kept.levels if kept else ()
    words = _words(cells["级别"])
    unknown = [word for word in words if word not in _LEVELS and word not in LEVEL_NAMES]
    if unknown:
        found.append(("级别", f"没有“{'、'.join(unknown)}”这个级别；可用：{'、'.join(_LEVELS)}"))
    return tuple(_LEVELS.get(word, word) for word in words)


def _red_line(cells: Mapping[str, str], kept: Entry | None, found: list[Trouble]) -> bool:
    if "红线" not in cells:
        return bool(kept and kept.red_line)
    text = _folded(cells["红线"])
    if text not in _YES | _NO:
        found.append(("红线", "红线写“是”或“否”"))
    return text in _YES


def _case(cells: Mapping[str, str], names: Names, kept: Entry | None, found: list[Trouble]) -> str:
    """The code of a published precedent; one that was linked stays, also when it is withdrawn meanwhile."""
    before = kept.case if kept else ""
    code = cells["案例"].strip() if "案例" in cells else before
    if code and code != before and code not in names.cases:
        found.append(("案例", f"没有代号是“{code}”的已发布案例"))
    return code


def _picture(text: str, names: Names, kept: int | None, column: str, found: list[Trouble]) -> int | None:
    name = text.strip()
    if not name:
        return kept
    if name == NONE:
        return None
    folded = name.casefold()
    number = names.pictures.get(folded) or names.pictures.get(folded.rpartition(".")[0])
    if number is None:
        found.append((column, f"图片库里没有“{name}”；请先上传，或写已有图片的名字"))
    return number


def named(number: int | None, called: Mapping[int, str]) -> str:
    """The name of a picture as a cell can hold it; #12 where the name would not read back."""
    name = called.get(number or 0, "").strip()
    return (name if name and name != NONE and not set(name) & set("[]［］【】") else f"#{number}") if number else ""


def _body(
    kind: str, cells: Mapping[str, str], names: Names, before: Wording | None, found: list[Trouble]
) -> dict[str, Any]:
    part = part_of(kind)
    filled = [column for column in OPTIONS if cells.get(column, "").strip()]
    if not part:
        if filled:
            found.append((filled[0], f"{kinds.NAMES[kind]}题没有选项，这一格要空着"))
        return {"unit": cells.get("单位", "")} if kind == kinds.NUMERIC else {}
    gaps = [column for column in OPTIONS[: len(filled)] if column not in filled]
    if gaps:
        found.append((gaps[0], f"{gaps[0]}空着，后面的选项却有内容"))
    kept = {row["key"]: row for row in before.body.get(part, [])} if before else {}
    rows = []
    for letter, column in zip(LETTERS, OPTIONS, strict=False):
        if column in filled:
            rows.append({"key": letter} | _option(part, cells[column], names, kept.get(letter, {}), column, found))
    return {part: rows}


def _option(
    part: str, cell: str, names: Names, kept: Mapping[str, Any], column: str, found: list[Trouble]
) -> dict[str, Any]:
    text, marks = split_marks(cell)
    name = "label" if part == "regions" else "text"
    same = kept if kept.get(name) == text else {}
    row: dict[str, Any] = {name: text}
    if part == "regions":
        return row | _place(marks.get("位置"), same, column, found)
    if part == "options":
        row["picture"] = _picture(marks.get("图", ""), names, same.get("picture"), column, found)
        row["pin"] = "固定" in marks
    return row


def split_marks(cell: str) -> tuple[str, dict[str, str]]:
    """图一 [图:q-rail-a] [固定] → the words, and what the marks say."""
    marks: dict[str, str] = {}
    text = cell.strip()
    while match := _MARK.search(text):
        marks[match[1]] = (match[2] or "").strip()
        text = text[: match.start()].rstrip()
    return " ".join(text.split()), marks


def _place(mark: str | None, same: Mapping[str, Any], column: str, found: list[Trouble]) -> dict[str, Any]:
    sides = ("x", "y", "w", "h")
    if mark is None and all(side in same for side in sides):
        return {side: same[side] for side in sides}
    numbers = [plain(word) for word in _SEPARATORS.split(mark or "")]
    if len(numbers) != 4 or any(isinstance(number, str) for number in numbers):
        found.append((column, "后面写上在图上的位置（百分比），如：左边的人 [位置:5,24,31,52]，依次是左、上、宽、高"))
        return dict.fromkeys(sides, 0)
    return dict(zip(sides, numbers, strict=True))


def _key(kind: str, cells: Mapping[str, str], found: list[Trouble]) -> Any:
    text = cells.get("答案", "").strip()
    if not text:
        found.append(("答案", "请填答案"))
        return None
    if kind == kinds.NUMERIC:
        return {"value": plain(text), "tolerance": plain(cells.get("允许误差", "").strip() or 0)}
    if kind == kinds.TRUE_FALSE:
        folded = _folded(text)
        if folded not in _TRUE | _FALSE:
            found.append(("答案", "判断题的答案写“对”或“错”"))
        return folded in _TRUE
    letters = list(_SEPARATORS.sub("", _folded(text)))
    if any(letter not in LETTERS for letter in letters):
        found.append(("答案", "答案写选项的字母，如 B、AC；排序题按正确次序写，如 CAB"))
    return letters


def write_row(entry: Entry, points: Mapping[str, str], pictures: Mapping[int, str]) -> list[str]:
    """The cells of a question in the order of COLUMNS; points and pictures by their names."""
    one = entry.wording
    cells = {
        "题号": entry.code,
        "题型": kinds.NAMES[one.kind],
        "知识点": points[entry.point],
        "难度": DIFFICULTIES[one.difficulty],
        "题干": one.stem,
        "答案": _written_key(one),
        "解析": one.explanation,
        "依据": one.basis,
        "工种": "、".join(entry.trades),
        "级别": "、".join(LEVEL_NAMES[level] for level in entry.levels),
        "红线": "是" if entry.red_line else "否",
        "图片": named(one.picture, pictures),
        "图里有什么": one.picture_alt,
        "案例": entry.case,
    }
    if one.kind == kinds.NUMERIC:
        cells |= {"单位": one.body.get("unit", ""), "允许误差": str(one.key["tolerance"])}
    rows = one.body.get(part_of(one.kind), [])
    cells |= {column: _written_option(row, pictures) for column, row in zip(OPTIONS, rows, strict=False)}
    return [cells.get(column, "") for column in COLUMNS]


def _written_key(one: Wording) -> str:
    if one.kind == kinds.NUMERIC:
        return str(one.key["value"])
    if one.kind == kinds.TRUE_FALSE:
        return "对" if one.key else "错"
    return "".join(one.key).upper()


def _written_option(row: Mapping[str, Any], pictures: Mapping[int, str]) -> str:
    words = [row.get("label") or row.get("text", "")]
    if row.get("picture"):
        words.append(f"[图:{named(row['picture'], pictures)}]")
    if row.get("pin"):
        words.append("[固定]")
    if "x" in row:
        words.append(f"[位置:{','.join(str(row[side]) for side in ('x', 'y', 'w', 'h'))}]")
    return " ".join(words)
