"""A letter to the hotline's mailbox becomes a question, or one more word to the question it answers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from django.core.files.base import ContentFile

from portal.rules import file_types
from portal.rules.letters import Letter
from portal.services import attachments
from portal.services.limiting import TooOften
from portal.services.refusal import Refused
from portal.services.sealing import fingerprint, unseal

from ..models import Question, QuestionEntry
from ..rules.hotline import clean
from .questions import ALLOWED, FILE_LIMIT, FILES, Given, ask_question, say_more

LONGEST_LETTER = 100_000
_LONGEST = LONGEST_LETTER + 10_000
"""With a line for each file that was not taken."""
_CUT = f"（信太长，后面的没有收下：只留了前 {LONGEST_LETTER} 个字）"
_OURS = re.compile(r"<?hotline-(\d{1,18})-\d+@")
_NOTHING = "（信里没有文字）"


def receive_letter(*, letter: Letter, now: datetime.datetime) -> Question | QuestionEntry:
    """Keep a letter (MAIL_RECEIVER); the same one again changes nothing. Nothing that came is lost without a word.

    It belongs to a question when it answers one of its letters and comes from the same address: a forged reference
    opens a question of its own. Floods, and what a robot wrote, go to the spam of the desk. What no picture or sound
    is, is named in the text.
    """
    nonce = fingerprint("letter", letter.identity)
    taken, left = _sorted_files([(file.name, file.content) for file in letter.enclosed])
    if letter.left_out:
        left.append(f"（还有 {letter.left_out} 个附件读不出来，没有收下）")
    thread = None if letter.automatic else _question_of(letter.sender, letter.references)
    if thread is not None and not thread.forgotten_at:
        return _further(thread, _whole(letter.said, left), nonce, taken, letter.sender, now)
    title, text = clean(letter.subject)[:200], letter.text
    given = Given(
        text=_whole(f"{title}\n\n{text}" if title and not text.lstrip().startswith(title) else text, left),
        email=letter.sender,
        files=taken,
        way=Question.Way.MAIL,
        mail_thread=letter.identity[:200],
        trap="automatic" if letter.automatic else "",
    )
    return _asked(given, nonce, letter.sender, now)


def _asked(given: Given, nonce: str, sender: str, now: datetime.datetime) -> Question:
    address = fingerprint("sender", sender.lower())[:32]
    try:
        return ask_question(given=given, nonce=nonce, address=address, now=now, longest=_LONGEST)[0]
    except TooOften:
        flood = replace(given, trap="flood")
        return ask_question(given=flood, nonce=nonce, address=nonce, now=now, longest=_LONGEST)[0]


def _further(
    thread: Question,
    body: str,
    nonce: str,
    taken: list[tuple[str, ContentFile]],
    sender: str,
    now: datetime.datetime,
) -> Question | QuestionEntry:
    kind = QuestionEntry.Kind.FOLLOW_UP
    try:
        return say_more(
            question=thread, text=body, kind=kind, nonce=nonce, address=nonce, now=now, files=taken, longest=_LONGEST
        )
    except TooOften:
        return _asked(
            Given(text=body, email=sender, way=Question.Way.MAIL, files=taken, trap="flood"), nonce, sender, now
        )


def _question_of(sender: str, references: Sequence[str]) -> Question | None:
    numbers = [int(found[1]) for one in references if (found := _OURS.match(one.strip()))]
    own = Question.objects.filter(pk__in=numbers) if numbers else Question.objects.none()
    by_thread = Question.objects.filter(mail_thread__in=[one.strip()[:200] for one in references if one.strip()])
    for row in [*own.select_related("contact"), *by_thread.select_related("contact")[:20]]:
        contact = getattr(row, "contact", None)
        if contact and contact.email_sealed and unseal(contact.email_sealed).lower() == sender.lower():
            return row
    return None


def _whole(text: str, left: list[str]) -> str:
    """The words of a letter with what was not taken of it."""
    plain = clean(text)
    cut = [_CUT] if len(plain) >= LONGEST_LETTER else []
    return "\n".join([plain[:LONGEST_LETTER] or _NOTHING, *cut, *left])


def _sorted_files(files: Sequence[tuple[str, bytes]]) -> tuple[list[tuple[str, ContentFile]], list[str]]:
    """Files that can be kept, and a line for each that cannot."""
    taken: list[tuple[str, ContentFile]] = []
    left = []
    for name, content in files:
        shown = clean(name)[:60] or "没有名字"
        why = "太多了" if len(taken) == FILES else _why_not(content, name)
        if why:
            left.append(f"（附件“{shown}”没有收下：{why}）")
        else:
            taken.append((name, ContentFile(content)))
    return taken, left


def _why_not(content: bytes, name: str) -> str:
    if not content:
        return "是空的"
    if len(content) > FILE_LIMIT:
        return f"超过 {file_types.size_words(FILE_LIMIT)}"
    try:
        attachments.check_file(file=content, name=name, allowed=ALLOWED, limit=FILE_LIMIT)
    except Refused as refused:
        return refused.message
    return ""
