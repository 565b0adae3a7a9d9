"""The query language: text as typed on a phone → what is asked.

    工伤 赔偿                 ranked by all of it
    "停工留薪期" “…” 「…」      these words in this order
    欠薪 -包工头  欠薪 NOT …   without
    工伤 AND 上下班  与 且      both must stand in the text
    调解 OR 仲裁  或           one of them
    法规:工伤保险条例 标题:… 级别:法律 地区:浙江 主题:工资 施行:2020..2024-06-30

Quotes within a sentence quote and ask for nothing: 名为“合伙”实为借贷怎么认定. Full-width marks count as the
plain ones. What cannot be read is repaired, never refused, and `repairs` says how.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass, field, replace

MAX_LENGTH = 200
SENTENCE = 6
"""Han characters written around a quote without a space that make it a part of a sentence."""

FIELDS = {
    "法规": "regulation",
    "law": "regulation",
    "标题": "regulation",
    "title": "regulation",
    "级别": "level",
    "效力": "level",
    "level": "level",
    "地区": "region",
    "region": "region",
    "主题": "topic",
    "topic": "topic",
    "施行": "effective",
    "日期": "effective",
    "date": "effective",
}
_AND = {"AND", "and", "与", "且", "&&", "+"}
_OR = {"OR", "or", "或", "||", "|"}
_NOT = {"NOT", "not", "非"}
_STRAY = "多余的 AND/OR/NOT 已去掉"
_OPEN = '“「『‘〝＂"﹁”」』〞﹂'
_CLOSE = {"“": "”", "「": "」", "『": "』", "‘": "’", "〝": "〞", "＂": "＂", '"': '"', "﹁": "﹂"}
_FULL = str.maketrans("（）：－｜＆＋　０１２３４５６７８９", "():-|&+ 0123456789")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FIELD = re.compile(r"^([^\s:\"“]{1,12}):(.+)$")
_DAY = re.compile(r"^(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?)?)?月?年?$")


@dataclass(frozen=True)
class Query:
    """What was asked. `text` is ranked; each of `must` and one of each of `any_of` has to stand in a hit."""

    text: str = ""
    phrases: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    filters: dict[str, str] = field(default_factory=dict)
    effective: tuple[datetime.date | None, datetime.date | None] = (None, None)
    repairs: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Everything that may be ranked and marked."""
        return " ".join([self.text, *self.phrases, *self.must, *(w for group in self.any_of for w in group)]).strip()

    @property
    def empty(self) -> bool:
        return not self.words and not self.filters and self.effective == (None, None)


@dataclass(frozen=True)
class _Part:
    """A word, a quoted phrase or an operator, in the order typed; `tied` to the one before it without a space."""

    text: str
    kind: str
    minus: bool = False
    tied: bool = False


def parse(text: str) -> Query:
    """Never raises; see the module's text for the language."""
    repairs: list[str] = []
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        repairs.append(f"只搜了前 {MAX_LENGTH} 个字")
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    parts = _sentences(_joined(_parts(seen.strip(), repairs)), repairs)
    return _assemble(parts, repairs)


def _parts(text: str, repairs: list[str]) -> list[_Part]:
    parts: list[_Part] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        tied, before = at > 0 and not text[at - 1].isspace(), len(parts)
        at = _part(text, at, parts, repairs)
        parts[before:] = [replace(part, tied=tied) for part in parts[before:]]
    return parts


def _part(text: str, at: int, parts: list[_Part], repairs: list[str]) -> int:
    """Where the next one begins."""
    minus = text[at] in "-－" and at + 1 < len(text) and not text[at + 1].isspace()
    at += minus
    if text[at] in _OPEN:
        return _quoted(text, at, minus, parts, repairs)
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in _OPEN:
        end += 1
    _word(text[at:end].translate(_FULL), minus, parts, repairs)
    return end


def _quoted(text: str, at: int, minus: bool, parts: list[_Part], repairs: list[str]) -> int:
    """A phrase; a quote that is never closed is passed over and its words are searched."""
    closing = text.find(_CLOSE.get(text[at], text[at]), at + 1)
    if closing < 0:
        ends = [i for i in (text.find(c, at + 1) for c in '”"＂」』’〞') if i >= 0]
        closing = min(ends, default=-1)
    if closing < 0:
        repairs.append("引号少了一半，按普通词搜")
        return at + 1
    inside = text[at + 1 : closing].strip()
    if inside:
        parts.append(_Part(inside, "phrase", minus))
    return closing + 1


def _word(word: str, minus: bool, parts: list[_Part], repairs: list[str]) -> None:
    if word in _AND or word in _OR or word in _NOT:
        parts.append(_Part("AND" if word in _AND else "OR" if word in _OR else "NOT", "operator"))
        return
    if word == "-":
        repairs.append(_STRAY)
        return
    if word != (bare := word.strip("()")) and ("(" in word or ")" in word) and not _balanced_inside(word):
        repairs.append("括号不起作用，已去掉")
        word = bare
    if word:
        parts.append(_Part(word, "word", minus))


def _joined(parts: list[_Part]) -> list[_Part]:
    """法规: followed by a space or a quote takes what comes next."""
    out: list[_Part] = []
    for part in parts:
        waits = out and out[-1].kind == "word" and out[-1].text.endswith(":") and out[-1].text[:-1] in FIELDS
        if waits and part.kind != "operator" and not part.minus:
            out[-1] = _Part(out[-1].text + part.text, "word", out[-1].minus)
        else:
            out.append(part)
    return out


def _sentences(parts: list[_Part], repairs: list[str]) -> list[_Part]:
    """A sentence with quotes in it is one text: who quotes a word in passing does not ask for it alone."""
    stretches: list[list[_Part]] = []
    for part in parts:
        if part.tied and stretches and part.kind != "operator" and not part.minus:
            stretches[-1].append(part)
        else:
            stretches.append([part])
    out: list[_Part] = []
    for stretch in stretches:
        around = sum(len(_HAN.findall(part.text)) for part in stretch if part.kind == "word")
        quotes = any(part.kind == "phrase" for part in stretch)
        if quotes and around >= SENTENCE and not stretch[0].minus and not _FIELD.match(stretch[0].text):
            repairs.append("句子里的引号当普通文字；只要引号里的原话，就在引号前后各空一格")
            out.append(_Part(" ".join(part.text for part in stretch), "word"))
        else:
            out += stretch
    return out


def _balanced_inside(word: str) -> bool:
    """解释（一） keeps its brackets; (工伤 does not."""
    return word.count("(") == word.count(")") and not word.startswith("(")


def _assemble(parts: list[_Part], repairs: list[str]) -> Query:
    state = _State()
    for i, part in enumerate(parts):
        before = parts[i - 1] if i else None
        after = parts[i + 1] if i + 1 < len(parts) else None
        if part.kind == "operator":
            dangling = after is None or after.kind == "operator" or (before is None and part.text != "NOT")
            if dangling and not (part.text != "NOT" and after and after.text == "NOT"):
                repairs.append(_STRAY)
            continue
        negated = part.minus or bool(before and before.kind == "operator" and before.text == "NOT")
        joins = {p.text for p in (before, after) if p and p.kind == "operator" and p.text != "NOT"}
        state.take(part, negated, joins, bool(before and before.text == "OR" and before.kind == "operator"), repairs)
    return state.query(repairs)


class _State:
    """Collects the parts of a query in order."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.phrases: list[str] = []
        self.must: list[str] = []
        self.groups: list[list[str]] = []
        self.excluded: list[str] = []
        self.filters: dict[str, str] = {}
        self.effective: tuple[datetime.date | None, datetime.date | None] = (None, None)

    def take(self, part: _Part, negated: bool, joins: set[str], continues: bool, repairs: list[str]) -> None:
        if part.kind == "word" and not negated and self._field(part.text, repairs):
            return
        if negated:
            self.excluded.append(part.text)
        elif "OR" in joins:
            if not (continues and self.groups):
                self.groups.append([])
            self.groups[-1].append(part.text)
        elif part.kind == "phrase":
            self.phrases.append(part.text)
        elif "AND" in joins:
            self.must.append(part.text)
        else:
            self.text.append(part.text)

    def _field(self, word: str, repairs: list[str]) -> bool:
        found = _FIELD.match(word)
        if not found or found[1] not in FIELDS:
            return False
        name, wanted = FIELDS[found[1]], found[2].strip(" 《》")
        if name != "effective":
            self.filters[name] = wanted
            return True
        bounds = _range(wanted)
        if bounds and bounds[0] and bounds[1] and bounds[0] > bounds[1]:
            repairs.append("日期前后写反了，已对调")
            bounds = _range("..".join(reversed(wanted.split(".."))))
        if bounds is None:
            repairs.append(f"没看懂日期“{wanted}”，写成 2020-01-01..2024-12-31")
        else:
            self.effective = bounds
        return True

    def query(self, repairs: list[str]) -> Query:
        lonely = [group[0] for group in self.groups if len(group) == 1]
        return Query(
            " ".join([*self.text, *lonely]),
            tuple(self.phrases),
            tuple(self.must),
            tuple(tuple(group) for group in self.groups if len(group) > 1),
            tuple(self.excluded),
            self.filters,
            self.effective,
            tuple(dict.fromkeys(repairs)),
        )


def _range(text: str) -> tuple[datetime.date | None, datetime.date | None] | None:
    left, dots, right = text.partition("..")
    first = _day(left, last=False) if left else None
    second = _day(right if dots else left, last=True) if (right or not dots) else None
    if (left and first is None) or ((right if dots else left) and second is None) or (first is None and second is None):
        return None
    return first, second


def _day(text: str, *, last: bool) -> datetime.date | None:
    """2020 is its first or last day, 2020-05 too."""
    found = _DAY.match(text.strip())
    if not found:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    try:
        if day:
            return datetime.date(year, int(month), int(day))
        if month:
            first = datetime.date(year, int(month), 1)
            following = datetime.date(year + int(month) // 12, int(month) % 12 + 1, 1)
            return following - datetime.timedelta(days=1) if last else first
        return datetime.date(year, 12, 31) if last else datetime.date(year, 1, 1)
    except ValueError:
        return None
