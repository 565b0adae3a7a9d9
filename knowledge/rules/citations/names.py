"""Names of laws: one canonical form for all ways of writing them, and what a name's end says about it."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from . import tables

_FOLD = str.maketrans("（）〈〉《》〔〕［］【】０１２３４５６７８９　－", "()<><>[][][]0123456789 -")
_NOISE = re.compile(r"[ \t\n()<>“”\"‘’'·•*\x00]+")
COUNTRY = "中华人民共和国"
_ISSUERS = re.compile(
    r"^(?:最高人民法院[、,]?(?:最高人民检察院)?|最高人民检察院|国务院|人力资源和?社会保障部|劳动和社会保障部|劳动部|住房和城乡建设部|应急管理部)(?=关于)"
)
_BOOK = re.compile(r"(?:总则|物权|合同|人格权|婚姻家庭|继承|侵权责任)编?$|附则$")


class NameKind(Enum):
    """What a name in 《》 can be when the library does not know it."""

    LAW = "law"
    CONTRACT = "contract"
    OTHER = "other"


def fold(text: str) -> str:
    """Full-width brackets, digits and spaces as ASCII; every character stays one character."""
    return text.translate(_FOLD)


@lru_cache(maxsize=8192)
def canonical(name: str) -> str:
    """《中华人民共和国工会法》, 工会法 and < 工会法 > alike; 解释（一） and 解释一 alike."""
    return _NOISE.sub("", fold(name)).replace(COUNTRY, "")


def without_issuer(name: str) -> str:
    """国务院关于…的规定 as 关于…的规定."""
    return _ISSUERS.sub("", name)


def without_book(name: str) -> str:
    """民法典侵权责任编 as 民法典."""
    return _BOOK.sub("", name) if name.startswith("民法典") else name


def without_year(name: str) -> str:
    """劳动法(2018年修正) as 劳动法: a note of the edition is no part of the name."""
    return tables.pattern("title", "trailing_year").sub("", fold(name))


def variants(name: str) -> set[str]:
    """Canonical forms under which a full title may be met."""
    full = canonical(name)
    found = {full, without_issuer(full)}
    for form in list(found):
        found.add(form.removesuffix("试行").removesuffix("暂行"))
    return {form for form in found if len(form) > 1}


@lru_cache(maxsize=8192)
def kind_of(name: str) -> NameKind:
    """Judged by its end alone: for names that the library does not hold."""
    plain = canonical(without_year(name))
    if any(word in plain for word in tables.words("internal")) and plain.endswith(tables.words("internal_ends")):
        return NameKind.CONTRACT
    if plain.endswith(tables.words("treaty_ends")) and any(word in plain for word in tables.words("treaty")):
        return NameKind.LAW
    if plain.endswith(tables.words("contract_ends")):
        return NameKind.CONTRACT
    return NameKind.LAW if plain.endswith(tables.words("law_ends")) else NameKind.OTHER


_ORDER = re.compile(r"(?:中华人民共和国)?([\u4e00-\u9fa5]{2,20})令\s*\(?第?\s*(\d{1,4})\s*号")
_NUMBER = re.compile(r"([\u4e00-\u9fa5]{1,14})\s*[\[(<]\s*(\d{4})\s*[\])>]\s*第?\s*(\d{1,5})\s*号")


def document_key(prefix: str, year: str, number: str) -> str:
    """法释, 2020, 26 as 法释[2020]26; an order of the State Council has no year: 国务院令[]375."""
    return f"{canonical(prefix)}[{year}]{int(number)}"


def document_keys(text: str) -> set[str]:
    """Every document number that stands in a note such as 国务院令第375号公布，第586号修订."""
    folded = fold(text)
    keys = {document_key(m[1], m[2], m[3]) for m in _NUMBER.finditer(folded)}
    for order in _ORDER.finditer(folded):
        keys.add(document_key(order[1] + "令", "", order[2]))
        for later in re.finditer(r"(?<!令)第(\d{1,4})号", folded[order.end() :]):
            keys.add(document_key(order[1] + "令", "", later[1]))
    return keys


def year_of(name: str) -> int:
    """2018 in 劳动法（2018年修正）; 0 when none is written."""
    found = re.search(r"\((\d{4})年?[^()]{0,8}\)$", fold(name))
    return int(found[1]) if found else 0
