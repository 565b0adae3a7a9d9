"""The page on which anybody checks citations."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from portal.models import Attachment
from tests.knowledge.factories import make_regulation, make_version
from tests.knowledge.statutes import document

pytestmark = pytest.mark.django_db
WRONG = "《脚手架测试条例》第一条规定：“架子搭好以后五日内验收。”又见《脚手架测试条例》第九条。"


@pytest.fixture(autouse=True)
def _law():
    make_version(make_regulation(), datetime.date(2010, 1, 1), {"1": "架子搭好以后三日内验收。", "2": "签字的人负责。"})


def test_the_form_sets_no_cookie_and_is_not_kept(client):
    response = client.get("/check/")
    assert response.status_code == 200
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_a_text_is_judged(client):
    html = client.post("/check/", {"text": WRONG, "on": "2024-05-01"}).content.decode()
    assert "2 处引用，2 处要看" in html
    assert "<del>五日</del>" in html or "<del>五</del>" in html
    assert "没有第九条" in html
    assert 'href="/law/ceshi/1/?on=2024-05-01"' in html


def test_a_text_without_citations_is_said(client):
    assert "没有找到法条引用" in client.post("/check/", {"text": "今天下雨，停工。"}).content.decode()


@pytest.mark.parametrize("make", [lambda: document(WRONG), lambda: WRONG.encode(), lambda: f"# 题\n{WRONG}".encode()])
def test_a_file_is_judged_and_not_kept(client, make):
    file = SimpleUploadedFile("稿子.docx", make())
    html = client.post("/check/", {"file": file}).content.decode()
    assert "2 处引用，2 处要看" in html
    assert not Attachment.objects.exists()


def test_a_pdf_with_text_is_judged(client, tmp_path):
    sheet = tmp_path / "a.typ"
    sheet.write_text(f'#set text(font: "Noto Sans CJK SC")\n{WRONG}', encoding="utf8")
    file = SimpleUploadedFile("稿子.pdf", pdf_of(sheet))
    assert "2 处引用，2 处要看" in client.post("/check/", {"file": file}).content.decode()


WHOLE = (
    "关于架子的说明",
    "《脚手架测试条例》第一条规定：“架子搭好以后五日内验收。”验收的人按第二条签字。",
    "没有的是《脚手架测试条例》第九条；没有入库的是《某某没有入库的办法》第三条。",
    "《脚手架测试条例》第二条：“签字的人负责。”",
)


def test_the_same_words_are_judged_alike_however_they_come(client, tmp_path):
    sheet = tmp_path / "a.typ"
    sheet.write_text('#set text(font: "Noto Sans CJK SC")\n' + "\n\n".join(WHOLE), encoding="utf8")
    files = {
        "a.docx": document(*WHOLE),
        "a.pdf": pdf_of(sheet),
        "a.md": ("# " + "\n\n".join(WHOLE)).replace("第九条", "**第九条**").encode(),
        "a.txt": "\r\n".join(WHOLE).encode("gb18030"),
    }
    pasted = findings(client.post("/check/", {"text": "\n".join(WHOLE)}))
    assert [one[0] for one in pasted] == ["misquoted", "right", "missing", "unjudged", "right"]
    for name, data in files.items():
        assert findings(client.post("/check/", {"file": SimpleUploadedFile(name, data)})) == pasted, name


def findings(response):
    """What is said of each citation, wherever it stands."""
    return [
        (one.verdict, one.raw, one.code, one.key, one.reason, [quote.found for quote in one.quotes])
        for one in (row.finding for row in response.context["report"].rows)
    ]


def pdf_of(sheet):
    import typst

    return typst.compile(str(sheet))


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "还没有要核验的文字"),
        ({"text": "《甲法》第一条", "on": "昨天"}, "日期要写成"),
        ({"text": "字" * 400_001}, "40 万字"),
        ({"file": ("a.pdf", b"%PDF-1.4 nothing")}, "打不开"),
        ({"file": ("a.txt", b"x" * (2 * 1024 * 1024 + 1))}, "超过 2 MB"),
        ({"file": ("a.docx", b"PK\x03\x04 nothing")}, "不是完整的 DOCX"),
    ],
)
def test_what_cannot_be_checked_is_said_beside_its_field(client, form, says):
    data = {k: SimpleUploadedFile(*v) if isinstance(v, tuple) else v for k, v in form.items()}
    response = client.post("/check/", data)
    assert response.status_code == 422
    assert says in response.content.decode()


def test_nothing_typed_is_lost_and_nothing_runs(client):
    typed = "<script>alert(1)</script>《脚手架测试条例》第九条"
    html = client.post("/check/", {"text": typed, "on": "昨天"}).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    html = client.post("/check/", {"text": typed}).content.decode()
    assert "<script>alert" not in html


def test_the_report_as_a_document_says_the_same(client):
    response = client.post("/check/", {"text": WRONG, "as": "docx"})
    words = "\n".join(p.text for p in Document(io.BytesIO(response.content)).paragraphs)
    assert "2 处引用" in words
    assert "没有这一条" in words
    assert "引文有出入" in words
    assert "架子搭好以后【" in words


def test_too_many_are_put_off(client):
    for _ in range(20):
        assert client.post("/check/", {"text": "《脚手架测试条例》第一条"}).status_code == 200
    response = client.post("/check/", {"text": "《脚手架测试条例》第二条"})
    assert response.status_code == 429
    assert "《脚手架测试条例》第二条" in response.content.decode()
