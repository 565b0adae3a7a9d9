"""Places in a sentence where only a person can stand: 审判长何时，审判员…; 安全(电话…); 之母任何; 全面称其丈夫….

What stands there is a name, however common a word it is elsewhere. Two signs are asked for, one on each side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .cutting import Cuts, is_word, kind_of
from .weighing import ENOUGH, HAN, Candidate, is_personal
from .words import ends, letters, starts, surname_at, words

FRAMED = "只有人能站的位置"
_SCORE = 6.0
_SKIPPED = " \t　:：(“\"「'|"
_NOTED = re.compile(r"[(（][^()（）\n]{1,10}[)）]$")
_EDGE = re.compile(r"[\s，。；：、！？“”\"'（）()【】\[\]|/@,;:!?—….]")
_STOP = re.compile(r"[\s，。；、！？”\"（）()|/,;!?]")
_SUIT = re.compile(
    r"(?:提供劳务者受害|追索劳动报酬|劳务合同|劳动合同|劳动争议|确认劳动关系|生命权|健康权"
    r"|工伤|人身损害|建设工程|合同|侵权|追偿权|不当得利)"
    r"[\u3400-\u9fff]{0,8}?(?:纠纷|争议)?(?:一案|二案|案)"
)
_TIED = re.compile(r"[\s　]*(?:[（(][^（()）\n]{1,24}[）)])?[\s　]*(?:、|和|与|及|以及)[\s　]*")
OWN = re.compile(
    r"[\s　]*的?(?:名下|账户|银行卡|工资卡)?[\s　]*[（(|,，]?[\s　]*"
    r"(?:联系电话|电话|手机|身份证|公民身份|证件|微信|银行卡|账号|卡号)?(?:号码?)?[为是:：]?[\s　]*"
    r"\+?(?:[\d０-９][\s　－-]?){11,19}"
)
_TOLD = re.compile(
    r"驾驶(?![人员证室座舱技])|[（(](?:均?系?化名|系|即|死者|伤者|签名|指印|原审|单日|村)|[、,，]之[父母妻夫子女]"
)
POST = re.compile(
    r"是[\u3400-\u9fff]{0,18}?的?(?:队长|老板|班长|组长|经理|会计|工人|司机|负责人|包工头"
    r"|工头|带班|亲戚|老乡|弟弟|哥哥|妹夫|姐夫|同事|同学|朋友|股东|实际控制人|法定代表人"
    r"|雇员|员工|儿子|女儿)(?=[，。；,;\s])"
)
KIN = re.compile(
    r"的(?:[哥弟姐妹]{2}|父亲|母亲|儿子|女儿|老婆|老公|媳妇|爱人|家属|遗孀|侄子|侄女|[堂表][哥弟姐妹]"
    r"|爸|妈|岳父|女婿)"
)
CERTAIN = re.compile(
    r"的(?:书面|当庭)?(?:证言|证词)|于本判决生效|[（(,，][男女][,，)）]|之[父母妻夫子女兄弟姐妹嫂](?![间一])"
    r"|(?:先生|女士)(?![们])|[（(][^（()）\n]{0,8}[:：]?[\d０-９Xx]{15,18}[）)]|称其[丈妻儿女父母]"
    r"|的(?:妻子|丈夫|身份证|微信号|工友)|驾驶[\u4e00-\u9fff][A-Z]"
)
HURT = re.compile(
    r"(?:左|右|腰|头|胸|双|背|颈|脚|腿|手|尾|肋|脑|骨|肺|脊|锁|股|胫|腓|桡|颅)[\u3400-\u9fff0-9、]{0,8}(?:骨折"
    r"|受伤|挫伤|截肢|断|砸|破裂|出血|脱位|擦伤|烧伤|阴影|伤)"
)
SPEECH = re.compile(r"(?:低声|高声|笑着|哭着|大声|小声|又|也|就|还|追|反|回|质)?[说问答喊道称][:：]")
_MONEY = re.compile(r"\s?[0-9][0-9,.]*[ ]?万?元")
_YEAR = re.compile(r"[0-9]{4}年|说[,，“]")
_PAY = r"(?:[(（][^()（）\n]{1,10}[)）])?[:：]?\s?[0-9][0-9,.]*万?元"
_PAID_ONE = re.compile(rf"(?P<name>[\u3400-\u9fff]{{2,4}}){_PAY}")
_PAYROLL = re.compile(rf"(?:[\u3400-\u9fff]{{2,4}}{_PAY}[,，、;；。\n]\s?){{1,40}}[\u3400-\u9fff]{{2,4}}{_PAY}")
_ROW_KIN = re.compile(r"(?:^|[^\u3400-\u9fff])[父母妻夫子女兄弟姐妹儿]$")
_POSTED = re.compile(r"[\u3400-\u9fff](?:(?<![人成全职动学社党团])员|司机|班长|组长|队长|工头|技师|带班)$")
_AGED = re.compile(r"[0-9]{1,2}岁的?$")
_PAID = re.compile(r"元[,，、;；]\s?$")
_SIGNS = re.compile(
    r"在[\u3400-\u9fff《》]{2,8}上(?:签|按|捺)|构成[一二三四五六七八九十]级|(.)\1(.)\2|受[\u3400-\u9fff]{2,4}(?:雇佣"
    r"|雇请|雇用|指派|安排|委托|招用|邀请|聘请)|[是系]同[村乡]|往医院"
)
_FUNCTION = tuple("drcpumtfqyzoxbs")


def candidates(plain: str, cuts: Cuts, people: Iterable[Candidate]) -> Iterator[Candidate]:
    """Words between a sign before and a sign behind that together leave only a person; then their neighbours in lists.

    `people` are readings already taken for names: what a list joins to them is a person too."""
    places = {start: value for start in range(len(plain)) if (value := _before(plain, start))}
    people = list(people)
    waiting = [(tied.end(), 2) for one in people if one.score >= ENOUGH + 1 and (tied := _TIED.match(plain, one.end))]
    listed: set[int] = set()
    for one in people:
        yield from _listed_before(plain, one.start)
    yield from _paid(plain, {one.end for one in people})
    for start, value in places.items():
        for one in _at(plain, cuts, start, value):
            yield one
            if tied := _TIED.match(plain, one.end):
                waiting.append((tied.end(), max(2, value)))
    while waiting:
        start, value = waiting.pop()
        if start in listed:
            continue
        listed.add(start)
        for one in _at(plain, cuts, start, value, in_list=True):
            yield one
            if tied := _TIED.match(plain, one.end):
                waiting.append((tied.end(), value))


def _paid(plain: str, ends_of_people: set[int]) -> Iterator[Candidate]:
    """The others in 查无4500元，盖文6000元 when one of them is known."""
    for group in _PAYROLL.finditer(plain):
        items = [match.span("name") for match in _PAID_ONE.finditer(plain, *group.span())]
        known = sum(end in ends_of_people for _, end in items)
        if known:
            for start, end in items:
                name = plain[start:end]
                if _may_be_called(name) and not set(name) & letters("never") - set("无"):
                    yield Candidate(start, end, _SCORE + 2, FRAMED)


def _listed_before(plain: str, start: int) -> Iterator[Candidate]:
    """The item before a name in a list: 工人代表|招财|、幸子签收."""
    if plain[start - 1 : start] not in tuple("、和与及或"):
        return
    for length in (3, 2):
        first = start - 1 - length
        name = plain[max(0, first) : start - 1]
        before = _before(plain, first) if first >= 0 and HAN.match(name[-1]) else 0
        usual = all(char in letters("given") for char in name) and (not is_word(name) or kind_of(name).startswith("nr"))
        if (before > 1 or (before and usual)) and _may_be_called(name):
            if surname_at(name, 0) or length == 2:
                yield Candidate(first, start - 1, _SCORE + 2, FRAMED)
            return


def _at(plain: str, cuts: Cuts, start: int, before: int, *, in_list: bool = False) -> Iterator[Candidate]:
    for end in range(start + 2, start + 7):
        name = plain[start:end]
        if len(name) < end - start or not HAN.match(name[-1]) or not HAN.match(name[-2]):
            return
        surname = surname_at(plain, start)
        if end - start > 3 and not (_is_foreign(name) or (end - start == 4 and len(surname) > 1)):
            continue
        if not _may_be_called(name) or _is_titled(plain, name, end):
            continue
        behind = _behind(plain, end)
        if surname and KIN.match(plain, end):
            behind = 4
        if in_list and behind == 1:
            behind = 2
        alone = before == 3 and (end == len(plain) or bool(_STOP.match(plain[end])))
        if before and behind and before + behind >= _needed(name, surname, before, behind, alone=alone):
            yield Candidate(start, end, _SCORE + before + behind + (0.5 if surname else 0), FRAMED)


def _is_titled(plain: str, name: str, end: int) -> bool:
    """Whether a word and a titled family name stand here: 要求|周先生."""
    return bool(
        starts(plain, end, "titles") and surname_at(name, len(name) - 1) and len(name) > 2 and is_word(name[:-1])
    )


def _needed(name: str, surname: str, before: int, behind: int, *, alone: bool) -> int:
    """How strong both signs together must be: a common word needs more than what is no word at all."""
    kind = kind_of(name).removeprefix("x") if is_word(name) else ""
    if name[-1] in letters("never") and not kind:
        return 6
    usual = all(char in letters("given") for char in name[len(surname) :])
    if kind.startswith("nr") or len(name) > 3:
        return 3
    if kind.startswith(_FUNCTION):
        return 5 if before < 3 else 4 if behind > 1 or alone else 99
    if kind.startswith("v") and before < 3 and name not in words("twofold"):
        return 5
    if kind:
        return 4 if surname or (kind[:1] == "n" and min(before, behind) == 2) else 5
    if before == 3 and surname and len(name) == 3 and not set(name) & set("的了是"):
        return 4
    if _holds_words(name):
        return 4 if surname and (alone or (usual and min(before, behind) > 1)) else 5 if surname else 6
    if surname and usual and max(before, behind) > 1:
        return 3
    return 4 if alone or ((surname or usual) and min(before, behind) > 1) else 5 if surname or usual else 6


def _holds_words(name: str) -> bool:
    """Whether two characters of three are a word that is no name: 金额 in 宋金额."""
    pairs = [name[at : at + 2] for at in (0, 1)] if len(name) == 3 else []
    return any(
        pair in words("nobody") or (is_word(pair) and not kind_of(pair).startswith(("nr", "x"))) for pair in pairs
    )


def _is_foreign(name: str) -> bool:
    """Whether all characters are such as write names of other tongues: 地里夏提."""
    return all(char in letters("tongues") for char in name) and not is_word(name[:2])


def _may_be_called(name: str) -> bool:
    lists = ("nobody", "roles", "titles", "behind", "before")
    if (
        any(name in words(listed) for listed in lists)
        or "某" in name
        or name[-1] in "族们号卡证表镇乡区县省市会"
        or name[0] in "的了是在就都不姓"
        or name[1] in "是的了在"
        or name[-1] in "费款税险"
    ):
        return False
    surname = surname_at(name, 0)
    return surname != name and (bool(surname) or name not in words("follows"))


def _before(plain: str, start: int) -> int:
    """3 behind a label or an office, 2 behind a role or a phrase, 1 at an edge."""
    at = start
    while at and plain[at - 1] in _SKIPPED:
        at -= 1
    if at < start and (noted := _NOTED.search(plain, max(0, at - 12), at)):
        at = noted.start()
    if not HAN.match(plain[start]) or plain[start] in "员人":
        return 0
    role = ends(plain, at, "roles")
    if 0 < start - at < 16 and (
        ends(plain, at, "offices") or ends(plain, at, "benches") or (len(role) > 1 and role not in words("weak"))
    ):
        return 3
    if ends(plain, start, "benches") or _AGED.search(plain, max(0, start - 6), start):
        return 3
    if _PAID.search(plain, max(0, start - 4), start):
        return 2
    row = _ROW_KIN.search(plain, max(0, at - 2), at)
    if row and start - at < 2 and not (start == at and is_word(plain[at - 1 : at + 1])):
        return 2
    phrase = ends(plain, start, "before")
    role = ends(plain, start, "roles")
    if (
        (len(role) > 1 and role not in words("weak"))
        or len(ends(plain, start, "offices")) > 1
        or (phrase and phrase not in words("loose_before"))
        or _POSTED.search(plain, max(0, start - 5), start)
    ):
        return 2
    return 1 if phrase or start == 0 or _EDGE.match(plain[start - 1]) else 0


def _behind(plain: str, end: int) -> int:
    """3 before a sex, a number of one's own, a kinship or a belonging; 2 before what people do; 1 at an edge."""
    if CERTAIN.match(plain, end):
        return 4
    if any(rule.match(plain, end) for rule in (OWN, _SUIT, SPEECH, _TOLD, HURT, POST)) or is_personal(plain, end):
        return 3
    if any(rule.match(plain, end) for rule in (_MONEY, _SIGNS, _YEAR)):
        return 2
    sign = starts(plain, end, "behind")
    if len(sign) == 1 and is_word(plain[end : end + 2]):
        sign = ""
    if sign in words("proof"):
        return 3
    if len(sign) > 1 and sign not in words("loose_behind"):
        return 2
    if end == len(plain) or _STOP.match(plain[end]):
        return 1
    if sign or len(starts(plain, end, "follows")) > 1 or plain[end] in ":：" or plain[end].isdigit():
        return 1
    return 0
