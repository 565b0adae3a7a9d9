"""Amounts in Chinese capitals (大写), as agreements, receipts and claims write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEPS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万")
MOST = Decimal("9999999999999999.99")


def capital_yuan(amount: Decimal | int) -> str:
    """1130040 → 人民币壹佰壹拾叁万零肆拾元整; 8000.5 → 人民币捌仟元伍角整.

    By 支付结算办法附件一: one 零 for a row of noughts inside (none before 仟 when only 万 is nought: both are
    allowed), 整 after 元 or 角, none after 分. Rounded half up to a
    fen. ValueError below 0 or above MOST.
    """
    yuan = Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if not 0 <= yuan <= MOST:
        raise ValueError("no amount to write in capitals")
    whole = int(yuan)
    jiao, fen = divmod(int((yuan - whole) * 100), 10)
    text = f"{_whole(whole)}元" if whole else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif fen and whole:
        text += "零"
    if fen:
        return f"人民币{text}{_DIGITS[fen]}分"
    return f"人民币{text or '零元'}整"


def _whole(number: int) -> str:
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = True
            # 壹万亿 keeps its 亿 when the group of 亿 itself is empty.
            if place == 2 and len(groups) == 4:
                text += "亿"
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group(group) + _GROUPS[place]
        gap = False
    return text


def _group(number: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _STEPS[place]
        gap = False
    return text
