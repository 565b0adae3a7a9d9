"""Similar precedents: none that is more alike is passed over for its kind or its age."""

from __future__ import annotations

import pytest

from cases import similar
from cases.models import Precedent
from portal import clock
from tests.cases.conftest import FACTS

pytestmark = pytest.mark.django_db
SCAFFOLD = {"trade": ["TR-SCF"], "accident_class": ["AC-FAL"], "hazard": ["HZ-HGT"]}


def make(code: str, **facts: object) -> Precedent:
    return Precedent.objects.create(**FACTS | {"code": code, "state": "published", "facets": SCAFFOLD} | facts)


def alike(one: Precedent, **options: int) -> list[str]:
    found = similar.similar_to(one, Precedent.objects.published(), today=clock.today(), **options)
    return [like.precedent.code for like in found]


def test_a_death_on_a_scaffold_is_like_an_injury_there():
    one = make("own")
    for n in range(5):
        make(f"same-kind-{n}", facets={"trade": ["TR-ELE"]})
    make("death", kind="DTH")
    assert alike(one)[0] == "death"


def test_an_old_one_is_found_behind_hundreds_of_new_ones():
    one = make("own")
    make("old")
    Precedent.objects.bulk_create(
        Precedent(**FACTS | {"code": f"new-{n}", "state": "published", "facets": {}}) for n in range(400)
    )
    assert alike(one)[0] == "old"


def test_beyond_those_compared_only_a_shared_article_counts(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(similar, "COMPARED", 2)
    one = make("own")
    make("old")
    for n in range(3):
        make(f"new-{n}", facets={})
    with django_assert_max_num_queries(7):
        assert "old" not in alike(one)


def test_what_the_reader_may_not_see_neither_stands_there_nor_weighs():
    one = make("own")
    make("seen", facets={"trade": ["TR-SCF"]})
    before = similar.similar_to(one, Precedent.objects.published(), today=clock.today())
    make("internal", state="internal")
    assert similar.similar_to(one, Precedent.objects.published(), today=clock.today()) == before
