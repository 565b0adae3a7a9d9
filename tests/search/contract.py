"""What any engine must do. A subclass gives the `engine` fixture; every test here then runs against it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from search.engines import CountsDiffer, Document, Engine, IndexMissing
from search.plan import NEVER, PUBLIC, Plan, Terms, make_plan
from search.rules import analysis
from search.rules.query import parse

from .facet_counts import check_counts

ALIAS = "contract"
D = datetime.date


def doc(id_: str, text: str, *, title: str = "某法", **values: Any) -> Document:
    """A document with everything an engine needs; `values` replace the defaults."""
    defaults: dict[str, Any] = {
        "kind": "article",
        "level": "law",
        "region": "全国",
        "topic": [],
        "regulation": "mou",
        "access": PUBLIC,
        "starts": 20100101,
        "ends": NEVER,
        "prior": 1.0,
    }
    words = " ".join(analysis.phrase(title))
    return Document(id=id_, tokens=analysis.tokenised(title, text), title=words, values=defaults | values)


def asked(text: str, **options: Any) -> Plan:
    return make_plan(parse(text), **({"facets": ()} | options))


def ids(engine: Engine, plan: Plan) -> list[str]:
    return [hit.id for hit in engine.search(ALIAS, plan).hits]


FOUR = [
    doc("a", "职工发生工伤的，停工留薪期内工资照发", level="admin", regulation="gong", topic=["injury", "wage"]),
    doc("b", "用人单位拖欠工资的，责令支付", level="law", regulation="lao", topic=["wage"], starts=20200501),
    doc("c", "浙江省拖欠工资的处理", level="local", region="浙江省", regulation="zhe", topic=["wage"], ends=20190101),
    doc("d", "高处作业必须系安全带", level="standard", regulation="gao", topic=["safety"]),
]


class EngineContract:
    """Subclass as TestXEngine with a fixture `engine` that gives an empty engine."""

    @pytest.fixture
    def engine(self) -> Iterator[Engine]:
        raise NotImplementedError

    @pytest.fixture
    def fill(self, engine: Engine) -> Callable[[list[Document]], Engine]:
        def filled(documents: list[Document]) -> Engine:
            build = engine.build(ALIAS)
            build.add(documents)
            build.finish()
            return engine

        return filled

    @pytest.fixture
    def four(self, fill: Callable[[list[Document]], Engine]) -> Engine:
        return fill(FOUR)

    # aliases and builds

    def test_asking_before_anything_was_built_is_an_error_with_a_name(self, engine):
        with pytest.raises(IndexMissing):
            engine.search(ALIAS, asked("工资"))
        with pytest.raises(IndexMissing):
            engine.count(ALIAS)
        with pytest.raises(IndexMissing):
            engine.write(ALIAS, [FOUR[0]], [])

    def test_a_build_is_seen_only_when_finished(self, four):
        build = four.build(ALIAS)
        assert build.add([doc("new", "全新的工资规定")]) == 1
        assert set(ids(four, asked("工资"))) == {"a", "b", "c"}
        assert build.finish() == 1
        assert ids(four, asked("工资")) == ["new"]
        assert set(four.ids(ALIAS)) == {"new"}

    def test_an_abandoned_build_leaves_no_trace(self, four):
        build = four.build(ALIAS)
        build.add([doc("new", "工资")])
        build.abandon()
        assert four.count(ALIAS) == 4
        again = four.build(ALIAS)
        again.add([doc("x", "工资"), doc("y", "工资")])
        assert again.finish() == 2

    def test_a_build_that_lost_something_does_not_take_over(self, four):
        build = four.build(ALIAS)
        build.add([doc("new", "工资")])
        with pytest.raises(CountsDiffer):
            build.finish(expected=2)
        build.abandon()
        assert four.count(ALIAS) == 4
        assert set(ids(four, asked("工资"))) == {"a", "b", "c"}

    def test_what_is_removed_from_a_build_is_not_in_it(self, engine):
        build = engine.build(ALIAS)
        build.add(FOUR)
        build.remove(["a", "unknown"])
        assert build.finish(expected=3) == 3
        assert set(engine.ids(ALIAS)) == {"b", "c", "d"}

    def test_a_document_put_anew_during_a_build_is_there_once(self, engine):
        build = engine.build(ALIAS)
        build.add(FOUR)
        build.remove(["a"])
        build.add([doc("a", "换了说法的安全带")])
        assert build.finish(expected=4) == 4
        assert "a" in ids(engine, asked("安全带"))
        assert "a" not in ids(engine, asked("停工留薪"))

    def test_two_aliases_do_not_see_each_other(self, four):
        build = four.build("other")
        build.add([doc("z", "工资")])
        build.finish()
        assert four.count(ALIAS) == 4
        assert four.count("other") == 1

    def test_every_document_has_its_stamp(self, four):
        assert dict(four.stamps(ALIAS)) == {document.id: document.stamp for document in FOUR}
        four.write(ALIAS, [doc("a", "别的话")], [])
        assert dict(four.stamps(ALIAS))["a"] == doc("a", "别的话").stamp != FOUR[0].stamp

    # writing

    def test_a_written_document_is_found_at_once(self, four):
        four.write(ALIAS, [doc("e", "赔偿金的计算方法")], [])
        assert ids(four, asked("赔偿金")) == ["e"]
        assert four.count(ALIAS) == 5

    def test_writing_an_id_again_replaces_it(self, four):
        four.write(ALIAS, [doc("b", "改成说安全帽")], [])
        assert four.count(ALIAS) == 4
        assert "b" not in ids(four, asked("拖欠"))
        assert ids(four, asked("安全帽"))[0] == "b"

    def test_a_removed_document_is_gone_and_unknown_ids_do_no_harm(self, four):
        four.write(ALIAS, [], ["b", "never-there"])
        assert set(four.ids(ALIAS)) == {"a", "c", "d"}
        assert "b" not in ids(four, asked("拖欠工资"))

    def test_writing_and_removing_in_one_go(self, four):
        four.write(ALIAS, [doc("e", "新的")], ["a"])
        assert set(four.ids(ALIAS)) == {"b", "c", "d", "e"}

    # matching

    def test_one_character_and_two_characters_are_found(self, four):
        assert ids(four, asked("带")) == ["d"]
        assert ids(four, asked("安全")) == ["d"]

    def test_words_nobody_wrote_find_nothing(self, four):
        found = four.search(ALIAS, asked("龘龘"))
        assert (found.hits, found.total) == ([], 0)

    def test_a_phrase_stands_in_its_order(self, fill):
        engine = fill([doc("in", "工资拖欠三个月"), doc("order", "拖欠工资三个月")])
        assert ids(engine, asked("“拖欠工资”")) == ["order"]

    def test_a_phrase_of_one_character_or_with_numbers(self, fill):
        engine = fill([doc("n", "申请期限为30日内提出"), doc("m", "申请期限为1年内提出")])
        assert ids(engine, asked("“30日内”")) == ["n"]
        assert ids(engine, asked("“年”")) == ["m"]

    def test_excluded_words_and_phrases(self, four):
        assert set(ids(four, asked("工资 -浙江省"))) == {"a", "b"}
        assert set(ids(four, asked("工资 NOT 停工留薪期"))) == {"b", "c"}

    def test_hidden_ids_are_neither_found_nor_counted(self, four):
        """What was withdrawn a moment ago is refused before the index has let go of it."""
        for sort in ("", "day"):
            plan = replace(asked("工资", facets=("level", "region")), hidden=("b", "nowhere"), sort=sort)
            found = four.search(ALIAS, plan)
            assert {hit.id for hit in found.hits} == {"a", "c"}
            assert found.total == 2
            assert dict(found.facets["level"]) == {"admin": 1, "local": 1}
        assert ids(four, replace(asked("拖欠"), hidden=("b",))) == ["c"]

    def test_a_plan_may_be_asked_about_some_ids_alone(self, four):
        """What is newly published is held against saved searches this way, whatever its rank."""
        plan = asked("工资")
        assert set(ids(four, plan)) == {"a", "b", "c"}
        for some in (("c",), ("c", "d", "nowhere"), (*map(str, range(500)), "c")):
            assert ids(four, replace(plan, filters=(*plan.filters, Terms("id", some)), limit=1)) == ["c"]

    def test_and_needs_both_or_needs_one(self, four):
        assert ids(four, asked("工伤 AND 工资")) == ["a"]
        assert set(ids(four, asked("安全带 OR 拖欠"))) == {"b", "c", "d"}

    def test_the_title_field_holds_only_titles(self, fill):
        engine = fill([doc("t", "别的话", title="工伤保险条例"), doc("u", "见工伤保险条例的规定", title="别的法")])
        assert ids(engine, asked("法规:工伤保险条例")) == ["t"]

    def test_a_plan_without_words_lists_what_the_filters_leave(self, four):
        assert set(ids(four, asked("地区:浙江省"))) == {"c"}

    # ranking

    def test_a_rarer_word_ranks_higher_and_scores_fall(self, four):
        found = four.search(ALIAS, asked("工伤 工资"))
        assert found.hits[0].id == "a"
        scores = [hit.score for hit in found.hits]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] > scores[-1] > 0

    def test_the_prior_lifts_an_equal_text(self, fill):
        engine = fill([doc("plain", "同样的话"), doc("heavy", "同样的话", prior=1.2)])
        found = engine.search(ALIAS, asked("同样的话"))
        assert [hit.id for hit in found.hits] == ["heavy", "plain"]
        assert found.hits[0].score == pytest.approx(1.2 * found.hits[1].score, rel=1e-3)

    def test_an_expansion_counts_less_than_a_word_typed(self, fill):
        filler = [doc(f"f{i}", "毫不相干的内容") for i in range(8)]
        engine = fill([doc("typed", "说到摔伤的话"), doc("legal", "说到坠落的话"), *filler])
        plan = asked("摔伤", expansions=["坠落"])
        found = engine.search(ALIAS, plan)
        assert [hit.id for hit in found.hits] == ["typed", "legal"]
        assert found.hits[1].score < 0.6 * found.hits[0].score

    def test_sorting_by_date_puts_the_latest_first(self, four):
        assert ids(four, asked("工资", sort="starts"))[0] == "b"

    # filters

    def test_what_was_law_on_a_day(self, four):
        assert set(ids(four, asked("工资", on=D(2015, 1, 1)))) == {"a", "c"}
        assert set(ids(four, asked("工资", on=D(2021, 1, 1)))) == {"a", "b"}

    def test_the_first_day_counts_the_day_of_the_end_does_not(self, four):
        assert "b" in ids(four, asked("拖欠", on=D(2020, 5, 1)))
        assert "b" not in ids(four, asked("拖欠", on=D(2020, 4, 30)))
        assert "c" in ids(four, asked("拖欠", on=D(2018, 12, 31)))
        assert "c" not in ids(four, asked("拖欠", on=D(2019, 1, 1)))

    def test_hits_are_counted_by_what_had_begun_and_ended(self, four):
        plan = asked("工资", chosen={"topic": "wage"})
        counted = four.by_day(ALIAS, plan, 20190101)
        assert {key: count for key, count in counted.items() if count} == {
            (True, False): 1,
            (False, False): 1,
            (True, True): 1,
        }
        later = four.by_day(ALIAS, plan, 20200501)
        assert later[(True, False)] == 2
        assert sum(later.values()) == four.search(ALIAS, plan).total

    def test_a_limit_of_nothing_only_counts(self, four):
        found = four.search(ALIAS, asked("工资", limit=0, facets=("topic",)))
        assert (found.hits, found.total) == ([], 3)
        assert dict(found.facets["topic"])["wage"] == 3

    def test_a_hit_knows_its_law(self, fill):
        engine = fill([doc("a", "工资", regulation="lao"), doc("p", "工资", kind="precedent", regulation="lao")])
        plan = replace(asked("工资"), filters=())
        assert {hit.id: hit.group for hit in engine.search(ALIAS, plan).hits} == {"a": "lao", "p": ""}

    def test_kinds_are_apart(self, fill):
        engine = fill([doc("art", "工资"), doc("reg", "工资", kind="regulation")])
        assert ids(engine, asked("工资")) == ["art"]
        assert ids(engine, asked("工资", kind="regulation")) == ["reg"]

    def test_no_access_key_no_hit_and_no_count(self, fill):
        engine = fill([doc("open", "工资"), doc("case", "工资", access="organisation:7", level="rule")])
        plain = engine.search(ALIAS, asked("工资", facets=("level",)))
        assert [hit.id for hit in plain.hits] == ["open"]
        assert plain.total == 1
        assert plain.facets["level"] == [("law", 1)]
        plan = asked("工资")
        both = engine.search(ALIAS, Plan(**{**plan.__dict__, "access": (PUBLIC, "organisation:7")}))
        assert {hit.id for hit in both.hits} == {"open", "case"}

    # facets

    def test_each_facet_value_leads_to_as_many_hits_as_it_says(self, four):
        plan = asked("工资", facets=("level", "region", "topic", "regulation"))
        found = four.search(ALIAS, plan)
        assert dict(found.facets["topic"]) == {"wage": 3, "injury": 1}
        for name, values in found.facets.items():
            for value, count in values:
                assert four.search(ALIAS, plan.only(name, value)).total == count, (name, value)

    def test_a_facet_is_counted_with_the_other_choices_on_and_its_own_off(self, four):
        plan = asked("工资", chosen={"region": "全国", "level": "law"}, facets=("level", "region"))
        found = four.search(ALIAS, plan)
        assert [hit.id for hit in found.hits] == ["b"]
        assert dict(found.facets["level"]) == {"admin": 1, "law": 1}
        assert dict(found.facets["region"]) == {"全国": 1}
        for name, values in found.facets.items():
            for value, count in values:
                assert four.search(ALIAS, plan.only(name, value)).total == count, (name, value)

    def test_single_valued_facets_add_up_to_the_total(self, four):
        found = four.search(ALIAS, asked("工资 安全", facets=("level", "regulation")))
        for name in ("level", "regulation"):
            assert sum(count for _, count in found.facets[name]) == found.total == 4

    def test_a_facet_choice_of_nothing_gives_nothing(self, four):
        found = four.search(ALIAS, asked("工资", chosen={"level": "party"}))
        assert (found.hits, found.total) == ([], 0)

    def test_five_hundred_combinations_of_choices_add_up(self, engine):
        check_counts(engine)

    def test_a_packed_facet_gives_its_own_values_alone(self, fill):
        engine = fill([doc("a", "工资", facet=["trade:TR-SCF", "trade:TR-CRP", "year:2024"]), doc("b", "工资")])
        found = engine.search(ALIAS, asked("工资", facets=("trade", "year", "hazard")))
        assert {name: sorted(counted) for name, counted in found.facets.items()} == {
            "trade": [("TR-CRP", 1), ("TR-SCF", 1)],
            "year": [("2024", 1)],
            "hazard": [],
        }
        assert ids(engine, asked("工资", chosen={"trade": "TR-CRP", "year": "2024"})) == ["a"]
        assert ids(engine, asked("工资", chosen={"trade": "2024"})) == []

    def test_the_newest_come_first_by_their_day(self, fill):
        engine = fill([doc("old", "工资", day=20100101), doc("none", "工资"), doc("new", "工资", day=20240101)])
        assert ids(engine, asked("工资", sort="day")) == ["new", "old", "none"]

    # paging

    def test_pages_hold_every_hit_once(self, fill):
        engine = fill([doc(f"n{i:02}", "工资 " * (i % 5 + 1)) for i in range(25)])
        first = engine.search(ALIAS, asked("工资", limit=10))
        pages = [ids(engine, asked("工资", limit=10, offset=at)) for at in (0, 10, 20)]
        assert first.total == 25
        assert [len(page) for page in pages] == [10, 10, 5]
        assert len({id_ for page in pages for id_ in page}) == 25

    def test_the_total_counts_beyond_the_page(self, fill):
        engine = fill([doc(f"n{i}", "工资") for i in range(7)])
        found = engine.search(ALIAS, asked("工资", limit=1))
        assert (len(found.hits), found.total) == (1, 7)

    def test_without_a_page_it_only_counts(self, four):
        plan = asked("工资", chosen={"region": "全国"}, facets=("level", "region"))
        whole, counted = four.search(ALIAS, plan), four.search(ALIAS, replace(plan, limit=0))
        assert counted.hits == []
        assert (counted.total, counted.facets) == (whole.total, whole.facets) == (2, whole.facets)

    # robustness

    def test_strange_ids_and_values_come_back_as_they_are(self, fill):
        odd = "中华法|第1条#2 \"'\\:*?"
        engine = fill([doc(odd, "工资", regulation='a:b"c')])
        found = engine.search(ALIAS, asked("工资", facets=("regulation",)))
        assert [hit.id for hit in found.hits] == [odd]
        assert found.facets["regulation"] == [('a:b"c', 1)]
        engine.write(ALIAS, [], [odd])
        assert engine.count(ALIAS) == 0

    @pytest.mark.parametrize(
        "text", ["工资 OR", "((((", "AND NOT OR", '"', "*", "工资~2^9", "a" * 500, "\x00", "工" * 200]
    )
    def test_no_text_brings_it_down(self, four, text):
        four.search(ALIAS, asked(text, facets=("level",)))

    def test_many_words_are_no_trouble(self, four):
        plan = Plan(weights={f"词{i}": 1.0 for i in range(900)} | {"工": 1.0}, needed=("工",), limit=5)
        assert four.search(ALIAS, plan).total == 3

    def test_a_filter_with_several_values_takes_any_of_them(self, four):
        plan = asked("工资")
        wide = Plan(**{**plan.__dict__, "filters": (*plan.filters, Terms("level", ("law", "local")))})
        assert set(ids(four, wide)) == {"b", "c"}

    def test_a_closed_engine_opens_again_by_itself(self, four):
        four.close()
        assert four.count(ALIAS) == 4
