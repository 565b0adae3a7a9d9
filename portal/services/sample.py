"""Sample people and places, every one marked 示例, and their removal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils.module_loading import import_string

from ..clock import SHANGHAI
from ..models import (
    Attachment,
    Crew,
    Job,
    JoinRequest,
    Membership,
    Message,
    OnCallContact,
    Organisation,
    Person,
    PersonRecord,
    Project,
    RosterImport,
    SignInCode,
)
from ..models.organisations import HANDS
from ..rules.roles import NAMES, Role
from ..rules.roster import Contract
from . import sample_site
from .attachments import drop_files
from .groups import EDITORS, REVIEWERS, ensure_groups
from .people import create_person
from .refusal import Refused
from .sites import stays

MARK = "示例·"


@dataclass(frozen=True)
class SampleAccount:
    """An account to try the site with. `login` is typed as it stands; two workers share one number.

    `days`: how long ago the person came.
    """

    role: Role
    name: str
    username: str
    password: str
    phone: str = ""
    pin: str = ""
    days: int = 60

    @property
    def login(self) -> str:
        return self.phone or self.username

    @property
    def role_name(self) -> str:
        return NAMES[self.role]


_FAMILY_PHONE = "13800000001"

SAMPLE_ACCOUNTS: tuple[SampleAccount, ...] = (
    SampleAccount(Role.WORKER, "王师傅", "shili-wang", "shili-gongren-1", _FAMILY_PHONE, "402719", days=3),
    SampleAccount(Role.WORKER, "李师傅", "shili-li", "shili-gongren-2", _FAMILY_PHONE, "618305"),
    SampleAccount(Role.CREW_LEADER, "赵班长", "shili-zhao", "shili-banzu-1", "13800000002"),
    SampleAccount(Role.LABOUR_MANAGER, "钱劳务", "shili-qian", "shili-laowu-1", "13800000003"),
    SampleAccount(Role.SAFETY_MANAGER, "孙安全", "shili-sun", "shili-anquan-1", "13800000004"),
    SampleAccount(Role.PROJECT_MANAGER, "周经理", "shili-zhou", "shili-xiangmu-1", "13800000005"),
    SampleAccount(Role.LEGAL, "褚法务", "shili-fawu", "shili-fawu-1"),
    SampleAccount(Role.HOTLINE, "何坐席", "shili-rexian", "shili-rexian-1"),
    SampleAccount(Role.EDITOR, "吴编辑", "shili-bianji", "shili-bianji-1"),
    SampleAccount(Role.REVIEWER, "郑审核", "shili-shenhe", "shili-shenhe-1"),
    SampleAccount(Role.ADMINISTRATOR, "冯管理", "shili-guanli", "shili-guanli-1"),
)

_ON_CALL = {Role.PROJECT_MANAGER, Role.LABOUR_MANAGER, Role.SAFETY_MANAGER}
_OF_ADMIN = {Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR}
_PLATFORM_ROLES = {*_OF_ADMIN, Role.HOTLINE, Role.LEGAL}


@transaction.atomic
def load_sample(*, today: datetime.date) -> dict[str, int]:
    """Make what is missing of the sample; the number of new rows by kind. A second run makes nothing."""
    before = _counts()
    platform, project, crew = _places(today)
    now = datetime.datetime.combine(today, datetime.time(0), SHANGHAI)
    groups = ensure_groups(settings.GROUP_PERMISSIONS)
    for account in SAMPLE_ACCOUNTS:
        person = _person(account, today)
        if account.role == Role.EDITOR:
            person.groups.add(groups[EDITORS])
        elif account.role == Role.REVIEWER:
            person.groups.add(groups[REVIEWERS])
        if not Membership.objects.filter(person=person, role=account.role.value, is_sample=True).exists():
            _give_post(person, account, platform if account.role in _PLATFORM_ROLES else project, crew, now)
    _on_call(project)
    sample_site.load_site(project=project, mark=MARK, now=now)
    return {name: count - before[name] for name, count in _counts().items()}


def _give_post(
    person: Person, account: SampleAccount, place: Organisation | Project, crew: Crew, now: datetime.datetime
) -> None:
    """Hands come onto the site as everybody does, with their line in the register; the others hold an office."""
    since = now.date() - datetime.timedelta(days=account.days)
    if isinstance(place, Project) and account.role in HANDS:
        held = stays.enter(
            person=person,
            project=place,
            organisation=crew.organisation,
            crew=crew,
            role=account.role.value,
            starts_on=since,
            now=now,
        )
        contract = Contract(True, since, f"{MARK}{person.username}")
        stays.keep_contract(membership=held, contract=contract, now=now, new=True)
        return
    Membership.objects.create(
        person=person,
        role=account.role.value,
        is_sample=True,
        organisation=place.client if isinstance(place, Project) else place,
        project=place if isinstance(place, Project) else None,
        starts_on=since,
    )


def _places(today: datetime.date) -> tuple[Organisation, Project, Crew]:
    platform = _organisation("信达劳务平台", Organisation.Kind.PLATFORM, None)
    client = _organisation("宏远建筑公司", Organisation.Kind.CLIENT, platform)
    other = _organisation("远大建筑公司", Organisation.Kind.CLIENT, platform)
    firm = _organisation("顺达劳务分包", Organisation.Kind.SUBCONTRACTOR, client)
    project = _project(client, "滨江花园二期", "广东省深圳市", today)
    _project(other, "城西学校", "广东省广州市", today)
    crew, _ = Crew.objects.get_or_create(
        project=project, name=f"{MARK}木工班", is_sample=True, defaults={"organisation": firm, "trade": "木工"}
    )
    return platform, project, crew


def _organisation(name: str, kind: str, parent: Organisation | None) -> Organisation:
    found, _ = Organisation.objects.get_or_create(
        name=MARK + name, is_sample=True, defaults={"kind": kind, "parent": parent}
    )
    return found


def _project(client: Organisation, name: str, region: str, today: datetime.date) -> Project:
    facts = {
        "region": region,
        "general_contractor": client.name,
        "hospital": f"{MARK}第一人民医院",
        "insurer": f"{MARK}保险公司",
        "starts_on": today - datetime.timedelta(days=90),
    }
    found, _ = Project.objects.get_or_create(client=client, name=MARK + name, is_sample=True, defaults=facts)
    return found


def _person(account: SampleAccount, today: datetime.date) -> Person:
    found = Person.objects.filter(username=account.username, is_sample=True).first()
    if found is not None:
        return found
    return create_person(
        name=MARK + account.name,
        today=today,
        phone=account.phone,
        username=account.username,
        password=account.password,
        pin=account.pin,
        is_staff=account.role in _OF_ADMIN,
        is_superuser=account.role == Role.ADMINISTRATOR,
        is_sample=True,
    )


def _on_call(project: Project) -> None:
    for order, account in enumerate(a for a in SAMPLE_ACCOUNTS if a.role in _ON_CALL):
        person = Person.objects.get(username=account.username)
        facts = {"organisation": project.client, "name": person.name, "phone": person.phone, "order": order + 1}
        OnCallContact.objects.get_or_create(
            project=project, person=person, is_sample=True, defaults=facts | {"duty": account.role_name}
        )


def _counts() -> dict[str, int]:
    kinds: tuple[type[models.Model], ...] = (Organisation, Project, Crew, Person, Membership, OnCallContact)
    return {str(kind._meta.verbose_name): kind._default_manager.filter(is_sample=True).count() for kind in kinds}


def present_accounts() -> list[SampleAccount]:
    """The sample accounts that still exist and may sign in."""
    names = set(Person.objects.filter(is_sample=True, is_active=True).values_list("username", flat=True))
    return [account for account in SAMPLE_ACCOUNTS if account.username in names]


@transaction.atomic
def remove_sample() -> dict[str, int]:
    """Delete every sample row, accounts with their sessions included; the number of rows by kind.

    Other apps go first (SAMPLE_REMOVERS). Refused, with nothing deleted, when something real hangs on the sample.
    """
    removed: dict[str, int] = {}
    for path in settings.SAMPLE_REMOVERS:
        _add(removed, import_string(path)())
    people = Person.objects.filter(is_sample=True)
    _forget_sign_ins(people)
    on_sample = Q(organisation__is_sample=True) | Q(project__is_sample=True)
    try:
        _delete_what_was_written(removed)
        _delete(removed, OnCallContact.objects.filter(on_sample | Q(is_sample=True) | Q(person__is_sample=True)))
        _delete(removed, Membership.objects.filter(on_sample | Q(is_sample=True) | Q(person__is_sample=True)))
        _delete(removed, Crew.objects.filter(is_sample=True))
        _delete(removed, Project.objects.filter(is_sample=True))
        _delete_organisations(removed)
        _delete(removed, people)
    except ProtectedError as error:
        names = "、".join(sorted({str(row) for row in error.protected_objects})[:5])
        raise Refused(f"这些不是示例的数据还挂在示例上，先处理它们：{names}") from error
    return removed


def _delete_what_was_written(removed: dict[str, int]) -> None:
    """Rows about sample people and by them, down to the files on the disk."""
    of_person, by_person = (Q(is_sample=True) | Q(**{f"{who}__is_sample": True}) for who in ("person", "by"))
    for rows in (PersonRecord.objects, Message.objects, JoinRequest.objects):
        _delete(removed, rows.filter(of_person))
    _delete(removed, RosterImport.objects.filter(by_person))
    _delete(removed, Job.objects.filter(by_person))
    files = Attachment.objects.filter(Q(is_sample=True) | Q(uploaded_by__is_sample=True))
    _add(removed, {str(Attachment._meta.verbose_name): drop_files(files)})


def _forget_sign_ins(people: models.QuerySet[Person]) -> None:
    """Sessions, tried passwords and codes of these people."""
    keys = {str(pk) for pk in people.values_list("pk", flat=True)}
    sessions = [s.pk for s in Session.objects.all().iterator() if s.get_decoded().get("_auth_user_id") in keys]
    Session.objects.filter(pk__in=sessions).delete()
    numbers = list(people.exclude(phone="").values_list("phone", flat=True))
    AccessAttempt.objects.filter(username__in=[*numbers, *people.values_list("username", flat=True)]).delete()
    others = Person.objects.filter(phone__in=numbers, is_sample=False).values_list("phone", flat=True)
    SignInCode.objects.filter(phone__in=set(numbers) - set(others)).delete()
    EmailAddress.objects.filter(user__in=people).delete()


def _delete_organisations(removed: dict[str, int]) -> None:
    """Children first: the parent protects itself."""
    while leaves := list(
        Organisation.objects.filter(is_sample=True).exclude(children__is_sample=True).values_list("pk", flat=True)
    ):
        _delete(removed, Organisation.objects.filter(pk__in=leaves))


def _delete(removed: dict[str, int], rows: models.QuerySet) -> None:
    name, count = str(rows.model._meta.verbose_name), rows.count()
    rows.delete()
    _add(removed, {name: count})


def _add(removed: dict[str, int], more: dict[str, int]) -> None:
    for name, count in more.items():
        removed[name] = removed.get(name, 0) + count


def named(counts: dict[str, int]) -> Iterable[str]:
    """人员 9, 项目 2 … for a report; kinds without rows are left out."""
    return [f"{name} {count}" for name, count in counts.items() if count]
