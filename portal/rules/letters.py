"""Reading an e-mail as strangers send it: any charset, nested, forwarded, broken, from a robot.

Nothing here raises for what somebody sent: what cannot be read is left out and said.
"""

from __future__ import annotations

import codecs
import email
import email.errors
import email.policy
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr

LONGEST_TEXT = 100_000
LONGEST_HEADER = 20_000
MOST_PARTS = 200
DEEPEST = 10
MOST_FILES = 20

_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,250}>")
_ADDRESS = re.compile(r"[^@\s<>\"\x00-\x1f\x7f]{1,64}@[^@\s<>\"\x00-\x1f\x7f]{1,190}")
_HIDDEN = re.compile(r"<(script|style|head|title)\b.*?(</\1\s*>|\Z)", re.S | re.I)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_QUOTE = re.compile(
    r"^\s*(?:>|-{2,}\s*(?:原始邮件|Original Message|回复的邮件|转发)|_{10,}\s*$"
    r"|在.{4,80}写道[:：]\s*$|On .{4,200}wrote:\s*$"
    r"|(?:发件人|From)\s*[:：].+$)",
    re.I,
)
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError, email.errors.MessageError)
"""What the library raises for letters that are none; nesting of thousands ends its recursion."""


@dataclass(frozen=True)
class Enclosed:
    """A file that came along, as it was."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """One e-mail. `identity` is its Message-ID, or a digest of its bytes; `references` are those of its thread, newest
    first; `said` is what was written now, `text` with the quoted letter below it. `automatic` must not be answered.
    """

    identity: str
    references: tuple[str, ...]
    sender: str
    subject: str
    text: str
    said: str
    enclosed: tuple[Enclosed, ...]
    automatic: bool
    left_out: int = 0


def read_letter(raw: bytes) -> Letter:
    """Any bytes become a letter; `left_out` counts files beyond 20 and parts that could not be read."""
    whole = _opened(raw)
    texts: list[str] = []
    pages: list[str] = []
    files: list[Enclosed] = []
    left_out = 0
    for number, part in enumerate(_leaves(whole, 0)):
        content = _content(part) if number < MOST_PARTS else None
        if content is None:
            left_out += 1
            continue
        name, kind = _file_name(part), part.get_content_type()
        if name or not kind.startswith("text/") or part.get_content_disposition() == "attachment":
            if len(files) < MOST_FILES:
                files.append(Enclosed(name or _name_for(kind, number), content))
            else:
                left_out += 1
        elif kind == "text/html":
            pages.append(_plain(_decoded(content, part)))
        else:
            texts.append(_decoded(content, part))
    text = _clean("\n\n".join(words for words in texts if words.strip()) or "\n\n".join(pages))
    return Letter(
        identity=_identity(whole, raw),
        references=_references(whole),
        sender=_sender(whole),
        subject=_clean(_header(whole, "Subject")).replace("\n", " ")[:300],
        text=text,
        said=_said(text),
        enclosed=tuple(files),
        automatic=_automatic(whole),
        left_out=left_out,
    )


def _opened(raw: bytes) -> Message:
    """With its parts; a letter nested too deep for anybody as one part that nobody can read."""
    try:
        return email.message_from_bytes(raw, policy=email.policy.compat32)
    except RecursionError:
        return BytesHeaderParser(policy=email.policy.compat32).parsebytes(raw)


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Parts that hold something, those of a forwarded letter too; what lies deeper than DEEPEST is one part that nobody
    can read."""
    payload = part.get_payload()
    if isinstance(payload, list) and depth < DEEPEST:
        for inner in payload:
            if isinstance(inner, Message):
                yield from _leaves(inner, depth + 1)
    else:
        yield part


def _content(part: Message) -> bytes | None:
    try:
        found = part.get_payload(decode=True)
    except _BROKEN:
        return None
    return found if isinstance(found, bytes) else None


def _decoded(content: bytes, part: Message) -> str:
    """By its own charset, else by those that people here use; never an error."""
    try:
        named = str(part.get_content_charset() or "")
    except _BROKEN:
        named = ""
    return _by_charset(content, named)


def _by_charset(content: bytes, named: str) -> str:
    chosen = "gb18030" if named.lower() in {"gb2312", "gbk", "gb_2312-80", "x-gbk"} else named
    for charset in (chosen, "utf-8", "gb18030"):
        try:
            if charset and codecs.lookup(charset)._is_text_encoding:
                return content.decode(charset)
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace")


def _header(whole: Message, name: str) -> str:
    try:
        return _words(str(whole.get(name, ""))[:LONGEST_HEADER])
    except _BROKEN:
        return ""


def _words(raw: str) -> str:
    """A header in words; as it stands when it cannot be decoded."""
    try:
        parts = decode_header(raw)
    except _BROKEN:
        return raw
    return "".join(part if isinstance(part, str) else _by_charset(part, str(charset or "")) for part, charset in parts)


def _file_name(part: Message) -> str:
    try:
        name = _clean(_words(part.get_filename() or "")).replace("\n", " ")
    except _BROKEN:
        return ""
    return re.split(r"[\\/]", name)[-1].strip()[:120]


def _name_for(kind: str, number: int) -> str:
    return f"附件{number + 1}.{kind.rpartition('/')[2][:10]}"


def _plain(page: str) -> str:
    """What an HTML letter says, without its markup."""
    shown = _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", page)))
    return html.unescape(shown)


def _clean(text: str) -> str:
    joined = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    lines = [line.rstrip() for line in _CONTROL.sub("", joined).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_TEXT]


def _said(text: str) -> str:
    """Down to where the letter that is answered is quoted; all of it when nothing else was written."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _QUOTE.match(line):
            return "\n".join(lines[:number]).strip() or text
    return text


def _identity(whole: Message, raw: bytes) -> str:
    found = _ID.search(_header(whole, "Message-ID"))
    return found[0] if found else f"<{hashlib.sha256(raw).hexdigest()}@no-id>"


def _references(whole: Message) -> tuple[str, ...]:
    answered = _ID.findall(_header(whole, "In-Reply-To"))
    thread = _ID.findall(_header(whole, "References"))
    return tuple(dict.fromkeys([*answered, *reversed(thread)]))[:50]


def _sender(whole: Message) -> str:
    """The address alone; "" when there is none to answer to."""
    try:
        address = parseaddr(_header(whole, "From"))[1].strip().lower()
    except _BROKEN:
        return ""
    return address if _ADDRESS.fullmatch(address) else ""


def _automatic(whole: Message) -> bool:
    """Robots, lists and returned letters: two robots that answer each other never stop."""
    return (
        _header(whole, "Auto-Submitted").strip().lower() not in {"", "no"}
        or _header(whole, "Precedence").strip().lower() in {"bulk", "junk", "list"}
        or bool(_header(whole, "List-Id"))
        or _header(whole, "Return-Path").strip() == "<>"
        or whole.get_content_type() == "multipart/report"
        or _sender(whole).split("@")[0] in {"", "mailer-daemon", "postmaster", "noreply", "no-reply"}
    )
