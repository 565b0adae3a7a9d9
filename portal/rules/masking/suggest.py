"""What to put in the place of what was found: the same word for the same thing through the whole text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .dates import to_month
from .find import PLAIN, Options, Party, find
from .found import Found, Kind
from .words import surname_at

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FIRMS = (
    ("劳务", "某劳务公司"),
    ("建筑", "某建筑公司"),
    ("建设", "某建设公司"),
    ("监理", "某监理公司"),
    ("保险", "某保险公司"),
)


@dataclass(frozen=True)
class Suggestion:
    """One finding with the words that would stand there instead; a person approves or changes it."""

    found: Found
    instead: str


@dataclass
class _Names:
    """Words already given, by what they stand for."""

    given: dict[tuple[Kind, str], str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def once(self, kind: Kind, key: str, wanted: str) -> str:
        """The word for this thing; a second thing that would get the same word gets 甲, 乙 … behind it."""
        if (kind, key) not in self.given:
            word = wanted
            for stem in _STEMS + "0123456789":
                if word not in self.used:
                    break
                word = wanted + stem
            self.used.add(word)
            self.given[kind, key] = word
        return self.given[kind, key]


def suggest(raw: str, parties: Sequence[Party] = (), options: Options = PLAIN) -> list[Suggestion]:
    """Findings with replacements. Names become 张某, a second 张 becomes 张某甲; numbers and addresses go."""
    known = {_bare(party.name): party.instead for party in parties if party.instead}
    names = _Names(used=set(known.values()))
    found = find(raw, parties, options)
    full = {(one.kind, _bare(one.text)) for one in found}
    return [Suggestion(one, known.get(_bare(one.text)) or _instead(one, names, full)) for one in found]


def _meant(kind: Kind, key: str, full: set[tuple[Kind, str]]) -> str:
    """The longer name in the text that this one is short for, when there is only one: 建国 for 李建国, 宏达公司 for
    四川宏达建筑公司."""
    if kind == Kind.NAME:
        longer = [name for sort, name in full if sort == kind and name != key and _is_given(key, name)]
    else:
        own = re.sub(r"(?:股份有限公司|有限责任公司|有限公司|公司|集团)$", "", key)
        longer = [name for sort, name in full if sort == kind and name != key and len(own) > 1 and own in name]
        longer = [name for name in longer if not any(name != other and name in other for other in longer)]
    return longer[0] if len(longer) == 1 and len(longer[0]) > len(key) else key


def _is_given(key: str, name: str) -> bool:
    """Whether the first is the second without its family name, or its part before the dot."""
    surname = surname_at(name, 0)
    return len(key) > 1 and (re.split(r"[·•・‧]", name)[0] == key or bool(surname and name == surname + key))


def _bare(name: str) -> str:
    return re.sub(r"\s", "", name)


def _instead(found: Found, names: _Names, full: set[tuple[Kind, str]]) -> str:
    key = _bare(found.text)
    if found.kind in (Kind.NAME, Kind.EMPLOYER):
        key = _meant(found.kind, key, full)
    if found.kind == Kind.NAME:
        return names.once(found.kind, key, _masked(key))
    if found.kind == Kind.EMPLOYER:
        plain = next((word for mark, word in _FIRMS if mark in key), "某公司")
        return names.once(found.kind, key, plain)
    if found.kind == Kind.PROJECT:
        return names.once(found.kind, key, "某项目")
    if found.kind == Kind.DATE:
        return to_month(found.text)
    return f"[{found.kind.value}]"


def _masked(name: str) -> str:
    """张某 for 张建国 and 张师傅, 欧阳某; 老张 too; of a dotted name the first character."""
    if "某" in name:
        return name
    if re.search(r"[·•・‧]", name):
        return name[:1] + "某"
    at = 1 if len(name) == 2 and name[0] in "老小阿大" and surname_at(name, 1) else 0
    return (surname_at(name, at) or name[at : at + 1]) + "某"


def apply(raw: str, accepted: Sequence[Suggestion]) -> str:
    """The text with the accepted suggestions in place. Overlapping ones raise ValueError."""
    out, place = [], 0
    for one in sorted(accepted, key=lambda s: s.found.start):
        if one.found.start < place:
            raise ValueError("替换的位置重叠")
        out += [raw[place : one.found.start], one.instead]
        place = one.found.end
    return "".join([*out, raw[place:]])


def with_words(suggestion: Suggestion, instead: str) -> Suggestion:
    """The same finding with the words of the person who decides."""
    return replace(suggestion, instead=instead)
