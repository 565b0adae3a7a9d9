"""Making, agreeing and changing the plan of safety education; events that call for training."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q

from portal.models import Crew, Membership, Person, Project
from portal.rules.roles import Role
from portal.services.refusal import Refused

from ..models import EducationPlan, PlanItem, TrainingEvent
from ..rules.plan import month_of

PLANNERS = {Role.SAFETY_MANAGER, Role.LABOUR_MANAGER, Role.PROJECT_MANAGER, Role.SUBCONTRACTOR_HEAD, Role.EXECUTIVE}
CLIENTS_VOICE = {Role.PROJECT_MANAGER, Role.EXECUTIVE}
"""Who may agree for the client: its project manager or its head."""

_FURTHEST = datetime.timedelta(days=366)


def may_plan(person: Person, project: Project, today: datetime.date) -> bool:
    return _holds(person, project, PLANNERS, today)


def may_agree(person: Person, project: Project, today: datetime.date) -> bool:
    """One of the client's own people: a subcontractor does not agree for it."""
    return _holds(person, project, CLIENTS_VOICE, today, of_client=True)


def who_may_agree(project: Project, today: datetime.date) -> list[Membership]:
    """The posts of the client's people that may agree, of this project or of the whole company."""
    posts = Membership.objects.active(on=today).filter(organisation=project.client_id, role__in=CLIENTS_VOICE)
    here = posts.filter(Q(project__isnull=True) | Q(project=project))
    return list(here.select_related("person").order_by("person__name", "pk"))


def _holds(
    person: Person, project: Project, roles: set[Role], today: datetime.date, *, of_client: bool = False
) -> bool:
    if person.is_superuser:
        return True
    if not Project.objects.visible_to(person).filter(pk=project.pk).exists():
        return False
    posts = Membership.objects.active(on=today).filter(person=person, role__in=[role.value for role in roles])
    if of_client:
        posts = posts.filter(organisation=project.client_id)
    return any(post.project_id in (None, project.pk) for post in posts)


@transaction.atomic
def add_item(
    *,
    by: Person,
    project: Project,
    year: int,
    month: int,
    topic: str,
    on: datetime.date,
    method: str,
    now: datetime.datetime,
    crew: Crew | None = None,
    trainer: str = "",
) -> PlanItem:
    """Put a topic into the plan of a month (0: the year), made with the first. Agreement is asked anew."""
    if not may_plan(by, project, now.date()):
        raise Refused("这个项目的计划不归你定")
    first, last = month_of(year, month)
    if not topic.strip():
        raise Refused("请填讲什么", "topic")
    if not first <= on <= last:
        raise Refused(f"日期要在 {first:%Y-%m-%d} 到 {last:%Y-%m-%d} 之间", "on")
    if crew is not None and crew.project_id != project.pk:
        raise Refused("这个班组不在这个项目", "crew")
    plan, _ = EducationPlan.objects.get_or_create(
        project=project,
        year=year,
        month=month,
        defaults={"made_by": by, "made_at": now, "is_sample": project.is_sample},
    )
    _ask_again(plan)
    return PlanItem.objects.create(
        plan=plan, topic=topic.strip(), on=on, method=method, crew=crew, trainer=trainer.strip()
    )


def _ask_again(plan: EducationPlan) -> None:
    """What was agreed has changed: the client's word no longer covers it."""
    if plan.agreed_at:
        plan.agreed_by, plan.agreed_at = None, None
        plan.save(update_fields=["agreed_by", "agreed_at"])


@transaction.atomic
def remove_item(*, by: Person, item: PlanItem, now: datetime.datetime) -> None:
    """Only what was not held can go."""
    if not may_plan(by, item.plan.project, now.date()):
        raise Refused("这个项目的计划不归你定")
    if item.sessions.exists():
        raise Refused("这一项已经办过，不能删")
    _ask_again(item.plan)
    item.delete()


@transaction.atomic
def agree(*, by: Person, plan: EducationPlan, now: datetime.datetime) -> EducationPlan:
    """The client's person agrees to the plan as it stands."""
    if not may_agree(by, plan.project, now.date()):
        raise Refused("要由客户企业的项目经理或负责人确认")
    if not plan.items.exists():
        raise Refused("计划里还没有内容，先加一项")
    plan.agreed_by, plan.agreed_at = by, now
    plan.save(update_fields=["agreed_by", "agreed_at"])
    return plan


@transaction.atomic
def add_event(
    *,
    by: Person,
    project: Project,
    kind: str,
    title: str,
    on: datetime.date,
    now: datetime.datetime,
    crew: Crew | None = None,
) -> TrainingEvent:
    """A new technique or an accident: whoever was there that day owes the training the rules name."""
    if not may_plan(by, project, now.date()):
        raise Refused("这个项目的培训不归你定")
    if not title.strip():
        raise Refused("请写一句是什么", "title")
    if abs(on - now.date()) > _FURTHEST:
        raise Refused("这个日期不对，请核对年份", "on")
    if on > now.date() and kind == TrainingEvent.Kind.ACCIDENT:
        raise Refused("事故日期不能在今天以后", "on")
    if crew is not None and crew.project_id != project.pk:
        raise Refused("这个班组不在这个项目", "crew")
    return TrainingEvent.objects.create(
        project=project, crew=crew, kind=kind, title=title.strip(), on=on, by=by, is_sample=project.is_sample
    )
