"""What was found, and the text as finders read it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of personal data; the value is what stands in the grey block of a masked text."""

    NAME = "姓名"
    DOCUMENT = "证件号"
    PHONE = "电话"
    CARD = "银行卡号"
    ACCOUNT = "账号"
    PLATE = "车牌"
    ADDRESS = "住址"
    EMAIL = "邮箱"
    WECHAT = "微信号"
    EMPLOYER = "单位"
    PROJECT = "项目"
    DATE = "日期"


@dataclass(frozen=True)
class Found:
    """A stretch [start, end) of the text as given. `sure` is false where a person should look twice; `why` says why
    it was taken for personal data, `flag` what is odd about it (a wrong check digit)."""

    start: int
    end: int
    kind: Kind
    text: str
    why: str
    sure: bool = True
    flag: str = ""

    def overlaps(self, other: Found) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Folded:
    """A text with one character for each of the original's: full-width forms become half-width, letters stay.

    Zero-width and control characters become a space, so that they part nothing that is read.
    """

    raw: str
    text: str

    @classmethod
    def of(cls, raw: str) -> Folded:
        return cls(raw, "".join(map(_fold, raw)))

    def found(self, start: int, end: int, kind: Kind, why: str, *, sure: bool = True, flag: str = "") -> Found:
        return Found(start, end, kind, self.raw[start:end], why, sure, flag)


def _fold(char: str) -> str:
    if unicodedata.category(char) == "Cf":
        return " "
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char
