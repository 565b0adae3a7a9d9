"""What the law says to a case: proposed by rules and by the linker, decided by its handler, cited in the version of the
day on which it happened.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from knowledge.models import ArticleText, Citation
from knowledge.rules.citations import Link, State, link
from knowledge.rules.structure import split_paragraphs
from knowledge.services.library import load_library
from knowledge.services.link_citations import link_objects
from portal.services.refusal import Refused

from ..models import Case, CaseArticle
from ..rules.access import Action
from ..rules.proposals import ROLES, Facts, Proposal, propose
from ..rules.typed_law import cite_of, missing_place, read_typed
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

_State = CaseArticle.State


@transaction.atomic
def propose_articles(*, case: Case, by: Person | None, now: datetime.datetime) -> list[CaseArticle]:
    """Rows for what the rules and the words of the case ask for; what somebody has decided stays as it is.

    Proposals that nobody has looked at and that the facts no longer ask for go.
    """
    proposals = [*named_in(case), *propose(facts_of(case))]
    wanted = {cite_of(one.regulation, one.article, one.paragraph, one.item): one for one in proposals}
    case.articles.filter(state=_State.PROPOSED, by_rule=True).exclude(cite__in=wanted).delete()
    known = set(case.articles.values_list("cite", flat=True))
    made = CaseArticle.objects.bulk_create(
        CaseArticle(case=case, cite=cite, kind=one.role, reason=one.reason[:200], verified=one.verified)
        for cite, one in wanted.items()
        if cite not in known
    )
    if made:
        note(case=case, verb="law", by=by, at=now, deed="propose", count=len(made))
    return made


def facts_of(case: Case) -> Facts:
    """What the rules ask of a case."""
    return Facts(
        family=case.family,
        kind=case.kind,
        facets=frozenset(code for codes in case.facets.values() for code in codes),
        stage=case.stage,
        clocks=frozenset(case.clocks.running().values_list("definition", flat=True)),
        text=f"{case.text}\n{case.demands}",
        incident_on=case.incident_on,
        region=case.project.region,
        people=case.people_count,
        deaths=case.deaths,
        serious=case.serious,
        grade=case.grade,
    )


def named_in(case: Case) -> list[Proposal]:
    """Articles that the words of the case name themselves."""
    library = load_library()
    found: dict[tuple[str, str], Proposal] = {}
    for one in link(f"{case.text}\n{case.demands}", library, case.incident_on):
        entry = library.entry(one.regulation) if one.regulation and one.state is not State.NOT_LAW else None
        if entry and one.article:
            found[entry.title, one.article] = Proposal(
                entry.title, one.article, Citation.Kind.MENTION, "上报的文字里提到", 0
            )
    return list(found.values())


@transaction.atomic
def confirm_article(*, article: CaseArticle, kind: str, by: Person, now: datetime.datetime) -> CaseArticle:
    """It applies, as `kind`: violated, basis or procedure. What was removed applies again, what applies changes its
    role."""
    return _decide(article, _State.CONFIRMED, kind, "", by, now)


@transaction.atomic
def remove_article(*, article: CaseArticle, why: str, by: Person, now: datetime.datetime) -> CaseArticle:
    """It does not apply, with the reason: it is not proposed again."""
    if not why.strip():
        raise Refused("写明为什么不适用", "why")
    return _decide(article, _State.REMOVED, article.kind, why, by, now)


def _decide(article: CaseArticle, state: str, kind: str, why: str, by: Person, now: datetime.datetime) -> CaseArticle:
    case = article.case
    guard(case, by, Action.LAW)
    if kind not in (*ROLES, Citation.Kind.MENTION):
        raise Refused("请选它起什么作用", "kind")
    if case.articles.filter(cite=article.cite, kind=kind).exclude(pk=article.pk).exists():
        raise Refused("已经有同样的一条", "kind")
    article.state, article.kind, article.decided_by, article.decided_at = state, kind, by, now
    if why.strip():
        article.reason, article.by_rule = why.strip()[:200], False
    article.save()
    note(case=case, verb="law", by=by, at=now, why=why.strip(), deed=str(state), article=article.pk)
    cite_law(case=case)
    return article


@transaction.atomic
def add_article(*, case: Case, cite: str, kind: str, by: Person, now: datetime.datetime, why: str = "") -> CaseArticle:
    """An article that nobody proposed, or that somebody removed. Refused beside the field unless the words name exactly
    one that was law on the day of the case."""
    guard(case, by, Action.LAW)
    if kind not in ROLES:
        raise Refused("请选它起什么作用", "kind")
    words = canonical(cite, case.incident_on)
    row = case.articles.filter(cite=words).order_by("pk").first() or CaseArticle(case=case, cite=words, by_rule=False)
    if row.pk and row.state == _State.CONFIRMED:
        raise Refused(f"已经有这一条了（{row.get_kind_display()}），可以在它下面改作用", "cite")
    row.state, row.kind, row.decided_by, row.decided_at = _State.CONFIRMED, kind, by, now
    row.reason, row.by_rule = why.strip()[:200] or row.reason, False
    row.save()
    note(case=case, verb="law", by=by, at=now, deed="add", article=row.pk)
    cite_law(case=case)
    return row


def canonical(typed: str, on: datetime.date) -> str:
    """The article that somebody typed, in the words of the linker. Refused beside `cite` when it is not one of that
    day."""
    library = load_library()
    found = read_typed(typed, library, on)
    entry = library.entry(found.link.regulation) if found.link and found.link.regulation else None
    wrong = found.wrong or (_place_wrong(found.link) if found.link else "")
    if wrong or found.link is None or entry is None:
        raise Refused(wrong, "cite")
    one = found.link
    return cite_of(entry.title, one.article or "", one.paragraph, one.item, one.point)


def _place_wrong(one: Link) -> str:
    """Whether the text has the paragraph and the item that are named; nothing to say where no text is at hand."""
    if not (one.paragraph or one.item):
        return ""
    text = ArticleText.objects.filter(version=one.version, article=one.article_id).values_list("text", flat=True)
    words = text.first()
    return missing_place(one, [len(each.items) for each in split_paragraphs(words)]) if words else ""


@transaction.atomic
def cite_law(*, case: Case) -> list[Citation]:
    """The citations of a case anew from what is confirmed, in the version of the day on which it happened."""
    rows = list(case.articles.filter(state=_State.CONFIRMED).order_by("pk"))
    text = "\n".join(row.cite for row in rows)
    found = link_objects(texts=[(case, text, case.incident_on)])
    for one in found:
        one.kind = rows[text[: one.start].count("\n")].kind
    Citation.objects.bulk_update(found, ["kind"])
    return found
