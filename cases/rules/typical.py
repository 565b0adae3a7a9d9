"""Reading published typical cases: a Markdown file with a title and the headings courts use.

Headings and the words by which kind and outcome are guessed are data (`cases/content/typical.toml`). A guess is for an
editor to confirm: everything read becomes a draft.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .writing import LONGEST_TITLE

_FILE = Path(__file__).parent.parent / "content" / "typical.toml"
_LONGEST_SUMMARY = 160
_BLANKS = " \t　 "


class NotACase(ValueError):
    """The words say what a file lacks."""


@dataclass
class Typical:
    """What a file says. `name` is the name of the case as published (甲诉乙案), `info` the lines under the title."""

    title: str
    name: str = ""
    info: list[str] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)

    def text(self, part: str) -> str:
        return "\n\n".join(self.parts.get(part, []))

    @property
    def code(self) -> str:
        """The same for the same title and name, so that a second import finds the first."""
        return "typ-" + hashlib.sha256(f"{self.title}\n{self.name}".encode()).hexdigest()[:12]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf8"))


@cache
def _part_of() -> dict[str, str]:
    return {heading: part for part, headings in _data()["headings"].items() for heading in headings}


def read(text: str) -> Typical:
    """NotACase: no title, or nothing about what happened."""
    text = re.sub(r"<!--.*?-->", "", text.removeprefix("\ufeff").replace("\r\n", "\n"), flags=re.DOTALL)
    title, sections = _sections(text)
    if not title:
        raise NotACase("没有标题：第一行写成“# 标题”")
    found = Typical(title)
    for heading, body in sections:
        if not heading:
            found.info = body.splitlines()
            continue
        part = _part_of().get(heading)
        if part is None and not body:
            found.name = found.name or heading
        elif part != "passed_over" and body:
            where = part or "reasoning"
            marked = f"【{heading}】\n{body}" if where == "reasoning" else body
            found.parts.setdefault(where, []).append(marked)
    if "facts" not in found.parts:
        raise NotACase("没有“基本案情”一类的小标题，或者下面是空的")
    return found


def _sections(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The title, and the headings under it with their texts; what stands before the first has "" for a heading."""
    title, sections = "", [("", [])]  # type: tuple[str, list[tuple[str, list[str]]]]
    for line in text.split("\n"):
        match = re.match(r"(#{1,6})\s*(.+)", line)
        words = (match[2] if match else line).strip(_BLANKS)
        if match and len(match[1]) == 1 and not title:
            title = words
        elif match:
            sections.append((words.rstrip("：:"), []))
        elif words:
            sections[-1][1].append(words)
    return title, [(heading, "\n\n".join(lines)) for heading, lines in sections if heading or lines]


def facts_of(found: Typical, *, where: str) -> dict[str, Any]:
    """The fields of a draft; `where` is the file, kept as the source beside what the file says of itself.

    The published name of the case (it may hold real names) goes before the facts, where the masking rules read it.
    """
    info = [" ".join(line.split()) for line in found.info if line.strip()]
    facts = f"{found.name}\n\n{found.text('facts')}" if found.name else found.text("facts")
    return {
        "code": found.code,
        "title": found.title[:LONGEST_TITLE],
        "kind": _guess_kind(f"{found.title}{found.text('facts')}"),
        "level": "TYP",
        "source": "，".join([*info, f"文件 {where}"])[:200],
        "summary": _summary(found),
        "facts": facts,
        "issue": found.text("issue"),
        "reasoning": found.text("reasoning"),
        "outcome": found.text("outcome"),
        "outcome_code": _guess_outcome(found.text("outcome")),
    }


def _summary(found: Typical) -> str:
    """Whole sentences of the outcome, as many as a glance takes; the title where the file tells no outcome."""
    taken = ""
    for sentence in re.findall(r"[^。\n]+。?", found.text("outcome")):
        if taken and len(taken) + len(sentence) > _LONGEST_SUMMARY:
            break
        taken += sentence.strip()
    return taken[: 2 * _LONGEST_SUMMARY] or found.title


def _guess_kind(text: str) -> str:
    for row in _data()["kinds"]:
        if any(word in text for word in row["words"]) and any(word in text for word in row["needs"]):
            return str(row["kind"])
    return ""


def _guess_outcome(text: str) -> str:
    return next((row["code"] for row in _data()["outcomes"] if any(word in text for word in row["words"])), "")
