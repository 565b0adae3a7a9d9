"""What a reader asks for, as it stands in an address: read once, for the page, exports, feeds, reports and alerts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from django.utils.dateparse import parse_date

from .kinds import LISTED
from .plan import CHOICES, Days, Plan, Terms, day_number
from .rules.query import MAX_LENGTH

KINDS = {name: kind.label for name, kind in LISTED.items()}
STATUSES = {"current": "现行有效", "future": "尚未施行", "ended": "已失效", "all": "全部"}
SORTS = {"": "最相关", "new": "最新"}
LONGEST_VALUE = 100
MOST_PAGES = 500
"""Twenty a page: as deep as any engine is asked to go."""


@dataclass(frozen=True)
class Asked:
    """`chosen` is one value of a facet each; `unread` what was given as `on` and is no day.

    `today` is the day of reading: a question about the law of today has no `on`.
    """

    today: datetime.date
    text: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    status: str = "current"
    on: datetime.date | None = None
    sort: str = ""
    literal: bool = False
    asis: bool = False
    page: int = 1
    unread: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], *, today: datetime.date) -> Asked:
        """From the parts of an address. What has no meaning there counts as not given."""
        chosen = {name: given.get(name, "")[:LONGEST_VALUE] for name in CHOICES if given.get(name)}
        if chosen.get("kind", "article") not in KINDS:
            del chosen["kind"]
        status, sort = given.get("status", ""), given.get("sort", "")
        on, unread = _day(given.get("on", ""))
        return cls(
            today,
            text=given.get("q", "").strip()[:MAX_LENGTH],
            chosen=chosen,
            status=status if status in STATUSES else "current",
            on=on if on != today else None,
            sort=sort if sort in SORTS else "",
            literal=given.get("exact") == "1",
            asis=given.get("asis") == "1",
            page=_page(given.get("page", "")),
            unread=unread,
        )

    @classmethod
    def kept(cls, query: str, *, today: datetime.date) -> Asked:
        """From what stands behind the `?` of an address."""
        return cls.read(dict(parse_qsl(query.removeprefix("?"))), today=today)

    @property
    def kind(self) -> str:
        return self.chosen.get("kind", "")

    @property
    def of_law(self) -> bool:
        """Whether law is among what is asked for: its hits are grouped, dated, and reached by their numbers."""
        return not self.kind or LISTED[self.kind].of_law

    @property
    def nothing(self) -> bool:
        """Neither words nor a choice: there is nothing to find."""
        return not (self.text or self.chosen)

    @property
    def day(self) -> datetime.date | None:
        """The day whose law is asked for; none when the status alone says what may be found."""
        return self.on or (self.today if self.status == "current" else None)

    @property
    def narrowed(self) -> int:
        """How many filters the reader has chosen, the kind aside."""
        return len(self.chosen.keys() - {"kind"}) + (self.status != "current") + bool(self.on)

    def having(self, facet: str, value: str | None) -> Asked:
        """The same from its first page with one value of a facet, or none of it."""
        others = {name: held for name, held in self.chosen.items() if name != facet}
        return replace(self, chosen=others | ({facet: value} if value else {}), page=1)

    def parts(self, *, page: int = 1) -> list[tuple[str, str]]:
        """All of it as the parts of an address, in one order; a first page and other defaults are not said."""
        pairs = [
            ("q", self.text),
            *((name, self.chosen.get(name, "")) for name in CHOICES),
            ("status", "" if self.status == "current" else self.status),
            ("on", self.on.isoformat() if self.on else ""),
            ("sort", self.sort),
            ("exact", "1" if self.literal else ""),
            ("asis", "1" if self.asis else ""),
            ("page", str(page) if page > 1 else ""),
        ]
        return [(name, value) for name, value in pairs if value]

    def query(self, *, page: int = 1) -> str:
        return urlencode(self.parts(page=page))

    def url(self, *, page: int = 1) -> str:
        return f"?{self.query(page=page)}"

    def adjust(self, kinds: tuple[str, ...] = tuple(KINDS)) -> Callable[[Plan], Plan]:
        """What turns the plan of the words into the plan of this question: kinds, status and order."""

        def adjusted(plan: Plan) -> Plan:
            filters = (*(f for f in plan.filters if f.name != "kind"), Terms("kind", kinds))
            if not self.day:
                filters += status_filters(self.status, self.today)
            return replace(plan, filters=filters, sort="day" if self.sort == "new" else "")

        return adjusted


def status_filters(status: str, today: datetime.date) -> tuple[Days, ...]:
    number = day_number(today, 0)
    return {
        "current": (Days("starts", last=number), Days("ends", first=number + 1)),
        "future": (Days("starts", first=number + 1),),
        "ended": (Days("ends", last=number),),
    }.get(status, ())


def _day(value: str) -> tuple[datetime.date | None, str]:
    """The day, and what was written when it is none."""
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    return day, "" if day else value


def _page(value: str) -> int:
    return min(MOST_PAGES, max(1, int(value))) if value.isascii() and value.isdigit() and len(value) < 5 else 1
