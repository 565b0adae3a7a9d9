"""When a text was published, when it came into force and under which number, from what stands around it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .dates import find_dates, first_date
from .official_text import Oddity, SourceLine

_COMMENCEMENT = re.compile(r"本[^，。；\s]{1,12}自([^。；]{1,40}?)起[^。；]{0,4}(?:施行|实施|执行|生效)")
_ON_PUBLICATION = re.compile(r"(公布|发布|颁布|印发)之日")
_INFO_IN_FORCE = re.compile(r"(施行|执行|实施|生效)\s*[）)]?$")
_AMENDED = re.compile(r"修正|修订|修改")
_PASSED = re.compile(r"通过|批准|公布|发布|修正|修订|修改|颁布|印发")
_NUMBER = re.compile(
    r"(?:国务院|国家[\u4e00-\u9fff]{1,8}|[\u4e00-\u9fff]{2,12}部|[\u4e00-\u9fff]{2,12}委员会|主席)令\s*[（(]?第?\s*[0-9一二三四五六七八九十]+\s*号"
    r"|[\u4e00-\u9fff]{1,8}\s*[〔\[（(]\s*(?:19|20)[0-9]{2}\s*[〕\])）]\s*第?\s*[0-9]+\s*号"
)
NO_PUBLICATION = "没有公布日期"
"""Of no interest where somebody has said the date."""
_NEAR = 31
_PASSING_TO_PUBLISHING = 180
"""Days a court or ministry may take from passing a text to publishing it before the dates look contradictory."""


@dataclass
class Publication:
    """Dates and number; `certain` when nothing contradicted anything and both dates are known."""

    published_on: datetime.date | None = None
    effective_on: datetime.date | None = None
    number: str = ""
    oddities: list[Oddity] = field(default_factory=list)

    @property
    def certain(self) -> bool:
        return self.published_on is not None and self.effective_on is not None and not self.oddities


def is_head_note(text: str) -> bool:
    """Whether a line tells when a text was passed, published or numbered rather than what it says."""
    head = re.sub(r"^[（(\s]+", "", text)
    dated = bool(find_dates(head[:24])) and bool(_PASSED.search(head) or _INFO_IN_FORCE.search(head))
    return dated or bool(_NUMBER.fullmatch(head.rstrip("）) ")))


def commencement(text: str) -> str | None:
    """What stands between 本法自 and 起施行 in an article, None without such a clause."""
    found = _COMMENCEMENT.findall(text)
    return found[-1] if found else None


def publication(notes: Sequence[SourceLine], last: Sequence[str], named: datetime.date | None) -> Publication:
    """`notes` are the lines under the title, `last` the texts of the last articles, `named` the date in the file name.

    The clause in the last article is the original act's when the text has been amended since: then the first day in
    force stays unknown, for a false date is worse than none.
    """
    out = Publication(number=document_number(notes))
    acts = [(_act_day(n.text), n) for n in notes if _PASSED.search(n.text)]
    dated = [(day, n) for day, n in acts if day]
    newest = max(dated, key=lambda d: d[0], default=None)
    out.published_on = named or (newest[0] if newest else None)
    _compare_dates(out, newest, named)
    in_force = [d for n in notes if _INFO_IN_FORCE.search(n.text) and (d := _in_force_day(n.text))]
    amended = any(_AMENDED.search(n.text) for n in notes) or _later_than_notes(newest, named) or len(dated) > 2
    clause = next((c for text in reversed(last) if (c := commencement(text))), None)
    out.effective_on = max(in_force) if in_force else _from_clause(out, clause, newest, amended)
    if out.effective_on is None:
        out.oddities.append(Oddity(0, _why_unknown(clause)))
    if out.published_on is None:
        out.oddities.append(Oddity(0, NO_PUBLICATION))
    return out


def document_number(notes: Sequence[SourceLine]) -> str:
    """国务院令第375号, 法释〔2022〕14号 … as printed, several joined by ；."""
    found: list[str] = []
    for note in notes:
        for match in _NUMBER.finditer(note.text):
            number = re.sub(r"\s", "", match[0]).removeprefix("中华人民共和国")
            number = re.sub(r"^[年月日号公布的和]+", "", number)
            if number not in found:
                found.append(number)
    return "；".join(found)[:200]


def _act_day(text: str) -> datetime.date | None:
    """The last act a line tells of; in …通过，自2021年1月1日起施行 the last date is none."""
    days = [found.day for found in find_dates(text)]
    if len(days) > 1 and _INFO_IN_FORCE.search(text):
        days = days[:-1]
    return max(days, default=None)


def _in_force_day(text: str) -> datetime.date | None:
    """Of …通过，自2021年1月1日起施行 the last date; a line with 自发布之日施行 means its own date."""
    days = find_dates(text)
    return days[-1].day if days else None


def _later_than_notes(newest: tuple[datetime.date, SourceLine] | None, named: datetime.date | None) -> bool:
    return bool(newest and named and (named - newest[0]).days > _PASSING_TO_PUBLISHING)


def _compare_dates(
    out: Publication, newest: tuple[datetime.date, SourceLine] | None, named: datetime.date | None
) -> None:
    year = re.search(r"[〔\[（(]((?:19|20)[0-9]{2})[〕\])）]", out.number)
    if named and year and int(year[1]) < named.year and not newest:
        out.oddities.append(Oddity(0, f"文号 {out.number} 的年份与文件名日期 {named} 不一致"))
    if not newest or not named:
        return
    days = (named - newest[0]).days
    allowed = _PASSING_TO_PUBLISHING if re.search("通过|批准", newest[1].text) else _NEAR
    if days > allowed or days < 0:
        late = "晚于题注最后日期，题注可能缺了一次修改" if days > 0 else "早于题注最后日期"
        out.oddities.append(Oddity(newest[1].number, f"文件名日期 {named} {late}（{newest[0]}）"))


def _from_clause(
    out: Publication, clause: str | None, newest: tuple[datetime.date, SourceLine] | None, amended: bool
) -> datetime.date | None:
    if clause is None:
        return None
    day = first_date(clause)
    if day:
        return day if out.published_on is None or day >= out.published_on else None
    if not _ON_PUBLICATION.search(clause) or amended or not newest:
        return None
    published = re.search("公布|发布|全国人民代表大会", newest[1].text)
    return newest[0] if published else None


def _why_unknown(clause: str | None) -> str:
    if clause is None:
        return "没有写明施行日期"
    return f"末条写“自{clause}起施行”，是原来的或无法确定的日期，本版施行日期待核实"
