"""The hotline: numbers to call, what people ask, what is answered, and who looked.

Who asked stands apart (QuestionContact), sealed. Entries and moves are only added; what is older than it may be kept
is forgotten by `forget`, the one exception.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Case, When

from portal.clock import today
from portal.models import Membership, Organisation, Project
from portal.models.outgoing import Outgoing
from portal.models.scope import Scope
from portal.rules.masking import masked_log
from portal.rules.roles import Role

from ..rules import hotline
from .regulations import Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.models import Person


OPEN = ("new", "assigned")


class HotlineNumber(models.Model):
    """A number on the public page. `verified` false shows 待核实."""

    number = models.CharField("号码", max_length=20)
    name = models.CharField("名称", max_length=40)
    for_what = models.CharField("什么事打", max_length=120)
    hours = models.CharField("接听时间", max_length=80)
    region = models.CharField("地区", max_length=60, default="全国")
    urgent = models.BooleanField("人有危险时打", default=False)
    verified = models.BooleanField("已核实", default=False)
    live = models.BooleanField("显示", default=True)
    order = models.PositiveSmallIntegerField("次序", default=100)

    class Meta:
        verbose_name = "咨询电话"
        verbose_name_plural = "咨询电话"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["number", "region"], name="one_number_of_a_region")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


_KEPT = "_on_hotline"


def seats(*, on: datetime.date) -> Any:
    """Memberships of the desk on that day: hotline seats at the platform."""
    held = Membership.objects.active(on=on)
    return held.filter(role=Role.HOTLINE, organisation__kind=Organisation.Kind.PLATFORM)


def on_desk(user: Person | AnonymousUser) -> bool:
    """Whether this person answers the hotline: a seat at the platform, held today, or a superuser."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    known: bool | None = vars(user).get(_KEPT)
    if known is None:
        known = seats(on=today()).filter(person=user).exists()
        setattr(user, _KEPT, known)
    return known


class HotlineQuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: Person | AnonymousUser) -> HotlineQuestionQuerySet:
        """Whole questions, with photos and voice: the platform's desk alone."""
        return self if on_desk(user) else self.none()

    def shared_with(self, user: Person | AnonymousUser) -> HotlineQuestionQuerySet:
        """Those whose masked text this person of a client may read: the asker agreed, the desk has masked it, and it
        is about a project of which the person sees everybody. Crew leaders, workers and contractors see none."""
        if not user.is_authenticated or not user.is_active or user.is_superuser:
            return self.none()
        projects = Project.objects.filter(Scope.of(user).whole_projects()).values("pk")
        gone = (Question.State.SPAM, Question.State.MERGED)
        return self.filter(may_share=True, masked_at__isnull=False, project__in=projects).exclude(state__in=gone)

    def open(self) -> HotlineQuestionQuerySet:
        """Somebody has to do something."""
        return self.filter(to_do=1)

    def real(self) -> HotlineQuestionQuerySet:
        """What statistics count: no spam, nothing twice, no samples."""
        return self.filter(is_sample=False).exclude(state__in=[Question.State.SPAM, Question.State.MERGED])


class Question(models.Model):
    """What somebody asked. Its tracking code is known to the asker alone: only a keyed hash is kept.

    `may_share` and `may_open_case` are the asker's consent. `masked_text` is what a client's people may read of it,
    written at the desk. `keep_until` is when texts, files and contact go; the row stays to be counted.
    """

    class State(models.TextChoices):
        NEW = "new", "没人接"
        ASSIGNED = "assigned", "有人在办"
        ANSWERED = "answered", "答复了"
        CLOSED = "closed", "办结"
        SPAM = "spam", "垃圾"
        MERGED = "merged", "并到另一个"

    class Urgency(models.IntegerChoices):
        NORMAL = hotline.NORMAL, "一般"
        SOON = hotline.SOON, "抓紧"
        NOW = hotline.NOW, "紧急"

    class Way(models.TextChoices):
        WEB = "web", "网页"
        MAIL = "mail", "邮件"
        PHONE = "phone", "电话"

    code_hash = models.CharField(max_length=64, unique=True)
    text = models.TextField("问题")
    text_hash = models.CharField(max_length=64, db_index=True)
    way = models.CharField("从哪来", max_length=5, choices=Way.choices, default=Way.WEB)
    site = models.CharField("工地", max_length=120, blank=True)
    region = models.CharField("地区", max_length=60, blank=True)
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name="项目"
    )
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name="主题"
    )
    may_share = models.BooleanField("同意把隐去姓名的文字给企业看", default=False)
    may_open_case = models.BooleanField("同意立案处理", default=False)
    masked_text = models.TextField("给企业看的文字", blank=True)
    masked_at = models.DateTimeField(null=True, blank=True)
    masked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.NEW)
    urgency = models.PositiveSmallIntegerField("急不急", choices=Urgency.choices, default=Urgency.NORMAL)
    raised_by = models.CharField("因为这些词", max_length=100, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="谁在办"
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name="并到"
    )
    received_at = models.DateTimeField("收到")
    promised_at = models.DateTimeField("答应什么时候答复", null=True, blank=True)
    first_due_at = models.DateTimeField("答复期限")
    close_due_at = models.DateTimeField("办结期限")
    answered_at = models.DateTimeField("首次答复", null=True, blank=True)
    answered_late = models.BooleanField("首次答复超期", default=False)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    keep_until = models.DateField("保存到")
    forgotten_at = models.DateTimeField("内容已删除", null=True, blank=True)
    mail_thread = models.CharField(max_length=200, blank=True, db_index=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)
    to_do = models.GeneratedField(
        expression=Case(When(state__in=OPEN, then=1), default=0),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    """1 while somebody has to do something: made by the database, so that one index holds the queue in its order."""

    objects = HotlineQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "来问"
        verbose_name_plural = "来问"
        indexes = [
            models.Index(fields=["to_do", "-urgency", "first_due_at", "id"], name="question_to_do"),
            models.Index(fields=["state", "-urgency", "first_due_at", "id"], name="question_by_state"),
            models.Index(fields=["state", "-received_at"], name="question_latest"),
            models.Index(fields=["owner", "state"], name="question_of_owner"),
            models.Index(fields=["received_at"], name="question_by_day"),
            models.Index(fields=["project", "received_at"], name="question_of_project"),
        ]

    def __str__(self) -> str:
        return f"第 {self.pk} 号"

    @property
    def glance(self) -> str:
        """What the queue shows of it: the beginning, without numbers. The whole is a look that is written down."""
        return masked_log(self.text[:120])

    @property
    def due_at(self) -> datetime.datetime:
        """The next limit: while an answer is owed, that of the answer or an earlier promise; then that of closing."""
        if self.state not in (self.State.NEW, self.State.ASSIGNED):
            return self.close_due_at
        return min(self.promised_at, self.first_due_at) if self.promised_at else self.first_due_at


class QuestionContact(models.Model):
    """How the asker can be reached; sealed, and opened at the desk only with a row in the trail."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="contact")
    phone_sealed = models.TextField(blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    email_sealed = models.TextField(blank=True)
    by_sms = models.BooleanField("有答复发短信", default=False)

    class Meta:
        verbose_name = "联系方式"
        verbose_name_plural = "联系方式"

    def __str__(self) -> str:
        return f"{self.question}的联系方式"


class OnlyAdded(TypeError):
    """A row that is only added was to be changed or deleted."""


class OnlyAddedQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise OnlyAdded("只增加，不修改")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise OnlyAdded("只增加，不删除")

    def forget(self) -> int:
        """The one exception: rows that may not be kept any longer, and those of samples. How many."""
        return models.QuerySet.delete(self)[0]


class OnlyAddedRow(models.Model):
    """Rows that are written once."""

    objects = OnlyAddedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise OnlyAdded("只增加，不修改")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise OnlyAdded("只增加，不删除")


class QuestionEntry(OnlyAddedRow):
    """What was said after the question. A note is for the desk alone; `by` is empty for the asker."""

    class Kind(models.TextChoices):
        FOLLOW_UP = "follow_up", "追问"
        ANSWER = "answer", "答复"
        NOTE = "note", "内部备注"
        THANKS = "thanks", "道谢"

    OF_ASKER = (Kind.FOLLOW_UP, Kind.THANKS)

    question = models.ForeignKey(Question, models.PROTECT, related_name="entries")
    kind = models.CharField("种类", max_length=9, choices=Kind.choices)
    text = models.TextField("文字")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField("时间")
    key = models.CharField(max_length=64, blank=True, null=True, unique=True, default=None)

    class Meta:
        verbose_name = "往来"
        verbose_name_plural = "往来"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.question} {self.get_kind_display()}"


class QuestionMove(OnlyAddedRow):
    """The trail: who did what with a question and who looked at whose data. It holds no words of the asker."""

    class Verb(models.TextChoices):
        ARRIVE = "arrive", "收到"
        ASSIGN = "assign", "交给"
        TAKE = "take", "接手"
        TURN = "turn", "改急缓"
        PROMISE = "promise", "答应时间"
        ANSWER = "answer", "答复"
        CLOSE = "close", "办结"
        REOPEN = "reopen", "重新打开"
        MERGE = "merge", "合并"
        SPAM = "spam", "当垃圾"
        NOT_SPAM = "not_spam", "不是垃圾"
        FILE = "file", "归到项目或主题"
        MASK = "mask", "写给企业看的文字"
        HAND_OVER = "hand_over", "转为案件"
        LOOK = "look", "看了内容"
        LOOK_CONTACT = "look_contact", "看了联系方式"
        FORGET = "forget", "到期删除内容"

    question = models.ForeignKey(Question, models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=12, choices=Verb.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "经过"
        verbose_name_plural = "经过"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["question", "verb", "by", "at"], name="question_looks")]

    def __str__(self) -> str:
        return f"{self.question} {self.get_verb_display()}"


class QuestionNotice(Outgoing):
    """Telling the asker that there is an answer: by SMS that there is one, by mail the answer in its thread."""

    class Channel(models.TextChoices):
        SMS = "sms", "短信"
        EMAIL = "email", "邮件"

    question = models.ForeignKey(Question, models.CASCADE, related_name="notices")
    entry = models.ForeignKey(QuestionEntry, models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField("渠道", max_length=5, choices=Channel.choices)

    class Meta(Outgoing.Meta):
        abstract = False
        verbose_name = "答复通知"
        verbose_name_plural = "答复通知"
        constraints = [models.UniqueConstraint(fields=["question", "entry", "channel"], name="one_notice_of_an_answer")]

    def __str__(self) -> str:
        return f"{self.question} {self.get_channel_display()}"
