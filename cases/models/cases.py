"""Cases: a dispute, an injury, a death, a disease or a near miss on one project, from the first report to aftercare.

Facts are stored (what happened when, who belongs to it); stages, clocks and sums are computed from them. A case is
never a precedent: that is a masked copy, made later and approved by a second person.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from knowledge.models import Citation
from portal.models import Crew, Project
from portal.models.scope import NOTHING, Post, Scope
from portal.rules.roles import Role

from ..rules import taxonomy
from ..rules.access import READERS, SEERS
from ..rules.stages import Path, path_of, title_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.models import Person

    Viewer = Person | AnonymousUser


def _reached(post: Post) -> str:
    """What `with_reach` calls its answer. It is the same for everybody with such a post at this organisation."""
    return f"reached_{post.reach.value}_{post.organisation}"


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Viewer) -> CaseQuerySet:
        """For those whose post takes in the whole project and deals with cases, and for the case's own team.

        A crew leader, a worker or a subcontractor's people see a case only while they stand in its team, or in that of
        the case it was merged into.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        scope = Scope.of(user)
        if scope.everything:
            return self
        projects = Project.objects.filter(scope.holding(READERS).whole_projects()).values("pk")
        mine = TeamMember.objects.standing(user).values("case")
        return self.filter(Q(project__in=projects) | Q(pk__in=mine) | Q(merged_into__in=mine))

    def with_reach(self, user: Viewer) -> CaseQuerySet:
        """Each knows whether the organisations by whose posts this user reads cases take in its project: `roles_of`
        need not ask for them."""
        wide = {_reached(post): post for post in Scope.of(user).posts if post.role in READERS and not post.project}
        here = Project.objects.filter(pk=models.OuterRef("project"))
        return self.annotate(**{name: models.Exists(here.filter(post.whole_projects())) for name, post in wide.items()})

    def open(self) -> CaseQuerySet:
        """Somebody still has to do something: open, paused, or waiting for somebody to take it over."""
        return self.filter(state__in=Case.LIVING)

    def by_next_clock(self) -> CaseQuerySet:
        """The clock that runs out first comes first; cases without any come last."""
        return self.order_by(models.F("next_due_at").asc(nulls_last=True), "pk")

    def real(self) -> CaseQuerySet:
        return self.filter(is_sample=False)


class Case(models.Model):
    """`key` comes from the phone that reported it: the same report sent twice is one case.

    `occurred_at` is when it happened, else null; `known_at` when the first of us knew. `text` is what was told, in the
    words of whoever told it. `facets` are codes of the taxonomy, {facet: [codes]}. `next_due_at` repeats the earliest
    limit of ours among the clocks that run, for the list.
    """

    class State(models.TextChoices):
        OPEN = "open", "办理中"
        PAUSED = "paused", "暂停"
        CLOSED = "closed", "已办结"
        MERGED = "merged", "并到另一件"

    LIVING = (State.OPEN, State.PAUSED)

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField("编号", max_length=20, unique=True)
    family = models.CharField("大类", max_length=3, db_index=True)
    kind = models.CharField("类型", max_length=12)
    project = models.ForeignKey(Project, models.PROTECT, related_name="cases", verbose_name="项目")
    crew = models.ForeignKey(Crew, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="班组")
    place = models.CharField("地点", max_length=120, blank=True)
    occurred_at = models.DateTimeField("发生时间", null=True, blank=True)
    known_at = models.DateTimeField("知道的时间")
    text = models.TextField("发生了什么")
    demands = models.TextField("主要诉求", blank=True)
    facets = models.JSONField("分类", default=dict, blank=True)
    values = models.JSONField("期限要问的情况", default=dict, blank=True)
    """Facts of clocks.toml that are no field of their own: whether an award is final, which procedure a court takes."""

    people_count = models.PositiveIntegerField("涉及人数", null=True, blank=True)
    amount = models.DecimalField("涉及金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    deaths = models.PositiveSmallIntegerField("死亡人数", default=0)
    serious = models.PositiveSmallIntegerField("重伤人数", default=0)
    loss = models.DecimalField("直接经济损失（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    graded = models.JSONField("定等级的伤亡人数", default=dict, blank=True)
    """{deaths, serious} as they stood when the days for changes were over; empty while they still count as they are."""

    stage = models.CharField("阶段", max_length=2, db_index=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN, db_index=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="cases_handled", verbose_name="经办人"
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="cases_reported", verbose_name="上报人"
    )
    opened_at = models.DateTimeField("立案时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    outcome_code = models.CharField("结果类型", max_length=8, blank=True)
    next_due_at = models.DateTimeField("最近的期限", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并到"
    )
    question = models.ForeignKey(
        "knowledge.Question", models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name="来自来问"
    )
    consent = models.CharField("提问人同意立案", max_length=120, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    citations = GenericRelation(Citation)
    said = ""
    """What the last verb wants to tell whoever did it; never stored."""

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "案件"
        verbose_name_plural = "案件"
        indexes = [
            models.Index(fields=["state", "next_due_at", "id"], name="case_by_next_clock"),
            models.Index(fields=["project", "state", "next_due_at"], name="case_of_project"),
            models.Index(fields=["state", "stage"], name="case_by_stage"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.number])

    @property
    def path(self) -> Path:
        """By which of the plan's two paths it goes: D1–D6 or I1–I6."""
        return path_of(self.family)

    @property
    def nobody_hurt(self) -> bool:
        """A near miss, as far as is known."""
        return self.family == "SAF" and not (self.deaths or self.serious)

    @property
    def stage_title(self) -> str:
        return title_of(self.stage)

    @property
    def kind_name(self) -> str:
        return taxonomy.name(self.kind)

    @property
    def incident_on(self) -> datetime.date:
        """The day that picks the version of law, in Shanghai."""
        return timezone.localtime(self.occurred_at or self.known_at).date()

    @property
    def grade(self) -> str:
        """生产安全事故报告和调查处理条例第3条; who dies after the days of 第13条第2款 no longer raises it."""
        counted = {"deaths": self.deaths, "serious": self.serious} | self.graded
        return taxonomy.grade(loss=int(self.loss or 0), **counted)

    def roles_of(self, user: Viewer, *, team: Iterable[TeamMember] | None = None) -> frozenset[Role]:
        """The roles in which this person acts here: those of the posts that reach the project, those of the team.

        `team` is who stands in the groups of this case, where that has been read already with `marking(user)`.
        """
        if not user.is_authenticated or not user.is_active:
            return frozenset()
        scope = Scope.of(user)
        if scope.everything:
            return frozenset(Role)
        posts = (post.role for post in scope.posts if post.role in READERS and self._lies_before(post))
        if team is None or self.merged_into_id:
            teams = TeamMember.objects.filter(case__in=[pk for pk in (self.pk, self.merged_into_id) if pk])
            own: Iterable[str] = teams.standing(user).values_list("role", flat=True)
        else:
            own = (row.role for row in team if row.mine)
        return frozenset(Role(role) for role in (*posts, *own))

    def _lies_before(self, post: Post) -> bool:
        """Whether this post takes in the whole project; the database is asked only for those of an organisation."""
        whole = post.whole_projects()
        if post.project:
            return post.project == self.project_id and whole != NOTHING
        known: bool | None = getattr(self, _reached(post), None)
        return Project.objects.filter(whole, pk=self.project_id).exists() if known is None else known


class Party(models.Model):
    """Somebody the case is about or who answers for it. Names and numbers are personal data of the case's team alone.

    `employer` is the next one up in the chain 建设单位 → 总包 → 分包 → 班组. `phone` and `identity` are sealed.
    """

    class Role(models.TextChoices):
        WORKER = "worker", "劳动者"
        REPRESENTATIVE = "representative", "劳动者代表"
        FAMILY = "family", "家属"
        WITNESS = "witness", "证人"
        OWNER = "owner", "建设单位"
        GENERAL = "general", "施工总承包单位"
        PROFESSIONAL = "professional", "专业分包单位"
        LABOUR = "labour", "劳务分包单位"
        BOSS = "boss", "班组长或包工头"
        DISPATCH = "dispatch", "劳务派遣单位"
        RENTAL = "rental", "设备租赁单位"
        SUPERVISOR = "supervisor", "监理单位"
        THIRD = "third", "第三人"

    PEOPLE = (Role.WORKER, Role.REPRESENTATIVE, Role.FAMILY, Role.WITNESS, Role.BOSS, Role.THIRD)
    CHAIN = (Role.OWNER, Role.GENERAL, Role.PROFESSIONAL, Role.LABOUR, Role.BOSS)

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties", verbose_name="案件")
    role = models.CharField("身份", max_length=16, choices=Role.choices)
    name = models.CharField("姓名或名称", max_length=120)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="花名册上的人"
    )
    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    employer = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="below", verbose_name="上一级"
    )
    of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="kin", verbose_name="是谁的家属或代表"
    )
    relation = models.CharField("关系或受托依据", max_length=60, blank=True)
    sealed_phone = models.TextField(blank=True, editable=False)
    sealed_identity = models.TextField(blank=True, editable=False)
    values = models.JSONField("情况", default=dict, blank=True)
    """What sums and documents ask of a person: wage, hired_on, left_on, grade, care, age, insured."""
    removed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "当事人"
        verbose_name_plural = "当事人"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"


class TeamQuerySet(models.QuerySet["TeamMember"]):
    def standing(self, user: Viewer) -> TeamQuerySet:
        """Where somebody stands now, or for somebody else, in a role that sees the case; not where the post ended that
        brought them there."""
        rows = self.filter(Q(person=user.pk) | Q(deputy=user.pk), until__isnull=True, role__in=SEERS)
        left = Scope.of(user).left("case__project")
        return rows.exclude(left) if left else rows

    def marking(self, user: Viewer) -> TeamQuerySet:
        """Rows of now that say by `mine` whether this is where that person stands."""
        own = TeamMember.objects.standing(user).filter(pk=OuterRef("pk"))
        return self.filter(until__isnull=True).annotate(mine=Exists(own))


class TeamMember(models.Model):
    """Who stands in which group of the plan for this case, from when to when, and whether they have seen the alarm."""

    mine: bool
    """What `marking` says."""

    class Group(models.TextChoices):
        COMMAND = "O-01", "客户应急指挥小组"
        ASSIST = "O-02", "应急协助小组"
        SITE = "O-03", "现场协调小组"
        RESCUE_LEAD = "O-04", "客户应急救援领导小组"
        SUPPORT = "O-05", "应急配合小组"
        RESCUE = "O-06", "现场救援小组"
        MEDICAL = "O-07", "医疗救护小组"
        CLAIMS = "O-08", "保险理赔小组"
        FAMILY = "O-09", "家属安抚工作小组"

    case = models.ForeignKey(Case, models.CASCADE, related_name="team", verbose_name="案件")
    group = models.CharField("小组", max_length=4, choices=Group.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    name = models.CharField("外单位人员", max_length=60, blank=True, help_text="例如医院急诊科的联系人")
    phone = models.CharField("值班电话", max_length=20, blank=True)
    role = models.CharField("角色", max_length=24)
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代理人"
    )
    since = models.DateTimeField("从")
    until = models.DateTimeField("到", null=True, blank=True)
    told_at = models.DateTimeField("通知时间", null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "小组成员"
        verbose_name_plural = "小组成员"
        ordering = ["group", "pk"]
        indexes = [models.Index(fields=["person", "until"]), models.Index(fields=["deputy", "until"])]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "group", "person"], condition=Q(until__isnull=True), name="once_in_a_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} {self.person or self.name}"


class CaseLink(models.Model):
    """Two cases that belong together: one accident and several workers, or a part split off."""

    class Kind(models.TextChoices):
        SAME_EVENT = "same", "同一件事"
        SPLIT = "split", "拆分出来"
        RELATED = "related", "有关"

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="links_back")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "案件关联"
        verbose_name_plural = "案件关联"
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="linked_once"),
            models.CheckConstraint(condition=~Q(case=models.F("other")), name="not_linked_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()} {self.other}"
