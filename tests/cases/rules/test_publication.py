"""What holds a precedent back, and what is proposed to be masked."""

from __future__ import annotations

import dataclasses

import pytest

from cases.rules.publication import Standing, hindrances, proposals

OPEN = Standing(settled=False, outcome_code="OUT-JUD", both_agreed="", level="ORD", has_client=False, client_consent="")


def test_a_masked_judgment_may_be_shown():
    assert hindrances(OPEN) == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"settled": True}, "both_agreed"),
        ({"outcome_code": "OUT-MED"}, "both_agreed"),
        ({"outcome_code": "OUT-SET", "both_agreed": " "}, "both_agreed"),
        ({"has_client": True}, "client_consent"),
        ({"level": "OWN"}, "client"),
        ({"unmasked": ["张建国"]}, "unmasked"),
        ({"consent_withdrawn": True}, "client"),
    ],
)
def test_what_holds_it_back(facts, field):
    assert [name for name, _ in hindrances(dataclasses.replace(OPEN, **facts))] == [field]


def test_papers_open_the_way():
    signed = dataclasses.replace(
        OPEN, settled=True, both_agreed="卷3第2页", level="OWN", has_client=True, client_consent="2026-1号函"
    )
    assert hindrances(signed) == []


def test_one_person_bears_one_word_in_all_fields_and_each_place_is_true():
    texts = {"title": "张建国坠落案", "facts": "2024年6月3日，张建国（电话13812345678）坠落。"}
    found = proposals(texts)
    assert all(texts[one.field][one.start : one.end] == one.text for one in found)
    assert {one.instead for one in found if one.text == "张建国"} == {"张某"}
    assert {one.field for one in found if one.text == "张建国"} == {"title", "facts"}
    assert ("2024年6月3日", "2024年6月") in {(one.text, one.instead) for one in found}


def test_dates_stay_when_they_are_to_be_exact_and_words_that_were_looked_at():
    texts = {"facts": "2024年6月3日，张建国坠落。"}
    assert [one.text for one in proposals(texts, exact_dates=True, not_personal=["张建国"])] == []


def test_what_is_masked_is_not_proposed_again():
    assert proposals({"facts": "张某与某建筑公司没有签合同。"}) == []


def test_what_is_found_once_is_taken_wherever_it_stands():
    """The court before it hides the name from the rules; in the facts it is plain."""
    texts = {"facts": "工人李秀英坠落。", "court": "某县人民法院李秀英法官"}
    found = proposals(texts)
    assert {one.field for one in found} == {"facts", "court"}
    for name, text in texts.items():
        rest = text
        for one in sorted((one for one in found if one.field == name), key=lambda one: -one.start):
            rest = rest[: one.start] + one.instead + rest[one.end :]
        assert "李秀英" not in rest
    assert proposals(texts, not_personal=["李秀英", "英法官"]) == []
