"""Numbers and addresses of the net: identity documents, phones, cards, plates, e-mail, WeChat.

Digits may be parted by single spaces, dashes or dots, as people type them. A resident ID whose check character is
wrong is still taken out, and flagged: a slip of the pen identifies as well as the right number does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..identity import check_character, is_possible_region
from .found import Folded, Found, Kind

_GAP = r"[ \t\-‐-―－.·_]?"
_LEFT, _RIGHT = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"


def _digits(low: int, high: int | None = None) -> str:
    """Digits with gaps between them."""
    return rf"\d(?:{_GAP}\d){{{low - 1},{(high or low) - 1}}}"


_RESIDENT = re.compile(rf"{_LEFT}{_digits(17)}{_GAP}[\dXx×]{_RIGHT}")
_OLD_RESIDENT = re.compile(rf"{_LEFT}{_digits(15)}{_RIGHT}")
_CUT_RESIDENT = re.compile(r"(?:身份证|证件)(?:号码?|编号)?[为是:：\s]{0,4}(\d[\d*Xx]{5,18})")
_PASSPORT = re.compile(
    rf"(?:护照|通行证|台胞证|居住证|证件)(?:号码?|编号)?[为是:：\s]{{0,4}}([A-Za-z]{{1,2}}\d{{6,9}}){_RIGHT}"
)
_LICENCE = re.compile(
    r"(?<!许可)(?<!登记)(?<!备案)(?<!产权)(?<!合格)(?<!使用)(?<!执照)(?:操作|资格|驾驶|执业|从业|上岗|居住|残疾人?|社保|退伍|军官|士兵|学生|工作|注册|岗位|考核合格)证"
    r"(?:号码?|编号)?[为是:：\s]{0,4}([A-Z]{0,4}[0-9]{6,20}[0-9Xx]?)(?![0-9A-Za-z])"
)
_RECORD = re.compile(
    r"(?:住院|病案|病历|门诊|就诊卡?|挂号|检查|影像)(?:编)?号码?[为是:：\s]{0,4}([A-Za-z]{0,3}[0-9]{5,14})(?![0-9A-Za-z])"
)
_MOBILE = re.compile(rf"(?<![0-9A-Za-z])(?:[(]?(?:\+|00)?86[)]?{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)")
_LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:(?:\+|00)86{_GAP})?[(]?0|(?:\+|00)86{_GAP}[(]?)(?:10|2\d|[3-9]\d{{2}})[)]?{_GAP}[2-8]\d{{2}}(?:\d?{_GAP}\d{{4}}|\d{_GAP}\d{{3}})"
    r"(?:(?:转|-|ext\.?)\s?\d{1,5})?(?!\d)"
)
_SERVICE = re.compile(rf"(?<!\d)(?:400|800){_GAP}\d{{3,4}}{_GAP}\d{{3,4}}(?!\d)")
_NAMED_PHONE = re.compile(
    r"(?:电话|座机|固话|手机|联系方式|传真|tel)[号码为是:：\s]{0,4}(\d{3,4}[- ]?\d{3,4}(?:[- ]?\d{2,4})?)(?!\d)", re.I
)
_ACCOUNT = re.compile(
    r"(?:银行卡|卡号|账号|账户|帐号|帐户|存折|工资卡|支付宝)(?:号码?)?[^0-9A-Za-z\n。；;，,]{0,8}"
    rf"({_digits(8, 30)}){_RIGHT}"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵黔粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][ ·.\-]?"
    r"[A-HJ-NP-Za-hj-np-z0-9]{4,6}[挂学警港澳]?(?![0-9A-Za-z])"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}\s?@\s?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9])"
)
_WECHAT = re.compile(
    r"(?:微信|薇信|威信|wechat|weixin|(?<![A-Za-z0-9])[vw]x(?![A-Za-z0-9_])|v信|加v|(?<![A-Za-z0-9_-])QQ|企鹅|绿泡泡)(?:号码?|账号|ID)?[为是叫:：\s“\"「]{0,4}([A-Za-z][A-Za-z0-9_-]{5,19}|\d{5,11})(?![A-Za-z0-9])",
    re.I,
)
_SAID_WECHAT = re.compile(
    r"(?:微信|薇信|威信|wechat|(?<![A-Za-z0-9])[vw]x(?![A-Za-z0-9_])|v信|加v|(?<![A-Za-z0-9_-])QQ|绿泡泡)(?:(?!编号|单号|流水|订单|版本|第)[^A-Za-z0-9\n。；;！？]){1,14}"
    r"(?=[A-Za-z0-9_-]*[0-9_-])([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9@.])"
    r"|(?<![A-Za-z0-9])(wxid_[a-z0-9]{6,24})(?![A-Za-z0-9])"
    r"|(?:账号|帐号|用户名|网名|昵称)[为是叫:：\s“\"「]{0,4}(?=[A-Za-z0-9_-]*[0-9_-])([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9@.])",
    re.I,
)
"""微信里叫 wang_1988 的人, 微信（liu-77aa）, 对方账号 liu-77aa: further away, and then with a digit or a dash in it."""
_SERIAL = re.compile(r"(?:备案|许可|合格|编|文书|流水|案|序列|出厂)(?:编)?号?(?:码|为|是)?[:：第\s]{0,3}$")
"""Before numbers of papers and machines, which are nobody's own."""
_RUN = re.compile(rf"{_LEFT}\d(?:{_GAP}{_GAP}\d){{15,80}}")
_DAY = re.compile(r"(?:19|20)\d{2}[-.年/]\d{1,2}[-.月/]\d{1,2}$")
_YEARS = range(1900, 2100)
_ISSUERS = ("3", "4", "5", "6", "9558")
"""How card numbers begin: the payment industries of ISO/IEC 7812, and the old cards of 工商银行."""


def find(text: Folded) -> Iterator[Found]:
    """Longest kinds first; what overlaps is settled by the caller, who keeps the earlier."""
    yield from _residents(text)
    yield from _cards(text)
    yield from _old_residents(text)
    yield from _emails(text)
    yield from _named(text, _WECHAT, Kind.WECHAT, "微信号、QQ 号")
    for match in _SAID_WECHAT.finditer(text.text):
        yield text.found(*match.span(match.lastindex or 1), Kind.WECHAT, "微信号、QQ 号")
    yield from _named(text, _PASSPORT, Kind.DOCUMENT, "护照、通行证号码")
    yield from _named(text, _RECORD, Kind.DOCUMENT, "医院的病历号")
    yield from _named(text, _LICENCE, Kind.DOCUMENT, "个人证书的号码")
    yield from _plain(text, _MOBILE, Kind.PHONE, "手机号码")
    yield from _plain(text, _LANDLINE, Kind.PHONE, "座机号码")
    yield from _plain(text, _SERVICE, Kind.PHONE, "400、800 电话")
    yield from (one for one in _named(text, _ACCOUNT, Kind.ACCOUNT, "写明是账号") if not _DAY.match(one.text))
    yield from _named(text, _NAMED_PHONE, Kind.PHONE, "写明是电话")
    yield from _plates(text)


def _residents(text: Folded) -> Iterator[Found]:
    for match in _RESIDENT.finditer(text.text):
        number = _bare(match.group())
        flag = "" if _is_right(number) else "校验位不对"
        if not flag or _could_be_born(number[6:14]):
            yield text.found(*match.span(), Kind.DOCUMENT, "18 位身份证号", flag=flag, sure=not flag)


def _old_residents(text: Folded) -> Iterator[Found]:
    for match in _OLD_RESIDENT.finditer(text.text):
        number = _bare(match.group())
        if (
            is_possible_region(number[:2])
            and _could_be_born("19" + number[6:12])
            and not _SERIAL.search(text.text, 0, match.start())
        ):
            yield text.found(*match.span(), Kind.DOCUMENT, "15 位老身份证号")
    for match in _CUT_RESIDENT.finditer(text.text):
        yield text.found(*match.span(1), Kind.DOCUMENT, "写明是证件号", sure=False, flag="位数不对")


def _bare(digits: str) -> str:
    return re.sub(r"[^0-9X]", "", digits.upper().replace("×", "X"))


def _is_right(number: str) -> bool:
    return (
        is_possible_region(number[:2]) and _could_be_born(number[6:14]) and check_character(number[:17]) == number[17]
    )


def _could_be_born(day: str) -> bool:
    return int(day[:4]) in _YEARS and 1 <= int(day[4:6]) <= 12 and 1 <= int(day[6:8]) <= 31


def _emails(text: Folded) -> Iterator[Found]:
    yield from _plain(text, _EMAIL, Kind.EMAIL, "邮箱地址")


def _plain(text: Folded, pattern: re.Pattern[str], kind: Kind, why: str) -> Iterator[Found]:
    for match in pattern.finditer(text.text):
        yield text.found(*match.span(), kind, why)


def _named(text: Folded, pattern: re.Pattern[str], kind: Kind, why: str) -> Iterator[Found]:
    for match in pattern.finditer(text.text):
        yield text.found(*match.span(1), kind, why)


def _cards(text: Folded) -> Iterator[Found]:
    """Whole groups of digits that make a card; what follows behind a space (an amount) is another number."""
    for run in _RUN.finditer(text.text):
        groups = [(run.start() + one.start(), run.start() + one.end()) for one in re.finditer(r"\d+", run.group())]
        place = 0
        for start, _ in groups:
            end = next((end for _, end in groups[::-1] if start >= place and _is_card(text.text[start:end])), 0)
            if end:
                place = end
                yield text.found(start, end, Kind.CARD, "银行卡号（校验位相符）")


def _is_card(written: str) -> bool:
    number = _bare(written)
    return 16 <= len(number) <= 19 and number.startswith(_ISSUERS) and is_luhn(number)


def is_luhn(number: str) -> bool:
    """The check digit of bank cards (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _plates(text: Folded) -> Iterator[Found]:
    for match in _PLATE.finditer(text.text):
        written = re.sub(r"[^A-Za-z0-9]", "", match.group())
        if any(char.isdigit() for char in written[1:]) and not _SERIAL.search(text.text, 0, match.start()):
            yield text.found(*match.span(), Kind.PLATE, "车牌号")
