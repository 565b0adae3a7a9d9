"""Numbers of identity documents: bringing them to one form, and saying what is wrong with them.

Resident ID: GB 11643-1999, eighteen characters with the check character of ISO 7064 MOD 11-2; fifteen digits before.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

RESIDENT_ID = "resident_id"
PASSPORT = "passport"
HMT_PERMIT = "hmt_permit"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)
_HMT_PROVINCES = ("81", "82", "83")
_SEPARATORS = re.compile(r"[\s\-‐-―－()（）·.]+")
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{5,20}")
_PERMIT = re.compile(r"[HM]\d{8}(?:\d{2})?|\d{8}|\d{10}[A-Z]?")


def is_possible_region(two: str) -> bool:
    """Whether a resident ID may begin with these two digits."""
    return two in _PROVINCES


def check_character(seventeen: str) -> str:
    """The eighteenth character for seventeen digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(seventeen, _WEIGHTS, strict=True)) % 11]


def normalise(kind: str, raw: str) -> str:
    """One form for matching: half-width, upper case, no separators; a fifteen-digit resident ID becomes eighteen."""
    text = _SEPARATORS.sub("", unicodedata.normalize("NFKC", raw)).upper()
    if kind == RESIDENT_ID and re.fullmatch(r"[0-9]{15}", text):
        seventeen = f"{text[:6]}19{text[6:]}"
        return seventeen + check_character(seventeen)
    return text


def problem(kind: str, raw: str, *, today: datetime.date) -> str:
    """What is wrong with the number, for the person who typed it; empty when it may be a real one."""
    number = normalise(kind, raw)
    if kind == RESIDENT_ID:
        return _resident_problem(number, today)
    if kind == PASSPORT:
        return "" if number.isascii() and _PASSPORT.fullmatch(number) else "护照号码是 5 到 20 位字母和数字"
    if kind == HMT_PERMIT:
        if number.isascii() and (_PERMIT.fullmatch(number) or _is_residence_permit(number, today)):
            return ""
        return "通行证是 H 或 M 加 8 位数字，台胞证是 8 位数字，居住证是 18 位"
    return "请选择证件类型"


def _is_residence_permit(number: str, today: datetime.date) -> bool:
    """港澳台居民居住证 is built like a resident ID whose province is 81, 82 or 83."""
    return number.startswith(_HMT_PROVINCES) and not _resident_problem(number, today)


def _resident_problem(number: str, today: datetime.date) -> str:
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "身份证号码是 18 位（老证 15 位），最后一位可能是 X"
    if number[:2] not in _PROVINCES:
        return "身份证号码前两位不是地区代码，请核对"
    born = birth_date(number)
    if born is None or born > today or born.year < 1880:
        return "身份证号码里的出生日期不对，请核对"
    if check_character(number[:17]) != number[17]:
        return "身份证号码的校验位不对，请核对有没有输错"
    return ""


def birth_date(number: str) -> datetime.date | None:
    """The date inside a normalised eighteen-character ID; None when there is no such day."""
    try:
        return datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> str:
    """男 or 女 by the seventeenth digit of a normalised resident ID, odd for men; empty for any other number."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return ""
    return "男" if int(number[16]) % 2 else "女"
