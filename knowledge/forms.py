"""Editors name an article as they would in a letter: 劳动法第82条."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from portal import clock

from .models import Article, PartialRepeal, Prevalence
from .rules.citations import parse_query
from .services.library import load_library


class ArticleField(forms.CharField):
    """An article named by its citation; its value is the Article. The error says what was not found."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "写成“劳动法第82条”")
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: str) -> Article | None:
        text = super().clean(value)
        if not text:
            return None
        found = [c for c in parse_query(text, load_library(), clock.today()) if c.code and c.article]
        if len(found) != 1:
            raise forms.ValidationError("没有认出是哪一条。写全法规名和条号，例如：劳动法第82条", code="unknown")
        if found[0].article_id is None:
            raise forms.ValidationError("库里没有这一条", code="missing")
        return Article.objects.get(pk=found[0].article_id)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Article.objects.get(pk=value)
        return name_of(value) if isinstance(value, Article) else value


def name_of(article: Article) -> str:
    """劳动法第82条, by its newest text."""
    text = article.texts.select_related("version__regulation").order_by("-version__effective_on").first()
    return f"{text.version.regulation.short_title}{text.short_label}" if text else str(article)


OWN_NOTE = "是你写的或者改过的，要请另一个人核实：先不勾，存好，再请他打勾。"
CHANGED_NOTE = "改了内容就要重新核实：先把勾去掉，存好，再请另一个人打勾。"


class TwoHandsForm(WagtailAdminModelForm):
    """Confirmed by another person than those who wrote or changed it, superusers too; a change takes the tick away."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        changed = set(self.changed_data) - {"verified"}
        by = getattr(self.for_user, "pk", None)
        if data.get("verified") and (changed or self.instance.pk is None):
            self.add_error("verified", CHANGED_NOTE if self.instance.pk else OWN_NOTE)
        elif data.get("verified") and "verified" in self.changed_data and by in self.instance.hands:
            self.add_error("verified", OWN_NOTE)
        return data

    def save(self, commit: bool = True) -> Any:
        """What was confirmed and is changed has one hand; those of a confirmed text stay, so that nobody confirms
        their own once the tick was taken away."""
        by = getattr(self.for_user, "pk", None)
        if set(self.changed_data) - {"verified"}:
            before = [] if self.initial.get("verified") else self.instance.hands
            self.instance.hands = [*(one for one in before if one != by), by]
        return super().save(commit)


class PrevalenceForm(TwoHandsForm):
    article = ArticleField(label="这一条")
    by = ArticleField(label="以这一条为准")

    class Meta:
        model = Prevalence
        fields = ["article", "by", "since", "note", "verified"]


class PartialRepealForm(TwoHandsForm):
    article = ArticleField(label="这一条")
    by = ArticleField(label="依据哪一条", required=False)

    class Meta:
        model = PartialRepeal
        fields = ["article", "paragraph", "item", "ended_on", "by", "note", "verified"]
