"""Judge citations against a small library in our own words."""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from collections.abc import Mapping

import pytest

from knowledge.rules.checking import Report, Struck, Successor, Verdict, check, ended_by, quoting, sources, wording
from knowledge.rules.checking.endings import Ending, titles_ended
from knowledge.rules.citations import Library, link
from knowledge.rules.official_text import SourceError

TODAY = datetime.date(2026, 6, 1)
OLD, NEW, COMING = datetime.date(2010, 1, 1), datetime.date(2021, 9, 1), datetime.date(2027, 1, 1)
ITEMS = (
    "架子工有下列情形之一的，应当停止作业：\n（一）风力达到六级以上的；\n（二）连墙件缺失的；\n（三）没有系安全带的。\n"
    "停止作业期间，工资照发。"
)
THEN = {
    "1": "为了保护架子工，制定本条例。",
    "2": "架子工应当持证上岗，用人单位不得安排未取得证件的人员登高作业。",
    "3": "脚手架搭设完成后，项目经理应当在三日内组织验收。",
    "4": ITEMS,
    "5": "违反本条例第三条规定的，处一万元以上三万元以下罚款。",
    "6": "本条例自2010年1月1日起施行。《登高作业暂行规定》同时废止。",
}
NOW = THEN | {
    "3": "脚手架搭设完成后，项目经理应当在二日内组织验收，验收合格的方可使用。",
    "5": "用人单位应当为架子工缴纳意外伤害保险。",
    "6": THEN["5"],
    "7": "本条例自2021年9月1日起施行。",
}
IDS_THEN = {key: int(key) for key in THEN}
IDS_NOW = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 50, "6": 5, "7": 6}
LIBRARY = Library.from_plain(
    [
        {
            "id": 1, "code": "jjg", "title": "架子工测试条例", "short_title": "架子工条例",
            "versions": [
                {"id": 11, "published_on": OLD, "effective_on": OLD, "articles": IDS_THEN},
                {"id": 12, "published_on": NEW, "effective_on": NEW, "articles": IDS_NOW},
            ],
        },
        {
            "id": 2, "code": "dg", "title": "登高作业暂行规定", "short_title": "登高作业暂行规定",
            "versions": [
                {"id": 21, "published_on": datetime.date(2001, 1, 1), "effective_on": datetime.date(2001, 1, 1),
                 "articles": {"1": 201, "2": 202}},
            ],
        },
        {
            "id": 3, "code": "jz", "title": "脚手架质量测试办法", "short_title": "脚手架质量测试办法",
            "versions": [
                {"id": 31, "published_on": OLD, "effective_on": OLD, "ended_on": NEW, "articles": {"1": 301}},
            ],
        },
    ]
)  # fmt: skip
ENDED = ended_by(Ending(text, Successor("架子工测试条例", "jjg", OLD)) for text in THEN.values())


class Held:
    """The texts above, by version."""

    rows: Mapping[int, Mapping[str, str]] = {11: THEN, 12: NOW, 21: {"1": "登高要小心。"}, 31: {"1": "钢管不得锈蚀。"}}

    def of(self, version: int, key: str) -> str:
        return self.rows.get(version, {}).get(key, "")

    def all(self, version: int) -> Mapping[str, str]:
        return self.rows.get(version, {})


def judged(text: str, on: datetime.date = TODAY, struck: Mapping[int, list[Struck]] | None = None) -> Report:
    links = link(text, LIBRARY, on, today=TODAY)
    return check(text, links, LIBRARY, Held(), on=on, today=TODAY, ended=ENDED, struck=struck or {})


def verdicts(text: str, on: datetime.date = TODAY) -> list[Verdict]:
    return [finding.verdict for finding in judged(text, on).findings]


BEFORE = datetime.date(2015, 5, 1)


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("根据《架子工测试条例》第二条的规定，应当持证。", TODAY, Verdict.RIGHT),
        ("《架子工测试条例》第二条规定：“架子工应当持证上岗”", TODAY, Verdict.RIGHT),
        ('《架子工测试条例》第二条规定:"架子工应当持证上岗,用人单位不得安排未取得证件的人员"', TODAY, Verdict.RIGHT),
        ("《架子工测试条例》第四条第（二）项：“连墙件缺失的”", TODAY, Verdict.RIGHT),
        ("《架子工测试条例》第四条：“有下列情形之一的，应当停止作业：（三）没有系安全带的”", TODAY, Verdict.RIGHT),
        ("《架子工测试条例》第四条规定：“架子工有下列情形之一的，……（二）连墙件缺失的”", TODAY, Verdict.RIGHT),
        ("《架子工测试条例》第四条第二款", TODAY, Verdict.RIGHT),
        ("“停止作业期间，工资照发”（《架子工测试条例》第四条）", TODAY, Verdict.RIGHT),
        ("第二条说的“持证人”按《架子工测试条例》第二条规定的“上岗”理解", TODAY, Verdict.RIGHT),
        ("《架子工测试条例》第八条", TODAY, Verdict.MISSING),
        ("《架子工测试条例》第四条第三款", TODAY, Verdict.MISSING),
        ("《架子工测试条例》第四条第（五）项", TODAY, Verdict.MISSING),
        ("《架子工测试条例》第七条", BEFORE, Verdict.MISSING),
        ("《登高作业暂行规定》第一条", TODAY, Verdict.REPEALED),
        ("《脚手架质量测试办法》第一条", TODAY, Verdict.REPEALED),
        ("《脚手架质量测试办法》第一条", BEFORE, Verdict.REPEALED),
        ("《中华人民共和国合同法》第五十二条", TODAY, Verdict.REPEALED),
        ("《架子工测试条例》第三条", BEFORE, Verdict.CHANGED),
        ("《架子工测试条例》第五条", BEFORE, Verdict.CHANGED),
        ("《架子工测试条例》第二条", BEFORE, Verdict.RIGHT),
        ("《架子工测试条例》第三条规定：“项目经理应当在三日内组织验收”", TODAY, Verdict.CHANGED),
        ("《架子工测试条例》第三条规定：“项目经理应当在三日内组织验收”", BEFORE, Verdict.CHANGED),
        ("《架子工测试条例》第二条规定：“架子工必须持证上岗”", TODAY, Verdict.MISQUOTED),
        ("《架子工测试条例》第二条规定：“用人单位不得安排取得证件的人员登高作业”", TODAY, Verdict.MISQUOTED),
        ("《架子工测试条例》第四条第（一）项：“风力达到五级以上的”", TODAY, Verdict.MISQUOTED),
        ("“停止作业期间，工资减半”（《架子工测试条例》第四条）", TODAY, Verdict.MISQUOTED),
        ("《架子工测试条例》第二条规定，架子工可以持证上岗，用人单位不得安排未取得证件的。", TODAY, Verdict.MISQUOTED),
        ("《架子工测试条例》第二条规定，架子工应当持证，用人单位不得安排未取得证件的人员登高。", TODAY, Verdict.RIGHT),
        ("《架子工测试条例》第三条规定：项目经理应当在三日内组织验收。本院支持。", BEFORE, Verdict.CHANGED),
        ("《从来没有过的测试办法》第三条", TODAY, Verdict.UNJUDGED),
        ("《架子工测试条例》第二条讲到上岗时，要求“用人单位可以安排未取得证件的人员登高”", TODAY, Verdict.MISQUOTED),
        ("《架子工测试条例》第二条写明，他们“不得安排未取得证件的人员登高作业”", TODAY, Verdict.RIGHT),
        ("《架子工测试条例》第二条大家都懂，老张说“今天风大，谁都不要上去”", TODAY, Verdict.RIGHT),
        ("老板常念：“停止作业期间，工资减半照发。”他说这是《架子工测试条例》第四条", TODAY, Verdict.MISQUOTED),
        ("《架子工测试条例》第五条早有话：“违反本条例第三条规定的，处一万元以上”", TODAY, Verdict.CHANGED),
        ("《架子工测试条例》第五条说，谁违反了就处一万元以上三万元以下罚款。", TODAY, Verdict.CHANGED),
        ("《架子工测试条例》第五条说，单位要给架子工缴意外伤害保险。", TODAY, Verdict.RIGHT),
        ("先看《架子工测试条例》第二条；再看同一部条例的第八条", TODAY, Verdict.MISSING),
    ],
)  # fmt: skip
def test_each_kind_of_citation_is_judged(text, on, expected):
    assert verdicts(text, on)[-1] is expected


@pytest.mark.parametrize("text", ["《安置协议》第六条第一项约定", "《架子工测试条例》很长。模板第八条另有约定"])
def test_contracts_are_passed_over(text):
    assert [one for one in judged(text).findings if one.key] == []


def test_a_name_of_what_has_ended_is_not_its_successor_though_people_call_it_so():
    row = {"id": 1, "code": "nz", "title": "女职工测试规定", "aliases": ["女职工劳动保护规定"]}
    library = Library.from_plain([row | {"versions": [{"id": 11, "effective_on": OLD, "articles": {"8": 8}}]}])
    text = "《女职工劳动保护规定》第八条"
    links = link(text, library, TODAY, today=TODAY)
    assert links[0].code == "nz"
    report = check(text, links, library, Held(), on=TODAY, today=TODAY)
    assert [one.verdict for one in report.findings] == [Verdict.REPEALED]


def test_a_change_names_the_number_and_the_words_of_today():
    (finding,) = judged("《架子工测试条例》第五条", BEFORE).findings
    assert finding.replaced
    assert (finding.replaced.key, finding.replaced.code) == ("6", "jjg")
    assert "2021年9月1日起改为第六条" in finding.reason
    (changed,) = judged("《架子工测试条例》第三条", BEFORE).findings
    assert "".join(part.text for part in changed.old) == THEN["3"]
    assert "".join(part.text for part in changed.new) == NOW["3"]


def test_a_repealed_regulation_names_its_successor():
    (finding,) = judged("《登高作业暂行规定》第一条").findings
    assert finding.replaced
    assert finding.replaced.code == "jjg"
    assert "写的时候已经不是法律" in finding.reason


def test_words_of_another_article_are_placed():
    finding = judged(
        "《架子工测试条例》第一条规定：“架子工应当持证上岗，用人单位不得安排未取得证件的人员登高作业”"
    ).findings[0]
    assert finding.verdict is Verdict.MISQUOTED
    assert finding.notes == ("这些话在第二条里",)


def test_a_wrong_quotation_shows_what_differs():
    finding = judged("《架子工测试条例》第二条规定：“架子工必须持证上岗”").findings[0]
    marked = [part.text for part in finding.quotes[0].found.said if part.op == "insert"]
    official = [part.text for part in finding.quotes[0].found.official if part.op == "delete"]
    assert (marked, official) == (["必须"], ["应当"])


def test_what_a_quotation_cites_is_no_citation_of_the_text():
    found = judged("《架子工测试条例》第六条规定：“违反本条例第三条规定的，处一万元以上三万元以下罚款”").findings
    assert [(one.key, one.verdict) for one in found] == [("6", Verdict.RIGHT)]


def test_what_somebody_says_further_on_may_cite():
    found = judged("《架子工测试条例》第二条大家都懂，\n老张却说“按架子工测试条例第九条可以不戴帽子”").findings
    assert [(one.key, one.verdict) for one in found] == [("2", Verdict.RIGHT), ("9", Verdict.MISSING)]


def test_a_line_of_a_pdf_may_end_before_a_quotation():
    text = "《架子工测试条例》第二条写作\n“用人单位可以安排未取得证件的人员登高作业”，"
    assert verdicts(text) == [Verdict.MISQUOTED]


def test_a_list_is_answered_for_by_the_article_whose_words_they_are():
    found = judged("《架子工测试条例》第一条、第二条规定：“架子工应当持证上岗”").findings
    assert [one.verdict for one in found] == [Verdict.RIGHT, Verdict.RIGHT]


def test_a_quotation_belongs_to_one_citation():
    one = "《架子工测试条例》第二条规定：“架子工应当持证上岗”"
    other = "“停止作业期间，工资照发”（《架子工测试条例》第四条）"
    for between in ("\n", "，"):
        assert verdicts(one + between + other) == [Verdict.RIGHT, Verdict.RIGHT]


def test_a_quotation_further_on_is_not_held_against_the_next_citation_too():
    text = "《架子工测试条例》第三条，验收的期限“项目经理应当在二日内组织验收”，逾期的，见该条例第六条。"
    assert list(quoting.quotes_by_link(text, link(text, LIBRARY, TODAY, today=TODAY))) == [0]


def test_what_is_told_of_an_article_may_stand_before_it():
    text = "验收不急。搭完以后等上一阵子再验，是《架子工测试条例》第三条定的规矩。"
    [cited] = link(text, LIBRARY, TODAY, today=TODAY)
    assert quoting.told(text, cited) == "搭完以后等上一阵子再验，是定的规矩"
    text = "验收不急。《架子工测试条例》第三条说的是搭完以后等上一阵子再验。"
    [cited] = link(text, LIBRARY, TODAY, today=TODAY)
    assert quoting.told(text, cited) == "说的是搭完以后等上一阵子再验"


def test_few_words_are_enough_for_an_older_text_of_the_same_article():
    [found] = judged("《架子工测试条例》第三条写的是“三日内组织验收”。").findings
    assert found.verdict is Verdict.CHANGED
    assert found.replaced
    assert found.replaced.label == "第三条"


@pytest.mark.parametrize("word", ["经验", "教训", "规矩"])
def test_a_first_piece_of_something_is_no_article(word):
    found = judged(f"《架子工测试条例》第二条要背熟。师傅的第一条{word}是慢。").findings
    assert [one.label for one in found] == ["第二条"]


def test_a_part_that_ended_is_dead_only_where_it_is_cited():
    struck = {4: [Struck(1, 2, NEW)]}
    assert judged("《架子工测试条例》第四条第一款第（二）项", struck=struck).dead
    assert not judged("《架子工测试条例》第四条第一款第（一）项", struck=struck).dead


def test_counts_add_up():
    report = judged("《架子工测试条例》第二条、第八条；《登高作业暂行规定》第一条")
    assert sum(report.counts.values()) == len(report.findings) == 3
    assert [one.verdict for one in report.dead] == [Verdict.MISSING, Verdict.REPEALED]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("本法自公布之日起施行，《甲办法》、《乙规定》同时废止。", ["甲办法", "乙规定"]),
        ("《甲办法》第三条同时废止。", []),
        ("《甲办法》中与本规定不一致的，同时废止。", []),
        ("以前的规定废止。", []),
    ],
)
def test_titles_that_end_are_read(text, titles):
    assert titles_ended(text) == titles


def test_marks_and_width_never_count():
    assert wording.compare("架子工 应当持证上岗，用人单位", "架子工应当持证上岗;用人单位").same
    assert wording.compare("第二条　架子工应当持证上岗", THEN["2"]).same


def test_a_quotation_of_nothing_is_no_quotation():
    text = "《架子工测试条例》第二条规定：“”"
    assert wording.compare("", THEN["2"]).same or quoting.quotes_by_link(text, link(text, LIBRARY, TODAY)) == {}


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "空的"),
        ("a.txt", b"\0\1\2", "认不出"),
        ("a.pdf", b"%PDF-1.7 broken", "打不开"),
        ("a.doc", b"\xd0\xcf\x11\xe0 old", "另存为 .docx"),
        ("a.docx", packed("x.txt", b"x"), "不是 DOCX"),
        ("a.docx", packed("word/document.xml", b" " * 50_000_000), "展开后超过 10 MB"),
        ("a.txt", "字".encode() * 700_000, "超过 2 MB"),
        ("a.txt", "字".encode() * 400_001, "40 万字"),
        ("a.txt", "\u200b\u202e".encode(), "没有文字"),
    ],
)
def test_what_cannot_be_read_is_said(name, data, says):
    with pytest.raises(SourceError) as refused:
        sources.text_of(name, data)
    assert says in refused.value.what


def stream(data: bytes, facts: bytes = b"") -> bytes:
    coded = zlib.compress(data)
    head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(coded), facts)
    return head + b"\nstream\n" + coded + b"\nendstream"


def pdf(content: bytes, drawing: bytes = b"", letters: bytes = b"") -> bytes:
    """One page that may use /X, a drawing, with a font whose signs are told by `letters`."""
    resources = b"/Resources << /Font << /F 6 0 R >> /XObject << /X 5 0 R >> >>"
    things = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R %s >>" % resources,
        stream(content),
        stream(drawing, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>",
        stream(letters),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(things, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = b"xref\n0 8\n0000000000 65535 f \n" + table + b"trailer\n<< /Size 8 /Root 1 0 R >>\n"
    return out + start + b"startxref\n%d\n%%%%EOF" % len(out)


@pytest.mark.parametrize(
    "hostile",
    [
        pdf(b"0 0 m\n" * 1_500_000),
        pdf(b"/X Do\n" * 5_000, drawing=b"0 0 m\n" * 5_000),
        pdf(b"/X Do\n" * 50, drawing=b"/X Do\n" * 50),
        pdf(b"/F 1 Tf\n", letters=b"<01> <4e00>\n" * 200_000),
    ],
    ids=["much", "often", "itself", "letters"],
)
def test_a_small_pdf_that_unfolds_into_much_is_refused_before_it_is_gone_through(hostile):
    """Gone through it would take minutes to days."""
    assert len(hostile) < 100_000
    with pytest.raises(SourceError) as refused:
        sources.text_of("a.pdf", hostile)
    assert "太多" in refused.value.what


def test_a_pdf_with_a_drawing_used_twice_is_read():
    with pytest.raises(SourceError) as refused:
        sources.text_of("a.pdf", pdf(b"/X Do\n/X Do\n", drawing=b"0 0 m\n"))
    assert "文字层" in refused.value.what


def test_markdown_and_old_encodings_are_read():
    assert sources.text_of("a.md", "# 题\n\n- **《甲法》**第[一](x)条".encode()) == "题\n\n《甲法》第一条"
    assert sources.text_of("a.txt", "《甲法》第一条".encode("gb18030")) == "《甲法》第一条"


def test_lines_broken_by_the_width_of_a_page_are_joined():
    long = "根据某某条例的有关规定以及当时的情况，用人单位应当按照第"
    assert sources.joined(f"{long}\n三条办理\n\n完") == f"{long}三条办理\n\n完"
