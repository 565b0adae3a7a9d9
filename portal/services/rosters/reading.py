"""The file again, as rows of people: the first visible sheet that has them."""

from __future__ import annotations

import datetime

from ...models import RosterImport
from ...rules.roster import NoHeader, Roster, read_roster
from .. import attachments, sheets
from ..refusal import Refused

GONE = "文件已经删除了：请重新上传。"


def read_file(roster: RosterImport) -> tuple[Roster, int]:
    """The people, and the number of their sheet among the visible ones. Refused when there are none to be found."""
    if roster.source is None:
        raise Refused(GONE, "file")
    try:
        stream = attachments.original(roster.source)
    except OSError as error:
        raise Refused(GONE, "file") from error
    with stream, sheets.open_sheets(stream, roster.source.mime) as found:
        return _first_with_people(found, roster.today)


def _first_with_people(found: list[sheets.Sheet], today: datetime.date) -> tuple[Roster, int]:
    missing: tuple[str, ...] = ()
    for number, sheet in enumerate(found):
        try:
            people = read_roster(sheet.rows, today=today, from_1904=sheet.from_1904)
        except NoHeader as header:
            missing = missing or header.missing
            continue
        if len(people.rows) + len(people.bad_lines) > sheets.MOST_ROWS:
            raise Refused(sheets.TOO_MANY, "file")
        if not people.rows and not people.wrong:
            raise Refused("表头找到了，可是下面一个人也没有。", "file")
        return people, number
    names = "、".join(f"“{name}”" for name in missing or ("姓名", "身份证号"))
    raise Refused(f"没有找到{names}这样的列：表头要在前 20 行里，可以用我们的模板。", "file")
