"""What precedents add to the admin."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from .admin.listing import PrecedentViewSet
from .admin.reference import ReferenceGroup


@hooks.register("register_admin_viewset")
def precedent_viewset() -> PrecedentViewSet:
    return PrecedentViewSet()


@hooks.register("register_admin_viewset")
def reference_viewset() -> ReferenceGroup:
    return ReferenceGroup()


@hooks.register("register_permissions")
def permissions_of_precedents() -> QuerySet[Permission]:
    """What administrators may give to a group; nobody deletes precedents, they are withdrawn."""
    names = ("add_precedent", "change_precedent", "view_precedent", "approve_precedent")
    return Permission.objects.filter(content_type__app_label="cases", codename__in=names)
