"""Forms of cases: nothing chosen for anybody, words of our own for what is wrong, years that can be meant."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.test import Client

from cases.form_words import speak_plainly
from cases.models import Case, Party, Settlement
from cases.record_forms import SettlementForm, day
from portal.models import Person

Enter = Callable[[Person], Client]


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (forms.CharField(max_length=5), "一二三四五六", "最多 5 个字"),
        (forms.IntegerField(min_value=1), "0", "不能小于 1"),
        (forms.IntegerField(max_value=9), "10", "不能大于 9"),
        (forms.DecimalField(max_digits=5, decimal_places=2), "1.234", "最多 2 位小数"),
        (forms.DecimalField(max_digits=5, decimal_places=2), "12345", "数字太长"),
        (forms.DecimalField(max_digits=5, decimal_places=2), "五百", "写数字，单位是元"),
    ],
)
def test_what_is_wrong_is_said_in_short_words(field: forms.Field, typed: str, told: str) -> None:
    speak_plainly([field])
    with pytest.raises(forms.ValidationError) as wrong:
        field.clean(typed)
    assert wrong.value.messages == [told]


def test_words_that_a_field_brings_stay() -> None:
    field = forms.CharField(max_length=2, error_messages={"max_length": "太长了"})
    speak_plainly([field])
    with pytest.raises(forms.ValidationError, match="太长了"):
        field.clean("一二三")


@pytest.mark.parametrize("typed", ["0026-10-20", "1900-12-31", "2199-01-01", "9999-12-31"])
def test_a_year_that_cannot_be_meant_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="年份不对"):
        day("哪一天").clean(typed)
    assert day("哪一天").clean("2026-10-20") == datetime.date(2026, 10, 20)


@pytest.mark.django_db
def test_a_stage_is_chosen_and_never_by_the_press_of_a_button(case: Case, handler: Person, signed_in: Enter) -> None:
    client, address = signed_in(handler), f"/cases/{case.number}/do/stage/"
    page = client.get(address).content.decode()
    assert "selected" not in page.split('name="to"')[1].split("</select>")[0].replace('value="" selected', "")
    answer = client.post(address, {"to": ""})
    assert answer.status_code == 422
    assert "请选阶段" in answer.content.decode()
    case.refresh_from_db()
    assert case.stage == "D1"


@pytest.mark.django_db
@pytest.mark.parametrize(("rest", "name", "told"), [("claims/new/", "track", "请选走哪一条路")])
def test_a_track_is_chosen_too(rest: str, name: str, told: str, fall: Case, handler: Person, signed_in: Enter) -> None:
    answer = signed_in(handler).post(f"/cases/{fall.number}/{rest}", {name: "", "name": "雇主责任险"})
    assert answer.status_code == 422
    assert told in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"instalments": "0026-12-20 5200"}, "instalments", "年份不对，请再看一遍"),
        ({"instalments": "2199-12-20 5200"}, "instalments", "年份不对，请再看一遍"),
        ({"shares": "王建国"}, "shares", "“王建国”看不懂：一行一人，名字和金额中间空一格，例如：王建国 5200"),
        ({"forum": ""}, "forum", "请选在哪里谈成的"),
    ],
)
def test_a_settlement_says_beside_its_field_what_is_wrong(
    given: dict[str, Any], field: str, told: str, case: Case, handler: Person
) -> None:
    Party.objects.create(case=case, role=Party.Role.WORKER, name="王建国")
    sound = {"forum": Settlement.Forum.INTERNAL, "text": "付清", "amount": "5200", "instalments": "2026-12-20 5200"}
    assert SettlementForm(sound, case=case, by=handler).is_valid()
    assert SettlementForm(sound | given, case=case, by=handler).errors == {field: [told]}


@pytest.mark.django_db
def test_closing_says_before_anything_is_typed_that_stages_are_left(
    case: Case, handler: Person, signed_in: Enter
) -> None:
    client, address = signed_in(handler), f"/cases/{case.number}/do/close/"
    assert "要先走到最后一个阶段“善后与履行”" in client.get(address).content.decode()
    Case.objects.filter(pk=case.pk).update(stage="D6")
    assert "要先走到最后一个阶段" not in client.get(address).content.decode()
    page = client.post(address, {"outcome": "", "why": ""}).content.decode()
    assert "写明没有的原因" in page
    assert "请填还没有" not in page


@pytest.mark.django_db
def test_a_single_tick_is_as_large_as_a_thumb_with_its_words_beside_it(
    fall: Case, handler: Person, signed_in: Enter
) -> None:
    page = signed_in(handler).get(f"/cases/{fall.number}/records/family/new/").content.decode()
    assert re.search(
        r'<label class="opt" for="(\w+)"><input type="checkbox"[^>]* id="\1"> 家属要求心理咨询</label>', page
    )


@pytest.mark.django_db
def test_a_report_says_in_short_words_what_is_too_long(handler: Person, project: Any, signed_in: Enter) -> None:
    answer = signed_in(handler).post(
        "/cases/report/", {"place": "长" * 121, "people_count": "0", "occurred_at": "昨天"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    for words in ("最多 120 个字", "不能小于 1", "时间写成 2026-10-12 08:40 这样"):
        assert words in page, words
    assert "变量" not in page
