"""What rules found and what was learned, put together: the longer of two stretches that overlap stays.

A rule may stop short (嘎洒镇曼景法村|村口); what was learned may miss what a rule knows for sure. What a rule merely
suspects stays only where what was learned finds something too.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache

from .cutting import Cuts, is_word, kind_of
from .found import Folded, Found, Kind
from .words import letters, starts, words

PLACES = frozenset({Kind.EMPLOYER, Kind.PROJECT, Kind.ADDRESS})
_WORDS = PLACES | {Kind.NAME}
_AGAIN = "前后文里出现过"


_NOBODY = (
    "roles", "nobody", "trades", "titles", "heads", "site_heads", "public_heads", "harmless", "posts", "departments"
)  # fmt: skip
_AREA = re.compile(r"[县省州盟旗]$|新区$")
_NO_NAME = re.compile(
    r"^[把被将让].|^(?:由|从|给|叫|来).{2}$|[卡群村厂楼库池车户手坑井洞仓店院校班队室箱][里内]$|必须|(?:被告|原告)$"
)
_COMMON = re.compile(
    r"某|境内|网站|平台|共和国|[箱池井洞坑管仓罐柜棚]里$|工[友人]$|一所|^(?:县|市|区|省|镇|乡)?(?:第?[一二三四]|人民|中)*医院$"
    r"|^(?:[0-9一二三四五六七八九十]+[楼层栋幢号室]|[\u3400-\u9fff]{0,3}(?:塔式|门式|流动式)?起重机|施工升降机)$"
    r"|^(?:脚手架|架子|吊篮|塔吊|基坑|模板|临边|洞口|安全[网带帽])[\u3400-\u9fff]{0,3}(?<![站部行厂店队社])$"
    r"|^了?(?:[镇乡村县市区]|街道|社区)?(?:综治中心|综治办|便民中心|村部|小卖部|村口|厂|路口|工地|项目部|食堂)(?:门口|对面|旁边?|里)?$"
    r"|(?:费|工资|押金|欠款|赔款)[0-9]*$|^[\u3400-\u9fff]{1,4}工班$|^(?:水电|弱电|强电|木工|钢筋|瓦工|泥工|架子|夜|白|早|中)班组?$"
    r"|(?:人力资源|住房|住房和城乡|劳动人事|社会保险|住房公积金|应急)$"
    r"|(?:法院|检察院|仲裁院|政府|委员会|仲裁委|[工总]会|部门|银行|派出所|[大支]队|公安局|人社局|住建局|事务所)$"
)
_OFFICE = re.compile(
    r"[省市县区旗州]?(?:(?:中级|高级|基层)?人民(?:法院|检察院|政府|医院)|劳动(?:人事)?争议|劳动监察|人力资源|人社局|住建局"
    r"|公安|应急管理局|仲裁委|司法局|派出所|法律援助)"
)
_RUNS_ON = re.compile(r"[都也就还才又的了把被给,，。；]|工地")
_LATIN = re.compile(r"(?:[A-Za-z][A-Za-z'&]* ?)+$")
_ON = {
    Kind.ADDRESS: re.compile(r"(?<=号)之[一二三四五六七八九十0-9]+"),
    Kind.PROJECT: re.compile(
        r"(?:加宽|拓宽|改扩建|扩建|改建|重建|复建|迁建|新建|改造|加固|维修|修缮|提升|整治|配套|景观|绿化|装饰|装修|外侧|内侧"
        r"|屋面|幕墙|外墙|基坑|桩基|地下室|车库|车位|土建|机电|安装)*(?:工程|项目|标段|道路|隧[道洞]|导堤|装置|车位|景观|屋面|楼)"
        r"(?![里上下前后外内])"
    ),
}
"""What goes on behind what was found: 116号|之三, 大桥|加宽工程."""
_PAIR = re.compile(
    r"(?<=[\u3400-\u9fff]{2}[号期苑园城府里湾楼区栋郡庭桥道])[和与及、](?=[\u3400-\u9fff]{2,7}[苑园城府里湾楼区郡庭桥道号]$)"
)
_CLAUSE = re.compile(
    r"[,，；;]|须经|严禁|不得|应当|必须|已经|没有|还是|因为|所以|如果|完毕|[箱池井洞坑管仓罐柜棚][里内]."
)


@cache
def _trade() -> re.Pattern[str]:
    """Nothing but words of the trade: 房屋建筑工程和市政基础设施工程施工."""
    lists = ("trade", "common_works", "heads", "public_heads", "site_heads", "lines", "units")
    listed = {word for name in lists for word in words(name) if len(word) > 1}
    return re.compile(rf"(?:{'|'.join(sorted(listed, key=lambda word: (-len(word), word)))}|[和与及或的、]|房屋|设施)+")


def is_common(one: Found) -> bool:
    """Whether what was learned to stand for something is an office, an area, a word of the trade or half a sentence."""
    if one.kind == Kind.NAME:
        return any(one.text in words(name) for name in _NOBODY) or bool(
            _AREA.search(one.text) or (_NO_NAME.search(one.text) and not _is_given(one.text))
        )
    if one.kind != Kind.ADDRESS and re.search(r"(?:[早晚]高峰|上班|下班|开工|完工)?(?:前|时|期间)$", one.text):
        return True
    clause = _CLAUSE.search(one.text) or one.text.count("、") > 1
    return bool(_COMMON.search(one.text) or clause or _trade().fullmatch(one.text)) or one.text in words("nobody")


def _is_given(name: str) -> bool:
    """Whether all but its first character are such as names are made of: 来喜, 从文斌."""
    return all(char in letters("given") for char in name[1:]) and not is_word(name[1:])


def _is_of_office(text: Folded, one: Found) -> bool:
    """Whether it stands in the title of a law or at the front of an office's name."""
    opened, closed = text.text.rfind("《", 0, one.start), text.text.rfind("》", 0, one.start)
    in_title = opened > closed and text.text.find("》", one.end, one.end + 40) >= 0
    return (in_title and one.kind in PLACES) or bool(_OFFICE.match(text.text, one.end))


def _holds(one: Found) -> bool:
    """Whether a rule is enough: numbers, places of which it is sure, full names that the dictionary knows."""
    if one.kind == Kind.NAME:
        return len(one.text) == 3 and is_word(one.text) and kind_of(one.text).startswith(("nr", "l"))
    return one.kind not in _WORDS or one.sure


def firm_part(ruled: Sequence[Found], likely: Sequence[Found]) -> list[Found]:
    """What rules found without what they merely suspect where nothing is `likely`."""
    return [one for one in ruled if _holds(one) or any(one.overlaps(two) for two in likely)]


def merged(
    text: Folded, cuts: Cuts, kept: Sequence[Found], tagged: Sequence[Found], expected: Container[tuple[int, int]] = ()
) -> list[Found]:
    """Both together, without overlaps, in the order of the text, and the same strings elsewhere in it.

    Of what was learned, words of every day count only where they are `expected` (start, end)."""
    tagged = [part for one in tagged for part in _apart(text, cuts, one)]
    tagged = [one for one in tagged if (one.start, one.end) in expected or not (is_common(one) or _is_area(one))]
    tagged = [one for one in tagged if not _is_of_office(text, one)]
    kept = list(kept)
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
    return _reaching_on(text, sorted(kept, key=lambda one: one.start))


def _is_area(one: Found) -> bool:
    """Whether it is provinces, cities and districts and nothing else, or one of these and something to do there."""
    at = 0
    while region := starts(one.text, at, "regions"):
        at += len(region)
        at += one.text[at : at + 1] in tuple("省市县区州")
    rest = one.text[at:]
    if any(rest in words(name) for name in ("lines", "short_lines", "trade")):
        return False
    return bool(at) and one.kind in PLACES and (not rest or (is_word(rest) and kind_of(rest)[:1] in ("v", "d")))


def _apart(text: Folded, cuts: Cuts, one: Found) -> Iterator[Found]:
    """Two sites that 和 joins are two; a word that begins before a place and is done in it does not belong to it."""
    start = one.start
    word = cuts.over(start)
    if one.kind in PLACES and word and word.tag == "v" and (word.start, word.end) == (start - 1, start + 1):
        start += 1
    if one.kind == Kind.PROJECT and (joint := _PAIR.search(text.text, start, one.end)):
        yield text.found(start, joint.start(), one.kind, one.why, sure=False)
        start = joint.end()
    yield text.found(start, one.end, one.kind, one.why, sure=False)


def _reaching_on(text: Folded, kept: list[Found]) -> list[Found]:
    """Each as far as its name goes on: Latin words before a site, 工程 behind it, 之三 behind a house number."""
    found: list[Found] = []
    for number, one in enumerate(kept):
        start, end = one.start, one.end
        stop = kept[number + 1].start if number + 1 < len(kept) else len(text.text)
        if (rule := _ON.get(one.kind)) and (more := rule.match(text.text, end)) and more.end() <= stop:
            end = more.end()
        first = found[-1].end if found else 0
        if one.kind == Kind.PROJECT and (latin := _LATIN.search(text.text, max(first, start - 30), start)):
            start = latin.start()
        same = (start, end) == (one.start, one.end)
        found.append(one if same else text.found(start, end, one.kind, one.why, sure=one.sure, flag=one.flag))
    return found


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
