"""Answered questions: what many ask, answered in our words, masked and looked at by a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse

from .citations import Citation
from .hotline import OnlyAddedRow, Question
from .regulations import Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.models import Person

MAY_SEE = "knowledge.view_answeredquestion"


class AnsweredQuestionQuerySet(models.QuerySet["AnsweredQuestion"]):
    def published(self) -> AnsweredQuestionQuerySet:
        return self.filter(state=AnsweredQuestion.State.PUBLISHED)

    def visible_to(self, user: Person | AnonymousUser) -> AnsweredQuestionQuerySet:
        """Editors see all, everybody what is published."""
        if user.is_authenticated and user.is_active and user.has_perm(MAY_SEE):
            return self
        return self.published()

    def waiting_for(self, user: Person) -> AnsweredQuestionQuerySet:
        """Those that wait for a second look, without those `user` has had a hand in."""
        touched = AnsweredMove.objects.filter(by=user, verb__in=AnsweredMove.HANDS).values("answered")
        return self.filter(state=AnsweredQuestion.State.REVIEW).exclude(written_by=user).exclude(pk__in=touched)

    def citing(self, article: int) -> AnsweredQuestionQuerySet:
        """Those with a link to this article (its primary key)."""
        return self.filter(citations__article=article).distinct()


class AnsweredQuestion(models.Model):
    """A question with its answer, dated `on`: the day whose law it tells.

    `cites` are the articles it stands on, one a line (工伤保险条例第17条); the `citations` are made from the answer and
    them, their offsets count in `cited_text`. `not_personal` are words the masking rules found and a person left
    standing. `from_question` is for the desk alone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        REVIEW = "review", "等第二个人看"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    code = models.SlugField("代号", max_length=60, unique=True)
    question = models.CharField("问", max_length=120)
    answer = models.TextField("答", help_text="先一句话说结论，再说怎么做。空一行分段。")
    cites = models.TextField("依据的条文", help_text="一行一条，例如：工伤保险条例第17条")
    topics = models.ManyToManyField(Topic, related_name="answered", verbose_name="主题", blank=True)
    on = models.DateField("按哪天的法律", help_text="这天以后条文变了，会提醒重看")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.DRAFT, db_index=True)
    not_personal = models.JSONField("看过、不是个人信息的词", default=list, blank=True)
    from_question = models.ForeignKey(
        Question, models.SET_NULL, null=True, blank=True, related_name="published_as", verbose_name="来自"
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField("发布时间", null=True, blank=True, db_index=True)
    withdrawn_why = models.CharField("撤回原因", max_length=200, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)
    content_sha = models.CharField(max_length=64, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    citations = GenericRelation(Citation)

    objects = AnsweredQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "问答"
        verbose_name_plural = "问答"
        ordering = ["-published_at", "-pk"]
        permissions = [("approve_answeredquestion", "审核和撤回问答")]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("knowledge:answer", args=[self.code])

    @property
    def cited_text(self) -> str:
        return f"{self.answer}\n{self.cites}"

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.answer.split("\n\n") if part.strip()]


class AnsweredMove(OnlyAddedRow):
    """The trail of an answered question: who wrote, looked, published and withdrew it. Rows are only added."""

    class Verb(models.TextChoices):
        WRITE = "write", "写成草稿"
        EDIT = "edit", "修改"
        SUBMIT = "submit", "交给第二个人看"
        RETURN = "return", "退回"
        PUBLISH = "publish", "看过，发布"
        WITHDRAW = "withdraw", "撤回"

    HANDS = (Verb.WRITE, Verb.EDIT, Verb.SUBMIT)
    """Whoever did one of these has had a hand in the text and does not give the second look."""

    answered = models.ForeignKey(AnsweredQuestion, models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "问答变动"
        verbose_name_plural = "问答变动"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.answered.code} {self.get_verb_display()}"
