"""What training adds to the admin; each module of `admin` says what it is."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import admin_recordings  # noqa: F401
from .admin import home, question_bulk
from .admin.menu import TrainingGroup
from .admin.points import PointViewSet
from .admin.rules import KindViewSet, RuleViewSet

for viewset in (PointViewSet, RuleViewSet, KindViewSet):
    register_snippet(viewset)

hooks.register("register_bulk_action", question_bulk.ReviewMany)
hooks.register("register_bulk_action", question_bulk.RetireMany)
hooks.register("register_bulk_action", question_bulk.RestoreMany)
hooks.register("construct_homepage_panels", home.add_tasks)


@hooks.register("register_admin_viewset")
def training_viewset() -> TrainingGroup:
    return TrainingGroup()


@hooks.register("register_permissions")
def permissions_of_the_bank() -> QuerySet[Permission]:
    """What administrators may give to a group; nobody deletes questions and papers, they are retired."""
    names = ("question", "paper")
    known = [f"{verb}_{name}" for name in names for verb in ("add", "change", "view")]
    wanted = [*known, "review_question", "publish_paper"]
    return Permission.objects.filter(content_type__app_label="training", codename__in=wanted)
