"""The legend of an attendance sheet: 图例：√出勤 △迟到 ×旷工 ○=休息; words before or behind, in one cell or several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from .marks import MEANINGS, Day, Unit, mark_key

_LABEL = re.compile(r"(?:考勤)?(?:图例|符号|记号|标记|代号|说明|备注|注)(?:说明)?\s*:?")
_MEANT = re.compile(r"表示|代表|即为|为|是|打|画|划|填|=|—+|-+>?|→")
_WITH = re.compile(r"(?<![\u3400-\u9fff])[用以](?=[^\u3400-\u9fff])")
_SIGNS = re.compile(r"[√✓✔×✕✗✘○〇●◎△▲▽▼◇◆□■☆★*#@&]")
_QUOTES = re.compile(r"[\"'“”‘’《》【】\[\]()<>「」『』]")
_HAN = r"\u3400-\u9fff"
_BEFORE = re.compile(rf"([^{_HAN}:]{{1,4}}):?([{_HAN}]{{1,8}})")
_BEHIND = re.compile(rf"([{_HAN}]{{1,8}}):?([^{_HAN}:]{{1,4}})")
_BOTH = re.compile(rf"([{_HAN}]{{1,8}}):([{_HAN}]{{1,8}})")
_UNIT = re.compile(r"单位\s*[:：]?\s*(?:(个?工日?|天|日)|(小时|工时|时|h))", re.IGNORECASE)
FEWEST = 2
"""Pairs that make a line without a label a legend."""


def read_legend(lines: Iterable[Sequence[str]]) -> dict[str, Day | None]:
    """Marks and what they mean from lines that are about nobody; None for a meaning that is not understood.

    A sign that a legend names in a way that is not understood keeps no meaning from elsewhere either.
    """
    legend: dict[str, Day | None] = {}
    for line in lines:
        text = _plain(line)
        labelled = bool(_LABEL.search(text))
        pairs = dict(_pairs(_WITH.sub(" ", _LABEL.sub(" ", text))))
        understood = [mark for mark, word in pairs.items() if word in MEANINGS]
        if (understood and (labelled or len(understood) >= FEWEST)) or (pairs and "图例" in text):
            legend |= {mark: MEANINGS.get(word) for mark, word in pairs.items()}
    return legend


def read_unit(lines: Iterable[Sequence[str]]) -> Unit:
    """What bare numbers are, where the sheet says so: 单位：工日, 单位：小时."""
    for line in lines:
        for text in line:
            if found := _UNIT.search(unicodedata.normalize("NFKC", text)):
                return Unit.DAYS if found[1] else Unit.HOURS
    return Unit.UNSAID


def _plain(line: Sequence[str]) -> str:
    text = " ".join(dict.fromkeys(cell for cell in line if cell))
    text = _MEANT.sub(":", _QUOTES.sub(" ", unicodedata.normalize("NFKC", text)))
    return re.sub(r"\s*:\s*", ":", text)


def _pairs(text: str) -> list[tuple[str, str]]:
    """(mark, word) of every token; a mark and a word that stand alone go together in the order of the line."""
    found, lone = [], []
    for token in re.split(r"[\s,，、;；。|]+", text):
        pair = _pair(token.strip(":"))
        if pair:
            found.append(pair)
        elif token.strip(":"):
            lone.append(token.strip(":"))
    words = [token in MEANINGS for token in lone]
    if len(lone) % 2 == 0 and all(words[i] != words[i + 1] and words[i] == words[0] for i in range(0, len(lone), 2)):
        for one, two in zip(lone[::2], lone[1::2], strict=True):
            found.append((mark_key(two), one) if one in MEANINGS else (mark_key(one), two))
        return found
    return [(mark_key(sign), "") for token in lone for sign in _SIGNS.findall(token)] + found


def _pair(token: str) -> tuple[str, str] | None:
    if match := _BEFORE.fullmatch(token):
        return mark_key(match[1]), match[2]
    if match := _BEHIND.fullmatch(token):
        return mark_key(match[2]), match[1]
    if match := _BOTH.fullmatch(token):
        mark, word = sorted(match.groups(), key=lambda text: (text in MEANINGS, len(text)))
        return mark_key(mark), word
    return None
