"""Names of projects and sites: 翠湖花园二期3号楼, 望岳台工地, G7W9高速公路TJ-3标段. 安置房工程 alone names none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .cutting import Cuts
from .found import Folded, Found, Kind
from .words import ends, letters, words

_NUMBER = r"[0-9一二三四五六七八九十]"
_PART = (
    rf"(?:[(][A-Z0-9一二三四五六七八九十]+(?:期|区|地块|标段|标)[)]|{_NUMBER}+期|[A-Z][0-9]?区|[A-Z]?-?[0-9]+号?地块|[A-Z]{{1,3}}-?[0-9]+(?:标段?)"
    rf"|第?{_NUMBER}+标段?(?!准)|[0-9]+(?:号|#)楼|{_NUMBER}+号楼|配套|扩建|改造|迁建|北区|南区|东区|西区)"
)
_TAIL = r"(?:项目部|项目|工程|工地|标段)"
_PARTS = re.compile(rf"(?:{_PART})+(?:{_TAIL}(?:{_PART})*)?(?:项目部)?|{_TAIL}(?:{_PART})*(?:项目部)?")
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_MOST = 16


def find(text: Folded, cuts: Cuts, firms: list[Found]) -> Iterator[Found]:
    """Projects by a part or a word such as 工地 behind the name, then by the kind of building alone."""
    plain = text.text
    walls = {one.end for one in firms}
    for match in _PARTS.finditer(plain):
        if match.start() in walls and match.group().endswith("项目部"):
            yield text.found(*match.span(), Kind.PROJECT, "项目名称", sure=False)
            continue
        start = _left(plain, cuts, match.start(), walls)
        if _names_one(plain, cuts, start, match.start()):
            yield text.found(start, match.end(), Kind.PROJECT, "项目名称", sure=False)
    for head in re.finditer("|".join(sorted(words("firm_heads"), key=len, reverse=True)), plain):
        start = _left(plain, cuts, head.start(), walls)
        if start < head.start() and _loose(plain, cuts, start, head.start()) >= 2:
            yield text.found(start, head.end(), Kind.PROJECT, "项目名称", sure=False)


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
        if (
            word.tag in ("p", "c", "uj", "ul", "r", "d", "f", "t", "y", "w")
            and piece not in words("heads")
            and len(piece) < 3
        ):
            break
        if word.tag == "v" and len(piece) > 1 and piece not in words("common_works") and piece not in words("lines"):
            break
        start = word.start
    return start


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
    if start == end or "某" in before or before in words("common_works"):
        return False
    head = ends(plain, end, "heads")
    own = sum(len(piece) for piece, _ in _pieces(plain, cuts, start, end))
    return (len(head) > 1 and own >= 1) or _loose(plain, cuts, start, end) >= 2
