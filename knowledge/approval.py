"""Two pairs of eyes on law: who wrote, edited or submitted a page never lets it out, a superuser neither."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import AbstractGroupApprovalTask, Revision, TaskState, WorkflowState
from wagtail.models.pages import PagePermissionTester

OWN_WORK = "这一页是你写的、改过的或者送审的，要由另一个人批准。"


class TwoPersonTask(AbstractGroupApprovalTask):
    """Approval by a member of the groups whose hands were not in the text. Anyone of the groups may send it back."""

    class Meta:
        verbose_name = "另一个人批准"
        verbose_name_plural = "另一个人批准"

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        actions = super().get_actions(obj, user)
        if user.pk in hands_of(obj):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Every road to an approval ends here. Raises PermissionDenied."""
        if action_name == "approve" and user.pk in hands_of(task_state.workflow_state.content_object):
            raise PermissionDenied(OWN_WORK)
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return "组里的另一个人批准：写的、改过的、送审的人自己不能批准，超级管理员也不能。"


def hands_of(page: Any) -> set[int]:
    """Who wrote, edited or submitted what is not out yet."""
    fresh = Revision.objects.for_instance(page)
    if page.live_revision_id:
        fresh = fresh.filter(pk__gt=page.live_revision_id)
    hands = set(fresh.values_list("user_id", flat=True))
    hands.update(_running(page).values_list("requested_by_id", flat=True))
    if not page.live_revision_id:
        hands.add(getattr(page, "owner_id", None))
    return hands - {None}


def _running(page: Any) -> Any:
    return WorkflowState.objects.active().filter(base_content_type=page.get_base_content_type(), object_id=str(page.pk))


def is_approved(revision: Revision) -> bool:
    """Whether somebody else approved exactly these words."""
    return any(
        isinstance(state.task.specific, TwoPersonTask)
        for state in TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
        .exclude(finished_by=None)
        .select_related("task")
    )


class NobodyPublishes(PagePermissionTester):
    """Neither buttons nor addresses nor bulk actions nor the API publish: only the workflow does."""

    def can_publish(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return super().can_publish()


class NobodyPublishesBelow(PagePermissionTester):
    """The index itself is an ordinary page; what is made under it starts as a draft, copies too."""

    def can_publish_subpage(self) -> bool:
        return False


class TwoPersonMixin:
    """For a Page that nothing puts out but an approval by a second person of the very revision."""

    private_page_options: list[str] = []

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return NobodyPublishes(user, self)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Raises PermissionDenied for words that nobody else has approved."""
        if not is_approved(revision):
            raise PermissionDenied("这一页还没有另一个人批准，不能发布。")
        super().publish(revision, *args, **kwargs)  # type: ignore[misc]


class TwoPersonIndexMixin:
    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return NobodyPublishesBelow(user, self)
