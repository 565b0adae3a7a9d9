"""What is done with several questions at once. Each goes through its service; what is refused is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from portal import clock
from portal.rules.numbers import row_key
from portal.services.refusal import Refused

from .. import bank_reading
from ..models import Question
from ..services import bank, reviews
from .question_page import CHANGE, ReviewForm

_NAMED = 5


class _QuestionsAction(BulkAction):
    models = [Question]
    template_name = "training/bank/bulk.html"
    heading = ""
    button = ""
    permission = CHANGE

    @classmethod
    def get_queryset(cls, model: type[Question], object_ids: Sequence[Any]) -> list[Question]:
        rows = Question.objects.select_related("current", "point").filter(current__isnull=False).order_by("code")
        return list(rows.filter(pk__in=[key for pk in object_ids if (key := row_key(str(pk)))]))

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        """All of a list means the list that was looked at, filters and search included."""
        from .questions import QuestionList

        listed = QuestionList()
        listed.setup(self.request)
        return listed.get_queryset().order_by().values_list("pk", flat=True)

    def check_perm(self, obj: Question) -> bool:
        return bool(self.request.user.has_perm(self.permission))

    def object_context(self, obj: Question) -> dict[str, Any]:
        return {"item": obj, "parts": bank_reading.parts(obj.current)} if obj.current else {"item": obj}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"heading": self.heading, "button": self.button, "today": clock.today()}

    def form_valid(self, form: forms.Form) -> HttpResponseBase:
        self.refused: list[str] = []
        answer: HttpResponseBase = super().form_valid(form)
        if self.refused:
            told = "；".join(self.refused[:_NAMED])
            messages.error(
                self.request, f"{len(self.refused)} 题没有做成：{told}{'……' if len(self.refused) > _NAMED else ''}"
            )
        return answer

    def get_execution_context(self) -> dict[str, Any]:
        return {"action": self}

    @classmethod
    def execute_action(cls, objects: list[Question], **kwargs: Any) -> tuple[int, int]:
        action, done = kwargs["action"], 0
        for question in objects:
            try:
                action.do(question)
            except Refused as refused:
                action.refused.append(f"{question.code}：{refused.message}")
            else:
                done += 1
        return done, 0

    def do(self, question: Question) -> None:
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        return f"{self.heading}：做好 {num_parent_objects} 题。" if num_parent_objects else None


class BulkReviewForm(ReviewForm):
    version = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if not self.errors and (asked["until"] is None or asked["until"] <= clock.today()):
            self.add_error("until", "请填复核有效到哪一天，要晚于今天")
        return asked


class ReviewMany(_QuestionsAction):
    display_name = "复核通过"
    aria_label = "复核通过选中的题目"
    action_type = "review"
    action_priority = 10
    heading = "复核通过"
    button = "逐题看过，署名通过"
    permission = reviews.MAY_REVIEW
    form_class = BulkReviewForm

    def check_perm(self, obj: Question) -> bool:
        return super().check_perm(obj) and bool(obj.current and obj.current.written_by_id != self.request.user.pk)

    def do(self, question: Question) -> None:
        assert question.current is not None and self.cleaned_form is not None  # noqa: S101, PT018
        asked = self.cleaned_form.cleaned_data
        reviews.review_question(
            version=question.current,
            by=self.request.user,
            accepted=True,
            until=asked["until"],
            note=asked["note"],
            now=clock.now(),
        )


class RetireMany(_QuestionsAction):
    display_name = "停用"
    aria_label = "停用选中的题目"
    action_type = "retire"
    action_priority = 20
    classes = {"serious"}
    heading = "停用"
    button = "停用这些题"

    def do(self, question: Question) -> None:
        bank.retire_question(question=question, by=self.request.user, now=clock.now())


class RestoreMany(_QuestionsAction):
    display_name = "恢复使用"
    aria_label = "恢复使用选中的题目"
    action_type = "restore"
    action_priority = 30
    heading = "恢复使用"
    button = "恢复这些题"

    def do(self, question: Question) -> None:
        bank.restore_question(question=question, by=self.request.user)
