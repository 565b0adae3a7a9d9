"""Events of law as facts: which article, what happens to it, from which day, its words before and after.

The keys are those of training's second look at questions (training.rules.recheck), so that both speak of one event.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce

from ..models import ArticleText, PartialRepeal, Prevalence, Regulation, RegulationVersion, ReviewTask
from ..rules import comparison, validity
from ..rules.impact import effects

_LATELY = datetime.timedelta(days=31)
_Event = ReviewTask.Event


@dataclass(frozen=True)
class Impact:
    """`key` names the event; `version_id` is the new version when there is one.

    Without `article_id` the whole of `regulation_id` ends, and `version_id` is its last version.
    """

    key: str
    on: datetime.date
    event: str
    article_id: int | None
    label: str
    old_text: str
    new_text: str = ""
    version_id: int | None = None
    regulation_id: int | None = None


def impacts_of(version: RegulationVersion) -> list[Impact]:
    """What a version does to the articles of the one before it with a text; without one, to those told in digests."""
    on, key = version.span().starts(), f"version:{version.pk}"
    if on is None:
        return []
    base = _before(version)
    if base is None:
        told = told_before(version.regulation, on)
        return impacts_on_told(told, sides_of(version), key=key, on=on, version_id=version.pk)
    return impacts_in(comparison.compare(sides_of(base), sides_of(version)), version, key=key, on=on)


def told_before(regulation: Regulation, on: datetime.date) -> list[ArticleText]:
    """The articles with a digest in the last version before that day: all that is known where no text is held."""
    versions = {v.pk: v for v in regulation.versions.published()}
    order = validity.in_order([v.span() for v in versions.values()])
    earlier = [span.id for span in order if (span.starts() or datetime.date.min) < on]
    if not earlier or versions[earlier[-1] or 0].has_text:
        return []
    rows = ArticleText.objects.filter(version=earlier[-1], live=True).exclude(digest="")
    return list(rows.select_related("version__regulation").order_by("order", "number", "sub"))


def impacts_on_told(
    told: Iterable[ArticleText],
    new: Iterable[comparison.Side],
    *,
    key: str,
    on: datetime.date,
    version_id: int | None = None,
) -> list[Impact]:
    """Nobody can say which words changed: every article told is to be looked at, gone where its number is."""
    words = {(side.number, side.sub): side.text for side in new}
    found = []
    for text in told:
        now = words.get((text.number, text.sub), "")
        event = str(_Event.CHANGED if now else _Event.ENDED)
        label, old = _label(text, text.version), f"（要点，没有旧的原文）\n{text.digest.replace('**', '')}"
        found.append(Impact(key, on, event, text.article_id, label, old, now, version_id))
    return found


def impacts_in(
    result: comparison.Comparison, version: RegulationVersion, *, key: str, on: datetime.date
) -> list[Impact]:
    """The effects of a comparison whose old side has identities, as events of that day."""
    return [
        Impact(
            key=key,
            on=on,
            event=str(one.what),
            article_id=one.old.identity,
            label=f"{version.regulation.short_title} {one.old.label}",
            old_text=one.old.text,
            new_text=one.new_text,
            version_id=version.pk,
        )
        for one in effects(result)
        if one.old.identity is not None
    ]


def recent_impacts(today: datetime.date) -> list[Impact]:
    """All that happened in the last month or is announced."""
    since = today - _LATELY
    begun = Coalesce("effective_on", "published_on")
    live = RegulationVersion.objects.published().filter(regulation__live=True).select_related("regulation")
    versions = live.filter(has_text=True).annotate(begun=begun).filter(begun__gte=since)
    found = [impact for version in versions for impact in impacts_of(version)]
    for version in live.filter(ended_on__gte=since):
        found += _ended(version)
    return [*found, *_notes(since)]


def _before(version: RegulationVersion) -> RegulationVersion | None:
    versions = {v.pk: v for v in version.regulation.versions.published().filter(Q(has_text=True) | Q(pk=version.pk))}
    order = [span.id for span in validity.in_order([v.span() for v in versions.values()])]
    at = order.index(version.pk)
    return versions[order[at - 1] or 0] if at else None


def sides_of(version: RegulationVersion) -> list[comparison.Side]:
    """Its articles with their identities, in order."""
    rows = ArticleText.objects.filter(version=version, live=True).order_by("order", "number", "sub")
    return [comparison.Side(t.article_id, t.number, t.sub, t.text) for t in rows]


def _ended(version: RegulationVersion) -> list[Impact]:
    """The regulation ends with this version: it as a whole, and all its articles."""
    spans = [v.span() for v in version.regulation.versions.published()]
    end = version.ended_on
    if end is None or validity.end_of(version.span(), spans) != end:
        return []
    texts = version.texts.filter(live=True)
    key = f"end:{version.pk}:{end}"
    name, regulation = f"{version.regulation.short_title} 整部法规", version.regulation_id
    whole = Impact(key, end, _Event.ENDED, None, name, "", version_id=version.pk, regulation_id=regulation)
    return [whole, *(Impact(key, end, _Event.ENDED, t.article_id, _label(t, version), t.text) for t in texts)]


def _notes(since: datetime.date) -> list[Impact]:
    """Parts that end, and articles that give way to others."""
    found = []
    repeals = list(PartialRepeal.objects.filter(ended_on__gte=since))
    giving_way = list(Prevalence.objects.filter(since__gte=since))
    texts = _newest({row.article_id for row in repeals} | {row.article_id for row in giving_way})
    for row in repeals:
        if text := texts.get(row.article_id):
            label = _label(text, text.version)
            key = f"partial:{row.pk}:{row.ended_on}"
            found.append(Impact(key, row.ended_on, _Event.PARTIAL, row.article_id, label, text.text, row.note))
    for one in giving_way:
        if text := texts.get(one.article_id):
            label = _label(text, text.version)
            key = f"prevail:{one.pk}:{one.since}"
            found.append(Impact(key, one.since, _Event.PREVAILS, one.article_id, label, text.text, one.note))
    return found


def _newest(articles: Iterable[int]) -> dict[int, ArticleText]:
    rows = ArticleText.objects.published().filter(article_id__in=list(articles)).select_related("version__regulation")
    return {text.article_id: text for text in sorted(rows, key=_begins)}


def _begins(text: ArticleText) -> datetime.date:
    return text.version.span().starts() or datetime.date.min


def _label(text: ArticleText, version: RegulationVersion) -> str:
    return f"{version.regulation.short_title} {text.label}"
