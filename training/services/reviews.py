"""Standing for questions: reviews by named people, and the second look when law moves."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction

from knowledge.models import ArticleText, Citation, PartialRepeal, Prevalence, RegulationVersion, ReviewTask
from knowledge.rules.validity import Span
from portal.models import Person
from portal.services.generation import current_generation
from portal.services.refusal import Refused

from ..models import Question, QuestionReview, QuestionVersion
from ..rules import recheck
from ..rules.recheck import Happening
from .bank import day_of, link_bases

MAY_REVIEW = "training.review_question"
_LONGEST_REASON = 200
_SWEPT = "training-law-followed"
_LAW_MOVED = "依据变了："
_A_DAY = 86400


@transaction.atomic
def review_question(
    *,
    version: QuestionVersion,
    by: Person,
    accepted: bool,
    until: datetime.date | None,
    note: str,
    now: datetime.datetime,
) -> QuestionReview:
    """A named person stands for the current version until a day, or says why not; then it is not drawn.

    Refused to those without the permission, to the writer of the version, without a last day when accepted, without a
    note when not.
    """
    question = Question.objects.select_for_update().get(pk=version.question_id)
    _guard(question, version, by)
    today, note = day_of(now), note.strip()
    if accepted and (until is None or until <= today):
        raise Refused("请填复核有效到哪一天，要晚于今天", "until")
    if not accepted and not note:
        raise Refused("不通过的，请写明哪里要改", "note")
    law = Law.behind([version])
    review = QuestionReview.objects.create(
        version=version,
        by=by,
        at=now,
        accepted=accepted,
        until=until if accepted else None,
        note=note,
        law_seen=law.visible(version.pk),
    )
    question.state = Question.State.REVIEWED if accepted else Question.State.WAITING
    question.reviewed_by = by if accepted else None
    question.reviewed_on = today if accepted else None
    question.reviewed_until = until if accepted else None
    question.recheck = "" if accepted else f"复核没有通过：{note}"[:_LONGEST_REASON]
    question.save(update_fields=["state", "reviewed_by", "reviewed_on", "reviewed_until", "recheck"])
    return review


def _guard(question: Question, version: QuestionVersion, by: Person) -> None:
    if not by.name.strip() or not by.has_perm(MAY_REVIEW):
        raise Refused("复核要由有复核权限的人署名")
    if question.current_id != version.pk:
        raise Refused("题目已有新版本，请复核新版本")
    if version.written_by_id == by.pk:
        raise Refused("自己写的题要请别人复核")


@transaction.atomic
def mark_recheck(*, question: Question, reason: str) -> Question:
    """Take a question out of exams until somebody has looked at it again."""
    row = Question.objects.select_for_update().get(pk=question.pk)
    if not reason.strip():
        raise Refused("请写明为什么要重新复核", "reason")
    row.recheck = reason.strip()[:_LONGEST_REASON]
    row.save(update_fields=["recheck"])
    return row


@transaction.atomic
def release_after_law(*, question: Question) -> Question:
    """An editor has decided what a change of law means for it: drawn again, unless it waits for another reason."""
    row = Question.objects.select_for_update().get(pk=question.pk)
    if row.recheck.startswith(_LAW_MOVED):
        row.recheck = ""
        row.save(update_fields=["recheck"])
    return row


@transaction.atomic
def recheck_for_changes(*, today: datetime.date) -> list[Question]:
    """Mark the questions whose articles have changed, or are announced to change, since they were written or reviewed.

    A review covers what its writer could see, and the board of impact review what an editor let pass there; a question
    already marked keeps its reason.
    """
    asked = Question.objects.filter(retired_at__isnull=True, recheck="", current__isnull=False)
    questions = list(asked.select_related("current"))
    law = Law.behind([question.current for question in questions if question.current])
    reviews = _last_reviews(questions)
    decided = _decided([question.current_id for question in questions if question.current_id])
    marked = []
    for question in questions:
        assert question.current is not None  # noqa: S101
        review = reviews.get(question.current.pk)
        since = max(question.current.written_on, day_of(review.at)) if review else question.current.written_on
        seen = [*(review.law_seen if review else ()), *decided[question.current.pk]]
        reason = law.reason(question.current.pk, since, today, seen)
        if reason:
            question.recheck = reason[:_LONGEST_REASON]
            marked.append(question)
    Question.objects.bulk_update(marked, ["recheck"], batch_size=200)
    return marked


def follow_law(*, today: datetime.date) -> list[Question]:
    """The sweep behind `recheck_for_changes`: works when law was published since it last ran, and once a day.

    Bases that named law not held at the time are tied to it now.
    """
    state = [current_generation(), today.isoformat()]
    if cache.get(_SWEPT) == state:
        return []
    link_again()
    marked = recheck_for_changes(today=today)
    cache.set(_SWEPT, [current_generation(), today.isoformat()], _A_DAY)
    return marked


def link_again() -> None:
    """Tie what could not be tied before, of the versions that are drawn."""
    kind = ContentType.objects.get_for_model(QuestionVersion)
    lost = Citation.objects.unresolved().filter(content_type=kind).values("object_id")
    current = Question.objects.filter(retired_at__isnull=True).values("current")
    link_bases(versions=list(QuestionVersion.objects.filter(pk__in=lost).filter(pk__in=current)))


def _last_reviews(questions: Iterable[Question]) -> dict[int, QuestionReview]:
    versions = [question.current_id for question in questions]
    rows = QuestionReview.objects.filter(version__in=versions, accepted=True).order_by("at")
    return {row.version_id: row for row in rows}


def _decided(versions: Sequence[int]) -> dict[int, list[str]]:
    """Events that do not keep a version from being drawn, because an editor said so on the board."""
    kind = ContentType.objects.get_for_model(QuestionVersion)
    rows = ReviewTask.objects.filter(content_type=kind, object_id__in=versions, hold=False)
    found: dict[int, list[str]] = defaultdict(list)
    for pk, key in rows.values_list("object_id", "event_key"):
        found[pk].append(key)
    return found


@dataclass
class Law:
    """The articles that versions of questions cite, with all their texts: six queries for any number of versions."""

    citations: dict[int, list[Citation]] = field(default_factory=lambda: defaultdict(list))
    spans: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    happenings: dict[int, list[Happening]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def behind(cls, versions: Sequence[QuestionVersion]) -> Law:
        law = cls()
        kind = ContentType.objects.get_for_model(QuestionVersion)
        rows = Citation.objects.filter(content_type=kind, regulation__isnull=False)
        for row in rows.filter(object_id__in=[version.pk for version in versions]).select_related("regulation"):
            law.citations[row.object_id].append(row)
        cited = [row for rows in law.citations.values() for row in rows]
        law._read_versions({row.regulation_id for row in cited if row.regulation_id})
        law._read_articles({row.article_id for row in cited if row.article_id})
        return law

    def _read_versions(self, regulations: set[int]) -> None:
        for version in RegulationVersion.objects.published().filter(regulation__in=regulations):
            self.spans[version.regulation_id].append(version.span())

    def _read_articles(self, articles: set[int]) -> None:
        texts = ArticleText.objects.published().filter(article__in=articles)
        for article, version, text in texts.values_list("article_id", "version_id", "text"):
            self.texts[article][version] = text
        for repeal in PartialRepeal.objects.filter(article__in=articles):
            gone = Happening(f"partial:{repeal.pk}:{repeal.ended_on}", repeal.ended_on, "有一部分失效")
            self.happenings[repeal.article_id].append(gone)
        for row in Prevalence.objects.filter(article__in=articles):
            beaten = Happening(f"prevail:{row.pk}:{row.since}", row.since, "改以别的条文为准")
            self.happenings[row.article_id].append(beaten)

    def visible(self, version: int) -> list[str]:
        """Tokens of all that a reviewer of this version can see."""
        found = [
            token
            for row in self.citations[version]
            for token in recheck.tokens(self.spans[row.regulation_id or 0], self.happenings[row.article_id or 0])
        ]
        return sorted(set(found))

    def reason(self, version: int, since: datetime.date, today: datetime.date, seen: Sequence[str]) -> str:
        """Why the version needs another look; empty when all its law stands."""
        for row in self.citations[version]:
            spans = self.spans[row.regulation_id or 0]
            # A law that is held without this article: only a new version of the whole can be seen.
            texts = self.texts[row.article_id] if row.article_id else {span.id or 0: "" for span in spans}
            happenings = self.happenings[row.article_id or 0]
            found = recheck.change(spans, texts, since=since, today=today, seen=seen, happenings=happenings)
            if found:
                law = row.regulation.short_title if row.regulation else ""
                day = f"{found.on:%Y-%m-%d}起" if found.on else ""
                return f"{_LAW_MOVED}{law}{row.raw.removeprefix(law)}，{day}{found.what}"
        return ""
