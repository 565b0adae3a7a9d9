"""Synonyms from the file and from editors: live with the next search, nothing of an editor's overwritten."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from portal.models import Person
from portal.services.generation import current_generation
from portal.services.groups import EDITORS, ensure_groups
from search.models import Synonym
from search.rules.synonyms import Table, expand, problems
from search.services.synonyms import SOURCE, load_synonyms, save_synonym, synonym_table
from tests.knowledge.factories import make_regulation, make_version

ENTRIES = tomllib.loads(SOURCE.read_text(encoding="utf8"))["synonym"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "synonyms.toml"
    path.write_text('[[synonym]]\nsay = "欠薪"\nmeans = ["拖欠劳动报酬"]\n', encoding="utf8")
    return path


@pytest.fixture
def editor(make_person: Callable[..., Person], signed_in: Callable[[Person], Client], settings: object) -> Client:
    person = make_person("编辑", username="editor", is_staff=True)
    person.groups.add(ensure_groups(settings.GROUP_PERMISSIONS)[EDITORS])  # type: ignore[attr-defined]
    return signed_in(person)


def said(text: str) -> list[str]:
    return [e.said for e in expand(text, synonym_table())]


def test_the_file_holds_enough_and_every_entry_keeps_the_rules() -> None:
    entries = {e["say"]: e["means"] for e in ENTRIES}
    assert len(entries) == len(ENTRIES) >= 160
    assert {say: p for say, means in entries.items() if (p := problems(say, means, entries))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("仲裁员要回避吗", []),
        ("妇女儿童工作", []),
        ("1996年的规定", []),
        ("一点工资都没有", []),
        ("擅自离岗", []),
        ("采取保全措施", []),
        ("处分部分财产", []),
        ("两个以上当事人", []),
        ("考试工作人员", []),
        ("来自残疾人的申请", []),
        ("小三轮车", []),
        ("检查体系", []),
        ("处理赔偿案件", []),
        ("被电动车撞了", ["电动车"]),
        ("包工头跑路，戴着安全帽被砸", ["包工头跑路", "安全帽", "被砸"]),
    ],
)
def test_the_file_reads_no_lay_word_into_other_words(text: str, found: list[str]) -> None:
    table = Table.build((e["say"], e["means"]) for e in ENTRIES)
    assert [e.said for e in expand(text, table)] == found


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    call_command("load_synonyms")
    rows = list(Synonym.objects.values())
    generation = current_generation()
    loaded = load_synonyms()
    assert (loaded.added, loaded.renewed) == (0, 0)
    assert list(Synonym.objects.values()) == rows
    assert len(rows) == len(ENTRIES)
    assert current_generation() == generation


@pytest.mark.django_db
def test_the_file_renews_its_rows_but_not_an_editors(source: Path) -> None:
    load_synonyms(source=source)
    source.write_text(source.read_text(encoding="utf8").replace("劳动报酬", "工资"), encoding="utf8")
    assert load_synonyms(source=source).renewed == 1
    row = Synonym.objects.get()
    assert row.meanings() == ["拖欠工资"]
    row.means = "我写的"
    save_synonym(synonym=row)
    source.write_text(source.read_text(encoding="utf8").replace("拖欠工资", "劳动报酬"), encoding="utf8")
    assert load_synonyms(source=source).kept == 1
    assert Synonym.objects.get().means == "我写的"


@pytest.mark.django_db
def test_one_query_while_nothing_changes(source: Path, django_assert_num_queries: Callable) -> None:
    load_synonyms(source=source)
    synonym_table()
    with django_assert_num_queries(1):
        synonym_table()
    generation = current_generation()
    with django_assert_num_queries(0):
        synonym_table(generation=generation)


@pytest.mark.django_db
def test_an_edit_is_live_at_once(source: Path) -> None:
    load_synonyms(source=source)
    assert said("老板欠薪，没发红包") == ["欠薪"]
    save_synonym(synonym=Synonym(say="发红包", means="支付奖金"))
    assert said("老板欠薪，没发红包") == ["欠薪", "发红包"]
    row = Synonym.objects.get(say="欠薪")
    row.active = False
    save_synonym(synonym=row)
    assert said("老板欠薪，没发红包") == ["发红包"]


@pytest.mark.django_db
def test_an_editor_adds_and_changes_a_word_in_the_admin(editor: Client) -> None:
    assert said("老板发红包") == []
    answer = editor.post("/admin/synonyms/new/", {"say": " 发红包 ", "means": "支付奖金\r\n\r\n 奖金 ", "active": "on"})
    assert answer.status_code == 302, answer.context["form"].errors
    row = Synonym.objects.get()
    assert (row.say, row.meanings(), row.edited) == ("发红包", ["支付奖金", "奖金"], True)
    assert said("老板发红包") == ["发红包"]
    editor.post(f"/admin/synonyms/edit/{row.pk}/", {"say": "发红包", "means": "支付奖金"})
    assert said("老板发红包") == []
    assert "发红包" in editor.get("/admin/synonyms/").content.decode()


@pytest.mark.django_db
def test_the_admin_refuses_a_circle_in_chinese(editor: Client) -> None:
    save_synonym(synonym=Synonym(say="要钱", means="讨薪"))
    answer = editor.post("/admin/synonyms/new/", {"say": "讨薪", "means": "要钱", "active": "on"})
    assert "讨薪 → 要钱 → 讨薪" in answer.content.decode()
    assert Synonym.objects.count() == 1


@pytest.mark.django_db
def test_nobody_deletes_a_word(admin_client: Client, editor: Client) -> None:
    row = save_synonym(synonym=Synonym(say="要钱", means="支付工资"))
    for client in (admin_client, editor):
        assert client.post(f"/admin/synonyms/delete/{row.pk}/").status_code == 302
        assert Synonym.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_a_worker_has_no_business_there(
    make_person: Callable[..., Person], signed_in: Callable[[Person], Client]
) -> None:
    answer = signed_in(make_person("工人")).get("/admin/synonyms/")
    assert answer.status_code in {302, 403}


@pytest.mark.covers("N11")
@pytest.mark.parametrize("asked", ["劳动保障行政部门", "人力资源社会保障部门", "人社部门", "人社局"])
def test_an_authority_is_found_under_its_old_and_its_new_name(db: None, built: Callable[[], int], asked: str) -> None:
    """The plan says 劳动保障行政部门; the laws say that, 社会保险行政部门 or 人力资源社会保障行政部门."""
    texts = {
        "1": "向社会保险行政部门提出认定申请。",
        "2": "由人力资源社会保障行政部门责令支付。",
        "3": "工地上戴安全帽。",
    }
    make_version(make_regulation("names", "名称测试条例"), datetime.date(2020, 1, 1), texts)
    load_synonyms(source=SOURCE)
    built()
    page = Client().get("/search/", {"q": asked}).content.decode()
    found = set(re.findall(r"/law/names/(\d+)/", page))
    assert found >= ({"2"} if asked == "人社局" else {"1", "2"})
    assert "3" not in found
