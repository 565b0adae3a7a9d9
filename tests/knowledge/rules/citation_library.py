"""A library of a dozen regulations, built by hand, for tests of the linker."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge.rules.citations import Library

CIVIL_2017 = {str(n): 5_000 + n for n in range(1, 285)}
# 民事诉讼法: articles of 2017 that stand under another number since 2024.
CIVIL_2023 = {str(n): 7_000 + n for n in range(1, 307)} | {"248": CIVIL_2017["237"], "67": CIVIL_2017["64"]}
CRIMINAL = {str(n): 3_000 + n for n in range(1, 453)} | {"134-1": 3_901, "135-1": 3_902, "139-1": 3_903, "276-1": 3_904}
_DISPUTES = "最高人民法院关于审理劳动争议案件适用法律若干问题的解释"


def version(day: date, articles: Any, ended: date | None = None, **more: Any) -> dict[str, Any]:
    return {"published_on": day, "effective_on": day, "ended_on": ended, "articles": articles, **more}


ROWS: list[dict[str, Any]] = [
    {
        "code": "ldf",
        "title": "中华人民共和国劳动法",
        "short_title": "劳动法",
        "versions": [version(date(1995, 1, 1), 107)],
    },
    {
        "code": "ldhtf",
        "title": "中华人民共和国劳动合同法",
        "short_title": "劳动合同法",
        "versions": [version(date(2008, 1, 1), 98)],
    },
    {
        "code": "gsbxtl",
        "title": "工伤保险条例",
        "numbers": ["国务院令第375号公布，第586号修订"],
        "aliases": ["工伤条例"],
        "versions": [
            version(date(2004, 1, 1), 64),
            version(date(2011, 1, 1), 67, places={"17": (0, 0, 0, 0), "14": (7,)}),
        ],
    },
    {
        "code": "hngsbxtl",
        "title": "河南省工伤保险条例",
        "aliases": ["河南条例（工伤）"],
        "level": "local",
        "versions": [version(date(2007, 10, 1), 44)],
    },
    {
        "code": "mfd",
        "title": "中华人民共和国民法典",
        "short_title": "民法典",
        "versions": [{"published_on": date(2020, 5, 28), "effective_on": date(2021, 1, 1), "articles": 1260}],
    },
    {
        "code": "msssf",
        "title": "中华人民共和国民事诉讼法",
        "short_title": "民事诉讼法",
        "versions": [version(date(2017, 7, 1), CIVIL_2017), version(date(2024, 1, 1), CIVIL_2023)],
    },
    {
        "code": "msssfjs",
        "title": "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释",
        "level": "interpretation",
        "versions": [version(date(2015, 2, 4), 550)],
    },
    {
        "code": "gzsjgd",
        "title": "国务院关于职工工作时间的规定",
        "numbers": ["国务院令第174号"],
        "versions": [version(date(1995, 5, 1), 9)],
    },
    {"code": "gzzegd", "title": "关于工资总额组成的规定", "versions": [version(date(1990, 1, 1), 14)]},
    {
        "code": "spaqf",
        "title": "中华人民共和国食品安全法",
        "short_title": "食品安全法",
        "versions": [version(date(2021, 4, 29), 154)],
    },
    {
        "code": "xf",
        "title": "中华人民共和国刑法",
        "short_title": "刑法",
        "versions": [version(date(1997, 10, 1), CRIMINAL)],
    },
    {
        "code": "aqscf",
        "title": "中华人民共和国安全生产法",
        "short_title": "安全生产法",
        "versions": [version(date(2021, 9, 1), 119)],
    },
    {
        "code": "ldzytjzcf",
        "title": "中华人民共和国劳动争议调解仲裁法",
        "short_title": "劳动争议调解仲裁法",
        "versions": [version(date(2008, 5, 1), 54)],
    },
    {
        "code": "nmggztl",
        "title": "保障农民工工资支付条例",
        "aliases": ["支付条例"],
        "versions": [version(date(2020, 5, 1), 64)],
    },
    {"code": "ldzyjs2001", "title": _DISPUTES, "versions": [version(date(2001, 4, 30), 21, date(2021, 1, 1))]},
    {
        "code": "ldzyjs2006",
        "title": _DISPUTES + "（二）",
        "versions": [version(date(2006, 10, 1), 18, date(2021, 1, 1))],
    },
    {
        "code": "ldzyjs1",
        "title": "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）",
        "numbers": ["法释〔2020〕26号"],
        "versions": [version(date(2021, 1, 1), 54)],
    },
    {
        "code": "ldzyjs2",
        "title": "最高人民法院关于审理劳动争议案件适用法律问题的解释（二）",
        "numbers": ["法释〔2025〕12号"],
        "versions": [version(date(2025, 9, 1), 21)],
    },
    {
        "code": "xxgkgd",
        "title": "最高人民法院关于审理行政协议案件若干问题的规定",
        "versions": [version(date(2020, 1, 1), 29)],
    },
]

LIBRARY = Library.from_plain(ROWS)
