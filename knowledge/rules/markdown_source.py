"""Official texts in the Markdown of the public collection: title, head note, <!-- INFO END -->, chapters, articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from . import books
from .completeness import check_whole
from .dates import date_in_name
from .official_text import Body, Oddity, ParsedRegulation, SourceError, SourceLine, clean, read_body, tight
from .publication import is_head_note, publication
from .titles import short_title, title_key

MAX_BYTES = 5 * 1024 * 1024
_INFO_END = re.compile(r"^<!--\s*INFO END\s*-->$")
_COMMENT = re.compile(r"<!--.*?-->")
_MARKUP = re.compile(r"[<>{}`\\]|\]\(|&#?\w+;")
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_LAST = 3
_MAX_TITLE = 200


def parse_markdown(name: str, data: bytes) -> ParsedRegulation:
    """`name` is the file's name, with folders or without; its date counts. Raises SourceError in one line of Chinese.

    Markup in the title is refused: a title is shown everywhere, and no official title has any. 《<…>》 is read as
    《〈…〉》. Tags inside the text stay as they are, as text, and are reported.
    """
    lines, oddities = read_lines(decode(data))
    title, part, rest = split_title(lines)
    head, body_lines = split_head(rest, oddities)
    return assemble(name, title, part, head, body_lines, oddities)


def decode(data: bytes) -> str:
    """UTF-8 with or without a mark at the front. Raises SourceError for anything else."""
    if len(data) > MAX_BYTES:
        raise SourceError(0, f"文件超过 {MAX_BYTES // 1048576} MB 上限")
    if b"\0" in data:
        raise SourceError(0, "不是文本文件（二进制内容）")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data":
            raise SourceError(line, "最后一个字不完整，文件被截断") from None
        raise SourceError(line, "不是 UTF-8 文本") from None


def read_lines(text: str) -> tuple[list[SourceLine], list[Oddity]]:
    """Lines without Markdown marks, invisible characters and comments (INFO END kept), with what was odd about them."""
    lines: list[SourceLine] = []
    oddities: list[Oddity] = []
    hidden = 0
    for number, raw in enumerate(text.splitlines() if "\n" not in text else text.split("\n"), 1):
        line = raw.strip()
        if not _INFO_END.match(line):
            line = _COMMENT.sub("", line)
        heading = re.match(r"^(#{1,6})(?:\s+|$)(.*)$", line)
        content = clean(heading[2] if heading else line)
        hidden += len(re.findall("[\u200b-\u200f\u2060\ufeff]", line))
        if _TAG.search(content):
            oddities.append(Oddity(number, "有网页标记，按文字保留"))
        elif re.search("[<>]", content) and not _INFO_END.match(content):
            oddities.append(Oddity(number, f"有多余的尖括号：“{_around(content)}”"))
        lines.append(SourceLine(number, content, len(heading[1]) if heading else 0))
    if hidden:
        oddities.append(Oddity(0, f"去掉了 {hidden} 个看不见的字符"))
    return lines, oddities


def _around(text: str) -> str:
    found = re.search("[<>]", text)
    at = found.start() if found else 0
    return text[max(0, at - 6) : at + 6]


def split_title(lines: Sequence[SourceLine]) -> tuple[str, str, list[SourceLine]]:
    """(title, book, the lines behind them). Raises SourceError without a title or with markup in it."""
    filled = [line for line in lines if line.text]
    if not filled or filled[0].level != 1 or _INFO_END.match(filled[0].text):
        raise SourceError(filled[0].number if filled else 1, "没有标题（第一行应是“# 标题”）")
    first = filled[0]
    title = checked_title(first)
    second = filled[1] if len(filled) > 1 else None
    if second and second.level == 1:
        return title, tight(checked_title(second)), [line for line in lines if line.number > second.number]
    return title, "", [line for line in lines if line.number > first.number]


def checked_title(line: SourceLine) -> str:
    """The title of a line. Raises SourceError for markup or excessive length."""
    if _MARKUP.search(line.text):
        raise SourceError(line.number, "标题里有网页标记")
    if len(line.text) > _MAX_TITLE:
        raise SourceError(line.number, f"标题超过 {_MAX_TITLE} 字")
    return line.text


def split_head(lines: Sequence[SourceLine], oddities: list[Oddity]) -> tuple[list[SourceLine], list[SourceLine]]:
    """(head note, text). Without INFO END the dated lines under the title are the head note."""
    end = next((n for n, line in enumerate(lines) if _INFO_END.match(line.text)), None)
    if end is not None:
        return [line for line in lines[:end] if line.text], list(lines[end + 1 :])
    if not any(re.match(r"^第.{1,6}条", line.text) for line in lines):
        raise SourceError(0, "既没有条文，也没有 INFO END 标记，不像法规文件")
    oddities.append(Oddity(0, "没有 INFO END 标记"))
    head: list[SourceLine] = []
    for n, line in enumerate(lines):
        if line.text and not is_head_note(line.text):
            return head, list(lines[n:])
        if line.text:
            head.append(line)
    return head, []


def assemble(
    name: str,
    title: str,
    part: str,
    head: Sequence[SourceLine],
    lines: Sequence[SourceLine],
    oddities: Sequence[Oddity],
) -> ParsedRegulation:
    """The parts of a file, whatever its format, as a checked ParsedRegulation. Raises SourceError."""
    found = list(oddities)
    lines, notes = without_repeated_title(title, lines, found)
    head = [replace(n, text=_balanced(n, found)) for n in [*head, *notes]]
    body: Body = read_body([x for x in lines if x.text or x.level], any_start=bool(part))
    if not body.articles and not body.preamble:
        raise SourceError(0, "没有正文，文件可能被截断")
    when = publication(head, [a.text for a in body.articles[-_LAST:]], date_in_name(name))
    book = books.book_of(short_title(title), part) if part else None
    parsed = ParsedRegulation(
        title=title,
        part=part,
        info=tuple(n.text for n in head),
        published_on=when.published_on,
        effective_on=when.effective_on,
        number=when.number,
        chapters=tuple(body.chapters),
        articles=tuple(body.articles),
        preamble="\n".join([*(n.text for n in head), *body.preamble]),
        annex="\n".join(body.annex),
        oddities=tuple(sorted([*found, *when.oddities, *body.oddities], key=lambda o: o.line)),
        certain=when.certain,
    )
    last_line = max((x.number for x in lines if x.text), default=0)
    late = check_whole(parsed, last_line=last_line, book=book)
    if not body.articles:
        late = [*late, Oddity(0, "没有“第…条”，全文存为正文前的话")]
    return replace(parsed, oddities=(*parsed.oddities, *late))


def without_repeated_title(
    title: str, lines: Sequence[SourceLine], oddities: list[Oddity]
) -> tuple[list[SourceLine], list[SourceLine]]:
    """(lines without a title printed once more before the text, head notes that stood with it)."""
    whole = re.sub("[、\\s]", "", title_key(title))
    said, notes = "", []
    for n, line in enumerate(lines):
        piece = re.sub("[、\\s]", "", title_key(line.text))
        if not piece:
            continue
        if said != whole and whole.startswith(said + piece) and not line.level:
            said += piece
        elif said == whole and is_head_note(line.text):
            notes.append(line)
        elif said == whole:
            oddities.append(Oddity(lines[0].number, "正文前又印了一遍标题，已略去"))
            return list(lines[n:]), notes
        else:
            return list(lines), []
    return list(lines), []


def _balanced(note: SourceLine, oddities: list[Oddity]) -> str:
    """A head note without a bracket that was never opened."""
    text = note.text
    if text.endswith(("）", ")")) and text.count("）") + text.count(")") > text.count("（") + text.count("("):
        oddities.append(Oddity(note.number, "题注多一个右括号"))
        return text[:-1].rstrip()
    return text
