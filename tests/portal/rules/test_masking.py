"""What a log line or a shared screen may show."""

from __future__ import annotations

import pytest

from portal.rules import masking


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call 13800138000 now", "call [电话] now"),
        ("+86 138 0013 8000", "[电话]"),
        ("id=11010519491231002X;", "id=[证件号];"),
        ("110105491231002", "[证件号]"),
        ("case 2024123456789", "case 2024123456789"),
        ("第17条 2010年", "第17条 2010年"),
    ],
)
def test_log_lines(text: str, masked: str) -> None:
    assert masking.masked_log(text) == masked


@pytest.mark.parametrize(
    ("name", "masked"), [("王建国", "王**"), ("李四", "李*"), ("王", "王*"), ("示例·王师傅", "示例·王**"), ("", "")]
)
def test_names(name: str, masked: str) -> None:
    assert masking.masked_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110****002X"),
        ("E12345678", "E****678"),
        ("H12345678", "H****678"),
        ("123", "****"),
        ("", ""),
    ],
)
def test_documents(number: str, masked: str) -> None:
    assert masking.masked_document(number) == masked
