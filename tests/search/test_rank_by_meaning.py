"""Words say what is a hit, meaning where it stands: nothing refused comes in, nothing is counted or shown twice."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

import pytest

from search.engines import Document, Engine, EngineDown, Hit, Result
from search.engines.embedded import EmbeddedEngine
from search.plan import FACETS, Plan, Terms, make_plan
from search.ranking import ENOUGH, FEWEST, LAW_HITS, LAW_SHARE, WIDEST, fused, lifted, ranked
from search.rules.query import parse
from search.semantic import Meaningless

from .contract import ALIAS, doc

D = datetime.date


class InOrder:
    """Finds documents near in the order given, whatever is asked."""

    def __init__(self, ids: list[str]) -> None:
        self.ids = ids

    def near(self, words: str, count: int) -> list[tuple[str, float]]:
        return [(id_, 1.0 - place / len(self.ids)) for place, id_ in enumerate(self.ids)][:count]


class Broken:
    def near(self, words: str, count: int) -> list[tuple[str, float]]:
        raise Meaningless("no model")


@pytest.fixture
def filled(engine: Engine):
    def fill(documents: list[Document]) -> Engine:
        build = engine.build(ALIAS)
        build.add(documents)
        build.finish()
        return engine

    return fill


def ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]


def plan_of(text: str, **options: object) -> Plan:
    return make_plan(parse(text), **options)  # type: ignore[arg-type]


MANY = [
    doc(f"a{number:03d}", f"工资 {'工资' * (number % 7)} 第{number}号", regulation=f"r{number % 5}")
    for number in range(600)
]


def test_what_means_the_same_comes_first(filled):
    engine = filled(
        [doc(f"w{n}", "拖欠工资" * 3) for n in range(5)] + [doc("near", "拖欠工资怎么办要看劳动报酬支付的规定")]
    )
    plan = plan_of("拖欠工资")
    assert engine.search(ALIAS, plan).hits[-1].id == "near"
    assert ids(ranked(engine, ALIAS, plan, "拖欠工资", InOrder(["near", "w0", "w1"])).hits)[:2] == ["w0", "near"]


def test_totals_and_facets_are_those_of_the_words(filled):
    engine = filled(MANY)
    plan = plan_of("工资", facets=FACETS)
    by_words = engine.search(ALIAS, plan)
    both = ranked(engine, ALIAS, plan, "工资", InOrder([d.id for d in reversed(MANY)]))
    assert (both.total, both.facets) == (by_words.total, by_words.facets)
    assert ids(both.hits) != ids(by_words.hits)


@pytest.mark.parametrize("size", [7, 20, 199, 250])
def test_every_hit_stands_on_one_page(filled, size):
    engine = filled(MANY)
    meaning = InOrder(random.Random(3).sample([d.id for d in MANY], len(MANY)))
    pages: list[str] = []
    for offset in range(0, len(MANY), size):
        plan = plan_of("工资", offset=offset, limit=size, facets=())
        pages += ids(ranked(engine, ALIAS, plan, "工资", meaning).hits)
    whole = ids(ranked(engine, ALIAS, plan_of("工资", limit=len(MANY), facets=()), "工资", meaning).hits)
    assert pages == whole
    assert sorted(pages) == sorted(d.id for d in MANY)


REFUSED = {
    "another's": (doc("x", "拖欠工资", access="org:7"), {}, "拖欠工资"),
    "not yet law": (doc("x", "拖欠工资", starts=20300101), {"on": D(2024, 1, 1)}, "拖欠工资"),
    "law no more": (doc("x", "拖欠工资", ends=20200101), {"on": D(2024, 1, 1)}, "拖欠工资"),
    "of another kind": (doc("x", "拖欠工资", kind="precedent"), {}, "拖欠工资"),
    "of another region": (doc("x", "拖欠工资", region="浙江省"), {"chosen": {"region": "全国"}}, "拖欠工资"),
    "with an excluded word": (doc("x", "拖欠工资 包工头"), {}, "拖欠工资 -包工头"),
    "without the phrase": (doc("x", "工资被拖欠"), {}, '"拖欠工资"'),
    "without a single word": (doc("x", "高处作业系安全带"), {}, "拖欠工资"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_nearness_lets_nothing_in_that_the_engine_refuses(filled, case):
    refused, options, text = REFUSED[case]
    engine = filled([refused, doc("y", "拖欠工资的处理")])
    both = ranked(engine, ALIAS, plan_of(text, **options), "拖欠工资", InOrder(["x", "y", "unknown"]))
    assert ids(both.hits) == ["y"]
    assert both.total == 1


def test_a_key_that_is_held_opens(filled):
    engine = filled([doc("x", "拖欠工资", access="org:7")])
    plan = replace(plan_of("拖欠工资"), access=("public", "org:7"))
    assert ids(ranked(engine, ALIAS, plan, "拖欠工资", InOrder(["x"])).hits) == ["x"]


def test_a_narrow_filter_is_ordered_by_meaning_as_well(filled):
    """The only hits admitted are the farthest of all, beyond the first look."""
    few = [doc(f"z{n}", "工资" + "工资" * n, region="浙江省") for n in range(5)]
    engine = filled([*MANY, *few])
    nearest = [d.id for d in MANY] + ["z0", "z1", "z2", "z3", "z4"]
    assert ENOUGH * 2 < len(nearest) < WIDEST
    plan = replace(plan_of("工资"), chosen={"region": Terms("region", ("浙江省",))})
    by_words = ids(engine.search(ALIAS, plan).hits)
    both = ids(ranked(engine, ALIAS, plan, "工资", InOrder(nearest)).hits)
    assert both != by_words
    assert sorted(both) == sorted(by_words)


class Told(EmbeddedEngine):
    """Remembers which ids it was asked about."""

    asked: list[tuple[str, ...]]

    def search(self, alias: str, plan: Plan) -> Result:
        self.asked += [one.values for one in plan.filters if isinstance(one, Terms) and one.name == "id"]
        return super().search(alias, plan)


@pytest.mark.parametrize(("admits", "looks"), [(FEWEST, 1), (FEWEST - 1, 2)])
def test_the_engine_is_asked_about_each_document_once_and_about_no_more_than_it_takes(filled, admits, looks):
    engine = Told(filled(MANY).root)
    engine.asked = []
    strangers = [f"unknown{number}" for number in range(ENOUGH * 2 - admits)]
    nearest = [*strangers, *(d.id for d in MANY)]
    ranked(engine, ALIAS, plan_of("工资", facets=()), "工资", InOrder(nearest))
    assert len(engine.asked) == looks
    assert [id_ for ids_ in engine.asked for id_ in ids_] == nearest[: ENOUGH * 2] + nearest[ENOUGH * 2 :] * (looks - 1)


@pytest.mark.parametrize("how", ["broken", "absent", "by date", "without words"])
def test_by_words_alone(filled, how):
    engine = filled(MANY)
    plan = plan_of("工资", facets=())
    if how == "by date":
        plan = replace(plan, sort="starts")
    meaning = {"broken": Broken(), "absent": None}.get(how, InOrder([d.id for d in reversed(MANY)]))
    words = " " if how == "without words" else "工资"
    assert ids(ranked(engine, ALIAS, plan, words, meaning).hits) == ids(engine.search(ALIAS, plan).hits)


class Slow(EmbeddedEngine):
    """Answers searches, but not in time when asked about many ids."""

    def search(self, alias: str, plan: Plan) -> Result:
        if any(one.name == "id" for one in plan.filters):
            raise EngineDown("too slow")
        return super().search(alias, plan)


def test_an_engine_that_answers_only_the_words_is_enough(filled):
    engine = filled(MANY)
    plan = plan_of("工资", facets=())
    both = ranked(Slow(engine.root), ALIAS, plan, "工资", InOrder([d.id for d in reversed(MANY)]))
    assert ids(both.hits) == ids(engine.search(ALIAS, plan).hits)


def test_first_in_both_is_first_of_all():
    hits = [Hit("a", 3.0), Hit("b", 2.0), Hit("c", 1.0)]
    assert ids(fused(hits, [("b", 0.3), ("c", 0.2), ("a", 0.1)]))[0] == "b"
    assert ids(fused(hits, [])) == ["a", "b", "c"]


def test_what_stands_in_one_list_alone_has_the_least_of_the_other():
    """b by meaning is as good as it is there; c, near to nothing, is no worse than the farthest that was looked at."""
    hits = [Hit("a", 4.0), Hit("c", 3.0), Hit("d", 1.0)]
    assert ids(fused(hits, [("b", 0.5), ("d", 0.4)])) == ["a", "c", "b", "d"]


def test_nothing_near_leaves_the_order_of_words():
    hits = [Hit("a", 3.0), Hit("b", 2.0)]
    assert fused(hits, [("b", 0.0), ("a", -0.1)]) == hits


def test_a_law_that_speaks_of_it_in_many_places_lifts_its_articles():
    one = [Hit("lone", 10.0, "other")]
    law = [Hit(f"l{number}", 9.5, "law") for number in range(LAW_HITS)]
    rules = [Hit(f"r{number}", 9.6) for number in range(LAW_HITS)]
    found = lifted([*one, *rules, *law])
    assert ids(found)[: LAW_HITS + 1] == [*ids(law), "lone"]
    scores = {hit.id: hit.score for hit in found}
    assert scores["l0"] == pytest.approx(9.5 * (1 + LAW_SHARE))
    assert scores["lone"] == pytest.approx(10 * (1 + LAW_SHARE / LAW_HITS))
    assert scores["r0"] == 9.6


def test_many_articles_of_a_law_lift_no_more_than_the_best_of_them():
    few = lifted([Hit(f"l{number}", 5.0, "law") for number in range(LAW_HITS)])
    many = lifted([Hit(f"l{number}", 5.0, "law") for number in range(LAW_HITS * 5)])
    assert few[0].score == many[0].score


def test_hits_that_no_article_is_keep_their_order(filled):
    rows = [doc(f"p{number}", "拖欠工资" * (number + 1), kind="precedent", regulation="r") for number in range(5)]
    engine = filled(rows)
    plan = plan_of("拖欠工资", kind="precedent")
    assert ids(ranked(engine, ALIAS, plan, "拖欠工资", None).hits) == ids(engine.search(ALIAS, plan).hits)
