"""What must be learnt: requirement rules, and the kinds of certificates. Hours are data with a basis of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import DeleteView, EditView, HistoryView, SnippetViewSet, UsageView

from knowledge.forms import ArticleField
from portal import clock
from portal.rules.roles import NAMES, Role

from ..models import CertificateKind, TrainingRule
from .desk import MENU

_LEARNERS = [Role.WORKER, Role.CREW_LEADER, Role.LABOUR_MANAGER, Role.SAFETY_MANAGER, Role.PROJECT_MANAGER]
_ROLES = [(role.value, NAMES[role]) for role in _LEARNERS]
Status = TrainingRule.BasisStatus


class WordsField(forms.CharField):
    """A list of words, parted by 、."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def clean(self, value: str) -> Any:
        words = re.split(r"[、,，;；\s]+", super().clean(value))
        return list(dict.fromkeys(word for word in words if word))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class RuleForm(WagtailAdminModelForm):
    regions = WordsField(label="地区", help_text="空着就是哪里都算。几个用顿号隔开，如：广东省、深圳市")
    trades = WordsField(label="工种", help_text="空着就是哪个工种都算。如：架子工、电工")
    roles = forms.MultipleChoiceField(
        label="谁要学", required=False, choices=_ROLES, widget=forms.CheckboxSelectMultiple, help_text="不勾就是都要学"
    )
    article = ArticleField(label="依据哪一条", required=False)

    class Meta:
        model = TrainingRule
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        for name, message in _wrong(asked):
            if name not in self.errors:
                self.add_error(name, message)
        return asked


def _wrong(asked: dict[str, Any]) -> Iterable[tuple[str, str]]:
    event, Event = asked.get("event"), TrainingRule.Event
    if asked.get("basis_status") == Status.LAW and not asked.get("article"):
        yield "article", "写“法律有规定”的，要写明哪一条"
    if asked.get("minutes") and asked.get("minutes_status") == Status.LAW and not asked.get("article"):
        yield "minutes_status", "法律规定了时长的，要写明哪一条；查不到就写“本单位规定”"
    if event == Event.ABSENCE and not asked.get("absence_days"):
        yield "absence_days", "离岗多少天以后要学，请填天数"
    if event == Event.YEARLY and not asked.get("period_months"):
        yield "period_months", "多久学一次，请填几个月"
    start, end = asked.get("valid_from"), asked.get("valid_to")
    if start and end and end < start:
        yield "valid_to", "不能早于开始的日期"


def hours_of(rule: TrainingRule) -> str:
    """60 分钟（本单位规定）: minutes are never shown without what they rest on."""
    return f"{rule.minutes} 分钟（{rule.get_minutes_status_display()}）" if rule.minutes else "不要求"


def validity_of(rule: TrainingRule) -> str:
    today = clock.today()
    if rule.valid_to and rule.valid_to < today:
        return f"已过期 {rule.valid_to:%Y-%m-%d}"
    if rule.valid_from and rule.valid_from > today:
        return f"{rule.valid_from:%Y-%m-%d} 起"
    return f"在用，到 {rule.valid_to:%Y-%m-%d}" if rule.valid_to else "在用"


class _Seen:
    """Mixed into the pages of one rule: rules for all, and those of organisations that one belongs to."""

    request: HttpRequest

    def get_object(self, *args: Any) -> TrainingRule:
        found: TrainingRule = super().get_object(*args)  # type: ignore[misc]
        if not TrainingRule.objects.visible_to(self.request.user).filter(pk=found.pk).exists():
            raise Http404
        return found


class RuleEdit(_Seen, EditView):
    pass


class RuleDelete(_Seen, DeleteView):
    pass


class RuleHistory(_Seen, HistoryView):
    pass


class RuleUsage(_Seen, UsageView):
    pass


class RuleViewSet(SnippetViewSet):
    model = TrainingRule
    icon = "list-ul"
    menu_label = "培训要求"
    edit_view_class = RuleEdit
    delete_view_class = RuleDelete
    history_view_class = RuleHistory
    usage_view_class = RuleUsage
    menu_hook = MENU
    menu_order = 40
    list_display = [
        "title",
        "event",
        "level",
        Column("hours", label="时长", accessor=hours_of),
        "basis_status",
        Column("organisation", label="谁定的", accessor=lambda one: one.organisation or "都适用"),
        Column("validity", label="有效", accessor=validity_of),
    ]
    list_filter = ["event", "level", "basis_status", "minutes_status"]
    list_per_page = 50
    search_fields = ["title", "code", "why"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("code", help_text="出现在记录里，定了就不改"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("event"), FieldPanel("level")]),
                    FieldRowPanel([FieldPanel("due_days"), FieldPanel("period_months"), FieldPanel("absence_days")]),
                ],
                heading="什么时候学，学哪一级",
                help_text="几天内：0 是上岗以前。多久一次：只给“每年”用。离岗多少天：只给“离岗后回来”用。",
            ),
            MultiFieldPanel(
                [FieldPanel("roles"), FieldRowPanel([FieldPanel("trades"), FieldPanel("regions")])], heading="谁要学"
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("minutes"), FieldPanel("minutes_status")]),
                    FieldRowPanel([FieldPanel("programme_level"), FieldPanel("paper")]),
                    FieldPanel("on_site"),
                ],
                heading="学多久，学什么",
                help_text="法律没有给建筑工人进场教育定学时。没有查实的时长，一律写“本单位规定”，工人看到的也是这几个字。",
            ),
            MultiFieldPanel(
                [FieldPanel("basis_status"), FieldPanel("article"), FieldPanel("basis")],
                heading="依据",
                help_text="查过原文的写“法律有规定”并写明条文；自己定的写“本单位规定”；没查实的写“待核实”。",
            ),
            FieldPanel("why"),
            MultiFieldPanel(
                [FieldPanel("organisation"), FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")])],
                heading="哪个单位、哪段时间",
                help_text="单位空着就是都适用。日期空着就是一直有效；不用了就填“到”，不要删。",
            ),
        ],
        base_form_class=RuleForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainingRule]:
        return TrainingRule.objects.visible_to(request.user).select_related("organisation").order_by("event", "title")


class KindForm(WagtailAdminModelForm):
    trades = WordsField(label="工种", help_text="空着就是哪个工种都算。如：架子工、电工")

    class Meta:
        model = CertificateKind
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("ours") and asked.get("special_operation"):
            self.add_error("special_operation", "特种作业操作证只有主管部门能发，不能是本系统发的")
        if asked.get("ours") and not asked.get("level"):
            self.add_error("level", "本系统发的，要写明证明学完了哪一级")
        if not asked.get("ours") and not asked.get("authority"):
            self.add_error("authority", "外面发的证，请填发证机关")
        if asked.get("verified") and not asked.get("basis"):
            self.add_error("basis", "核实过的，请写明依据")
        return asked


class KindViewSet(SnippetViewSet):
    model = CertificateKind
    icon = "tick-inverse"
    menu_label = "证书种类"
    menu_hook = MENU
    menu_order = 50
    list_display = ["title", "ours", "authority", "valid_months", "review_months", "verified"]
    list_filter = ["ours", "special_operation", "verified"]
    list_per_page = 50
    search_fields = ["title", "code", "authority"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("code", help_text="定了就不改"),
            MultiFieldPanel(
                [FieldPanel("ours"), FieldPanel("level"), FieldPanel("authority"), FieldPanel("special_operation")],
                heading="谁发的，证明什么",
            ),
            FieldPanel("trades"),
            FieldRowPanel(
                [FieldPanel("valid_months"), FieldPanel("review_months"), FieldPanel("retest_absence_months")]
            ),
            MultiFieldPanel(
                [FieldPanel("basis"), FieldPanel("verified")],
                heading="依据",
                help_text="没有对过原文的，不要勾“已核实”；页面上会写“待核实”。",
            ),
        ],
        base_form_class=KindForm,
    )
