"""May this worker enter this site? Four lines, each by itself; training alone never opens the gate.

安全生产法 28, 30 (trained; special operators qualified), 保障农民工工资支付条例 28 (contract and real-name
registration before entering). What nobody has looked at is 未核对, which is neither yes nor no.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Line:
    """One thing that is asked at the gate: the answer, in words, and what to do when it is not yes."""

    what: str
    answer: Answer
    words: str
    next: str = ""


@dataclass(frozen=True)
class Paper:
    """A row of the register or a recorded certificate: `checked` by a person, until `ends_on` (None: without end).

    `denied`: the register says that there is none.
    """

    title: str
    checked: bool
    ends_on: datetime.date | None = None
    revoked: bool = False
    denied: bool = False


@dataclass(frozen=True)
class Verdict:
    """`may_enter` only when every line is yes or not needed."""

    lines: tuple[Line, ...]

    @property
    def may_enter(self) -> bool:
        return all(line.answer in (Answer.YES, Answer.NOT_NEEDED) for line in self.lines)

    @property
    def refused(self) -> bool:
        return any(line.answer is Answer.NO for line in self.lines)


def training(missing: Sequence[str], late: Sequence[str] = (), *, asked: bool) -> Line:
    """`missing` names the levels that must be done before work, `late` others whose day is over (yearly training:
    建设工程安全生产管理条例 36); `asked` is whether any rule asks for something."""
    if missing:
        return Line("安全教育", Answer.NO, f"还差：{'、'.join(missing)}", "先学完、考合格")
    if not asked:
        return Line("安全教育", Answer.UNKNOWN, "没有登记要学什么", "先登记到班组")
    if late:
        return Line("安全教育", Answer.NO, f"已超期，还没学：{'、'.join(late)}", "先补上，再上岗")
    return Line("安全教育", Answer.YES, "到今天该学的都学了")


def good_until(valid_to: datetime.date | None, review_by: datetime.date | None) -> datetime.date | None:
    """The last day of an authority's certificate: the day by which it has to be reviewed, when that comes first."""
    return min((day for day in (valid_to, review_by) if day), default=None)


def paper(what: str, found: Sequence[Paper], *, today: datetime.date, todo: str) -> Line:
    """The best of what is on record: valid and checked, else unchecked, else known to be missing, else run out."""
    live = [one for one in found if not one.revoked and (one.ends_on is None or one.ends_on >= today)]
    live = sorted(live, key=lambda one: one.denied)
    for one in live:
        if one.checked:
            until = f"，到 {one.ends_on:%Y-%m-%d}" if one.ends_on else ""
            return Line(what, Answer.YES, f"{one.title}{until}")
    if live and live[0].denied:
        return Line(what, Answer.NO, live[0].title, todo)
    if live:
        return Line(what, Answer.UNKNOWN, f"{live[0].title}：未核对", "拿原件核对后再放行")
    if found:
        newest = max(found, key=lambda one: one.ends_on or datetime.date.max)
        words = "已撤销" if newest.revoked else f"{newest.ends_on:%Y-%m-%d} 到期"
        return Line(what, Answer.NO, f"{newest.title}：{words}", todo)
    return Line(what, Answer.UNKNOWN, "没有登记，未核对", todo)


def special(trade: str, needed: bool, found: Sequence[Paper], *, today: datetime.date) -> Line:
    """Special trades need the authority's certificate; ours never stands in for it."""
    if not needed:
        words = f"{trade}不属于登记的特种作业" if trade else "没有登记工种，未核对"
        answer = Answer.NOT_NEEDED if trade else Answer.UNKNOWN
        return Line("特种作业证", answer, words, "" if trade else "先登记工种")
    return paper("特种作业证", found, today=today, todo="没有有效的特种作业操作证，不能干这个工种")
