"""Rows written as lines of text, so that the form needs no script: 名称 | 元 | 谁付 | 依据."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from ..rules import taxonomy

Reading = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """One part of a line; `read` raises ValueError with the words for the user."""

    name: str
    label: str
    read: Reading = str
    show: Reading = str


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("天数要写成整数")
    return int(text)


def _yuan(text: str) -> int | float:
    plain = text.replace(",", "").replace("，", "").removesuffix("元").strip()
    if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", plain, re.ASCII):
        raise ValueError("金额写成数字，单位元，例如 30000 或 30000.50")
    return float(plain) if "." in plain else int(plain)


def _of(names: Mapping[str, str], what: str) -> Reading:
    codes = {name: code for code, name in names.items()}

    def read(text: str) -> str:
        if text and text not in codes and text not in names:
            raise ValueError(f"没有这种{what}：{text}。可以写：{'、'.join(names.values())}")
        return codes.get(text, text)

    return read


def _shown(names: Mapping[str, str]) -> Reading:
    return lambda code: names.get(code, code)


AMOUNTS = (
    Column("name", "名称"),
    Column("yuan", "元", _yuan),
    Column("payer", "谁付", _of(taxonomy.payers(), "付款方"), _shown(taxonomy.payers())),
    Column("basis", "依据"),
)
DAYS = (Column("name", "名称"), Column("days", "天数", _count))
TIMELINE = (Column("day", "第几天", _count), Column("text", "发生了什么"), Column("cite", "依据"))


class LinesField(forms.CharField):
    """A list of rows, one a line, its parts between |. What is missing at the end of a line is empty."""

    def __init__(self, *, columns: Sequence[Column], needed: int, rows: int = 4, **kwargs: Any) -> None:
        self.columns, self.needed = columns, needed
        how = " | ".join(one.label for one in columns)
        kwargs.setdefault("help_text", f"一行一项：{how}")
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(self._line(row) for row in value)

    def _line(self, row: Mapping[str, Any]) -> str:
        return " | ".join(str(one.show(row.get(one.name, ""))) for one in self.columns).rstrip(" |")

    def clean(self, value: Any) -> Any:
        rows, wrong = [], []
        for number, line in enumerate(str(super().clean(value)).splitlines(), 1):
            if line.strip():
                try:
                    rows.append(self._row(line))
                except ValueError as error:
                    wrong.append(f"第{number}行：{error}")
        if wrong:
            raise forms.ValidationError(wrong)
        return rows

    def _row(self, line: str) -> dict[str, Any]:
        parts = [part.strip() for part in re.split(r"[|｜]", line)]
        if len(parts) < self.needed or len(parts) > len(self.columns) or not all(parts[: self.needed]):
            raise ValueError(f"写成“{' | '.join(one.label for one in self.columns)}”")
        parts += [""] * (len(self.columns) - len(parts))
        return {one.name: one.read(part) for one, part in zip(self.columns, parts, strict=True)}
