"""Taking letters in: each once, none lost. MAIL_RECEIVER says who reads them."""

from __future__ import annotations

import datetime
import hashlib
import logging
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from .. import mailbox
from ..models import ReceivedLetter
from ..rules.delivery import wait_after
from ..rules.letters import Letter, read_letter
from .sealing import fingerprint

logger = logging.getLogger(__name__)
_State = ReceivedLetter.State


class Reader(Protocol):
    def __call__(self, *, letter: Letter, now: datetime.datetime) -> None:
        """Keep what the letter says, in the caller's transaction. Whatever it raises, the letter comes again."""


def read_mailbox(*, now: datetime.datetime) -> dict[str, int]:
    """Take in what is new; state → number of letters. Raises mailbox.Unreachable; what was taken before stays taken."""
    counts: dict[str, int] = {}
    if not (settings.MAILBOX_URL and settings.MAIL_RECEIVER):
        return counts
    reader: Reader = import_string(settings.MAIL_RECEIVER)
    for raw, done in mailbox.new_letters(settings.MAILBOX_URL):
        state = take_in(raw=raw, reader=reader, now=now)
        if state != _State.WAITING:
            done()
        counts[state] = counts.get(state, 0) + 1
    return counts


def take_in(*, raw: bytes, reader: Reader, now: datetime.datetime) -> str:
    """Hand one letter on and note that it was taken, all or nothing; one that was taken before is not taken again.

    A reader that fails is tried again after 1, 5, 30 and 180 minutes; after that the letter stays in the mailbox,
    marked as seen, and is shown as 没有收成.
    """
    letter, identity = _opened(raw)
    known = ReceivedLetter.objects.filter(identity=identity).first()
    if known and known.state != _State.WAITING:
        return str(known.state)
    if known and known.next_try_at and known.next_try_at > now:
        return str(_State.WAITING)
    try:
        with transaction.atomic():
            facts = {"state": _State.TAKEN, "error": "", "next_try_at": None}
            ReceivedLetter.objects.update_or_create(
                identity=identity, defaults=facts, create_defaults=facts | {"received_at": now}
            )
            if letter is None:
                raise ValueError("unreadable")
            reader(letter=letter, now=now)
    except Exception as error:  # its words may hold what the letter says
        logger.warning("a letter was not taken in: %s", type(error).__name__)
        return _not_taken(identity, (known.tries if known else 0) + 1, type(error).__name__, now)
    return str(_State.TAKEN)


def _opened(raw: bytes) -> tuple[Letter | None, str]:
    """The letter and what it is known by; None for one that cannot be read, which must not hold up the others."""
    try:
        letter = read_letter(raw)
    except Exception as error:
        logger.warning("a letter cannot be read: %s", type(error).__name__)
        return None, fingerprint("letter", hashlib.sha256(raw).hexdigest())
    return letter, fingerprint("letter", letter.identity)


def _not_taken(identity: str, tries: int, reason: str, now: datetime.datetime) -> str:
    wait = wait_after(tries)
    state = _State.FAILED if wait is None else _State.WAITING
    facts = {"state": state, "tries": tries, "error": reason, "next_try_at": wait and now + wait}
    ReceivedLetter.objects.update_or_create(
        identity=identity, defaults=facts, create_defaults=facts | {"received_at": now}
    )
    return str(state)
