"""Projects and crews."""

from __future__ import annotations

import datetime

from django.db import transaction

from ...models import Crew, Membership, Organisation, Person, Project
from ...models.scope import Scope
from ...rules.roles import Reach, keeps_people, reach
from ..refusal import Refused

NOT_YOURS = "这里不归你管，请找项目经理或管理员。"


@transaction.atomic
def create_project(
    *,
    by: Person,
    client: Organisation,
    name: str,
    today: datetime.date,
    region: str = "",
    address: str = "",
    general_contractor: str = "",
    starts_on: datetime.date | None = None,
) -> Project:
    """A new site of a client one is posted to. Whoever opens it and would not see it is posted there too."""
    if not Organisation.objects.kept_by(by).filter(pk=client.pk).exists():
        raise Refused(NOT_YOURS, "client")
    name = _named(name, "请填项目名称", 120)
    if Project.objects.filter(client=client, name=name).exists():
        raise Refused("这家单位已经有同名的项目", "name")
    project = Project.objects.create(
        client=client,
        name=name,
        region=region.strip(),
        address=address.strip(),
        general_contractor=general_contractor.strip(),
        starts_on=starts_on,
        is_sample=client.is_sample,
    )
    if not Project.objects.wholly_kept_by(by).filter(pk=project.pk).exists():
        _post_there(by, project, today)
    return project


def _post_there(by: Person, project: Project, today: datetime.date) -> None:
    """In the role, and for the organisation, that let this person open it."""
    held = by.memberships.active(on=today).exclude(organisation__kind=Organisation.Kind.SUBCONTRACTOR)
    posts = [post for post in held.order_by("pk") if keeps_people(post.role) and reach(post.role) is Reach.POST]
    here = [post for post in posts if post.project and post.project.client_id == project.client_id]
    best = (here or posts)[0]
    Membership.objects.create(
        person=by,
        organisation=best.organisation,
        project=project,
        role=best.role,
        starts_on=today,
        is_sample=project.is_sample,
    )
    Scope.forget(by)


@transaction.atomic
def create_crew(
    *,
    by: Person,
    project: Project,
    name: str,
    organisation: Organisation | None = None,
    firm: str = "",
    trade: str = "",
) -> Crew:
    """A crew of the client, of one of its firms, or of a new firm named `firm`; a firm's own head: of that firm."""
    if not Project.objects.kept_by(by).filter(pk=project.pk).exists():
        raise Refused(NOT_YOURS)
    name = _named(name, "请填班组名称", 60)
    if firm.strip():
        organisation = named_firm(by=by, project=project, name=firm)
    allowed = firms(by=by, project=project)
    if organisation is None and len(allowed) == 1:
        organisation = allowed[0]
    if organisation is None:
        raise Refused("请选用工单位，或者写上新的劳务公司", "organisation")
    if organisation not in allowed:
        raise Refused(NOT_YOURS, "organisation")
    if Crew.objects.filter(project=project, organisation=organisation, name=name).exists():
        raise Refused("这个项目已经有同名的班组", "name")
    return Crew.objects.create(
        project=project,
        organisation=organisation,
        name=name,
        trade=trade.strip()[:30],
        is_sample=project.is_sample,
    )


def firms(*, by: Person, project: Project) -> list[Organisation]:
    """Whose crews this person may make here: the client and its firms, or only the own firm."""
    if Project.objects.wholly_kept_by(by).filter(pk=project.pk).exists():
        return list(Organisation.objects.working_for(project.client).order_by("kind", "pk"))
    posts = Scope.of(by).keeping().posts
    own = {p.organisation for p in posts if p.reach is Reach.POST and p.project in {None, project.pk}}
    return list(Organisation.objects.filter(pk__in=own, kind=Organisation.Kind.SUBCONTRACTOR).order_by("pk"))


def named_firm(*, by: Person, project: Project, name: str) -> Organisation:
    """The firm of this name that works for the project's client, made when there is none.

    A firm of the same name that works for another client is another row: nobody learns of it here.
    """
    name = _named(name, "请填劳务公司的名称", 120)
    found = next((firm for firm in firms(by=by, project=project) if firm.name == name), None)
    if found is not None:
        return found
    if not Project.objects.wholly_kept_by(by).filter(pk=project.pk).exists():
        raise Refused("只能用自己单位的名称", "firm")
    return Organisation.objects.create(
        name=name,
        kind=Organisation.Kind.SUBCONTRACTOR,
        parent=project.client,
        is_sample=project.is_sample,
    )


def _named(name: str, missing: str, longest: int) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Refused(missing, "name")
    if len(cleaned) > longest:
        raise Refused(f"名称太长，最多 {longest} 个字", "name")
    return cleaned
