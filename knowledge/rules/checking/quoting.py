"""Which words of a text are given as the words of which citation."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from ..citations import Link
from .wording import LABEL, Quote, plain

_MAX = 3000
_PAIRS = {"“": "”", "「": "」", "『": "』", '"': '"', "＂": "＂"}
_OPENERS = "".join(_PAIRS)
_CLOSERS = "".join(_PAIRS.values())
_LEAD = re.compile(
    r"(?:的|之|中|里|所|已|亦|也|则|还|就|均|又|对此|分别|明确|明文|清楚|进一步|原文|原话|全文|内容|条文|规定|载明|指出|写明|写道|写|要求"
    r"|强调|表述|提到|称|为|是|如下|即|说|讲|有|[）)：:，,—–\-\s]){0,12}"
)
_FIRM = re.compile(r"(?:规定|载明|指出|写明|写道|原文|全文|表述|内容|条文|如下|[：:])[，,\s为是]*$|[：:]\s*$")
_NEXT = re.compile(r"[，,、；;和及与以 \t\u3000]{0,3}")
_LOOSE = re.compile(r"(?:规定|载明|指出|写明|明确|要求|强调)(?:的是|了|如下)?\s*(?P<mark>[：:，,])\s*")
_BEFORE = re.compile(
    rf"[{re.escape(_CLOSERS)}][。，,；;！]?\s*(?P<how>(?:[（(〔\[]|—+|-{{2,}}|参见|见于|见|出自|引自|来自|语出|载于|依据|根据|这是|此为|就是|系|是|，|,|\s)+)$"
)
_TIES = re.compile(r"[、，,和及与或以并\s]{0,4}(?:以及|或者|并)?\s*")
_SENTENCE_END = re.compile(r"[。！？!?]")
_MAX_SENTENCES = 12
_FAR = 60
"""Words between a citation and a quotation that may still be meant as its own."""
_TOLD = 12
"""Characters behind a citation that tell something of it."""
_CUT = re.compile(r"[。！？!?；;\n]|第[^，,。；;]{1,9}[条款项]")
_STOP = re.compile(r"[。！？!?；;]|\n[ \t\u3000]*\n")
"""A single line break may be only where a line of a PDF was full."""


def quotes_by_link(text: str, links: Sequence[Link]) -> dict[int, list[Quote]]:
    """Index of a link → the words quoted as its own. A list of articles shares what stands behind its last one."""
    found: dict[int, list[Quote]] = {}
    taken: set[int] = set()
    starts = sorted({link.title_start for link in links} | {link.start for link in links})
    ahead = {index: quote for index, link in enumerate(links) if (quote := _standing_before(text, link))}
    others = {quote.start for quote in ahead.values()}
    for index, link in enumerate(links):
        quotes = list(_after(text, link, starts, others))
        if quotes:
            found[index] = quotes
            taken |= {quote.start for quote in quotes}
    for index, quote in ahead.items():
        if index not in found and quote.start not in taken:
            found[index] = [quote]
    for index, link in enumerate(links):
        if index not in found and not link.implied:
            quotes = [quote for quote in _far(text, link, starts) if quote.start not in taken | others]
            taken |= {quote.start for quote in quotes}
            if not any(len(plain(quote.text).text) >= LABEL for quote in quotes):
                quotes = list(_loose(text, link, starts))
            if quotes:
                found[index] = quotes
    return found


def peers(text: str, links: Sequence[Link], index: int) -> list[int]:
    """Links of the same list (第三十八条、第四十六条), `index` included: what is quoted behind it may be of any."""
    out = [index]
    for before in range(index - 1, -1, -1):
        gap = text[links[before].end : links[before + 1].title_start]
        if links[before].end != links[before + 1].end and not _TIES.fullmatch(gap):
            break
        out.append(before)
    return out


def _after(text: str, link: Link, starts: Sequence[int], others: Container[int]) -> Iterator[Quote]:
    """The quotation behind a citation, and those joined to it that do not belong to a citation behind them."""
    lead = _LEAD.match(text, link.end)
    at = lead.end() if lead else link.end
    words = text[link.end : at]
    firm = bool(_FIRM.search(words))
    any_found = False
    while at < len(text) and text[at] in _OPENERS:
        end = _closing(text, at)
        if not end or (any_found and at + 1 in others):
            break
        yield Quote(at + 1, end - 1, text[at + 1 : end - 1], firm=firm)
        any_found = True
        step = _NEXT.match(text, end)
        at = step.end() if step else end


def _far(text: str, link: Link, starts: Sequence[int]) -> Iterator[Quote]:
    """Quotations further on in the sentence, or one shortly before the citation: …第四十一条讲到特殊情况时，要求“……”.
    Other citations stand between neither; only their words show whether they are meant as the law's."""
    limit = min([place for place in starts if place > link.end], default=len(text))
    at = link.end
    while (start := _opener(text, at, min(limit, at + _FAR))) and (end := _closing(text, start)):
        yield Quote(start + 1, end - 1, text[start + 1 : end - 1], far=True)
        at = end
    floor = max([place for place in starts if place < link.title_start], default=0)
    closer = max(text.rfind(mark, max(floor, link.title_start - _FAR), link.title_start) for mark in _CLOSERS)
    start = _opening(text, closer) if closer > 0 and len(_STOP.findall(text[closer + 1 : link.title_start])) < 2 else -1
    if start > floor and "\n" not in text[closer : link.title_start]:
        yield Quote(start + 1, closer, text[start + 1 : closer], far=True)


def told(text: str, link: Link) -> str:
    """What the sentence says of an article: behind the citation, and before it where little follows."""
    stop = _STOP.search(text, link.end)
    after = text[link.end : min(stop.start() if stop else len(text), link.end + 2 * _FAR)]
    if len(plain(after).text) >= _TOLD:
        return after
    before = text[max(0, link.title_start - 2 * _FAR) : link.title_start]
    last = max([match.end() for match in _CUT.finditer(before)], default=0)
    return before[last:] + after


def _opener(text: str, start: int, end: int) -> int:
    """Where the next quotation of this sentence begins; 0: there is none."""
    stop = _STOP.search(text, start, end)
    end = stop.start() if stop else end
    return next((at for at in range(start, end) if text[at] in _OPENERS), 0)


def _loose(text: str, link: Link, starts: Sequence[int]) -> Iterator[Quote]:
    """第八十二条规定：用人单位… without marks: as far as the line, or the sentence before the next citation."""
    match = None
    for candidate in _LOOSE.finditer(text, link.end, min(len(text), link.end + 14)):
        match = candidate
        break
    if match is None or re.search(r"[。；;\n]", text[link.end : match.start()]):
        return
    start = match.end()
    line = text.find("\n", start)
    end = line if line >= 0 else len(text)
    for place in starts:
        if start < place < end:
            end = place
            break
    end = min(end, start + _MAX)
    stop = start
    for count, mark in enumerate(_SENTENCE_END.finditer(text, start, end)):
        stop = mark.end()
        if count >= _MAX_SENTENCES:
            break
    if stop == start and end == (line if line >= 0 else len(text)):
        stop = end
    if stop - start > 5 and text[start] not in _OPENERS:
        yield Quote(start, stop, text[start:stop], loose=True, firm=match["mark"] in "：:")


def sentence_ends(text: str) -> list[int]:
    """Where each sentence ends, the end of the text included."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return ends if ends and ends[-1] == len(text) else [*ends, len(text)]


def _standing_before(text: str, link: Link) -> Quote | None:
    """“……”（《劳动法》第四十一条）"""
    begin = max(0, link.title_start - 24)
    match = _BEFORE.search(text[begin : link.title_start])
    if match is None or not re.search(r"[^，,\s]", match["how"]):
        return None
    closer = begin + match.start()
    start = _opening(text, closer)
    return Quote(start + 1, closer, text[start + 1 : closer], firm=True) if start >= 0 else None


def _closing(text: str, start: int) -> int:
    """Behind the mark that closes the one at `start`; pairs inside are counted where they balance. 0: never."""
    opener, closer = text[start], _PAIRS[text[start]]
    limit = min(len(text), start + _MAX)
    if opener == closer:
        return text.find(closer, start + 1, limit) + 1
    depth = 0
    for at in range(start, limit):
        if text[at] == opener:
            depth += 1
        elif text[at] == closer:
            depth -= 1
            if depth == 0:
                return at + 1
    return text.find(closer, start, limit) + 1


def _opening(text: str, closer: int) -> int:
    """The mark that the one at `closer` closes; -1: none."""
    mark = text[closer]
    opener = next(one for one, other in _PAIRS.items() if other == mark)
    floor = max(0, closer - _MAX)
    if opener == mark:
        return text.rfind(opener, floor, closer)
    depth = 0
    for at in range(closer, floor - 1, -1):
        if text[at] == mark:
            depth += 1
        elif text[at] == opener:
            depth -= 1
            if depth == 0:
                return at
    return text.rfind(opener, floor, closer)
