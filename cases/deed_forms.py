"""Forms of what is done in a case: one small form a deed, what is wrong said beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from portal.models import Person
from portal.rules.roles import NAMES

from .form_words import speak_plainly
from .models import Case, ClientConsent, Party, RunningClock, TeamMember
from .report_forms import MomentField
from .rules import taxonomy
from .rules.access import SEERS
from .rules.clocks import filings, vocabulary
from .rules.events import offered
from .rules.stages import along, following, missing
from .services.opening import posts_at
from .services.precedent_draft import clients_to_allow
from .services.stages import what_is_there


class DeedForm(forms.Form):
    """`case` and `by` are given; subclasses fill their choices from them."""

    cautions: tuple[str, ...] = ()
    """What to know before it is done; it holds nothing back."""

    def __init__(self, *args: Any, case: Case, by: Person, clock: RunningClock | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.case, self.by, self.clock = case, by, clock
        self.fill()
        speak_plainly(self.fields.values())
        for field in self.fields.values():
            ours = field.error_messages["required"] is not forms.Field.default_error_messages["required"]
            if not ours and (isinstance(field, forms.CharField) or type(field) is forms.IntegerField):
                field.error_messages["required"] = f"请填{field.label}"

    def fill(self) -> None:
        """Choices that depend on the case."""

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _at(label: str = "什么时候", *, required: bool = True) -> MomentField:
    return MomentField(
        label=label, required=required, initial=timezone.localtime, error_messages={"required": "请填时间"}
    )


def why_field(label: str = "原因") -> forms.CharField:
    return forms.CharField(label=label, max_length=200, error_messages={"max_length": "最多 200 个字"})


def _number(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, error_messages={"invalid": "填一个数字"}, **more)


PICK = ("", "请选")
"""Stands first where nothing may be chosen for anybody: a press of the button would put it on record."""


class HappeningForm(DeedForm):
    """`look_for` are words by which the list was narrowed; what is sent may be any event."""

    event = forms.ChoiceField(label="发生了什么", error_messages={"required": "请选发生了什么"})
    at = _at()
    words = forms.CharField(label="说明", max_length=300, required=False)
    narrows = True

    def __init__(self, *args: Any, look_for: str = "", **more: Any) -> None:
        self.look_for = look_for.strip()[:20]
        super().__init__(*args, **more)

    def fill(self) -> None:
        found = offered(self.case.path, self.case.stage, "" if self.is_bound else self.look_for)
        self.none_found = not found
        self.fields["event"].choices = [  # type: ignore[attr-defined]
            PICK,
            *(found or offered(self.case.path, self.case.stage)),
        ]


class FilingForm(DeedForm):
    """In a closed case: only what starts or meets a clock of the law (N4)."""

    event = forms.ChoiceField(label="做了什么", error_messages={"required": "请选做了什么"})
    at = _at()
    words = forms.CharField(label="说明", max_length=300, required=False, help_text="例如回执编号、送到哪个窗口")

    def fill(self) -> None:
        wanted = filings(self.case.family)
        rows = [(code, name) for code, name in vocabulary("events").items() if code in wanted]
        self.fields["event"].choices = [PICK, *rows]  # type: ignore[attr-defined]


class MeetForm(DeedForm):
    at = _at("什么时候办的")
    met_note = forms.CharField(label="说明", max_length=200, required=False, help_text="例如回执编号、送到哪个窗口")


class MoveForm(DeedForm):
    at = _at("从什么时候起")
    why = why_field()


class PauseForm(MoveForm):
    waiting_for = forms.CharField(label="等谁", max_length=80, required=False)
    basis = forms.CharField(label="依据", max_length=120, required=False)


class ExtendForm(DeedForm):
    length = _number("延长多少", min_value=1)
    why = why_field()
    basis = forms.CharField(label="依据的文书", max_length=120, required=False)


class WhyForm(DeedForm):
    why = why_field()


class StageForm(DeedForm):
    """`need_…` are reasons for what is not there; `why` is for going back."""

    to = forms.ChoiceField(label="到哪个阶段", error_messages={"required": "请选阶段"})
    why = forms.CharField(label="退回的原因（往前走不用填）", max_length=200, required=False)

    def fill(self) -> None:
        others = [stage for stage in along(self.case.path) if stage.code != self.case.stage]
        rows = [(stage.code, f"{stage.code} {stage.title}") for stage in others]
        self.fields["to"].choices = [PICK, *rows]  # type: ignore[attr-defined]
        self.needs = missing(self.case.stage, what_is_there(self.case))
        for need in self.needs:
            label = f"还没有：{need.name}。没有的原因"
            self.fields[f"need_{need.code}"] = forms.CharField(label=label, max_length=200, required=False)

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        reasons = {need.code: data.get(f"need_{need.code}", "") for need in self.needs}
        return {"to": data["to"], "reasons": reasons | {"": data["why"]}}


class FactsForm(DeedForm):
    people_count = _number("涉及人数", min_value=0, required=False)
    deaths = _number("死亡人数", min_value=0, max_value=999)
    serious = _number("重伤人数", min_value=0, max_value=999)
    amount = forms.DecimalField(label="涉及金额（元）", required=False, min_value=0, decimal_places=2, max_digits=14)
    loss = forms.DecimalField(label="直接经济损失（元）", required=False, min_value=0, decimal_places=2, max_digits=14)
    demands = forms.CharField(label="主要诉求", max_length=1000, required=False)
    place = forms.CharField(label="地点", max_length=120, required=False)
    accident_class = forms.ChoiceField(label="事故类别", required=False)
    employment = forms.ChoiceField(label="用工关系", required=False)
    changed_at = MomentField(
        label="伤亡人数什么时候变的",
        required=False,
        help_text="空着就按现在；三十日（火灾、道路交通七日）以内的变化要补报",
    )
    why = why_field("为什么改")

    def fill(self) -> None:
        on = self.case.incident_on
        for facet in ("accident_class", "employment"):
            field: Any = self.fields[facet]
            field.choices = [("", "没有选"), *taxonomy.choices(facet, on=on).items()]
            field.initial = (self.case.facets.get(facet) or [""])[0]
        for name in ("people_count", "deaths", "serious", "amount", "loss", "demands", "place"):
            self.fields[name].initial = getattr(self.case, name)

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        facets = dict(self.case.facets)
        for facet in ("accident_class", "employment"):
            if chosen := data.pop(facet):
                facets[facet] = [chosen, *[code for code in facets.get(facet, []) if code != chosen][:0]]
        return data | {"facets": facets}


class PartyForm(DeedForm):
    role = forms.ChoiceField(label="身份", choices=[PICK, *Party.Role.choices], error_messages={"required": "请选身份"})
    name = forms.CharField(label="姓名或名称", max_length=120)
    relation = forms.CharField(
        label="关系或受托依据", max_length=60, required=False, help_text="例如：配偶；授权委托书"
    )
    phone = forms.CharField(label="电话", max_length=30, required=False, help_text="加密保存，看的时候要写原因")
    identity = forms.CharField(label="证件号码", max_length=30, required=False, help_text="加密保存，看的时候要写原因")
    of = forms.ModelChoiceField(
        label="是谁的家属或代表",
        queryset=Party.objects.none(),
        required=False,
        empty_label="没有",
        help_text="家属自己的页面按这一项给他看",
    )
    employer = forms.ModelChoiceField(
        label="上一级单位", queryset=Party.objects.none(), required=False, empty_label="没有"
    )

    def fill(self) -> None:
        whose: Any = self.fields["of"]
        whose.queryset = self.case.parties.filter(role=Party.Role.WORKER, removed_at__isnull=True)
        field: Any = self.fields["employer"]
        field.queryset = self.case.parties.filter(role__in=Party.CHAIN, removed_at__isnull=True)


class TieForm(DeedForm):
    """Whose records of the register may then be asked for."""

    party = forms.ModelChoiceField(
        label="哪个当事人", queryset=Party.objects.none(), empty_label=None, error_messages={"required": "先加当事人"}
    )
    name = forms.CharField(label="花名册上的姓名", max_length=60, help_text="照这个项目的花名册写，离场的也找得到")
    crew = forms.CharField(
        label="班组", max_length=60, required=False, help_text="照花名册写；电话或者证件号码对得上的不用填"
    )

    def fill(self) -> None:
        field: Any = self.fields["party"]
        field.queryset = self.case.parties.filter(role=Party.Role.WORKER, removed_at__isnull=True)
        if len(workers := list(field.queryset[:2])) == 1:
            self.initial.setdefault("name", workers[0].name)


class TeamForm(DeedForm):
    group = forms.ChoiceField(
        label="小组", choices=[PICK, *TeamMember.Group.choices], error_messages={"required": "请选小组"}
    )
    person = forms.ModelChoiceField(label="人员", queryset=Person.objects.none(), required=False)
    name = forms.CharField(label="外单位人员姓名", max_length=60, required=False)
    phone = forms.CharField(label="外单位人员电话", max_length=20, required=False)
    role = forms.ChoiceField(label="角色", required=False)

    def fill(self) -> None:
        field: Any = self.fields["person"]
        posts = posts_at(self.case.project, on=timezone.localdate()).filter(role__in=SEERS)
        field.queryset = Person.objects.filter(pk__in=posts.values("person"), is_active=True)
        self.fields["role"].choices = [("", "没有选"), *((role.value, name) for role, name in NAMES.items())]  # type: ignore[attr-defined]


class HandOverForm(DeedForm):
    to = forms.ModelChoiceField(label="交给谁", queryset=Person.objects.none(), error_messages={"required": "请选人"})
    why = why_field()

    def fill(self) -> None:
        field: Any = self.fields["to"]
        team = self.case.team.filter(until__isnull=True, person__isnull=False).values("person")
        field.queryset = Person.objects.filter(pk__in=team).exclude(pk=self.case.handler_id)


class CloseForm(DeedForm):
    """`need_…` are reasons for what the last stage asks for and is not there, unpaid instalments among it."""

    outcome = forms.ChoiceField(label="结果", choices=[], error_messages={"required": "请选结果"})
    why = why_field("怎么结的")

    def fill(self) -> None:
        self.fields["outcome"].choices = [PICK, *taxonomy.outcomes().items()]  # type: ignore[attr-defined]
        ahead = along(self.case.path)[-1]
        if following(self.case.stage):
            self.cautions = (f"现在还不能办结：要先走到最后一个阶段“{ahead.title}”。回案件，点“换阶段”。",)
        self.needs = [] if following(self.case.stage) else missing(self.case.stage, what_is_there(self.case))
        for need in self.needs:
            label = f"还没有：{need.name}。没有的原因"
            self.fields[f"need_{need.code}"] = forms.CharField(
                label=label, max_length=100, error_messages={"required": "写明没有的原因"}
            )
        running = self.case.clocks.running().filter(statutory=True).values_list("name", flat=True)
        if running:
            names = "、".join(running[:5])
            more = f"等 {len(running)} 个" if len(running) > 5 else ""
            self.cautions += (f"法定期限还在走：{names}{more}。办结以后照样走，照样提醒，可以补记。",)

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        reasons = {need.code: data[f"need_{need.code}"] for need in self.needs}
        return {"outcome": data["outcome"], "why": data["why"], "reasons": reasons}


class PrecedentForm(DeedForm):
    """Nothing to fill in: what will be done is said, and a tick."""

    to_consents = False

    sure = forms.BooleanField(
        label="做成案例草稿", error_messages={"required": "请勾选"}, help_text="再点一次还是同一份草稿。"
    )
    cautions: tuple[str, ...] = (
        "写进去：上报的文字、诉求、信息汇总、教训、官方认定、各阶段天数、经过、金额、确认过的条文。"
        "不写进去：法律意见、谈话和会议、协议条款、医疗和家属记录、证据。",
        "人名、单位、项目、号码、地址、日期先自动替换，再到案例工作台由编辑通读、另一个人审核才能发布；"
        "和解、调解结案的留在内部，除非双方书面同意公开。",
    )

    def fill(self) -> None:
        client = self.case.project.client
        consent = ClientConsent.of(client)
        if consent is None or not consent.allowed:
            told = f"{client.name}没有同意把办结的案件做成案例：先由企业负责人或者平台管理员在“案例授权”里登记。"
            self.cautions = (told, *self.cautions)
            self.to_consents = clients_to_allow(self.by).filter(pk=client.pk).exists()

    def given(self) -> dict[str, Any]:
        return {}


class SplitForm(DeedForm):
    parties = forms.ModelMultipleChoiceField(
        label="谁拆出去",
        queryset=Party.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选人"},
    )
    why = why_field()
    cautions = (
        "选的人连同家属、上面的单位、和他有关的经过和期限去新的一件；不归哪一个人的法定期限两件都走。"
        "证据和记录留在这一件，两件互相关联；他的理赔、材料和谈话里答应他的事跟着走，用得着的证据拆分以后一件一件抄过去。",
    )

    def fill(self) -> None:
        field: Any = self.fields["parties"]
        field.queryset = self.case.parties.filter(removed_at__isnull=True, role__in=Party.PEOPLE)


class OtherForm(DeedForm):
    """Another case by its number, of those one may see."""

    other = forms.CharField(label="另一件的编号", max_length=20)
    why = why_field()

    def clean_other(self) -> Case:
        number = self.cleaned_data["other"].strip().upper()
        found = Case.objects.visible_to(self.by).filter(number=number).exclude(pk=self.case.pk).first()
        if found is None:
            raise forms.ValidationError("没有这件案子")
        return found


class MergeForm(OtherForm):
    cautions = (
        "当事人、经过、在走的期限、承诺、签了的协议、理赔和小组去那一件；"
        "证据、记录、文书和操作记录留在这一件，从那一件点进来看。合并以后这一件不能再改。",
    )
