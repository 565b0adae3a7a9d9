"""A results page of someone signed in, with nothing kept in the process."""

from __future__ import annotations

import datetime

import pytest

from knowledge.services.library import forget_library
from search.services.synonyms import forget_table
from tests.knowledge.factories import make_regulation, make_version

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("q", ["工资", "工资测试办法第2条", "工资测试办法"])
def test_it_takes_at_most_twelve_queries(built, signed_in, handler, django_assert_max_num_queries, q):
    texts = {str(n): f"第{n}件事：工资要按月发，不许拖。" for n in range(1, 30)}
    make_version(make_regulation(title="工资测试办法"), datetime.date(2015, 1, 1), texts)
    built()
    mine = signed_in(handler)
    forget_library()
    forget_table()
    with django_assert_max_num_queries(12):
        html = mine.get("/search/", {"q": q}).content.decode()
    assert "工资测试办法" in html
