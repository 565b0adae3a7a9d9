"""Addresses below the district: 三合镇高桥村14组24号, 翠湖小区B区4栋876. Province, city and district stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .found import Folded, Found, Kind
from .words import longest

_WHY = "比区县更细的地址"
_NO = "的在于与及从到被将由是某该本或把了去赴找"
_H = rf"(?:(?![{_NO}])[\u3400-\u9fff])"
_COUNT = r"(?:[0-9]+(?:[-－][0-9]+)*|[一二三四五六七八九十百]+|[A-Za-z](?![A-Za-z]))"
_COUNTED = r"(?:号楼|号院|#楼|#|号|排|栋|幢|座|单元|室|层|楼|房|组|社|队|弄|村|区|米)(?![长员伍])"
_FIRST_AREA = r"(?<![小社园片校厂景库业住作南北东西]区)(?<=[\u4e00-\u9fff][省市区县旗州盟])(?<!红旗)(?!场)"
_PUBLIC = re.compile(r"(?:幼儿园|医院|学校|小学|中学|大学|法院|派出所|公园|产业园|物流园)$")
_BARE_NUMBER = re.compile(
    r"^(?:[0-9一二三四五六七八九十百]+)(?:号|层|栋|幢|座|单元|室|号楼|#楼|#|楼|组|队|区|村|米|房)?$"
)
_AREA = re.compile(
    r"[\u4e00-\u9fff]{1,7}?(?:自治区|省|市(?![场政民])|自治州|地区|盟|新区|开发区|自治县"
    r"|自治旗|(?<![小社园片校厂景库业住作B-Z城])区|县|(?<!红)旗)"
)
_COMMON = re.compile(r"城镇|乡镇|农村|乡村|(?<![\u4e00-\u9fff])村镇|村民|居民|城乡|^[宅房院]|部门|单位")
_WORKS = re.compile(r"工程|项目|工地|标段|地块|施工|期|土建|[0-9一二三四五六七八九十]*标")
_STREET = re.compile(
    rf"{_H}{{2,4}}?(?:路|街|大道|巷|镇|乡)(?!交[叉汇]|工地|路?口){_H}{{2,6}}?{_COUNT}号(?![楼线])|"
    rf"{_H}{{2,6}}?(?:路|街|大道|巷|胡同|小区|花园|新村|家园|公寓|苑|村|镇|乡|街道)(?:{_COUNT}{_COUNTED}|{_H}{{2,6}}?(?:村|社区|屯))"
    rf"|{_H}{{2,6}}?(?:镇|乡|街道|社区){_H}{{2,6}}?(?:路|街|巷|弄|胡同|大道)"
)


_ROAD = rf"{_H}{{1,7}}?(?:路|街|大道|巷|道)(?:[东西南北]段)?"
_CROSSING = re.compile(rf"(?:[GSXY][0-9]{{2,4}})?{_ROAD}(?:与|和|、)?{_ROAD}(?:交[叉汇]口?|路口|口|交界处?)")
_ESTATE = re.compile(
    rf"{_ROAD}(?:[东西南北]段|[0-9]+号)?{_H}{{2,7}}?(?:小区|广场|大厦|花园|公寓|家园|社区"
    r"|片区|工地)(?=[0-9A-Z]|[东西南北]门)"
)
_AT_GATE = re.compile(rf"{_ROAD}(?:[东西南北]段)?工地[0-9]?号?[东西南北]?门")
_ROAD_END = re.compile(
    rf"{_H}{{1,6}}?{_H}(?<![道公马铁线电管网水油气])(?:路|街|巷|大道)[东西南北]{{1,2}}(?:头|端|侧|角)"
)
_BY_MARKET = re.compile(
    rf"{_H}{{2,6}}?(?:市场|商场|小区|花园|大厦|公园|广场|苑|校区|厂区|工业园|家属院|批发城"
    rf"|建材城)(?:[东南西北]{{1,2}}门|[0-9一二三四五]号门"
    r"|(?:后面|后边|旁边?|对面|附近|隔壁|里面|院内)的?(?:工棚|出租屋|出租房|宿舍|平房|民房|板房|小旅馆))"
)
_COMMITTEE = re.compile(
    r"(?:(?<=[\s，。；：、,;:（(])|^)[\u3400-\u9fff]{2,7}(?:村|社区)(?=(?:村民|居民)委员会|[村居]委会)", re.MULTILINE
)
_MORE = re.compile(
    rf"(?:与|和){_ROAD}(?=交[叉汇]|路?口)|(?:{_ROAD})?交[叉汇]口?(?:处)?|{_ROAD}(?=[0-9])"
    rf"|路口|[村社屯](?![长员民保])|[东西南北]{{1,2}}[侧角段头端]|东[南北]角|西[南北]角"
    rf"|院内|内(?=[，。；、,;\s亦施的在发])|后院|{_H}{{0,5}}?(?:人家|小区|花园|名邸|苑|园|府"
    r"|城|庭|社区|新村|公寓|家属院|老干所|老街坊|中心|大厦|广场|国际|大楼|商务楼|写字楼|公馆)(?=[0-9A-Z]|[东南西北中]区[0-9])"
    r"|(?:工地)?(?:[0-9]+号门|[东西南北]门)|(?:商铺|门面|铺面)[0-9]+号?|[0-9]+期|[A-Z][0-9]*[栋座幢]"
    rf"|{_COUNT}{_COUNTED}|[0-9]+门(?:[0-9]+室?)?|[0-9]+(?:-[0-9]+)+"
    r"|(?<=[村区])(?:委会|民委员会)(?:旁边?|对面|附近|隔壁|后面|院内)|(?<=[场厦院])(?:后面"
    r"|后边|里面)的?(?:工棚|出租屋|宿舍|平房|民房|板房)"
    r"|(?<=[街镇乡村道路])[\u3400-\u9fff]{2,6}?(?:院内|大院|家属院|宿舍|职工楼)(?:平房|门面|地下室)?"
    r"|(?<=[社厂站局校所司])(?:职工|单身|家属)?宿舍楼?|(?<=号)门[前口外]|(?<=号)地(?![块址点])"
    r"|[东南西北中]区(?=[0-9])"
    r"|[-－/][0-9]+#?楼?|(?<=号)[东南西北]?门(?:[0-9]+)?(?![诊窗])|(?:附|副)[0-9]+号?"
    r"|(?<=[0-9一二三四五六七八九十号组路街巷弄村院尾口旁栋楼室])(?:的)?(?:出租屋|出租房"
    r"|宿舍楼?|集体宿舍|工棚|门面房?|商铺|店面|门卫室?|大院|院子?|旁边?|隔壁|对面|附近|门口"
    r"|后院|仓库|厂房|平房|底商|板房|民房|自建房|老宅|地下室|楼上|楼下|家属院|家属楼)"
    r"|(?<=[路街巷])[尾头边](?:[\u3400-\u9fff]{2,4}(?:宗祠|祠堂|祠|庙|寺|店|院|厂))?"
    r"|(?<=[村镇乡街道路组社区])[\u3400-\u9fff]{1,5}?(?=(?:副|附)?[0-9]+(?:-[0-9]+)?号)"
    r"|(?<=[0-9])(?:门[0-9]+|地(?!块)|期)|街(?=与)|[首底]层|地下室?|板房区|(?<=[栋幢座元楼门])[0-9]{3,4}(?![0-9年元])"
    r"|[0-9]+号地(?!块)"
)
"""What goes on behind a stretch already found: crossings, sides, gates, an estate with its house."""


def _further(plain: str, end: int) -> int:
    while match := _MORE.match(plain, end):
        end = match.end()
    return end


@cache
def _tail() -> re.Pattern[str]:
    """One or more stretches: a name with its kind (高桥村), or a number with its kind (4栋, 8-1-119)."""
    kinds = "|".join(longest("units"))
    named = rf"{_H}{{1,8}}?(?:{kinds})(?:组|社|队)?(?![\u4e00-\u9fff]?[长员])"
    counted = rf"(?:附|副|第|近|旁)?{_COUNT}[ ]?{_COUNTED}|(?<=[\u4e00-\u9fff]){_COUNT}(?![0-9年月日元万人天%.])"
    stretch = rf"(?:{counted}|{named}|(?<=[路街道村])旁)(?:[ ,](?=[0-9]))?"
    return re.compile(rf"(?:{stretch})*(?:{counted}|{named})(?:后院|旁|附近|隔壁|对面)?")


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(longest('homes'))})[为是于在:：\s]{{0,3}}")


def find(text: Folded) -> Iterator[Found]:
    """Behind a word that leads to an address, behind a district, and a street with its number anywhere."""
    plain = text.text
    for cue in _cue().finditer(plain):
        place = _over_area(plain, cue.end())
        match = _tail().match(plain, place)
        if match and _is_exact(match.group(), place > cue.end()):
            yield text.found(match.start(), _further(plain, match.end()), Kind.ADDRESS, _WHY)
    for area in re.finditer(_FIRST_AREA, plain):
        place = _over_area(plain, area.start())
        match = _tail().match(plain, place)
        if match and _is_exact(match.group(), True) and re.search(r"[0-9一二三四五六七八九十]|[村镇乡]", match.group()):
            yield text.found(match.start(), _further(plain, match.end()), Kind.ADDRESS, _WHY)
    for street in _STREET.finditer(plain):
        start = _over_area(plain, street.start())
        match = _tail().match(plain, start)
        if match and not _WORKS.match(plain, match.end()) and not _COMMON.search(match.group()):
            yield text.found(match.start(), _further(plain, match.end()), Kind.ADDRESS, _WHY, sure=False)
    for rule in (_CROSSING, _ESTATE, _AT_GATE, _BY_MARKET, _ROAD_END, _COMMITTEE):
        for match in rule.finditer(plain):
            if not _COMMON.search(match.group()):
                start = _over_area(plain, match.start())
                yield text.found(start, _further(plain, match.end()), Kind.ADDRESS, _WHY, sure=False)


def _over_area(plain: str, place: int) -> int:
    """Skip province, city and district, as long as something more exact follows."""
    for _ in range(4):
        area = _AREA.match(plain, place)
        if not area or not _tail().match(plain, area.end()):
            break
        place = area.end()
    return place


def _is_exact(piece: str, behind_area: bool) -> bool:
    if _BARE_NUMBER.match(piece) or _COMMON.search(piece) or _PUBLIC.search(piece):
        return False
    return len(piece) >= 3 and (
        behind_area
        or bool(re.search(r"[0-9]|[一二三四五六七八九十]+[组号栋]|[村镇乡路街苑园区巷弄院场庄屯寨湾社坊里]", piece))
    )
