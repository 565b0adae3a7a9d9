"""Cells as people fill them: numbers that should be texts, dates in ten spellings, names with spaces inside."""

from __future__ import annotations

import datetime
import re
import unicodedata

from .. import identity, masking
from .headers import Column

EPOCH, EPOCH_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_SERIALS = range(20_000, 80_000)
"""Excel's day numbers from 1954 to 2119; anything else that looks like a number is no date."""
OLDEST_YEAR = 1990
AHEAD = datetime.timedelta(days=366)

_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\u2060\ufeff]")
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_SPACE = re.compile(rf"(?<=[{_HAN}·])\s+|\s+(?=[{_HAN}·])")
_DOTS = re.compile(r"[•‧・･．.·∙⋅]")
_DATE = re.compile(r"(\d{4})\s*[-./年\s]\s*(\d{1,2})\s*[-./月\s]\s*(\d{1,2})\s*[日号]?(?:[T\s].*)?")
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
_MONTH = re.compile(r"\d{4}\s*[-./年]\s*\d{1,2}\s*月?")
_SHORT_YEAR = re.compile(r"\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*[日号]?")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")


def text_of(value: object) -> str:
    """The cell as a text: no invisible characters, 13800138000.0 without its tail, dates as 2026-03-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _INVISIBLE.sub("", str(value)).replace("　", " ").strip()


def read_name(value: object) -> str:
    """王　伟 is 王伟; John  Smith keeps one space; the dot inside a name has one spelling."""
    text = " ".join(text_of(value).split())
    text = _HAN_SPACE.sub("", text)
    return _DOTS.sub("·", text) if re.search(f"[{_HAN}]", text) else text


def same_name(one: str, other: str) -> bool:
    """Whether two spellings mean one name: spaces, dots, full width and case do not count."""
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """Equal for all spellings of one name."""
    return re.sub(r"[\s·•‧・･.∙⋅]+", "", unicodedata.normalize("NFKC", name)).casefold()


def read_date(value: object, *, today: datetime.date, from_1904: bool = False) -> tuple[datetime.date | None, str]:
    """The date in a cell and "", or None and what is wrong with it; an empty cell is None and ""."""
    if isinstance(value, datetime.datetime):
        return _sensible(value.date(), today)
    if isinstance(value, datetime.date):
        return _sensible(value, today)
    text = unicodedata.normalize("NFKC", text_of(value))
    if not text or text in {"-", "/", "—", "无", "至今", "在场"}:
        return None, ""
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and int(float(text)) in _SERIALS:
        return _sensible((EPOCH_1904 if from_1904 else EPOCH) + datetime.timedelta(days=int(float(text))), today)
    found = _DATE.fullmatch(text) or _SOLID.fullmatch(text)
    if not found:
        return None, _no_date(text)
    try:
        day = datetime.date(*(int(part) for part in found.groups()))
    except ValueError:
        return None, "没有这一天，请核对月份和日子"
    return _sensible(day, today)


def _no_date(text: str) -> str:
    if _MONTH.fullmatch(text):
        return "日期缺了哪一日，写成 2026-03-01 这样"
    if _SHORT_YEAR.fullmatch(text):
        return "年份要写四位，如 2026-03-01"
    return "看不懂这个日期，写成 2026-03-01 这样"


def _sensible(day: datetime.date, today: datetime.date) -> tuple[datetime.date | None, str]:
    if day.year < OLDEST_YEAR:
        return None, "日期太早，请核对年份"
    if day > today + AHEAD:
        return None, "日期在一年以后，请核对年份"
    return day, ""


def spoilt_number(value: object) -> bool:
    """A document number that a spreadsheet kept as a number: it has lost all after the fifteenth digit."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return abs(value) >= 1e15
    return bool(_SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", text_of(value))))


_KINDS = {
    identity.RESIDENT_ID: ("居民身份证", "身份证", "二代身份证", "第二代身份证", "第二代居民身份证", "中国居民身份证"),
    identity.PASSPORT: ("护照", "外国护照", "中国护照", "普通护照", "因私护照"),
    identity.HMT_PERMIT: (
        "港澳台居民通行证居住证", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "港澳台居民居住证", "港澳通行证",
        "港澳居民居住证", "台湾居民居住证", "回乡证", "台胞证", "台湾通行证", "通行证", "港澳台通行证",
        "港澳台居民通行证", "港澳居民通行证", "台湾居民通行证",
    ),
}  # fmt: skip
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}


def read_kind(value: object) -> str | None:
    """The kind of document; a resident ID when the cell is empty, None when it names another."""
    text = re.sub(r"[\s()/、]+", "", unicodedata.normalize("NFKC", text_of(value)))
    return _KIND_OF.get(text) if text else identity.RESIDENT_ID


def read_document(kind: str, value: object, *, today: datetime.date) -> tuple[str, str]:
    """The number in its one form and "", or "" and what is wrong with it."""
    text = text_of(value)
    if not text:
        return "", "没有填证件号码"
    if spoilt_number(value):
        return "", "号码被表格存成了数字，最后几位已经丢了：把这一列改成“文本”格式，再重新填"
    plain = re.sub(r"[\s'‘’`′]+", "", unicodedata.normalize("NFKC", text)).upper()
    if kind == identity.RESIDENT_ID and re.fullmatch(r"\d{15}", plain):
        return "", "15 位的老号码已经停用，请填现在证件上的 18 位号码"
    if kind == identity.RESIDENT_ID and len(plain) != 18 and re.fullmatch(r"[\dX]+", plain):
        return "", f"身份证号码应当是 18 位，这里是 {len(plain)} 位"
    wrong = identity.problem(kind, plain, today=today)
    if wrong and kind == identity.RESIDENT_ID and re.match(r"[A-WYZ]", plain):
        return "", "这不像身份证号码；护照、通行证要在“证件类型”一列写明"
    return ("", wrong) if wrong else (identity.normalise(kind, plain), "")


def masked_value(column: Column, text: str) -> str:
    """What of a cell may be shown beside its error: enough to find it again, not enough to use it."""
    plain = " ".join(text.split())
    if column is Column.NAME:
        return masking.masked_name(plain[:60])
    if column in {Column.DOCUMENT, Column.PHONE}:
        return masking.masked_document(plain[:30])
    return masking.masked_log(plain[:30])
