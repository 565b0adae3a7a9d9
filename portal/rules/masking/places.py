"""Addresses below the district, and the names of employers and projects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import Folded, Found, Kind
from .names import Word
from .words import words

_H = r"[\u4e00-\u9fff]"
_AREA = re.compile(
    rf"(?:{_H}{{2,7}}?(?:省|自治区))?(?:{_H}{{2,8}}?(?:市|自治州|地区|盟))?(?:{_H}{{1,7}}?(?:新区|开发区|自治县|区|县|旗|市))?"
)
_DETAIL = re.compile(
    rf"(?:(?:{_H}{{1,6}}?(?:街道|镇|乡))?(?:{_H}{{1,7}}?(?:村|社区|居委会|屯|庄))?{_H}{{0,7}}?[0-9一二三四五六七八九十]+(?:组|社|队)(?![长员伍]))"
    rf"|(?:(?:{_H}{{1,6}}?(?:街道|镇|乡))?(?:{_H}{{1,8}}?(?:路|街|大道|巷|弄|胡同|里|道))?"
    rf"(?:{_H}{{0,8}}?(?:小区|花园|新村|家园|公寓|宿舍|大厦|苑|园|府|城))?"
    r"(?:[0-9]+[-－]?[0-9]*|[一二三四五六七八九十百]+)(?:号楼|号院|号|弄|栋|幢|座|单元|室|层)"
    r"(?:[\s,，]?(?:[0-9]+[-－]?[0-9]*|[A-Za-z]|[一二三四五六七八九十]+)(?:号楼|号院|号|弄|栋|幢|座|单元|室|层|楼|房)){0,4})"
    rf"|(?:{_H}{{1,6}}?(?:街道|镇|乡){_H}{{1,7}}?(?:村|屯|社区))"
)
_GENERIC_STREET = re.compile(r"^(?:[0-9]+|[一二三四五六七八九十百]+)(?:号|层|栋|幢|座|单元|室|号楼|楼)?$")
_CUES = re.compile(
    r"(?:住|住址|地址|住所地|住所|户籍地|户籍|户籍所在地|家住|租住在|租住|居住在|居住|暂住|现住|老家|老家在|送达地址|家庭住址|籍贯|位于|坐落)[为是于在:：\s]{0,3}$"
)


def addresses(text: Folded) -> Iterator[Found]:
    """What is more exact than a district. Province, city and district stay."""
    plain, place = text.text, 0
    while match := _DETAIL.search(plain, place):
        place = max(match.end(), place + 1)
        start, end = match.span()
        start = _without_area(plain, start, end)
        piece = plain[start:end]
        cue = bool(_CUES.search(plain[:start])) or _has_area_before(plain, start)
        if _GENERIC_STREET.match(piece) and not cue:
            continue
        if not cue and not re.search(
            rf"{_H}{{2}}(?:路|街|大道|巷|弄|胡同|小区|花园|新村|家园|公寓|苑|村|镇|乡|街道)", piece
        ):
            continue
        yield text.found(start, end, Kind.ADDRESS, "比区县更细的地址", sure=cue)


_AREA_END = re.compile(rf"{_H}{{1,7}}?(?:自治区|省|市|自治州|新区|开发区|区|自治县|县|旗)")
_LEAD = re.compile(
    r"(?:[\u4e00-\u9fff]*?(?:住址|地址|住所地|户籍所在地|户籍地|户籍|家住|租住在|租住|居住在|居住于|居住|暂住|现住|位于|坐落于|坐落在|住在|住|老家在|老家|从|在|到|至|于))"
)


def _without_area(plain: str, start: int, end: int) -> int:
    """Skip words that lead to an address, then province, city and district."""
    lead = _LEAD.match(plain, start, end)
    if lead and lead.end() < end:
        start = lead.end()
    while (area := _AREA_END.match(plain, start, end)) and area.end() < end:
        start = area.end()
    return start


def _has_area_before(plain: str, start: int) -> bool:
    return bool(re.search(rf"{_H}(?:省|市|区|县|旗|镇|乡|街道)$", plain[:start]))


_FIRM = re.compile(
    r"(?:[(（]集团[)）])?(?:股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|子公司|公司|集团(?![)）])|工程局|工程处|劳务队|施工队|经营部|工作室|事务所|商行|加工厂|制品厂|机械厂|租赁站)"
    r"(?:[\u4e00-\u9fff]{2,8}?(?:分公司|项目部|工程处))?"
)
_PROJECT = re.compile(
    r"(?:[一二三四五六七八九十0-9]+(?:期|标段|号地块|#楼)(?:工程|项目)?|项目部|项目|工程|小区|花园|广场|大厦|家园|公馆|名邸|华府|地块|标段|安置房|产业园|科技园|体育馆|医院|学校|隧道|大桥|高架|地铁站)"
)
_STATE = re.compile(
    r"中(?:国)?(?:铁建|铁|建|交|冶|水电?|电建|能建|核|化学?)(?:第?[一二三四五六七八九十]+(?:局|公司|航局|冶|建))"
    r"(?:集团)?(?:第?[一二三四五六七八九十]+)?(?:工程|建设|建筑)?(?:有限)?(?:公司)?(?:项目部)?"
)
"""Builders that everybody knows by number: 中铁十二局集团."""
_LED = re.compile(r"^.*(?:诉|证明|因系|以及|系)")
_STOPS = ("p", "c", "u", "r", "d", "f", "t", "y", "w", "zg")
"""Kinds of words that end a name to the left, as the cutter tags them."""


def organisations(text: Folded, cuts: list[Word]) -> Iterator[Found]:
    """Employers, then projects: a proper word before 公司, 项目 and the like; 某公司 and 建筑公司 name nobody."""
    full: list[str] = []
    firms = list(_FIRM.finditer(text.text))
    for match in sorted(firms, key=lambda one: "有限" not in one.group()):
        start = _left_end(text.text, cuts, match.start())
        core = text.text[start : match.start()]
        legal = "有限" in match.group()
        if start < match.start() and _names_somebody(core, cuts, start, match.start(), legal, full):
            full += [core] if legal else []
            yield text.found(start, match.end(), Kind.EMPLOYER, "单位名称", sure=legal)
    for match in _STATE.finditer(text.text):
        yield text.found(*match.span(), Kind.EMPLOYER, "单位名称")
    for match in _PROJECT.finditer(text.text):
        start = _left_end(text.text, cuts, match.start())
        core = text.text[start : match.start()]
        if start < match.start() and _names_somebody(core, cuts, start, match.start(), False, []):
            yield text.found(start, match.end(), Kind.PROJECT, "项目名称", sure=False)


def _left_end(plain: str, cuts: list[Word], end: int) -> int:
    """Go left over words that may belong to a name; at most twenty characters."""
    start = end
    for word in reversed([one for one in cuts if one.start < end and one.end > end - 22]):
        piece = plain[word.start : min(word.end, end)]
        if end - word.start > 20 or not re.fullmatch(r"[\u3400-\u9fffA-Za-z0-9（）()·]+", piece):
            break
        if piece in words("firm_breaks") or (piece[:1] in "诉某该本此" and len(piece) <= 2):
            break
        if word.tag.startswith(_STOPS) and piece not in words("trade"):
            break
        if word.tag.startswith("v") and word.tag != "vn" and piece not in words("trade"):
            break
        start = word.start
    led = _LED.match(plain[start:end])
    return start + led.end() if led and start + led.end() < end else start


def _names_somebody(core: str, cuts: list[Word], start: int, end: int, legal: bool, full: list[str]) -> bool:
    """Whether the words before 公司 single one out: a legal form with anything of its own, a part of a full name that
    stands elsewhere, or a word that is no word of the trade."""
    bare = re.sub(r"[（）()\s]", "", core)
    if "某" in core or len(bare) < 2:
        return False
    if any(bare in name for name in full):
        return True
    pieces = [
        (core[max(w.start, start) - start : min(w.end, end) - start], w.tag)
        for w in cuts
        if w.start < end and w.end > start
    ]
    own = [
        (piece, tag)
        for piece, tag in pieces
        if piece not in words("trade") and not re.fullmatch(r"[0-9（）()]+", piece)
    ]
    if legal:
        return bool(own)
    return any(tag.startswith(("nr", "ns", "nz", "nt", "x", "j", "eng")) and len(piece) >= 2 for piece, tag in own)
