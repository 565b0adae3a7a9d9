"""Letters as strangers send them: any charset, nested, broken, from robots."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.letters import LONGEST_TEXT, MOST_FILES, read_letter


def letter(text="工资三个月没发。", **headers) -> EmailMessage:
    made = EmailMessage()
    facts = {"From": "王师傅 <wang@example.com>", "Subject": "欠薪", "Message-ID": "<1@example.com>"} | headers
    for name, value in facts.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def raw(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([b"From: wang@example.com", *headers, b"", body])


def test_a_plain_letter():
    found = read_letter(letter().as_bytes())
    assert (found.sender, found.subject, found.text) == ("wang@example.com", "欠薪", "工资三个月没发。")
    assert (found.identity, found.references, found.enclosed) == ("<1@example.com>", (), ())
    assert not found.automatic


@pytest.mark.parametrize(
    ("charset", "coded"),
    [
        (b"gb2312", "gb18030"),
        (b"GBK", "gb18030"),
        (b"big5", "big5"),
        (b"utf-8", "utf-8"),
        (b"", "utf-8"),
        (b"", "gb18030"),
        (b"x-unknown", "utf-8"),
        (b"us-ascii", "gb18030"),
        (b"rot13", "utf-8"),
        (b"hex", "utf-8"),
    ],
)
def test_charsets(charset, coded):
    body = "工地安全，人命大事".encode(coded)
    kind = b"Content-Type: text/plain; charset=" + charset if charset else b"Content-Type: text/plain"
    assert read_letter(raw(body, kind, b"Content-Transfer-Encoding: 8bit")).text == "工地安全，人命大事"


def test_a_subject_in_its_own_charset():
    subject = b"Subject: =?gb2312?B?" + __import__("base64").b64encode("欠薪".encode("gb2312")) + b"?="
    assert read_letter(raw(b"a", subject)).subject == "欠薪"


def test_broken_charset_loses_nothing_around_it():
    text = read_letter(raw("工资".encode() + b"\xff\xfe" + "没发".encode(), b"Content-Type: text/plain; charset=utf-8"))
    assert text.text
    assert read_letter(raw(b"a", b"Subject: =?utf-8?B?!!!?=")).text == "a"


def test_a_page_becomes_words():
    made = EmailMessage()
    made["From"] = "a@example.com"
    page = "<html><head><style>p{}</style></head><body><p>第一段</p><script>alert(1)</script>第二&lt;段</body>"
    made.set_content(page, subtype="html")
    assert read_letter(made.as_bytes()).text == "第一段\n第二<段"


def test_of_two_forms_the_plain_one_is_read():
    made = letter("纯文字")
    made.add_alternative("<p>网页</p>", subtype="html")
    assert read_letter(made.as_bytes()).text == "纯文字"


def test_files_come_along_with_clean_names():
    made = letter()
    made.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="../../工地 照片.jpg")
    made.add_attachment("名单", filename="名单.txt")
    found = read_letter(made.as_bytes())
    assert [one.name for one in found.enclosed] == ["工地 照片.jpg", "名单.txt"]
    assert found.enclosed[0].content == b"\xff\xd8\xff"
    assert found.text == "工资三个月没发。"


def test_what_lies_in_a_forwarded_letter_is_found():
    inner = letter("里面的话", Subject="原信")
    inner.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    outer = MIMEMultipart()
    outer["From"] = "b@example.com"
    outer.attach(MIMEText("外面的话", "plain", "utf-8"))
    outer.attach(MIMEMessage(inner))
    found = read_letter(outer.as_bytes())
    assert "外面的话" in found.text
    assert "里面的话" in found.text
    assert [one.name for one in found.enclosed] == ["a.pdf"]


def test_endless_nesting_ends():
    made: MIMEMultipart | MIMEText = MIMEText("最里面", "plain", "utf-8")
    for _ in range(60):
        outer = MIMEMultipart()
        outer.attach(made)
        made = outer
    found = read_letter(made.as_bytes())
    assert (found.text, found.left_out) == ("", 1)


def test_too_many_files_are_counted():
    made = letter()
    for number in range(MOST_FILES + 3):
        made.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
    found = read_letter(made.as_bytes())
    assert (len(found.enclosed), found.left_out) == (MOST_FILES, 3)


def test_threads():
    found = read_letter(letter(In_Reply_To="<3@x>", References="<1@x> <2@x> <3@x>").as_bytes())
    assert found.references == ("<3@x>", "<2@x>", "<1@x>")


@pytest.mark.parametrize(
    "quote",
    [
        "> 原来的话",
        "-----原始邮件-----",
        "在 2026年11月28日，明白 <a@b.c> 写道：",
        "On Sat, Nov 28, 2026 at 8:00 X wrote:",
        "发件人: 明白",
    ],
)
def test_what_is_quoted_is_not_said_again(quote):
    found = read_letter(letter(f"还想问一句\n\n{quote}\n> 您好").as_bytes())
    assert found.said == "还想问一句"
    assert "您好" in found.text


def test_only_quoted_is_kept():
    assert read_letter(letter("> 全是引用").as_bytes()).said == "> 全是引用"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<list.example.com>"},
        {"From": "MAILER-DAEMON@example.com"},
        {"From": "nobody"},
        {"From": "noreply@example.com"},
    ],
)
def test_robots_are_known(headers):
    assert read_letter(letter(**headers).as_bytes()).automatic


def test_without_an_identity_the_same_bytes_are_the_same_letter():
    assert read_letter(raw(b"a")).identity == read_letter(raw(b"a")).identity != read_letter(raw(b"b")).identity


def test_a_million_characters_are_cut():
    assert len(read_letter(letter("长" * 1_000_000).as_bytes()).text) == LONGEST_TEXT


def test_a_sender_is_an_address_alone():
    assert read_letter(raw(b"a", b"X: y").replace(b"wang@example.com", b'"a@b" <c@d.e>')).sender == "c@d.e"
    assert read_letter(b"From: a@b.c\r\n\tBcc: x@y.z\r\n\r\na").sender in {"", "a@b.c"}


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_letter(content):
    assert read_letter(content).identity


@given(
    st.lists(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=x",
                b"--x",
                b"--x--",
                b"",
                b"\xff",
                b"Content-Transfer-Encoding: base64",
                b"Content-Type: text/plain; charset=\xff",
                b"=?x?Q?=",
                b"Subject: =?gb2312?B?/?=",
                b"From: <",
                b"a",
            ]
        ),
        max_size=30,
    )
)
def test_any_order_of_parts_is_a_letter(lines):
    assert read_letter(b"\r\n".join(lines)).identity


NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))


@pytest.mark.parametrize(
    "hostile",
    [
        b"From: " + b"(" * 5000 + b"\r\n\r\na",
        b"From: " + b"a:" * 20000 + b"\r\n\r\na",
        NESTED + b"a",
        b"Content-Type: message/rfc822\r\n\r\n" * 5000 + b"a",
    ],
    ids=["comments", "groups", "parts", "letters"],
)
def test_nesting_of_thousands_is_a_letter_too(hostile):
    found = read_letter(hostile)
    assert found.identity
    assert found.automatic


@pytest.mark.parametrize("piece", [b"<", b"<br ", b"<script "])
def test_a_page_of_open_brackets_is_read_in_one_go(piece):
    """Read in squares it would take hours."""
    found = read_letter(raw(piece * 1_000_000, b"Content-Type: text/html"))
    assert len(found.text) <= LONGEST_TEXT


def test_a_subject_without_end_is_cut_before_it_is_read():
    assert len(read_letter(raw(b"a", b"Subject: " + b"=?utf-8?q?a?= " * 500_000)).subject) == 300


def test_signs_that_no_database_keeps_name_no_letter():
    found = read_letter(b"From: a\x00@b.c\r\nMessage-ID: <a\x00b@x>\r\n\r\na")
    assert "\x00" not in found.identity + found.sender
    assert found.identity.endswith("@no-id>")
