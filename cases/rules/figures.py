"""Amounts as people say them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def spoken_yuan(amount: Decimal | int | None) -> str:
    """316000 → 31.6 万元, 8000 → 8000 元, nothing → ''. Rounded half up to one decimal of 万."""
    if amount is None:
        return ""
    yuan = Decimal(amount)
    if yuan < 10_000:
        return f"{_plain(yuan.quantize(Decimal('0.01'), ROUND_HALF_UP))} 元"
    return f"{_plain((yuan / 10_000).quantize(Decimal('0.1'), ROUND_HALF_UP))} 万元"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
