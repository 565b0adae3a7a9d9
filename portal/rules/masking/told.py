"""Where a text itself says who somebody is: 江队就是江心洲; 姓东名家; 甲、乙、丙等31名工人; 喂，三娃啊; 3栋-米兰：."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .cutting import Cuts, is_word, kind_of
from .weighing import ENOUGH, HAN, SURE, Candidate
from .words import ends, letters, starts, surname_at, words

_H = r"[\u3400-\u9fff]"
_COUNTED = re.compile(
    r"等(?:共|共计|合计)?(?:[0-9]+|[一二两三四五六七八九十百]+)余?(?:名|人|位)(?!次|月|均|体|才|力|行|大|民币|身)"
)
_TOGETHER = re.compile(
    rf"等人|[两二三四五六七八九]人(?!次|份|间|以上|民|员|一)|在{_H}{{2,8}}上(?:签|按|捺)|一致(?:表示|同意|确认|认为)"
    r"|先后(?:签|来|到|离)|均(?:称|表示|签|到庭|未到)|共同(?:签|出具|到)|都(?:签|说|来了|去了|在场)"
)
_ITEM = re.compile(rf"(?:{_H}{{2,4}}|{_H}{{1,8}}[·•]{_H}{{1,8}})(?:[(（][^()（）\n]{{1,12}}[)）])?$")
_SAME = re.compile(
    rf"(?P<short>{_H}{{1,3}}?)[”\"」]?[,，]?(?:也就是|就是|即是|即|系|是|的?(?:大名|真名|全名"
    r"|本名|名字|原名|真实姓名)(?:就?叫|是|为)?|(?:大名|真名|全名|本名)(?:就?叫|是))"
    rf"[“\"「]?(?P<name>{_H}{{2,4}})(?=[，,。；;、)）”\"」\n]|$)"
)
_SPELLED = re.compile(
    rf"姓(?P<surname>{_H}{{1,2}})[,，]?(?:名|单名一?个?|叫)(?P<given>{_H}{{1,2}})(?=[，,。；;、)）”\"」\s]"
    r"|$)"
)
_LETTERED = re.compile(rf"{_H}{{1,3}}的{_H}(?:[,，、]{_H}{{1,3}}的{_H}(?=[,，、。；;)）\s]|$)){{1,2}}")
_SIGNED = re.compile(
    rf"(?:^|(?<=[。！!]))[ \t]*(?P<name>{_H}{{2,4}})(?:[ \t]+(?=(?:19|20)[0-9]{{2}}[.年/-])"
    rf"|[ \t]*\n+[ \t]*(?=(?:(?:19|20)[0-9]{{2}}|[一二][〇零○九][一二三四五六七八九〇零○]{{2}})[.年/-]))",
    re.MULTILINE,
)
_TAKEN = (
    (r"受", r"的?(?:委托|雇佣|雇请|指派|安排|指使|邀请|聘请|招用|托付|之托|之邀)"),
    (
        r"由",
        r"(?:招用|介绍|带领|雇请|雇佣|代签|垫付|转账|签字|签名|管理|发放|结算|安排|指挥|招来"
        r"|叫来|带去|带来|代领|出面|牵头|送往|送到|送去|驾驶)",
    ),
    (r"(?:追加|变更|增加|列)", r"为"),
    (r"听", r"(?:讲|说|提|念叨|抱怨)"),
    (r"经", r"(?:介绍|同意|签字|确认|许可|联系|手发|手)"),
    (
        r"[向找问]",
        r"(?:索要|催要|讨要|追要|追讨|索取|借款|借钱|借了|汇报|反映|要钱|要账|要工钱|要工资"
        r"|讨钱|讨薪|理论|说理|结账|算账|签字|打听|请假)",
    ),
    (
        r"[跟和与同]",
        r"(?:一起|一同|一块|一道|同村|同乡|同住|合伙|搭伙|搭班|两个人|两人|二人|吵|打架|对账"
        r"|结算|商量|说好|谈好|约定)",
    ),
    (r"[从在]", r"(?:手里|手上|手中|那里|那儿|那边|家里|家中)"),
    (
        r"(?:护送|陪同|搀扶|嘱咐|叮嘱|催促|看见|看到|听见|碰到|遇到|认识|通知|联系|委派|指派"
        r"|安排)",
        r"(?:去|到|来|别|不要|把|在|的|说|从|赶紧|负责|带|站|摔|掉|被|躺)",
    ),
    (r"欠", r"(?:工资|工钱|劳务费|的?钱|人工费|[0-9])"),
    (r"[把将被]", r"(?:送[到往去医进]|抬|背[到去]|扶|拉[黑到走]|打[伤了]|骂|推[倒下]|救|辞退|开除|赶[走出]|骗)"),
    (
        r"[给为替]",
        r"(?:打电话|打了电话|发微信|发短信|发了|转[了账]|干活|打工|送[饭去]|代签|顶班|垫"
        r"|结清|作证|打欠条|写欠条|打了欠条)",
    ),
    (r"[让叫喊请派]", r"(?:去|来|帮|签|送|带|代|给我|把|赔|写|上[去来]|下[去来]|回[来去])"),
    (
        r"[是]",
        r"(?:叫我|喊我|让我|招的?我|介绍我|带我|叫他|喊他|让他|招来|喊来|叫来|介绍来|带来"
        r"|介绍的|打的|签的|写的|包的|垫的)",
    ),
)
_SOFT = frozenset("无去此后两几间内角分名病伤死未不")
_BROTHERS = re.compile(rf"(?P<first>大(?P<called>{_H}))[、和与跟,，](?P<second>[二三]妹?(?P=called))")
_HAILED = re.compile(rf"(?:喂|哎|诶|嘿|哦|欸)[,，！!]?\s?(?P<first>{_H}{{2,3}}?)[啊呀哎嘞哈吧]?(?=[,，！!？?。:：])")
_ROOM = re.compile(
    r"^[ \t]*(?:[A-Z]?[0-9一二三四五六七八九十]+(?:栋|号楼|号|幢|单元|室|层|班|组|队)?[-—－–~·])+"
    rf"(?P<name>{_H}{{2,4}})(?=\s?[:：])",
    re.MULTILINE,
)
_DAY, _TIME = r"(?:[0-9]{1,4}[-/.年月日]){0,3}[ \t]*", r"[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?"
_CLOCKED = re.compile(
    rf"^[ \t]*(?:{_DAY}{_TIME}[ \t]+(?P<name>{_H}{{2,4}})(?=\s?[:：])"
    rf"|(?P<other>{_H}{{2,4}})[ \t]+{_DAY}{_TIME}[ \t]*$)",
    re.MULTILINE,
)
_CHILD = re.compile(
    r"(?:[大二三四五六七八九幺憨黑春海水火石铁毛狗牛虎金银冬秋根柱长福贵宝喜树山军兵强][娃毛虎狗柱蛋妮丫牛伢囡崽][子儿]?"
    r"|[大二三四五六七八九]妹子?|幺妹儿?|小[\u3400-\u9fff]子|[大二三四五六七八九小老黑胖瘦憨](?:嘎子?"
    r"|愣子?|楞子?|胖子?|憨子?|秃子|毛子|猴子?|驴子?|蛮子|黑子|拐子|瘸子|麻子|聋子|哑巴))"
)


def candidates(plain: str, cuts: Cuts) -> Iterator[Candidate]:
    """Everything the text says in so many words."""
    yield from _counted(plain, cuts)
    yield from _same(plain)
    yield from _taken(plain, cuts)
    for match in _SIGNED.finditer(plain):
        name = match["name"]
        known = is_word(name) and not surname_at(name, 0)
        if _may_be(name) and not known and not set(name) & letters("never"):
            yield Candidate(*match.span("name"), SURE, "落款")
    for rule in (_ROOM, _CLOCKED):
        for match in rule.finditer(plain):
            group = "name" if match["name"] else "other"
            if _may_be(match[group]):
                yield Candidate(*match.span(group), SURE + 2, "聊天里说话的人")
    for match in _HAILED.finditer(plain):
        if _may_be(match["first"]) and (_CHILD.fullmatch(match["first"]) or surname_at(match["first"], 0)):
            yield Candidate(*match.span("first"), SURE, "招呼的名字")
    yield from _children(plain, cuts)


def spelled(plain: str) -> set[str]:
    """Names that are spelled out: 姓东名家 is 东家; 农民的农，丈夫的夫 is 农夫."""
    by_name = {match["surname"] + match["given"] for match in _SPELLED.finditer(plain)}
    by_words = {"".join(re.findall(r"的(.)", match.group())) for match in _LETTERED.finditer(plain)}
    return {name for name in by_name | by_words if surname_at(name, 0) and len(name) > 1}


def _may_be(name: str) -> bool:
    lists = ("nobody", "roles", "titles", "offices", "trades")
    return not any(name in words(listed) for listed in lists) and name[-1] not in "人员方号间点址期位称"


def _counted(plain: str, cuts: Cuts) -> Iterator[Candidate]:
    """Each of 连天、曲直、白昼 before 等31名工人."""
    for match in _COUNTED.finditer(plain):
        items = _items(plain, cuts, match.start())
        if len(items) > 1 and all(_may_be(plain[slice(*span)]) for span in items):
            for span in items:
                yield Candidate(*span, SURE + 3, "和别的姓名并列")
    for match in _TOGETHER.finditer(plain):
        items = _items(plain, cuts, match.start())
        named = [plain[slice(*span)] for span in items]
        known = sum(bool(surname_at(name, 0)) for name in named)
        if len(items) > 1 and known * 2 >= len(items) and all(map(_is_no_word, named)):
            for span in items:
                yield Candidate(*span, SURE, "和别的姓名并列")


def _is_no_word(name: str) -> bool:
    """Whether the dictionary does not know it as anything but a name."""
    return _may_be(name) and not set(name) & letters("never") and (not is_word(name) or kind_of(name).startswith("nr"))


def _items(plain: str, cuts: Cuts, end: int) -> list[tuple[int, int]]:
    """The items of a list that ends here, last one first."""
    items: list[tuple[int, int]] = []
    while True:
        left = max(plain.rfind(sign, max(0, end - 24), end) for sign in "、，。；：,;:\n(（") + 1
        item = plain[left:end]
        name = re.sub(r"[(（][^()（）\n]*[)）]$", "", item)
        more = plain[left - 1 : left] == "、"
        whole = bool(_ITEM.match(item)) and (more or len(name) <= 3) and not ends(name, 2, "nobody")
        start = left if whole else _last_of(plain, cuts, left, left + len(name))
        if start is None:
            return []
        items.append((start, left + len(name)))
        if not more or not whole or left < 2:
            return items
        end = left - 1


def _last_of(plain: str, cuts: Cuts, start: int, end: int) -> int | None:
    """Where the name begins that ends a longer stretch: 更换手机号逃匿，致|连天; none when it cannot be told."""
    for place in range(max(start, end - 4), end - 1):
        if ends(plain, place, "roles") or ends(plain, place, "before") or plain[place - 1] in "致欠给向与和由对让将把":
            return place
    word = cuts.at(end - 1)
    return word.start if word and end - word.start in (2, 3) and word.is_name else None


@cache
def _pairs() -> list[re.Pattern[str]]:
    return [re.compile(rf"{before}(?=(?P<name>{_H}{{2,4}}?){behind})") for before, behind in _TAKEN]


def _taken(plain: str, cuts: Cuts) -> Iterator[Candidate]:
    """受|仝阿毛|委托, 跟|余小波|一起: what stands before and behind leaves only somebody."""
    for rule in _pairs():
        for match in rule.finditer(plain):
            name, surname = match["name"], surname_at(match["name"], 0)
            if surname and not cuts.over(match.start()) and _is_full_name(name, surname):
                rare = surname in letters("rare")
                yield Candidate(*match.span("name"), ENOUGH + (0.1 if rare else 0.8), "前后只容得下人")


def _is_full_name(name: str, surname: str) -> bool:
    """Whether a family name and what follows it read as a name and as no word."""
    rest = name[len(surname) :]
    if not 1 <= len(rest) <= 2 or set(rest) & (letters("never") - _SOFT) or surname in letters("grammar"):
        return False
    if not _may_be(name) or name in words("twofold") or any(name[:n] in words("ordinary") for n in (2, 3)):
        return False
    if is_word(name):
        return kind_of(name).startswith("nr")
    return len(rest) == 1 or not is_word(rest) or kind_of(rest).startswith("n")


def _same(plain: str) -> Iterator[Candidate]:
    """The full name behind a short one: 江队就是江心洲, “胖子”即普正荣."""
    for match in _SAME.finditer(plain):
        short, name = match["short"], match["name"]
        surname = surname_at(name, 0)
        quoted = plain[match.end("short") : match.end("short") + 1] in tuple('”"」')
        fits = surname and 2 <= len(name) <= len(surname) + 2 and len(name) > len(surname)
        if fits and (quoted or _is_called(short, surname)) and _may_be(name) and not set(name) & letters("never"):
            yield Candidate(*match.span("name"), SURE + 2, "写明是谁")


def _is_called(short: str, surname: str) -> bool:
    """Whether a short name is made with this family name: 江队, 老江, 江师傅."""
    place = short.find(surname)
    title = short[place + len(surname) :]
    return place >= 0 and (title in words("titles") or (not title and short[:place][-1:] in tuple("老小阿大")))


def _children(plain: str, cuts: Cuts) -> Iterator[Candidate]:
    """三娃, 海娃子, 二虎, 大奎和二奎: names that villages give."""
    for match in _BROTHERS.finditer(plain):
        if match["called"] not in "哥姐叔伯爷妹弟嫂姨舅楼栋期层次队组班号院":
            yield from (Candidate(*match.span(group), SURE, "乡下的小名") for group in ("first", "second"))
    for match in _CHILD.finditer(plain):
        start, end = match.span()
        if is_word(match.group()) or cuts.over(end):
            continue
        edge = start == 0 or not HAN.match(plain[start - 1])
        led = plain[start - 1 : start] in letters("leads") or bool(ends(plain, start, "before"))
        if (edge or led) and _may_end(plain, end):
            yield Candidate(start, end, ENOUGH + 0.6, "乡下的小名")


def _may_end(plain: str, end: int) -> bool:
    """Whether a name may end here."""
    follows = plain[end : end + 1]
    if not follows or not HAN.match(follows) or starts(plain, end, "follows"):
        return True
    return follows in letters("verbs") or follows in "啊呀吧嘛呢"
