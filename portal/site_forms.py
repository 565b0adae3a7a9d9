"""Forms of people on site."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from .models import Crew, Organisation, Person, RosterImport


def _day(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    wrong = {"required": "请选日期", "invalid": "日期写成 2026-03-01 这样"}
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **more)


def _text(label: str, longest: int, *, required: bool = True, hint: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=hint,
        error_messages={"required": f"请填{label}", "max_length": f"最多 {longest} 个字"},
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def _phone(*, required: bool) -> forms.CharField:
    hint = "" if required else "没有可以不填；几个人共用一个号码也可以"
    return _text("手机号", 30, required=required, hint=hint, type="tel", inputmode="tel")


def _document_kind() -> forms.ChoiceField:
    return forms.ChoiceField(label="证件类型", choices=Person.Document.choices, initial=Person.Document.RESIDENT_ID)


def _document_number() -> forms.CharField:
    return _text("证件号码", 30, autocapitalize="characters", spellcheck="false")


class CrewChoice(forms.ModelChoiceField):
    """A crew by its name; with its project in front when crews of several are offered."""

    several = False

    def label_from_instance(self, obj: Crew) -> str:
        name = f"{obj.name}（{obj.trade}）" if obj.trade and obj.trade not in obj.name else obj.name
        return f"{obj.project.name} · {name}" if self.several else name


def _crew(label: str = "班组", *, required: bool = True, empty: str = "请选班组") -> CrewChoice:
    wrong = {"required": "请选班组", "invalid_choice": "请选班组"}
    return CrewChoice(Crew.objects.none(), label=label, required=required, empty_label=empty, error_messages=wrong)


class ProjectForm(forms.Form):
    client = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="施工单位（客户企业）",
        empty_label=None,
        error_messages={"required": "请选单位", "invalid_choice": "请选单位"},
    )
    name = _text("项目名称", 120)
    region = _text("地区", 60, required=False, hint="省、市，例如：广东省深圳市")
    address = _text("地址", 200, required=False)
    general_contractor = _text("施工总承包单位", 120, required=False)
    starts_on = _day("开工日期", required=False)

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients  # type: ignore[attr-defined]


class CrewForm(forms.Form):
    name = _text("班组名称", 60, hint="例如：木工一班")
    trade = _text("工种", 30, required=False, hint="例如：木工")
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="用工单位", required=False, empty_label="新的劳务公司（写在下面）"
    )
    firm = _text("新的劳务公司", 120, required=False, hint="上面没有的，才在这里写全称")

    def __init__(self, *args: Any, firms: list[Organisation], may_add: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["organisation"]
        choice.queryset = Organisation.objects.filter(pk__in=[firm.pk for firm in firms])  # type: ignore[attr-defined]
        choice.initial = firms[0].pk if firms else None
        if not may_add:
            choice.empty_label = None  # type: ignore[attr-defined]
            del self.fields["firm"]


class WorkerForm(forms.Form):
    """A new worker of one crew. `sure` is given on the page that asks whether a known document is the same person."""

    name = _text("姓名", 60, hint="和证件上一样")
    document_kind = _document_kind()
    document_number = _document_number()
    phone = _phone(required=False)
    trade = _text("工种", 30, required=False)
    starts_on = _day("进场日期")
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, crew: Crew, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        if crew.trade:
            self.fields["trade"].help_text = f"不填就是班组的工种：{crew.trade}"


class MoveForm(forms.Form):
    crew = _crew("换到哪个班组")
    trade = _text("工种", 30, required=False, hint="不填就跟新班组一样")
    on = _day("从哪天起", help_text="原来的班组记到前一天")

    def __init__(self, *args: Any, crews: Any, several: bool, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["crew"], crews, several)
        self.fields["on"].initial = today


class EndForm(forms.Form):
    last_day = _day("最后一天", help_text="这一天也算在内")

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = today


class CorrectForm(forms.Form):
    """The number is not shown in full: a new one replaces it, an empty field leaves it."""

    name = _text("姓名", 60)
    phone = _phone(required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = person.name
        now = f"现在是 {person.masked_phone}；" if person.phone else ""
        self.fields["phone"].help_text = f"{now}不填就不改"


class JoinForm(forms.Form):
    """A worker registers by the code at the gate."""

    name = _text("姓名", 60, hint="和证件上一样")
    phone = _phone(required=True)
    document_kind = _document_kind()
    document_number = _document_number()
    crew = _crew("班组", required=False, empty="还不知道")

    def __init__(self, *args: Any, crews: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["crew"], crews, several=False)


class JoinAsForm(forms.Form):
    """The same for somebody who is signed in."""

    crew = _crew("班组", required=False, empty="还不知道")

    def __init__(self, *args: Any, crews: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["crew"], crews, several=False)


class ConfirmForm(forms.Form):
    crew = _crew()
    starts_on = _day("进场日期")

    def __init__(self, *args: Any, crews: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["crew"], crews, several=False)
        self.fields["starts_on"].initial = today


def _offer(field: forms.Field, crews: Any, several: bool) -> None:
    field.queryset, field.several = crews, several  # type: ignore[attr-defined]


class RosterForm(forms.Form):
    sheet = forms.ChoiceField(
        label="哪一种表",
        choices=RosterImport.Sheet.choices,
        initial=RosterImport.Sheet.ROSTER,
        required=False,
        help_text="合同、考勤、工资表里的人，要先在花名册里登记过",
        error_messages={"invalid_choice": "请选是哪一种表"},
    )
    file = forms.FileField(
        label="文件",
        help_text=".xlsx 或 .csv，最多 2 万人、20 MB",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选文件", "empty": "这个文件是空的", "max_length": "文件名太长，请改短"},
    )


class ConfirmRosterForm(forms.Form):
    """What becomes of the people whom the file does not name; not asked when there are none."""

    KEEP, END = "keep", "end"

    missing = forms.ChoiceField(
        label="表里没有的人",
        choices=[(KEEP, "不动，还算在场"), (END, "按离场处理")],
        initial=KEEP,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一样", "invalid_choice": "请选一样"},
    )
    last_day = _day("他们的最后一天", required=False, help_text="选“按离场处理”才要填，这一天也算在内")

    def __init__(self, *args: Any, missing: int, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = today
        if not missing:
            del self.fields["missing"], self.fields["last_day"]
