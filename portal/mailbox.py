"""A mailbox that is read: a folder on a mail server by IMAP, or a maildir on this machine.

A letter is fetched without being marked, handed on, and marked as seen only when that is committed: whatever is cut
off is fetched again, and whoever takes letters in knows those that were taken already.
"""

from __future__ import annotations

import contextlib
import imaplib
import os
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

LARGEST = 30 * 1024 * 1024
"""Bytes of a letter that is still read."""
TIMEOUT = 20.0

Done = Callable[[], None]


class Unreachable(Exception):
    """The mailbox cannot be read now; why, without the password."""


def new_letters(url: str) -> Iterator[tuple[bytes, Done]]:
    """Unseen letters, oldest first, each with what marks it as seen. Raises Unreachable.

    `imaps://user:password@host:993/INBOX`, `imap://…` (STARTTLS), `maildir:///path`. One that is too large comes
    without its end.
    """
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        yield from _of_maildir(Path(unquote(parts.path)))
    elif parts.scheme in {"imap", "imaps"}:
        yield from _of_server(url)
    else:
        raise Unreachable("not an address of a mailbox")


def _of_maildir(folder: Path) -> Iterator[tuple[bytes, Done]]:
    """`new/` holds what nobody saw; seen letters go to `cur/` with the flag S, as every reader of maildirs does."""
    try:
        found = sorted((folder / "new").iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise Unreachable(f"maildir: {type(error).__name__}") from None
    for path in found:
        if path.name.startswith(".") or not path.is_file():
            continue
        with path.open("rb") as letter:
            raw = letter.read(LARGEST)
        yield raw, lambda path=path: _seen(folder, path)  # type: ignore[misc]


def _seen(folder: Path, path: Path) -> None:
    (folder / "cur").mkdir(exist_ok=True)
    os.replace(path, folder / "cur" / f"{path.name.partition(':')[0]}:2,S")


def _of_server(url: str) -> Iterator[tuple[bytes, Done]]:
    try:
        with contextlib.closing(_Server(url)) as server:
            for number in server.unseen():
                if raw := server.fetch(number):  # somebody may have taken it away meanwhile
                    yield raw, lambda number=number: server.mark(number)  # type: ignore[misc]
    except (OSError, imaplib.IMAP4.error, ValueError) as error:
        raise Unreachable(f"mail server: {type(error).__name__}") from None


class _Server:
    """One folder of an IMAP server; letters are named by their UID."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        context, host = ssl.create_default_context(), parts.hostname or ""
        if parts.scheme == "imaps":
            self._talk: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=TIMEOUT)
        else:
            self._talk = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT)
        try:
            if parts.scheme == "imap":
                self._encrypt(context, host)
            self._talk.login(unquote(parts.username or ""), unquote(parts.password or ""))
            folder = unquote(parts.path.strip("/")) or "INBOX"
            self._ask("SELECT", self._talk.select(f'"{folder}"'))
        except BaseException:
            self.close()
            raise

    def _encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Only within this machine may a password go unencrypted."""
        if "STARTTLS" in self._talk.capabilities:
            self._talk.starttls(context)
        elif host not in {"localhost", "127.0.0.1", "::1"}:
            raise ValueError("the server does not encrypt")

    def _ask(self, what: str, answer: tuple[str, list]) -> list:
        if answer[0] != "OK":
            raise imaplib.IMAP4.error(what)
        return answer[1]

    def unseen(self) -> list[str]:
        found = self._ask("SEARCH", self._talk.uid("SEARCH", "UNSEEN"))
        return [number.decode() for number in (found[0] or b"").split()]

    def fetch(self, number: str) -> bytes:
        """Its bytes; none when the server did not send any."""
        answer = self._ask("FETCH", self._talk.uid("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST}>)"))
        return next((part[1] for part in answer if isinstance(part, tuple)), b"")

    def mark(self, number: str) -> None:
        self._ask("STORE", self._talk.uid("STORE", number, "+FLAGS", r"(\Seen)"))

    def close(self) -> None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._talk.logout()
