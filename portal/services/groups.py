"""The two groups of the content admin: 编辑 writes, 审核 publishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupCollectionPermission

EDITORS = "编辑"
REVIEWERS = "审核"

_BORN_AS = {EDITORS: "Editors", REVIEWERS: "Moderators"}
_EVERYONE = ("wagtailadmin.access_admin",)


@transaction.atomic
def ensure_groups(permissions: Mapping[str, Iterable[str]] | None = None) -> dict[str, Group]:
    """The groups by name, made from Wagtail's own two where these still bear their first names.

    `permissions` adds to a group: {"编辑": ["knowledge.change_articletext"]}. Nothing that was given is taken away, so
    what administrators chose stays. ValueError names a permission that does not exist.
    """
    asked = permissions or {}
    groups = {name: _group(name) for name in {EDITORS, REVIEWERS, *asked}}
    for name, group in groups.items():
        extra = list(asked.get(name, ()))
        group.permissions.add(*_permissions([*_EVERYONE, *extra]))
    return groups


def _group(name: str) -> Group:
    """Wagtail's groups keep their page permissions and their part in the approval workflow under the new name."""
    found = Group.objects.filter(name=name).first()
    if found is None:
        found = Group.objects.filter(name=_BORN_AS.get(name, "")).first() or Group()
        found.name = name
        found.save()
        _drop_documents(found)
    return found


def _drop_documents(group: Group) -> None:
    """Law is text and pictures; nobody uploads files into Wagtail's document library."""
    GroupCollectionPermission.objects.filter(group=group, permission__content_type__app_label="wagtaildocs").delete()


def _permissions(labels: list[str]) -> list[Permission]:
    found = []
    for label in dict.fromkeys(labels):
        app, _, codename = label.partition(".")
        permission = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
        if permission is None:
            raise ValueError(f"no permission {label}")
        found.append(permission)
    return found
