"""类案检索报告: authority, law of the day, what agrees and differs, an empty box, no sample beside a real case."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.test import Client
from docx import Document

from cases.models import Precedent
from knowledge.models import Article
from portal import clock
from portal.models import Job
from portal.services.jobs import run_job
from search import likeness
from search.asked import Asked
from search.engines import EngineDown, site_engine
from search.services import reports

from .precedent_rows import make_precedent

pytestmark = pytest.mark.django_db
D = datetime.date
MINE: dict[str, str] = {
    "question": "没系安全带摔伤，算不算工伤",
    "happened_on": "2024-05-01",
    "trade": "TR-SCF",
    "hazard": "HZ-EDG",
    "employment": "EM-LAB",
}


@pytest.fixture
def site(library, built):
    built()
    article = Article.objects.get(texts__version=library["new"], texts__number=1)
    make_precedent("own", title="受伤本单位的", level="OWN", cites=[article])
    make_precedent("guide", title="受伤指导的", level="GUI", cites=[article], happened_on=D(2020, 1, 1))
    make_precedent("typical", title="受伤典型的", level="TYP", court="某市中级人民法院", case_number="（2020）某1号")
    return library


@pytest.fixture
def mine(signed_in, handler) -> Client:
    return signed_in(handler)


def text_of(raw: bytes) -> str:
    """All words of a document, tables in their place."""
    paper = Document(io.BytesIO(raw))
    told: list[str] = []
    for element in paper.element.body.iterchildren():
        cells = element.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
        told.append("".join(cell.text or "" for cell in cells))
    return "\n".join(told)


def made(mine: Client, asked: str = "q=受伤", **facts: Any) -> str:
    answer = mine.post(f"/search/report/?{asked}", MINE | facts)
    assert answer.status_code == 200
    assert "wordprocessingml" in answer["Content-Type"]
    assert ".docx" in answer["Content-Disposition"]
    return text_of(answer.content)


def test_it_says_question_day_terms_and_filters(site, mine):
    text = made(mine, "q=受伤&accident_class=AC-FAL")
    for words in (
        MINE["question"],
        "2024-05-01",
        "受伤",
        "事故类别：高处坠落",
        "种类：案例",
        "北京时间",
        "工种：架子工",
    ):
        assert words in text, words
    assert "3 个案例；列入 3 个；没有列入 0 个" in text


def test_cases_stand_by_authority_the_highest_first(site, mine):
    text = made(mine)
    heads = [text.index(f"{level}（1 个）") for level in ("指导性案例", "典型案例", "本单位案例")]
    assert heads == sorted(heads)
    assert "某市中级人民法院，（2020）某1号" in text
    assert "普通裁判（" not in text


def test_what_agrees_what_differs_and_what_is_not_said(site, mine):
    text = made(mine)
    assert "与本案相同：工种（架子工）" in text
    assert "与本案不同：危险作业（本案临边洞口，这个案例高处作业）" in text
    assert "这个案例没有写：用工方式" in text


def test_the_law_is_that_of_the_day_of_the_incident(site, mine):
    text = made(mine)
    assert "2024年5月1日有效的条文" in text
    assert "工伤测试条例 第1条（2 个案例引用）" in text
    assert "2011-01-01 起施行" in text
    assert "停工留薪期内工资照发" in text
    assert "旧的受伤规矩" not in text
    old = made(mine, happened_on="2005-05-01")
    assert "旧的受伤规矩" in old
    assert "停工留薪期内工资照发" not in old
    none = made(mine, happened_on="1999-05-01")
    assert "这一天没有有效的文本" in none


def test_a_case_whose_law_reads_otherwise_on_that_day_says_so(site, mine):
    """`own` happened in 2010 under the old words, `guide` in 2020 under those of the incident."""
    text = made(mine)
    assert text.count("依据的条文到本案事发那天已经不一样（工伤测试条例 第1条）") == 1
    assert "依据的条文到本案事发那天已经不一样" in text[text.index("受伤本单位的") :]


def test_the_conclusion_is_left_to_the_reader(site, mine):
    raw = mine.post("/search/report/?q=受伤", MINE).content
    paper = Document(io.BytesIO(raw))
    assert paper.tables[-1].rows[0].cells[0].text.strip() == ""
    assert "我的结论（请自己写）" in text_of(raw)


def test_a_sample_never_stands_beside_a_real_case(site, mine):
    make_precedent("made-up", title="编的受伤", is_sample=True)
    text = made(mine)
    assert "编的受伤" not in text
    assert "1 个虚构示例，不与真实案例并列" in text


def test_samples_alone_are_marked_each_and_at_the_head(site, mine):
    Precedent.objects.update(is_sample=True)
    text = made(mine)
    assert "虚构示例：下面的案例都是编的" in text[: text.index("检索的问题")]
    assert text.count("【虚构示例】") == 3


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_what_is_not_public_is_not_in_it_though_the_index_still_has_it(site, mine, state):
    Precedent.objects.filter(code="typical").update(state=state)
    assert "受伤典型的" not in made(mine)


def test_no_day_of_a_case_is_told(site, mine):
    text = made(mine)
    assert "2011年3月结案" in text
    for day in ("2010-06-03", "2011-03-09", "6月3日", "3月9日"):
        assert day not in text


def test_bad_answers_are_told_beside_their_fields_and_nothing_is_lost(site, mine):
    facts = MINE | {"happened_on": "2099-01-01", "trade": "TR-NONE", "question": ""}
    answer = mine.post("/search/report/?q=受伤", facts)
    html = answer.content.decode()
    assert answer.status_code == 200
    for words in ("这一天还没到，请核对", "请在列出的里面选", "请写要检索什么问题"):
        assert words in html
    assert 'value="2099-01-01"' in html
    assert '<option value="HZ-EDG" selected>' in html


def test_the_form_takes_over_what_was_searched(site, mine):
    html = mine.get("/search/report/?q=受伤&trade=TR-SCF").content.decode()
    assert ">受伤</textarea>" in html.replace("\n", "")
    assert '<option value="TR-SCF" selected>' in html
    assert "找到 <b>3</b> 个案例" in html


def test_strangers_are_asked_to_sign_in(site, client):
    assert client.get("/search/report/?q=受伤").status_code == 302
    assert client.post("/search/report/?q=受伤", MINE).status_code == 302


def test_an_engine_that_is_down_loses_nothing(site, mine, monkeypatch):
    def down(*args: object) -> None:
        raise EngineDown("gone")

    monkeypatch.setattr(site_engine(), "search", down)
    answer = mine.post("/search/report/?q=受伤", MINE)
    assert answer.status_code == 503
    assert MINE["question"] in answer.content.decode()


def test_what_no_document_can_hold_is_left_out(site, mine):
    Precedent.objects.filter(code="guide").update(summary="前\x0b后\x1f完")
    assert "前后完" in made(mine)


# large ones


def test_a_large_one_is_made_in_the_background_with_its_cap_said(site, mine, handler, monkeypatch):
    monkeypatch.setattr(reports, "AT_ONCE", 2)
    monkeypatch.setattr(reports, "MOST", 2)
    answer = mine.post("/search/report/?q=受伤", MINE | {"question": "张三的电话13812345678，算不算工伤"})
    job = Job.objects.get(kind=reports.KIND)
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert "13812345678" not in str(job.params)
    assert mine.post("/search/report/?q=受伤", MINE | {"question": "另一个"})["Location"] != answer["Location"]
    assert run_job(job.pk, now=clock.now) == Job.State.DONE
    job.refresh_from_db()
    with job.result.file.file.open() as kept:
        text = text_of(kept.read())
    assert "3 个案例；列入 2 个；没有列入 1 个" in text


def test_asked_twice_it_is_made_once(site, handler):
    asked = Asked(clock.today(), text="受伤")
    own = likeness.Own("问题", D(2024, 5, 1), {"trade": "TR-SCF"})
    first = reports.start_report(by=handler, asked=asked, own=own, now=clock.now())
    assert reports.start_report(by=handler, asked=asked, own=own, now=clock.now()) == first


def test_another_person_does_not_get_the_file(site, mine, handler, make_person, signed_in, monkeypatch):
    monkeypatch.setattr(reports, "AT_ONCE", 0)
    mine.post("/search/report/?q=受伤", MINE)
    job = Job.objects.get(kind=reports.KIND)
    run_job(job.pk, now=clock.now)
    other = signed_in(make_person("别人"))
    assert other.get(f"/jobs/{job.pk}/").status_code == 404
