"""The text of what somebody hands in: DOCX, PDF with a text layer, Markdown, plain text."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

from ..docx_source import check_package, read_paragraphs
from ..official_text import SourceError

MAX_BYTES = 2 * 1024 * 1024
MAX_CHARACTERS = 400_000
MAX_PAGES = 400
MAX_DRAWN = 8 * 1024 * 1024
"""Bytes of instructions that may be gone through to find the words; a page of text has some 20,000."""
MAX_FONT = 2 * 1024 * 1024
"""Bytes that say which sign of a font is which; all signs there are take half of it."""
_DEEPEST = 3
"""Drawings inside drawings that are still followed."""
_DO = re.compile(rb"\bDo\b")
ENDINGS = (".docx", ".pdf", ".md", ".markdown", ".txt")
_MARKS = re.compile(r"^(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,3}\.\s+)+", re.MULTILINE)
_STRESS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_WRAPPED = re.compile(r"(?<=[\u4e00-\u9fff，、；：（《〈“‘])\n(?=[\u4e00-\u9fff，、；：。）》〉”’])")
_GAP = re.compile(r"(?<=[，。；：、！？”’》〉）]) +| +(?=[，。；：、！？“”‘’《〈（》〉）])")
"""A page leaves air beside its full-width marks; no author typed it."""
_LINE = 18
"""A line of fewer characters than this ends where its author wanted it to."""


def text_of(name: str, data: bytes) -> str:
    """The bytes decide what it is; the name, only among kinds of plain text. Raises SourceError in one line."""
    if not data:
        raise SourceError(0, "文件是空的")
    if len(data) > MAX_BYTES:
        raise SourceError(0, f"文件超过 {MAX_BYTES // 1048576} MB，请拆成几份，或者把文字粘贴进来")
    if data.startswith(b"%PDF-"):
        return clean(_pdf(data))
    if data.startswith(b"PK\x03\x04"):
        check_package(data)
        return clean("\n".join(line.text for line in read_paragraphs(data)))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError(0, "这是旧的 Word 格式（.doc）。请在 Word 里另存为 .docx 再传")
    text = _decoded(data)
    return clean(_without_markdown(text) if name.lower().endswith((".md", ".markdown")) else text)


def clean(text: str) -> str:
    """Without characters that nobody sees: zero width, direction marks, controls. Raises SourceError when too long."""
    kept = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in "\n\t" or _seen(c))
    if len(kept) > MAX_CHARACTERS:
        raise SourceError(0, f"一次最多核验 {MAX_CHARACTERS // 10000} 万字，请拆成几份")
    if not kept.strip():
        raise SourceError(0, "里面没有文字")
    return kept


def _seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")


def _decoded(data: bytes) -> str:
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(0, "认不出这种文件。请传 Word（.docx）、PDF、Markdown 或纯文本")
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(0, "文字的编码认不出，请另存为 UTF-8 再传")


def _without_markdown(text: str) -> str:
    text = _LINK.sub(r"\1", _MARKS.sub("", text))
    return _STRESS.sub(r"\2", text)


def _pdf(data: bytes) -> str:
    """The text layer, lines that the page broke joined again. The library is loaded where it is used."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(0, "PDF 加了密码，请去掉密码再传")
        if len(reader.pages) > MAX_PAGES:
            raise SourceError(0, f"PDF 超过 {MAX_PAGES} 页，请拆成几份")
        pages: list[str] = []
        left, known = MAX_DRAWN, dict[tuple[int, int], int]()
        for page in reader.pages:
            left -= _drawn(_content(page), page.get("/Resources"), 0, known)
            if left < 0 or _largest_font(page.get("/Resources")) > MAX_FONT:
                raise SourceError(0, "PDF 里画的东西太多，读不动。请用 Word 版，或者把文字粘贴进来")
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_CHARACTERS:
                raise SourceError(0, f"一次最多核验 {MAX_CHARACTERS // 10000} 万字，请拆成几份")
    except SourceError:
        raise
    except Exception:  # the library raises whatever a broken file leads it to
        raise SourceError(0, "PDF 打不开，可能已经损坏") from None
    text = "\n".join(pages)
    if len(re.findall("[\u4e00-\u9fff]", text)) < 2:
        raise SourceError(0, "PDF 里没有文字层（多半是扫描件）。请用 Word 版，或者把文字粘贴进来")
    return joined(_GAP.sub("", unicodedata.normalize("NFKC", text) if re.search("[\u2e80-\u2fdf]", text) else text))


def _content(page: Any) -> bytes:
    """The instructions of a page as they stand, not gone through."""
    found = page.get("/Contents")
    parts = found.get_object() if found is not None else []
    return b"\n".join(part.get_object().get_data() for part in (parts if isinstance(parts, list) else [parts]))


def _drawn(content: bytes, resources: Any, depth: int, known: dict[tuple[int, int], int]) -> int:
    """At most so many bytes are gone through: a drawing counts as often as it is used, and a file of a thousand bytes
    can use one of a million a thousand times. `known` keeps what was counted, by object and depth."""
    uses = len(_DO.findall(content))
    drawings = _named(resources, "/XObject") if uses else {}
    heaviest = 0
    for name in drawings:
        drawing = drawings[name].get_object()
        if drawing.get("/Subtype") != "/Form":
            continue
        key = (drawing.indirect_reference.idnum, depth)
        if key not in known:
            inner = drawing.get("/Resources") or resources
            deeper = depth < _DEEPEST
            known[key] = _drawn(drawing.get_data(), inner, depth + 1, known) if deeper else MAX_DRAWN + 1
        heaviest = max(heaviest, known[key])
    return len(content) + uses * heaviest


def _named(resources: Any, kind: str) -> Any:
    found = resources.get_object().get(kind) if resources else None
    return found.get_object() if found else {}


def _largest_font(resources: Any) -> int:
    fonts = _named(resources, "/Font")
    tables = [fonts[name].get_object().get("/ToUnicode") for name in fonts]
    streams = (table.get_object() for table in tables if table is not None)
    return max((len(one.get_data()) for one in streams if hasattr(one, "get_data")), default=0)


def joined(text: str) -> str:
    """Lines broken by the width of a page as one: a citation may run over the end of a line."""
    out: list[str] = []
    for line in text.split("\n"):
        line = line.strip()
        if out and len(out[-1].rsplit("\n", 1)[-1]) >= _LINE and _WRAPPED.search(out[-1][-1:] + "\n" + line[:1]):
            out[-1] += line
        else:
            out.append(line)
    return "\n".join(out)
