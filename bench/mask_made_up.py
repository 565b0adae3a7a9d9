"""Made-up people, firms, projects and addresses that masking learns from: small grammars over our own word lists.

`another` gives a labelled text again with other strings in its places, so that what is learned is what stands around a
name and how one is built, not the name.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from portal.rules.masking.words import ends, letters, longest, starts, surname_at, words

Span = tuple[int, int, int]
NAME, EMPLOYER, PROJECT, ADDRESS = range(4)
_FILE = Path(__file__).with_suffix(".toml")
WORDS = {name: listed.split() for name, listed in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()}
"""What the grammars choose from; a word that stands twice is chosen twice as often."""

EVERYDAY = 0.08
"""How often a made-up name is a word of every day: only what stands around it tells."""
SWAPPED = 0.4
"""How often a post before a name and a deed behind it become another."""
_NUMBERS = "一二三四五六七八九十"


class Maker:
    """Makes strings of each kind with the dice it is given; `pool` holds strings of other texts by kind."""

    def __init__(
        self, dice: random.Random, pool: dict[int, list[str]] | None = None, everyday: Sequence[str] = ()
    ) -> None:
        self.dice = dice
        self.pool, self.everyday = pool or {}, list(everyday)
        self.common, self.others = sorted(letters("common")), sorted(letters("surnames"))
        self.rare, self.given = sorted(letters("rare")), sorted(letters("given"))
        self.compound, self.tongues = sorted(words("compound")), sorted(words("tongues"))
        self.twofold = sorted(words("twofold"))
        self.posts, self.deeds = sorted(words("posts") | words("departments")), sorted(words("acts"))
        self.heads = sorted(words("site_heads")), sorted(words("lines")), sorted(words("brands"))

    def _pick(self, many: list[str]) -> str:
        return self.dice.choice(many)

    def _fill(self, shape: str) -> str:
        dice = self.dice
        number = str(dice.choice((dice.randint(1, 12), dice.randint(1, 60), dice.randint(1, 500))))
        place = self._place()
        return shape.replace("{n}", number).replace("{c}", dice.choice(_NUMBERS)).replace("{m}", place)

    def _place(self) -> str:
        """The own part of a place's name."""
        dice, turn = self.dice, self.dice.random()
        if turn < 0.1:
            return self._pick(WORDS["far"])
        if turn < 0.2:
            return self._pick(self.common) + dice.choice(("家", "家", "各", "庄", "寨"))
        size = dice.choice((1, 2, 2, 2, 2, 3))
        return "".join(self._pick(WORDS["toponym"]) for _ in range(size))

    def surname(self) -> str:
        turn = self.dice.random()
        if turn < 0.45:
            return self._pick(self.common)
        if turn < 0.85:
            return self._pick(self.others)
        return self._pick(self.rare if turn < 0.93 else self.compound)

    def name(self, like: str = "") -> str:
        """A name; mostly of the sort that `like` is: full, with a title, of another tongue, a nickname."""
        makers = {"full": self._full, "titled": self._titled, "far": self._far, "called": self._called}
        sort = _sort_of(like) if like and self.dice.random() < 0.85 else self._pick(["full"] * 5 + [*makers])
        return makers[sort]()

    def _full(self) -> str:
        dice, turn = self.dice, self.dice.random()
        if self.everyday and dice.random() < EVERYDAY:
            return self._pick(self.everyday) if turn < 0.7 else self.surname() + self._pick(self.everyday)
        if turn < 0.12:
            return self._pick(WORDS["words_for_names"] if turn < 0.08 else self.twofold)
        if turn < 0.2:
            return self.surname() + self._pick(WORDS["words_for_names"])
        if turn < 0.24:
            return self.surname() + dice.choice(("某", "某某", "某甲", "某乙"))
        if turn < 0.28:
            return self.surname() + dice.choice("一二三四五六七大小老") + self._pick(self.given)
        return self.surname() + "".join(self._pick(self.given) for _ in range(dice.choice((1, 2, 2, 2))))

    def _titled(self) -> str:
        turn = self.dice.random()
        first = self.surname() if turn < 0.7 else self._given() if turn < 0.85 else "阿" + self._pick(self.given)
        return first + self._pick(WORDS["titles"])

    def _given(self) -> str:
        return self._pick(self.given) + self._pick(self.given)

    def _far(self) -> str:
        one, two = self._pick(self.tongues), self._pick(self.tongues)
        return one + self.dice.choice(("·", "·", "", "", "")) + two if self.dice.random() < 0.75 else one

    def _called(self) -> str:
        dice, turn = self.dice, self.dice.random()
        if turn < 0.45:
            return dice.choice("老小老小阿大") + (self.surname() if dice.random() < 0.7 else self._pick(self.given))
        if turn < 0.6:
            return self._pick(WORDS["called"])
        if turn < 0.75:
            return self._given()
        if turn < 0.85:
            return self._pick(WORDS["words_for_names"])
        if turn < 0.93:
            return self._pick(self.given) + dice.choice(("子", "娃", "伢子", "儿", "仔", "妹", "哥", "姐", "嫂", "叔"))
        return self._pick(self.common) + dice.choice("大二三四五六七老幺") + self._pick(self.given)

    def brand(self) -> str:
        dice, turn = self.dice, self.dice.random()
        if turn < 0.25:
            return self._pick(WORDS["brands"])
        if turn < 0.35:
            return self._pick(self.heads[2])
        if turn < 0.45:
            return dice.choice("中京津沪渝冀晋辽吉苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀黔滇陕秦甘陇青宁新蒙") + self._pick(
                WORDS["nature"]
            )
        if turn < 0.55:
            return self._place() + dice.choice("山河江湖海岭溪桥城关州")
        return "".join(self._pick(WORDS["nature"]) for _ in range(dice.choice((2, 2, 2, 2, 3, 4))))

    def employer(self, like: str = "") -> str:
        """A firm, with its legal form, an informal one, or short as people say it."""
        dice = self.dice
        short = len(like) < 7 if like and dice.random() < 0.85 else dice.random() < 0.4
        if short:
            turn = dice.random()
            if turn < 0.45:
                return self.brand() + self._pick(WORDS["short_forms"])
            if turn < 0.8:
                return self.brand()
            return dice.choice((self._pick(WORDS["regions"]), "", "中")) + self.brand()[:2] + self._pick(WORDS["lines"])
        region = dice.choice(
            ("", self._pick(WORDS["regions"]), self._pick(WORDS["regions"]), self._pick(WORDS["regions"]) + "市")
        )
        if region and dice.random() < 0.3:
            region += self._place() + dice.choice(("县", "区", "镇", "市", "", ""))
        line = self._pick(WORDS["lines"]) if dice.random() < 0.9 else ""
        if dice.random() < 0.15:
            line += self._pick(WORDS["lines"])
        form = self._pick(WORDS["forms"]) if dice.random() < 0.85 else ""
        if dice.random() < 0.06:
            return self.brand() + line + f"({self._pick(WORDS['regions'])})" + form
        return region + self.brand() + line + form

    def project(self, like: str = "") -> str:
        """A building, an estate, a road, a tunnel, waterworks, with lots, phases and parts."""
        dice = self.dice
        bare = len(like) < 5 if like else dice.random() < 0.25
        turn = dice.random()
        own = self._pick(WORDS["regions"]) if dice.random() < 0.15 else self._place() if turn < 0.5 else self.brand()
        if bare and turn < 0.8:
            return self.brand() + (self._pick(WORDS["estates"])[:2] if dice.random() < 0.75 else "")
        if turn < 0.35:
            text = own + self._pick(WORDS["estates"])
            if dice.random() < 0.12:
                text += "·" + self.brand() + self._pick(WORDS["estates"])
            return text + (self._pick(WORDS["pieces"]) if dice.random() < 0.55 else "")
        if turn < 0.6:
            text = (
                own
                + dice.choice(("", "", "县", "市", "新区", "镇", "第一", "第三", "市第二", "县第一"))
                + self._pick(WORDS["public_works"])
            )
            return text + "".join(self._pick(WORDS["pieces"]) for _ in range(dice.choice((0, 1, 1, 2))))
        second = dice.choice(("", "", "至" + self._place(), self._place(), "河", "江"))
        text = own + second + self._pick(WORDS["works"])
        return text + "".join(self._pick(WORDS["pieces"]) for _ in range(dice.choice((0, 1, 1, 2))))

    def address(self, like: str = "") -> str:
        """Something below the district: villages, roads with numbers, crossings, landmarks, chainages."""
        turn = self.dice.random()
        if turn < 0.45:
            return self._village()
        if turn < 0.75:
            return self._street()
        return self._landmark() if turn < 0.95 else self._chainage()

    def _side(self) -> str:
        return self._fill(self._pick(WORDS["sides"]))

    def _landmark(self) -> str:
        dice = self.dice
        text = self._place() + dice.choice(("", "", "村", "路", "街", "镇", "老")) + self._pick(WORDS["landmarks"])
        text += self._side() if dice.random() < 0.85 else ""
        if dice.random() < 0.25:
            text += dice.choice(("", "的", "那排", "的")) + self._pick(WORDS["landmarks"])
        return text

    def _village(self) -> str:
        dice = self.dice
        text = self._place() + self._pick(WORDS["towns"]) if dice.random() < 0.8 else ""
        if not text or dice.random() < 0.85:
            text += self._place() + self._pick(WORDS["villages"])
        turn = dice.random()
        if turn < 0.45:
            text += self._fill(self._pick(WORDS["groups"]))
        elif turn < 0.75:
            text += (
                dice.choice(("", "", self._place())) + self._pick(WORDS["landmarks"]) + dice.choice(("", self._side()))
            )
        elif turn < 0.88:
            text += self._side()
        return text

    def _street(self) -> str:
        dice = self.dice
        town = self._place() + self._pick(WORDS["towns"]) if dice.random() < 0.35 else ""
        road = self._place() + self._pick(WORDS["roads"])
        turn = dice.random()
        if turn < 0.25:
            tie = dice.choice(("与", "和", "与", "", "、"))
            cross = dice.choice(("交叉口", "交汇处", "路口", "交口", "岔口", "十字路口", "丁字路口", "口", "交会处"))
            text = town + road + tie + self._place() + self._pick(WORDS["roads"]) + cross
            return text + (self._side() if dice.random() < 0.4 else "")
        if turn < 0.45:
            return town + road + self._pick(WORDS["landmarks"]) + (self._side() if dice.random() < 0.8 else "")
        if turn < 0.55:
            return town + road + self._side()
        text = town + road + self._fill("{n}号") if turn < 0.85 else town + road
        if dice.random() < 0.4:
            text += self._place() + dice.choice(
                ("小区", "花园", "大厦", "公寓", "家园", "新村", "广场", "家属院", "大院")
            )
        shapes = (
            "{n}栋{n}单元{n}",
            "{n}号楼{n}室",
            "{n}幢{n}",
            "{c}楼",
            "{n}弄{n}号",
            "附{n}号",
            "{c}单元",
            "院",
            "{n}栋",
            "{n}室",
            "后院",
            "门面",
            "C栋{n}",
        )
        text += self._fill(dice.choice(shapes)) if dice.random() < 0.6 else ""
        return text + (self._side() if dice.random() < 0.15 else "")

    def _chainage(self) -> str:
        dice = self.dice
        first = dice.choice(("", self._place() + dice.choice(("镇", "路", "村", "大坝", "堤"))))
        road = dice.choice(
            ("", f"{dice.choice('GSXY')}{dice.randint(101, 999)}国道", f"省道{dice.randint(101, 350)}线")
        )
        at = f"{dice.choice(('K', '桩号K', '桩号', 'DK'))}{dice.randint(0, 99)}+{dice.randint(0, 999):03}"
        if road and dice.random() < 0.5:
            at = f"{dice.randint(1, 2900)}公里{dice.choice(('', '处', '左侧', '+300米'))}"
        return first + road + at + dice.choice(("", "", "处", "处工棚", "右侧", "营地"))

    def around(self, between: str, *, behind: bool, before: bool) -> str:
        """What stands between two strings, with another post before a name and another deed behind one."""
        if behind and (deed := starts(between, 0, "acts")) and len(deed) > 1 and self.dice.random() < SWAPPED:
            between = self._pick(self.deeds) + between[len(deed) :]
        if not before or self.dice.random() > SWAPPED:
            return between
        post = ends(between, len(between), "posts") or ends(between, len(between), "departments")
        if post and len(post) < len(between):
            return between[: -len(post)] + self._pick(self.posts)
        bare = not between or between[-1] in "，。；\n、"
        return between + self._pick(self.posts) if bare and self.dice.random() < 0.3 else between

    def spliced(self, kind: int) -> str:
        """The front of one string of other texts with the back of another."""
        one, two = self._pick(self.pool[kind]), self._pick(self.pool[kind])
        cuts = {ADDRESS: "[镇乡道村社路街巷弄号]", PROJECT: "[路速道期区桥库站园城]", EMPLOYER: "[市省县司山江河]"}
        first = [match.end() for match in re.finditer(cuts[kind], one)]
        second = [match.end() for match in re.finditer(cuts[kind], two)]
        if not first or not second:
            return one
        return one[: self.dice.choice(first)] + (two[self.dice.choice(second) :] or two[-3:])

    def make(self, kind: int, like: str) -> str:
        """A string of a kind: of a grammar, of another text, or spliced of two others."""
        turn = self.dice.random()
        if self.pool.get(kind) and turn < 0.3 and (kind or self.dice.random() < 0.7):
            other = self._pick(self.pool[kind])
            if kind != EMPLOYER or (len(other) < 7) == (len(like) < 7):
                return other
        if self.pool.get(kind) and kind and turn > 0.85 and len(like) > 6:
            return self.spliced(kind)
        makers: list[Callable[[str], str]] = [self.name, self.employer, self.project, self.address]
        return makers[kind](like)


def _sort_of(name: str) -> str:
    if "·" in name or any(name.startswith(word) or name.endswith(word) for word in longest("tongues") if len(word) > 1):
        return "far"
    if len(name) > 1 and any(name.endswith(title) for title in WORDS["titles"]) and surname_at(name, 0):
        return "titled"
    if name[:1] in "老小阿" or not surname_at(name, 0):
        return "called"
    return "full"


def another(text: str, spans: list[Span], maker: Maker, often: float = 0.9) -> tuple[str, list[Span]]:
    """The text with other strings where something is labelled, the same string for the same, and other punctuation."""
    chosen: dict[tuple[str, int], str] = {}
    strings = sorted({(text[a:b], kind) for a, b, kind in spans}, key=lambda one: (-len(one[0]), one))
    for string, kind in strings:
        longer = next((one for one in chosen if one[1] == kind and string in one[0] and one[0] != string), None)
        if longer and kind == EMPLOYER and len(string) < 7 and len(chosen[longer]) > 5:
            at = maker.dice.randrange(0, 3)
            chosen[string, kind] = chosen[longer][at : at + max(2, min(6, len(string)))]
        else:
            chosen[string, kind] = maker.make(kind, string) if maker.dice.random() < often else string
    made, result, place = "", [], 0
    bare = maker.dice.random() < 0.12
    last = -1
    for start, end, kind in sorted(spans):
        between = maker.around(text[place:start], behind=last == NAME, before=kind == NAME)
        made += _between(between, bare)
        new = chosen[text[start:end], kind]
        result.append((len(made), len(made) + len(new), kind))
        made, place, last = made + new, end, kind
    return made + _between(maker.around(text[place:], behind=last == NAME, before=False), bare), result


def _between(text: str, bare: bool) -> str:
    return re.sub(r"[，。；,](?!$)", " ", text) if bare else text
