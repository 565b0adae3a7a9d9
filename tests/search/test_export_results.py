"""Tables of results: the same hits as the page, a stated cap, no formulas, nothing that is not public."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from cases.models import Precedent
from knowledge.models import Article
from search import exports
from search.engines import EngineDown, site_engine
from search.indexing import PUBLIC_INDEX

from .precedent_rows import document_of, make_precedent

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(library, built):
    built()
    article = Article.objects.get(texts__version=library["new"], texts__number=1)
    make_precedent("fall", title="受伤认定工伤", cites=[article])
    make_precedent("made-up", title="编的受伤", is_sample=True)
    return library


@pytest.fixture
def mine(signed_in, handler) -> Client:
    return signed_in(handler)


def sheet(mine: Client, **asked: str) -> list[list[Any]]:
    answer = mine.get("/search/export/xlsx/", asked)
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def lines(mine: Client, **asked: str) -> list[list[str]]:
    answer = mine.get("/search/export/csv/", asked)
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def told(rows: list[list[Any]]) -> dict[str, Any]:
    """What stands above the table."""
    return {row[0]: row[1] for row in rows if len(row) > 1 and row[0]}


def hits(rows: list[list[Any]]) -> list[list[Any]]:
    return rows[rows.index(list(exports.HEADER)) + 1 :]


def test_the_table_holds_what_the_page_shows_with_the_question_and_the_filters(site, mine):
    rows = sheet(mine, q="受伤", outcome="OUT-REC")
    found = told(rows)
    assert found["检索词"] == "受伤"
    assert found["结果"] == "认定工伤"
    assert found["符合的条数"] == found["这张表有"] == 2
    assert found["没有列入"] == "0 条"
    assert "北京时间" in found["导出时间"]
    by_title = {row[1]: row for row in hits(rows)}
    row = by_title["受伤认定工伤"]
    assert row[:7] == ["案例", "受伤认定工伤", "典型案例", "广东省深圳市", "2011年3月", "认定工伤，支持劳动者", 120000]
    assert "工伤测试条例 第1条" in row[8]
    assert row[10] == "http://testserver/precedents/fall/"
    assert "虚构示例" in by_title["编的受伤"][9]
    assert "虚构示例" not in str(row)


def test_law_is_there_in_the_version_of_the_day(site, mine):
    rows = sheet(mine, q="受伤", kind="article", on="2010-12-31")
    assert told(rows)["在这天有效"] == "2010-12-31"
    assert {row[4] for row in hits(rows)} == {"2004-01-01 起施行"}
    assert all("?on=2004-01-01" in row[10] for row in hits(rows))


def test_csv_says_the_same(site, mine):
    table, text = sheet(mine, q="受伤"), lines(mine, q="受伤")
    assert [row[1] for row in hits(table)] == [row[1] for row in hits(text)]
    assert told(text)["符合的条数"] == str(told(table)["符合的条数"])


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t="])
def test_no_text_is_ever_a_formula(site, mine, sign):
    """Neither what an editor wrote nor what the reader typed."""
    evil = f'{sign}HYPERLINK("http://a.example","受伤")'
    Precedent.objects.filter(code="fall").update(title=evil, summary=evil)
    typed = f"{sign}1+受伤"
    for asked in ("受伤", typed):
        answer = mine.get("/search/export/xlsx/", {"q": asked, "kind": "precedent"})
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s", "n"}
        rows = lines(mine, q=asked, kind="precedent")
        assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    assert "HYPERLINK" in str(hits(lines(mine, q="受伤", kind="precedent")))
    assert typed.strip() in str(told(lines(mine, q=typed, kind="precedent"))["检索词"])


def test_beyond_the_cap_it_says_how_many_are_left_out(site, mine, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 5)
    monkeypatch.setattr(exports.take, "__kwdefaults__", {"most": 5})
    for number in range(12):
        make_precedent(f"n{number}", title="梯子没绑牢")
    rows = sheet(mine, q="梯子")
    assert len(hits(rows)) == 5
    assert told(rows)["没有列入"] == "7 条（一张表最多 5 条）"


def test_the_cap_itself_can_be_exported(site, mine):
    """More ids than one query takes."""
    rows = [Precedent(code=f"n{n}", title="梯子没绑牢", kind="INJ", summary="s", facts="f", state="published")
            for n in range(exports.MOST + 30)]  # fmt: skip
    Precedent.objects.bulk_create(rows)
    made = [document_of(row) for row in Precedent.objects.filter(code__startswith="n")]
    site_engine().write(PUBLIC_INDEX, made, ())
    found = lines(mine, q="梯子")
    assert len(hits(found)) == exports.MOST
    assert told(found)["没有列入"].startswith("30 条")


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_what_is_not_public_does_not_go_along_though_the_index_still_has_it(site, mine, state):
    Precedent.objects.filter(code="fall").update(state=state)
    for rows in (sheet(mine, q="受伤"), lines(mine, q="受伤")):
        assert "受伤认定工伤" not in str(hits(rows))
        assert "precedents/fall" not in str(rows)


def test_the_page_before_says_the_cap_and_the_filters(site, mine):
    html = mine.get("/search/export/", {"q": "受伤", "trade": "TR-SCF"}).content.decode()
    assert f"最多 {exports.MOST} 条" in html
    assert "架子工" in html
    assert "/search/export/csv/?q=%E5%8F%97%E4%BC%A4&amp;trade=TR-SCF" in html


def test_strangers_are_asked_to_sign_in_and_nothing_cannot_be_exported(site, client, mine):
    for address in ("/search/export/", "/search/export/xlsx/", "/search/export/csv/"):
        assert client.get(address, {"q": "受伤"}).status_code == 302
        assert mine.get(address).status_code == 404
    assert mine.get("/search/export/pdf/", {"q": "受伤"}).status_code == 404
    assert mine.get("/search/export/csv/", {"q": "受伤", "on": "昨天"}).status_code == 404


def test_an_engine_that_is_down_gives_no_empty_table(site, mine, monkeypatch):
    def down(*args: object) -> None:
        raise EngineDown("gone")

    monkeypatch.setattr(site_engine(), "search", down)
    answer = mine.get("/search/export/xlsx/", {"q": "受伤"})
    assert answer.status_code == 503
    assert "搜索现在用不了" in answer.content.decode()
