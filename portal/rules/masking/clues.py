"""What is said of each character of a text before it is tagged: its neighbours, its word, lists, what rules found.

Each clue is a short string; `learned` holds a weight of it for every tag. Nothing here decides anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from .cutting import Cuts, Word
from .found import Found
from .words import letters, words

_HAN = re.compile(r"[\u3400-\u9fff]")
_LISTS = {
    "ro": "roles", "be": "before", "ti": "titles", "op": "opens", "ho": "houses", "hm": "homes", "td": "trades",
    "fo": "follows", "of": "offices", "bn": "benches", "pf": "proof", "ps": "personal", "bh": "behind", "wk": "work",
    "pl": "places", "nb": "nobody", "od": "ordinary", "tw": "twofold", "tn": "tongues", "tr": "trade",
    "sh": "sure_heads", "fh": "firm_heads", "si": "site_heads", "he": "heads", "ln": "lines", "st": "shop_trades",
    "un": "units", "sl": "short_lines", "pu": "public_heads", "fb": "firm_breaks", "cw": "common_works",
    "lu": "lucky", "rg": "regions", "br": "brands", "cp": "compound", "wa": "weak",
    "po": "posts", "dp": "departments", "ac": "acts", "bl": "belongings",
}  # fmt: skip
"""Lists of words, and how they are called in a clue."""
_SETS = {
    "c": "common", "s": "surnames", "r": "rare", "g": "given", "n": "never", "v": "verbs", "l": "leads",
    "m": "grammar", "h": "halts",
}  # fmt: skip
"""Lists of single characters."""
_AHEAD = {"fh": "f", "sh": "f", "st": "f", "si": "s", "he": "s", "un": "a", "pl": "a"}
_BEHIND = frozenset({"ro", "be", "ho", "hm", "fb", "of", "op", "td", "po", "dp"})
_STOPS = frozenset("。!?;\n！？；")
_BREAKS = re.compile(r"[^\u3400-\u9fffA-Za-z0-9·#()\-+/]")
_FIELD = re.compile(r"(?:^|(?<=[\n。;， ,　]))[ \t]*([^\n:：,，。; ]{1,9})[:：]")
_PAD = 5
_FAR = 24


@cache
def _known() -> tuple[dict[str, tuple[str, ...]], int]:
    """Every listed word with the lists it stands in, and the length of the longest."""
    found: dict[str, list[str]] = {}
    for code, name in _LISTS.items():
        for word in words(name):
            if len(word) < 9:
                found.setdefault(word, []).append(code if len(word) > 1 else code + "1")
    return {word: tuple(codes) for word, codes in found.items()}, 8


@cache
def _class_of(char: str) -> str:
    """The single-character lists that hold it."""
    return "".join(code for code, name in _SETS.items() if char in letters(name))


@cache
def _plain(char: str) -> str:
    """The character as it is told apart: digits and letters are alike."""
    if char.isascii():
        return "0" if char.isdigit() else "A" if char.isupper() else "a" if char.isalpha() else char
    return char


@cache
def _sort(char: str) -> str:
    if char in "一二三四五六七八九十百两":
        return "N"
    return "H" if _HAN.match(char) else _plain(char) if char.isascii() and char.isalnum() else "P"


def _bucket(number: int) -> str:
    return str(number) if number < 4 else "5" if number < 6 else "8" if number < 9 else "m" if number < 13 else "x"


class _Marks:
    """What is looked up once for a whole text: where listed words begin and end, and what stands ahead and behind."""

    def __init__(self, plain: str) -> None:
        size = len(plain)
        self.begin: list[tuple[str, ...]] = [()] * (size + 2)
        self.end: list[tuple[str, ...]] = [()] * (size + 2)
        known, longest = _known()
        for at in range(size):
            taken: dict[str, int] = {}
            for stop in range(min(size, at + longest), at, -1):
                for code in known.get(plain[at:stop], ()):
                    if code[:2] not in taken:
                        taken[code[:2]] = stop
                        self.end[stop] += (code,)
                        self.begin[at] += (code,)
        self.ahead = self._look_ahead(plain)
        self.back = self._look_back(plain)
        self.field = _fields(plain)

    def _look_ahead(self, plain: str) -> list[list[str]]:
        """How far the next kind of firm, of building and of place ends."""
        found: list[list[str]] = [[]] * len(plain)
        last: dict[str, int] = {}
        for at in range(len(plain) - 1, -1, -1):
            if _BREAKS.match(plain[at]):
                last.clear()
            for code in self.end[at + 1]:
                if (kind := _AHEAD.get(code[:2])) and (code[2:] != "1" or kind != "f"):
                    last[kind + code[2:]] = at
            found[at] = [f"A{kind}{_bucket(far)}" for kind, end in last.items() if (far := end - at) < 18]
        return found

    def _look_back(self, plain: str) -> list[list[str]]:
        """How far back a word ended that leads to somebody or something."""
        found: list[list[str]] = [[]] * len(plain)
        last: dict[str, int] = {}
        for at, char in enumerate(plain):
            if char in _STOPS:
                last.clear()
            for code in self.end[at]:
                if code in _BEHIND:
                    last[code] = at
            found[at] = [f"B{code}{_bucket(far)}" for code, end in last.items() if 0 < (far := at - end) < 16]
        return found


def _fields(plain: str) -> list[str]:
    """The last two characters of the field of a form that a character stands in: 地点:|…"""
    found = [""] * len(plain)
    for match in _FIELD.finditer(plain):
        key = match[1][-2:]
        for at in range(match.end(), min(len(plain), match.end() + _FAR)):
            if plain[at] in _STOPS or plain[at] in ":,，":
                break
            found[at] = key + ("0" if at == match.end() or not plain[match.end() : at].strip() else "1")
        for at in range(match.start(1), match.end(1)):
            found[at] = "<" + str(min(5, match.end(1) - at))
    return found


def _of_rules(size: int, found: Sequence[Found]) -> list[str]:
    """What the rules say of each character."""
    told = ["-"] * (size + 1)
    for one in found:
        for at in range(one.start, one.end):
            place = "b" if at == one.start else "e" if at == one.end - 1 else "i"
            told[at] = f"{one.kind.value[0]}{place}{'' if one.sure else '?'}"
    return told


def _repeats(plain: str) -> list[int]:
    """How often the two characters that begin here stand in the text."""
    pairs = [plain[at : at + 2] if _HAN.match(plain[at]) else "" for at in range(len(plain))]
    counted = Counter(pairs)
    return [min(3, counted[pair]) if pair else 0 for pair in pairs]


def of_text(plain: str, cuts: Cuts, found: Sequence[Found]) -> Iterator[list[str]]:
    """The clues of each character, given the dictionary's words and what the rules found."""
    marks, told, repeats = _Marks(plain), _of_rules(len(plain), found), _repeats(plain)
    pads = "\n" * _PAD
    text = pads + "".join(map(_plain, plain)) + pads
    sorts = "P" * _PAD + "".join(map(_sort, plain)) + "P" * _PAD
    classes = ["", *map(_class_of, plain), "", ""]
    for at, of_word in enumerate(_of_words(plain, cuts)):
        row = _around(text, sorts, at + _PAD)
        row += (
            "R0" + told[at], "R<" + told[at - 1] + told[at], "R>" + told[at] + told[at + 1],
            f"C{repeats[at - 1] if at else 0}{repeats[at]}", "s0" + classes[at + 1],
            f"s1{classes[at + 1]}|{classes[at + 2]}",
        )  # fmt: skip
        row += ["<" + code for code in marks.end[at]]
        row += [">" + code for code in marks.begin[at + 1]]
        row += ["[" + code for code in marks.begin[at]]
        row += ["]" + code for code in marks.end[at + 1]]
        row += marks.ahead[at]
        row += marks.back[at]
        if field := marks.field[at]:
            row.append("F" + field)
        row += of_word
        yield row


def _around(text: str, sorts: str, at: int) -> list[str]:
    """The characters before, at and behind a place, in ones, twos and threes."""
    a, b, c, d, e, f, g, h, i = tuple(text[at - 4 : at + 5])
    return [
        "1" + a, "2" + b, "3" + c, "4" + d, "5" + e, "6" + f, "7" + g, "8" + h, "9" + i,
        "a" + a + b, "b" + b + c, "c" + c + d, "d" + d + e, "e" + e + f, "f" + f + g, "g" + g + h, "h" + h + i,
        "j" + b + c + d, "k" + c + d + e, "l" + d + e + f, "m" + e + f + g, "n" + f + g + h,
        "t" + sorts[at - 2 : at + 3],
    ]  # fmt: skip


def _of_words(plain: str, cuts: Cuts) -> list[list[str]]:
    """What the dictionary's words say of each character."""
    rows: list[list[str]] = [["w?"] for _ in plain]
    listed = cuts.words
    sides = [("", "^"), *(_side(plain, word) for word in listed), ("", "^")]
    for number, word in enumerate(listed):
        tag, left, right = word.tag[:2], sides[number], sides[number + 2]
        size = word.end - word.start
        row: list[str] = []
        last = ""
        for at in range(word.start, word.end):
            place = "S" if size == 1 else "B" if at == word.start else "E" if at == word.end - 1 else "I"
            if place != last:
                row = [
                    f"w{place}{tag}", f"x{place}{left[1]}|{tag}", f"y{place}{tag}|{right[1]}",
                    f"z{place}{left[1]}|{tag}|{right[1]}", f"W<{place}{left[0]}", f"W>{place}{right[0]}",
                ]  # fmt: skip
                if size > 1:
                    row.append(f"W{place}{plain[word.start : word.end]}")
            rows[at], last = row, place
    return rows


def _side(plain: str, word: Word) -> tuple[str, str]:
    """A word and its kind as its neighbours see it."""
    text = plain[word.start : word.end]
    if not _HAN.match(text):
        text = _plain(text[0])
    return text[:4], word.tag[:2] + ("1" if word.end - word.start == 1 else "")


def segments(plain: str) -> list[tuple[int, int]]:
    """Stretches over whose edges nothing goes: sentences and lines."""
    edges = [0, *(match.end() for match in re.finditer(r"[。!?;\n]", plain)), len(plain)]
    return [(a, b) for a, b in pairwise(edges) if a < b]
