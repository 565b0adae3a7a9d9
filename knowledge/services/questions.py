"""What the asker does: ask, ask further, thank, and find the question again by its tracking code."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.files.base import File
from django.db import IntegrityError, models, transaction

from portal.models import Membership, Organisation, Person, Project
from portal.rules import file_types, phones
from portal.services import attachments, limiting
from portal.services.group_notices import notify_group
from portal.services.messages import notify
from portal.services.refusal import Refused
from portal.services.sealing import fingerprint, seal

from ..models import Question, QuestionContact, QuestionEntry, QuestionMove
from ..models.hotline import seats
from ..rules import hotline, spam

LONGEST = 4000
"""Characters of a question, an answer, a follow-up."""
FILES = 6
FILE_LIMIT = 10 * 1024 * 1024
ALLOWED = file_types.PICTURES | file_types.AUDIO
KEEP_YEARS = 2
"""How long a question is kept with its words; said on the form."""
_SAME_TEXT = 3
"""The same words as often as this within a day are a flood."""

State, Verb, Kind = Question.State, QuestionMove.Verb, QuestionEntry.Kind


@dataclass(frozen=True)
class Given:
    """What the asker typed and agreed to; `phone` and `email` as typed, `trap` is the field nobody sees."""

    text: str
    phone: str = ""
    email: str = ""
    site: str = ""
    region: str = ""
    project: Project | None = None
    by_sms: bool = False
    may_share: bool = False
    may_open_case: bool = False
    files: Sequence[tuple[str, File]] = field(default_factory=tuple)
    trap: str = ""
    way: str = Question.Way.WEB
    mail_thread: str = ""


def code_of(nonce: str) -> str:
    """The tracking code of a form: sending the same form twice gives the same question and the same code."""
    return hotline.code_from(fingerprint("tracking code", nonce))


def hash_of(code: str) -> str:
    return fingerprint("question", code)


def ask_question(
    *, given: Given, nonce: str, address: str, now: datetime.datetime, longest: int = LONGEST
) -> tuple[Question, str]:
    """Keep a question; it and its tracking code. The same `nonce` again changes nothing.

    Refused beside the field that is wrong, TooOften when the number or the address asked too often. What looks like
    spam is kept apart, and its sender cannot tell.
    """
    code = code_of(nonce)
    known = Question.objects.filter(code_hash=hash_of(code)).first()
    if known:
        return known, code
    text = checked_text(given.text, "text", longest=longest)
    phone = checked_phone(given.phone, given.by_sms)
    if len(given.files) > FILES:
        raise Refused(f"照片和录音最多 {FILES} 个，选了 {len(given.files)} 个。", "photos")
    ticket = limiting.take(action="ask", number=phone or f"none {nonce}", address=address, now=now)
    try:
        return _keep(given, text, phone, code, now), code
    except IntegrityError:  # the same form came a second time while the first was being kept
        limiting.give_back(ticket=ticket)
        return Question.objects.get(code_hash=hash_of(code)), code
    except Refused:
        limiting.give_back(ticket=ticket)
        raise


def checked_text(raw: str, name: str, *, longest: int = LONGEST) -> str:
    text = hotline.clean(raw)
    if not text:
        raise Refused("请写发生了什么。", name)
    if len(text) > longest:
        raise Refused(f"太长了：最多 {longest} 个字，这里有 {len(text)} 个。请只留要紧的。", name)
    return text


def checked_phone(raw: str, by_sms: bool) -> str:
    """The number to call back, "" for none. Refused for what is none, and where no SMS can go when one is wanted."""
    phone = phones.normalise(raw) if raw.strip() else ""
    if raw.strip() and not phone:
        raise Refused("号码不对：手机号是 11 位，座机要加区号。不想留可以空着。", "phone")
    if by_sms and not phones.is_mobile(phone):
        raise Refused("要收短信，请填手机号。", "phone")
    return phone


@transaction.atomic
def _keep(given: Given, text: str, phone: str, code: str, now: datetime.datetime) -> Question:
    urgency = hotline.urgency(text)
    due = hotline.limits(urgency.level, now)
    question = Question.objects.create(
        code_hash=hash_of(code),
        text=text,
        text_hash=fingerprint("text of a question", "".join(text.split())),
        way=given.way,
        site=hotline.clean(given.site)[:120],
        region=hotline.clean(given.region)[:60],
        project=given.project,
        may_share=given.may_share,
        may_open_case=given.may_open_case,
        urgency=urgency.level,
        raised_by="、".join(urgency.words)[:100],
        received_at=now,
        first_due_at=due.first,
        close_due_at=due.close,
        keep_until=_years_later(now.date(), KEEP_YEARS),
        mail_thread=given.mail_thread[:200],
    )
    if phone or given.email:
        QuestionContact.objects.create(
            question=question,
            phone_sealed=seal(phone),
            phone_hash=fingerprint("number", phone) if phone else "",
            email_sealed=seal(given.email),
            by_sms=given.by_sms,
        )
    keep_files(given.files, question, now)
    QuestionMove.objects.create(question=question, verb=Verb.ARRIVE, at=now)
    if _is_spam(question, given.trap, now):
        question.state = State.SPAM
        question.save(update_fields=["state"])
    elif question.urgency == hotline.NOW:
        alert(question, now)
    return question


def _is_spam(question: Question, trap: str, now: datetime.datetime) -> bool:
    """Never for words that say somebody is in danger, unless the hidden field was filled."""
    if trap.strip():
        return True
    if question.urgency == hotline.NOW:
        return False
    since = now - datetime.timedelta(days=1)
    same = Question.objects.filter(text_hash=question.text_hash, received_at__gt=since).exclude(pk=question.pk)
    return spam.looks_like_spam(question.text) or same.count() >= _SAME_TEXT


def _years_later(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def keep_files(files: Sequence[tuple[str, File]], owner: models.Model, now: datetime.datetime) -> None:
    for name, file in files:
        try:
            attachments.keep_file(
                by=None, file=file, name=name, allowed=ALLOWED, limit=FILE_LIMIT, now=now, owner=owner
            )
        except Refused as refused:
            raise Refused(f"“{file_types.clean_name(name, '')[:40]}”没有收下：{refused.message}", "photos") from refused


def alert(question: Question, now: datetime.datetime, *, entry: QuestionEntry | None = None) -> int:
    """Tell everybody on the desk and the platform's groups that somebody may be in danger, once for the question and
    once for each `entry` that says so; how many people. Names nobody."""
    posts = list(seats(on=now.date()).filter(person__is_active=True).select_related("person"))
    told: list[tuple[Person, Membership | None]] = [(post.person, post) for post in posts]
    told = told or [(person, None) for person in Person.objects.filter(is_superuser=True, is_active=True)]
    title, link = f"热线第 {question.pk} 号：紧急，请马上看", f"/desk/hotline/{question.pk}/"
    key = f"hotline-urgent-{question.pk}" + (f"-{entry.pk}" if entry else "")
    for person, post in told:
        notify(
            person=person,
            kind="hotline_urgent",
            title=title,
            body="来问里有说明人有危险或者人群聚集的话。请马上接手，需要时先打 120、119、110。",
            link=link,
            key=key,
            post=post,
            now=now,
        )
    platforms = Organisation.objects.filter(kind=Organisation.Kind.PLATFORM)
    notify_group(organisations=platforms, kind="hotline_urgent", title=title, link=link, key=key, urgent=True, now=now)
    return len({person.pk for person, _ in told})


def find_question(*, code: str, address: str, now: datetime.datetime) -> Question:
    """The question of a tracking code. Refused for a wrong one; wrong ones are counted by address."""
    plain = hotline.typed_code(code)
    if not plain:
        raise Refused("查询码是 8 位字母和数字，例如 M7K2-93QF。", "code")
    ticket = limiting.take(action="track", number=address, address=address, now=now)
    found = Question.objects.filter(code_hash=hash_of(plain)).select_related("merged_into").first()
    if found is None:
        raise Refused("没有这个查询码。对照一下：没有数字 0 和 1，没有字母 O、I、L。", "code")
    limiting.give_back(ticket=ticket)
    return found


def say_more(
    *, question: Question, text: str, kind: str, nonce: str, address: str, now: datetime.datetime,
    files: Sequence[tuple[str, File]] = (), longest: int = LONGEST,
) -> QuestionEntry:  # fmt: skip
    """A follow-up or thanks of the asker. A follow-up opens the question again, one that was merged too: it comes back
    into the queue on its own, because nobody looks at it where it was. The same `nonce` changes nothing."""
    if kind not in QuestionEntry.OF_ASKER:
        raise ValueError("the asker follows up or thanks")
    known = QuestionEntry.objects.filter(key=fingerprint("entry", nonce)).first()
    if known:
        return known
    if question.forgotten_at:
        raise Refused("保存期满，内容已经删除。请再问一次。", "text")
    plain = checked_text(text or ("谢谢" if kind == Kind.THANKS else ""), "text", longest=longest)
    if len(files) > FILES:
        raise Refused(f"照片和录音最多 {FILES} 个，选了 {len(files)} 个。", "photos")
    ticket = limiting.take(action="say", number=f"question {question.pk}", address=address, now=now)
    try:
        return _said(question, plain, kind, nonce, now, files)
    except Refused:
        limiting.give_back(ticket=ticket)
        raise


@transaction.atomic
def _said(
    question: Question, text: str, kind: str, nonce: str, now: datetime.datetime, files: Sequence[tuple[str, File]]
) -> QuestionEntry:
    row = Question.objects.select_for_update().get(pk=question.pk)
    known = QuestionEntry.objects.filter(key=fingerprint("entry", nonce)).first()
    if known:  # it came a second time while the first was being kept
        return known
    entry = QuestionEntry.objects.create(question=row, kind=kind, text=text, at=now, key=fingerprint("entry", nonce))
    keep_files(files, entry, now)
    if kind == Kind.FOLLOW_UP:
        _opened_again(row, entry, now)
    if row.owner and row.state != State.SPAM:
        told = "又问了一句" if kind == Kind.FOLLOW_UP else "道谢了"
        notify(
            person=row.owner,
            kind="hotline",
            title=f"热线第 {row.pk} 号{told}",
            link=f"/desk/hotline/{row.pk}/",
            key=f"hotline-entry-{entry.pk}",
            now=now,
        )
    return entry


def _opened_again(row: Question, entry: QuestionEntry, now: datetime.datetime) -> None:
    """Back into the queue with limits from now; out of the spam too, where the words say that somebody is in danger.

    What was open already and sounds more urgent now is due no later than if it had come in so.
    """
    urgency = hotline.urgency(entry.text)
    danger = urgency.level == hotline.NOW
    again = row.state in (State.ANSWERED, State.CLOSED, State.MERGED) or (danger and row.state == State.SPAM)
    higher = urgency.level > row.urgency
    if not again and (not higher or row.state == State.SPAM):
        return
    if higher:
        row.urgency, row.raised_by = urgency.level, "、".join(urgency.words)[:100]
    due = hotline.limits(row.urgency, now)
    if again:
        row.state = State.ASSIGNED if row.owner_id else State.NEW
        row.closed_at = row.promised_at = None
        row.first_due_at, row.close_due_at = due.first, due.close
        QuestionMove.objects.create(question=row, verb=Verb.REOPEN, at=now, why="追问")
    else:
        row.first_due_at, row.close_due_at = min(row.first_due_at, due.first), min(row.close_due_at, due.close)
    if danger:
        alert(row, now, entry=entry)
    row.save()
