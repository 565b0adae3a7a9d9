"""Sixty citations drawn at random from the imported statutes: what is asked of the check by any seed."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.models import ArticleText
from knowledge.rules import numerals, structure
from knowledge.rules.checking import Verdict
from knowledge.rules.citations import Entry, Version, names, tables
from knowledge.services.library import load_library

COUNTS = {Verdict.RIGHT: 20, Verdict.MISSING: 10, Verdict.REPEALED: 10, Verdict.CHANGED: 10, Verdict.MISQUOTED: 10}
LEADS = (
    "规定：“{}”", "规定“{}”", "写明，“{}”", "讲到这件事时说：“{}”", "是这样写的：「{}」",
    "提醒大家，要看原文，“{}”这一句",
)  # fmt: skip
TALK = ("有人问过这件事。", "先把账算清楚。", "工地上常常碰到。", "班组长要会讲。")
KINDS = {"法": "该法", "条例": "该条例", "规定": "该规定", "办法": "该办法"}
_CHINESE = re.compile(r"[\u4e00-\u9fa5]")
_LEAST, _MOST = 15, 120


@dataclass(frozen=True)
class Drawn:
    """A passage whose last `count` citations are judged `verdict`; `on`: the day it was written."""

    text: str
    verdict: Verdict
    on: datetime.date
    count: int = 1


@dataclass
class Draw:
    """Draws for one seed. `today` is the day of the check."""

    seed: int
    today: datetime.date
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.library = load_library()
        self.words = texts()
        ends = tables.known_laws()
        self.living = [
            entry
            for entry in self.library.entries
            if (now := entry.in_force(self.today)) and now.complete and len(now.articles) > 5
            and now.id in self.words and len(self.library.named(entry.title)) == 1
            and ends.get(names.canonical(entry.title)) is None
        ]  # fmt: skip

    def passages(self) -> list[Drawn]:
        """Sixty citations of the five classes, in any order; those of other days than today are last."""
        makers = {
            Verdict.RIGHT: self.right, Verdict.MISSING: self.missing, Verdict.REPEALED: self.repealed,
            Verdict.CHANGED: self.changed, Verdict.MISQUOTED: self.misquoted,
        }  # fmt: skip
        out: list[Drawn] = []
        for verdict, wanted in COUNTS.items():
            made = 0
            while made < wanted:
                one = makers[verdict]()
                if one and made + one.count <= wanted:
                    out.append(one)
                    made += one.count
        self.chance.shuffle(out)
        return sorted(out, key=lambda one: one.on, reverse=True)

    def right(self) -> Drawn | None:
        entry, now, key = self.article()
        form = self.chance.randrange(6)
        if form == 0:
            other = self.chance.choice(list(now.articles))
            if other == key:
                return None
            return self.drawn(f"{self.cite(entry, now, key)}、{label(other)}都要看。", Verdict.RIGHT, count=2)
        if form == 1:
            word = next((word for kind, word in KINDS.items() if names.canonical(entry.title).endswith(kind)), "")
            other = self.chance.choice(list(now.articles))
            text = f"{self.cite(entry, now, key)}要看。{self.chance.choice(TALK)}{word}{self.number(other)}也要看。"
            return self.drawn(text, Verdict.RIGHT, count=2) if word else None
        if form == 2:
            return self.drawn(f"{self.cite(entry, now, key)}{self.place(now, key)}说的就是这件事。", Verdict.RIGHT)
        if form == 3:
            keys = list(now.articles)
            at = self.chance.randrange(len(keys) - 3)
            text = f"{self.cite(entry, now, keys[at], spelt=True)}至{label(keys[at + 2])}是一组。"
            return self.drawn(text, Verdict.RIGHT, count=2)
        sentence = self.sentence(now, key)
        if not sentence:
            return None
        quote = f"说的是，{sentence}" if form == 4 else self.quote(sentence)
        return self.drawn(f"{self.cite(entry, now, key)}{quote}。", Verdict.RIGHT)

    def missing(self) -> Drawn | None:
        entry, now, _ = self.article()
        last = max(numerals.parse_article_key(key)[0] for v in entry.versions for key in v.articles)
        key = numerals.article_key(last + self.chance.randrange(1, 40), 0)
        return self.drawn(f"{self.cite(entry, now, key)}常被人提起。", Verdict.MISSING)

    def repealed(self) -> Drawn | None:
        """A law of the table, or one that the text of another says is ended, which the library does not hold."""
        ended = [name for name, day in tables.known_laws().items() if day and day < self.today]
        ended += [title for title in stated_ended() if not self.library.named(title)]
        name = self.chance.choice(ended)
        key = str(self.chance.randrange(1, 20))
        return self.drawn(f"{self.chance.choice(TALK)}《{name}》{self.number(key)}讲过这件事。", Verdict.REPEALED)

    def changed(self) -> Drawn | None:
        """By the words (a quotation of an older text) or by the day (written when that text was law)."""
        pairs = [(entry, now, old) for entry, now, old in self.amended()]
        entry, now, old = self.chance.choice(pairs)
        key = self.chance.choice(list(old.articles))
        stable = old.articles[key]
        before, after = self.words[old.id].get(key, ""), self.words[now.id].get(now.keys.get(stable, ""), "")
        if not before or not after or plain(before) == plain(after):
            return None
        if self.chance.randrange(2):
            day = max(v.day for v in entry.versions if v.day and v.day <= old.day)  # type: ignore[operator]
            cited = self.cite(entry, old, key)
            return Drawn(f"按照{cited}办理。", Verdict.CHANGED, day + datetime.timedelta(days=1))
        sentence = self.sentence(old, key)
        if not sentence or plain(sentence) in plain("".join(self.words[now.id].values())):
            return None
        return self.drawn(f"{self.cite(entry, now, key)}{self.quote(sentence)}。", Verdict.CHANGED)

    def misquoted(self) -> Drawn | None:
        entry, now, key = self.article()
        sentence = self.sentence(now, key)
        wrong = self.spoilt(sentence) if sentence else ""
        everywhere = plain("".join(text for v in entry.versions for text in self.words.get(v.id, {}).values()))
        if not wrong or plain(wrong) in everywhere:
            return None
        return self.drawn(f"{self.cite(entry, now, key)}{self.quote(wrong)}。", Verdict.MISQUOTED)

    # Parts

    def drawn(self, text: str, verdict: Verdict, count: int = 1) -> Drawn:
        return Drawn(text, verdict, self.today, count)

    def article(self) -> tuple[Entry, Version, str]:
        entry = self.chance.choice(self.living)
        now = entry.in_force(self.today)
        assert now
        return entry, now, self.chance.choice(list(now.articles))

    def amended(self) -> Iterator[tuple[Entry, Version, Version]]:
        for entry in self.living:
            now = entry.in_force(self.today)
            for old in entry.versions:
                if now and old.day and now.day and old.day < now.day and old.complete and old.id in self.words:
                    yield entry, now, old

    def cite(self, entry: Entry, version: Version, key: str, spelt: bool = False) -> str:
        """The name in one of its forms, and the article."""
        title = entry.title
        short = title.removeprefix("中华人民共和国")
        forms = [f"《{title}》", f"《{short}》", f"依照{short}的"]
        if version.day and len({v.day and v.day.year for v in entry.versions}) == len(entry.versions):
            forms.append(f"《{short}》（{version.day.year}年{version.day.month}月{version.day.day}日起施行）")
        return self.chance.choice(forms) + (label(key) if spelt else self.number(key))

    def number(self, key: str) -> str:
        number, sub = numerals.parse_article_key(key)
        return f"第{number}条" if not sub and self.chance.randrange(4) == 0 else label(key)

    def place(self, version: Version, key: str) -> str:
        paragraphs = structure.split_paragraphs(self.words[version.id].get(key, ""))
        if not paragraphs:
            return ""
        row = self.chance.choice(paragraphs)
        item = f"第（{numerals.to_chinese(self.chance.choice(row.items).number)}）项" if row.items else ""
        return f"第{numerals.to_chinese(row.number)}款{item}"

    def sentence(self, version: Version, key: str) -> str:
        """A whole sentence of the article that may be quoted; empty where it has none."""
        rows = re.split(r"[。；：\n]", self.words[version.id].get(key, ""))
        fit = [row.strip() for row in rows if _LEAST <= len(plain(row)) <= _MOST and not re.search(r"[“”《》第]", row)]
        return self.chance.choice(fit) if fit else ""

    def quote(self, sentence: str) -> str:
        return self.chance.choice(LEADS).format(sentence)

    def spoilt(self, sentence: str) -> str:
        """One to five characters changed, added or left out inside."""
        places = [at for at in range(3, len(sentence) - 3) if _CHINESE.match(sentence[at])]
        if not places:
            return ""
        at, many = self.chance.choice(places), self.chance.randrange(1, 4)
        many = min(many, len(sentence) - 3 - at)
        other = "".join(self.chance.choice("不可三五七必须半两一并") for _ in range(many))
        how = self.chance.randrange(3)
        return sentence[:at] + ("" if how == 2 else other) + sentence[at + (0 if how == 1 else many) :]


def label(key: str) -> str:
    return numerals.article_label(*numerals.parse_article_key(key))


def plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def texts() -> dict[int, dict[str, str]]:
    """Version → key → official words."""
    out: dict[int, dict[str, str]] = {}
    rows = ArticleText.objects.published().exclude(text="").values_list("version_id", "number", "sub", "text")
    for version, number, sub, text in rows:
        out.setdefault(version, {})[numerals.article_key(number, sub)] = text
    return out


def stated_ended() -> list[str]:
    """Whole titles that a closing article says end with it, read plainly: 《…》同时废止 with one title before it."""
    rows = ArticleText.objects.published().filter(text__contains="》同时废止").values_list("text", flat=True)
    found = {
        match[1] for text in rows for match in re.finditer(r"[》，。、]?[^》《]{0,40}《([^《》]{4,40})》同时废止", text)
    }
    return sorted(title for title in found if not re.search(r"暂行$|试行$", title))
