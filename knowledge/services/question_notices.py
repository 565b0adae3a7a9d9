"""Telling askers that there is an answer, and forgetting what may not be kept any longer.

As with messages: a row is committed as 正在发送 before the call, so that a process killed while sending leaves a row
that becomes 不知道发出没有, is shown at the desk and sent again only by hand.
"""

from __future__ import annotations

import datetime
import time

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F

from portal import mail, sms
from portal.models import Attachment, Person
from portal.rules.delivery import LEASE, wait_after
from portal.services.attachments import drop_files
from portal.services.refusal import Refused
from portal.services.sealing import unseal

from ..models import Question, QuestionContact, QuestionEntry, QuestionMove, QuestionNotice
from ..models.hotline import on_desk

State, Channel = QuestionNotice.State, QuestionNotice.Channel
_LONGEST_SWEEP = 40.0
SMS_TEXT = "【明白】你问热线的事有答复了，用查询码看：{address}"
"""Says only that there is an answer."""
_FOOT = "还想问，直接回这封信。\n答复只作参考，具体案件请向有管辖权的部门或律师核实。"


def sweep(*, now: datetime.datetime) -> dict[str, int]:
    """Send what is due; state → rows that came into it. Must not run inside a transaction."""
    counts: dict[str, int] = {}
    lost = QuestionNotice.objects.abandoned(now=now).update(
        state=State.UNSURE, error="发送的进程中途断了", next_try_at=None
    )
    if lost:
        counts[State.UNSURE] = lost
    began = time.monotonic()
    due = QuestionNotice.objects.due(now=now).order_by("next_try_at", "pk")
    for pk in list(due.values_list("pk", flat=True)[:500]):
        passed = time.monotonic() - began
        if passed > _LONGEST_SWEEP:
            break
        state = _send_one(pk, now + datetime.timedelta(seconds=passed))
        if state:
            counts[state] = counts.get(state, 0) + 1
    return counts


def _send_one(pk: int, now: datetime.datetime) -> str:
    lease = now + LEASE
    claimed = QuestionNotice.objects.due(now=now).filter(pk=pk)
    if not claimed.update(state=State.SENDING, leased_until=lease, tries=F("tries") + 1):
        return ""
    row = QuestionNotice.objects.select_related("question__contact", "entry").get(pk=pk)
    ready = sms.is_ready() if row.channel == Channel.SMS else mail.is_ready()
    if not ready or not hasattr(row.question, "contact") or row.entry is None:
        return _settle(row, lease, State.SKIPPED, "没有设渠道，或者联系方式已经删除")
    try:
        _hand_over(row)
    except sms.NotKnown as error:
        return _settle(row, lease, State.UNSURE, str(error))
    except (sms.NotSent, mail.NotSent) as error:
        return _failed(row, lease, str(error), now)
    except Exception as error:  # an adapter of one's own may raise anything; its words may hold an address
        return _failed(row, lease, type(error).__name__, now)
    return _settle(row, lease, State.SENT, sent_at=now)


def _hand_over(row: QuestionNotice) -> None:
    contact = row.question.contact
    address = f"{settings.BASE_URL}/hotline/track/"
    if row.channel == Channel.SMS:
        sms.gateway().send_text(unseal(contact.phone_sealed), SMS_TEXT.format(address=address))
        return
    text = f"{row.entry.text if row.entry else ''}\n\n{_FOOT}"
    thread = row.question.mail_thread
    identity = f"hotline-{row.question_id}-{row.pk}"
    mail.send_mail(
        unseal(contact.email_sealed), "Re: 你问明白热线的问题有答复了", text, identity=identity, answers=thread
    )


def _failed(row: QuestionNotice, lease: datetime.datetime, reason: str, now: datetime.datetime) -> str:
    wait = wait_after(row.tries)
    if wait is None:
        return _settle(row, lease, State.FAILED, reason)
    return _settle(row, lease, State.QUEUED, reason, next_try_at=now + wait)


def _settle(
    row: QuestionNotice,
    lease: datetime.datetime,
    state: str,
    error: str = "",
    *,
    next_try_at: datetime.datetime | None = None,
    sent_at: datetime.datetime | None = None,
) -> str:
    """Write down how it went, unless the claim is no longer ours."""
    ours = QuestionNotice.objects.filter(pk=row.pk, leased_until=lease, state__in=[State.SENDING, State.UNSURE])
    done = ours.update(state=state, error=error[:200], next_try_at=next_try_at, sent_at=sent_at, leased_until=None)
    return state if done else ""


@transaction.atomic
def retry(*, notice: QuestionNotice, by: Person, now: datetime.datetime) -> QuestionNotice:
    """Send it again because somebody of the desk said so."""
    row = QuestionNotice.objects.select_for_update().get(pk=notice.pk)
    if not on_desk(by):
        raise Refused("只有平台的热线坐席能做这件事。")
    if row.state not in (State.FAILED, State.UNSURE):
        raise Refused("这一条已经在发，或者已经发出了。")
    row.state, row.tries, row.next_try_at, row.error, row.leased_until = State.QUEUED, 0, now, "", None
    row.save(update_fields=["state", "tries", "next_try_at", "error", "leased_until"])
    return row


@transaction.atomic
def forget_old(*, now: datetime.datetime) -> int:
    """Delete words, files and contact of what is older than it may be kept; the rows stay to be counted."""
    over = [Question.State.CLOSED, Question.State.SPAM, Question.State.MERGED, Question.State.ANSWERED]
    rows = Question.objects.filter(keep_until__lt=now.date(), forgotten_at__isnull=True, state__in=over)
    ids = list(rows.values_list("pk", flat=True)[:500])
    entries = QuestionEntry.objects.filter(question__in=ids)
    for model, keys in ((Question, ids), (QuestionEntry, list(entries.values_list("pk", flat=True)))):
        owned = ContentType.objects.get_for_model(model)
        drop_files(Attachment.objects.filter(owner_type=owned, owner_id__in=keys))
    QuestionContact.objects.filter(question__in=ids).delete()
    QuestionNotice.objects.filter(question__in=ids).delete()
    entries.forget()
    Question.objects.filter(pk__in=ids).update(
        text="", text_hash="", masked_text="", site="", raised_by="", mail_thread="", forgotten_at=now
    )
    QuestionMove.objects.bulk_create(QuestionMove(question_id=pk, verb=QuestionMove.Verb.FORGET, at=now) for pk in ids)
    return len(ids)
