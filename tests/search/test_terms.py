"""Suggestions and corrections from a real catalogue: built by the worker, read by the web."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from knowledge.models import Article, ArticleText, RegulationAlias
from knowledge.services.catalogue import load_catalogue
from search.models import Synonym
from search.rules.spelling import correct
from search.services.synonyms import load_synonyms, save_synonym
from search.services.terms import MOST_ENTRIES, Terms, build_terms, load_terms, terms_path
from tests.knowledge.factories import make_regulation, make_version

ORDINARY = [
    "老板拖着工资不给怎么办",
    "包工头跑了找谁要钱",
    "工地上摔断了腿谁来赔",
    "没签劳动合同能要双倍工资吗",
    "下班路上骑电动车被撞算不算工伤",
    "公司不给交社保我能不能辞职",
    "干了半年一分钱没拿到",
    "年底才发工资合法吗",
    "工伤认定要准备哪些材料",
    "手指被机器切断能赔多少钱",
    "试用期被辞退有没有补偿",
    "加班费怎么算",
    "夏天在楼顶干活中暑了怎么办",
    "老板说我自己不小心不赔",
    "仲裁和法院起诉有什么区别",
    "劳动局不受理怎么办",
    "我和同乡一起去讨薪",
    "刚进厂三天就受伤了",
    "押金一直不退给我",
    "工头让我签白纸",
    "房东不退租房押金",
    "离婚以后孩子归谁抚养",
    "借给朋友的钱要不回来",
    "他打了我一拳报警有用吗",
    "网上买到假货怎么退",
    "喝酒开车会不会坐牢",
    "父母的房子怎么继承",
    "物业把我家的电停了",
    "班长每天扣我们二十块",
    "会计说公司账上没有钱",
    "项目部把我们赶出宿舍",
    "怀孕七个月被调去搬砖",
    "工程款没结，总包说先等等",
    "架子工没有证可以上岗吗",
    "手里只有微信聊天记录能当证据吗",
    "工商登记在哪里查",
    "市场调节价是什么意思",
    "医疗器械公司的体检费",
    "医疗废物归谁处理",
    "权利和权力有什么不同",
    "刑罚有哪些种类",
]

SLIPS = [
    ("工商赔尝", "工伤赔偿"),
    ("老板托欠工资", "老板拖欠工资"),
    ("劳动和同法", "劳动合同法"),
    ("仲才", "仲裁"),
    ("劳动仲才怎么申请", "劳动仲裁怎么申请"),
    ("没签劳动和同", "没签劳动合同"),
    ("农名工工资", "农民工工资"),
    ("加斑费怎么算", "加班费怎么算"),
    ("最底工资标准", "最低工资标准"),
    ("工伤任定", "工伤认定"),
    ("职业病真断", "职业病诊断"),
    ("法律元助", "法律援助"),
    ("工商保险条例", "工伤保险条例"),
    ("劳动监查", "劳动监察"),
    ("tuoqian gongzi", "拖欠工资"),
]


@pytest.fixture(scope="module")
def catalogue_file(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the whole catalogue; the database is left as it was."""
    with override_settings(VAR_DIR=tmp_path_factory.mktemp("var")), django_db_blocker.unblock(), transaction.atomic():
        load_catalogue()
        load_synonyms()
        path = build_terms()
        transaction.set_rollback(True)
    return path


@pytest.fixture
def terms(catalogue_file: Path, settings: Any) -> Terms:
    settings.VAR_DIR = catalogue_file.parent.parent
    return load_terms()


@pytest.fixture
def own_var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize("question", ORDINARY)
def test_an_ordinary_question_is_left_alone(terms: Terms, question: str) -> None:
    assert correct(question, terms.vocabulary) is None


@pytest.mark.parametrize(("typed", "meant"), SLIPS)
def test_a_slip_is_noticed(terms: Terms, typed: str, meant: str) -> None:
    found = correct(typed, terms.vocabulary)
    assert found is not None
    assert found.text == meant


def test_own_words_are_left_alone(terms: Terms) -> None:
    """No name, heading or question of the catalogue, and no lay word, is taken for a slip."""
    entries = json.loads(terms_path().read_text(encoding="utf8"))["entries"]
    found = {text: c.text for text, *_ in entries if (c := correct(text, terms.vocabulary))}
    assert found == {}


@pytest.mark.parametrize(
    ("typed", "text", "url"),
    [
        ("gsbx", "工伤保险条例", "/law/gsbxtl/"),
        ("工伤保险", "工伤保险条例", "/law/gsbxtl/"),
        ("工伤bxtl", "工伤保险条例", "/law/gsbxtl/"),
        ("ldhtf", "劳动合同法", "/law/ldhtf/"),
        ("laodonghetong", "劳动合同法", "/law/ldhtf/"),
        ("nmg", "农民工条例", "/law/nmggztl/"),
        ("chaoyouyu", "炒鱿鱼", ""),
        ("炒鱿", "炒鱿鱼", ""),
    ],
)
def test_suggests_from_the_catalogue(terms: Terms, typed: str, text: str, url: str) -> None:
    assert (text, url) in [(e.text, e.url) for e in terms.suggester.suggest(typed)]


def test_stays_small(terms: Terms) -> None:
    assert 1000 < len(terms.suggester) <= MOST_ENTRIES
    assert terms_path().stat().st_size < 1_500_000


def test_without_a_file_there_is_nothing_to_offer(own_var: Path) -> None:
    found = load_terms()
    assert found.suggester.suggest("工伤") == []
    assert correct("仲才", found.vocabulary) is None


@pytest.mark.django_db
def test_holds_what_is_published_and_nothing_else(own_var: Path) -> None:
    law = make_regulation("jsj", "脚手架测试条例", in_catalogue=True)
    RegulationAlias.objects.create(regulation=law, name="架子条例")
    hidden = make_regulation("hid", "没公布测试条例", live=False, in_catalogue=True)
    for regulation in (law, hidden):
        version = make_version(regulation, None)
        ArticleText.objects.create(
            version=version, article=Article.objects.create(regulation=regulation), number=7,
            heading=f"{regulation.code}怎么搭", asks=["架子谁来验收", f"{regulation.code}谁管"],
        )  # fmt: skip
    save_synonym(synonym=Synonym(say="搭架子", means="搭设脚手架"))
    save_synonym(synonym=Synonym(say="不用了", means="停用", active=False))
    build_terms()
    rows = json.loads(terms_path().read_text(encoding="utf8"))["entries"]
    kept = {text: (url, note) for text, url, note, *_ in rows}
    assert kept["脚手架测试条例"] == ("/law/jsj/", "行政法规")
    assert kept["架子条例"] == ("/law/jsj/", "脚手架测试条例")
    assert kept["jsj怎么搭"] == ("/law/jsj/7/", "脚手架测试条例 第7条")
    assert kept["架子谁来验收"] == ("/law/jsj/7/", "大家在问")
    assert kept["搭架子"] == ("", "搭设脚手架")
    assert not {"没公布测试条例", "hid怎么搭", "hid谁管", "不用了"} & set(kept)
    assert load_terms().suggester.suggest("jztl")[0].url == "/law/jsj/"


@pytest.mark.django_db
def test_a_question_of_two_articles_leads_to_a_search(own_var: Path) -> None:
    version = make_version(make_regulation(in_catalogue=True), None, {"1": "甲", "2": "乙"})
    ArticleText.objects.filter(version=version).update(asks=["架子谁来验收"])
    build_terms()
    assert [e.url for e in load_terms().suggester.suggest("架子谁来")] == [""]


@pytest.mark.django_db
def test_a_new_file_is_read_at_once_and_no_rest_stays(own_var: Path) -> None:
    build_terms()
    before = load_terms()
    assert load_terms() is before
    make_regulation("jsj", "脚手架测试条例")
    build_terms()
    assert [e.text for e in load_terms().suggester.suggest("jiaoshoujiaceshi")] == ["脚手架测试条例"]
    assert [p.name for p in terms_path().parent.iterdir()] == ["terms.json"]


def test_a_web_process_never_loads_the_library_of_pinyin() -> None:
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings.testing'; django.setup();"
        "import search.services.terms, search.views; sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
