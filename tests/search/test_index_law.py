"""What is published is in the index within one drain, and nothing else is."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction

from knowledge.models import Article, ArticleText, Regulation, RegulationVersion, Topic
from portal import clock
from portal.models import Change
from portal.services.outbox import record_changes
from search import documents, indexing, tasks
from search.engines import EngineBusy
from search.kinds import articles, regulations
from search.kinds.law import NATIONAL_STATUTE
from search.plan import NEVER, make_plan
from search.rules.query import parse
from tests.knowledge.factories import make_regulation, make_version

pytestmark = pytest.mark.django_db
D = datetime.date


def found(engine, text, **options) -> set[str]:
    plan = make_plan(parse(text), facets=(), **options)
    return {hit.id for hit in engine.search(indexing.PUBLIC_INDEX, plan).hits}


def id_of(version, number) -> str:
    return articles.id_of(version.texts.get(number=number).pk)


def document_of(version, number):
    text = articles.queryset().get(version=version, number=number)
    return articles.make(text)


# documents


def test_a_document_holds_dates_never_a_status(library):
    values = document_of(library["old"], 1).values
    assert (values["starts"], values["ends"]) == (20040101, 20110101)
    assert "status" not in values
    values = document_of(library["new"], 1).values
    assert (values["starts"], values["ends"]) == (20110101, NEVER)


def test_a_document_says_what_it_is(library):
    values = document_of(library["new"], 1).values
    assert values["level"] == "admin"
    assert values["region"] == "全国"
    assert set(values["topic"]) == {"injury", "wage"}
    assert values["regulation"] == "gongshang"
    assert values["access"] == "public"
    assert document_of(library["local"], 9).values["region"] == "浙江省"


def test_only_statutes_of_the_national_legislature_count_more(library):
    assert document_of(library["wages"], 1).values["prior"] == pytest.approx(NATIONAL_STATUTE)
    assert document_of(library["new"], 1).values["prior"] == 1.0


def test_what_editors_write_is_found_beside_the_text(library):
    text = library["wages"].texts.get(number=1)
    text.heading, text.digest, text.asks = "老板赖账怎么办", "- **可以**找监察大队", ["包工头跑路找谁要钱"]
    text.save()
    tokens = document_of(library["wages"], 1).tokens.split()
    for word in ("赖账", "监察", "跑路", "报酬"):
        assert word in tokens, word
    assert "**" not in tokens


def test_a_digest_alone_is_found(library, built, engine):
    version = make_version(make_regulation("yao", "要点测试法"), D(2010, 1, 1), {"4": ""})
    version.texts.update(digest="- 登高要系好保险绳")
    built()
    assert id_of(version, 4) in found(engine, "保险绳")


def test_making_documents_asks_a_bounded_number_of_queries(library, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        made = list(documents.all_documents())
    assert len(made) == len(list(documents.all_ids()))


# rebuild


def test_a_rebuild_holds_all_that_is_published(library, built, engine):
    count = built()
    assert count == engine.count(indexing.PUBLIC_INDEX) == len(list(documents.all_ids()))
    assert set(engine.ids(indexing.PUBLIC_INDEX)) == set(documents.all_ids())
    assert id_of(library["wages"], 1) in found(engine, "劳动报酬")


@pytest.mark.parametrize("model", [ArticleText, RegulationVersion, Regulation])
def test_no_draft_is_in_the_index(library, built, engine, model):
    model.objects.update(live=False)
    built()
    assert found(engine, "工资 受伤 报酬") == set()


def test_an_unpublished_version_does_not_end_the_one_before(library, built, engine):
    RegulationVersion.objects.filter(pk=library["new"].pk).update(live=False)
    built()
    assert found(engine, "受伤", on=D(2024, 1, 1)) == {id_of(library["old"], 1), id_of(library["old"], 2)}


def test_the_text_of_the_day_is_found(library, built, engine):
    built()
    assert found(engine, "受伤", on=D(2010, 12, 31)) == {id_of(library["old"], 1), id_of(library["old"], 2)}
    assert found(engine, "受伤", on=D(2011, 1, 1)) == {id_of(library["new"], 1), id_of(library["new"], 3)}


def test_what_changes_during_a_rebuild_is_replayed(library, engine, monkeypatch):
    """Between reading the rows and the swap an article is changed, one is added and one unpublished."""
    indexing.rebuild()
    reading = documents.all_documents

    def read_then_change():
        yield from reading()
        ArticleText.objects.filter(version=library["wages"], number=1).update(text="换成了说安全绳的话。")
        added = make_version(make_regulation("hou", "后来测试法"), D(2012, 1, 1), {"1": "后来才有的梯子。"})
        gone = library["local"].texts.get()
        ArticleText.objects.filter(pk=gone.pk).update(live=False)
        pks = [library["wages"].texts.get(number=1).pk, added.texts.get().pk, gone.pk]
        record_changes(kind="knowledge.articletext", ids=pks)

    monkeypatch.setattr(documents, "all_documents", read_then_change)
    indexing.rebuild()
    assert id_of(library["wages"], 1) in found(engine, "安全绳")
    assert len(found(engine, "梯子")) == 1
    assert id_of(library["local"], 9) not in found(engine, "拖欠工资的处理")
    assert Change.objects.count() == 0


def test_rows_drained_during_a_rebuild_wait_for_it(library, engine):
    """The live index has them at once, the outbox keeps them for the one being made."""
    indexing.rebuild()
    Change.objects.all().delete()
    text = library["wages"].texts.get(number=1)
    ArticleText.objects.filter(pk=text.pk).update(text="换成了说安全绳的话。")
    record_changes(kind="knowledge.articletext", ids=[text.pk])
    with indexing.locked("rebuild") as free:
        assert free
        assert indexing.drain() == 1
        assert found(engine, "安全绳") == {articles.id_of(text.pk)}
        assert Change.objects.count() == 1
        assert indexing.drain() == 0
    indexing.drain()
    assert Change.objects.count() == 0


def test_a_failed_rebuild_leaves_the_index_in_use(library, built, engine, own_index, monkeypatch):
    built()
    before = set(engine.ids(indexing.PUBLIC_INDEX))

    def broken():
        yield from list(regulations.queryset())[:0]
        raise RuntimeError("disk full")

    monkeypatch.setattr(documents, "all_documents", broken)
    with pytest.raises(RuntimeError):
        indexing.rebuild()
    assert set(engine.ids(indexing.PUBLIC_INDEX)) == before
    assert len([p for p in own_index.iterdir() if p.is_dir()]) == 1


def test_two_rebuilds_do_not_run_at_once(library, monkeypatch):
    monkeypatch.setattr(indexing, "REBUILD_PATIENCE", 0.05, raising=False)
    with indexing.locked("rebuild") as free:
        assert free
        with pytest.raises(EngineBusy):
            indexing.rebuild()


# drain


def test_a_committed_change_is_found_after_one_drain(library, built, engine):
    built()
    text = library["wages"].texts.get(number=2)
    text.text = "脚手架上的新话。"
    text.save()
    assert Change.objects.exists()
    indexing.drain()
    assert articles.id_of(text.pk) in found(engine, "脚手架")
    assert articles.id_of(text.pk) not in found(engine, "按月支付")
    assert not Change.objects.exists()


def test_an_unpublished_article_is_gone_after_one_drain(library, built, engine):
    built()
    text = library["wages"].texts.get(number=1)
    text.unpublish()
    indexing.drain()
    assert articles.id_of(text.pk) not in set(engine.ids(indexing.PUBLIC_INDEX))


def test_a_draft_saved_over_a_live_article_is_not_found(library, built, engine):
    built()
    text = library["wages"].texts.get(number=1)
    text.digest = "草稿里说的秘密。"
    text.save_revision()
    indexing.drain()
    assert found(engine, "秘密") == set()
    text.get_latest_revision().publish()
    indexing.drain()
    assert found(engine, "秘密") == {articles.id_of(text.pk)}


def test_a_deleted_article_is_gone_after_one_drain(library, built, engine):
    built()
    id_ = id_of(library["local"], 9)
    library["local"].texts.get().delete()
    indexing.drain()
    assert id_ not in set(engine.ids(indexing.PUBLIC_INDEX))


@pytest.mark.parametrize("what", ["version", "regulation"])
def test_deleting_the_whole_takes_its_articles_out(library, built, engine, what):
    built()
    id_ = id_of(library["local"], 9)
    target = library["local"] if what == "version" else library["local"].regulation
    target.delete()
    indexing.drain()
    assert id_ not in set(engine.ids(indexing.PUBLIC_INDEX))
    assert set(engine.ids(indexing.PUBLIC_INDEX)) == set(documents.all_ids())


def test_unpublishing_a_regulation_takes_its_articles_out(library, built, engine):
    built()
    library["local"].regulation.unpublish()
    indexing.drain()
    assert set(engine.ids(indexing.PUBLIC_INDEX)) == set(documents.all_ids())


def test_a_new_version_ends_the_one_before_in_the_index_too(library, built, engine):
    built()
    assert id_of(library["wages"], 1) in found(engine, "拖欠", on=D(2030, 1, 1))
    newer = make_version(library["wages"].regulation, D(2025, 1, 1), {"1": "拖欠劳动报酬的新话。"})
    indexing.drain()
    assert id_of(library["wages"], 1) not in found(engine, "拖欠", on=D(2030, 1, 1))
    assert id_of(newer, 1) in found(engine, "拖欠", on=D(2030, 1, 1))


def test_a_renamed_regulation_is_found_by_its_new_name(library, built, engine):
    built()
    regulation = library["wages"].regulation
    regulation.title = "薪水测试法"
    regulation.save()
    indexing.drain()
    assert id_of(library["wages"], 1) in found(engine, "法规:薪水测试法")


def test_a_row_of_something_unknown_or_gone_is_no_error(library, built):
    built()
    Change.objects.create(kind="knowledge.articletext", object_id=999_999)
    Change.objects.create(kind="cases.case", object_id=1)
    indexing.drain()
    assert not Change.objects.exists()


def test_who_finds_the_lock_taken_goes_away(library, built):
    built()
    record_changes(kind="knowledge.articletext", ids=[library["wages"].texts.first().pk])
    with indexing.locked("drain") as free:
        assert free
        assert indexing.drain() == 0
        assert Change.objects.exists()
    indexing.drain()
    assert not Change.objects.exists()


def test_rows_wait_while_there_is_no_index(library):
    record_changes(kind="knowledge.articletext", ids=[library["wages"].texts.first().pk])
    before = Change.objects.count()
    assert indexing.drain() == 0
    assert Change.objects.count() == before
    indexing.rebuild()
    assert Change.objects.count() == 0


def test_a_row_of_a_transaction_that_rolled_back_is_never_there(library, built, engine):
    built()
    text = library["wages"].texts.get(number=2)
    with transaction.atomic():
        text.text = "从没提交过的鬼话。"
        text.save()
        transaction.set_rollback(True)
    indexing.drain()
    assert found(engine, "鬼话") == set()


def test_many_rows_are_drained_in_parts(library, built, monkeypatch):
    built()
    monkeypatch.setattr(indexing, "_BATCH", 2)
    pks = list(ArticleText.objects.values_list("pk", flat=True))
    record_changes(kind="knowledge.articletext", ids=pks)
    waiting = Change.objects.count()
    assert indexing.drain() == waiting > 4


def test_commit_wakes_the_worker(library, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr(tasks.drain, "delay", lambda: woken.append(1))
    text = library["wages"].texts.get(number=2)
    with django_capture_on_commit_callbacks(execute=True):
        text.save()
        assert woken == []
    assert woken


# reconcile and lag


def test_the_nightly_compare_repairs_both_ways(library, built, engine):
    built()
    missing, extra = id_of(library["wages"], 1), id_of(library["local"], 9)
    engine.write(indexing.PUBLIC_INDEX, [], [missing])
    ArticleText.objects.filter(version=library["local"]).update(live=False)
    Change.objects.all().delete()
    assert indexing.reconcile() == indexing.Drift(missing=1, extra=1)
    held = set(engine.ids(indexing.PUBLIC_INDEX))
    assert missing in held
    assert extra not in held
    assert indexing.reconcile() == indexing.Drift()


def test_the_nightly_compare_finds_silent_changes_of_text(library, built, engine):
    """QuerySet.update() sends no signal."""
    built()
    Change.objects.all().delete()
    ArticleText.objects.filter(version=library["wages"], number=1).update(text="悄悄换成了吊篮。")
    assert indexing.reconcile() == indexing.Drift(stale=1)
    assert id_of(library["wages"], 1) in found(engine, "吊篮")
    assert indexing.reconcile() == indexing.Drift()


def test_the_nightly_compare_after_a_topic_was_given(library, built, engine):
    """Topics are many-to-many rows: no article is saved."""
    built()
    Change.objects.all().delete()
    Article.objects.get(texts__version=library["local"]).topics.add(Topic.objects.get(code="wage"))
    assert indexing.reconcile() == indexing.Drift(stale=1)


def test_a_change_at_the_very_end_of_a_rebuild_is_caught_up_with(library, engine, monkeypatch):
    """An article published between the replay and the count would make the counts differ."""
    indexing.rebuild()
    counting = documents.all_ids
    late: list[RegulationVersion] = []

    def count_after_a_change():
        if not late:
            late.append(make_version(make_regulation("hou", "后来测试法"), D(2012, 1, 1), {"1": "后来才有的梯子。"}))
        return counting()

    monkeypatch.setattr(documents, "all_ids", count_after_a_change)
    indexing.rebuild()
    assert len(found(engine, "梯子")) == 1


def test_lag_is_the_age_of_the_oldest_row(library):
    Change.objects.all().delete()
    assert indexing.lag(clock.now()) == datetime.timedelta()
    record_changes(kind="knowledge.articletext", ids=[1])
    moment = clock.now() + datetime.timedelta(seconds=30)
    assert 29 <= indexing.lag(moment).total_seconds() <= 32
