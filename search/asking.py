"""A question answered: the one path behind the page, the suggestions' fallback, feeds, exports and the scoring command.

Citations go straight to the article; lay words are read as legal ones too; the engine ranks; every hit is read again
from the database, which has the last word on who may see it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q

from knowledge.models import ArticleText, Regulation
from knowledge.rules import numerals
from knowledge.rules.citations import Library, QueryCitation, State, link, parse_query
from knowledge.services.library import load_library
from portal.services.generation import current_generation

from .asked import MOST_PAGES, Asked, status_filters
from .engines import Engine, EngineError, Result, site_engine
from .fields import name_filters
from .hidden import hidden_documents
from .hits import Group, read_hits
from .indexing import PUBLIC_INDEX
from .kinds import TOLD, ArticleHit, Hit, articles, precedents
from .plan import FACETS, Days, Plan, Terms, day_number, make_plan
from .ranking import Near, Nearness, admitted, deep, orders, placed, ranked
from .rules import highlight
from .rules import query as language
from .rules.query import Query
from .rules.synonyms import Expansion, Table, expand
from .semantic import site_meaning
from .services.synonyms import synonym_table

WINDOW = 200
"""Hits that are grouped by regulation; deeper pages are reached by narrowing, not by paging."""
GROUPS_PER_PAGE = 10
PER_PAGE = 20
FEW_PRECEDENTS = 3
FEW_TOLD = 3
"""Shown above the articles when all kinds are asked for."""
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
    library: Library


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
    """Hits for a question; without words, all that the choices leave. `locate(cited, on)`: documents of cited articles;
    `literal` adds no synonyms and asks for no meaning.
    """
    query = name_filters(language.parse(text))
    cited = cited_articles(query.text, library, on or today)
    exact = locate(cited, on) if cited else ()
    expansions = () if literal else tuple(expand(query.text, table))
    meanings = [word for expansion in expansions for word in expansion.means]
    plan = adjust(make_plan(query, expansions=meanings, on=on, chosen=chosen, limit=limit, facets=facets))
    nearness = None if literal else meaning
    result = Result() if query.empty and not chosen else ranked(engine, alias, plan, query.words, nearness)
    return Found(query, expansions, tuple(dict.fromkeys(exact)), result, plan, library)


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
class Answer:
    """What a results page needs. `down`: the engine could not be asked; `partial`: it had no time to find all.

    Best first, what is `told` in plain words, precedents and `groups` of articles stand apart; newest first, or of one
    kind, all are in `mixed`. `pages` are what the
    reader can turn; `reached` counts the hits they list, `beyond` those that no page of this order lists.
    """

    asked: str
    query: Query
    exact: list[ArticleHit] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    told: list[Hit] = field(default_factory=list)
    precedents: list[Hit] = field(default_factory=list)
    mixed: list[Hit] = field(default_factory=list)
    named: list[Regulation] = field(default_factory=list)
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    page: int = 1
    pages: int = 1
    reached: int = 0
    beyond: int = 0
    down: bool = False
    partial: bool = False

    @property
    def empty(self) -> bool:
        return not (self.exact or self.groups or self.told or self.precedents or self.mixed or self.named)


def ask(asked: Asked) -> Answer:
    """The answer for the public. A day asked for goes before the status."""
    flat = asked.sort == "new" or not asked.of_law
    try:
        found = (
            find_asked(asked, limit=PER_PAGE, offset=PER_PAGE * (asked.page - 1), meaning=site_meaning())
            if flat
            else find_asked(asked, limit=0)
        )
        answer = Answer(asked.text, found.query, total=found.result.total, facets=found.result.facets)
        answer.partial = found.result.partial
        fill = fill_flat if flat else fill_parts
        fill(answer, found, asked)
    except EngineError:
        return without_engine(asked.text, load_library(), asked.today)
    if asked.of_law and not (asked.on or asked.nothing):
        try:
            answer.statuses = count_statuses(found.plan, asked.today)
        except EngineError:
            answer.partial = True
    entries = (found.library.entry(code) for code, _ in answer.facets.get("regulation", ()))
    answer.names = {entry.code: entry.short_title for entry in entries if entry}
    answer.kinds = dict(answer.facets.get("kind", ()))
    answer.also = meanings_of(found)
    if asked.of_law:
        answer.named = named_regulations(answer, found.library, asked.today)
    return answer


def find_asked(
    asked: Asked,
    *,
    limit: int,
    offset: int = 0,
    facets: tuple[str, ...] = FACETS,
    narrow: Callable[[Plan], Plan] = lambda plan: plan,
    meaning: Nearness | None = None,
) -> Found:
    """The one way from a reader's question to the site's index: pages, exports, feeds, reports and alerts go it.

    What was withdrawn but still waits to leave the index is neither found nor counted.

    `meaning` only where the order counts.
    """
    generation = current_generation()
    adjust, hidden = asked.adjust(), hidden_documents()
    found = find(
        asked.text,
        engine=site_engine(),
        alias=PUBLIC_INDEX,
        library=load_library(generation=generation),
        table=synonym_table(generation=generation),
        locate=locate_texts,
        on=asked.day,
        today=asked.today,
        chosen=asked.chosen,
        literal=asked.literal,
        limit=limit,
        facets=facets,
        adjust=lambda plan: narrow(replace(adjust(plan), offset=offset, hidden=hidden)),
        meaning=meaning,
    )
    return found if asked.of_law else replace(found, exact=())


def meanings_of(found: Found) -> list[str]:
    """Words of law that were looked for beside those typed."""
    return list(dict.fromkeys(word for expansion in found.expansions for word in expansion.means))


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
        ids += [articles.id_of(text.pk) for text in (begun or texts.get(one, []))[-1:]]
    return ids


def starts_on(text: ArticleText) -> datetime.date:
    return text.version.span().starts() or datetime.date.min


def count_statuses(plan: Plan, today: datetime.date) -> dict[str, int]:
    """How many hits each status leads to, with the reader's other choices on. One question to the engine."""
    others = tuple(f for f in plan.filters if not (isinstance(f, Days) and f.name == "ends"))
    begun = {f for s in ("current", "future") for f in status_filters(s, today)}
    others = tuple(f for f in others if f not in begun)
    counted = site_engine().by_day(PUBLIC_INDEX, replace(plan, filters=others), day_number(today, 0))
    return {
        "current": counted.get((True, False), 0),
        "future": counted.get((False, False), 0) + counted.get((False, True), 0),
        "ended": counted.get((True, True), 0) + counted.get((False, True), 0),
        "all": sum(counted.values()),
    }


def fill_parts(answer: Answer, found: Found, asked: Asked) -> None:
    """Best first: a few of the other kinds on the first page, articles by regulation in the order of the best."""
    law = replace(found.plan.only("kind", articles.name), facets=("regulation",), limit=WINDOW)
    with_others = not (asked.kind or asked.nothing) and asked.page == 1
    near = near_in(replace(found.plan, limit=WINDOW) if with_others else law, found, asked)
    result = of_kinds(law, near, articles.prefix) if not asked.nothing else Result()
    answer.partial |= result.partial
    told, cases = others_of(answer, found, near) if with_others else ([], [])
    wanted = words_wanted(found)
    ids = [hit.id for hit in result.hits]
    texts = articles.read([*found.exact, *ids])
    answer.exact = [articles.hit(texts[id_], wanted, [], exact=True) for id_ in found.exact if id_ in texts]
    read = read_hits([*told, *cases], wanted, asked.today, beside=texts.values())
    answer.told = [read[id_] for id_ in told if id_ in read]
    answer.precedents = [read[id_] for id_ in cases if id_ in read]
    groups = group_texts(
        [texts[id_] for id_ in ids if id_ in texts and id_ not in found.exact],
        dict(result.facets.get("regulation", ())),
        wanted,
        whole="regulation" in asked.chosen,
    )
    answer.pages = max(1, -(-len(groups) // GROUPS_PER_PAGE))
    answer.page = min(asked.page, answer.pages)
    answer.groups = groups[(answer.page - 1) * GROUPS_PER_PAGE : answer.page * GROUPS_PER_PAGE]
    answer.reached, answer.beyond = len(ids), max(0, result.total - len(ids))


def others_of(answer: Answer, found: Found, near: Sequence[Near]) -> tuple[list[str], list[str]]:
    """Ids of the first of what is told in plain words, and of the first precedents."""
    names = Terms("kind", tuple(kind.name for kind in TOLD))
    told = replace(found.plan, filters=(*found.plan.filters, names), facets=(), limit=FEW_TOLD)
    cases = replace(found.plan.only("kind", precedents.name), facets=(), limit=FEW_PRECEDENTS)
    ids: list[list[str]] = []
    for plan, prefixes in ((told, tuple(kind.prefix for kind in TOLD)), (cases, (precedents.prefix,))):
        try:
            ids.append([hit.id for hit in of_kinds(plan, near, *prefixes).hits])
        except EngineError:
            answer.partial = True
            ids.append([])
    return ids[0], ids[1]


def near_in(plan: Plan, found: Found, asked: Asked) -> list[Near]:
    """What the question is near to among the hits of a plan: asked once, for all kinds on the page."""
    if asked.nothing or not orders(plan):
        return []
    return admitted(site_engine(), PUBLIC_INDEX, plan, found.query.words, meaning_for(asked))


def of_kinds(plan: Plan, near: Sequence[Near], *prefixes: str) -> Result:
    """The hits of a plan for some kinds, in the order of words and of what of those kinds is near."""
    if not orders(plan):
        return site_engine().search(PUBLIC_INDEX, plan)
    known = site_engine().search(PUBLIC_INDEX, deep(plan))
    return placed(known, [one for one in near if one[0].startswith(prefixes)], plan)


def meaning_for(asked: Asked) -> Nearness | None:
    return None if asked.literal else site_meaning()


def more_of(found: Found, asked: Asked, plan: Plan) -> Result:
    """Other hits of the same question, by words and meaning."""
    return ranked(site_engine(), PUBLIC_INDEX, plan, found.query.words, meaning_for(asked))


def group_texts(
    texts: Sequence[ArticleText], counts: dict[str, int], wanted: Sequence[str], *, whole: bool
) -> list[Group]:
    """By regulation, in the order of the best hit; of each the first few, or all for `whole`."""
    groups: dict[int, Group] = {}
    for text in texts:
        regulation = text.version.regulation
        group = groups.setdefault(regulation.pk, Group(regulation, total=counts.get(regulation.code, 0)))
        if whole or len(group.hits) < SHOWN_IN_GROUP:
            group.hits.append(articles.hit(text, wanted, []))
    return list(groups.values())


def fill_flat(answer: Answer, found: Found, asked: Asked) -> None:
    """One hit after another, page by page, through all of them. A page behind the last shows the last."""
    last = min(MOST_PAGES, max(1, -(-answer.total // PER_PAGE)))
    answer.page, answer.pages = min(asked.page, last), last
    answer.reached = min(answer.total, last * PER_PAGE)
    answer.beyond = answer.total - answer.reached
    hits = found.result.hits
    if asked.page > last:
        plan = replace(found.plan, offset=(last - 1) * PER_PAGE, facets=())
        hits = more_of(found, asked, plan).hits
    wanted = words_wanted(found)
    read = read_hits([*found.exact, *(hit.id for hit in hits)], wanted, asked.today, exact=found.exact)
    answer.exact = [hit for id_ in found.exact if isinstance(hit := read.get(id_), ArticleHit)]
    answer.mixed = [read[hit.id] for hit in hits if hit.id in read and hit.id not in found.exact]


def words_wanted(found: Found) -> list[str]:
    """What is marked in hits."""
    return [*highlight.marks(found.query.words), *meanings_of(found)]


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
    read = read_hits(exact, highlight.marks(query.words), today, exact=exact)
    answer = Answer(text, query, down=True)
    answer.exact = [hit for id_ in exact if isinstance(hit := read.get(id_), ArticleHit)]
    answer.named = named_regulations(answer, library, today)
    words = query.text.strip()
    if not answer.exact and not answer.named and words:
        by_name = Q(title__contains=words) | Q(aliases__name__contains=words)
        answer.named = list(Regulation.objects.published().filter(by_name).distinct()[:10])
    return answer
