"""Citations from texts into rows, with the library read from the database."""

from __future__ import annotations

import datetime
import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from knowledge.models import Article, ArticleText, Citation, Regulation, RegulationAlias
from knowledge.rules.citations import parse_query
from knowledge.services.library import forget_library, load_library
from knowledge.services.link_citations import link_object, link_objects, link_texts
from portal.services.generation import bump_generation

from .factories import make_regulation, make_version

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def scaffold():
    """Two texts of 脚手架条例: article 2 of the first is article 3 of the second."""
    regulation = make_regulation("jsj", "脚手架条例")
    RegulationAlias.objects.create(regulation=regulation, name="架子条例")
    old = make_version(
        regulation,
        D(2010, 1, 1),
        {"1": "搭设前先验收。", "2": "验收由班组长签字。\n前款的签字当天完成。"},
        number="国务院令第901号",
    )
    moved = old.texts.get(number=2).article
    new = make_version(
        regulation,
        D(2020, 1, 1),
        {
            "1": "搭设前先验收。",
            "2": "拆除依照本条例第三条和《吊篮规定》第五条办理。",
            "3": "验收由班组长签字：\n（一）姓名；\n（二）日期。\n前款的签字当天完成，依照塔吊法第七条。",
        },
        articles={"3": moved},
    )
    return regulation, old, new, moved


def test_many_objects_are_linked_with_one_reading_of_the_library(scaffold, django_assert_max_num_queries):
    regulation, _old, new, _moved = scaffold
    other = make_regulation("dj", "吊篮条例")
    link_object(obj=other, text="脚手架条例第一条", on=D(2015, 5, 1))
    with django_assert_max_num_queries(16):
        rows = link_objects(texts=[(law, "脚手架条例第二条", D(2021, 5, 1)) for law in (regulation, other)])
    assert [(row.source, row.article) for row in rows] == [
        (law, new.texts.get(number=2).article) for law in (regulation, other)
    ]
    assert Citation.objects.count() == 2
    assert link_objects(texts=[]) == []


def test_rows_of_an_object_are_replaced(scaffold):
    regulation, _old, _new, moved = scaffold
    text = "依照《脚手架条例》第二条第一款、吊篮法第九条和《劳务协议》第三条"
    link_object(obj=regulation, text="脚手架条例第一条", on=D(2015, 5, 1))
    link_object(obj=regulation, text=text, on=D(2015, 5, 1), kind=Citation.Kind.VIOLATED)
    first, second = Citation.objects.order_by("start")
    assert (first.source, first.article, first.regulation, first.kind) == (regulation, moved, regulation, "violated")
    assert (text[first.start : first.end], first.raw, first.paragraph, first.on) == (
        "第二条第一款", "第二条第一款", 1, D(2015, 5, 1),
    )  # fmt: skip
    assert (second.article, second.regulation, second.raw) == (None, None, "第九条")
    assert second.reason


def test_the_date_of_the_text_picks_the_version(scaffold):
    regulation, _old, new, moved = scaffold
    (then,) = link_object(obj=regulation, text="架子条例第二条", on=D(2015, 5, 1))
    (now,) = link_object(obj=regulation, text="架子条例第二条", on=D(2022, 5, 1))
    assert then.article_id == moved.pk
    assert now.article_id == new.texts.get(number=2).article_id != moved.pk


def test_articles_of_a_version_cite_others_and_never_themselves(scaffold):
    _regulation, old, new, moved = scaffold
    assert link_texts(version=new) == 3
    assert link_texts(version=new) == 3
    rows = list(Citation.objects.order_by("object_id", "start"))
    assert {row.content_type for row in rows} == {ContentType.objects.get_for_model(ArticleText)}
    own, hanging, tower = rows
    assert (own.raw, own.article) == ("第三条", moved)
    assert (hanging.article, hanging.regulation) == (None, None)
    assert tower.source.key == "3"
    assert link_texts(version=old) == 0


def test_seven_hundred_articles_take_few_queries(django_assert_max_num_queries):
    regulation = make_regulation("dahe", "大河条例")
    version = make_version(regulation, D(2020, 1, 1))
    articles = Article.objects.bulk_create(Article(regulation=regulation) for _ in range(700))
    ArticleText.objects.bulk_create(
        ArticleText(version=version, article=a, number=n, order=n, text=f"依照本条例第{n % 700 + 1}条、第{n}条办理。")
        for n, a in enumerate(articles, 1)
    )
    version.has_text = True
    version.save()
    with django_assert_max_num_queries(40):
        assert link_texts(version=version) == 700


def test_a_name_given_in_one_article_holds_in_the_next(scaffold):
    regulation, *_ = scaffold
    rules = make_regulation("ssxz", "架子工守则办法")
    version = make_version(
        rules,
        D(2021, 1, 1),
        {"1": "依照《脚手架条例》（以下简称条例）写成。", "2": "搭设人员出现条例第二条情形的，停工。"},
    )
    assert link_texts(version=version) == 1
    assert Citation.objects.get().regulation == regulation


def test_library_holds_what_is_published(scaffold, django_assert_num_queries, django_capture_on_commit_callbacks):
    _regulation, _old, _new, _moved = scaffold
    draft = make_regulation("draft", "草稿条例", live=False)
    make_version(draft, D(2020, 1, 1), {"1": "一。"})
    forget_library()
    with django_assert_num_queries(5), django_capture_on_commit_callbacks(execute=True):
        library = load_library()
    with django_assert_num_queries(1):
        assert load_library() is library
    assert [entry.code for entry in library.entries] == ["jsj"]
    entry = library.entry("jsj")
    assert entry.aliases == ("架子条例",)
    assert library.numbered("国务院令[]901") == [entry]
    bump_generation()
    assert load_library() is not library


def test_places_are_counted_when_wanted(scaffold):
    entry = load_library(with_places=True).entry("jsj")
    assert entry.ordered()[-1].places["3"] == (2, 0)
    assert not load_library().entry("jsj").ordered()[-1].places


def test_queries_find_ids(scaffold):
    regulation, _old, _new, moved = scaffold
    (one,) = parse_query("架子条例3条", load_library(), D(2026, 1, 1))
    assert (one.regulation, one.article, one.article_id) == (regulation.pk, "3", moved.pk)


def test_an_article_known_by_its_digest_only_is_bound_and_the_rest_stays_open():
    regulation = make_regulation("yaodian", "要点条例")
    version = make_version(regulation, D(2020, 1, 1))
    article = Article.objects.create(regulation=regulation)
    ArticleText.objects.create(version=version, article=article, number=5, digest="- 要点")
    held, open_ = link_object(obj=regulation, text="要点条例第五条、第六条", on=D(2021, 1, 1))
    assert (held.article, held.reason) == (article, "")
    assert (open_.article, open_.regulation, open_.reason) == (None, regulation, "条文尚未收录")


def test_command_prints_every_file(scaffold, tmp_path, capsys):
    _regulation, _old, _new, _moved = scaffold
    (tmp_path / "a.md").write_text("依照脚手架条例第二条、第九条第（一）项", encoding="utf8")
    (tmp_path / "b.md").write_text("# 脚手架条例\n\n第一条 依照本条例第二条。\n", encoding="utf8")
    (tmp_path / "c.md").write_bytes(b"\xff\xfe\x00")
    paths = [str(tmp_path / name) for name in ("a.md", "b.md", "c.md", "none.md")]
    with pytest.raises(SystemExit):
        call_command("link_citations", *paths, "--on", "2015-05-01")
    first, second, third, fourth = json.loads(capsys.readouterr().out)
    two, nine = first["links"]
    assert (two["regulation"], two["article"], two["version"], two["state"]) == ("jsj", "2", "2010-01-01", "resolved")
    assert (two["raw"], two["start"], two["end"], two["current_article"]) == ("第二条", 7, 10, "3")
    assert (nine["state"], nine["item"], nine["reason"]) == ("no_such_article", 1, "这一版没有第九条")
    assert [(one["regulation"], one["article"]) for one in second["links"]] == [("jsj", "2")]
    assert (third["error"], fourth["error"]) == ("不是 UTF-8 文本", "读不了这个文件")


def test_deleting_a_regulation_leaves_no_row(scaffold):
    _regulation, _old, new, _moved = scaffold
    link_texts(version=new)
    Regulation.objects.all().delete()
    assert not Citation.objects.filter(article__isnull=False).exists()
