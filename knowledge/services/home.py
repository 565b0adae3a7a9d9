"""The page tree's root: one home page, made once."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission, Page, Site

from ..models import HomePage

ASKS = """老板三个月没发工资
没签合同怎么要双倍工资
上班路上被车撞算工伤吗
摔伤了老板不报工伤
包工头跑了找谁要钱"""


@transaction.atomic
def ensure_home() -> HomePage:
    """The home page of the default site, which editors may change."""
    home = HomePage.objects.first() or make_home()
    for name in ("编辑", "审核"):
        group, _ = Group.objects.get_or_create(name=name)
        for codename in ("change_page", "publish_page"):
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    return home


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
