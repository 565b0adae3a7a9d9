"""What an official text holds, whatever file it came in, and how its lines become articles."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from .numerals import article_label, to_int

NUMERAL = "0-9０-９零〇○一二三四五六七八九十百千两"
_HEADING = re.compile(rf"^第([{NUMERAL}]+)条(?:之([{NUMERAL}]+))?(\s+|$|(?=[\u4e00-\u9fff《“]))(.*)$", re.S)
_CHAPTER = re.compile(rf"^第([{NUMERAL}]+)(分编|编|章|节)(?:\s+|(?=\S))([^。；：]{{0,60}})$")
_GLUED = re.compile(rf"(?<=[。；])(第[{NUMERAL}]+[章节]\s*[^。；：，]{{1,30}})$")
_ANNEX = re.compile(r"^附(件|录|表)\s*[一二三四五六七八九十0-9]{0,3}\s*([：:].{0,40}|[^。；，]{0,40})$")
_ITEM = re.compile(r"^([（(]\s*[一二三四五六七八九十百0-9]{1,4}\s*[）)]|[0-9０-９]{1,2}\s*[.．、]|[①-⑳])")
_NOT_TEXT = re.compile(r"^[第规的、和至及或所之中前各款项目]")
_ENDS = "。：；！？…—”’）】》:;!?)"
_CONTINUES = "”’》）」。；，、：！？"
_LONG = 15
"""A line at least this long that ends without punctuation was broken in the middle of a sentence."""
KINDS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
RANK = {"part": 0, "subpart": 1, "chapter": 2, "section": 3}


class SourceError(ValueError):
    """A file that cannot be taken, in one line of Chinese; `line` counts from 1, 0 when it concerns the whole file."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"第 {line} 行：{what}" if line else what)
        self.line = line
        self.what = what


@dataclass(frozen=True)
class Oddity:
    """Something an editor should see; the text was taken all the same."""

    line: int
    what: str


@dataclass(frozen=True)
class SourceLine:
    """A line of the file. `level` is the number of # before a heading, 0 for text."""

    number: int
    text: str
    level: int = 0


@dataclass(frozen=True)
class ParsedChapter:
    """`kind` is part, subpart, chapter or section; `parent` is an index into the list of chapters."""

    kind: str
    number: int | None
    title: str
    line: int
    parent: int | None


@dataclass(frozen=True)
class ParsedArticle:
    """第二百七十六条之一 has number 276 and sub 1; `text` is without it, a paragraph or item a line."""

    number: int
    sub: int
    text: str
    line: int
    chapter: int | None


@dataclass(frozen=True)
class ParsedRegulation:
    """A whole official text. `part` is the book when the file holds one book of a code, empty otherwise."""

    title: str
    part: str
    info: tuple[str, ...]
    published_on: datetime.date | None
    effective_on: datetime.date | None
    number: str
    chapters: tuple[ParsedChapter, ...]
    articles: tuple[ParsedArticle, ...]
    preamble: str
    annex: str
    oddities: tuple[Oddity, ...]
    certain: bool = False


@dataclass
class Body:
    """The part of the text after its title and head note."""

    chapters: list[ParsedChapter] = field(default_factory=list)
    articles: list[ParsedArticle] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    annex: list[str] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)


def clean(text: str) -> str:
    """A line without invisible characters and outer white space; <中华人民共和国…> inside a title as 〈…〉."""
    visible = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"} or c == "\t")
    return re.sub(r"<([^<>《》〈〉A-Za-z/!]*[\u4e00-\u9fff][^<>《》〈〉]*)>", r"〈\1〉", visible).strip()


def tight(text: str) -> str:
    """Without any white space: 总　　则 as 总则."""
    return re.sub(r"\s+", "", text)


def read_body(lines: Sequence[SourceLine], *, any_start: bool) -> Body:
    """Lines as chapters, articles, what stands before and after. `any_start`: the first article need not be 第一条.

    Raises SourceError where the numbers leave a gap.
    """
    reader = _Reader(_headings(lines, any_start=any_start))
    for place, line in enumerate(lines):
        if line.text:
            reader.take(place, line)
    return reader.finish()


@dataclass(frozen=True)
class _Heading:
    number: int
    sub: int
    text: str


def _headings(lines: Sequence[SourceLine], *, any_start: bool) -> dict[int, _Heading | str]:
    """By place: the article that begins there, or why a line that looks like one is text."""
    candidates = [(n, h) for n, line in enumerate(lines) if (h := _candidate(line))]
    quoted = _quoted(lines)
    free = [(n, h) for n, h in candidates if n not in quoted]
    out: dict[int, _Heading | str] = {n: "引号里的条文按文字保留" for n, _ in candidates if n in quoted}
    annex = next(
        (n for n, line in enumerate(lines) if any(p < n for p, _ in free) and _ANNEX.match(line.text)), len(lines)
    )
    last: _Heading | None = None
    for at, (n, heading) in enumerate(free):
        if n > annex:
            break
        if last is None and not any_start and heading.number != 1:
            raise SourceError(lines[n].number, f"第一个条号是{_label(heading)}，前面的条文缺失，文件可能被截断")
        if last is None or _follows(last, heading):
            out[n] = last = heading
        elif (heading.number, heading.sub) <= (last.number, last.sub):
            out[n] = f"{_label(heading)}重复或倒退，按文字保留"
        elif any(_follows(last, later) for m, later in free[at + 1 :] if m < annex):
            out[n] = f"{_label(heading)}不接上一条，按文字保留"
        elif heading.number == last.number:
            out[n] = last = heading
        else:
            raise SourceError(lines[n].number, f"{_label(last)}之后直接是{_label(heading)}，中间缺条，文件可能被截断")
    return out


def _label(heading: _Heading) -> str:
    return article_label(heading.number, heading.sub)


def _follows(last: _Heading, heading: _Heading) -> bool:
    return (heading.number, heading.sub) in {(last.number + 1, 0), (last.number, last.sub + 1)}


def _candidate(line: SourceLine) -> _Heading | None:
    match = _HEADING.match(line.text)
    if not match or (not match[3] and match[4] and _NOT_TEXT.match(match[4])):
        return None
    try:
        number, sub = to_int(match[1]), to_int(match[2]) if match[2] else 0
    except ValueError:
        return None
    return _Heading(number, sub, match[4].strip()) if number <= 9999 else None


def _quoted(lines: Sequence[SourceLine]) -> set[int]:
    """Places of lines that begin inside “…”; a quotation that never closes counts as closed in its own line."""
    inside: set[int] = set()
    opened: int | None = None
    for n, line in enumerate(lines):
        marks = [c for c in line.text if c in "“”"]
        if opened is not None and marks and marks[0] == "”":
            inside.update(range(opened + 1, n + 1))
            opened, marks = None, marks[1:]
        if marks.count("“") > marks.count("”"):
            opened = n
    return inside


class _Reader:
    """Takes lines one by one and builds the body."""

    def __init__(self, headings: dict[int, _Heading | str]) -> None:
        self.headings = headings
        self.body = Body()
        self.path: list[int] = []
        self.article: _Heading | None = None
        self.article_line = 0
        self.text: list[str] = []
        self.levels: dict[int, str] = {}
        self.in_annex = False

    def take(self, place: int, line: SourceLine) -> None:
        heading = self.headings.get(place)
        if self.in_annex:
            self.body.annex.append(line.text)
        elif isinstance(heading, _Heading):
            self._close()
            self.article, self.article_line = heading, line.number
            self.text = []
            if heading.text:
                self._add(line.number, heading.text)
        elif self._is_annex(line):
            self._close()
            self.in_annex = True
            self.body.annex.append(line.text)
        elif not self._is_chapter(line):
            if heading:
                self._odd(line.number, heading)
            self._take_text(line)

    def _is_annex(self, line: SourceLine) -> bool:
        started = self.article is not None or bool(self.body.articles)
        return started and bool(_ANNEX.match(line.text))

    def _is_chapter(self, line: SourceLine) -> bool:
        match = _CHAPTER.match(line.text)
        short = bool(match) and not re.search("[，。；]", line.text) and len(tight(line.text)) <= 40
        if match and (line.level or short):
            kind = KINDS[match[2]]
            self._chapter(line, kind, to_int(match[1]), match[3])
            return True
        started = bool(self.body.articles or self.article or self.body.chapters)
        if line.level and started and not re.search("[，。；]", line.text):
            self._chapter(line, self.levels.get(line.level, "chapter"), None, line.text)
            return True
        if tight(line.text) == "附则" and started:
            kind = "part" if any(c.kind == "part" for c in self.body.chapters) else "chapter"
            self._chapter(line, kind, None, line.text)
            return True
        return False

    def _chapter(self, line: SourceLine, kind: str, number: int | None, title: str) -> None:
        self._close()
        chapters = self.body.chapters
        while self.path and RANK[chapters[self.path[-1]].kind] >= RANK[kind]:
            self.path.pop()
        parent = self.path[-1] if self.path else None
        before = [c.number for c in chapters if c.kind == kind and c.parent == parent and c.number]
        if number and before and before[-1] is not None and number != before[-1] + 1:
            self._odd(line.number, f"“{line.text}”与前面的编号不连续")
        if line.level:
            self.levels[line.level] = kind
        self.path.append(len(chapters))
        chapters.append(ParsedChapter(kind, number, tight(title), line.number, parent))

    def _take_text(self, line: SourceLine) -> None:
        if self.article is None and self.body.articles:
            self._odd(line.number, f"章节标题与条文之间的文字“{line.text[:20]}”移到附件")
            self.body.annex.append(line.text)
        elif self.article is None:
            self.body.preamble.append(line.text)
        elif line.text[0] == "①":
            self._odd(line.number, "注释移到附件")
            self.body.annex.append(line.text)
        else:
            self._add(line.number, line.text)

    def _add(self, number: int, text: str) -> None:
        """A line of the article: joined to the one before when a sentence was broken; a glued chapter title cut off."""
        glued = _GLUED.search(text)
        head = text[: glued.start()] if glued else text
        if self.text and _broken(self.text[-1], head):
            self.text[-1] += head
            self._odd(number, f"段落在句中断开，已与上一段接上：“{head[:16]}”")
        else:
            self.text.append(head)
        if glued and (match := _CHAPTER.match(glued[1])) and self._is_next(match):
            self._odd(number, f"章节标题“{glued[1]}”粘在条文末尾，已拆开")
            self._chapter(SourceLine(number, glued[1]), KINDS[match[2]], to_int(match[1]), match[3])
        elif glued:
            self.text[-1] += glued[1]

    def _is_next(self, match: re.Match[str]) -> bool:
        before = [c.number for c in self.body.chapters if c.kind == KINDS[match[2]]]
        return bool(before) and before[-1] is not None and to_int(match[1]) == before[-1] + 1

    def _close(self) -> None:
        if self.article is None:
            return
        chapter = self.path[-1] if self.path else None
        text = "\n".join(self.text)
        if not text:
            self._odd(self.article_line, f"{_label(self.article)}没有文字")
        self.body.articles.append(
            ParsedArticle(self.article.number, self.article.sub, text, self.article_line, chapter)
        )
        self.article = None

    def _odd(self, line: int, what: str) -> None:
        self.body.oddities.append(Oddity(line, what))

    def finish(self) -> Body:
        self._close()
        return self.body


def _broken(before: str, after: str) -> bool:
    """Whether the paragraph mark between two lines stands in the middle of a sentence."""
    if after[:1] in _CONTINUES:
        return True
    return len(before) >= _LONG and before[-1] not in _ENDS and not _ITEM.match(after) and not _ITEM.match(before[-3:])
