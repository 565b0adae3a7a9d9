"""The form of a precedent: every field of the model that a person writes, with words for what is wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from portal.models import Organisation

from ..models import Precedent
from ..rules import taxonomy
from ..rules.writing import problems
from ..services.precedents import mark
from .fields import AMOUNTS, DAYS, TIMELINE, LinesField

_LONG = {
    "summary": 2, "facts": 6, "issue": 2, "reasoning": 5, "outcome": 3, "lesson_worker": 2, "lesson_manager": 2,
}  # fmt: skip
_WRONG_DAY = {"invalid": "日期写成 2026-11-30 这样"}


def _kinds() -> list[Any]:
    families = taxonomy.families()
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in families.values()}
    for code, name in taxonomy.kinds().items():
        groups[families[taxonomy.family(code)]].append((code, name))
    return [("", "请选"), *groups.items()]


class PrecedentForm(forms.ModelForm[Precedent]):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="类型", choices=_kinds)
    level = forms.ChoiceField(label="级别", initial="OWN", choices=lambda: taxonomy.levels().items())
    outcome_code = forms.ChoiceField(
        label="结果类型", required=False, choices=lambda: [("", "没有"), *taxonomy.outcomes().items()]
    )
    in_favour = forms.ChoiceField(
        label="支持谁", required=False, choices=lambda: [("", "没有"), *taxonomy.in_favour().items()]
    )
    amounts = LinesField(columns=AMOUNTS, needed=2, label="金额，一项一行")
    days = LinesField(columns=DAYS, needed=2, label="用了多少天")
    timeline = LinesField(columns=TIMELINE, needed=2, rows=6, label="经过，出事那天是第0天")

    class Meta:
        model = Precedent
        fields = (
            "code", "title", "kind", "level", "region", "happened_on", "decided_on", "exact_dates", "court",
            "case_number", "source", "source_url", *_LONG, "outcome_code", "in_favour", "amount", "amounts", "days",
            "timeline", "settled", "both_agreed", "client", "client_consent",
        )  # fmt: skip
        widgets = {
            **{name: forms.Textarea(attrs={"rows": rows}) for name, rows in _LONG.items()},
            "happened_on": AdminDateInput(attrs={"autocomplete": "off"}),
            "decided_on": AdminDateInput(attrs={"autocomplete": "off"}),
        }
        error_messages = {"happened_on": _WRONG_DAY, "decided_on": _WRONG_DAY}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clients = Organisation.objects.filter(kind=Organisation.Kind.CLIENT).order_by("name")
        self.fields["client"].queryset = clients  # type: ignore[attr-defined]
        self.fields["seen"].initial = mark(self.instance) if self.instance.pk else ""
        for facet, name in taxonomy.facets().items():
            self.fields[f"facet_{facet}"] = forms.MultipleChoiceField(
                label=name,
                required=False,
                choices=list(taxonomy.choices(facet, on=self.instance.happened_on).items()),
                widget=forms.CheckboxSelectMultiple,
                initial=self.instance.facets.get(facet, []),
            )
        for field in self.fields.values():
            field.error_messages.setdefault("required", "要填")
            field.error_messages["required"] = "要填"

    def facet_rows(self) -> list[tuple[Any, bool]]:
        """The fields of the facets; whether something is chosen there."""
        rows = [self[f"facet_{facet}"] for facet in taxonomy.facets()]
        return [(row, bool(row.value())) for row in rows]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name, words in problems(found):
            if name in self.fields and name not in self.errors:
                self.add_error(name, words)
        return found

    def _post_clean(self) -> None:
        """The service writes the object, and only what it let pass."""

    def facts(self) -> dict[str, Any]:
        """What the service is given: names of the model."""
        given = self.cleaned_data
        chosen = {facet: given[f"facet_{facet}"] for facet in taxonomy.facets() if given.get(f"facet_{facet}")}
        return {name: given[name] for name in self.Meta.fields} | {"facets": chosen}


class ReasonForm(forms.Form):
    """Why something is returned or withdrawn."""

    why = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明原因"},
    )


class SureForm(forms.Form):
    """A tick in place of a second page: works without a script."""

    sure = forms.BooleanField(error_messages={"required": "看过全文，再勾这里"})

    def __init__(self, *args: Any, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = words
