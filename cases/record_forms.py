"""Forms of records, promises, settlements, claims and documents; those of records are made from their data."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from .deed_forms import PICK, DeedForm
from .models import ClaimTrack, Party, Settlement
from .report_forms import MomentField
from .rules import bases, claims, lookups
from .rules.blanks import LONGEST, Field, read, wrong_year
from .rules.settlements import BASES
from .services.own_pages import FOR as OWN_PAGE_FOR

FUNDED = {"INJ", "DTH", "OCC"}
"""Families of cases in which the work injury insurance fund pays a part."""
FEW = 6
"""So many choices stand open, one below the other; more are folded into a list."""
_DAY = {"required": "请选日期", "invalid": "日期写成 2026-03-01 这样"}
_YUAN = {"required": "请填金额", "invalid": "写数字，单位是元", "max_digits": "数字太长"}


class DayField(forms.DateField):
    """A day in a year that can be meant."""

    def to_python(self, value: Any) -> datetime.date | None:
        found: datetime.date | None = super().to_python(value)
        if found and (wrong := wrong_year(found)):
            raise ValidationError(wrong)
        return found


def day(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DayField(label=label, widget=widget, error_messages=_DAY, **more)


def yuan(label: str, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, error_messages=_YUAN, **more)


def words(label: str, longest: int = 300, *, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    told = {"max_length": f"最多 {longest} 个字"}
    return forms.CharField(label=label, max_length=longest, widget=widget, error_messages=told, **more)


def moment(label: str, *, required: bool = True, **more: Any) -> MomentField:
    return MomentField(label=label, required=required, **more)


def field_of(blank: Field) -> forms.Field:
    """The field of a form for one blank. What is wrong is said by the rules, beside the field."""
    common: dict[str, Any] = {"label": blank.label, "required": False, "help_text": blank.hint}
    if blank.type == "one":
        choices = list(blank.choices.items())
        if len(choices) > FEW:
            return forms.ChoiceField(choices=[("", "不选"), *choices], **common)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if blank.type == "many":
        return forms.MultipleChoiceField(
            choices=list(blank.choices.items()), widget=forms.CheckboxSelectMultiple, **common
        )
    if blank.type == "yes":
        return forms.BooleanField(**common)
    if blank.type == "day":
        return day(blank.label, required=False, help_text=blank.hint)
    if blank.type == "moment":
        return moment(blank.label, required=False, help_text=blank.hint)
    if blank.type == "number":
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **common)
    if blank.type in {"money", "decimal"}:
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
    return words(
        blank.label, LONGEST[blank.type], rows=4 if blank.type == "long" else 0, required=False, help_text=blank.hint
    )


class BlanksForm(DeedForm):
    """Fields from data. `values` hold what the rules read of them once the form is sound."""

    blanks: tuple[Field, ...] = ()

    def __init__(self, *args: Any, blanks: tuple[Field, ...] = (), **more: Any) -> None:
        self.blanks = blanks
        self.values: dict[str, Any] = {}
        super().__init__(*args, **more)

    def fill(self) -> None:
        for blank in self.blanks:
            self.fields[blank.name] = field_of(blank)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.values, wrong = read(self.blanks, data)
        for name, told in wrong.items():
            if name not in self.errors:
                self.add_error(name, told)
        return data


class BasesForm(BlanksForm):
    """What the sums of the law are reckoned from, as the kind of case asks it; a blank leaves what stands."""

    party = forms.ModelChoiceField(
        label="哪个工人", queryset=Party.objects.none(), empty_label=None, error_messages={"required": "先加当事人"}
    )

    def fill(self) -> None:
        self.blanks = bases.blanks(self.case.kind)
        super().fill()
        field: Any = self.fields["party"]
        field.queryset = self.case.parties.filter(role=Party.Role.WORKER, removed_at__isnull=True)
        if len(workers := list(field.queryset[:2])) == 1:
            told = workers[0].values
            insured = {True: "yes", False: "no"}.get(told.get("insured"), told.get("insured"))
            self.initial = {**told, "insured": insured, **self.initial}

    def given(self) -> dict[str, Any]:
        return {"party": self.cleaned_data["party"], **self.values}


class RecordForm(BlanksForm):
    """`for_party`: it is read by the person concerned, so it says by whom."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    at = moment("什么时候", initial=timezone.localtime, error_messages={"required": "请填时间"})

    def __init__(self, *args: Any, for_party: bool = False, **more: Any) -> None:
        self.for_party = for_party
        super().__init__(*args, **more)

    def fill(self) -> None:
        super().fill()
        if self.for_party:
            people = self.case.parties.filter(role__in=OWN_PAGE_FOR, removed_at__isnull=True)
            self.fields["party"] = forms.ModelChoiceField(
                label="给谁看",
                queryset=people,
                required=False,
                empty_label="案件里所有的劳动者和家属",
                help_text="在他自己的页面上看得到",
                error_messages={"invalid_choice": "这个人不在这件案子里"},
            )

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        party = {"party": data["party"]} if self.for_party else {}
        return {"key": data["key"], "at": data["at"], "values": self.values} | party


class CorrectionForm(RecordForm):
    why = words("为什么更正", help_text="原来那一条还在，看得到")

    def given(self) -> dict[str, Any]:
        return super().given() | {"why": self.cleaned_data["why"]}


class DocumentForm(BlanksForm):
    def given(self) -> dict[str, Any]:
        return {"asked": self.values}


class LookForm(DeedForm):
    approved = forms.ChoiceField(
        label="结论", choices=[("yes", "同意"), ("no", "退回")], widget=forms.RadioSelect,
        error_messages={"required": "请选同意还是退回"},
    )  # fmt: skip
    comment = words("意见", 2000, rows=3, required=False, help_text="退回要写明原因")

    def given(self) -> dict[str, Any]:
        return {"approved": self.cleaned_data["approved"] == "yes", "comment": self.cleaned_data["comment"]}


class ReviewForm(LookForm):
    comment = words("意见", 2000, rows=3, help_text="同意、退回都要写")

    def given(self) -> dict[str, Any]:
        return {"passed": self.cleaned_data["approved"] == "yes", "comment": self.cleaned_data["comment"]}


class PromiseForm(DeedForm):
    what = words("答应了什么")
    to = words("答应了谁", 120, required=False)
    who = words("谁来做", 60, required=False)
    due_at = moment("什么时候做到", error_messages={"required": "请填时间"})


class HowForm(DeedForm):
    how = words("怎样做到的")


class WordsForm(DeedForm):
    why = words("原因")


class OnForm(DeedForm):
    on = day("哪一天", initial=timezone.localdate)


class ConfirmForm(DeedForm):
    filed_on = day("哪一天双方一起申请的", help_text="协议生效起三十日内申请（《人民调解法》第三十三条）")
    on = day("法院哪一天确认的")


class PaymentForm(DeedForm):
    amount = yuan("付了多少（元）", help_text="记错了就再记一笔负数")
    on = day("付款日期", initial=timezone.localdate)
    how = words("怎样付的", 120, required=False)
    proof = words("凭证", 200, required=False)


class StepForm(DeedForm):
    code = forms.ChoiceField(label="到了哪一步", error_messages={"required": "请选一步"})
    at = moment("什么时候", initial=timezone.localtime, error_messages={"required": "请填时间"})
    amount = yuan("金额（元）", required=False, help_text="付款写错了，记一笔负数，写明原因")
    words = words("说明", 2000, rows=3, required=False)

    def __init__(self, *args: Any, claim: ClaimTrack, **more: Any) -> None:
        self.claim = claim
        super().__init__(*args, **more)

    def fill(self) -> None:
        self.fields["code"].choices = list(claims.steps(self.claim.track).items())  # type: ignore[attr-defined]


class TrackForm(DeedForm):
    track = forms.ChoiceField(
        label="哪一条路", choices=[PICK, *claims.tracks().items()], error_messages={"required": "请选走哪一条路"}
    )
    name = words("险种或事由", 80, help_text="例如：安全生产责任保险")
    payer = words("谁付", 120, required=False)
    policy = words("保单号", 60, required=False)


class LookupForm(DeedForm):
    """`reason` is asked for each time and stays in the trail."""

    kinds = forms.MultipleChoiceField(
        label="看哪些资料", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请选资料"}
    )
    first = day("从哪天")
    last = day("到哪天")
    reason = words("为什么要看")

    def fill(self) -> None:
        today = timezone.localdate()
        widest = lookups.widest(self.case.path, incident_on=self.case.incident_on, today=today)
        kinds = lookups.kinds_for(self.case.path)
        self.fields["kinds"].choices = [(kind, lookups.NAMES[kind]) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["first"].initial, self.fields["last"].initial = widest.first, today


class SettlementForm(DeedForm):
    """`instalments` and `shares` are lines: a day and an amount, a name and an amount."""

    forum = forms.ChoiceField(
        label="在哪里谈成的",
        choices=[PICK, *Settlement.Forum.choices],
        error_messages={"required": "请选在哪里谈成的"},
    )
    text = words("条款", 8000, rows=6)
    amount = yuan("一共多少（元）")
    covers = forms.ChoiceField(
        label="这个数包含哪些",
        choices=[PICK, *Settlement.Covers.choices],
        error_messages={"required": "请选这个数包含哪些"},
        help_text="和法定数额的哪一部分比",
    )
    instalments = words("什么时候付多少", 2000, rows=3, help_text="一行一笔，例如：2026-10-20 31200")
    shares = words(
        "每人多少", 8000, rows=3, required=False, help_text="一行一人，例如：王建国 5200；名字和当事人里的一样"
    )
    speaker = words("劳动者一方由谁签", 60, required=False)
    basis = forms.ChoiceField(label="他凭什么代表", choices=[("", "请选"), *BASES.items()], required=False)
    basis_note = words("委托书等", 200, required=False)
    own_speaker = words("企业一方由谁签", 60, required=False)
    own_basis = forms.ChoiceField(label="他凭什么代表", choices=[("", "请选"), *BASES.items()], required=False)
    below_reason = words("低于法定数额的理由", 2000, rows=3, required=False)

    def fill(self) -> None:
        if self.case.family not in FUNDED:
            del self.fields["covers"]

    def clean_instalments(self) -> list[tuple[Any, Any]]:
        rows = [_pair(one) for one in self.cleaned_data["instalments"].splitlines() if one.strip()]
        date, decimal = forms.DateField(), forms.DecimalField(max_digits=14, decimal_places=2)
        try:
            found = [(date.clean(left), decimal.clean(right)) for left, right in rows]
        except ValidationError as error:
            raise ValidationError("一行一笔，日期和金额中间空一格：2026-10-20 31200") from error
        if wrong := next((told for on, _ in found if (told := wrong_year(on))), ""):
            raise ValidationError(wrong)
        return found

    def clean_shares(self) -> dict[Party, Any]:
        people: dict[str, list[Party]] = {}
        for party in self.case.parties.filter(removed_at__isnull=True).order_by("pk"):
            people.setdefault(party.name, []).append(party)
        found: dict[Party, Any] = {}
        for line in self.cleaned_data["shares"].splitlines():
            if not line.strip():
                continue
            name, amount = _pair(line)
            if not name:
                raise ValidationError(f"“{amount[:40]}”看不懂：一行一人，名字和金额中间空一格，例如：王建国 5200")
            party = _named(people, name)
            if party in found:
                raise ValidationError(f"“{name}”写了两次")
            try:
                found[party] = forms.DecimalField(max_digits=14, decimal_places=2).clean(amount)
            except ValidationError as error:
                raise ValidationError(f"“{name}”的金额看不懂") from error
        return found


def _named(people: dict[str, list[Party]], typed: str) -> Party:
    """王建国; of two of that name 王建国#1 and 王建国#2, as they stand among the parties."""
    name, _, number = typed.partition("#")
    same = people.get(name, [])
    if not same:
        raise ValidationError(f"当事人里没有“{name}”")
    if len(same) == 1 and not number:
        return same[0]
    if not number.isdecimal() or not 0 < int(number) <= len(same):
        told = "、".join(f"{name}#{one}" for one in range(1, len(same) + 1))
        raise ValidationError(f"有 {len(same)} 个“{name}”，按当事人的先后写成 {told}")
    return same[int(number) - 1]


def _pair(line: str) -> tuple[str, str]:
    """What stands before the last gap of a line, and what after it."""
    left, _, right = " ".join(line.replace("，", " ").replace("\t", " ").split()).rpartition(" ")
    return left, right.replace(",", "").removesuffix("元")
