"""Training face to face: what a phone may send, how long it may last, and what time is credited.

| field                | meaning                                                              |
|----------------------|----------------------------------------------------------------------|
| uuid                 | made by the phone; the same sheet sent twice is one session          |
| project, crew        | keys; crew may be empty for people of several crews                  |
| level, method        | as in `rules.levels`                                                 |
| topic, content, place| what was taught and where                                            |
| trainer, trainer_post, trainer_self, trainer_signature | who taught, whether that is who sends it   |
| starts_at, ends_at   | ISO 8601 with an offset; a session that is still going on has no end |
| offline              | true when the phone had no network at the time                       |
| on_paper             | true when those without a signature here signed on paper             |
| people               | [{person, signature, signed_at, joined_at, result, practical}]       |
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .levels import METHODS, NAMES

LONGEST = datetime.timedelta(hours=8)
AHEAD = datetime.timedelta(minutes=5)
"""A phone's clock may be this far ahead of ours."""
MOST_PEOPLE = 300
BOX = (300, 120)
"""Width and height of the box in which a signature is drawn."""
_MOST_POINTS = 1200
_MOST_STROKES = 80
RESULTS = {"none": "未考核", "passed": "合格", "failed": "不合格"}
OF_CREW_LEADER = frozenset({"crew", "return", "general", "new_technique", "accident"})
"""Levels that a crew leader may hold: company and project level are taught by those who answer for them."""

Interval = tuple[datetime.datetime, datetime.datetime]
Strokes = list[list[list[int]]]


class BadSheet(ValueError):
    """What the phone sent cannot be kept; the message is for whoever filled it in, `field` names the input."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Present:
    """Someone who was there. `joined_at` is set for those who came late."""

    person: int
    signature: Strokes = field(default_factory=list)
    signed_at: datetime.datetime | None = None
    joined_at: datetime.datetime | None = None
    result: str = "none"
    practical: str = "none"


@dataclass(frozen=True)
class Sheet:
    """A session as it was filled in, read and of the right shape. Whether it may be so is asked elsewhere."""

    uuid: uuid.UUID
    project: int
    crew: int | None
    level: str
    method: str
    topic: str
    content: str
    place: str
    trainer: str
    trainer_post: str
    trainer_self: bool
    trainer_signature: Strokes
    starts_at: datetime.datetime
    ends_at: datetime.datetime | None
    offline: bool
    on_paper: bool
    people: tuple[Present, ...]


def read_sheet(raw: Any, *, going_on: bool = False) -> Sheet:
    """Raises BadSheet with the first thing that is wrong. A session `going_on` needs neither end nor people yet."""
    if not isinstance(raw, Mapping):
        raise BadSheet("看不懂手机发来的内容，请更新页面后再试。")
    return Sheet(**{name: read() for name, read in _readers(raw, going_on).items()})


def faults(raw: Mapping[str, Any], *, now: datetime.datetime, going_on: bool = False) -> dict[str, str]:
    """Field → what is wrong with it, all at once: so that a form can say it beside every field."""
    wrong: dict[str, str] = {}
    times: dict[str, datetime.datetime | None] = {}
    for name, read in _readers(raw, going_on).items():
        try:
            found = read()
        except BadSheet as bad:
            wrong.setdefault(bad.field, bad.message)
        else:
            times |= {name: found} if name in ("starts_at", "ends_at") else {}
    starts_at, ends_at = times.get("starts_at"), times.get("ends_at")
    if starts_at and ends_at:
        try:
            check_times(starts_at, ends_at, now=now)
        except BadSheet as bad:
            wrong[bad.field] = bad.message
    return wrong


def _readers(raw: Mapping[str, Any], going_on: bool) -> dict[str, Callable[[], Any]]:
    """Field of a sheet → how it is read."""
    return {
        "uuid": lambda: _uuid(raw.get("uuid")),
        "project": lambda: _key(raw.get("project"), "project"),
        "crew": lambda: _key(raw["crew"], "crew") if raw.get("crew") else None,
        "level": lambda: _one_of(raw.get("level"), NAMES, "请选级别", "level"),
        "method": lambda: _one_of(raw.get("method"), dict(METHODS), "请选形式", "method"),
        "topic": lambda: _text(raw.get("topic"), 120, "请写讲了什么", "topic"),
        "content": lambda: _text(raw.get("content"), 2000),
        "place": lambda: _text(raw.get("place"), 80),
        "trainer": lambda: _text(raw.get("trainer"), 60, "请写谁讲的", "trainer"),
        "trainer_post": lambda: _text(raw.get("trainer_post"), 60),
        "trainer_self": lambda: raw.get("trainer_self") is True,
        "trainer_signature": lambda: read_signature(raw.get("trainer_signature")),
        "starts_at": lambda: _moment(raw.get("starts_at"), "请填开始时间", "starts_at"),
        "ends_at": lambda: None if going_on else _moment(raw.get("ends_at"), "请填结束时间", "ends_at"),
        "offline": lambda: raw.get("offline") is True,
        "on_paper": lambda: raw.get("on_paper") is True,
        "people": lambda: _people(raw.get("people"), may_be_none=going_on),
    }


def _uuid(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise BadSheet("这份记录没有编号，请重新填一份。", "uuid") from None


def _key(value: Any, name: str) -> int:
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdigit() or len(str(value)) > 18:
        raise BadSheet("请选项目和班组", name)
    return int(value)


def _one_of(value: Any, allowed: Mapping[str, str], words: str, name: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise BadSheet(words, name)
    return value


def _text(value: Any, longest: int, needed: str = "", name: str = "") -> str:
    written = value.strip() if isinstance(value, str) else ""
    written = "".join(letter for letter in written if letter in "\n\u3000" or letter.isprintable())[:longest]
    if needed and not written:
        raise BadSheet(needed, name)
    return written


def _moment(value: Any, words: str, name: str) -> datetime.datetime:
    try:
        read = datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadSheet(words, name) from None
    if read.tzinfo is None or not 2000 < read.year < 9000:
        raise BadSheet(words, name)
    return read


def _people(raw: Any, *, may_be_none: bool) -> tuple[Present, ...]:
    if raw == [] and may_be_none:
        return ()
    if not isinstance(raw, list) or not raw:
        raise BadSheet("请勾选参加的人", "people")
    if len(raw) > MOST_PEOPLE:
        raise BadSheet(f"一场最多 {MOST_PEOPLE} 人，请分成几场。", "people")
    found = {one.person: one for one in (_present(row) for row in raw)}
    return tuple(found.values())


def _present(raw: Any) -> Present:
    if not isinstance(raw, Mapping):
        raise BadSheet("参加人的名单看不懂，请重新勾选。", "people")
    return Present(
        person=_key(raw.get("person"), "people"),
        signature=read_signature(raw.get("signature")),
        signed_at=_moment(raw["signed_at"], "签名时间不对", "people") if raw.get("signed_at") else None,
        joined_at=_moment(raw["joined_at"], "请填晚到的人几点来的", "people") if raw.get("joined_at") else None,
        result=_one_of(raw.get("result", "none"), RESULTS, "请选考核结果", "people"),
        practical=_one_of(raw.get("practical", "none"), RESULTS, "请选实操结果", "people"),
    )


def read_signature(raw: Any) -> Strokes:
    """Strokes [[x, y], …] within the box, whole numbers; nothing drawn is an empty list."""
    if raw in (None, "", []):
        return []
    wrong = BadSheet("签名没有存好，请再签一次。", "signature")
    if not isinstance(raw, list) or len(raw) > _MOST_STROKES:
        raise wrong
    strokes = [[_point(point, wrong) for point in stroke] for stroke in raw if isinstance(stroke, list) and stroke]
    if len(strokes) != len(raw) or sum(map(len, strokes)) > _MOST_POINTS:
        raise wrong
    return strokes


def _point(point: Any, wrong: BadSheet) -> list[int]:
    if not isinstance(point, list) or len(point) != 2:
        raise wrong
    if not all(isinstance(side, int | float) and not isinstance(side, bool) and abs(side) < 1e6 for side in point):
        raise wrong
    return [min(BOX[0], max(0, round(point[0]))), min(BOX[1], max(0, round(point[1])))]


def path_of(strokes: Sequence[Sequence[Sequence[int]]]) -> str:
    """The d of an SVG path: M10 20L11 22 … A dot is a short line, or it would not be seen."""
    parts = []
    for stroke in strokes:
        points = [f"{x} {y}" for x, y in stroke]
        parts.append("M" + "L".join(points if len(points) > 1 else [points[0], points[0]]))
    return "".join(parts)


def check_times(starts_at: datetime.datetime, ends_at: datetime.datetime, *, now: datetime.datetime) -> None:
    """Raises BadSheet when it ends before it begins, has not ended yet, or is longer than a working day."""
    if ends_at <= starts_at:
        raise BadSheet("结束时间要晚于开始时间。", "ends_at")
    if ends_at > now + AHEAD:
        raise BadSheet(f"结束时间还没有到（服务器现在是 {now:%m-%d %H:%M}）。请核对时间和手机的时钟。", "ends_at")
    if ends_at - starts_at > LONGEST:
        raise BadSheet("一场最长 8 小时。请核对开始和结束时间，跨天的请分成几场。", "ends_at")


def arrival(starts_at: datetime.datetime, ends_at: datetime.datetime, joined_at: datetime.datetime | None) -> Interval:
    """From when to when somebody was there; whoever came late counts from then."""
    return min(max(starts_at, joined_at or starts_at), ends_at), ends_at


def credited_minutes(there: Interval, taken: Iterable[Interval]) -> int:
    """Whole minutes of `there` that lie in none of the `taken`: nobody sits in two sessions at once."""
    start, end = there
    seconds = 0.0
    for begun, over in sorted(taken):
        if over <= start:
            continue
        if begun >= end:
            break
        seconds += max(0.0, (min(begun, end) - start).total_seconds())
        start = max(start, over)
    seconds += max(0.0, (end - start).total_seconds())
    return int(seconds // 60)
