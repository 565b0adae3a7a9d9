"""Names of people in Chinese texts, by signs that are added up.

A name is a family name with one or two characters, cut where words are cut. What stands before (死者, 原告, 班组长),
what stands behind (说, 受伤, 师傅), and whether the cutter knows it as a name, each count; ordinary words that begin
like a name, and places, count against. Names found once are looked for everywhere else in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from .found import Folded, Found, Kind
from .words import ends, longest_first, rare, rare_endings, starts, surname_at, words

ENOUGH, SURE = 2, 3
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_DOTTED = re.compile(r"[\u3400-\u9fff]{1,8}(?:[·•・‧][\u3400-\u9fff]{1,10}){1,3}")
_FUNCTIONS = frozenset(
    ["p", "c", "d", "v", "u", "uj", "ul", "uv", "ud", "uz", "ug", "r", "f", "t", "m", "q", "vn", "ad"]
)
_ALREADY = re.compile(r"某{1,2}(?:[甲乙丙丁戊己庚辛]|[0-9]{1,2}|[A-Z])?")
_PERSONAL = re.compile(
    r"[\s　]*(?:[（(,，、][\s　]*(?:男|女|公民身份|身份证|汉族|[\u4e00-\u9fff]{1,3}族|\d{2}岁|现年|\d{4}年|系|以下简称|"
    r"身份号码|电话|手机))"
)
_LIST = re.compile(r"[\s　]*[、,，和与及跟][\s　]*")
_PARTICLES = frozenset(
    "的了在是和与及或也又还已就都被把将给向对从由于至到去来说称讲问答给让叫使没未不有无为等之其此该各每某这那一二三四五六七八九十两几多少个名人们所后前中内外上下里间时日月年元角分米吨号，。；：、"
)
_SHORT_VERBS = frozenset(
    "受摔坠跌掉倒死伤住站爬踩扶拉推拿系穿戴打骂签写领收借欠付交报拨赶带负担开骑骂哭喊走跑坐回出进入做干修装拆搬运递接挂"
)


@dataclass(frozen=True)
class Word:
    """A word of the text as the cutter cut it."""

    start: int
    end: int
    tag: str


@cache
def _cutter() -> Any:
    import rjieba  # 40 MB: only where texts are searched for names

    return rjieba.Jieba()


def cut(text: str) -> list[Word]:
    place, found = 0, []
    for word, tag in _cutter().tag(text):
        at = text.find(word, place)
        place = at + len(word)
        found.append(Word(at, place, tag))
    return found


def find(text: Folded, cuts: list[Word]) -> list[Found]:
    """Names in the order of the text, without overlaps."""
    plain = text.text
    found: dict[int, Found] = {}
    for match in _DOTTED.finditer(plain):
        start, end = _trim(plain, cuts, *match.span())
        found[start] = text.found(start, end, Kind.NAME, "带间隔点的姓名")
    taken = 0
    for candidate in _candidates(plain, cuts):
        if candidate.start >= taken and candidate.score >= ENOUGH:
            taken = candidate.end
            sure = candidate.score >= SURE
            found.setdefault(
                candidate.start, text.found(candidate.start, candidate.end, Kind.NAME, candidate.why, sure=sure)
            )
    return _everywhere(text, _apart(found.values()))


def _trim(plain: str, cuts: list[Word], start: int, end: int) -> tuple[int, int]:
    """A name with dots without the words around it: 证人买买提·艾力作证 holds 买买提·艾力."""
    dots = [at for at in range(start, end) if plain[at] in "·•・‧"]
    role = next((word for word in longest_first("roles") if plain.startswith(word, start)), "")
    start = start + len(role) if role and start + len(role) < dots[0] else start
    inside = [word for word in cuts if word.start > dots[-1] and word.end <= end]
    for word in inside[1:]:
        if word.tag in _FUNCTIONS or word.tag.startswith("v") or starts(plain, word.start, "follows"):
            return start, word.start
    return start, end


def _apart(found: Any) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, f.start - f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _everywhere(text: Folded, found: list[Found]) -> list[Found]:
    """The same name again where no sign stands beside it; and 建国 alone after 李建国 was found twice."""
    names = {one.text for one in found if len(one.text) >= 2 and "某" not in one.text and one.sure}
    extra = [
        text.found(match.start(), match.end(), Kind.NAME, "前后文里出现过的姓名")
        for name in names
        if len(name) >= 3 or name[:1] not in "老小阿大"
        for match in re.finditer(re.escape(name), text.raw)
        if name not in words("ordinary")
    ]
    return _apart([*found, *(one for one in extra if not any(one.overlaps(other) for other in found))])


@dataclass(frozen=True)
class Candidate:
    start: int
    end: int
    score: int
    why: str


def _candidates(plain: str, cuts: list[Word]) -> Iterator[Candidate]:
    """At each place where a family name may begin a word: the best reading."""
    places = {word.start: number for number, word in enumerate(cuts)}
    after_list = -1
    for start in range(len(plain)):
        surname = surname_at(plain, start)
        if not surname:
            continue
        masked = _ALREADY.match(plain, start + len(surname))
        if masked:
            yield Candidate(start, masked.end(), SURE, "已经隐去名字")
            continue
        best = max(_readings(plain, cuts, places, start, surname, after_list), key=lambda c: c.score, default=None)
        if best and best.score >= ENOUGH:
            listed = _LIST.match(plain, best.end)
            after_list = listed.end() if listed else -1
            yield best


def _readings(
    plain: str, cuts: list[Word], places: dict[int, int], start: int, surname: str, after_list: int
) -> Iterator[Candidate]:
    called = _nickname(plain, start, surname)
    if called:
        yield called
    behind = start + len(surname)
    title = starts(plain, behind, "titles")
    if title and _may_end_title(plain, behind, title, start):
        yield Candidate(start, behind + len(title), SURE, f"姓加称呼“{title}”")
    role, weak = _before(plain, start)
    listed = start == after_list
    if start not in places and not (role and not weak) and not listed:
        return
    for end in _ends(plain, cuts, places, start, behind):
        name = plain[start:end]
        score, why = _weigh(plain, cuts, places, start, end)
        if score <= -9:
            continue
        if role:
            score, why = score + (1 if weak else 3), why or f"在“{role}”后面"
        if listed:
            score, why = score + 2, why or "和别的姓名并列"
        titled = starts(plain, end, "titles")
        if titled and len(name) >= 2 and _may_end_title(plain, end, titled, start):
            score, why = score + 2, why or f"后面是称呼“{titled}”"
        yield Candidate(start, end, score, why or "像姓名")


def _nickname(plain: str, start: int, surname: str) -> Candidate | None:
    """老张, 小李: not 老王店, not 小金额."""
    if start == 0 or plain[start - 1] not in words("nicknames"):
        return None
    end = start + len(surname)
    before = plain[start - 2 : start - 1]
    if _HAN.match(before) and before not in _PARTICLES and not ends(plain, start - 1, "roles"):
        return None
    follows = plain[end : end + 1]
    if not follows or not _HAN.match(follows) or follows in _PARTICLES or starts(plain, end, "follows"):
        if any(plain[at : at + 2] in words("ordinary") for at in (start - 1, start)):
            return None
        return Candidate(start - 1, end, SURE - 1, "老、小加姓")
    return None


def _may_end_title(plain: str, behind: int, title: str, start: int) -> bool:
    """工 and 总 are titles only where a word ends: 李工说, not 高工资; 张总, not 林总面积."""
    word = plain[start : behind + len(title)]
    if word in words("ordinary") or plain[start : behind + 1] in words("ordinary"):
        return False
    if len(title) > 1:
        return True
    follows = plain[behind + 1 : behind + 2]
    return not _HAN.match(follows) or follows in _PARTICLES or bool(starts(plain, behind + 1, "follows"))


def _before(plain: str, start: int) -> tuple[str, bool]:
    """The role before a name, over a colon, a bracket or spaces; whether it is a weak one."""
    role = ends(plain, start, "roles")
    if not role:
        at = start
        while at and plain[at - 1] in ' \t　:：（(“"':
            at -= 1
        role = ends(plain, at, "roles") if at < start else ""
    return role, role in words("weak")


def _ends(plain: str, cuts: list[Word], places: dict[int, int], start: int, behind: int) -> list[int]:
    """Where the name may end: at most two characters behind the family name, where a word ends."""
    most = behind
    while most < len(plain) and most < behind + 2 and _HAN.match(plain[most]):
        most += 1
    cut_ends = {word.end for word in cuts[max(0, places.get(start, 0) - 1) :][:6]} if start in places else None
    found = []
    for end in range(behind + 1, most + 1):
        given = plain[behind:end]
        if given[0] in _PARTICLES - frozenset("一二三四五六七八九十之有为来") or starts(given, 0, "places"):
            break
        if cut_ends is None or end in cut_ends:
            found.append(end)
    if start not in places and most > behind:
        found = [most, behind + 1] if most == behind + 2 else [most]
    return found


def _weigh(plain: str, cuts: list[Word], places: dict[int, int], start: int, end: int) -> tuple[int, str]:
    """The signs in and behind the name itself."""
    if _is_ordinary(plain, start, end):
        return -9, ""
    score, why = _as_word(plain, cuts, places, start, end)
    if starts(plain, end, "places") and not starts(plain, end, "follows"):
        score -= 3
    if plain[end - 1] in rare_endings():
        score -= 3
    if plain[start] in rare() and not surname_at(plain, start)[1:]:
        score -= 1 if why else 3
    if _PERSONAL.match(plain, end):
        return score + 3, "后面是性别、年龄或证件"
    behind = plain[end : end + 1]
    if (starts(plain, end, "follows") and behind not in _PARTICLES) or behind in _SHORT_VERBS:
        score += 1
    elif _HAN.match(behind) and behind not in _PARTICLES:
        score -= 1
    return score, why


def _as_word(plain: str, cuts: list[Word], places: dict[int, int], start: int, end: int) -> tuple[int, str]:
    """What the cutter makes of it."""
    number = places.get(start)
    if number is None:
        return 0, ""
    word = cuts[number]
    if word.end == end:
        known = word.tag.startswith("nr") or word.tag == "x"
        return (2, "词库认作人名") if known else (-2, "")
    if word.end > end:
        return -3, ""
    if word.tag in _FUNCTIONS:
        return -3, ""
    return (1, "") if word.tag.startswith("nr") else (0, "")


def _is_ordinary(plain: str, start: int, end: int) -> bool:
    """Whether the stretch is, or begins, a common word."""
    ordinary = words("ordinary")
    return any(plain[start : start + length] in ordinary for length in range(2, end - start + 2))
