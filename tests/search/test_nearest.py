"""What may answer a question already, while it is being typed."""

import datetime

import pytest

from knowledge.services.answered_samples import load_answered
from search.nearest import nearest
from search.services.synonyms import SOURCE, load_synonyms

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("我们包工头跑了，三个月工资没给，不知道找谁要", "boss-gone-who-pays"),
        ("在工地摔伤了，老板不给报工伤怎么办", "employer-wont-report"),
        ("干了大半年一直没有签合同，听说能要双倍工资", "no-contract-double"),
        ("宿舍楼下面堆着好多油漆桶和煤气罐", "dorm-with-fuel"),
        ("我怀孕了工地要赶我走", "pregnant-fired"),
        ("工资没发", "boss-gone-who-pays"),
        ("老板不给钱", "boss-gone-who-pays"),
        ("老板跑了", "boss-gone-who-pays"),
        ("干活摔伤了", "hurt-first-steps"),
        ("没签合同", "no-contract-double"),
        ("工伤认定要多久", "employer-wont-report"),
        ("加班费怎么算", "overtime-pay"),
        ("年纪大不让进场", "retired-worker"),
        ("高温天还干活", "heat"),
        ("中暑了谁负责", "heatstroke"),
    ],
)
def test_the_answer_stands_among_the_first(db, told, wanted):
    load_answered(now=NOW)
    load_synonyms(source=SOURCE)
    found = nearest(told, TODAY)
    assert f"/hotline/answers/{wanted}/" in [one.url for one in found[:3]]
    assert len(found) <= 5


def test_nothing_is_near_to_nothing(db):
    load_answered(now=NOW)
    assert nearest("abc", TODAY) == []
