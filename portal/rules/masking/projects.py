"""Names of projects and sites: 翠湖花园二期3号楼, 望岳台工地, G7W9高速公路TJ-3标段. 安置房工程 alone names none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from . import sites
from .cutting import Cuts, is_word
from .found import Folded, Found, Kind
from .words import ends, letters, longest, words

_NUMBER = r"[0-9一二三四五六七八九十]"
_PART = (
    rf"(?:[(][A-Z0-9一二三四五六七八九十]+(?:期|区|地块|标段|标)[)]|{_NUMBER}+期|[A-Z][0-9]?区"
    rf"|[A-Z]{{0,3}}-?[0-9]+(?:[-/][0-9A-Z]+)*号?地块|(?:站前|站后|土建|房建|路面|路基|桥梁|隧道|机电|绿化|轨道){_NUMBER}+标段?|[A-Z]{{1,3}}-?[0-9]+(?:标段?)"
    rf"|第?{_NUMBER}+标段?(?!准)|[0-9]+(?:号|#)楼|{_NUMBER}+号楼|配套|扩建|改造|迁建|北区|南区|东区|西区)"
)
_TAIL = r"(?:项目部|项目|工程|工地|标段)"
_PARTS = re.compile(rf"(?:{_PART})+(?:{_TAIL}(?:{_PART})*)?(?:项目部)?|{_TAIL}(?:{_PART})*(?:项目部)?")
_ENDS = re.compile(_TAIL)
_PUBLIC = re.compile(
    r"某|[平后舞塔阳柜]台$|网站$|(?:法院|检察院|仲裁院|医院|[房间屋家村箱池井洞坑管仓罐柜棚车]里)$|人民政府"
)
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_MOST = 16
_CASE = re.compile(r"案涉|涉案|诉争")
_LED = re.compile(r"(?:案涉|涉案|诉争|[\u3400-\u9fff]{0,4}期间|[\u3400-\u9fff]{0,3}由)")


_FAR_PART = (
    rf"(?:{_PART}|{_NUMBER}工区|[东南西北](?:引桥|登录厅)|交通洞|(?:扩建|改造|迁建|提标|修缮"
    r"|加固)+|(?:外科|门诊|住院|实训|教学|综合)楼"
    r"|[0-9]+号(?!线|地块|楼)|工程)"
)
_WORK = (
    "务工|打工|干活|做工|上班|施工|作业|干(?!部)|做|摔|坠|跌|触电|被|没的|死|受伤|担任|从事|从(?!业)|装|贴|焊|搭设|绑扎|抬|看|带班|的(?:业主|总承包|总包|建设单位|塔吊|防水|劳务|工地|项目|工程|水电|外墙)"
    "|工地|项目部|发生|发包|分包|[一-鿿]{2,3}部分(?:分包|劳务)|围挡|都要|暖通|土方|外墙|内墙|桥面|高空|地下|[0-9]{1,2}层|不放假"
)


@cache
def _standing() -> re.Pattern[str]:
    """A name with its kind of building, where somebody works there or it is said to be a site."""
    heads = "|".join(longest("site_heads"))
    return re.compile(
        r"(?:(?<=[在到去进从于系将做的揽付方,，。;；、:：\s“(])|^)"
        rf"(?=(?P<name>[\u3400-\u9fffA-Z0-9]{{2,15}}?(?:{heads}))(?P<parts>{_FAR_PART}*)"
        rf"(?P<sign>[\s　]?(?:{_WORK})|(?=[\n，。；,;)])))",
        re.MULTILINE,
    )


def _sites(plain: str, cuts: Cuts) -> Iterator[tuple[int, int]]:
    """望岳台 in 介绍到望岳台务工: the kind of building in the name may be one character, the work behind proves it."""
    for match in _standing().finditer(plain):
        name, start, end = match["name"], match.start("name"), match.end("parts")
        proper = ends(plain, match.end("name"), "site_heads")
        work = bool(match["sign"].strip())
        if not work and (len(proper) < 2 or not _is_led(plain, start)):
            continue
        own_end = match.end("name") - len(proper)
        if own_end - start < 1 or not _is_own(plain, cuts, start, own_end, proper):
            continue
        if name not in words("common_works") and not _PUBLIC.search(name):
            yield start, end


def _is_led(plain: str, start: int) -> bool:
    """Whether a word before it says that a site follows."""
    return plain[max(0, start - 3) : start].endswith(
        ("介绍到", "任何人进", "前往", "点:", "点：", "称:", "称：", "在", "于", "承揽")
    )


def _is_own(plain: str, cuts: Cuts, start: int, end: int, head: str) -> bool:
    """Whether the words before the kind of building are a name: no grammar, no role, not words of the trade alone."""
    place, own = start, 0
    while place < end:
        word = cuts.at(place)
        piece = plain[place : min(word.end, end)] if word else plain[place]
        place += len(piece)
        listed = any(piece in words(name) for name in ("firm_breaks", "roles", "nobody", "homes"))
        if listed or (word and word.tag[:1] in "pcurdwy") or piece in letters("halts"):
            return False
        if word and word.tag in ("v", "vd") and len(piece) > 1 and piece not in words("common_works"):
            return False
        if piece not in words("common_works") and piece not in words("lines") and piece not in words("trade"):
            own += len(piece)
    return own >= (2 if len(head) < 3 else 1)


def find(text: Folded, cuts: Cuts, firms: list[Found]) -> Iterator[Found]:
    """Projects by a part or a word such as 工地 behind the name, then by the kind of building alone."""
    plain = text.text
    walls = {one.end for one in firms}
    standing = [*_sites(plain, cuts), *sites.find(plain, cuts, walls)]
    standing = [(led.end() if (led := _CASE.match(plain, start)) else start, end) for start, end in standing]
    named = {plain[start:end] for start, end in standing}
    named |= {short for name in named for short in _shortened(plain, cuts, name)}
    for name in sorted(named, key=lambda one: (-len(one), one)):
        for match in re.finditer(re.escape(name), plain):
            tail = _ENDS.match(plain, match.end())
            yield text.found(match.start(), tail.end() if tail else match.end(), Kind.PROJECT, "项目名称", sure=False)
    for match in _PARTS.finditer(plain):
        if match.start() in walls and match.group().endswith("项目部"):
            yield text.found(*match.span(), Kind.PROJECT, "项目名称", sure=False)
            continue
        start = _left(plain, cuts, match.start(), walls)
        if _names_one(plain, cuts, start, match.start()):
            yield text.found(start, match.end(), Kind.PROJECT, "项目名称", sure=False)
    for head in re.finditer("|".join(sorted(words("firm_heads") | words("sure_heads"), key=len, reverse=True)), plain):
        start = _left(plain, cuts, head.start(), walls)
        if start < head.start() and _loose(plain, cuts, start, head.start()) >= 2:
            yield text.found(start, sites.over_parts(plain, head.end()), Kind.PROJECT, "项目名称", sure=False)


def _shortened(plain: str, cuts: Cuts, name: str) -> Iterator[str]:
    """禧悦府 for 首创禧悦府: the end of a name when it stands alone elsewhere and is no word."""
    for length in (5, 4, 3):
        short = name[-length:]
        if len(name) - length < 2 or is_word(short) or not ends(short, length, "site_heads"):
            continue
        own = short[: length - len(ends(short, length, "site_heads"))]
        if len(own) > 1 and not is_word(own) and plain.count(short) > plain.count(name):
            yield short
            return


def _left(plain: str, cuts: Cuts, end: int, walls: set[int]) -> int:
    """Go left over what may belong to the name."""
    start = end
    while start and start not in walls and end - start < _MOST:
        word = cuts.at(start - 1)
        if not word or not _LETTER.match(plain[start - 1]):
            break
        piece = plain[word.start : start]
        if any(wall in walls for wall in range(word.start + 1, start)):
            break
        if len(piece) == 1 and piece in letters("halts"):
            break
        if len(piece) > 1 and (piece in words("firm_breaks") or piece in words("roles") or ends(plain, start, "homes")):
            break
        first = len(piece) == 1 and (word.start == 0 or not _LETTER.match(plain[word.start - 1]))
        if (
            not (first and word.tag in ("d", "f", "t"))
            and word.tag in ("p", "c", "uj", "ul", "r", "d", "f", "t", "y", "w")
            and piece not in words("heads")
            and len(piece) < 3
        ):
            break
        if word.tag == "v" and len(piece) > 1 and piece not in words("common_works") and piece not in words("lines"):
            break
        start = word.start
    led = _LED.match(plain, start, end)
    return led.end() if led else start


def _pieces(plain: str, cuts: Cuts, start: int, end: int) -> Iterator[tuple[str, str]]:
    """The words between two places that are not said of every project, with their kinds."""
    place = start
    while place < end:
        word = cuts.at(place)
        piece = plain[place : min(word.end, end)] if word else plain[place]
        place += len(piece)
        lists = (words("common_works"), words("lines"), words("heads"), words("trade"))
        if not any(piece in listed for listed in lists) and not (len(piece) == 1 and piece in letters("halts")):
            yield piece, word.tag if word else ""


def _loose(plain: str, cuts: Cuts, start: int, end: int) -> int:
    """How many characters are this project's own: no words of the dictionary, or names in it."""
    own = 0
    for piece, tag in _pieces(plain, cuts, start, end):
        area = tag == "ns" and piece[-1] in "省市县区州旗"
        if not piece.isdigit() and not area and piece not in "市省区县":
            named = len(piece) == 1 or tag.startswith(("ns", "nz", "nr", "nt")) or piece in words("lucky")
            own += len(piece) if named else 0
    return own


def _names_one(plain: str, cuts: Cuts, start: int, end: int) -> bool:
    """Whether the words before 工地 or 二期 single it out: a kind of building with something of its own before it,
    or characters that are no word."""
    before = plain[start:end]
    if start == end or "某" in before or before in words("common_works") or before in words("regions"):
        return False
    head = max(ends(plain, end, "heads"), ends(plain, end, "site_heads"), key=len)
    own = sum(len(piece) for piece, _ in _pieces(plain, cuts, start, end))
    return (len(head) > 1 and own >= 1) or _loose(plain, cuts, start, end) >= 2
