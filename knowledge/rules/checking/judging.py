"""From a citation to a verdict: does it exist, is it law, has it changed, are its words the law's."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from .. import structure
from ..citations import Entry, Library, Link, State, Version, names, repealed_on
from ..comparison import mark_changes
from ..matching import likeness
from . import quoting
from .endings import Struck, Successor
from .findings import Finding, Quoted, Replacement, Verdict
from .phrases import beyond, chinese, day_of, dead_since, label_of
from .retelling import Retold
from .wording import Comparison, Quote, compare, differs, plain, same_words

_MIN_ELSEWHERE = 10
"""Shorter quotations say nothing about which other article they may come from."""
_MIN_OLDER = 5
"""The same for another version of the same article."""
_GOES_ON = 0.6
"""A sentence less like the law than this no longer belongs to a quotation without marks."""
_AMENDED = 0.7
"""Where fewer of the old articles live on, the regulation was written anew and not amended."""
_HEIR = 0.35
"""Least likeness at which a new article carries on one that is gone under its own identity."""


class Texts(Protocol):
    """The official words, by version. Nothing where they are not held."""

    def of(self, version: int, key: str) -> str: ...

    def all(self, version: int) -> Mapping[str, str]: ...


@dataclass
class Judge:
    """Judges the citations of one text, dated `on`, as seen on `today`. `ended` says what replaced what."""

    text: str
    library: Library
    texts: Texts
    on: datetime.date
    today: datetime.date
    ended: Mapping[str, Successor] = field(default_factory=dict)
    struck: Mapping[int, Sequence[Struck]] = field(default_factory=dict)

    def findings(self, links: Sequence[Link]) -> list[Finding]:
        """One for each article; contracts are passed over, and so is what stands inside a quotation of the law."""
        held = [link for link in links if link.state is not State.NOT_LAW]
        quotes = quoting.quotes_by_link(self.text, held)
        shared = self._share(held, quotes)
        found = [self._finding(link, shared.get(index, [])) for index, link in enumerate(held)]
        meant = [one for rows in quotes.values() for one in rows if not one.far]
        meant += [one.quote for _, finding in found for one in finding.quotes]
        spans = {(quote.start, quote.end) for quote in meant if not quote.loose}
        found = [
            (link, finding)
            for link, finding in found
            if not any(start <= link.start and link.end <= end for start, end in spans)
        ]
        return [finding for link, finding in found if not (link.implied and finding.verdict is Verdict.RIGHT)]

    def _share(self, links: Sequence[Link], quotes: Mapping[int, list[Quote]]) -> dict[int, list[Quote]]:
        """Of a list of articles, the one whose words are nearest answers for the quotation behind the list."""
        out: dict[int, list[Quote]] = {}
        for index, rows in quotes.items():
            group = quoting.peers(self.text, links, index)
            for quote in rows:
                best = min(group, key=lambda i: (self._distance(links[i], quote), i != index)) if group[1:] else index
                out.setdefault(best, []).append(quote)
        return out

    def _distance(self, link: Link, quote: Quote) -> int:
        text = self._text(link)
        return compare(quote.text, text).changes if text else len(quote.text)

    def _text(self, link: Link) -> str:
        return self.texts.of(link.version, link.article) if link.version and link.article else ""

    def _finding(self, link: Link, quotes: list[Quote]) -> tuple[Link, Finding]:
        begin = min(link.title_start, link.start)
        base = Finding(begin, link.end, self.text[begin : link.end], Verdict.UNJUDGED, name=link.title)
        if link.article:
            base = replace(base, label=label_of(link.article), key=link.article)
        entry = self.library.entry(link.regulation) if link.regulation else None
        if entry is None or self._another(entry, link):
            return link, self._outside(base, link)
        base = replace(base, name=entry.short_title or entry.title, code=entry.code, day=link.version_date)
        version = next((v for v in entry.versions if v.id == link.version), None)
        if link.state is State.NO_SUCH_ARTICLE and version:
            return link, self._missing(base, entry, version, link)
        if link.state is not State.RESOLVED or version is None:
            return link, replace(base, reason=link.reason or "条文尚未收录，没法核对")
        return link, _Held(self, base, entry, version, link, quotes).finding()

    # What the library does not hold

    def _another(self, entry: Entry, link: Link) -> bool:
        """The words name a regulation that has ended, though people now call its successor so."""
        name = names.canonical(names.without_year(link.title))
        own = {names.canonical(names.without_year(title)) for title in (entry.title, entry.short_title)}
        return name not in own and (name in self.ended or repealed_on(name) is not None)

    def _outside(self, base: Finding, link: Link) -> Finding:
        if link.state is State.AMBIGUOUS or not link.title:
            return replace(base, reason=link.reason)
        plain_name = names.canonical(names.without_year(link.title))
        successor = self.ended.get(plain_name)
        day = repealed_on(link.title) or (successor.since if successor else None)
        if day is None or day > self.today:
            return replace(base, reason="这部法规不在本库里，没法核对。请到发布机关的网站查")
        return replace(
            base,
            verdict=Verdict.REPEALED,
            reason=dead_since(day, self.on),
            replaced=Replacement(successor.title, code=successor.code, since=successor.since) if successor else None,
        )

    # What an earlier or later version had

    def _missing(self, base: Finding, entry: Entry, version: Version, link: Link) -> Finding:
        """No such article on that day: never, not yet, or no more."""
        key = link.article or ""
        last = list(version.articles)[-1:] or [""]
        whole = f"{base.name}这一版到{label_of(last[0])}为止，" if last[0] and beyond(key, last[0]) else ""
        none = replace(base, verdict=Verdict.MISSING, reason=f"{whole}没有{base.label}")
        start = version.day or datetime.date.min
        for other in reversed(entry.ordered()):
            if key not in other.articles or other.id == version.id:
                continue
            day = other.day or datetime.date.min
            if day > start:
                return replace(none, notes=(f"{day_of(day)}起才有这一条",))
            now = version.keys.get(other.articles[key])
            if now:
                reason = f"这是旧版本的条号，{day_of(start)}起是{label_of(now)}"
                moved = Replacement(base.name, label_of(now), entry.code, now, version.day)
                return replace(base, verdict=Verdict.CHANGED, reason=reason, replaced=moved)
            return replace(base, verdict=Verdict.REPEALED, reason=f"这一条{day_of(start)}起删去了")
        return none


@dataclass
class _Held:
    """One citation of an article that the library holds."""

    judge: Judge
    base: Finding
    entry: Entry
    version: Version
    link: Link
    quotes: list[Quote]

    def finding(self) -> Finding:
        text = self.judge._text(self.link)
        gone = self._missing_place(text)
        if gone:
            return replace(self.base, verdict=Verdict.MISSING, reason=gone)
        quoted, elsewhere = self._quoted(text)
        ended = self._ended()
        if ended:
            return replace(self.base, verdict=Verdict.REPEALED, quotes=quoted, **ended)
        wrong = any(one.differs for one in quoted)
        if wrong and elsewhere.get("verdict"):
            return replace(self.base, quotes=quoted, **elsewhere)
        changed = self._changed(text)
        if changed.get("verdict") is Verdict.REPEALED:
            return replace(self.base, quotes=quoted, **changed)
        if wrong:
            notes = (*elsewhere.get("notes", ()), *([changed["reason"]] if changed else []))
            return replace(
                self.base, verdict=Verdict.MISQUOTED, reason="引号里的话和官方条文不一样", quotes=quoted, notes=notes
            )
        if changed:
            return replace(self.base, quotes=quoted, **changed)
        if not text and self.link.article:
            known = self.link.article in self.version.articles
            if self.quotes or not known:
                return replace(self.base, reason="条文尚未收录，没法核对原话")
        retold = {} if quoted else self._retold()
        if retold:
            return replace(self.base, **retold)
        return replace(self.base, verdict=Verdict.RIGHT, quotes=quoted, notes=(*self._doubts(), *self._to_come(text)))

    def _retold(self) -> dict[str, Any]:
        """Without a quotation: what is told of the article is what an older text of that number said."""
        key, texts = self.link.article or "", self.judge.texts
        older = [v for v in self.entry.ordered() if key in v.articles and v.id != self.version.id]
        older = [v for v in older if (v.day or datetime.date.max) < (self.version.day or datetime.date.min)]
        told = quoting.told(self.judge.text, self.link) if older else ""
        now = Retold.of(texts.all(self.version.id), key) if told else None
        for other in reversed(older) if now else ():
            if now and now.rather(told, texts.of(other.id, key)):
                return self._other_version(other, other.articles[key])
        return {}

    def _missing_place(self, text: str) -> str:
        """A paragraph or item that the article does not have."""
        paragraphs = structure.split_paragraphs(text)
        for place in self.link.places if paragraphs else ():
            if place.paragraph > len(paragraphs):
                return f"{self.base.label}只有 {len(paragraphs)} 款，没有第{chinese(place.paragraph)}款"
            rows = [paragraphs[place.paragraph - 1]] if place.paragraph else paragraphs
            numbers = {item.number for row in rows for item in row.items}
            if place.item and numbers and place.item not in numbers:
                return f"{self.base.label}这里没有第{chinese(place.item)}项"
        return ""

    def _quoted(self, text: str) -> tuple[tuple[Quoted, ...], dict[str, Any]]:
        """Each quotation beside the law, and where its words stand if not here."""
        out: list[Quoted] = []
        elsewhere: dict[str, Any] = {}
        for quote in self.quotes if text else ():
            quote, found = _best(quote, text)
            wrong = differs(quote, found)
            if not elsewhere and (wrong or (quote.far and not found.same)):
                elsewhere = self._elsewhere(quote)
                wrong = wrong or "verdict" in elsewhere
            if wrong or found.same:
                out.append(Quoted(quote, found, wrong))
        return tuple(out), elsewhere

    def _elsewhere(self, quote: Quote) -> dict[str, Any]:
        """The same words in another version of the article, or in another article of this version."""
        stable = self.link.article_id
        length = len(plain(quote.text).text)
        if length < _MIN_OLDER or stable is None:
            return {}
        for other in reversed(self.entry.ordered()):
            for key in {other.keys.get(stable, ""), self.link.article or ""} & other.articles.keys():
                if other.id != self.version.id and _holds(self.judge.texts.of(other.id, key), quote):
                    return self._other_version(other, other.articles[key])
        if length < _MIN_ELSEWHERE:
            return {}
        for key, text in list(self.judge.texts.all(self.version.id).items())[:1500]:
            if key != self.link.article and _holds(text, quote):
                return {"notes": (f"这些话在{label_of(key)}里",)}
        return {}

    def _other_version(self, other: Version, stable: int) -> dict[str, Any]:
        earlier = (other.day or datetime.date.min) < (self.version.day or datetime.date.min)
        day = day_of(self.version.day if earlier else other.day)
        said = f"引的是旧文本，{day}起已经修改" if earlier else f"引的是{day}起的文本，写的时候还没有施行"
        current = self.entry.current(self.judge.today) or self.version
        key = current.keys.get(stable, "")
        return {"verdict": Verdict.CHANGED, "reason": said, "replaced": self._at(current, key)}

    def _at(self, version: Version, key: str) -> Replacement:
        return Replacement(self.base.name, label_of(key) if key else "", self.entry.code, key, version.day)

    def _ended(self) -> dict[str, Any]:
        """The whole regulation, the article's paragraph or item is law no more."""
        judge = self.judge
        day, successor = self._end_of_regulation()
        if day or self.entry.ended(judge.today):
            by = Replacement(successor.title, code=successor.code, since=successor.since) if successor else None
            return {"reason": dead_since(day, judge.on), "replaced": by}
        for row in self._struck():
            if row.sure:
                return {"reason": f"这一部分{day_of(row.ended_on)}起失效"}
        return {}

    def _struck(self) -> list[Struck]:
        rows = self.judge.struck.get(self.link.article_id or 0, ())
        return [row for row in rows if row.ended_on <= self.judge.today and self._within(row)]

    def _doubts(self) -> tuple[str, ...]:
        return tuple(f"有人记下这一部分{day_of(row.ended_on)}起失效，还没有核实" for row in self._struck())

    def _end_of_regulation(self) -> tuple[datetime.date | None, Successor | None]:
        """The first day without force, by its own dates, by the table of laws, or by what another regulation says."""
        newest = self.entry.ordered()[-1]
        successor = self.judge.ended.get(names.canonical(names.without_year(self.entry.title)))
        if newest.ended_on and newest.ended_on <= self.judge.today:
            return newest.ended_on, successor
        day = repealed_on(self.entry.title) or (successor.since if successor else None)
        if day and day <= self.judge.today and (newest.day is None or newest.day < day):
            return day, successor
        return None, None

    def _within(self, row: Struck) -> bool:
        if not row.paragraph and not row.item:
            return True
        return any(
            place.paragraph in (0, row.paragraph) and place.item == row.item and (place.paragraph or place.item)
            for place in self.link.places
        )

    def _changed(self, text: str) -> dict[str, Any]:
        """What is different today: the words, the number, or the article is gone."""
        now = self.entry.current(self.judge.today)
        if now is None or now.id == self.version.id or self.link.article_id is None or self.link.article is None:
            return {}
        if (now.day or datetime.date.min) < (self.version.day or datetime.date.min):
            return {}
        day, key = day_of(now.day), now.keys.get(self.link.article_id, "")
        if not key:
            if not now.complete:
                return {}
            key = self._heir(text, now)
            if not key:
                return self._gone(now)
        after = self.judge.texts.of(now.id, key)
        if not text or not after:
            return {}
        moved = key != self.link.article
        if self._same_here(text, after):
            if not moved:
                return {}
            reason = f"{day}起改为{label_of(key)}，这里的文字没有变"
            return {"verdict": Verdict.CHANGED, "reason": reason, "replaced": self._at(now, key)}
        old, new = mark_changes(text, after)
        reason = f"{day}起这一条改了" + (f"，现在是{label_of(key)}" if moved else "")
        return {
            "verdict": Verdict.CHANGED, "reason": reason, "replaced": self._at(now, key),
            "old": tuple(old), "new": tuple(new),
        }  # fmt: skip

    def _gone(self, now: Version) -> dict[str, Any]:
        """Struck out by an amendment; where the whole regulation was written anew, nothing more than that is known."""
        day = day_of(now.day)
        kept = sum(article in now.keys for article in self.version.keys)
        if kept >= _AMENDED * len(self.version.keys) or self.link.article not in now.articles:
            return {"verdict": Verdict.REPEALED, "reason": f"这一条{day}起删去了"}
        reason = f"{day}起整部法规重新修订，找不到对应的条，现在的{self.base.label}说的是别的"
        return {"verdict": Verdict.CHANGED, "reason": reason, "replaced": self._at(now, "")}

    def _heir(self, text: str, now: Version) -> str:
        """Where an article that was rewritten, split or merged has gone: the new article most like it, else the new one
        that bears its number. Empty when it is simply gone."""
        fresh = {key: words for key, words in self.judge.texts.all(now.id).items() if now.articles.get(key)}
        alike = max(fresh, key=lambda key: likeness(text, fresh[key]), default="") if text else ""
        if alike and likeness(text, fresh[alike]) >= _HEIR:
            return alike
        same = now.articles.get(self.link.article or "")
        return self.link.article or "" if same is not None and same not in self.version.keys else ""

    def _same_here(self, before: str, after: str) -> bool:
        """The words cited are the same: of the paragraphs and items named, or of the whole article."""
        if same_words(before, after):
            return True
        parts = [(_part(before, p.paragraph, p.item), _part(after, p.paragraph, p.item)) for p in self.link.places]
        return bool(parts) and all(one and other and same_words(one, other) for one, other in parts)

    def _to_come(self, text: str) -> tuple[str, ...]:
        """A change that is published and not yet in force."""
        now = self.entry.current(self.judge.today)
        notes = [self.link.reason] if self.link.reason else []
        for version in self.entry.ordered():
            if now is None or not version.day or version.day <= self.judge.today or not self.link.article_id:
                continue
            key = version.keys.get(self.link.article_id, "")
            after = self.judge.texts.of(version.id, key) if key else ""
            if not key and version.complete:
                notes.append(f"{day_of(version.day)}起这一条删去")
            elif text and after and not same_words(text, after):
                notes.append(f"{day_of(version.day)}起这一条有修改")
        if (self.version.day or datetime.date.min) > self.judge.today:
            notes.append(f"这个版本{day_of(self.version.day)}起才施行")
        return tuple(dict.fromkeys(notes))


def _best(quote: Quote, text: str) -> tuple[Quote, Comparison]:
    """A loose quotation is read as far as it goes on giving the law's words."""
    if not quote.loose:
        return quote, compare(quote.text, text)
    end = 0
    for stop in quoting.sentence_ends(quote.text):
        if end and compare(quote.text[end:stop], text).near < _GOES_ON:
            break
        end = stop
    cut = replace(quote, text=quote.text[:end], end=quote.start + end)
    return cut, compare(cut.text, text)


def _holds(text: str, quote: Quote) -> bool:
    return bool(text) and plain(quote.text).text in plain(text).text


def _part(text: str, paragraph: int, item: int) -> str:
    """The words of a paragraph (its items too) or of an item; without a paragraph, the first item of that number."""
    for row in structure.split_paragraphs(text):
        if paragraph and row.number != paragraph:
            continue
        if not item:
            return "\n".join([row.text, *(one.text for one in row.items)])
        for one in row.items:
            if one.number == item:
                return one.text
    return ""
