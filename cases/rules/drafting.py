"""What of a closed case goes into a draft of a precedent, and how its people lose their names there.

Never: legal advice, what was said in talks and mediation, the text of a settlement (法释〔2016〕19号第4条: what ended
by mediation is not put online), medical and family records, anything sealed. People become 工人甲, firms 某劳务公司;
then everything that the masking rules find goes, also what they are not sure of: an editor reads the draft afterwards,
but does so without knowing who it was.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.rules.masking import Found as Place
from portal.rules.masking import Kind, Options, Party, apply, suggest
from portal.rules.masking import Suggestion as Masking

from .clocks import vocabulary
from .publication import Proposal, proposals
from .stages import stages

TOLD: dict[str, dict[str, str]] = {
    "findings": {"facts": "facts"},
    "official": {"findings": "reasoning"},
    "lessons": {"cause": "reasoning", "lessons": "lesson_manager", "better": "lesson_manager"},
}
"""Of which kinds of records which fields go into which field of the draft; no other record is read."""
ROUTES = {
    "forum": {
        "internal": "RT-INT", "people": "RT-MED", "body": "RT-MED", "arbitration": "RT-ARB", "court": "RT-LIT",
    },
    "event": {
        "arbitration_filed": "RT-ARB", "complaint_filed": "RT-INS", "payment_order_filed": "RT-PAY",
        "reconsideration_filed": "RT-REV", "sued_administration": "RT-ADL", "mediation_requested": "RT-MED",
        "sued": "RT-LIT",
    },
}  # fmt: skip
"""By which facet a forum or a happening says which way was gone."""
_PEOPLE = {
    "worker": "工人",
    "representative": "代表",
    "family": "家属",
    "witness": "证人",
    "boss": "包工头",
    "third": "第三人",
}
_FIRMS = {
    "owner": "某建设单位", "general": "某总包单位", "professional": "某分包单位", "labour": "某劳务公司",
    "dispatch": "某派遣单位", "rental": "某租赁单位", "supervisor": "某监理单位",
}  # fmt: skip
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_GAP = "\n\n\f\n\n"
_ROUNDS = 8


@dataclass(frozen=True)
class Known:
    """Somebody who is known to the case: `role` of a party, "staff" for those who worked on it, "client", "project",
    "crew", "place"."""

    role: str
    name: str


def words_for(known: Iterable[Known]) -> list[Party]:
    """Each name with the word that stands for it. A given name alone stands for the whole one."""
    counts: Counter[str] = Counter()
    given: dict[str, Party] = {}
    for one in known:
        name = "".join(one.name.split())
        if len(name) < 2 or name in given:
            continue
        kind, word = _word(one.role)
        counts[word] += 1
        if one.role in _PEOPLE:
            number = counts[word] - 1
            word += _STEMS[number] if number < len(_STEMS) else str(number + 1)
        given[name] = Party(name, kind, word)
        if kind is Kind.NAME and len(name) in (3, 4):
            short = name[2:] if len(name) == 4 else name[1:]
            given.setdefault(short, Party(short, kind, word))
    return list(given.values())


def _word(role: str) -> tuple[Kind, str]:
    if role in _PEOPLE:
        return Kind.NAME, _PEOPLE[role]
    if role in _FIRMS:
        return Kind.EMPLOYER, _FIRMS[role]
    return {
        "client": (Kind.EMPLOYER, "某企业"),
        "project": (Kind.PROJECT, "某项目"),
        "crew": (Kind.PROJECT, "某班组"),
        "place": (Kind.PROJECT, "现场"),
    }.get(role, (Kind.NAME, "经办的人"))


def masked(texts: Mapping[str, str], known: Iterable[Known]) -> tuple[dict[str, str], dict[str, int]]:
    """The texts without anybody in them, and how many places of each kind were replaced."""
    counts: Counter[str] = Counter()
    names = list(texts)
    whole = _GAP.join(texts[name] for name in names)
    found = suggest(whole, words_for(known), Options(exact_dates=True))
    found = [one for one in found if one.instead != one.found.text]
    counts.update(one.found.kind.value for one in found)
    made = dict(zip(names, apply(whole, found).split(_GAP), strict=True))
    for _ in range(_ROUNDS):
        left = proposals(made)
        if not left:
            break
        counts.update(one.kind for one in left)
        for name in {one.field for one in left}:
            here = [one for one in left if one.field == name]
            made[name] = apply(made[name], [_masking(one) for one in here])
    return made, dict(counts)


def _masking(one: Proposal) -> Masking:
    return Masking(Place(one.start, one.end, Kind(one.kind), one.text, one.why), one.instead)


def own_words() -> frozenset[str]:
    """What the program itself writes, line by line, into a draft: stages and events. A line that is one of them tells
    of nobody, whatever in it looks like a name (善后与履行, 向家属通报)."""
    return frozenset([*(stage.title for stage in stages().values()), *vocabulary("events").values()])


def stage_days(changes: Sequence[tuple[str, datetime.date]], closed_on: datetime.date) -> list[dict[str, str | int]]:
    """How many days each stage took: (title, day it began) in order, the last until the case was closed. A stage that
    was gone back to counts once, with all its days."""
    days: dict[str, int] = {}
    ends = [day for _, day in changes[1:]] + [closed_on]
    for (title, begun), ended in zip(changes, ends, strict=True):
        days[title] = days.get(title, 0) + max((ended - begun).days, 0)
    return [{"name": title, "days": count} for title, count in days.items()]


def steps(happenings: Iterable[tuple[datetime.date, str]], first: datetime.date) -> list[dict[str, str | int]]:
    """What happened as days from the first one; of what happened twice on a day one line."""
    seen: dict[tuple[int, str], None] = {}
    for day, name in sorted(happenings, key=lambda one: one[0]):
        seen.setdefault((max((day - first).days, 0), name), None)
    return [{"day": day, "text": name, "cite": ""} for day, name in seen]
