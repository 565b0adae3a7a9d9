"""Typical cases as courts publish them."""

from __future__ import annotations

import pytest

from cases.rules.typical import NotACase, facts_of, read

CASE = """# 放弃加班费的协议无效

劳动人事争议典型案例

2021-08-26

<!-- INFO END -->

## 张某诉某科技公司劳动争议案

## 关键词　

加班费

## 裁判要点

协议无效。

## 简要案情

张某入职某科技公司，没有加班费。

<!-- FORCE BREAK -->

又过了半年。

## 申请人请求

请求裁决支付加班费。

## 处理结果

仲裁委员会裁决支付24000元。

## 典型意义

有意义。
"""


def test_headings_of_every_kind_find_their_place():
    facts = facts_of(read(CASE), where="劳动/一.md")
    assert facts["title"] == "放弃加班费的协议无效"
    assert facts["facts"] == "张某诉某科技公司劳动争议案\n\n张某入职某科技公司，没有加班费。\n\n又过了半年。"
    assert facts["issue"] == "请求裁决支付加班费。"
    assert facts["outcome"] == facts["summary"] == "仲裁委员会裁决支付24000元。"
    assert facts["reasoning"] == "【裁判要点】\n协议无效。\n\n【典型意义】\n有意义。"
    assert facts["source"] == "劳动人事争议典型案例，2021-08-26，文件 劳动/一.md"
    assert (facts["kind"], facts["outcome_code"], facts["level"]) == ("DIS-OVT", "OUT-AWD", "TYP")


def test_the_same_case_has_the_same_code():
    assert read(CASE).code == read(CASE.replace("\n", "\r\n")).code
    assert read(CASE).code != read(CASE.replace("放弃", "约定")).code


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有标题"),
        ("## 基本案情\n甲", "没有标题"),
        ("# 题\n\n## 基本案情\n", "基本案情"),
        ("# 题\n正文", "基本案情"),
    ],
)
def test_what_is_no_case_says_why(text, words):
    with pytest.raises(NotACase, match=words):
        read(text)
