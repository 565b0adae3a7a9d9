"""Answered questions: written or made from an answer, masked, looked at by a second person, published, withdrawn."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from portal import clock
from portal.models import Person
from portal.rules.masking import Kind, find
from portal.services.generation import bump_generation
from portal.services.outbox import record_changes
from portal.services.refusal import Refused

from ..models import AnsweredMove, AnsweredQuestion, Citation, Question, QuestionEntry, Topic
from ..models.hotline import on_desk
from ..rules.citations import State as LinkState
from ..rules.citations import link
from ..rules.hotline import clean
from .library import load_library
from .link_citations import link_objects

KIND = "knowledge.answeredquestion"
"""How the outbox calls it."""
MAY_WRITE = "knowledge.change_answeredquestion"
MAY_APPROVE = "knowledge.approve_answeredquestion"
State, Verb = AnsweredQuestion.State, AnsweredMove.Verb
LONGEST_ANSWER = 3000


@transaction.atomic
def write_answered(
    *,
    question: str,
    answer: str,
    cites: str,
    on: datetime.date,
    topics: Iterable[Topic],
    by: Person,
    now: datetime.datetime,
    from_question: Question | None = None,
) -> AnsweredQuestion:
    """A new draft. Refused names the field that is wrong: an answer without an article of law is none."""
    _may_write(by)
    row = AnsweredQuestion(on=on, written_by=by, from_question=from_question)
    _set(row, question, answer, cites)
    row.code = f"q{now:%Y%m%d}-{secrets.token_hex(4)}"  # a count is the same for two who write at once
    row.save()
    row.topics.set(topics)
    _linked(row)
    _log(row, Verb.WRITE, by, now)
    return row


def draft_from(question: Question) -> dict[str, str]:
    """What a new draft begins with: the masked text where there is one, the last answer and the articles it names."""
    last = question.entries.filter(kind=QuestionEntry.Kind.ANSWER).order_by("-at").first()
    answer = last.text if last else ""
    return {"question": question.masked_text[:120], "answer": answer, "cites": "\n".join(_named(answer))}


def _named(text: str) -> list[str]:
    """The articles a text names, each once, as a line of `cites` is written."""
    found = link(text, load_library(), clock.today())
    written = (one for one in found if one.state is LinkState.RESOLVED and not (one.implied or one.relative))
    return list(dict.fromkeys(f"{one.title}{one.raw}" for one in written if one.article))


@transaction.atomic
def edit_answered(
    *,
    answered: AnsweredQuestion,
    question: str,
    answer: str,
    cites: str,
    on: datetime.date,
    topics: Iterable[Topic],
    by: Person,
    now: datetime.datetime,
) -> AnsweredQuestion:
    """Change it; what was published is a draft again and waits for another second look."""
    _may_write(by)
    row = _locked(answered, (State.DRAFT, State.PUBLISHED, State.WITHDRAWN))
    was_public = row.state == State.PUBLISHED
    _set(row, question, answer, cites)
    row.on, row.state, row.content_sha, row.approved_by = on, State.DRAFT, "", None
    row.save()
    row.topics.set(topics)
    _linked(row)
    _log(row, Verb.EDIT, by, now)
    if was_public:
        _say([row.pk])
    return row


@transaction.atomic
def leave_standing(*, answered: AnsweredQuestion, words: Sequence[str], by: Person) -> AnsweredQuestion:
    """Words that the masking rules found and a person says are nobody's."""
    _may_write(by)
    row = _locked(answered, (State.DRAFT,))
    row.not_personal = list(dict.fromkeys([*row.not_personal, *words]))
    row.save(update_fields=["not_personal"])
    return row


@transaction.atomic
def submit_answered(*, answered: AnsweredQuestion, by: Person, now: datetime.datetime) -> AnsweredQuestion:
    """Ask for the second look. Refused while the masking rules find something that nobody has decided."""
    _may_write(by)
    row = _locked(answered, (State.DRAFT, State.WITHDRAWN))
    _masked(row)
    return _moved(row, State.REVIEW, Verb.SUBMIT, by, now)


@transaction.atomic
def return_answered(*, answered: AnsweredQuestion, by: Person, why: str, now: datetime.datetime) -> AnsweredQuestion:
    _may_approve(by)
    row = _locked(answered, (State.REVIEW,))
    if not why.strip():
        raise Refused("请写明要改什么。", "why")
    return _moved(row, State.DRAFT, Verb.RETURN, by, now, why)


@transaction.atomic
def publish_answered(*, answered: AnsweredQuestion, by: Person, now: datetime.datetime) -> AnsweredQuestion:
    """The second look: never by one who wrote, changed or submitted it, superusers neither."""
    _may_approve(by)
    row = _locked(answered, (State.REVIEW,))
    if by.pk in hands(row):
        raise Refused("写过、改过或交出来的人不能自己看第二遍，请另一个人看。")
    _masked(row)
    if not row.citations.filter(article__isnull=False).exists():
        raise Refused("一条条文都没有对上，请改“依据的条文”。", "cites")
    row.approved_by, row.published_at, row.withdrawn_why = by, row.published_at or now, ""
    _moved(row, State.PUBLISHED, Verb.PUBLISH, by, now)
    _say([row.pk])
    return row


@transaction.atomic
def withdraw_answered(*, answered: AnsweredQuestion, by: Person, why: str, now: datetime.datetime) -> AnsweredQuestion:
    """Gone from pages at once, from the index within a minute; the row stays for the desk."""
    _may_approve(by)
    row = _locked(answered, (State.PUBLISHED,))
    if not why.strip():
        raise Refused("请写明为什么撤回。", "why")
    row.withdrawn_why = clean(why)[:200]
    _moved(row, State.WITHDRAWN, Verb.WITHDRAW, by, now, why)
    _say([row.pk])
    return row


def hands(answered: AnsweredQuestion) -> set[int]:
    """Everyone who has put a hand to the text."""
    done = answered.moves.filter(verb__in=AnsweredMove.HANDS, by__isnull=False).values_list("by", flat=True)
    return {pk for pk in (*done, answered.written_by_id) if pk}


def unmasked(answered: AnsweredQuestion) -> list[str]:
    """What the masking rules find in question and answer and nobody has decided."""
    found = [one for text in (answered.question, answered.answer) for one in find(text) if one.kind != Kind.DATE]
    words = (one.text for one in found if one.text not in answered.not_personal)
    return list(dict.fromkeys(words))


def _masked(row: AnsweredQuestion) -> None:
    left = unmasked(row)
    if left:
        raise Refused(f"还有没处理的个人信息：{'、'.join(left[:5])}。改掉，或者确认不是个人信息。", "answer")


def _set(row: AnsweredQuestion, question: str, answer: str, cites: str) -> None:
    row.question, row.answer = " ".join(clean(question).split()), clean(answer)
    row.cites = "\n".join(line.strip() for line in clean(cites).splitlines() if line.strip())
    for name, text, longest in (("question", row.question, 120), ("answer", row.answer, LONGEST_ANSWER)):
        if not text:
            raise Refused("请填这一项。", name)
        if len(text) > longest:
            raise Refused(f"最多 {longest} 个字，这里有 {len(text)} 个。", name)
    if not row.cites:
        raise Refused("请写依据的条文，一行一条。", "cites")


def _linked(row: AnsweredQuestion) -> list[Citation]:
    return link_objects(texts=[(row, row.cited_text, row.on)])


def _locked(answered: AnsweredQuestion, states: tuple[Any, ...]) -> AnsweredQuestion:
    row = AnsweredQuestion.objects.select_for_update().get(pk=answered.pk)
    if row.state not in states:
        raise Refused(f"现在是“{row.get_state_display()}”，不能这样做。刷新看一下。")
    return row


def _moved(
    row: AnsweredQuestion, state: str, verb: str, by: Person, now: datetime.datetime, why: str = ""
) -> AnsweredQuestion:
    row.state, row.content_sha = state, ""
    row.save()
    _log(row, verb, by, now, why)
    return row


def _log(row: AnsweredQuestion, verb: str, by: Person, now: datetime.datetime, why: str = "") -> None:
    AnsweredMove.objects.create(answered=row, verb=verb, by=by, at=now, why=clean(why)[:200])


def _may_write(by: Person) -> None:
    """Editors, and whoever answers the hotline."""
    if not (by.has_perm(MAY_WRITE) or on_desk(by)):
        raise Refused("你没有做这件事的权限。")


def _may_approve(by: Person) -> None:
    if not by.has_perm(MAY_APPROVE):
        raise Refused("你没有做这件事的权限。")


def _say(ids: list[int]) -> None:
    if ids:
        record_changes(kind=KIND, ids=ids)
        bump_generation()
