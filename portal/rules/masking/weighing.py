"""Names of people by signs that are added up, character by character.

A family name with one or two characters behind it is a reading. What the characters are, whether words of the
dictionary run over its edges, what stands before (死者, 原告, 由) and behind (说, 受伤, 男): each counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .cutting import Cuts, is_word
from .words import ends, letters, starts, surname_at, words

ENOUGH, SURE = 3.0, 4.5
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PERSONAL = re.compile(
    r"[\s　]*(?:[（(,，、|][\s　]*(?:男|女|公民身份|身份证|汉族|[\u4e00-\u9fff]{1,3}族|\d{2}岁|现年|\d{4}年\d|系|"
    r"以下简称|身份号码|电话|手机|1[3-9]\d))"
)
_SKIPPED = ' \t　:：（(“"「'
_LEFT_EDGE = re.compile(r"[\s，。；：、！？“”\"'（）()【】\[\]|/@,;:!?—…\-\d>.]")
_RIGHT_EDGE = re.compile(r"[\s，。；：、！？“”\"'（）()【】\[\]|/,;:!?—…<]")


@dataclass(frozen=True)
class Candidate:
    """A reading: the stretch, the sum of its signs, and the sign that says most."""

    start: int
    end: int
    score: float
    why: str


def candidates(plain: str, cuts: Cuts) -> Iterator[Candidate]:
    """Every reading that is not out of the question."""
    for start in range(len(plain)):
        surname = surname_at(plain, start)
        if not surname:
            continue
        behind = start + len(surname)
        before, role = _before(plain, cuts, start)
        for end in (behind + 1, behind + 2):
            given = plain[behind:end]
            if len(given) != end - behind or not HAN.match(given[-1]) or given[-1] in letters("never"):
                break
            if given == "和":
                continue
            made, known = _made_of(plain, cuts, start, behind, end)
            after, sign = _behind(plain, cuts, end, bool(role))
            if plain[start - 1 : start] in ("(", "@") and plain[end : end + 1] in (")", " "):
                after += 0.8
            yield Candidate(start, end, made + before + after, role or sign or known or "像姓名")


def _before(plain: str, cuts: Cuts, start: int) -> tuple[float, str]:
    """What stands before the name; the role, when it is one that names follow."""
    at = start
    while at and plain[at - 1] in _SKIPPED:
        at -= 1
    role = ends(plain, start, "roles") or (ends(plain, at, "roles") if start - at < 4 else "")
    over = cuts.over(start)
    if role and role not in words("weak"):
        return 3.0 - (1.5 if over and not role.endswith(plain[over.start : start]) else 0), f"在“{role}”后面"
    if over:
        return (-0.8 if over.is_name else -3.5), ""
    if start == 0 or _LEFT_EDGE.match(plain[start - 1]):
        return 1.2, ""
    if role or plain[start - 1] in letters("leads"):
        return 1.0, ""
    if plain[start - 1] in "的了时后前上中内":
        return 0.3, ""
    word = cuts.at(start - 1)
    return (0.0, "") if word and word.end - word.start > 1 else (-0.7, "")


def _made_of(plain: str, cuts: Cuts, start: int, behind: int, end: int) -> tuple[float, str]:
    """What the characters themselves say."""
    name, given = plain[start:end], plain[behind:end]
    score = 2.0 if behind - start > 1 else 1.0 if name[0] in letters("common") else 0.4
    if behind - start == 1 and name[0] in letters("rare"):
        score -= 1.8 if name[0] in letters("grammar") else 1.0
    usual = [char in letters("given") for char in given]
    score += (0.9 if usual[0] else -0.9) if len(given) == 1 else (-1.2, 0.1, 1.7)[sum(usual)]
    if name[-1] in letters("endings"):
        score -= 2.5
    if any(plain[start : start + n] in words("ordinary") for n in range(2, end - start + 2)):
        score -= 5.0
    elif name in words("twofold"):
        score -= 1.0
    whole = cuts.at(start)
    if whole and (whole.start, whole.end) == (start, end):
        return (
            (score + 1.2, "词库认作人名")
            if whole.is_name
            else (score - (2.5 if name not in words("twofold") else 0.5), "")
        )
    if len(given) == 2 and behind - start == 1 and is_word(name):
        score -= 1.5
    if whole and whole.start == start and behind < whole.end < end and not whole.is_name:
        score -= 2.0
    if len(given) == 2 and is_word(given):
        word = cuts.at(behind)
        named = bool(word and word.is_name and word.start == behind)
        verb = word and (word.start, word.end) == (behind, end) and word.tag == "v"
        score += (
            1.0
            if named
            else -2.5
            if not all(usual)
            else -1.2
            if verb
            else -0.4
            if word and word.end == end and word.tag == "n"
            else 0.0
        )
    return score, ""


def _behind(plain: str, cuts: Cuts, end: int, with_role: bool) -> tuple[float, str]:
    """What stands behind the name."""
    if _PERSONAL.match(plain, end):
        return 3.0, "后面是性别、年龄或证件"
    follows = starts(plain, end, "follows")
    title = starts(plain, end, "titles")
    over = cuts.over(end)
    if len(follows) >= 2:
        return 1.5, f"后面是“{follows}”"
    if len(title) >= 2:
        return 1.5, f"后面是称呼“{title}”"
    if over:
        return (-1.0 if over.is_name else -3.0), ""
    if end == len(plain) or _RIGHT_EDGE.match(plain[end]):
        trade = re.match(r"[\s　]+", plain[end : end + 3])
        return (2.5, "名单里的一行") if trade and starts(plain, end + trade.end(), "roles") else (1.2, "")
    if starts(plain, end, "places") and not follows:
        return -3.0, ""
    if follows or plain[end] in letters("verbs"):
        return 0.8, ""
    return (-0.3 if with_role else -1.0), ""
