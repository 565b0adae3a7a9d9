"""What is said of a stretch of text before it is weighed: what stands before it, behind it and in it.

Each sign is a short string; `learned` holds a weight for each. Nothing here decides anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from . import frames, sites
from .cutting import Cuts, is_word, kind_of
from .words import ends, letters, starts, surname_at, words

_HAN = re.compile(r"[\u3400-\u9fff]")
_SKIPPED = ' \t　:：(（“"「'
_MARKS = {
    "。": "S",
    "！": "S",
    "？": "S",
    "；": "S",
    "\n": "S",
    ";": "S",
    ",": ",",
    "，": ",",
    "、": "、",
    ":": ":",
    "：": ":",
}
_COUNTED = re.compile(r"等?(?:共)?[0-9一二两三四五六七八九十]+(?:余)?(?:名|人|位)|等人|等$|等[，。、]")
_MONEY = re.compile(r"\s?[0-9][0-9,.]*\s?万?元")
_BEFORE = ("offices", "benches", "roles", "before", "titles", "opens", "houses", "homes", "trades", "follows")
_BEHIND = ("proof", "personal", "behind", "follows", "titles", "work", "places", "roles")
_KNOWN = ("nobody", "roles", "ordinary", "twofold", "tongues", "trade")
_HEADS = ("sure_heads", "firm_heads", "site_heads", "heads", "lines", "shop_trades", "units", "short_lines")
_ENDINGS = (
    (
        "form",
        re.compile(
            r"(?:公司|集团|[^工]厂|商行|经营部|服务部|租赁站|门市部|施工队|安装队|工程队|局|处|所|队|部|行|社|坊|店)$"
        ),
    ),
    ("placed", re.compile(r"(?:[0-9A-Z一二三四五六七八九十]+(?:号楼?|栋|幢|室|单元|层|楼|组|期|标段?|座)|[0-9]+)$")),
    (
        "sided",
        re.compile(
            r"(?:旁边?|对面|隔壁|附近|门口|路口|交叉口|里|内|下面|后面|后头|前面|院里|宿舍|招待所|旅馆|工棚|出租屋)$"
        ),
    ),
)


def _listed(text: str, place: int, names: tuple[str, ...], *, behind: bool) -> Iterator[tuple[str, str]]:
    for name in names:
        word = starts(text, place, name) if behind else ends(text, place, name)
        if word:
            yield name, word


def before(plain: str, cuts: Cuts, at: int) -> tuple[list[str], str]:
    """Signs of what stands before this place, and the strongest of them as a class."""
    if at == 0:
        return ["l^"], "S"
    char = plain[at - 1]
    signs = ["l1" + char, "l2" + plain[max(0, at - 2) : at]]
    skipped = at
    while skipped and plain[skipped - 1] in _SKIPPED:
        skipped -= 1
    sort = ""
    for name, near in _listed(plain, skipped if at - skipped < 4 else at, _BEFORE, behind=False):
        gap = ":" if skipped < at else ""
        if len(near) == 1:
            signs.append(f"l{name}1{gap}")
            continue
        weak = "w" if near in words("weak") or near in words("loose_before") else ""
        signs.append(f"l{name}{weak}{gap}")
        sort = sort or f"{name}{weak}{gap}"
    word = cuts.at(at - 1)
    if word:
        inside = word.end > at
        tag = "in" if inside else word.tag[:2]
        signs.append(f"lt{tag}{'1' if word.end - word.start == 1 else ''}")
        signs.append(f"lw{plain[word.start : word.end]}" if not inside else f"lin{word.tag[:1]}")
        if not inside and word.start and (other := cuts.at(word.start - 1)):
            signs += [f"lt2{other.tag[:1]}{tag}", f"lv{plain[other.start : other.end]}"]
        sort = sort or _MARKS.get(char, "" if _HAN.match(char) else "/") or ("in" if inside else word.tag[:1])
    if char == "、":
        left = max(plain.rfind(mark, 0, at - 1) for mark in "、，。；：:\n和与")
        signs.append(f"list{min(5, at - 2 - left)}")
    return signs, sort


def behind(plain: str, cuts: Cuts, at: int) -> tuple[list[str], str]:
    """Signs of what stands behind this place, and the strongest of them as a class."""
    if at >= len(plain):
        return ["r$"], "S"
    char = plain[at]
    signs = ["r1" + char, "r2" + plain[at : at + 2]]
    sort = ""
    for name, near in _listed(plain, at, _BEHIND, behind=True):
        loose = "w" if near in words("loose_behind") else ""
        signs.append(f"r{name}{min(2, len(near))}{loose}")
        if len(near) > 1:
            sort = sort or f"{name}{loose}"
    for name, rule in _RULES:
        if rule.match(plain, at):
            signs.append("r" + name)
            sort = name
    word = cuts.at(at)
    if word:
        inside = word.start < at
        tag = "in" if inside else word.tag[:2]
        signs.append(f"rt{tag}{'1' if word.end - word.start == 1 else ''}")
        signs.append(f"rw{plain[word.start : word.end]}" if not inside else f"rin{word.tag[:1]}")
        if not inside and (other := cuts.at(word.end)):
            signs += [f"rt2{tag}{other.tag[:1]}", f"rv{plain[other.start : other.end]}"]
        sort = sort or _MARKS.get(char, "" if _HAN.match(char) else "/") or ("in" if inside else word.tag[:1])
    if char in letters("verbs"):
        signs.append("rverb")
    return signs, sort


_RULES = (
    ("counted", _COUNTED),
    ("money", _MONEY),
    ("kin", frames.KIN),
    ("certain", frames.CERTAIN),
    ("own", frames.OWN),
    ("hurt", frames.HURT),
    ("speech", frames.SPEECH),
    ("post", frames.POST),
    ("done", sites.WORK),
    ("said", sites.SIGN),
)


@lru_cache(4096)
def _surname(name: str) -> str:
    surname = surname_at(name, 0)
    if not surname:
        return "0"
    if len(surname) > 1:
        return "2"
    if surname in letters("grammar"):
        return "g"
    if surname in letters("rare"):
        return "r"
    return "c" if surname in letters("common") else "s"


@lru_cache(4096)
def _given(char: str) -> str:
    return ("g" if char in letters("given") else "") + ("n" if char in letters("never") else "") or "-"


def of_name(plain: str, cuts: Cuts, start: int, end: int, sorts: tuple[str, str]) -> list[str]:
    """Signs of a stretch of two to four characters as a name."""
    name = plain[start:end]
    size = end - start
    family = _surname(name)
    kind = kind_of(name)[:2] if is_word(name) else "-"
    parts = _parts(cuts, start, end)
    shape = f"{size}{family}{kind}"
    made = "".join(_given(char) for char in name[1:]) if family != "2" else "*"
    known = next(
        (lst for lst in ("nobody", "roles", "ordinary", "twofold", "tongues", "trade") if name in words(lst)), ""
    )
    left, right = sorts
    signs = [
        "n" + shape,
        f"n{size}{parts}",
        f"n{size}{family}{parts}",
        f"nm{size}{family}{made}",
        f"nk{known}{kind}",
        f"n{left}|{kind}{family}",
        f"n{right}|{kind}{family}",
        f"n{left}|{right}",
        f"n{left}|{right}|{known and 'k'}{'w' if kind != '-' else ''}{size}",
        f"n{left}|{parts}",
        f"n{right}|{parts}",
        "nf" + name[0],
        "ne" + name[-1],
        "nw" + name,
    ]
    if size > 2:
        signs.append("np" + "".join(kind_of(two)[:1] if is_word(two) else "-" for two in (name[:2], name[-2:])))
        signs.append(f"nx{left}|{_near(name)}")
    if name[0] in "老小阿大" and surname_at(name, 1):
        signs.append(f"nick{size}")
    count = plain.count(name)
    signs.append(f"nc{min(3, count)}{'w' if kind != '-' else ''}")
    return signs


def _near(name: str) -> str:
    return "".join(kind for kind in ("roles", "titles", "trade") if any(name[at:] in words(kind) for at in (1, 2)))


def _parts(cuts: Cuts, start: int, end: int) -> str:
    """How the dictionary cuts a stretch: kinds with lengths, "<" and ">" where a word runs over its edge."""
    out, place = "", start
    while place < end:
        word = cuts.at(place)
        if not word:
            return out + "?"
        if word.start < place:
            out += "<"
        if word.end > end:
            return out + ">" + word.tag[:1]
        out += word.tag[:1] + str(min(3, word.end - place))
        place = word.end
    return out


@dataclass(frozen=True)
class Piece:
    """A word of the text and what it says about a stretch that holds it."""

    start: int
    end: int
    text: str
    tag: str
    is_grammar: bool
    is_verb: bool
    is_listed: bool
    is_trade: bool


def pieces(plain: str, cuts: Cuts) -> list[Piece]:
    """All words of a text in their order."""
    found = []
    for word in cuts.words:
        text, tag = plain[word.start : word.end], word.tag
        grammar = tag[:1] in tuple("pcurdwy") or text in letters("halts")
        listed = any(text in words(name) for name in ("firm_breaks", "roles", "nobody", "homes"))
        trade = any(text in words(name) for name in ("trade", "lines", "common_works"))
        verb = tag in ("v", "vd", "vi") and len(text) > 1
        found.append(Piece(word.start, word.end, text, tag, grammar, verb, listed, trade))
    return found


def heads(plain: str, end: int) -> list[tuple[str, str]]:
    """The kinds of building, of business and of place that end here."""
    return list(_listed(plain, end, _HEADS, behind=False))


def of_place(held: list[Piece], kinds: list[tuple[str, str]], sorts: tuple[str, str]) -> list[str]:
    """Signs of a longer stretch as a firm, a project or an address: the words in it, the kinds that end with it."""
    whole, size = "".join(piece.text for piece in held), len(held)
    kinds = [(name, word) for name, word in kinds if len(word) < len(whole)]
    head = f"{kinds[0][0]}{min(2, len(kinds[0][1]))}" if kinds else _ending(whole)
    own, grammar, verbs, listed, trade = 0, 0, 0, 0, 0
    for piece in held:
        own += len(piece.text) == 1
        grammar += piece.is_grammar
        verbs += piece.is_verb
        listed += piece.is_listed
        trade += piece.is_trade
    left, right = sorts
    first, last = held[0], held[-1]
    place = "regions" if starts(whole, 0, "regions") else first.tag[:2]
    signs = [
        f"h{head}",
        f"hl{head}|{left}",
        f"hr{head}|{right}",
        f"hlr{left}|{right}|{bool(head)}",
        f"hp{head}|{place}",
        f"hs{min(9, len(whole) // 2)}{head}",
        f"hn{size}{head}",
        f"hg{grammar}",
        f"hv{min(2, verbs)}{head}",
        f"hb{listed}",
        f"ht{min(3, trade)}{size > trade}{head}",
        f"ho{min(4, own)}{head}",
        f"hf{first.tag[:1]}{last.tag[:1]}",
        "hq" + "".join(piece.tag[:1] for piece in held[:3]),
        "he" + whole[-1],
        "hee" + whole[-2:],
        "hew" + last.text,
        "hfw" + first.text,
        f"hd{any(char.isdigit() for char in whole)}{head}",
        "ha" + "".join(char for char in "路街巷村镇乡" if char in whole[1:]),
    ]
    signs += [f"hh{name}{word}" for name, word in kinds[:2]]
    signs += ["hm" + tag for tag in sorted({piece.tag[:2] for piece in held[:-1]})]
    return signs


def _ending(whole: str) -> str:
    return next((name for name, rule in _ENDINGS if rule.search(whole[-8:])), "")
