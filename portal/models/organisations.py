"""Who works for whom, where, since when."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from ..rules.roles import NAMES, Role
from .scope import Scope

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .people import Person

    Viewer = Person | AnonymousUser

HANDS = (Role.WORKER, Role.CREW_LEADER)
"""Who works on a site with the hands; everybody else manages."""


def _held(on: datetime.date, path: str = "", roles: tuple[Role, ...] = ()) -> Q:
    """Memberships held on that day, `path` leading to them."""
    begun = Q(**{f"{path}starts_on__isnull": True}) | Q(**{f"{path}starts_on__lte": on})
    lasting = Q(**{f"{path}ends_on__isnull": True}) | Q(**{f"{path}ends_on__gte": on})
    return begun & lasting & (Q(**{f"{path}role__in": roles}) if roles else Q())


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Viewer) -> OrganisationQuerySet:
        return self.filter(pk__in=Organisation.objects.filter(Scope.of(user).organisations()).values("pk"))

    def kept_by(self, user: Viewer) -> OrganisationQuerySet:
        """Clients for whom this person opens projects."""
        return self.filter(pk__in=Organisation.objects.filter(Scope.of(user).keeping().clients()).values("pk"))

    def working_for(self, client: Organisation) -> OrganisationQuerySet:
        """The client itself and the firms it works with: its own subcontractors, and those with crews on its sites."""
        on_site = Crew.objects.filter(project__client=client).values("organisation")
        firms = Q(kind=Organisation.Kind.SUBCONTRACTOR, parent=client) | Q(pk__in=on_site)
        return self.filter(Q(pk=client.pk) | firms)


class Organisation(models.Model):
    """`parent` of a client is the platform that serves it, or the group it belongs to."""

    class Kind(models.TextChoices):
        PLATFORM = "platform", "平台公司"
        CLIENT = "client", "客户企业"
        SUBCONTRACTOR = "subcontractor", "分包单位"

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=16, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级或服务平台"
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"

    def __str__(self) -> str:
        return self.name


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: Viewer) -> ProjectQuerySet:
        return self.filter(pk__in=Project.objects.filter(Scope.of(user).projects()).values("pk"))

    def kept_by(self, user: Viewer) -> ProjectQuerySet:
        """Where this person enters people: all, those of one firm, or those of one crew."""
        return self.filter(pk__in=Project.objects.filter(Scope.of(user).keeping().projects()).values("pk"))

    def wholly_kept_by(self, user: Viewer) -> ProjectQuerySet:
        """Where this person enters people of every firm and crew."""
        return self.filter(pk__in=Project.objects.filter(Scope.of(user).keeping().whole_projects()).values("pk"))


class Project(models.Model):
    """A building site of one client. Hospital and insurer are what an accident asks for first."""

    client = models.ForeignKey(Organisation, models.PROTECT, related_name="projects", verbose_name="客户企业")
    name = models.CharField("项目名称", max_length=120)
    region = models.CharField("地区", max_length=60, blank=True, help_text="省、市，例如：广东省深圳市")
    address = models.CharField("地址", max_length=200, blank=True)
    general_contractor = models.CharField("施工总承包单位", max_length=120, blank=True)
    hospital = models.CharField("签约医院", max_length=120, blank=True)
    hospital_phone = models.CharField("医院电话", max_length=20, blank=True)
    insurer = models.CharField("承保机构", max_length=120, blank=True)
    insurer_phone = models.CharField("承保机构电话", max_length=20, blank=True)
    starts_on = models.DateField("开工日期", null=True, blank=True)
    ends_on = models.DateField("完工日期", null=True, blank=True)
    join_code = models.CharField("扫码登记的代码", max_length=24, null=True, blank=True, unique=True, editable=False)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目"
        verbose_name_plural = "项目"

    def __str__(self) -> str:
        return self.name


class CrewQuerySet(models.QuerySet["Crew"]):
    def visible_to(self, user: Viewer) -> CrewQuerySet:
        return self.filter(pk__in=Crew.objects.filter(Scope.of(user).crews()).values("pk"))

    def kept_by(self, user: Viewer) -> CrewQuerySet:
        """Whose people this person enters, moves and ends."""
        return self.filter(pk__in=Crew.objects.filter(Scope.of(user).keeping().crews()).values("pk"))

    def with_hands(self, *, on: datetime.date) -> CrewQuerySet:
        """`hands`: how many workers and crew leaders are in the crew on that day."""
        return self.annotate(hands=Count("memberships", filter=_held(on, "memberships__", HANDS)))


class Crew(models.Model):
    """A team on one project, employed by one organisation. `hands` is there after `with_hands`."""

    hands: int
    project = models.ForeignKey(Project, models.PROTECT, related_name="crews", verbose_name="项目")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="crews", verbose_name="用工单位")
    name = models.CharField("班组名称", max_length=60)
    trade = models.CharField("工种", max_length=30, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = CrewQuerySet.as_manager()

    class Meta:
        verbose_name = "班组"
        verbose_name_plural = "班组"

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: Viewer) -> MembershipQuerySet:
        return self.filter(Scope.of(user).memberships())

    def kept_by(self, user: Viewer) -> MembershipQuerySet:
        """Postings of the people whom this person enters, moves and ends."""
        return self.filter(Scope.of(user).keeping().others())

    def at_work(self) -> MembershipQuerySet:
        """The hands on a site: workers and crew leaders."""
        return self.filter(project__isnull=False, role__in=HANDS)

    def active(self, *, on: datetime.date) -> MembershipQuerySet:
        """Held on that day; the first and the last day count."""
        return self.filter(_held(on))

    def staying(self, *, on: datetime.date) -> MembershipQuerySet:
        """Not over on that day: held, or still to begin."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).exclude(ends_on__lt=F("starts_on"))

    def left(self, *, on: datetime.date) -> MembershipQuerySet:
        """Over before that day; without those that ended before they began."""
        return self.filter(ends_on__lt=on).exclude(ends_on__lt=F("starts_on"))


class Membership(models.Model):
    """A person in a role at an organisation, maybe on a project and in a crew, for a time. Leavers are kept."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="人员"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", verbose_name="单位")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="项目"
    )
    crew = models.ForeignKey(
        Crew, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="班组"
    )
    trade = models.CharField("本人工种", max_length=30, blank=True, help_text="和班组的工种不同时才填")
    role = models.CharField("角色", max_length=24, choices=[(role.value, name) for role, name in NAMES.items()])
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True, help_text="最后一天也算在内")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="deputises",
        verbose_name="代理人",
    )
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        indexes = [models.Index(fields=["person", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"

    @property
    def own_trade(self) -> str:
        """The person's own trade, else the crew's. Reads the crew: select it along."""
        return self.trade or (self.crew.trade if self.crew else "")

    @property
    def is_void(self) -> bool:
        """Ended before it began: entered by mistake, kept all the same."""
        return bool(self.starts_on and self.ends_on and self.ends_on < self.starts_on)


class OnCallContactQuerySet(models.QuerySet["OnCallContact"]):
    def visible_to(self, user: Viewer) -> OnCallContactQuerySet:
        """Everyone posted to a project sees its contacts; contacts of an organisation are for its own people."""
        scope = Scope.of(user)
        if scope.everything:
            return self
        return self.filter(
            Q(project__in=Project.objects.filter(scope.projects()))
            | Q(project__isnull=True, organisation__in=Organisation.objects.filter(scope.organisations()))
        )


class OnCallContact(models.Model):
    """Whom to call first. `order` counts from 1: the next one is called when the one before does not answer."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="on_call", verbose_name="单位")
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="on_call", verbose_name="项目"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="on_call", verbose_name="人员"
    )
    name = models.CharField("称呼", max_length=60)
    duty = models.CharField("负责什么", max_length=60, blank=True)
    phone = models.CharField("电话", max_length=20)
    order = models.PositiveSmallIntegerField("次序", default=1)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = OnCallContactQuerySet.as_manager()

    class Meta:
        verbose_name = "值班联系人"
        verbose_name_plural = "值班联系人"

    def __str__(self) -> str:
        return f"{self.name} {self.phone}"
