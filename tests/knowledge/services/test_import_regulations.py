"""Importing official texts: what meets what, and what is left alone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from knowledge.models import Article, ArticleText, Citation, Prevalence, Regulation, RegulationVersion, Topic
from knowledge.services.import_regulations import FileReport, State, import_file, import_files
from portal.models import Change
from portal.services.generation import current_generation
from tests.knowledge.factories import articles_of, make_regulation, make_version
from tests.knowledge.statutes import BODY, CLAUSE, INFO_END, document, markdown, statute

pytestmark = pytest.mark.django_db

NAME = "地方/某工地用工办法(2020-01-15).md"
NEWER = (
    BODY[0],
    "班组长每天点名，缺勤的当天问清去向。",
    *BODY[1:3],
    BODY[3].replace("按月", "按周"),
    CLAUSE.replace("2020", "2024"),
)
NEWER_NAME = "地方/某工地用工办法(2024-02-01).md"


def take(data: bytes = b"", name: str = NAME, **options: bool) -> FileReport:
    return import_file(name=name, data=data or statute(), **options)


def take_newer(**options: bool) -> FileReport:
    return take(statute(texts=NEWER, info=["2024年2月1日 某省建设委员会修订"]), NEWER_NAME, **options)


def texts(version: RegulationVersion | None) -> dict[str, str]:
    assert version
    return {t.key: t.text for t in version.texts.order_by("order")}


def identities(version: RegulationVersion | None) -> dict[str, int]:
    assert version
    return {key: article.pk for key, article in articles_of(version).items()}


def snapshot() -> tuple[object, ...]:
    rows = ArticleText.objects.order_by("pk").values_list("pk", "article_id", "version_id", "text", "digest")
    return list(rows), RegulationVersion.objects.count(), Regulation.objects.count(), Article.objects.count()


def test_citations_inside_the_texts_are_linked() -> None:
    report = take(statute(texts=(*BODY, "违反本办法第二条、第三条的，停工学习。", CLAUSE)))
    assert report.version
    known = identities(report.version)
    found = Citation.objects.filter(object_id=report.version.texts.get(number=5).pk).order_by("start")
    assert [c.article_id for c in found] == [known["2"], known["3"]]


def test_citations_of_a_law_that_came_later_are_tried_again() -> None:
    citing = statute("某班组守则", texts=("按《某工地用工办法》第二条登记。", CLAUSE))
    list(import_files(sources=[("某班组守则(2021-01-01).md", citing)]))
    assert Citation.objects.get().article is None
    list(import_files(sources=[(NAME, statute())]))
    assert Citation.objects.get().article == ArticleText.objects.get(text=BODY[1]).article


def test_a_new_regulation() -> None:
    report = take()
    assert (report.state, report.articles) == (State.CREATED, 5)
    assert report.regulation
    assert (report.regulation.code, report.regulation.in_catalogue) == ("mgdygbf", False)
    assert report.version
    assert report.version.has_text
    assert (report.version.effective_on, report.version.verified) == (datetime.date(2020, 3, 1), True)
    assert texts(report.version)["4"] == BODY[3]


def test_docx_takes_the_same_way() -> None:
    report = take(document("某办法", "第一条\u3000甲。", f"第二条\u3000{CLAUSE}"), "某办法(2020-01-15).docx")
    assert (report.state, report.articles) == (State.CREATED, 2)


def test_importing_again_changes_nothing() -> None:
    take()
    take_newer()
    before, generation, changes = snapshot(), current_generation(), Change.objects.count()
    assert [take().state, take_newer().state] == [State.UNCHANGED, State.UNCHANGED]
    assert (snapshot(), current_generation(), Change.objects.count()) == (before, generation, changes)


def test_a_twin_in_another_folder_is_one_law() -> None:
    take()
    assert take(name="别处/某工地用工办法(2020-01-15).md").state == State.UNCHANGED
    assert Regulation.objects.count() == RegulationVersion.objects.count() == 1


def test_the_state_in_front_of_a_title_makes_no_other_law() -> None:
    take()
    assert take(statute("中华人民共和国某工地用工办法")).regulation == Regulation.objects.get()


def test_numbered_interpretations_are_laws_of_their_own() -> None:
    for title in ("最高人民法院关于某事的解释", "最高人民法院关于某事的解释（一）", "最高人民法院关于某事的解释（二）"):
        assert take(statute(title)).state == State.CREATED


def test_what_is_written_is_told_to_the_index_and_outdates_pages() -> None:
    generation = current_generation()
    report = take()
    assert report.version
    told = set(Change.objects.filter(kind="knowledge.articletext").values_list("object_id", flat=True))
    assert told == set(report.version.texts.values_list("pk", flat=True))
    assert current_generation() > generation


def test_a_new_version_keeps_the_articles_through_renumbering_and_changes() -> None:
    old, new = take(), take_newer()
    assert new.state == State.NEW_VERSION
    assert new.regulation == old.regulation
    before, after = identities(old.version), identities(new.version)
    assert [after[k] for k in ("1", "3", "4", "5", "6")] == [before[k] for k in ("1", "2", "3", "4", "5")]
    assert after["2"] not in before.values()


def test_versions_in_the_wrong_order_meet_as_well() -> None:
    new, old = take_newer(), take()
    assert old.state == State.NEW_VERSION
    before, after = identities(old.version), identities(new.version)
    assert [after[k] for k in ("1", "3", "4", "5", "6")] == [before[k] for k in ("1", "2", "3", "4", "5")]


def test_a_version_between_two_joins_both() -> None:
    first = "下雨刮风都不许上高处去，听班组长的。"
    middle = "下雨刮风都不许上高处去，听班组长的，违者停工三天，再犯离场，记入档案。"
    last = "违者停工三天，再犯离场，记入档案，并且通报给其他项目部知道。"
    reports = {
        year: take(
            statute(texts=(BODY[0], text, CLAUSE.replace("2020", str(year))), info=[f"{year}年1月5日 某会修订"]),
            f"某工地用工办法({year}-01-05).md",
        )
        for year, text in ((2010, first), (2022, last), (2016, middle))
    }
    assert len({identities(r.version)["2"] for r in reports.values()}) == 1


def test_equal_words_inherit_heading_digest_and_asks() -> None:
    old = take()
    assert old.version
    row = old.version.texts.get(number=2)
    row.heading, row.digest, row.asks, row.digest_verified = "进场先登记", "- 先登记", ["怎么进场"], True
    row.save()
    changed = old.version.texts.get(number=4)
    changed.digest = "- 月结"
    changed.save()
    new = take_newer()
    assert new.version
    heir = new.version.texts.get(number=3)
    assert (heir.heading, heir.digest, heir.asks, heir.digest_verified) == (
        "进场先登记",
        "- 先登记",
        ["怎么进场"],
        True,
    )
    assert new.version.texts.get(number=5).digest == ""


def catalogue(**fields: Any) -> RegulationVersion:
    regulation = make_regulation("cat", "某工地用工办法", in_catalogue=True, level="normative", issuer="编者写的")
    version = make_version(regulation, datetime.date(2020, 3, 1), published_on=datetime.date(2020, 1, 15), **fields)
    article = Article.objects.create(regulation=regulation)
    ArticleText.objects.create(version=version, article=article, number=2, order=200, digest="- 先登记", heading="进场")
    return version


def test_a_catalogue_version_is_filled_never_overwritten() -> None:
    version = catalogue(number="某令第1号", summary="自己的话")
    article = version.texts.get().article
    report = take(statute(info=["2020年1月20日 某省建设委员会令第9号公布"]), "某工地用工办法(2020-01-20).md")
    assert (report.state, report.version) == (State.TEXT_ADDED, version)
    version.refresh_from_db()
    assert (version.number, version.summary, version.published_on.day) == ("某令第1号", "自己的话", 15)
    assert (version.regulation.level, version.regulation.issuer, version.has_text) == ("normative", "编者写的", True)
    row = version.texts.get(number=2)
    assert (row.article, row.digest, row.text) == (article, "- 先登记", BODY[1])
    assert version.texts.count() == 5
    assert any("目录是 2020-01-15" in o.what for o in report.oddities)


def test_a_file_without_an_article_of_the_catalogue_names_it() -> None:
    version = catalogue()
    version.texts.update(number=9, order=900)
    report = take()
    assert report.state == State.TEXT_ADDED
    assert any("第九条" in o.what for o in report.oddities)
    assert take().state == State.UNCHANGED


def test_an_older_text_before_the_catalogue_version_becomes_one_identity_with_it() -> None:
    version = catalogue()
    version.effective_on, version.published_on = datetime.date(2024, 3, 1), datetime.date(2024, 2, 1)
    version.save()
    row = version.texts.get()
    ArticleText.objects.filter(pk=row.pk).update(number=3, order=300)
    old = take()
    assert old.version
    older = old.version.texts.get(number=2).article
    older.topics.add(Topic.objects.get_or_create(code="wages", defaults={"name": "工资"})[0])
    note = Prevalence.objects.create(article=older, by=row.article, since=datetime.date(2024, 3, 1), note="x")
    new = take_newer()
    assert (new.state, new.version) == (State.TEXT_ADDED, version)
    assert identities(new.version)["3"] == identities(old.version)["2"] == row.article_id
    note.refresh_from_db()
    assert note.article_id == row.article_id
    assert row.article.topics.filter(code="wages").exists()
    assert not Article.objects.filter(pk=older.pk).exists()


def test_citations_follow_a_merged_article() -> None:
    version = catalogue()
    version.effective_on, version.published_on = datetime.date(2024, 3, 1), datetime.date(2024, 2, 1)
    version.save()
    ArticleText.objects.filter(version=version).update(number=3)
    old = take()
    assert old.version
    text = old.version.texts.get(number=2)
    citation = Citation.objects.create(source=text, article=text.article, raw="第二条", start=0, end=3)
    take_newer()
    citation.refresh_from_db()
    assert citation.article == version.texts.get(number=3).article


def test_other_words_for_the_same_version_are_reported_and_kept_out() -> None:
    take()
    other = statute(texts=(BODY[0], "进场随便。", *BODY[2:], CLAUSE))
    report = take(other)
    assert report.state == State.UNCHANGED
    assert [o.line for o in report.oddities if "第二条与已存的文字不同" in o.what] == [9]
    assert texts(report.version)["2"] == BODY[1]


def test_replace_lets_the_file_win() -> None:
    old = identities(take().version)
    report = take(statute(texts=(BODY[0], "进场随便。", *BODY[2:], CLAUSE)), replace=True)
    assert report.state == State.TEXT_ADDED
    assert texts(report.version)["2"] == "进场随便。"
    assert identities(report.version) == old


def test_fewer_articles_than_stored_are_refused() -> None:
    take()
    report = take(statute(texts=(*BODY[:2], CLAUSE)))
    assert (report.state, "少 2 条" in report.message) == (State.REFUSED, True)
    assert take(statute(texts=(*BODY[:2], CLAUSE)), replace=True).articles == 3
    assert ArticleText.objects.count() == 3


def test_a_stored_text_that_was_cut_is_completed() -> None:
    title = "最高人民法院关于某事的解释"
    take(statute(title, BODY[:2]))
    report = take(statute(title, BODY))
    assert report.state == State.TEXT_ADDED
    assert len(texts(report.version)) == 4
    assert any("补入 2 条" in o.what for o in report.oddities)


def test_two_prints_of_one_version_keep_the_later_date() -> None:
    take(statute(), "某工地用工办法(2020-01-15).md")
    report = take(
        statute(info=["2020年1月15日 某省建设委员会通过", "2020年3月1日 施行"]), "某工地用工办法(2020-01-25).md"
    )
    assert report.state == State.UNCHANGED
    assert RegulationVersion.objects.get().published_on == datetime.date(2020, 1, 25)
    assert any("较晚的为准" in o.what for o in report.oddities)
    assert take(statute(), "某工地用工办法(2020-01-15).md").state == State.UNCHANGED
    assert RegulationVersion.objects.get().published_on == datetime.date(2020, 1, 25)


def test_a_later_print_with_other_words_wins() -> None:
    take(statute(), "某工地用工办法(2020-01-15).md")
    report = take(statute(texts=(*BODY[:3], BODY[3] + "不得拖欠。", CLAUSE)), "某工地用工办法(2020-01-25).md")
    assert report.state == State.TEXT_ADDED
    assert texts(report.version)["4"].endswith("不得拖欠。")


def book(title: str, first: int, last: int, *chapters: str) -> bytes:
    from knowledge.rules.numerals import article_label

    heads = [
        "# 中华人民共和国民法典",
        f"# {title}",
        "2020年5月28日 全国人民代表大会第三次会议通过",
        "2021年1月1日 施行",
    ]
    lines = [f"{article_label(n)} 第{n}件事。" for n in range(first, last + 1)]
    return markdown(*heads, INFO_END, *chapters, *lines)


def test_books_of_a_code_are_one_version_whatever_their_order() -> None:
    files = [("继承编", 1119, 1163), ("附则", 1259, 1260), ("人格权编", 989, 1039)]
    states = [take(book(*f, "## 第一章 一般规定"), f"民法典/{f[0]}.md").state for f in files]
    assert states == [State.CREATED, State.TEXT_ADDED, State.TEXT_ADDED]
    version = RegulationVersion.objects.get()
    rows = list(version.texts.order_by("order").select_related("chapter__parent"))
    assert [r.number for r in rows] == [*range(989, 1040), *range(1119, 1164), 1259, 1260]
    assert rows[0].chapter
    assert str(rows[0].chapter.parent) == "第四编\u3000人格权"
    chapters = version.chapters.filter(kind="part").order_by("order")
    assert [c.title for c in chapters] == ["人格权", "继承", "附则"]
    assert take(book(*files[0], "## 第一章 一般规定"), "民法典/继承编.md").state == State.UNCHANGED


def test_a_text_without_articles_is_kept_whole() -> None:
    data = markdown("# 关于某事的通知", "某部发[2008]3号", INFO_END, "各班组：", "借用要登记。")
    report = take(data, "关于某事的通知(2008-01-03).md")
    assert report.version
    assert report.version.preamble.endswith("各班组：\n借用要登记。")
    assert take(data, "关于某事的通知(2008-01-03).md").state == State.UNCHANGED


def test_unknown_dates_are_not_verified() -> None:
    report = take(statute(info=["2010年1月1日 某会通过", "2020年5月1日 某会修正"]), "某工地用工办法(2020-05-01).md")
    assert report.version
    assert (report.version.effective_on, report.version.verified) == (None, False)


def test_a_dry_run_writes_nothing_and_reports_as_it_would_be() -> None:
    assert take(dry_run=True).state == State.CREATED
    newer = statute(texts=NEWER, info=["2024年2月1日 某省建设委员会修订"])
    reports = list(import_files(sources=[(NAME, statute()), (NEWER_NAME, newer)], dry_run=True))
    assert [r.state for r in reports] == [State.CREATED, State.NEW_VERSION]
    assert not Regulation.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\0\1\2", "二进制"),
        (b"#" * (6 << 20), "上限"),
        (statute("<script>alert(1)</script>"), "标题里有网页标记"),
        (statute()[: len(statute()) // 2], "截断"),
    ],
    ids=["binary", "large", "script", "cut"],
)
def test_a_broken_file_gives_one_line_and_harms_nothing(data: bytes, message: str) -> None:
    take()
    before = snapshot()
    report = take(data)
    assert report.state == State.REFUSED
    assert message in report.message
    assert "\n" not in report.message
    assert snapshot() == before


def test_a_broken_file_does_not_stop_the_others() -> None:
    reports = list(import_files(sources=[("a.md", b"\0"), (NAME, statute())]))
    assert [r.state for r in reports] == [State.REFUSED, State.CREATED]
