"""What tells of an article in plain words: answered questions, policy updates and interpretations, for its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, Value
from wagtail.models import Page

from portal.public import address_of

from .models import AffectedArticle, AnsweredQuestion, Article, Citation

SHOWN = 10
"""Of each sort, the newest; the search page lists all."""
_UPDATE, _ANSWER = "policyupdate", "answeredquestion"
_LABELS = {_ANSWER: "问答", _UPDATE: "政策更新", "interpretation": "解读"}


@dataclass(frozen=True)
class Telling:
    """One line of the list; `sample` says that it is one."""

    label: str
    title: str
    url: str
    sample: bool = False


def telling(article: Article) -> list[Telling]:
    """Those that are public and cite the article, or say that it changed. Three queries at most, one for none."""
    rows = _citing(article)
    found: list[Telling] = []
    if asked := [pk for model, pk in rows if model == _ANSWER]:
        answers = AnsweredQuestion.objects.published().filter(pk__in=asked).order_by("-published_at", "-pk")
        found += [
            Telling(_LABELS[_ANSWER], one.question, one.get_absolute_url(), one.is_sample) for one in answers[:SHOWN]
        ]
    if models := {pk: model for model, pk in rows if model != _ANSWER}:
        pages = Page.objects.live().filter(pk__in=models).order_by("-first_published_at", "-pk")
        rows = pages.select_related(*set(models.values()))[: 2 * SHOWN]
        found += [
            Telling(_LABELS[models[one.pk]], one.title, address_of(one), getattr(one, models[one.pk]).is_sample)
            for one in rows
        ]
    return found


def _citing(article: Article) -> set[tuple[str, int]]:
    """(model, key) of what names the article, public or not, and of the updates that say it changed."""
    named = Citation.objects.filter(
        article=article, content_type__app_label="knowledge", content_type__model__in=_LABELS
    ).values_list("content_type__model", "object_id")
    changed = AffectedArticle.objects.filter(article=article).order_by()
    beside = changed.values_list(Value(_UPDATE, output_field=CharField()), "update_id")
    return set(named.union(beside))
