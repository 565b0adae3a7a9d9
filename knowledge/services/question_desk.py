"""What the desk does with a question: look, take over, answer, promise, close, merge. Each verb leaves a move."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.models import Person, Project
from portal.rules.masking import Kind as Personal
from portal.rules.masking import find
from portal.services.messages import notify
from portal.services.refusal import Refused
from portal.services.sealing import unseal

from ..models import Question, QuestionEntry, QuestionMove, QuestionNotice, Topic
from ..models.hotline import on_desk, seats
from ..rules import hotline
from .questions import checked_text

State, Verb, Kind = Question.State, QuestionMove.Verb, QuestionEntry.Kind
_LOOK_AGAIN = datetime.timedelta(minutes=10)
"""Turning a page over again within this time is the same look."""
_NUMBERS = (Personal.PHONE, Personal.DOCUMENT, Personal.CARD)
_KNOWN_TO_CLIENT = (Personal.DATE, Personal.PROJECT, Personal.EMPLOYER)
"""The client knows its own site and days."""
OPEN = (State.NEW, State.ASSIGNED, State.ANSWERED)


@transaction.atomic
def look(*, question: Question, by: Person, now: datetime.datetime) -> None:
    """Write down that somebody of the desk has the words, photos and voice of a question before the eyes."""
    _desk(by)
    seen = QuestionMove.objects.filter(question=question, by=by, verb=Verb.LOOK, at__gt=now - _LOOK_AGAIN)
    if not seen.exists():
        _log(question, Verb.LOOK, by, now)


@transaction.atomic
def open_contact(*, question: Question, by: Person, now: datetime.datetime) -> tuple[str, str]:
    """Number and mail address of the asker, "" where there is none; written down each time."""
    _desk(by)
    contact = getattr(question, "contact", None)
    if contact is None:
        raise Refused("没有留联系方式。")
    _log(question, Verb.LOOK_CONTACT, by, now)
    return unseal(contact.phone_sealed), unseal(contact.email_sealed)


@transaction.atomic
def take_over(*, question: Question, by: Person, now: datetime.datetime) -> Question:
    """Mine from now on; whoever had it is told."""
    return _give(question, by, by, now, Verb.TAKE)


@transaction.atomic
def assign(*, question: Question, to: Person, by: Person, now: datetime.datetime) -> Question:
    """Theirs from now on, and they are told. Only to somebody on the desk."""
    if not on_desk(to):
        raise Refused("只能交给热线坐席。", "to")
    return _give(question, to, by, now, Verb.ASSIGN)


def _give(question: Question, to: Person, by: Person, now: datetime.datetime, verb: str) -> Question:
    row = _locked(question, by, OPEN)
    before, row.owner = row.owner, to
    row.state = State.ASSIGNED if row.state == State.NEW else row.state
    row.save(update_fields=["owner", "state"])
    move = _log(row, verb, by, now, to.name if verb == Verb.ASSIGN else "")
    if to != by:
        _tell(to, f"热线第 {row.pk} 号交给你了", row, f"hotline-move-{move.pk}", now)
    if before and before not in (by, to):
        _tell(before, f"热线第 {row.pk} 号由{to.name}接手了", row, f"hotline-move-{move.pk}", now)
    return row


@transaction.atomic
def turn(*, question: Question, level: int, by: Person, now: datetime.datetime, why: str = "") -> Question:
    """Raise or lower how urgent it is; the limits are counted anew from when it came in."""
    row = _locked(question, by, OPEN)
    if level not in Question.Urgency.values:
        raise Refused("请选急不急。", "level")
    row.urgency = level
    due = hotline.limits(level, row.received_at)
    row.first_due_at, row.close_due_at = due.first, due.close
    row.save(update_fields=["urgency", "first_due_at", "close_due_at"])
    _log(row, Verb.TURN, by, now, f"{row.get_urgency_display()} {why}")
    return row


@transaction.atomic
def promise(*, question: Question, at: datetime.datetime, by: Person, now: datetime.datetime) -> Question:
    """Say to the asker by when there will be an answer; never later than the limit allows to close."""
    row = _locked(question, by, (State.NEW, State.ASSIGNED))
    if at <= now:
        raise Refused("这个时间已经过了，请选以后的时间。", "at")
    if at > row.close_due_at:
        raise Refused("比办结期限还晚，请选早一点的时间。", "at")
    row.promised_at = at
    row.save(update_fields=["promised_at"])
    _log(row, Verb.PROMISE, by, now, f"{at:%Y-%m-%d %H:%M}")
    return row


@transaction.atomic
def answer(*, question: Question, text: str, by: Person, now: datetime.datetime) -> QuestionEntry:
    """Answer it; the asker finds it by the code, and is told by SMS or mail where that was asked for. The same words
    sent twice in a row are one answer.

    Refused when the answer names somebody's number or document: it is read on phones that several share.
    """
    row = _locked(question, by, (*OPEN, State.CLOSED))
    plain = checked_text(text, "text")
    private = [one.text for one in find(plain) if one.kind in _NUMBERS and not _public(one.text)]
    if private:
        raise Refused(f"答复里有个人号码：{'、'.join(private[:3])}。请去掉，电话里再说。", "text")
    last = row.entries.exclude(kind=Kind.NOTE).order_by("-at", "-pk").first()
    if last and (last.kind, last.text, last.by_id) == (Kind.ANSWER, plain, by.pk):
        return last
    entry = QuestionEntry.objects.create(question=row, kind=Kind.ANSWER, text=plain, by=by, at=now)
    row.state = State.CLOSED if row.state == State.CLOSED else State.ANSWERED
    _first_answer(row, now)
    row.owner, row.promised_at = row.owner or by, None
    row.save(update_fields=["state", "answered_at", "answered_late", "owner", "promised_at"])
    _log(row, Verb.ANSWER, by, now)
    _queue_notices(row, entry, now)
    return entry


def _first_answer(row: Question, now: datetime.datetime) -> None:
    if row.answered_at is None:
        row.answered_at, row.answered_late = now, now > row.first_due_at


def _public(number: str) -> bool:
    """12333 and its like are nobody's."""
    return len("".join(one for one in number if one.isdigit())) <= 5


def _queue_notices(row: Question, entry: QuestionEntry, now: datetime.datetime) -> None:
    asked = [row, *row.merged.filter(state=State.MERGED).select_related("contact")]
    for one in asked:
        contact = getattr(one, "contact", None)
        if contact is None or one.is_sample:
            continue
        if contact.by_sms and contact.phone_sealed:
            _notice(one, entry, QuestionNotice.Channel.SMS, now)
        if contact.email_sealed:
            _notice(one, entry, QuestionNotice.Channel.EMAIL, now)


def _notice(one: Question, entry: QuestionEntry, channel: str, now: datetime.datetime) -> None:
    QuestionNotice.objects.get_or_create(question=one, entry=entry, channel=channel, defaults={"next_try_at": now})


@transaction.atomic
def add_note(*, question: Question, text: str, by: Person, now: datetime.datetime) -> QuestionEntry:
    """For the desk alone."""
    row = _locked(question, by, tuple(State))
    return QuestionEntry.objects.create(question=row, kind=Kind.NOTE, text=checked_text(text, "note"), by=by, at=now)


@transaction.atomic
def close(*, question: Question, by: Person, now: datetime.datetime, why: str = "") -> Question:
    """Done. Without an answer only with a reason (answered on the phone, handed on)."""
    row = _locked(question, by, OPEN)
    if row.state != State.ANSWERED and not why.strip():
        raise Refused("还没有写答复。电话里答复了，或者转给别处了，请写明。", "why")
    row.state, row.closed_at = State.CLOSED, now
    _first_answer(row, now)
    row.save(update_fields=["state", "closed_at", "answered_at", "answered_late"])
    _log(row, Verb.CLOSE, by, now, why)
    return row


@transaction.atomic
def reopen(*, question: Question, by: Person, now: datetime.datetime, why: str) -> Question:
    row = _locked(question, by, (State.CLOSED, State.ANSWERED))
    if not why.strip():
        raise Refused("请写为什么重新打开。", "why")
    due = hotline.limits(row.urgency, now)
    row.state = State.ASSIGNED if row.owner_id else State.NEW
    row.closed_at, row.first_due_at, row.close_due_at = None, due.first, due.close
    row.save(update_fields=["state", "closed_at", "first_due_at", "close_due_at"])
    _log(row, Verb.REOPEN, by, now, why)
    return row


@transaction.atomic
def merge(*, question: Question, into: Question, by: Person, now: datetime.datetime) -> Question:
    """The same matter asked twice: answers to `into` are shown to this asker too, never the other one's words."""
    both = Question.objects.select_for_update().filter(pk__in=[question.pk, into.pk])
    list(both.order_by("pk"))  # always in this order: two who merge crosswise do not wait for each other
    row = _locked(question, by, OPEN)
    target = _locked(into, by, (*OPEN, State.CLOSED))
    if row.pk == target.pk:
        raise Refused("不能并到自己。", "into")
    row.state, row.merged_into, row.closed_at = State.MERGED, target, now
    row.save(update_fields=["state", "merged_into", "closed_at"])
    row.merged.exclude(pk=target.pk).update(merged_into=target)
    _log(row, Verb.MERGE, by, now, f"并到第 {target.pk} 号")
    return row


@transaction.atomic
def mark_spam(*, question: Question, by: Person, now: datetime.datetime) -> Question:
    row = _locked(question, by, OPEN)
    row.state = State.SPAM
    row.save(update_fields=["state"])
    _log(row, Verb.SPAM, by, now)
    return row


@transaction.atomic
def not_spam(*, question: Question, by: Person, now: datetime.datetime) -> Question:
    """Back into the queue, with limits from now."""
    row = _locked(question, by, (State.SPAM,))
    due = hotline.limits(row.urgency, now)
    row.state = State.ASSIGNED if row.owner_id else State.NEW
    row.first_due_at, row.close_due_at = due.first, due.close
    row.save(update_fields=["state", "first_due_at", "close_due_at"])
    _log(row, Verb.NOT_SPAM, by, now)
    return row


@transaction.atomic
def file_under(
    *, question: Question, project: Project | None, topic: Topic | None, by: Person, now: datetime.datetime
) -> Question:
    """To which site and theme it belongs: what statistics count and who of a client may read the masked text.

    Another project than before takes the masked text back: it was written for other readers.
    """
    row = _locked(question, by, tuple(State))
    if project != row.project:
        row.masked_at = row.masked_by = None
    row.project, row.topic = project, topic
    row.save(update_fields=["project", "topic", "masked_at", "masked_by"])
    _log(row, Verb.FILE, by, now, f"{project or '没有项目'}，{topic.name if topic else '没有主题'}")
    return row


def read_masked(text: str) -> str:
    """What somebody of the desk has written for people of the client. Refused while it still names somebody."""
    plain = checked_text(text, "masked")
    left = list(dict.fromkeys(one.text for one in find(plain) if one.kind not in _KNOWN_TO_CLIENT))
    if left:
        raise Refused(f"还有认得出人的地方：{'、'.join(left[:5])}。请改掉。", "masked")
    return plain


@transaction.atomic
def share_masked(*, question: Question, text: str, by: Person, now: datetime.datetime) -> Question:
    """What people of the client may read. Refused without the asker's consent, and while it still names somebody."""
    row = _locked(question, by, (*OPEN, State.CLOSED))
    if not row.may_share:
        raise Refused("提问的人没有同意给企业看。", "masked")
    if row.project is None:
        raise Refused("先归到一个项目。", "masked")
    plain = read_masked(text)
    row.masked_text, row.masked_at, row.masked_by = plain, now, by
    row.save(update_fields=["masked_text", "masked_at", "masked_by"])
    _log(row, Verb.MASK, by, now)
    return row


def people_of_desk(on: datetime.date) -> QuerySet[Person]:
    """To whom a question can be given."""
    return Person.objects.filter(pk__in=seats(on=on).values("person"), is_active=True).order_by("name", "pk")


def _desk(by: Person) -> None:
    if not on_desk(by):
        raise Refused("只有平台的热线坐席能做这件事。")


def _locked(question: Question, by: Person, states: tuple[Any, ...]) -> Question:
    _desk(by)
    row = Question.objects.select_for_update().get(pk=question.pk)
    if row.state not in states:
        raise Refused(f"这个问题现在是“{row.get_state_display()}”，不能这样做。刷新看一下。")
    return row


def _log(question: Question, verb: str, by: Person, now: datetime.datetime, why: str = "") -> QuestionMove:
    made: QuestionMove = QuestionMove.objects.create(
        question=question, verb=verb, by=by, at=now, why=hotline.clean(why)[:200]
    )
    return made


def _tell(person: Person, title: str, row: Question, key: str, now: datetime.datetime) -> None:
    notify(person=person, kind="hotline", title=title, link=f"/desk/hotline/{row.pk}/", key=key, now=now)
