"""The cases a new site comes with: told once, each at another point of its way, and gone with one command."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client

from cases.models import Case, CaseMove, ChainHead, RunningClock
from cases.services.case_samples import load_cases, remove_cases, rows_of_a_case
from cases.services.trail import broken_links
from portal import clock
from portal.models import Person
from portal.services import sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> int:
    sample.load_sample(today=clock.today())
    return load_cases(now=clock.now())


def test_four_cases_stand_at_different_points(loaded: int) -> None:
    assert loaded == 4
    stood = set(Case.objects.values_list("kind", "stage", "state"))
    assert stood == {
        ("DIS-WAG", "D4", "open"),
        ("INJ", "I4", "open"),
        ("DIS-WAG", "D6", "open"),
        ("SAF", "I3", "open"),
    }
    assert RunningClock.objects.running().filter(statutory=True, case__kind="INJ").exists()
    assert all(name.startswith("示例·") for name in Case.objects.values_list("parties__name", flat=True) if name)


def test_loading_again_makes_no_more(loaded: int) -> None:
    assert load_cases(now=clock.now()) == 0
    assert Case.objects.count() == 4


def test_without_a_sample_site_there_are_none() -> None:
    assert load_cases(now=clock.now()) == 0


def test_their_chains_hold(loaded: int) -> None:
    assert list(broken_links()) == []


def test_a_sample_manager_sees_them_and_searches(client: Client, loaded: int) -> None:
    client.force_login(Person.objects.get(username="shili-qian"))
    page = client.get("/cases/?q=木工班").content.decode()
    assert "八月份工资没有发" in page
    assert CaseMove.objects.filter(chain="search:sample").exists()


def test_everything_of_them_goes_with_the_sample(client: Client, loaded: int) -> None:
    client.force_login(Person.objects.get(username="shili-qian"))
    client.get("/cases/?q=木工班")
    assert sample.remove_sample()["示例案件"] == 4
    left = [model.__name__ for model, _ in rows_of_a_case() if model._default_manager.exists()]
    assert left == []
    assert [model for model in (Case, ChainHead, Person) if model.objects.exists()] == []


def test_no_model_that_leans_on_a_case_is_forgotten() -> None:
    known = {model for model, _ in rows_of_a_case()} | {Case}
    leaning = {
        model
        for model in apps.get_app_config("cases").get_models()
        if any(field.related_model in known for field in model._meta.concrete_fields)
    }
    assert leaning - known == set()


def test_a_real_case_stays(loaded: int, case: Case) -> None:
    remove_cases()
    assert list(Case.objects.all()) == [case]
    assert list(broken_links()) == []
