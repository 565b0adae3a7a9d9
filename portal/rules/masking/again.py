"""The same name elsewhere in the text, where no sign stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import frames
from .cutting import Cuts, is_word, kind_of
from .weighing import ENOUGH, HAN, Candidate
from .words import ends, letters, starts, words

THING = re.compile(
    r"的(?!妻|丈|父|母|儿|女|弟|哥|妹|姐|侄|老婆|媳|家|工友|身份|微信|电话|手机|银行|卡|工资"
    r"|工钱|证|陈述|签|腿|手|头|伤|账|名|病|安全|工牌|考勤)"
)
_EVENT = re.compile(r"期间|现场|工程|规程|方案|费用?|款|要求|情况|问题|报告|作业|标准|计划|工艺|工序|材料|设备")
_TOLD_OF = tuple("该此这那本个种类条项层些每各全整")


def candidates(plain: str, cuts: Cuts, names: set[str]) -> Iterator[Candidate]:
    """Each name wherever it stands; one that is a common word (高峰) only where a person may stand."""
    for name in names:
        kind = kind_of(name) if is_word(name) else ""
        for match in re.finditer(re.escape(name), plain) if len(name) > 1 else ():
            start, end = match.span()
            if _is_other(plain, cuts, start, end) or is_idiom(plain, start, end) or is_spelling(plain, start, end):
                continue
            joined = plain[start - 1 : start] in tuple("、和与及")
            listed = joined and any(plain[: start - 1].endswith(other) for other in names)
            if listed or not kind or _is_meant(plain, cuts, start, end, kind):
                yield Candidate(start, end, ENOUGH, "前后文里出现过的姓名")


def _is_other(plain: str, cuts: Cuts, start: int, end: int) -> bool:
    """Whether longer words of the sentence run over the edges of what looks like the name."""
    size = end - start
    over = [word for edge in (start, end) if (word := cuts.over(edge)) and not word.is_name]
    if any(word.end - word.start > max(2, size) for word in over) or _runs_on(plain, cuts, start, end):
        return True
    if size == 2 and is_word(plain[start : start + 4]):
        return True
    return size == 2 and bool(over) and not is_word(plain[start:end]) and not _stands_alone(plain, end)


def _is_meant(plain: str, cuts: Cuts, start: int, end: int, kind: str) -> bool:
    """Whether a name that is a word is meant as a name here; words that only names are ask for less."""
    name = plain[start:end]
    proper = kind.startswith("nr") and name not in words("ordinary") and name not in words("twofold")
    return not _is_thing(plain, cuts, start, end) and (proper or _may_be_meant(plain, cuts, start, end, kind))


def is_idiom(plain: str, start: int, end: int) -> bool:
    """金山|银山, 钱多|钱少: two words made alike are a phrase."""
    if end - start != 2 or plain[start - 1 : start] in tuple("、和") or plain[end : end + 1] in tuple("、和"):
        return False
    here = plain[start:end]
    return any(_is_alike(here, other) for other in (plain[max(0, start - 2) : start], plain[end : end + 2]))


def _is_alike(one: str, other: str) -> bool:
    """Whether two words of two characters share one in the same place."""
    if len(other) != 2 or one == other or not all(HAN.match(char) for char in other):
        return False
    return (one[0] == other[0] or one[1] == other[1]) and is_word(other)


def is_spelling(plain: str, start: int, end: int) -> bool:
    """鄢陵的鄢, 农民的农: how a character is written, said by a word that holds it."""
    said = plain[end : end + 1] == "的" and plain[end + 1 : end + 2] in tuple(plain[start:end])
    return said and not HAN.match(plain[end + 2 : end + 3] or " ")


def _runs_on(plain: str, cuts: Cuts, start: int, end: int) -> bool:
    """方向|明显, 向前|进一步: the words of the sentence part inside the name and run over its end."""
    first, last = cuts.at(start), cuts.over(end)
    if not first or not last or end - start < 3 or first.start != start or _stands_alone(plain, end):
        return False
    two = first.end == last.start and first.end - start > 1 and last.end - last.start > 1
    return two and not last.is_name


def _is_thing(plain: str, cuts: Cuts, start: int, end: int) -> bool:
    """该|惠民|工程, 连天|的暴雨, 庄稼|收成, 宗祠|修缮现场: a word that belongs to a thing."""
    if plain[start - 1 : start] in _TOLD_OF and not ends(plain, start, "roles"):
        return True
    if THING.match(plain, end):
        return not ends(plain, start, "roles")
    led = plain[start - 1 : start] in letters("leads") | {"随"} and len(starts(plain, end, "behind")) > 1
    if led or sure_behind(plain, end) or len(starts(plain, end, "follows")) > 1:
        return False
    word, role = cuts.at(end), ends(plain, start, "roles")
    if not word or word.start != end or word.end - end < 2 or (role and role not in words("weak")):
        return False
    if plain[end] in "无不未没":
        return False
    if word.tag[:1] == "v" and _EVENT.match(plain, word.end):
        return True
    return word.tag[:1] in "nax" or word.tag == "vn" or plain[end : word.end] in words("trade") | words("common_works")


def sure_behind(plain: str, end: int) -> bool:
    """Whether something stands behind that stands behind people only."""
    behind = starts(plain, end, "behind")
    return (len(behind) > 1 and behind not in words("loose_behind")) or bool(frames.HURT.match(plain, end))


def _may_be_meant(plain: str, cuts: Cuts, start: int, end: int, kind: str) -> bool:
    """Whether the name that is a common word may be meant here: not 金属|工, 费用|报销, 何时|到岗."""
    left = plain[start - 1 : start]
    edge = not left or not HAN.match(left)
    role = ends(plain, start, "roles") or ends(plain, start, "before")
    led = bool(role) or left in letters("leads")
    behind = starts(plain, end, "behind")
    follows = len(starts(plain, end, "follows")) > 1 or len(starts(plain, end, "titles")) > 1
    if kind.startswith(("d", "r", "c", "p", "u", "m", "t", "f", "z", "l", "i")):
        strong = len(role) > 1 and role in words("roles") and role not in words("weak")
        after_role = led and left != "在" and (strong or follows or not _verb_at(plain, cuts, end))
        return after_role or sure_behind(plain, end) or (edge and bool(frames.OWN.match(plain, end)))
    stop = end == len(plain) or not HAN.match(plain[end])
    may_follow = bool(behind) or follows or stop or plain[end] in letters("verbs") or _verb_at(plain, cuts, end)
    word = cuts.at(start - 1) if start else None
    told = bool(word and word.end == start and word.end - word.start > 1 and word.tag[:1] in "vpctd")
    return may_follow and (edge or led or told)


def _verb_at(plain: str, cuts: Cuts, end: int) -> bool:
    """Whether what somebody does stands here."""
    word = cuts.at(end)
    if not word or word.start != end or plain[end : word.end] in words("work"):
        return False
    return word.tag in ("v", "vd", "vi", "d", "p", "c")


def _stands_alone(plain: str, end: int) -> bool:
    """Whether what stands behind shows that a name ends here although words seem to run on."""
    return plain[end : end + 1] in (":", "：") or bool(starts(plain, end, "follows"))
