"""What the title of an official text tells: its key, short name, level, issuer, region and code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .numerals import to_int
from .official_text import tight

STATE = "中华人民共和国"
PROVINCES = (
    *("北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西"),
    *("山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾"),
    *("内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门"),
)
_BRACKETS = str.maketrans("《》〈〉<>【】", "〈〉〈〉〈〉〔〕")
_COURTS = ("最高人民法院", "最高人民检察院")
_LOCAL_AREA = re.compile(r"^(.{2,8}?(?:省|自治区|自治州|市|自治县|特区))")
_ISSUER = re.compile(r"^(?:经)?(.{2,20}?(?:部|局|委员会|总署|总局))(?:第\d+次|令第|公布|发布|$)")
_LAW_FOLDERS = ("宪法", "法律", "社会法", "经济法", "行政法", "民法商法", "刑法", "诉讼与非诉讼程序法", "民法典")


def title_key(title: str) -> str:
    """Equal for titles of one law: width, spaces, kinds of brackets, 中华人民共和国 make no difference; （一） does."""
    plain = unicodedata.normalize("NFKC", title).translate(_BRACKETS)
    return tight(plain).replace(STATE, "")


def short_title(title: str) -> str:
    """What chips show: without 中华人民共和国 at the front, without the court and 关于 of an interpretation."""
    short = re.sub(rf"^(?:(?:{'|'.join(_COURTS)})、?)+关于", "", title).removeprefix(STATE)
    return (short or title)[:100]


def initials(short: str, taken: Collection[str]) -> str:
    """A code of ASCII letters for addresses: pinyin initials of the short title, a number behind it when taken."""
    from pypinyin import Style, lazy_pinyin

    plain = re.sub(r"[（(]([一二三四五六七八九十]+)[）)]", lambda m: str(to_int(m[1])), short)
    letters = lazy_pinyin(plain, style=Style.FIRST_LETTER, errors=lambda text: re.sub(r"[^A-Za-z0-9]", "", text))
    base = "".join(letters).lower()[:24] or "fg"
    code, n = base, 2
    while code in taken:
        code, n = f"{base[:21]}-{n}", n + 1
    return code


@dataclass(frozen=True)
class Origin:
    """Level (a Regulation.Level value), who issued it, where it applies ("" everywhere), and whether that is sure."""

    level: str
    issuer: str
    region: str
    sure: bool = True


def origin(title: str, notes: Sequence[str], folders: Sequence[str]) -> Origin:
    """From the title first, then the notes under it (who passed or published it), then the folders it was found in.

    《立法法》 ch. 2–4 names who makes which level; folders are believed last, for texts do get misfiled.
    """
    text = "\n".join(notes)
    if courts := [court for court in _COURTS if title.startswith(_COURTS) and court in title.split("关于")[0]]:
        return Origin("interpretation", "、".join(courts), "")
    if area := _area(title, text, folders):
        return _local(*area, title)
    if "中共中央" in text or any("党内法规" in f for f in folders):
        return Origin("party", "中共中央、国务院" if "国务院" in text else "中共中央", "")
    if re.search(r"(法|法典)(修正案.*)?$", title) and not title.endswith(("办法", "司法")):
        body = "全国人民代表大会"
        return Origin("law", body if re.search(rf"{body}第.{{1,6}}次会议", text) else body + "常务委员会", "")
    return _administrative(title, notes, folders)


def _administrative(title: str, notes: Sequence[str], folders: Sequence[str]) -> Origin:
    text = "\n".join(notes)
    ministry = _ministry(notes)
    if title.endswith(("通知", "意见", "函", "复函", "答复", "批复")):
        return Origin("normative", ministry, "")
    if ministry or re.search(r"[劳社人建]{1,3}部发|部令第", text):
        return Origin("rule", ministry, "")
    if re.search(r"国务院令|国务院第\d+次常务会议|^国务院", text + "\n" + title, re.M) or title.endswith("条例"):
        return Origin("admin", "国务院", "")
    by_folder = {
        "行政法规": ("admin", "国务院"),
        "部门规章": ("rule", ""),
        "司法解释": ("interpretation", "最高人民法院"),
    }
    for folder in folders:
        if folder in by_folder:
            return Origin(*by_folder[folder], "", sure=False)
    return Origin("law" if any(f in _LAW_FOLDERS for f in folders) else "normative", "", "", sure=False)


def _ministry(notes: Sequence[str]) -> str:
    """The ministry that signed, passed or published it: 劳动部, 国家统计局, 人力资源和社会保障部."""
    for note in notes:
        plain = re.sub(r"^[\d年月日\s]+", "", note.strip())
        match = _ISSUER.match(plain)
        if match and not plain.startswith(("中华人民共和国国务院", "国务院", "中共", "各省")):
            return match[1].removeprefix(STATE)
    return ""


def _area(title: str, text: str, folders: Sequence[str]) -> tuple[str, str] | None:
    """(province, area in the title) of a local text."""
    folder = next((f.removesuffix("地方法规") for f in folders if f.endswith("地方法规") and f != "地方法规"), "")
    match = _LOCAL_AREA.match(title)
    if not match or title.startswith((STATE, "国务院", "城市", "县", "全国")):
        return (folder, folder) if folder in PROVINCES else None
    area = match[1]
    province = next((p for p in PROVINCES if area.startswith(p)), "")
    province = province or next(
        (p for p in PROVINCES if re.search(rf"{p}(省|市|自治区|壮族|回族|维吾尔)", text)), folder
    )
    return (province, area) if province else None


def _local(province: str, area: str, title: str) -> Origin:
    return Origin("local", f"{area}人民代表大会常务委员会" if area != province else "", province)
