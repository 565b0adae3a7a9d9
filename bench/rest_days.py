"""Rest days and make-up days as the package `chinesecalendar` has them, in the form of cases/content/rest_days.toml.

`python -m bench.rest_days 2026 2027` prints the years; compare them with the notice of the State Council's office
before they go into the file, which is all that the portal reads.
"""

from __future__ import annotations

import sys

from cases.packaged_days import packaged


def year_of(year: int) -> str:
    """One [[year]] of the file. ValueError: the package does not know the year."""
    known = packaged(year)
    if known is None:
        raise ValueError(f"The package does not know {year}.")
    lines = ["[[year]]", f"year = {year}", f'source = "国务院办公厅关于{year}年部分节假日安排的通知"']
    lines += [f"make_up = [{', '.join(known.make_up.split())}]", "rest = ["]
    for line in known.rest.splitlines():
        name, first, *last = line.split()
        lines.append(f'  {{ name = "{name}", first = {first}, last = {last[0] if last else first} }},')
    return "\n".join([*lines, "]"])


if __name__ == "__main__":
    print("\n\n".join(year_of(int(year)) for year in sys.argv[1:]))
