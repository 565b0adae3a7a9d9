"""Which PINs are too easy: a shared phone means that the next person tries them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

LENGTH = 6

_COMMON = frozenset(
    {"112233", "123321", "520520", "521521", "147258", "159753", "159357", "147852", "258369", "100200"}
)


def problem(pin: str, *, known: Iterable[str] = ()) -> str:
    """What is wrong with a PIN, in words for its owner; empty when it may be used.

    `known` are numbers others know (phone, document): six digits found inside one of them are refused.
    """
    if not re.fullmatch(rf"[0-9]{{{LENGTH}}}", pin):
        return f"PIN 是 {LENGTH} 位数字"
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "PIN 太简单：不要用重复或连续的数字"
    if pin in _COMMON or pin[:2] * 3 == pin or pin[:3] * 2 == pin or len(set(pin)) <= 2:
        return "PIN 太简单：换一个不容易猜到的"
    if any(pin in number for number in known if number):
        return "PIN 不要用手机号或证件号里的数字"
    return ""
