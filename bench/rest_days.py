"""Rest days and make-up days as the package `chinesecalendar` has them, in the form of cases/content/rest_days.toml.

`pip install chinesecalendar`, then `python -m bench.rest_days 2026 2027` prints the years; compare them with the notice
of the State Council's office before they go into the file, which is all that the portal reads.
"""

from __future__ import annotations

import datetime
import sys
from itertools import groupby

DAY = datetime.timedelta(days=1)
NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
}  # fmt: skip


def spells(days: dict[datetime.date, str]) -> list[tuple[str, datetime.date, datetime.date]]:
    """Days off in a row as one spell with the names of its festivals."""
    found = []
    for _, group in groupby(enumerate(sorted(days)), key=lambda pair: pair[1] - pair[0] * DAY):
        row = [day for _, day in group]
        found.append(("、".join(dict.fromkeys(NAMES[days[day]] for day in row)), row[0], row[-1]))
    return found


def year_of(year: int) -> str:
    """One [[year]] of the file. ValueError: the package does not know the year."""
    from chinese_calendar.constants import holidays, workdays

    rest = {day: name for day, name in holidays.items() if day.year == year}
    if not rest:
        raise ValueError(f"The package does not know {year}.")
    make_up = ", ".join(str(day) for day in sorted(workdays) if day.year == year)
    lines = ["[[year]]", f"year = {year}", f'source = "国务院办公厅关于{year}年部分节假日安排的通知"']
    lines += [f"make_up = [{make_up}]", "rest = ["]
    lines += [f'  {{ name = "{name}", first = {first}, last = {last} }},' for name, first, last in spells(rest)]
    return "\n".join([*lines, "]"])


if __name__ == "__main__":
    print("\n\n".join(year_of(int(year)) for year in sys.argv[1:]))
