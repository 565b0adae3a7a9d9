"""Names of employers: 西安宏达建筑劳务有限公司, 宏达公司, 宏达建筑, and 宏达 alone where it stands for the firm.

Read from the legal form to the left: lines of business, a place in brackets, the firm's own name, a place before it.
某建筑公司 and 建筑公司 name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .cutting import Cuts, Word, is_word
from .found import Folded, Found, Kind
from .words import ends, letters, longest, starts, surname_at, words

_H = r"[\u3400-\u9fff]"
_BRANCH = rf"(?:(?:第[一二三四五六七八九十]+|{_H}{{2,4}}?)?(?:分公司|项目部|工程处|办事处|经理部))?"
_FORM = re.compile(
    r"(?P<legal>[(]集团[)](?:股份)?有限公司|集团有限公司|集团股份有限公司|股份有限公司|有限责任公司"
    r"|有限公司|律师事务所|会计师事务所)"
    rf"{_BRANCH}|(?:集团公司|总公司|公司|集团|工程局|工程处|劳务队|施工队|经营部|工作室|事务所"
    r"|商行|加工厂|制品厂|机械厂|建材厂|五金厂|电子厂|家具厂|水泥厂|租赁站|服务部|劳务部"
    r"|工程部|经销处|经销部|门市部|批发部|加工部|安装队|工程队|检修队|结构厂|构件厂|制造厂"
    rf"|修造厂|项目部|建设局集团){_BRANCH}"
)
_STATE = re.compile(
    r"中(?:国)?(?:铁建|铁|建|交|冶|水电?|电建|能建|核|化学?)(?:第?[一二三四五六七八九十]+(?:局|公司|航局|冶|建))"
    r"(?:集团)?(?:第?[一二三四五六七八九十]+)?(?:工程|建设|建筑)?(?:有限)?(?:公司)?(?:项目部)?"
)
_NUMBERED = re.compile(
    r"(?:中国|黑龙江省|[\u3400-\u9fff]{2}[省市])(?:建筑|铁路|交通|水利|水电|电力|冶金|核工业)?第[一二三四五六七八九十]+"
    r"(?:建筑|建设|安装|市政|公路|工程|路桥)*(?:工程局|公司|集团)(?:集团)?(?:股份)?(?:有限公司)?"
)
"""Old state firms with a number: 江西省第二建筑工程公司."""
_BUREAU = re.compile(
    rf"{_H}{{2}}[一二三四五六七八九十]{{1,3}}(?:航局|公局|勘局|局|冶|化建)(?:集团)?(?:第?[一二三四五六七八九十]+)?(?:工程"
    r"|建设|建筑|市政|路桥)*(?:有限)?公司"
)
_ALIAS = re.compile(
    rf"[(](?:以下|下)?(?:均|统)?(?:简称|称)(?:为|作)?[:：]?[“\"‘「]?(?P<alias>{_H}{{2,10}}?)[”\"’」]?[)]"
)
_FURTHEST = 20
_BRACKET = re.compile(rf"[(]{_H}{{2,7}}[)]$")
_PHASES = re.compile(r"^[0-9一二三四五六七八九十A-Z]")


@dataclass(frozen=True)
class _Name:
    """What stands to the left of a legal form: where it begins, and the firm's own name in it."""

    start: int
    own: str


@cache
def _shop() -> re.Pattern[str]:
    """Shops, works and teams without a legal form: firms only behind a place and a name of their own."""
    trades = "|".join([*longest("lines"), *longest("shop_trades")])
    return re.compile(
        rf"(?:(?:{trades})(?:部|商?行|站|队|社|坊)|(?<![工出进在本该水电])厂(?![家房区长商里门内外])"
        r"|(?<![酒饭旅分商])店(?![里长主员铺内]))"
    )


def find(text: Folded, cuts: Cuts) -> list[Found]:
    plain = text.text
    found = [
        text.found(*match.span(), Kind.EMPLOYER, "单位名称")
        for rule in (_STATE, _NUMBERED, _BUREAU)
        for match in rule.finditer(plain)
    ]
    owned: set[str] = set()
    for match in _FORM.finditer(plain):
        name = _left(plain, cuts, match.start(), bool(match["legal"]))
        far = _from_region(plain, cuts, match.start())
        if far and (not name or far.start <= name.start):
            name = far
        if name:
            owned.add(name.own)
            start = _over_more(plain, cuts, name.start)
            found.append(text.found(start, match.end(), Kind.EMPLOYER, "单位名称", sure=bool(match["legal"])))
    for match in _shop().finditer(plain):
        far = _from_region(plain, cuts, match.end() - 1)
        if far and match.end() - far.start > 5:
            found.append(text.found(far.start, match.end(), Kind.EMPLOYER, "单位名称", sure=False))
    for one in list(found):
        if alias := _ALIAS.match(plain, one.end):
            called = alias["alias"]
            if called not in words("roles") and called not in words("nobody") and called not in words("trade"):
                found += [
                    text.found(at.start(), _over_form(plain, at.end()), Kind.EMPLOYER, "写明的简称")
                    for at in re.finditer(re.escape(called), plain)
                ]
    found += [text.found(*span, Kind.EMPLOYER, "单位的简称", sure=False) for span in _short(plain, cuts, owned)]
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _left(plain: str, cuts: Cuts, place: int, legal: bool) -> _Name | None:
    """Go left from the legal form; none when nothing there belongs to this firm alone."""
    place, seen_line = _over_lines(plain, place)
    own_end = place
    place = _over_own(plain, cuts, place, legal)
    own = plain[place:own_end]
    start = _over_places(plain, cuts, place)
    if own.startswith(("总", "分", "子", "母", "某")) and len(own) < 3:
        return None
    if len(own) >= 2:
        return _Name(start, own)
    behind_place = next((n for n in (2, 3, 4) if ends(plain, own_end - n, "regions")), 0) if legal else 0
    if behind_place:
        return _Name(_over_places(plain, cuts, own_end - behind_place), plain[own_end - behind_place : own_end])
    if legal and (len(own) == 1 or (start < place and seen_line)):
        return _Name(start, own or plain[start:place])
    return None


def _over_more(plain: str, cuts: Cuts, start: int) -> int:
    """Further left over one or two words that no grammar parts from the name: 由|柯桥|顺达建材商行."""
    place = start
    while start - place < 5 and place:
        word = cuts.at(place - 1)
        piece = plain[word.start : place] if word else ""
        if not word or word.end != place or not re.fullmatch(_H + "+", piece):
            break
        if len(piece) == 1 and (piece in letters("halts") or word.tag[:1] != "n"):
            break
        listed = any(piece in words(name) for name in ("common_works", "lines", "trade", "titles", "before", "homes"))
        if listed or _parts(piece, word) or (word.is_name and len(piece) > 1) or word.tag[:1] not in "nxjv":
            return start
        place = word.start
    before = cuts.at(place - 1) if place else None
    walled = not before or before.tag[:1] in "pcwxu" or plain[place - 1] in letters("halts")
    return place if walled and start - place < 5 else start


def _from_region(plain: str, cuts: Cuts, place: int) -> _Name | None:
    """From a place name to the legal form, when nothing parts the two: 镇江丹徒金茂建筑设备租赁有限公司."""
    for start in range(max(0, place - _FURTHEST), place - 3):
        region = _region_at(plain, cuts, start)
        if not region or not _is_whole(plain, cuts, start + len(region), place):
            continue
        own_start = start + len(region)
        while more := _region_at(plain, cuts, own_start):
            own_start += len(more)
        own_end, _ = _over_lines(plain, place)
        own = plain[own_start:own_end]
        if len(own) < 2 and not (own_start > start + len(region) and own_end < place):
            return None
        return _Name(_over_places(plain, cuts, start), own if 2 <= len(own) <= 4 else "")
    return None


def _region_at(plain: str, cuts: Cuts, start: int) -> str:
    """A province, city or county that begins here, with the 市 behind it."""
    word = cuts.at(start)
    region = next((plain[start : start + n] for n in (4, 3, 2) if plain[start : start + n] in words("regions")), "")
    if not region and word and word.start == start and word.tag == "ns" and word.end - start > 1:
        region = plain[start : word.end]
    if not region or (start and word and word.start < start and not word.tag.startswith("n")):
        return ""
    tail = plain[start + len(region) : start + len(region) + 1]
    return region + (tail if tail and tail in "省市县区州" else "")


def _is_whole(plain: str, cuts: Cuts, start: int, end: int) -> bool:
    """Whether nothing between these places ends a name: no sign, no role, no word of grammar."""
    if not re.fullmatch(rf"(?:{_H}|[()])*", plain[start:end]) or "某" in plain[start:end]:
        return False
    place = start
    while place < end:
        word = cuts.at(place)
        piece = plain[place : min(word.end, end)] if word else plain[place]
        place += len(piece)
        if len(piece) == 1:
            halts = "pcurv" if place - start < 3 else "pcurvdf"
            if piece in letters("halts") and word and word.tag[:1] in halts:
                return False
        elif piece not in words("lines") and piece not in words("lucky") and _parts(piece, word):
            last = place >= end and place - start > 3  # 鑫泰塔机|拆装|公司
            if not last or piece in words("firm_breaks") | words("roles") | words("nobody"):
                return False
    return True


def _parts(piece: str, word: Word | None) -> bool:
    """Whether a word of two or more characters parts a name from what stands before it."""
    if any(piece in words(listed) for listed in ("firm_breaks", "roles", "nobody")):
        return True
    return bool(word and (word.tag[:1] in "pcurd" or word.tag in ("v", "vd", "vi")))


def _over_form(plain: str, end: int) -> int:
    """Over lines of business and a legal form behind a short name: 裕泰|经销处, 远景|装饰."""
    end = _over_tail(plain, end)
    form = _FORM.match(plain, end)
    return form.end() if form else end


def _over_lines(plain: str, place: int) -> tuple[int, bool]:
    seen = False
    while True:
        line = ends(plain, place, "lines")
        bracket = _BRACKET.search(plain, max(0, place - 9), place)
        if line:
            place, seen = place - len(line), True
        elif bracket:
            place = bracket.start()
        else:
            return place, seen


def _over_own(plain: str, cuts: Cuts, place: int, legal: bool) -> int:
    """Over two to four characters that are the firm's own: unknown to the dictionary, or a lucky word."""
    end = place
    for lucky in (ends(plain, place, "lucky"),):
        if lucky:
            place -= len(lucky)
            if place and plain[place - 1] in letters("brands") and not cuts.over(place - 1) and not cuts.over(place):
                place -= 1
            return place
    while place and end - place < 4:
        word = cuts.at(place - 1)
        char = plain[place - 1]
        if not word or not re.match(_H, char) or char in letters("halts") or word.end > place:
            break
        if word.end - word.start > 1:
            piece = plain[word.start : place]
            if end - place >= 2 or not _may_be_own(piece, word.tag, legal) or place - word.start > 3:
                break
            place = word.start
            continue
        place -= 1
    return place


def _may_be_own(piece: str, tag: str, legal: bool) -> bool:
    if piece in words("firm_breaks") or piece in words("roles") or piece in words("trade") or piece in words("lines"):
        return False
    if any(char in letters("halts") for char in piece) or tag.startswith(("m", "t", "r", "p", "c", "d", "u", "f")):
        return False
    if tag.startswith("ns"):
        return False
    return tag.startswith(("nz", "nr", "nt")) or (legal and tag[:1] in "nabgij" and piece != "一人")


def _over_places(plain: str, cuts: Cuts, place: int) -> int:
    """四川, 江苏省, 武汉市 before the firm's own name."""
    for _ in range(3):
        word = cuts.at(place - 1) if place else None
        if not word or word.end != place:
            return place
        if region := ends(plain, place, "regions"):
            place -= len(region)
        elif word.tag == "ns" and word.end - word.start >= 2:
            place = word.start
        elif plain[place - 1] in "省市县区" and word.end - word.start == 1:
            before = cuts.at(place - 2) if place > 1 else None
            if not before or before.tag != "ns":
                return place
            place = before.start
        else:
            return place
    return place


def _short(plain: str, cuts: Cuts, owned: set[str]) -> Iterator[tuple[int, int]]:
    """宏达建筑 without 公司; a known firm by its own name; rare characters that only firms use."""
    yield from _behind_places(plain)
    for own in owned:
        known = is_word(own) and own not in words("lucky")
        for match in re.finditer(re.escape(own), plain) if len(own) >= 2 else ():
            end = _over_form(plain, match.end())
            if not _inside_word(cuts, *match.span()) and (end > match.end() or not known or len(own) > 2):
                yield match.start(), end
    start, end = -1, -1
    for word in [*cuts.words, None]:
        if word and _is_loose(plain[word.start : word.end], word.tag) and (end == word.start or start < 0):
            start, end = (word.start if start < 0 else start), word.end
            continue
        if start >= 0 and 2 <= end - start <= 4 and _is_brand(plain, cuts, start, end):
            yield start, _over_tail(plain, end)
        start, end = -1, -1


def _behind_places(plain: str) -> Iterator[tuple[int, int]]:
    """成都蜀通劳务, 广州一建: a place, two or three characters that are no word, a line of business."""
    for match in _regional().finditer(plain):
        own = match["own"]
        if not own or not (is_word(own) or set(own) & letters("halts") or starts(own, 0, "lines")):
            yield match.span()


@cache
def _regional() -> re.Pattern[str]:
    places, kinds = "|".join(longest("regions")), "|".join(longest("short_lines"))
    return re.compile(rf"(?:{places})(?:(?P<own>{_H}{{2,3}}?)(?:{kinds})|(?:建工|工建|[一二三四五六七八]建)(?![筑设]))")


def _is_loose(piece: str, tag: str) -> bool:
    """Whether a word may be part of a firm's own name: one character, or what the dictionary takes for a person."""
    usual = letters("brands") | letters("odd_brands")
    return all(char in usual for char in piece) and (len(piece) == 1 or (len(piece) == 2 and tag in ("nr", "nz")))


def _inside_word(cuts: Cuts, start: int, end: int) -> bool:
    return bool(cuts.over(start) or cuts.over(end))


def _over_tail(plain: str, end: int) -> int:
    while line := starts(plain, end, "lines"):
        end += len(line)
    return end


def _is_brand(plain: str, cuts: Cuts, start: int, end: int) -> bool:
    own = plain[start:end]
    odd = sum(char in letters("odd_brands") for char in own)
    line = starts(plain, end, "lines")
    if start and surname_at(plain, start - 1) and not cuts.over(start) and plain[start - 1] not in letters("halts"):
        return False
    if surname_at(own, 0) and not line and odd < len(own):
        return False
    return odd >= 1 or (bool(line) and line in words("short_lines"))
