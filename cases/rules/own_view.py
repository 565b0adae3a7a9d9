"""What one person of a case may read of it on a page of their own; the words are `cases/content/own_page.toml`.

Their own clocks, promises made to them, and notices written for them: nothing of the other side's, nobody else's name.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.rules.hotline import ALPHABET

_FILE = Path(__file__).parent.parent / "content" / "own_page.toml"
THEIRS = frozenset({"worker", "kin", "claimant", "creditor", "both_parties"})
"""Who of clocks.toml is the worker, the family, or whichever side has the right."""
TOKEN = 20
"""Characters of a link: 31^20, about 99 bits."""
CODE = 8
"""Digits of a code, told apart from the link."""
_GENERAL = re.compile(
    r"^(全体|所有|各位|在场的?|来访的?)?(\d+\s*(名|位|个)?)?(家属|亲属|工人|农民工|劳动者|工友|班组|员工|职工|大家)(们|代表|全体)?$"
)
_OFFICE = re.compile(
    r"(?!.*(家属|亲属|本人|工人|农民工|劳动者|师傅)).*"
    r"([局队院所站部处厅委庭]|公司|企业|单位|政府|街道|工会|保险|医院|甲方|乙方|总包|分包|业主|监理|律师|法务|顾问)"
)
_RECEIVED = re.compile(r"_(received|served)$")


@dataclass(frozen=True)
class StageWords:
    now: str
    next: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf8"))


def lasts() -> datetime.timedelta:
    """How long a link opens anything."""
    return datetime.timedelta(days=_data()["days"])


def look() -> datetime.timedelta:
    """How long one may read on after the code was entered."""
    return datetime.timedelta(minutes=_data()["minutes"])


def stage_words(code: str) -> StageWords:
    """KeyError: a stage that nobody has put in plain words."""
    return StageWords(**_data()["stages"][code])


def state_words(state: str) -> str:
    """What a paused or a closed case means to them; "" for one that goes on."""
    return str(_data()["states"].get(state, ""))


def typed_token(raw: str) -> str:
    """The part of a link as somebody types it off paper; "" for what is none. Large and small letters are one."""
    plain = raw.strip().upper().replace("-", "")
    return plain if len(plain) == TOKEN and set(plain) <= set(ALPHABET) else ""


def shown_token(token: str) -> str:
    """abcde-fghij-…: four groups that can be read out."""
    return "-".join(re.findall(".{5}", token.lower()))


def typed_code(raw: str) -> str:
    """Eight digits, however they are spaced; full width too. "" for what is none."""
    plain = re.sub(r"[\s—–-]", "", raw)
    digits = "".join(str(int(one)) for one in plain if one.isdecimal())
    return digits if len(digits) == CODE == len(plain) else ""


def shown_code(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def is_theirs(who: Collection[str], *, internal: bool) -> bool:
    """A clock of the law that is theirs to keep, alone or together with others."""
    return not internal and bool(THEIRS.intersection(who))


def starts_with_a_paper(triggers: Iterable[str]) -> bool:
    """It runs from the receipt of a paper, which each side gets on a day of its own."""
    return any(_RECEIVED.search(one) for one in triggers)


def is_to(to: str, own: Collection[str], others: Collection[str], *, alone: bool) -> bool:
    """Whether a promise made to `to` was made to them: named, said to everybody, or theirs alone in the case.

    `own` are the names of the person and of whom they speak for, `others` those of everybody else in the case, firms
    too. A name that both have says nobody; what is promised to an office or a firm is not theirs.
    """
    words = to.strip()
    named = {name for name, _ in _names_in(words, [*own, *others])}
    if named:
        return bool(named.intersection(own) - set(others))
    return not words or bool(_GENERAL.match(words)) or (alone and not _OFFICE.match(words))


def _names_in(text: str, names: Iterable[str]) -> list[tuple[str, int]]:
    """Which of the names stand in a text, and where: in 李四光 stands 李四光, not 李四."""
    known = sorted({name for name in names if len(name) > 1}, key=lambda name: (-len(name), name))
    pattern = "|".join(map(re.escape, known))
    return [(one[0], one.start()) for one in re.finditer(pattern, text)] if pattern else []


def without_names(text: str, others: Iterable[str], own: Collection[str] = ()) -> str:
    """The text with the name of everybody else as （别人的名字）; their own stay."""
    hidden = set(others) - set(own)
    for name, start in reversed(_names_in(text, [*hidden, *own])):
        if name in hidden:
            text = f"{text[:start]}（别人的名字）{text[start + len(name) :]}"
    return text


def without_phones(text: str, phones: Iterable[str]) -> str:
    """The text without these numbers, however they are spaced."""
    for phone in phones:
        digits = phone.removeprefix("+86").lstrip("+")
        if len(digits) > 5:
            text = re.sub(r"(?<!\d)(?:\+?86[- ]?)?" + r"[- ]?".join(digits) + r"(?!\d)", "（别人的电话）", text)
    return text
