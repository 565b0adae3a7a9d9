"""What rules found and what was learned, put together: the longer of two stretches that overlap stays.

A rule may stop short (嘎洒镇曼景法村|村口); what was learned may miss what a rule knows for sure. What a rule merely
suspects stays only where what was learned finds something too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from .cutting import Cuts, is_word
from .found import Folded, Found, Kind
from .words import words

PLACES = frozenset({Kind.EMPLOYER, Kind.PROJECT, Kind.ADDRESS})
_WORDS = PLACES | {Kind.NAME}
_AGAIN = "前后文里出现过"


_NOBODY = ("roles", "nobody", "trades", "titles", "heads", "site_heads", "public_heads", "harmless")
_AREA = re.compile(r"[县省州盟旗]$|新区$")
_COMMON = re.compile(
    r"某|境内|网站|平台|共和国|[箱池井洞坑管仓罐柜棚]里$|工[友人]$|一所|^(?:县|市|区|省|镇|乡)?(?:第?[一二三四]|人民|中)*医院$"
    r"|(?:法院|检察院|仲裁院|政府|委员会|仲裁委|[工总]会|部门|银行|派出所|[大支]队|公安局|人社局|住建局|事务所)$"
)
_OFFICE = re.compile(
    r"[省市县区旗州]?(?:(?:中级|高级|基层)?人民(?:法院|检察院|政府|医院)|劳动(?:人事)?争议|劳动监察|人力资源|人社局|住建局"
    r"|公安|应急管理局|仲裁委|司法局|派出所|法律援助)"
)
_RUNS_ON = re.compile(r"[都也就还才又的了把被给,，。；]")
_CLAUSE = re.compile(r"[,，；;]|须经|严禁|不得|应当|必须|已经|没有|还是|因为|所以|如果|完毕")


@cache
def _trade() -> re.Pattern[str]:
    """Nothing but words of the trade: 房屋建筑工程和市政基础设施工程施工."""
    lists = ("trade", "common_works", "heads", "public_heads", "site_heads", "lines", "units")
    listed = {word for name in lists for word in words(name) if len(word) > 1}
    return re.compile(rf"(?:{'|'.join(sorted(listed, key=lambda word: (-len(word), word)))}|[和与及或的、]|房屋|设施)+")


def is_common(one: Found) -> bool:
    """Whether what was learned to stand for something is an office, an area, a word of the trade or half a sentence."""
    if one.kind == Kind.NAME:
        return any(one.text in words(name) for name in _NOBODY) or bool(_AREA.search(one.text))
    clause = _CLAUSE.search(one.text) or one.text.count("、") > 1
    return bool(_COMMON.search(one.text) or clause or _trade().fullmatch(one.text)) or one.text in words("nobody")


def _is_of_office(text: Folded, one: Found) -> bool:
    """Whether it stands in the title of a law or at the front of an office's name."""
    opened, closed = text.text.rfind("《", 0, one.start), text.text.rfind("》", 0, one.start)
    in_title = opened > closed and text.text.find("》", one.end, one.end + 40) >= 0
    return (in_title and one.kind in PLACES) or bool(_OFFICE.match(text.text, one.end))


def _holds(one: Found) -> bool:
    """Whether a rule is enough: numbers, and places of which it is sure."""
    return one.kind not in _WORDS or (one.sure and one.kind in PLACES)


def merged(
    text: Folded, cuts: Cuts, ruled: Sequence[Found], tagged: Sequence[Found], likely: Sequence[Found]
) -> list[Found]:
    """Both together, without overlaps, in the order of the text, and the same strings elsewhere in it.

    What rules merely suspect goes where nothing is `likely`.
    """
    tagged = [one for one in tagged if not is_common(one) and not _is_of_office(text, one)]
    kept = [one for one in ruled if _holds(one) or any(one.overlaps(two) for two in likely)]
    for one in tagged:
        met = [other for other in kept if one.overlaps(other)]
        joined = _joined(text, one, met)
        if joined is not None:
            kept = [other for other in kept if not joined.overlaps(other)]
            kept.append(joined)
    for one in _elsewhere(text, cuts, kept):
        met = [other for other in kept if one.overlaps(other)]
        if all(one.start <= other.start and other.end <= one.end and other.kind in _WORDS for other in met):
            kept = [other for other in kept if other not in met] + [one]
    return sorted(kept, key=lambda one: one.start)


def _elsewhere(text: Folded, cuts: Cuts, kept: list[Found]) -> Iterator[Found]:
    """The same firms, sites and addresses where nothing around them tells, longer ones first."""
    strings = {text.text[one.start : one.end]: one.kind for one in kept if one.kind in PLACES}
    known = {(one.start, one.end) for one in kept}
    for string, kind in sorted(strings.items(), key=lambda one: (-len(one[0]), one[0])):
        if len(string) < 3 and is_word(string):
            continue
        for match in re.finditer(re.escape(string), text.text):
            over = len(string) < 4 and (cuts.over(match.start()) or cuts.over(match.end()))
            if match.span() not in known and not over:
                yield text.found(*match.span(), kind, _AGAIN, sure=False)


def _joined(text: Folded, one: Found, met: list[Found]) -> Found | None:
    """What stands instead of a learned stretch and of all that it overlaps; nothing when these stay as they are."""
    if any(other.kind not in _WORDS for other in met):
        return None
    if any(other.start <= one.start and one.end <= other.end and not _gives_way(other, one) for other in met):
        return None
    places = [other for other in met if other.kind in PLACES]
    if one.kind == Kind.NAME:
        within = all(one.start <= other.start and other.end <= one.end for other in met)
        return one if not places and (within or not any(other.sure for other in met)) else None
    start, end = min([one.start, *(other.start for other in places)]), max([one.end, *(other.end for other in places)])
    last = max((other.end for other in places), default=end)
    if last < end and _RUNS_ON.match(text.text, last):
        end = last
    return text.found(start, end, one.kind, one.why, sure=False)


def _gives_way(other: Found, one: Found) -> bool:
    """Whether what a rule suspects is less than what was learned: 那鼎盛 (a name) and 鼎盛 (a firm)."""
    return other.kind == Kind.NAME and not other.sure and one.kind in PLACES
