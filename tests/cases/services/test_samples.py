"""Fictional precedents: loaded once, renewed with their files, never over a person's work, removed by one command."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.models import Precedent
from cases.services import samples
from knowledge.models import Citation
from portal.models import Change
from portal.services.generation import current_generation
from tests.knowledge.factories import make_regulation, make_version

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
ENTRY = """
[[precedent]]
code = "fall-1"
title = "{title}"
kind = "INJ"
level = "ORD"
happened_on = 2024-06-03
decided_on = {decided}
summary = "基金付三万元。"
facts = "架子工甲从架上坠落。"
outcome_code = "OUT-REC"
in_favour = "worker"
amount = {amount}
amounts = [{{name = "伤残补助金", yuan = 30000, payer = "fund", basis = "脚手架测试条例第1条"}}]
timeline = [{{day = 0, text = "坠落", cite = ""}}, {{day = 20, text = "申请", cite = ""}}]
facets = {{accident_class = ["{accident}"], trade = ["TR-SCF"]}}
cites = [
  {{article = "脚手架测试条例第1条", kind = "violated"}},
  {{article = "脚手架测试条例第2条", kind = "procedure"}},
]
"""


@pytest.fixture
def folder(tmp_path: Path):
    def write(title="架上坠落", decided="2024-08-01", amount=30000, accident="AC-FAL") -> Path:
        text = ENTRY.format(title=title, decided=decided, amount=amount, accident=accident)
        (tmp_path / "falls.toml").write_text(text, encoding="utf8")
        return tmp_path

    return write


@pytest.fixture
def law():
    regulation = make_regulation()
    make_version(regulation, datetime.date(2020, 1, 1), {"1": "旧的第一条。", "2": "旧的第二条。"})
    return regulation


def test_loaded_published_and_marked(folder, law):
    before = current_generation()
    told = samples.load_precedents(now=NOW, folder=folder())
    one = Precedent.objects.get()
    assert (told.added, told.oddities) == (1, [])
    assert (one.is_sample, one.state, one.published_at) == (True, "published", NOW)
    assert Change.objects.filter(kind="cases.precedent", object_id=one.pk).exists()
    assert current_generation() > before


def test_links_bear_the_kind_that_was_given_and_the_day_it_happened(folder, law):
    samples.load_precedents(now=NOW, folder=folder())
    rows = Precedent.objects.get().citations.order_by("start")
    assert [(row.raw, row.kind, row.on) for row in rows] == [
        ("第1条", "violated", datetime.date(2024, 6, 3)),
        ("第2条", "procedure", datetime.date(2024, 6, 3)),
    ]
    assert all(row.article for row in rows)
    assert Precedent.objects.citing(rows[0].article_id).get().code == "fall-1"


def test_law_that_is_not_held_is_told(folder):
    told = samples.load_precedents(now=NOW, folder=folder())
    assert any("fall-1" in line for line in told.oddities)


def test_again_changes_nothing_and_a_new_text_renews(folder, law):
    samples.load_precedents(now=NOW, folder=folder())
    again = samples.load_precedents(now=NOW, folder=folder())
    assert (again.added, again.renewed) == (0, 0)
    renewed = samples.load_precedents(now=NOW, folder=folder(title="架上坠落，没系安全带"))
    assert (renewed.added, renewed.renewed) == (0, 1)
    assert Precedent.objects.get().title == "架上坠落，没系安全带"
    assert Citation.objects.count() == 2


def test_what_a_person_wrote_is_left_alone(folder, law):
    samples.load_precedents(now=NOW, folder=folder())
    Precedent.objects.update(content_sha="", title="人写的")
    assert samples.load_precedents(now=NOW, folder=folder(title="新的")).kept == ["fall-1"]
    assert Precedent.objects.get().title == "人写的"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": 31000}, "合计是31000元，各项加起来是30000元"),
        ({"decided": "2024-05-01"}, "处理结果不会早于事情发生"),
        ({"accident": "AC-XXX"}, "事故类别里没有这个代号：AC-XXX"),
        ({"title": ""}, "title：要填"),
    ],
)
def test_wrong_content_loads_nothing(folder, wrong, words):
    with pytest.raises(samples.BadContent, match=words):
        samples.load_precedents(now=NOW, folder=folder(**wrong))
    assert not Precedent.objects.exists()


def test_one_command_removes_them_and_nothing_else(folder, law):
    samples.load_precedents(now=NOW, folder=folder())
    pk = Precedent.objects.get().pk
    real = Precedent.objects.create(code="real", title="真的", kind="INJ", summary="甲", facts="乙")
    Change.objects.all().delete()
    call_command("remove_samples")
    assert list(Precedent.objects.all()) == [real]
    assert not Citation.objects.exists()
    assert Change.objects.filter(kind="cases.precedent", object_id=pk).exists()


def test_one_setting_hides_them(folder, law, settings):
    samples.load_precedents(now=NOW, folder=folder())
    assert Precedent.objects.published().count() == 1
    settings.SHOW_SAMPLE_PRECEDENTS = False
    assert Precedent.objects.published().count() == 0


def test_the_shipped_ones_load(db):
    call_command("load_precedents")
    shipped = Precedent.objects.all()
    assert shipped.count() == len(samples.read_entries(samples.CONTENT)) > 10
    assert all(one.is_sample and one.state == "published" for one in shipped)


def test_the_command_says_what_is_wrong(folder, monkeypatch):
    monkeypatch.setattr(samples, "CONTENT", folder(title=""))
    with pytest.raises(CommandError, match="一个也没有载入"):
        call_command("load_precedents")
