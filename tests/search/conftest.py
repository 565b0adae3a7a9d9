"""An index of its own for each test, and a small library of law to find."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge.models import Article, RegulationVersion, Topic
from search import indexing
from search.engines import Engine, site_engine
from search.services.synonyms import forget_table
from tests.knowledge.factories import articles_of, make_regulation, make_version

D = datetime.date


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> Iterator[Path]:
    """Indexes and terms of this test alone, under VAR_DIR."""
    settings.VAR_DIR = tmp_path
    site_engine.cache_clear()
    forget_table()
    yield tmp_path / "index"
    site_engine().close()
    site_engine.cache_clear()
    forget_table()


@pytest.fixture
def engine(own_index: Path) -> Engine:
    return site_engine()


@pytest.fixture
def built(db: None) -> Callable[[], int]:
    """Build the site's index from what the test has made: built()."""
    return indexing.rebuild


@pytest.fixture
def library(db: None) -> dict[str, RegulationVersion]:
    """Four regulations in our own words: injury (two versions), wages, a province's, a future one."""
    wage = Topic.objects.create(code="wage", name="工资", order=1)
    injury = Topic.objects.create(code="injury", name="工伤", order=2)
    gong = make_regulation("gongshang", "工伤测试条例", level="admin", in_catalogue=True)
    gong.aliases.create(name="工伤测试办法")
    old = make_version(gong, D(2004, 1, 1), {"1": "旧的受伤规矩。", "2": "受伤后报告。"})
    kept = articles_of(old)
    new = make_version(
        gong,
        D(2011, 1, 1),
        {"1": "职工受伤的，停工留薪期内工资照发。", "3": "受伤后三十日内报告。"},
        {"1": kept["1"], "3": kept["2"]},
    )
    kept["1"].topics.add(injury, wage)
    law = make_regulation("gongzi", "工资测试法", level="law", in_catalogue=True)
    wages = make_version(law, D(2020, 5, 1), {"1": "拖欠劳动报酬的，责令支付。", "2": "工资按月支付。\n不得拖欠工资。"})
    Article.objects.get(texts__version=wages, texts__number=2).topics.add(wage)
    local = make_version(
        make_regulation("zhejiang", "浙江工资测试办法", level="local", region="浙江省"),
        D(2017, 1, 1),
        {"9": "拖欠工资的处理。"},
    )
    future = make_version(
        make_regulation("weilai", "未来工资测试法", level="law"), D(2199, 1, 1), {"1": "工资的新规矩。"}
    )
    return {"old": old, "new": new, "wages": wages, "local": local, "future": future}
