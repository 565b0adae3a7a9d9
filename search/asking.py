"""A question answered: the one path behind the page, the suggestions' fallback, feeds, exports and the scoring command.

Citations go straight to the article; lay words are read as legal ones too; the engine ranks; every hit is read again
from the database, which has the last word on who may see it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, Q

from knowledge.models import ArticleText, Prevalence, Regulation
from knowledge.rules import digest, numerals
from knowledge.rules.citations import Library, QueryCitation, State, link, parse_query
from knowledge.services.library import load_library
from portal.services.generation import current_generation

from .documents import ArticleDocument
from .engines import Engine, EngineError, Result, site_engine
from .fields import name_filters
from .indexing import PUBLIC_INDEX
from .plan import FACETS, Days, Plan, day_number, make_plan
from .ranking import Nearness, ranked
from .rules import highlight
from .rules import query as language
from .rules.highlight import Piece
from .rules.query import Query
from .rules.synonyms import Expansion, Table, expand
from .semantic import site_meaning
from .services.synonyms import synonym_table

WINDOW = 200
"""Hits that are grouped by regulation; deeper pages are reached by narrowing, not by paging."""
GROUPS_PER_PAGE = 10
FEW = 5
"""Up to so many regulations are shown for a citation that fits each of them."""
Cited = tuple[str, str]
"""Code of a regulation and key of an article (`17`, `276-1`)."""
SHOWN_IN_GROUP = 3


@dataclass(frozen=True)
class Found:
    """Where the ids of hits come from and in what order: exact ones first."""

    query: Query
    expansions: tuple[Expansion, ...]
    exact: tuple[str, ...]
    result: Result
    plan: Plan


def find(
    text: str,
    *,
    engine: Engine,
    alias: str,
    library: Library,
    table: Table,
    locate: Callable[[Sequence[Cited], datetime.date | None], Sequence[str]],
    on: datetime.date | None,
    today: datetime.date,
    chosen: dict[str, str] | None = None,
    literal: bool = False,
    limit: int = WINDOW,
    facets: tuple[str, ...] = FACETS,
    adjust: Callable[[Plan], Plan] = lambda plan: plan,
    meaning: Nearness | None = None,
) -> Found:
    """Hits for a question. `locate(cited, on)`: documents of cited articles; `literal`: no synonyms, no meaning."""
    query = name_filters(language.parse(text))
    cited = cited_articles(query.text, library, on or today)
    exact = locate(cited, on) if cited else ()
    expansions = () if literal else tuple(expand(query.text, table))
    meanings = [word for expansion in expansions for word in expansion.means]
    plan = adjust(make_plan(query, expansions=meanings, on=on, chosen=chosen, limit=limit, facets=facets))
    result = Result() if query.empty else ranked(engine, alias, plan, query.words, None if literal else meaning)
    return Found(query, expansions, tuple(dict.fromkeys(exact)), result, plan)


def cited_articles(text: str, library: Library, on: datetime.date) -> list[Cited]:
    """Articles of what is cited: the whole query, or citations among other words. Of a bare number only a few."""
    whole: list[QueryCitation] = parse_query(text, library, on)
    if whole:
        return [(code, c.article) for c in whole if c.article for code in _codes(c, text, library)]
    links = link(text, library, on)
    return [(one.code, one.article) for one in links if one.state is State.RESOLVED and one.code and one.article]


def _codes(cited: QueryCitation, text: str, library: Library) -> list[str]:
    """The regulation cited, or the few that may be meant: first those whose whole title was typed."""
    if cited.code:
        return [cited.code]
    if len(cited.candidates) > FEW:
        return []
    entries = [entry for entry in library.entries if entry.id in cited.candidates]
    return [entry.code for entry in sorted(entries, key=lambda e: e.title not in text and e.short_title not in text)]


@dataclass
class ArticleHit:
    """One article as the page shows it."""

    text: ArticleText
    heading: list[Piece]
    excerpt: list[Piece]
    exact: bool = False


@dataclass
class Group:
    """The hits of one regulation; `total` counts all of them, `hits` are those shown."""

    regulation: Regulation
    hits: list[ArticleHit] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return max(0, self.total - len(self.hits))


@dataclass
class Answer:
    """What a results page needs.

    `down`: the engine could not be asked; `partial`: it ran out of time, there may be more.
    """

    asked: str
    query: Query
    exact: list[ArticleHit] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    named: list[Regulation] = field(default_factory=list)
    total: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    pages: int = 1
    down: bool = False
    partial: bool = False


def ask(
    text: str,
    *,
    today: datetime.date,
    on: datetime.date | None = None,
    status: str = "current",
    chosen: dict[str, str] | None = None,
    literal: bool = False,
    page: int = 1,
) -> Answer:
    """The answer for the public: `status` is current, future, ended or all; a day asked for (`on`) goes before it."""
    generation = current_generation()
    library = load_library(generation=generation)
    day = on or (today if status == "current" else None)
    try:
        found = find(
            text,
            engine=site_engine(),
            alias=PUBLIC_INDEX,
            library=library,
            table=synonym_table(generation=generation),
            locate=locate_texts,
            on=day,
            today=today,
            chosen=chosen,
            literal=literal,
            adjust=lambda plan: plan if day else replace(plan, filters=plan.filters + status_filters(status, today)),
            meaning=site_meaning(),
        )
    except EngineError:
        return without_engine(text, library, today)
    answer = Answer(text, found.query, total=found.result.total, facets=found.result.facets)
    answer.partial = found.result.partial
    entries = (library.entry(code) for code, _ in answer.facets.get("regulation", ()))
    answer.names = {entry.code: entry.short_title for entry in entries if entry}
    answer.also = list(dict.fromkeys(word for e in found.expansions for word in e.means))
    if not on:
        try:
            answer.statuses = count_statuses(found.plan, today)
        except EngineError:
            answer.partial = True
    fill(answer, found, page, single=bool((chosen or {}).get("regulation")))
    answer.named = named_regulations(answer, library, today)
    return answer


def locate_texts(cited: Sequence[Cited], on: datetime.date | None) -> list[str]:
    """Ids of articles' texts: in the version of the day, else the newest that has the number. One query."""
    asked = Q()
    for code, key in cited:
        number, sub = numerals.parse_article_key(key)
        asked |= Q(version__regulation__code=code, number=number, sub=sub)
    rows = ArticleText.objects.published().filter(asked).select_related("version__regulation") if cited else ()
    texts: dict[Cited, list[ArticleText]] = {}
    for text in sorted(rows, key=starts_on):
        texts.setdefault((text.version.regulation.code, text.key), []).append(text)
    ids = []
    for one in dict.fromkeys(cited):
        begun = [text for text in texts.get(one, ()) if on is None or starts_on(text) <= on]
        ids += [ArticleDocument.id_of(text.pk) for text in (begun or texts.get(one, []))[-1:]]
    return ids


def starts_on(text: ArticleText) -> datetime.date:
    return text.version.span().starts() or datetime.date.min


def status_filters(status: str, today: datetime.date) -> tuple[Days, ...]:
    number = day_number(today, 0)
    return {
        "current": (Days("starts", last=number), Days("ends", first=number + 1)),
        "future": (Days("starts", first=number + 1),),
        "ended": (Days("ends", last=number),),
    }.get(status, ())


def count_statuses(plan: Plan, today: datetime.date) -> dict[str, int]:
    """How many hits each status leads to, with the reader's other choices on."""
    others = tuple(f for f in plan.filters if not (isinstance(f, Days) and f.name == "ends"))
    begun = {f for s in ("current", "future") for f in status_filters(s, today)}
    others = tuple(f for f in others if f not in begun)
    counts = {}
    for status in ("current", "future", "ended", "all"):
        narrowed = replace(plan, filters=others + status_filters(status, today), limit=1, offset=0, facets=())
        counts[status] = site_engine().search(PUBLIC_INDEX, narrowed).total
    return counts


def fill(answer: Answer, found: Found, page: int, *, single: bool) -> None:
    """Read the hits again, group them by regulation in the order of the best hit, cut the page."""
    ids = [hit.id for hit in found.result.hits]
    texts = read_texts([*found.exact, *ids])
    wanted = [*highlight.marks(found.query.words), *answer.also]
    answer.exact = [make_hit(texts[id_], wanted, exact=True) for id_ in found.exact if id_ in texts]
    groups: dict[int, Group] = {}
    counts = dict(found.result.facets.get("regulation", ()))
    for id_ in ids:
        text = texts.get(id_)
        if text is None or id_ in found.exact:
            continue
        regulation = text.version.regulation
        group = groups.setdefault(regulation.pk, Group(regulation, total=counts.get(regulation.code, 0)))
        if single or len(group.hits) < SHOWN_IN_GROUP:
            group.hits.append(make_hit(text, wanted))
    ordered = list(groups.values())
    answer.pages = max(1, -(-len(ordered) // GROUPS_PER_PAGE))
    first = (min(max(page, 1), answer.pages) - 1) * GROUPS_PER_PAGE
    answer.groups = ordered[first : first + GROUPS_PER_PAGE]


def read_texts(ids: Sequence[str]) -> dict[str, ArticleText]:
    """Published texts by document id: what is not published any more is not shown, whatever the index says."""
    keys = {ArticleDocument.pk_of(id_) for id_ in ids}
    rows = (
        ArticleText.objects.published()
        .filter(pk__in=keys)
        .select_related("version__regulation", "article")
        .prefetch_related(Prefetch("article__prevailed_by", Prevalence.objects.select_related("by__regulation")))
    )
    return {ArticleDocument.id_of(row.pk): row for row in rows}


def make_hit(text: ArticleText, wanted: Sequence[str], *, exact: bool = False) -> ArticleHit:
    """The digest when it speaks to the question at least as much as the law's words, else those."""
    plain = digest.plain(text.digest)
    official = " ".join(text.text.split())
    speaks = len(highlight.spans(plain, wanted)) >= len(highlight.spans(official, wanted))
    body = plain if plain and (exact or not official or speaks) else official
    return ArticleHit(text, highlight.mark(text.heading, wanted), highlight.snippet(body, wanted), exact)


def named_regulations(answer: Answer, library: Library, today: datetime.date) -> list[Regulation]:
    """Regulations that the question names, by title or alias."""
    rows = {hit.text.version.regulation.code: hit.text.version.regulation for hit in answer.exact}
    codes = [c.code for c in parse_query(answer.query.text, library, today) if c.code]
    wanted = [code for code in codes if code not in rows]
    if wanted:
        rows |= {r.code: r for r in Regulation.objects.published().filter(code__in=wanted)}
    return [rows[code] for code in dict.fromkeys(codes) if code in rows]


def without_engine(text: str, library: Library, today: datetime.date) -> Answer:
    """The engine cannot be asked: exact look-ups from the database, and say so."""
    query = language.parse(text)
    exact = locate_texts(cited_articles(query.text, library, today), today)
    texts = read_texts(exact)
    wanted = highlight.marks(query.words)
    answer = Answer(text, query, down=True)
    answer.exact = [make_hit(texts[id_], wanted, exact=True) for id_ in exact if id_ in texts]
    answer.named = named_regulations(answer, library, today)
    words = query.text.strip()
    if not answer.exact and not answer.named and words:
        by_name = Q(title__contains=words) | Q(aliases__name__contains=words)
        answer.named = list(Regulation.objects.published().filter(by_name).distinct()[:10])
    return answer
