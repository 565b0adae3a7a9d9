"""What makes two precedents alike, and what is said of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.similarity import Traits, rank

TRADE = ("trade", "TR-SCF")
PLACE = ("hazard", "HZ-HGT")


def traits(key, articles=(), facets=(), outcome="", in_favour=""):
    return Traits(key, frozenset(articles), frozenset(facets), outcome, in_favour)


def test_a_shared_article_counts_more_than_a_shared_facet():
    own = traits(1, [10], [TRADE])
    found = rank(own, [traits(2, [], [TRADE]), traits(3, [10])], limit=5)
    assert [one.key for one in found] == [3, 2]


def test_what_everybody_shares_tells_less_than_what_few_share():
    own = traits(1, [10, 11])
    common = [traits(n, [10]) for n in range(2, 8)]
    found = rank(own, [*common, traits(8, [11])], limit=1)
    assert found[0].key == 8
    assert found[0].same_articles == (11,)


def test_the_reasons_are_what_both_have_and_how_they_differ():
    own = traits(1, [10], [TRADE, PLACE], "OUT-REC", "worker")
    (found,) = rank(own, [traits(2, [10], [PLACE], "OUT-NRC", "employer")], limit=3)
    assert found.same_articles == (10,)
    assert found.same_facets == (PLACE,)
    assert found.other_end
    (same,) = rank(own, [traits(2, [10], [], "OUT-REC", "worker")], limit=3)
    assert not same.other_end


def test_what_shares_nothing_is_left_out_and_so_is_the_case_itself():
    own = traits(1, [10], [TRADE])
    assert rank(own, [own, traits(2, [11], [PLACE])], limit=3) == []


SOME = st.builds(
    traits,
    st.integers(1, 30),
    st.frozensets(st.integers(1, 5)),
    st.frozensets(st.sampled_from([TRADE, PLACE, ("kind", "INJ")])),
)


@given(SOME, st.lists(SOME, max_size=12, unique_by=lambda one: one.key), st.integers(1, 5))
def test_the_order_does_not_depend_on_how_they_were_read(own, others, limit):
    found = rank(own, others, limit=limit)
    assert found == rank(own, others[::-1], limit=limit)
    assert len(found) <= limit
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
