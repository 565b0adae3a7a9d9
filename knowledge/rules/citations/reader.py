"""Which law each article of a text belongs to: titles, pronouns, inheritance."""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .. import numerals
from . import names, tables
from .grammar import Cited, Place, read_places
from .library import Entry, Library
from .scanner import Kind, Scan, Token
from .targets import NOTHING, Sort, Target, identify

_REACH = 1500
_NEAR = 300
_REMEMBERED = 60
_BEFORE = 56
_SENTENCE = re.compile(r"[。\n]")


@dataclass(frozen=True)
class Own:
    """The text is itself law: an article (`article`) or a whole statute of `entry`, in the version with that id."""

    entry: Entry
    version: int | None = None
    article: str | None = None


@dataclass(frozen=True)
class Mention:
    """One article as cited, and what it belongs to. `cited` is None where a document number stands for the whole text.

    `relative`: no article number is written (前款, 该条第二款). `title_start` equals the start without a title.
    """

    start: int
    end: int
    target: Target
    cited: Cited | None
    title_start: int
    relative: bool = False
    opens: Cited | None = None


class Reader:
    """Walks the tokens of one text in order and remembers what was named."""

    def __init__(
        self, scan: Scan, library: Library, own: Own | None = None, bound: Mapping[str, str] | None = None
    ) -> None:
        self.scan, self.library, self.own = scan, library, own
        self.mentions: list[Mention] = []
        self.seen: list[Target] = []
        self.bound: dict[str, Target] = {}
        for name, title in (bound or {}).items():
            self.bound[names.canonical(name)] = identify(Token(Kind.TITLE, 0, 0, title), library, {})
        self._own_target = Target(Sort.HELD, own.entry.title, (own.entry,), own=True) if own else None
        self._current: Target | None = None
        self._used = 0
        self._title: tuple[Token, Target] | None = None
        self._last: tuple[Target, Cited] | None = None
        self._last_end = 0
        self._held: list[tuple[int, Target | None]] = []
        self._quotes = list(reversed(scan.quotes))
        self._lines = _Lines(scan.text, own) if own else None

    def read(self) -> list[Mention]:
        tokens = self.scan.tokens
        for index, token in enumerate(tokens):
            self._pass_quotes(token.start)
            if token.kind is Kind.ARTICLES:
                self._articles(token)
            elif token.kind in (Kind.TITLE, Kind.NAME, Kind.NUMBER):
                self._titled(token, tokens[index + 1] if index + 1 < len(tokens) else None)
            else:
                self._relative(token)
        return self.mentions

    # Titles

    def _titled(self, token: Token, following: Token | None) -> None:
        target = identify(token, self.library, self.bound)
        plain = names.canonical(token.name)
        if target.sort is Sort.UNKNOWN and plain in tables.words("kinds"):
            earlier = self._pronoun("该", plain)
            target = earlier if earlier.is_law else target
        for name in token.binds:
            self.bound[names.canonical(name)] = target
        before, self._title = self._title, (token, target)
        leads = following is not None and following.kind is Kind.ARTICLES and self._touches(token, following.start)
        if token.kind is Kind.NUMBER and not leads:
            beside = before is not None and self._touches(before[0], token.start)
            ahead = following is not None and following.kind is Kind.TITLE and self._touches(token, following.start)
            if target.is_law and not beside and not ahead:
                self.mentions.append(Mention(token.start, token.end, target, None, token.start))
            if target.sort is not Sort.HELD or beside:
                self._title = before
                return
        if target is NOTHING and leads:
            target = Target(Sort.CONTRACT, token.name, (), token.start)
            self._title = (token, target)
        if target is not NOTHING:
            self._take(target, token.after)

    def _touches(self, title: Token, start: int) -> bool:
        """Nothing but 的, 中 or a space stands between the title (with its notes) and the place."""
        if start < title.after or start - title.after > 12:
            return False
        return bool(tables.pattern("title", "bridge").fullmatch(self.scan.masked, title.after, start))

    def _take(self, target: Target, place: int) -> None:
        self._current, self._used = target, place
        if target.is_law and target not in self.seen[-1:]:
            self.seen.append(target)
            del self.seen[:-_REMEMBERED]

    def _pass_quotes(self, place: int) -> None:
        """What is named inside a quoted rule does not outlive the quotation."""
        while self._quotes and self._quotes[-1][0] < place:
            _, end = self._quotes.pop()
            self._held.append((end, self._current))
        while self._held and self._held[0][0] <= place:
            end, outer = self._held.pop(0)
            if outer is not None and outer is not self._current:
                self._current, self._used = outer, end

    # Articles

    def _articles(self, token: Token) -> None:
        target, start = self._antecedent(token)
        if target.sort is Sort.NOTHING and not self._speaks_of_law(token):
            return
        if target.sort is not Sort.NOTHING:
            self._take(target, token.end)
        opens: Cited | None = None
        for index, cited in enumerate(token.cited):
            place = start if index == 0 else cited.start
            low = opens if cited.joined else None
            self.mentions.append(Mention(cited.start, cited.end, target, cited, place, opens=low))
            opens = cited
        self._last = (target, token.cited[-1]) if target.is_law else None
        self._last_end = token.end

    def _antecedent(self, token: Token) -> tuple[Target, int]:
        """The law of a group of articles and where the words that name it begin."""
        if self._title and self._touches(self._title[0], token.start):
            return self._title[1], self._title[0].start
        at = max(0, token.start - _BEFORE)
        before = self.scan.masked[at : token.start]
        match = tables.pattern("reference", "pronoun").search(before)
        if match:
            return self._pronoun(match["who"], match["kind"]), at + match.start()
        match = tables.pattern("reference", "contract").search(before)
        if match:
            return Target(Sort.CONTRACT, match[0].strip(), (), at + match.start(), noun=True), at + match.start()
        match = tables.pattern("reference", "generic").search(before)
        name = _without_lead(match["title"]) if match else ""
        if match and name:
            begin = at + match.end("title") - len(name)
            return Target(Sort.UNKNOWN, name, (), begin), begin
        return self._inherited(token.start), token.start

    def _pronoun(self, who: str, kind: str) -> Target:
        if self._own_target and who == "本":
            return self._own_target
        for target in reversed(self.seen):
            if target.ends_with(kind):
                return target
        if self._own_target and self._own_target.ends_with(kind):
            return self._own_target
        return NOTHING

    def _inherited(self, start: int) -> Target:
        current, gap = self._current, self.scan.masked[self._used : min(start, self._used + _REACH)]
        if self._own_target:
            if current is None or (current is not self._own_target and _SENTENCE.search(gap)):
                return self._own_target
            return current
        if current is None or start - self._used > _REACH or tables.pattern("document", "heading_line").search(gap):
            return NOTHING
        if current.noun and "\n" in gap:
            return NOTHING
        return current

    def _speaks_of_law(self, token: Token) -> bool:
        """A bare article is kept, unresolved, only where the words around it say that a rule is meant."""
        tail = self.scan.masked[token.end : token.end + 4]
        return any(cited.places for cited in token.cited) or re.match(r"[的之]?规定", tail) is not None

    # 前款, 该条第二款, 第二款

    def _relative(self, token: Token) -> None:
        near = self._last is not None and token.start - self._last_end <= _NEAR
        same_sentence = near and not _SENTENCE.search(self.scan.masked[self._last_end : token.start])
        home = self._lines.home(token.start) if self._lines else None
        if token.kind is Kind.PREVIOUS:
            if home:
                self._previous(token, home[0], home[1])
        elif token.kind is Kind.SAME:
            places, end = read_places(self.scan.masked, token.end)
            own_article = token.name.startswith("本") and self._own_target is not None
            if own_article and home and places and self._own_target:
                self._add(token.start, end, self._own_target, home[0], places)
            elif not own_article and near and self._last:
                self._add(token.start, end, self._last[0], self._last[1].key, places)
        elif token.kind is Kind.BARE:
            places, end = read_places(self.scan.masked, token.start)
            if same_sentence and self._last and "款" in token.name:
                self._add(token.start, end, self._last[0], self._last[1].key, places)
            elif home and self._own_target:
                self._add(token.start, end, self._own_target, home[0], _within(places, home[2]))

    def _previous(self, token: Token, key: str, paragraph: int) -> None:
        match = tables.pattern("relative", "previous").match(token.name)
        if match is None or self._own_target is None:
            return
        count = numerals.to_int(match["count"]) if match["count"] else 1
        if match["unit"] == "条":
            number, _ = numerals.parse_article_key(key)
            for back in range(min(count, number - 1), 0, -1):
                self._add(token.start, token.end, self._own_target, str(number - back), [])
            return
        first = paragraph - count
        if first < 1:
            return
        places, end = read_places(self.scan.masked, token.end)
        wanted = _within(places, first) if places else [Place(n) for n in range(first, paragraph)]
        self._add(token.start, end, self._own_target, key, wanted)

    def _add(self, start: int, end: int, target: Target, key: str, places: list[Place]) -> None:
        number, sub = numerals.parse_article_key(key)
        cited = Cited(number, sub, start, end, tuple(places))
        self.mentions.append(Mention(start, end, target, cited, start, relative=True))


def _within(places: list[Place], paragraph: int) -> list[Place]:
    """Items named without a paragraph stand in this one."""
    return [place if place.paragraph else place._replace(paragraph=paragraph) for place in places]


def _without_lead(title: str) -> str:
    """依照食品安全法 as 食品安全法; empty when what is left names nothing."""
    lead = [m for m in tables.pattern("reference", "lead").finditer(title) if m.end() < len(title)]
    name = title[lead[-1].end() :] if lead else title
    return "" if len(name) < 3 or tables.pattern("reference", "not_generic").fullmatch(name) else name


class _Lines:
    """Where each article and paragraph of the own text begins."""

    def __init__(self, text: str, own: Own) -> None:
        self._starts: list[int] = [0]
        self._homes: list[tuple[str, int, int] | None] = [(own.article, 0, 0) if own.article else None]
        key, paragraph, listing, at = own.article, 0, 0, 0
        heading, item = tables.pattern("document", "own_heading"), tables.pattern("document", "item_line")
        for line in text.splitlines(keepends=True):
            match = heading.match(line) if own.article is None else None
            if match:
                key, paragraph, listing = _heading_key(match[0]), 0, 0
            if paragraph and item.match(line):
                listing = paragraph
            elif line.strip():
                paragraph += 1
            self._starts.append(at)
            self._homes.append((key, paragraph, listing) if key else None)
            at += len(line)

    def home(self, place: int) -> tuple[str, int, int] | None:
        """At a place of the text: article key, number of the paragraph, number of the last paragraph with items."""
        return self._homes[bisect.bisect_right(self._starts, place) - 1]


def _heading_key(words: str) -> str:
    match = re.search(r"第(.+?)条(?:之([一二三四五六七八九十]+))?", words)
    if match is None:
        return ""
    return numerals.article_key(numerals.to_int(match[1]), numerals.to_int(match[2]) if match[2] else 0)
