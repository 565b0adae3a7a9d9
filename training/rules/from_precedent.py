"""Draft questions and a case lesson from the structured facts of a published precedent, in words of our own.

No sentence of the precedent is copied: what is withdrawn there must not live on in the bank. Each explanation names the
article and the month by which its version is picked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import kinds
from .questions import Wording, lettered

ROLES = {
    "violated": "有人违反了它",
    "basis": "凭它提出要求",
    "procedure": "它管手续和期限怎么走",
    "mention": "只是提到，不起作用",
}
"""What an article does in a case, as options of a question."""
_ASKED = ("violated", "basis", "procedure")
MOST_ARTICLES = 3
_OPTIONS = 4


@dataclass(frozen=True)
class Told:
    """A precedent as the templates need it: codes with their names. `cites` are (article as cited, its kind)."""

    code: str
    kind: str
    month: str
    cites: Sequence[tuple[str, str]]
    outcome: str = ""
    outcomes: Mapping[str, str] | None = None
    payer: str = ""
    payers: Mapping[str, str] | None = None
    causes: Sequence[str] = ()
    all_causes: Mapping[str, str] | None = None


def mark_of(code: str) -> str:
    """By which everything made of a precedent is found again: it stands at the head of each code."""
    return f"case-{hashlib.sha256(code.encode()).hexdigest()[:10]}"


def wordings(told: Told) -> dict[str, Wording]:
    """Code and wording of each draft question: what each article does, how it ended, who paid, what went wrong.
    Empty without a confirmed article: nothing is asked without its basis."""
    cites = [one for one in told.cites if one[1] in _ASKED]
    if not cites:
        return {}
    made = {f"article.{number}": _article(told, *one) for number, one in enumerate(cites[:MOST_ARTICLES], 1)}
    if told.outcome:
        made["outcome"] = _choice(told, "最后怎样结的？", told.outcome, told.outcomes or {}, "结果是“{}”")
    if told.payer:
        made["payer"] = _choice(told, "钱主要由谁付的？", told.payer, told.payers or {}, "付得最多的是{}")
    if told.causes:
        made["cause"] = _causes(told)
    return {f"{mark_of(told.code)}.{name}": one for name, one in made.items()}


def _scene(told: Told) -> str:
    return f"一件真实的案子：{told.kind}" + (f"，{told.month}发生。" if told.month else "。")


def _basis(told: Told) -> str:
    return "\n".join(dict.fromkeys(article for article, kind in told.cites if kind in _ASKED))[:500]


def _dated(told: Told) -> str:
    articles = "、".join(dict.fromkeys(article for article, kind in told.cites if kind in _ASKED))
    return f"依据{articles}" + (f"，按{told.month}有效的文本" if told.month else "") + "。"


def _article(told: Told, article: str, kind: str) -> Wording:
    parts = lettered({"text": words} for words in ROLES.values())
    month = f"（{told.month}有效的文本）" if told.month else ""
    return Wording(
        kind=kinds.SINGLE,
        stem=f"{_scene(told)}{article}在这件案子里起什么作用？",
        key=[parts[list(ROLES).index(kind)]["key"]],
        explanation=f"{article}{month}在这件案子里：{ROLES[kind]}。先分清违反了哪一条、凭哪一条提要求、手续按哪一条走。",
        basis=article,
        body={"options": parts},
    )


def _choice(told: Told, asked: str, right: str, names: Mapping[str, str], said: str) -> Wording:
    """The right one among the first others; all in the order of the table, so that the place tells nothing."""
    others = [code for code in names if code != right][: _OPTIONS - 1]
    shown = [code for code in names if code == right or code in others]
    parts = lettered({"text": names[code]} for code in shown)
    return Wording(
        kind=kinds.SINGLE,
        stem=f"{_scene(told)}{asked}",
        key=[parts[shown.index(right)]["key"]],
        explanation=f"{said.format(names[right])}。{_dated(told)}"[:1000],
        basis=_basis(told),
        body={"options": parts},
    )


def _causes(told: Told) -> Wording:
    names = told.all_causes or {}
    parts = lettered({"text": name} for name in names.values())
    keys = [part["key"] for part, code in zip(parts, names, strict=True) if code in told.causes]
    right = "、".join(names[code] for code in names if code in told.causes)
    return Wording(
        kind=kinds.MULTIPLE if len(keys) > 1 else kinds.SINGLE,
        stem=f"{_scene(told)}问题出在哪里？",
        key=keys,
        explanation=f"问题出在：{right}。{_dated(told)}"[:1000],
        basis=_basis(told),
        body={"options": parts},
    )
