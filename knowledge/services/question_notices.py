"""Telling askers that there is an answer, and forgetting what may not be kept any longer."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef

from portal import mail, sms
from portal.models import Attachment, Person
from portal.rules.quiet import quiet_until
from portal.services import sending
from portal.services.attachments import drop_files
from portal.services.refusal import Refused
from portal.services.sealing import unseal

from ..models import Question, QuestionContact, QuestionEntry, QuestionMove, QuestionNotice
from ..models.hotline import on_desk

Channel = QuestionNotice.Channel
SMS_TEXT = "【明白】你问热线的事有答复了，用查询码看：{address}"
"""Says only that there is an answer."""
QUIET_DAYS = 90
"""After so many days without a word or a deed a question counts as done; said on the form."""
_BATCH = 500
_LOOKS = (QuestionMove.Verb.LOOK, QuestionMove.Verb.LOOK_CONTACT)
_FOOT = "还想问，直接回这封信。\n答复只作参考，具体案件请向有管辖权的部门或律师核实。"


def sweep(*, now: datetime.datetime) -> dict[str, int]:
    """Send what is due; state → rows that came into it. Must not run inside a transaction."""
    return sending.sweep(_Askers(), now=now)


class _Askers:
    """Rows to those who asked."""

    rows = QuestionNotice

    def fetch(self, pk: int) -> QuestionNotice | None:
        return QuestionNotice.objects.select_related("question__contact", "entry").filter(pk=pk).first()

    def silent_until(self, row: QuestionNotice, now: datetime.datetime) -> datetime.datetime | None:
        """A telephone wakes people, a letter does not."""
        return quiet_until(settings.QUIET_HOURS, now) if row.channel == Channel.SMS else None

    def no_way(self, row: QuestionNotice) -> str:
        if not (sms.is_ready() if row.channel == Channel.SMS else mail.is_ready()):
            return "没有设发送渠道"
        return "" if hasattr(row.question, "contact") and row.entry else "联系方式已经删除"

    def hand_over(self, row: QuestionNotice) -> None:
        contact = row.question.contact
        if row.channel == Channel.SMS:
            address = f"{settings.BASE_URL}/hotline/track/"
            sms.gateway().send_text(unseal(contact.phone_sealed), SMS_TEXT.format(address=address))
            return
        mail.send_mail(
            unseal(contact.email_sealed),
            "Re: 你问明白热线的问题有答复了",
            f"{row.entry.text if row.entry else ''}\n\n{_FOOT}",
            identity=f"hotline-{row.question_id}-{row.pk}",
            answers=row.question.mail_thread,
        )


@transaction.atomic
def retry(*, notice: QuestionNotice, by: Person, now: datetime.datetime) -> QuestionNotice:
    """Send it again because somebody of the desk said so. Refused when it is under way."""
    if not on_desk(by):
        raise Refused("只有平台的热线坐席能做这件事。")
    found: QuestionNotice = sending.retry(row=notice, now=now)  # type: ignore[assignment]
    return found


@transaction.atomic
def close_quiet(*, now: datetime.datetime) -> int:
    """Close what nobody closed: answered ones in which nothing moved for QUIET_DAYS, and those still open when their
    words may be kept no longer. Looking is no movement; the asker's next word opens it again. How many."""
    since = now - datetime.timedelta(days=QUIET_DAYS)
    moved = QuestionMove.objects.filter(question=OuterRef("pk"), at__gt=since).exclude(verb__in=_LOOKS)
    said = QuestionEntry.objects.filter(question=OuterRef("pk"), at__gt=since)
    quiet = Question.objects.filter(~Exists(moved), ~Exists(said), received_at__lte=since).select_for_update()
    answered = list(quiet.filter(state=Question.State.ANSWERED)[:_BATCH])
    left = list(quiet.open().filter(keep_until__lt=now.date())[:_BATCH])
    for row in [*answered, *left]:
        row.state, row.closed_at = Question.State.CLOSED, now
        row.save(update_fields=["state", "closed_at"])
        why = f"{QUIET_DAYS} 天没有动静" if row.answered_at else "没有人办结，保存期满"
        QuestionMove.objects.create(question=row, verb=QuestionMove.Verb.CLOSE, at=now, why=why)
    return len(answered) + len(left)


@transaction.atomic
def forget_old(*, now: datetime.datetime) -> int:
    """Delete words, files and contact of what is older than it may be kept; the rows stay to be counted.

    What somebody still works on stays until it is closed: by hand or, when nothing moves, by `close_quiet`.
    """
    over = [Question.State.CLOSED, Question.State.SPAM, Question.State.MERGED]
    rows = Question.objects.filter(keep_until__lt=now.date(), forgotten_at__isnull=True, state__in=over)
    ids = list(rows.values_list("pk", flat=True)[:_BATCH])
    entries = QuestionEntry.objects.filter(question__in=ids)
    for model, keys in ((Question, ids), (QuestionEntry, list(entries.values_list("pk", flat=True)))):
        owned = ContentType.objects.get_for_model(model)
        drop_files(Attachment.objects.filter(owner_type=owned, owner_id__in=keys))
    QuestionContact.objects.filter(question__in=ids).delete()
    QuestionNotice.objects.filter(question__in=ids).delete()
    entries.forget()
    Question.objects.filter(pk__in=ids).update(
        text="", text_hash="", masked_text="", masked_at=None, site="", raised_by="", mail_thread="", forgotten_at=now
    )
    QuestionMove.objects.bulk_create(QuestionMove(question_id=pk, verb=QuestionMove.Verb.FORGET, at=now) for pk in ids)
    return len(ids)
