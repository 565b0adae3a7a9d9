"""The form of a synonym, in the list of words and beside a query that found nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from .models import Synonym
from .rules.synonyms import problems
from .services.synonyms import save_synonym


class SynonymForm(WagtailAdminModelForm):
    class Meta:
        model = Synonym
        fields = ["say", "means", "active"]

    def clean_say(self) -> str:
        return str(self.cleaned_data["say"]).strip()

    def clean(self) -> dict[str, Any]:
        """Whether the entry makes sense beside the others in use."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        means = Synonym(means=data["means"]).meanings()
        others = {row.say: row.meanings() for row in Synonym.objects.in_use() if row.pk != self.instance.pk}
        for problem in problems(data["say"], means, others):
            self.add_error("means", forms.ValidationError(problem))
        data["means"] = "\n".join(means)
        return data

    def save(self, commit: bool = True) -> Synonym:
        synonym: Synonym = super().save(commit=False)
        return save_synonym(synonym=synonym) if commit else synonym
