"""Chinese numerals and article numbers, both ways."""

from __future__ import annotations

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def to_int(text: str) -> int:
    """`一千二百六十`, `一二六〇`, `1260` or `１２６０` as 1260. Raises ValueError for anything else."""
    text = text.translate(_FULL_WIDTH)
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(c not in DIGITS and c not in UNITS for c in text):
        raise ValueError(f"not a numeral: {text!r}")
    if not any(c in UNITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = unit = 0
    for c in text:
        if c in DIGITS:
            unit = DIGITS[c]
        else:
            total, unit = total + (unit or 1) * UNITS[c], 0
    return total + unit


def to_chinese(number: int) -> str:
    """276 as 二百七十六. Raises ValueError outside 0–9999."""
    if not 0 <= number <= 9999:
        raise ValueError(f"outside 0–9999: {number}")
    if number == 0:
        return "零"
    out, zero = "", False
    for value, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            out += ("零" if zero else "") + "零一二三四五六七八九"[digit] + name
            zero = False
        elif out and number:
            zero = True
    return out.removeprefix("一") if out.startswith("一十") else out


def article_key(number: int, sub: int = 0) -> str:
    """(276, 1) as `276-1`, (17, 0) as `17`."""
    return f"{number}-{sub}" if sub else str(number)


def parse_article_key(key: str) -> tuple[int, int]:
    """`276-1` as (276, 1). Raises ValueError."""
    number, _, sub = key.partition("-")
    return int(number), int(sub) if sub else 0


def article_label(number: int, sub: int = 0) -> str:
    """第二百七十六条之一"""
    return f"第{to_chinese(number)}条" + (f"之{to_chinese(sub)}" if sub else "")


def article_short_label(number: int, sub: int = 0) -> str:
    """第276条之一"""
    return f"第{number}条" + (f"之{to_chinese(sub)}" if sub else "")
