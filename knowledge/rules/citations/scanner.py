"""What stands in a text: titles, document numbers, articles, pronouns. Nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from . import names, tables
from .grammar import Cited, read_articles
from .library import Library, Trie

_MAX_TITLE = 160
_MAX_NOTE = 200
_MAX_QUOTE = 2000
_MAX_BOUND = 60
_HIDDEN = "\x00"
_OPENERS = {"《": "》", "〈": "〉", "<": ">"}


class Kind(Enum):
    """TITLE: 《…》. NAME: a known name without brackets. NUMBER: 法释〔2020〕26号. The rest as in the grammar."""

    TITLE = auto()
    NAME = auto()
    NUMBER = auto()
    ARTICLES = auto()
    PREVIOUS = auto()
    SAME = auto()
    BARE = auto()


@dataclass
class Token:
    """`name` is the title, number or pronoun; `after` the end of the notes in brackets that follow a title."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    after: int = 0
    cited: list[Cited] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    year: int = 0
    numbers: set[str] = field(default_factory=set)


@dataclass
class Scan:
    """Tokens in order of place; `masked` is the text with titles and notes blanked out, character for character."""

    text: str
    masked: str
    tokens: list[Token]
    quotes: list[tuple[int, int]]
    is_statute: bool


def scan(text: str, library: Library, typed: bool = False, bound: Iterable[str] = ()) -> Scan:
    """Read the whole text once; time grows with its length alone. `typed`: a search box, where an informal name may
    stand anywhere. `bound`: names that an earlier part of the document gave."""
    cover = _Cover(text)
    tokens = _bracketed(text, cover, library)
    for token in tokens:
        _read_notes(text, token, cover)
    for match in tables.pattern("reference", "case_number").finditer(cover.text()):
        cover.hide(*match.span())
    tokens += _document_numbers(cover, library)
    bare = _bare_names(text, cover, library, [*((name, 0) for name in bound), *_bound(tokens)], typed)
    for token in bare:
        _read_notes(text, token, cover)
    tokens = sorted(tokens + bare, key=lambda t: t.start)
    masked = cover.text()
    statute = bool(tables.pattern("document", "statute").search(text))
    tokens += _articles(masked, tokens, statute)
    return Scan(text, masked, sorted(tokens, key=lambda t: t.start), _quotes(text), statute)


class _Cover:
    """The text with pieces hidden, so that later patterns pass over them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans: list[tuple[int, int]] = []

    def hide(self, start: int, end: int) -> None:
        self._spans.append((start, end))

    def text(self) -> str:
        """Apply what was hidden since the last call."""
        pieces, at = [], 0
        for start, end in sorted(self._spans):
            start = max(start, at)
            if end > start:
                pieces += [self._text[at:start], _HIDDEN * (end - start)]
                at = end
        self._text = "".join([*pieces, self._text[at:]])
        self._spans = []
        return self._text


def _bracketed(text: str, cover: _Cover, library: Library) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for opener in re.finditer("[《〈<]", text):
        if opener.start() < at:
            continue
        end = _closing(text, opener.start())
        inner = text[opener.end() : end - 1] if end else ""
        if not inner.strip() or (opener[0] != "《" and names.kind_of(inner) is not names.NameKind.LAW):
            continue
        start, end = _unbracketed_whole(text, opener.start(), end, at, library)
        name = inner if start == opener.start() else text[start:end]
        tokens.append(Token(Kind.TITLE, start, end, name, end))
        cover.hide(start, end)
        at = end
    return tokens


def _unbracketed_whole(text: str, start: int, end: int, floor: int, library: Library) -> tuple[int, int]:
    """关于适用《民事诉讼法》的解释 without brackets of its own: the title inside is not the law that is cited."""
    lead = tables.pattern("title", "whole_before").search(text[max(floor, start - 48) : start])
    tail = tables.pattern("title", "whole_after").match(text, end) if lead else None
    if not lead or not tail:
        return start, end
    begin = start - len(lead[0])
    followed = tables.pattern("article", "full").match(text, tail.end())
    return (begin, tail.end()) if followed or library.named(text[begin : tail.end()]) else (start, end)


def _closing(text: str, start: int) -> int:
    """End of the bracket that opens at `start`, brackets inside it counted; 0 when it never closes."""
    closer, depth = _OPENERS[text[start]], 0
    limit = min(len(text), start + _MAX_TITLE)
    if text.find(closer, start, limit) < 0:
        return 0
    for at in range(start, limit):
        character = text[at]
        if character == "\n":
            return 0
        if character == text[start]:
            depth += 1
        elif character == closer:
            depth -= 1
            if depth == 0:
                return at + 1
    return 0


def _note(text: str, at: int) -> tuple[int, int] | None:
    """Span of （…） that stands at `at`, inner brackets included."""
    while at < len(text) and text[at] in " \t\u3000*":
        at += 1
    if at >= len(text) or text[at] not in "（(":
        return None
    depth, limit = 0, min(len(text), at + _MAX_NOTE)
    if text.find("）", at, limit) < 0 and text.find(")", at, limit) < 0:
        return None
    for place in range(at, limit):
        if text[place] in "（(":
            depth += 1
        elif text[place] in "）)":
            depth -= 1
            if depth == 0:
                return at, place + 1
        elif text[place] == "\n":
            return None
    return None


def _read_notes(text: str, token: Token, cover: _Cover) -> None:
    """Take in what stands in brackets behind a title: document number, edition, the name it bears from here on."""
    token.after = token.end
    for _ in range(3):
        span = _note(text, token.after)
        if span is None:
            break
        inner = text[span[0] + 1 : span[1] - 1]
        if tables.pattern("article", "full").search(inner) or not _is_note(inner):
            break
        token.binds += [m["name"].strip() for m in tables.pattern("title", "alias").finditer(inner)]
        token.numbers |= names.document_keys(inner)
        year = tables.pattern("title", "revision").search(inner)
        token.year = int(year["year"]) if year else token.year
        token.after = span[1]
        cover.hide(*span)


def _is_note(inner: str) -> bool:
    """An enumeration mark （一） is none."""
    return len(inner) > 2 or inner in ("试行", "暂行")


def _bound(tokens: list[Token]) -> list[tuple[str, int]]:
    return [(name, token.after) for token in tokens for name in token.binds]


def _document_numbers(cover: _Cover, library: Library) -> list[Token]:
    masked = cover.text()
    tokens = []
    for match in tables.pattern("reference", "doc_number").finditer(masked):
        prefix = _prefix(match["prefix"])
        if not prefix or any(word in prefix for word in tables.words("case_words")):
            continue
        year = re.sub(r"\D", "", match["year"])
        start = match.start("year") - len(prefix)
        tokens.append(_number_token(match, start, names.document_key(prefix, year, match["n"])))
    for match in tables.pattern("reference", "order").finditer(masked):
        for start in range(match.start("prefix"), match.end("prefix") - 1):
            key = names.document_key(masked[start : match.end("prefix")] + "令", "", match["n"])
            if key in library.numbers:
                tokens.append(_number_token(match, start, key))
                break
    for token in tokens:
        cover.hide(token.start, token.end)
    return tokens


def _number_token(match: re.Match[str], start: int, key: str) -> Token:
    return Token(Kind.NUMBER, start, match.end(), key, match.end(), numbers={key})


def _prefix(words: str) -> str:
    """根据法释 as 法释: what the number itself begins with; empty when it is none."""
    known = [prefix for prefix in tables.words("doc_prefixes") if words.endswith(prefix)]
    if known:
        best = max(known, key=len)
        before = words[: -len(best)]
        if len(best) > 1 or not before or before.endswith(tables.words("strict_before")):
            return best
    if not words.endswith(tables.words("doc_prefix_ends")):
        return ""
    lead = list(tables.pattern("reference", "lead").finditer(words))
    return words[lead[-1].end() :] if lead else words


def _bare_names(text: str, cover: _Cover, library: Library, bound: list[tuple[str, int]], typed: bool) -> list[Token]:
    """Names without brackets: the longest that ends at a place, read from the last place to the first."""
    masked = cover.text()
    folded = names.fold(masked)
    starts = dict(reversed(bound[:_MAX_BOUND]))
    ends = "".join({*library.last_characters, *(name[-1] for name in starts)})
    if not ends:
        return []
    tokens: list[Token] = []
    for match in re.finditer(f"[{re.escape(names.fold(ends))}]", folded):
        found = _longest(folded, match.end(), library.trie)
        own = [
            n
            for n, place in starts.items()
            if place <= match.start() and folded.endswith(names.fold(n), 0, match.end())
        ]
        best = max([found, *own], key=len)
        if not best or (best not in own and not _stands_free(folded, match.end(), best, library, typed)):
            continue
        token = _bare_token(folded, match.end() - len(best), match.end(), text)
        while tokens and tokens[-1].start >= token.start:
            tokens.pop()
        if tokens and tokens[-1].end > token.start:
            continue
        tokens.append(token)
    for token in tokens:
        cover.hide(token.start, token.end)
    return tokens


def _longest(folded: str, end: int, trie: Trie) -> str:
    """The longest name that ends at `end`, as written."""
    node, at, best = trie, end, 0
    while at > 0 and folded[at - 1] in node:
        node = node[folded[at - 1]]
        at -= 1
        if "" in node:
            best = end - at
    return folded[end - best : end]


def _stands_free(folded: str, end: int, name: str, library: Library, typed: bool) -> bool:
    """An informal name (安全法) counts only where no longer word runs into it."""
    start = end - len(name)
    if tables.pattern("title", "not_name").match(folded, end):
        return False
    if typed or start == 0 or names.canonical(name) not in library.informal:
        return True
    before = folded[start - 1]
    if name[0].isdigit() and before.isdigit():
        return False
    return not "\u4e00" <= before <= "\u9fa5" or before in tables.words("strict_before")


def _bare_token(folded: str, start: int, end: int, text: str) -> Token:
    """Widened where the name is but a part: 杭州市工伤保险条例, 劳动合同法实施条例."""
    successor = tables.pattern("title", "successor").match(folded, end)
    if successor:
        end = successor.end()
    if folded.endswith(names.COUNTRY, 0, start):
        start -= len(names.COUNTRY)
    locality = tables.pattern("title", "locality").search(folded[max(0, start - 10) : start])
    if locality:
        words = locality[0]
        lead = list(tables.pattern("reference", "lead").finditer(words))
        start -= len(words) - (lead[-1].end() if lead else 0)
    return Token(Kind.NAME, start, end, text[start:end], end)


def _articles(masked: str, titles: list[Token], statute: bool) -> list[Token]:
    full, short = tables.pattern("article", "full"), tables.pattern("article", "short")
    bridge = tables.pattern("title", "bridge")
    heads = list(full.finditer(masked))
    for token in titles:
        gap = bridge.match(masked, token.after)
        match = short.match(masked, gap.end() if gap else token.after)
        heads += [match] if match else []
    own = {m.end() for m in tables.pattern("document", "own_heading").finditer(masked)} if statute else set()
    tokens: list[Token] = []
    at = 0
    for head in sorted(heads, key=lambda m: m.start()):
        if head.start() < at or head.end() in own or head.end() + 1 in own:
            continue
        cited, at = read_articles(masked, head)
        tokens.append(Token(Kind.ARTICLES, cited[0].start, at, cited=cited, after=at))
    return tokens + _relatives(masked, tokens)


def _relatives(masked: str, articles: list[Token]) -> list[Token]:
    taken = {place for token in articles for place in range(token.start, token.end)}
    found = []
    for name, kind in (
        ("previous", Kind.PREVIOUS), ("same", Kind.SAME), ("bare", Kind.BARE), ("bare_item", Kind.BARE)
    ):  # fmt: skip
        for match in tables.pattern("relative", name).finditer(masked):
            if match.start() not in taken:
                found.append(Token(kind, match.start(), match.end(), match[0], match.end()))
                taken.update(range(match.start(), match.end()))
    return found


def _quotes(text: str) -> list[tuple[int, int]]:
    """Spans of “…” that quote a rule: they follow 规定, 载明, a colon or an article. Longer ones count as broken."""
    pairs, opened = [], None
    for match in re.finditer("[“”]", text):
        if match[0] == "“":
            opened = match.start() if opened is None else opened
        elif opened is not None:
            before = text[max(0, opened - 2) : opened].rstrip()[-1:]
            if match.end() - opened <= _MAX_QUOTE and before in tables.words("quoted_after") and before:
                pairs.append((opened, match.end()))
            opened = None
    return pairs
