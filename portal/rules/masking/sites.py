"""Where somebody worked: 在东湖壹号干外墙, 开发的平湖金岸存在问题, 案涉红岩培训基地装修.

A word that leads to a site, then a name that is no everyday word, then its kind of building or the work done there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .cutting import Cuts, is_word
from .words import ends, letters, longest, starts, words

_MOST = 18
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9·#]")
_FIRST = re.compile(r"[\u3400-\u9fffA-Z]")
_PART = re.compile(
    r"(?:(?:第?[一二三四五六七八九十]+|[0-9]+)(?:期|标段|工区|合同段)|[(][A-Z0-9一二三四五六七八九十]+(?:期"
    r"|区|地块|标段?)[)]"
    r"|[A-Z][0-9]{0,2}(?:座|区|栋|幢|馆|楼|地块|标段?)|[A-Z]{1,3}-?[0-9]+(?:标段?|地块)|[0-9]+(?:号"
    r"|#)?(?:楼|地块)|[0-9]+(?:栋|幢)"
    r"|(?:[0-9]+|[一二三四五六七八九十]+)(?:号|#)(?:井|机组?|线|坝|桥|竖井|斜井|隧道|厂房"
    r"|泊位|码头|墩|塔|仓|炉|船坞|楼|地块|车间|库|馆|院|站)"
    r"|(?:货运|航站|生活|作业|施工|办公)区|[东南西北](?:区|塔|楼|引桥|标段)|配套(?:用房|工程)?"
    r"|(?:改扩建|扩建|改造|迁建|新建|提标|修缮|加固|装修|装饰)(?:工程|项目)|主塔楼?|裙楼"
    r"|地下室)"
)
_OWNER = (
    r"(?:你们|我们|他们|咱们?|你|我|他|其|贵(?:公司|司|单位|局)|该(?:公司|单位)|被告[一二三四]?"
    r"|原告|被申请人|公司|老板|甲方|乙方)?"
)
_TIE = r"(?:所?(?:承建|承包|承揽|承接|开发|中标|分包|总包|修建|建设|施工|负责|投资)(?:了|的)?)"
_PLACED = re.compile(
    rf"(?:(?:[在到去进]|回)[了过]?|[于往找赴等从是对将由的]|来到了?|[干做刷贴盖建修装]完|前往|离开){_OWNER}(?:的"
    rf"|那个|这个|{_TIE})?"
)
_OPEN = re.compile(r"(?:^|(?<=[\s，。；：、,;:“(]))(?=[\u3400-\u9fff])", re.MULTILINE)
_TIED = re.compile(
    rf"{_TIE}|案涉|涉案|诉争|(?:项目|工程|工地)(?:名称|地点)?(?:[:：]|叫做?|名为|是)|(?:地点"
    r"|部位)[:：]|(?:称|叫|名为)[“\"「]|[,，](?:就?叫|名为|叫做)"
)
_TRADES = (
    "围堰|"
    "主体|外墙|内墙|桥面|高空|基坑|屋面|屋顶|楼顶|电梯|塔吊|塔机|脚手架|土方|土石方|桩基|幕墙|装修|装饰|水电|木工|瓦工|泥工|钢筋|模板|防水|保温|涂料|抹灰|砌筑|消防|暖通|绿化"
    "|劳务(?!合同|报酬|关系|费)|支模|外架|架子|油漆|腻子|瓷砖|地砖|地坪|吊顶|门窗|栏杆|钢构|钢结构|混凝土|管道|电缆|桥架|弱电|强电|保洁|安保|塔司|杂工|小工|电焊|石材|拆除|打桩|开挖|喷浆|龙骨"
)
_DONE = (
    r"从事|担任|务工|打工|做工|上班|施工|作业|干(?!部|净|涉|预|扰)|做(?!出)|架(?!子工)|立杆|浇筑|支护|刷|贴|焊|砌|抹(?!杀)"
    r"|绑|搭|拆|铺|挖|浇|安装|打(?:桩|砖|孔|灰|钻|混凝土|零工)|摔|坠|跌|触电|受伤|出事|出了事"
    r"|那[边儿]|没的|伤了|砸|扭|崴|把[脚手腿腰头]|装|接|拉|安|改|修|洗|擦|刮|发生|给[我你他她]"
    r"|当(?!时|天|日|场|事|地|年)|看(?:大门|场|工地|料)|带(?:班|队)|抬|搬|扛|开(?:塔吊|吊车"
    rf"|挖机|升降机|叉车)|被[\u3400-\u9fff]|死(?!亡赔)|{_TRADES}"
)
_SAID = (
    r"吊篮|塔筒|承台|墩柱|盖梁|梁板|楼板|屋架|料场|钢筋棚|加工棚|宿舍|食堂|生活区|门口|大门"
    r"|项目|工程(?!师|款)|工地|标段|施工|现场|围挡|停工|复工|完工|竣工|开工|封顶|验收|发包"
    r"|分包|承包|存在|拖欠|欠|期间|工人|民工|工友|班组|负责"
    r"|的(?:业主|总包|建设单位|工地|项目|工程|塔吊|劳务|活|地方)|[0-9一二三四五六七八九十]+(?:层"
    r"|楼|号楼|栋|多人)|不放假|要求|自[0-9]"
)
_TRADE = re.compile(rf"(?:干|做|从事|刷|贴)?(?:{_TRADES})")
_LOOSE_CUES = " \n\t，。；：、,;:“(等从是对将由的"
_NO_END = "刷贴装干做接拉安改修洗擦刮里上下内外中"
WORK = re.compile(rf"[\s　]?[上里内]?(?:{_DONE})")
SIGN = re.compile(rf"[\s　]?[上里内]?(?:{_DONE}|{_SAID})")
_STOP = re.compile(r"[\s，。；、,;)”\"」]|$|[的上里内都又和与及]")
_NOWHERE = re.compile(
    r"某|[平后舞塔阳柜站]台$|网站$|[0-9一二三四五六七八九十]层|(?:法院|检察院|仲裁院|仲裁委|政府"
    r"|公司|集团|银行|派出所|公安局|分局|办公室|[房间屋家村组箱池井洞坑管仓罐柜棚车]里|单位"
    r"|部门|大队|中队|支队|委员会|镇|乡|县|市|省|村)$"
)
_DISTRICT = re.compile(r"^[\u3400-\u9fff]{2,3}(?:新区|开发区|高新区)$")


@cache
def _trade_roles() -> re.Pattern[str]:
    return re.compile(rf"[,，](?:{'|'.join(longest('trades'))})")


def find(plain: str, cuts: Cuts, walls: set[int]) -> Iterator[tuple[int, int]]:
    """Stretches that name a site. `walls` are the ends of firms: a site may stand right behind one."""
    cues = {match.end(): False for rule in (_OPEN, _PLACED) for match in rule.finditer(plain)}
    cues |= {match.end(): True for match in _TIED.finditer(plain)}
    cues |= {end + (plain[end : end + 1] == "的"): True for end in walls}
    waiting = sorted(cues.items(), reverse=True)
    while waiting:
        start, tied = waiting.pop()
        if end := _end(plain, cuts, start, tied):
            yield start, end
            if plain[end : end + 1] in tuple("和与、及") and end + 1 not in cues:
                cues[end + 1] = True
                waiting.append((end + 1, True))


def over_parts(plain: str, end: int) -> int:
    """Over phases, lots, buildings and further kinds of building: 临港新城|安置房, 金融中心|B座."""
    while True:
        part = _PART.match(plain, end)
        head = starts(plain, end, "site_heads") if not part else ""
        if part:
            end = part.end()
        elif len(head) > 1:
            end += len(head)
        else:
            return end


def _end(plain: str, cuts: Cuts, start: int, tied: bool) -> int:
    """Where the site's name that begins here ends; 0 when none does."""
    likely = 0
    if not _FIRST.match(plain, start):
        return 0
    for place in range(start + 2, min(len(plain), start + _MOST) + 1):
        if not _LETTER.match(plain[place - 1]):
            break
        head = ends(plain, place, "site_heads")
        if head and place - len(head) >= start:
            end = over_parts(plain, place)
            loose = start == 0 or plain[start - 1] in _LOOSE_CUES
            weak = len(head) == 1 or (head in words("public_heads") and place - len(head) - start < 3)
            if (loose and not tied and weak and end == place) or not _is_proper(
                plain, cuts, start, place, head, parted=end > place
            ):
                continue
            sign = SIGN if len(head) > 1 or end > place else WORK
            if sign.match(plain, end) or _trade_roles().match(plain, end):
                return end
            if tied and len(head) > 1 and _STOP.match(plain, end):
                return end
            if not loose and _is_likely(plain, cuts, end, head):
                likely = end
        elif (
            place - start >= 3
            and start
            and plain[start - 1] not in _LOOSE_CUES
            and _is_nameless_site(plain, cuts, start, place)
        ):
            return over_parts(plain, place)
    return likely


def _is_likely(plain: str, cuts: Cuts, end: int, head: str) -> bool:
    """Whether the kind of building alone makes a site of it, without work done there."""
    if head in words("sure_heads"):
        return not cuts.over(end) and not starts(plain, end, "places")
    return len(head) > 1 and head not in words("public_heads") and bool(_STOP.match(plain, end))


def _is_nameless_site(plain: str, cuts: Cuts, start: int, place: int) -> bool:
    """东方樾|干木工: no kind of building is named, but the work is, and the word is nobody's."""
    if plain[place - 1] in _NO_END or place - start > 7 or cuts.over(place) or not _TRADE.match(plain, place):
        return False
    return _is_proper(plain, cuts, start, place, "", parted=False) and not is_word(plain[start:place])


def _is_proper(plain: str, cuts: Cuts, start: int, end: int, head: str, *, parted: bool) -> bool:
    """Whether this is a name: something of its own before the kind of building, no grammar, no role in it."""
    name, own_end = plain[start:end], end - len(head)
    if _NOWHERE.search(name) or _DISTRICT.match(name) or name in words("common_works"):
        return False
    if is_word(name) and not parted:
        return False
    last = cuts.at(own_end - 1)
    if head == "里" and last and last.end - last.start > 1 and last.tag[:2] not in ("ns", "nr", "nz"):
        return False
    place, own, proper = start, 0, False
    while place < own_end:
        word = cuts.at(place)
        piece = plain[place : min(word.end, own_end)] if word else plain[place]
        tag = word.tag if word else ""
        place += len(piece)
        listed = any(piece in words(kind) for kind in ("firm_breaks", "roles", "nobody", "homes"))
        if listed and piece[0] != "第":
            return False
        if tag[:1] in tuple("pcurdwy") or piece in letters("halts"):
            return False
        if tag in ("v", "vd", "t", "f") and len(piece) > 1 and piece not in words("common_works") | words("lucky"):
            return False
        if not any(piece in words(kind) for kind in ("common_works", "lines", "trade")):
            own += len(piece)
            proper = proper or len(piece) == 1 or tag[:2] in ("ns", "nr", "nz", "nt") or piece in words("lucky")
    return own >= (1 if len(head) > 2 else 2) and (proper or parted or len(head) > 1)
