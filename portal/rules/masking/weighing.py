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

ENOUGH, SURE = 2.7, 4.5
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PERSONAL = re.compile(
    r"[\s　]+(?:男|女|[\u4e00-\u9fff]{1,2}族|\d{2}岁|\d{4}年\d{0,2}月?\d{0,2}日?出?生|1[3-9]\d{9}"
    r"|\d{17})|[\s　]*(?:[（(,，、|][\s　]*(?:男|女|公民身份|身份证|汉族|[\u4e00-\u9fff]{1,3}族"
    r"|\d{2}岁|现年|\d{4}年\d|系|"
    r"以下简称|身份号码|电话|手机|1[3-9]\d))"
)
_KIN = frozenset(["孙子", "孙女", "马路", "江海", "石头", "金属", "高空", "白天", "黄色", "田间", "叶子", "钱款"])
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


def is_personal(plain: str, end: int) -> bool:
    """Whether a sex, an age or a number of one's own stands behind."""
    return bool(_PERSONAL.match(plain, end))


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
            if len(given) != end - behind or not HAN.match(given[-1]):
                break
            never = letters("never") & set(given) and given not in words("odd_given")
            if (never or given == "和") and not _certain(plain, start, behind, end):
                continue
            if _is_no_person(plain, cuts, start, end) or _ends_in_adverb(plain, start, end):
                continue
            made, known = _made_of(plain, cuts, start, behind, end)
            after, sign = _behind(plain, cuts, end, bool(role))
            if is_word(plain[start:end]) and _is_matter(plain, cuts, end):
                after -= 1.5
            framed = _framed(plain, start, end)
            if made < 0 and _proved(plain[start], before, after, framed):
                made /= 2  # who has a sex, or a role and a colon, may be called anything
            together = framed + (0.3 if before >= 1.0 and after >= 0.8 else 0)
            yield Candidate(start, end, made + before + after + together, role or sign or known or "像姓名")


def _is_no_person(plain: str, cuts: Cuts, start: int, end: int) -> bool:
    """银川市|金凤区, 原告方|申请, 干|架子, 2017|年正月, 汪洋大海: readings of other things."""
    before, first = plain[start - 1 : start], plain[start]
    if plain[start:end] in words("roles") or plain[end - 1] == "族" or plain[end - 2 : end] in words("bodies"):
        return True
    if plain[start : end - 1] in words("regions") and plain[end - 1] in "省市县":
        return True
    whole, next_word = cuts.at(start), cuts.at(start + 1)
    if (plain[end - 1] in "区县镇乡旗" and before in tuple("省市州区县盟")) or (
        first in "年月日元" and before.isdigit()
    ):
        return True
    if whole and whole.start == start and whole.end - start > 3:
        return True
    next_piece = plain[next_word.start : next_word.end] if next_word and next_word.start == start + 1 else ""
    if first == "方" and ends(plain, start, "roles"):
        return next_piece in words("follows") or plain[start + 1 : start + 3] in words("follows")
    return first == "干" and (next_piece in words("trade") or next_piece[:1] in "架防木幕")


def _ends_in_adverb(plain: str, start: int, end: int) -> bool:
    """余温|才六个月, 余力|多检查: a word or a shorter name, then how it is done."""
    loose = plain[end - 1] in "才先多就都只还刚又急" and bool(HAN.match(plain[end : end + 1] or " "))
    return loose and end - start == 3 and is_word(plain[start : end - 1])


def _is_matter(plain: str, cuts: Cuts, end: int) -> bool:
    """Whether what stands behind makes a thing of a common word: 黄铜|阀门, 操守|问题, 文明|施工."""
    word = cuts.at(end)
    if not word or word.start != end or word.end - end < 2:
        return False
    follows = starts(plain, end, "follows")
    if follows in words("work"):
        return True
    return (
        word.tag in ("n", "vn")
        and len(follows) < 2
        and not starts(plain, end, "personal")
        and not starts(plain, end, "titles")
    )


def _proved(first: str, before: float, after: float, framed: float) -> bool:
    """Whether what stands around makes a person of any word: a sex, or a role and an end."""
    return after >= 2.2 or (before >= 3.0 and (framed > 0 or (after >= 1.2 and first not in letters("grammar"))))


def _certain(plain: str, start: int, behind: int, end: int) -> bool:
    """Names with words of grammar in them are taken only before a sex or an age, or when they are known as names."""
    return bool(end - behind == 2 and _PERSONAL.match(plain, end)) or plain[start:end] in words("twofold")


def _framed(plain: str, start: int, end: int) -> float:
    """More for what stands alone between brackets, or alone behind a colon."""
    left, right = plain[start - 1 : start], plain[end : end + 1]
    if (left, right) in {("(", ")"), ("@", " "), ("“", "”")}:
        return 0.8
    return 0.8 if left in (":", "：") and (not right or _RIGHT_EDGE.match(right)) else 0.0


def _before(plain: str, cuts: Cuts, start: int) -> tuple[float, str]:
    """What stands before the name; the role, when it is one that names follow."""
    at = start
    while at and plain[at - 1] in _SKIPPED:
        at -= 1
    role = ends(plain, start, "roles") or (ends(plain, at, "roles") if start - at < 4 else "")
    over = cuts.over(start)
    if over and over.end > start and plain[start - 1 : start + 1] in words("of_work"):
        return -3.5, ""  # 绿化|工程
    if role and role not in words("weak"):
        return 3.0 - (1.5 if over and not role.endswith(plain[over.start : start]) else 0), f"在“{role}”后面"
    if over:
        led = over.start == start - 1 and plain[start - 1] in letters("leads") and over.tag.startswith("n")
        split = over.start == start - 1 and over.end == start + 1 and plain[start - 1] in letters("parting")
        return (-0.8 if over.is_name or led else -0.6 if split else -3.5), ""
    if start == 0 or _LEFT_EDGE.match(plain[start - 1]):
        return 1.2, ""
    if role or plain[start - 1] in letters("leads"):
        return 1.0, ""
    if plain[start - 1] in "的了时后前上中内":
        return 0.3, ""
    word = cuts.at(start - 1)
    if word and word.end - word.start > 1:
        trade = plain[word.end - 1] in "工员师长匠手" and word.tag == "n"
        return (1.4 if trade else 0.6 if word.tag == "v" or word.tag[:1] in "tdc" else 0.0), ""
    return -0.7, ""


def _made_of(plain: str, cuts: Cuts, start: int, behind: int, end: int) -> tuple[float, str]:
    """What the characters themselves say."""
    name, given = plain[start:end], plain[behind:end]
    score = _surname(plain[start:behind])
    usual = 2 if given in words("odd_given") else sum(char in letters("given") for char in given)
    score += (-0.9, 0.9)[usual] if len(given) == 1 else (-1.0, 0.4, 1.7)[usual]
    if name[-1] in letters("endings"):
        score -= 2.5
    if name[-1] in "为其可能得以如":
        score -= 1.2
    twofold = name in words("twofold")
    if twofold:
        score -= 1.5
    elif any(plain[start : start + n] in words("ordinary") for n in range(2, end - start + 2)):
        score -= 2.0 if usual == 2 and plain[start:behind] not in letters("rare") and name[:2] in _KIN else 5.0
    whole = cuts.at(start)
    if whole and (whole.start, whole.end) == (start, end):
        known = whole.is_name
        if known:
            return score + 1.2, "词库认作人名"
        return score + _as_word(name, whole.tag, usual, twofold=twofold), ""
    if len(given) == 2:
        score += _given(cuts, name, given, behind, usual)
        if whole and whole.start == start and behind < whole.end < end and not whole.is_name:
            score -= 1.2 if usual == 2 else 2.0
    return score, ""


def _as_word(name: str, tag: str, usual: int, *, twofold: bool) -> float:
    """What it counts against a name to be a word of this kind; 闻一多 stands among the phrases."""
    if twofold:
        return -0.5
    if tag == "ns":
        return -1.3
    if tag == "nz" and name[0] not in letters("rare"):
        return -0.3
    return -0.8 if len(name) == 3 and usual == 2 and tag in ("l", "nz", "i") else -2.5


def _surname(surname: str) -> float:
    if len(surname) > 1:
        return 2.0
    score = 1.0 if surname in letters("common") else 0.4
    if surname in letters("rare"):
        score -= 1.8 if surname in letters("grammar") else 0.4 if surname in letters("doubtful") else 0.9
    return score


def _given(cuts: Cuts, name: str, given: str, behind: int, usual: int) -> float:
    """What a given name of two characters is as a word: a known name, or 建设 and 工程."""
    if given in words("odd_given"):
        return 0.0
    last = cuts.at(behind + 1)
    if given[1] not in letters("given") and last and last.start == behind + 1 == last.end - 1 and last.tag == "v":
        return -1.0  # 那娜|凑的
    if is_word(name):
        return -1.5
    if not is_word(given):
        return 0.0
    word = cuts.at(behind)
    if not word or (word.start, word.end) != (behind, behind + 2):
        return 0.0 if usual == 2 else -1.0
    if word.is_name:
        return 1.0
    if usual < 2:
        return -1.8
    return {"v": -1.2, "n": -0.4}.get(word.tag, 0.0) - (0.6 if name[0] in letters("rare") else 0)


def _behind(plain: str, cuts: Cuts, end: int, with_role: bool) -> tuple[float, str]:
    """What stands behind the name."""
    if _PERSONAL.match(plain, end):
        return 3.0, "后面是性别、年龄或证件"
    if len(sign := starts(plain, end, "personal")) >= 2:
        return 3.0 if sign[0] == "的" else 2.2, f"后面是“{sign}”"
    follows = starts(plain, end, "follows")
    if follows in words("work"):
        return 0.5, ""
    if len(sign := follows) >= 2 or len(sign := starts(plain, end, "titles")) >= 2:
        return 1.5, f"后面是“{sign}”"
    over = cuts.over(end)
    if over:
        split = (over.start, over.end) == (end - 1, end + 1) and plain[end] in letters("verbs")
        return (-1.0 if over.is_name else -0.6 if split else -3.0), ""
    if end == len(plain) or _RIGHT_EDGE.match(plain[end]):
        trade = re.match(r"[\s　]+", plain[end : end + 3])
        return (2.5, "名单里的一行") if trade and starts(plain, end + trade.end(), "roles") else (1.2, "")
    if plain[end].isdigit():
        return 0.3, ""
    if starts(plain, end, "places") and not follows:
        return -3.0, ""
    if follows or plain[end] in letters("verbs"):
        return 0.8, ""
    word = cuts.at(end)
    if word and word.start == end and word.tag in ("v", "vd", "vi", "d", "t", "p", "r"):
        does = word.end - end > 1 or plain[end] not in letters("given")
    else:
        does = False
    if does:
        return 0.6, ""
    return (-0.3 if with_role or (word and word.end - end > 1) else -1.0), ""
