"""The page tree's root: one home page with the lists of updates and interpretations, made once."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import GroupPagePermission, Page, Site, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask

from ..models import HomePage, InterpretationsPage, RegulationVersion, TwoPersonTask, UpdatesPage

ASKS = """老板三个月没发工资
没签合同怎么要双倍工资
上班路上被车撞算工伤吗
摔伤了老板不报工伤
包工头跑了找谁要钱"""


LISTS = (
    (UpdatesPage, "updates", "政策更新", "规定改了什么、和谁有关、从哪天起、怎么办。"),
    (InterpretationsPage, "interpretations", "法律解读", "一件事一篇，用大白话说清楚。"),
)
GROUPS = ("编辑", "审核")
WORKFLOW = "两个人看过才发布"


@transaction.atomic
def ensure_home() -> HomePage:
    """The home page of the default site, which editors may change, with its lists and their workflow."""
    home = HomePage.objects.first() or make_home()
    groups = [Group.objects.get_or_create(name=name)[0] for name in GROUPS]
    _allow(groups, home, "change_page", "publish_page")
    for model, slug, title, intro in LISTS:
        page = model.objects.first()
        if page is None:
            page = home.add_child(instance=model(title=title, slug=slug, intro=intro))
        _allow(groups, page, "add_page")
        ensure_workflow(page)
    ensure_version_workflow()
    return home


def _allow(groups: Sequence[Group], page: Page, *codenames: str) -> None:
    """Two queries where nothing is missing."""
    there = set(GroupPagePermission.objects.filter(page=page).values_list("group", "permission"))
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        for group in groups:
            if (group.pk, permission.pk) not in there:
                GroupPagePermission.objects.create(group=group, page=page, permission=permission)


def two_person_workflow() -> Workflow:
    """Whatever takes it goes out when another person of 审核 approves."""
    task = TwoPersonTask.objects.first()
    if task is None:
        task = TwoPersonTask.objects.create(name="另一个人批准")
        task.groups.set(Group.objects.filter(name="审核"))
    held = WorkflowTask.objects.filter(task=task, workflow__active=True).select_related("workflow").first()
    if held:
        return held.workflow
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def ensure_workflow(page: Page) -> None:
    """For what is under `page`; a workflow chosen by hand stays."""
    if not WorkflowPage.objects.filter(page=page).exists():
        WorkflowPage.objects.create(workflow=two_person_workflow(), page=page)


def ensure_version_workflow() -> None:
    """For versions of regulations; a workflow chosen by hand stays."""
    kind = ContentType.objects.get_for_model(RegulationVersion)
    if not WorkflowContentType.objects.filter(content_type=kind).exists():
        WorkflowContentType.objects.create(content_type=kind, workflow=two_person_workflow())


def make_home() -> HomePage:
    """Wagtail's welcome page gives way to it."""
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(title="Root")
    for page in root.get_children().filter(slug="home"):
        page.delete()
    root.refresh_from_db()
    home = root.add_child(
        instance=HomePage(
            title="首页",
            slug="home",
            asks=ASKS,
            hotline_number="12333",
            hotline_hours="人力资源和社会保障咨询热线，各地接听时间不同",
            hotline_note="工资、工伤、社保都能问",
        )
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "明白"}
    )
    return home
