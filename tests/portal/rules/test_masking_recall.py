"""How much is found in texts like precedents: planted data of every kind, in sentences that people write.

The texts are made here and what was planted is known, so nothing needs labelling. Parts of the names stand in the lists
of the rules, so this holds what works; how much is found in texts of strangers, only texts of strangers tell.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.identity import check_character
from portal.rules.masking import Found, Options, apply, find, suggest
from portal.rules.masking.calls import MASKED
from portal.rules.masking.numbers import is_luhn

FAMILY = (
    "王李张刘陈杨赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖袁潘蒋蔡余杜叶苏魏吕丁沈姚卢姜崔"
    "钟谭陆汪廖贾韦邱侯孟熊秦郗禤佘覃阎戚"
)
GIVEN = [
    "志刚",
    "秀兰",
    "海波",
    "晓东",
    "建军",
    "桂芳",
    "文斌",
    "春生",
    "玉兰",
    "大伟",
    "永红",
    "少锋",
    "俊杰",
    "雪梅",
    "铁柱",
    "得胜",
    "立新",
    "卫东",
    "浩宇",
    "梓萱",
    "德厚",
    "廷玉",
    "伟",
    "芳",
    "磊",
    "静",
    "洋",
    "勇",
    "霞",
    "平",
    "鹏",
    "燕",
]
OTHERS = [
    "买买提·艾力",
    "阿不都·热合曼",
    "次仁卓玛",
    "扎西多吉",
    "巴图孟克",
    "乌云其木格",
    "吉木日且",
    "阿依古丽",
    "洛桑平措",
]
CALLED = ["{}师傅", "老{}", "小{}", "{}队长", "{}经理"]
BRANDS = ["鼎砼", "泓垚", "砺岩", "骏圻", "宏达", "远大", "鑫岱源", "恒信"]
LINES = ["建筑劳务有限公司", "建设工程有限责任公司", "装饰工程有限公司", "建筑公司", "劳务公司"]
SITES = ["翠湖雅苑二期", "望岳台三期项目", "临江花园3号楼", "青枫中学迁建工地", "凤鸣隧道1标段", "龙潭安置房A区工程"]
HOMES = ["三合镇高桥村14组24号", "龙潭路73号恒景大厦25层705", "翠湖小区B区4栋876", "长兴铺镇向阳村二组"]
AREAS = ["四川省资中县", "河南省虞城县", "青岛市黄岛区", "重庆市万州区"]
SENTENCES = [
    "原告{name}诉称，其经{name}介绍到{site}从事木工，工资由{name}按月发放。",
    "证人{name}陈述：当天上午{called}在四层，{name}没有系安全带。",
    "{firm}辩称，{name}系违章操作，与本公司无关。",
    "家属{name}（系{name}之妻）要求{firm}先付丧葬费。",
    "死者{name}，男，身份证号码{resident}，住{area}{home}。",
    "联系人：{name}，电话{mobile}，微信号{wechat}。",
    "工资打到{name}的卡上，卡号{card}，户名{name}。",
    "肇事车{plate}登记在{firm}名下，司机{name}已到案。",
    "参加：{name}、{name}、{name}，记录：{name}。",
    "{called}说这钱{firm}没拨，让我找{name}要。",
    "我局对{name}、{name}作了调查笔录，二人均证实上述事实。",
    "安全科通报，{firm}在{site}共使用农民工十四人。",
    "邮箱{email}，座机{landline}，找{called}。",
]
PLAIN = [
    "高处作业应当系好安全带，遇有雷雨天气马上停止吊装，时间由项目部安排。",
    "本院认为，用人单位应当支付全部工资，双方应于当日结清，任何一方不得反悔。",
    "事发时为早高峰前，现场仅有钢筋工和塔吊司机，方木、钢管堆放整齐。",
    "塔式起重机备案编号浙A-T58602，检测合格；文书编号第330106220220302号。",
    "由仲裁员独任审理，仲裁委员会由主任一人、委员七至十一人组成。",
    "从事房屋建筑工程和市政基础设施工程施工的单位，应当取得施工企业资质。",
]
TEXTS = 120


def _name(dice: random.Random) -> str:
    if dice.random() < 0.08:
        return dice.choice(OTHERS)
    family = dice.choice([*FAMILY, "欧阳", "司徒"])
    return family + dice.choice(GIVEN)


def _resident(dice: random.Random) -> str:
    body = f"{dice.choice(['510104', '411425', '330106'])}{dice.randint(1955, 2003)}"
    body += f"{dice.randint(1, 12):02}{dice.randint(1, 28):02}{dice.randint(0, 999):03}"
    return body + check_character(body)


def _card(dice: random.Random) -> str:
    body = "6222" + "".join(str(dice.randint(0, 9)) for _ in range(14))
    number = next(body + str(last) for last in range(10) if is_luhn(body + str(last)))
    return dice.choice([number, " ".join(number[at : at + 4] for at in range(0, 19, 4))])


def _planted(what: str, dice: random.Random) -> str:
    wide: Callable[[str], str] = _wide if dice.random() < 0.5 else str
    makers: dict[str, Callable[[], str]] = {
        "name": lambda: _name(dice),
        "called": lambda: dice.choice(CALLED).format(dice.choice("王李张刘陈杨赵吴周徐孙")),
        "firm": lambda: dice.choice(["", "四川", "武汉市"]) + dice.choice(BRANDS) + dice.choice(LINES),
        "site": lambda: dice.choice(SITES),
        "home": lambda: dice.choice(HOMES),
        "resident": lambda: wide(_resident(dice)),
        "mobile": lambda: wide(f"1{dice.randint(3, 9)}{dice.randint(0, 999_999_999):09}"),
        "card": lambda: _card(dice),
        "wechat": lambda: f"gongd{dice.randint(100, 99_999)}",
        "plate": lambda: f"{dice.choice('川豫鲁渝')}{dice.choice('ABC')}{dice.randint(10_000, 99_999)}",
        "email": lambda: f"w{dice.randint(10, 999)}@example.com",
        "landline": lambda: f"0{dice.randint(311, 999)}-{dice.randint(2_000_000, 8_999_999)}",
    }
    return makers[what]()


def _wide(number: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in number)


def _text(dice: random.Random) -> tuple[str, list[tuple[int, int, str]]]:
    """A text of some sentences, and where in it what was planted."""
    text, planted = "", []
    for sentence in dice.sample(SENTENCES, 4) + dice.sample(PLAIN, 2):
        for piece in re.split(r"(\{\w+\})", sentence):
            what = piece[1:-1] if piece.startswith("{") else ""
            if what and what != "area":
                word = _planted(what, dice)
                planted.append((len(text), len(text) + len(word), what))
                text += word
            else:
                text += dice.choice(AREAS) if what else piece
        text += dice.choice(["", "\n"])
    return text, planted


def _hidden(found: list[Found]) -> set[int]:
    return {place for one in found for place in range(one.start, one.end)}


def test_planted_data_are_found_and_little_else() -> None:
    dice = random.Random(6)
    missed: Counter[str] = Counter()
    planted_in_all, extra = 0, []
    for _ in range(TEXTS):
        text, planted = _text(dice)
        found = [one for one in find(text) if one.why != MASKED]
        covered = _hidden(found)
        for start, end, what in planted:
            planted_in_all += 1
            missed[what] += not covered >= set(range(start, end))
        touched = {place for start, end, _ in planted for place in range(start, end)}
        extra += [one.text for one in found if touched.isdisjoint(range(one.start, one.end))]
    assert planted_in_all > 1000
    right = planted_in_all - missed.total()
    assert right / planted_in_all >= 0.985, missed
    assert right / (right + len(extra)) >= 0.98, extra


@pytest.mark.parametrize("what", ["resident", "mobile", "card", "wechat", "plate", "email", "landline"])
def test_no_number_is_ever_missed(what: str) -> None:
    dice = random.Random(what)
    for _ in range(150):
        word = _planted(what, dice)
        lead = {"wechat": "微信号", "landline": "座机"}.get(what, "写着")
        text = f"材料里{lead}{word}，请核对。"
        assert _hidden(find(text)) >= set(range(text.index(word), text.index(word) + len(word))), text


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_nothing_outside_the_findings_changes_and_a_masked_text_stays(seed: int) -> None:
    text, _ = _text(random.Random(seed))
    chosen = suggest(text, options=Options(exact_dates=True))
    masked = apply(text, chosen)
    places = [0, *(edge for one in chosen for edge in (one.found.start, one.found.end)), len(text)]
    assert all(a <= b for a, b in pairwise(places))
    rest = [text[a:b] for a, b in zip(places[::2], places[1::2], strict=True)]
    assert masked == "".join(
        part for pair in zip(rest, [*(one.instead for one in chosen), ""], strict=True) for part in pair
    )
    again = [one for one in find(masked) if one.why != MASKED and "某" not in one.text and "[" not in one.text]
    assert [one.text for one in again if one.kind.value not in ("姓名", "项目", "单位")] == []


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6))
def test_the_same_name_gets_the_same_word(seed: int) -> None:
    text, _ = _text(random.Random(seed))
    words: dict[tuple[str, str], set[str]] = {}
    for one in suggest(text):
        words.setdefault((one.found.kind.value, re.sub(r"\s", "", one.found.text)), set()).add(one.instead)
    assert all(len(given_words) == 1 for given_words in words.values())
