"""Generated cases with planted personal data: every string of one case is known and stands in no other case."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.rules.identity import check_character

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张曹严魏陶姜谢邹潘葛范彭鲁韦马苗方俞任袁柳鲍史唐费薛雷贺倪汤"
FIRST = "建国志秀淑永海玉德文春桂金长福学光明国家"
LAST = "华强芳英兰军平生伟林辉荣贵梅云霞勇刚发才"
CITIES = ("浙江省宁波市鄞州区", "广东省深圳市龙岗区", "四川省成都市武侯区", "河南省郑州市金水区", "江苏省苏州市吴中区")
ROADS = ("长寿路", "青年大道", "望江街", "学府路", "滨河东路", "建新街")
FIRMS = ("宏远", "鼎泰", "华鑫", "中盛", "金桥", "恒达", "天成", "瑞丰")
TRADES = ("建筑工程", "劳务", "装饰工程", "机电安装")
PLATES = "浙粤川豫苏"
LETTERS = "ABCDEFGHJK"


@dataclass
class Case:
    """`facts` as the desk writes them; `planted` are strings that identify somebody, with their field."""

    facts: dict[str, Any]
    planted: list[tuple[str, str]] = field(default_factory=list)


def resident_id(chance: random.Random) -> str:
    body = f"{chance.choice(['330212', '440307', '510107', '410105', '320506'])}{chance.randint(1961, 2004)}"
    body += f"{chance.randint(1, 12):02}{chance.randint(1, 28):02}{chance.randint(0, 999):03}"
    return body + check_character(body)


def card(chance: random.Random) -> str:
    digits = [6, 2, 1, 7, *(chance.randint(0, 9) for _ in range(14))]
    total = sum(sum(divmod(digit * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(digits)))
    return "".join(map(str, [*digits, -total % 10]))


def names(chance: random.Random, count: int) -> list[str]:
    made = [family + first + last for family in FAMILY for first in FIRST for last in LAST if first != last]
    return chance.sample(made, count)


def make_cases(count: int, *, seed: int = 20261128) -> Iterator[Case]:
    """As people write such cases down: one or two named people, papers, numbers, places, in every field."""
    chance = random.Random(seed)
    people = iter(names(chance, 2 * count))
    for number in range(count):
        yield _case(number, chance, next(people), next(people))


def _case(number: int, chance: random.Random, worker: str, other: str) -> Case:
    ident, phone = resident_id(chance), f"1{chance.choice('35789')}{chance.randint(0, 999_999_999):09}"
    land = f"0{chance.choice(['574', '755', '28', '371', '512'])}-{chance.randint(20_000_000, 88_999_999)}"
    bank = card(chance)
    plate = f"{chance.choice(PLATES)}{chance.choice(LETTERS)}{chance.randint(10_000, 99_999)}"
    house = f"{chance.choice(ROADS)}{chance.randint(1, 999)}号{chance.randint(1, 40)}栋{chance.randint(101, 2999)}室"
    mail = f"w{number}x{chance.randint(10_000, 99_999)}@example.com"
    chat = f"wx_{chance.randint(100_000, 999_999)}{number}"
    firm = (
        f"{chance.choice(CITIES)[3:5]}{chance.choice(FIRMS)}{number}".translate(_HAN)
        + f"{chance.choice(TRADES)}有限公司"
    )
    day = f"{chance.randint(2018, 2025)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
    town = chance.choice(CITIES)
    facts: dict[str, Any] = {
        "code": f"planted-{number}",
        "title": f"{worker}在工地坠落，要求认定工伤",
        "kind": "INJ",
        "level": "TYP",
        "summary": f"{worker}被认定工伤，{firm}付了医药费。",
        "facts": (
            f"申请人{worker}，身份证号{ident}，联系电话{phone}，住{town}{house}。{day}，{worker}在{firm}承包的工地上从架子坠落。"
            f"工友{other}用车牌{plate}的货车送他去了医院。"
        ),
        "reasoning": f"{firm}认为{worker}自己没有系安全带。工伤部门向{other}作了调查，座机{land}，确认他在上班。",
        "outcome": f"赔偿款打入{worker}的银行卡{bank}。",
        "lesson_manager": f"要问的，加{other}的微信号{chat}，或写信到{mail}。",
        "region": town[:6],
        "outcome_code": "OUT-REC",
        "timeline": [{"day": 0, "text": "坠落，送医院", "cite": ""}],
    }
    planted = [("facts", one) for one in (worker, ident, phone, house, firm, day, other, plate)]
    planted += [("reasoning", land), ("outcome", bank), ("lesson_manager", chat), ("lesson_manager", mail)]
    if number % 4 == 0:
        facts["source"] = f"{other}提供，电话{phone}"
    if number % 4 == 1:
        facts["court"] = f"{town[3:6]}人民法院，承办人{other}法官"
    if number % 5 == 0:
        facts["timeline"] = [{"day": 0, "text": f"{worker}坠落，{other}送他去医院", "cite": ""}]
    return Case(facts, planted)


_HAN = str.maketrans("0123456789", "零一二三四五六七八九")
