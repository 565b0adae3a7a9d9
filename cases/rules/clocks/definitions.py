"""The clocks that there are: one row each in `cases/content/clocks.toml`, read and checked once.

A row is a length and what starts it, with its article. Versions of one code follow each other by `valid_from` and
`valid_to`; which one holds is asked with a day. `starting` says what an event starts in a case of some family.
"""

from __future__ import annotations

import datetime
import itertools
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .kinds import Definition, Kind, Length, Mark, Roll, Suspension, Unit

_FILE = Path(__file__).parent.parent.parent / "content" / "clocks.toml"
_CITED = re.compile(
    r"^《[^《》]+》第[一二三四五六七八九十百千零]+条(之[一二三四五六七八九十]+)?(第[一二三四五六七八九十]+款)?(第[一二三四五六七八九十]+项)?$"
)
_WHOLE = re.compile(r"^《[^《》]+》$")
_MARK = re.compile(r"^([+-]?\d+)([dhm])$")
_MARK_UNITS = {"d": Unit.DAY, "h": Unit.HOUR, "m": Unit.MINUTE}
_INTERNAL_STOPS = "案件暂停时停走"
_KEYS = {
    "code", "name", "trigger", "met_by", "kind", "length", "extension", "extended_by", "before", "opens", "repeats",
    "tolerance", "roll",
    "who", "internal", "article", "verified", "doubt", "valid_from", "valid_to", "suspension", "suspends", "interrupts",
    "remind", "families", "when", "unless", "stages", "consequence", "remark",
}  # fmt: skip


class BadClocks(ValueError):
    """The data does not hold together; the message (English) names every row that is wrong and why."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf8"))


@cache
def _all() -> tuple[Definition, ...]:
    return tuple(from_data(_data()))


def vocabulary(kind: str) -> dict[str, str]:
    """Codes and Chinese names of `events`, `who`, `families`, `stages` or `facts`. KeyError: no such list."""
    if kind not in ("events", "who", "families", "stages", "facts"):
        raise KeyError(kind)
    return dict(_data()[kind])


def no_clocks() -> dict[str, str]:
    """Rules of the law beside these that give no term to count, and why they are no row here."""
    return dict(_data()["no_clocks"])


@cache
def finals() -> frozenset[str]:
    """Codes of the limits of the law that, once lost, are lost for good: always in sight on the page of a case."""
    return frozenset(_data()["finals"]["codes"])


def definitions(on: datetime.date | None = None) -> dict[str, Definition]:
    """Code → definition, in the order of the file: what holds on that day; without a day the newest of each code."""
    found: dict[str, Definition] = {}
    for one in _all():
        before = found.get(one.code)
        if on is not None:
            if one.holds_on(on):
                found[one.code] = one
        elif before is None or (one.valid_from or datetime.date.min) > (before.valid_from or datetime.date.min):
            found[one.code] = one
    return found


def starting(family: str, facets: Mapping[str, object], event: str, on: datetime.date) -> list[Definition]:
    """What `event` starts in a case of `family` on that day (date in Shanghai).

    `facets` are facts of the case by the names of the vocabulary `facts`: a number (`workers` 12 meets "at least 10"),
    yes or no, a code or several codes. ValueError: a family or an event that does not exist.
    """
    if family not in _data()["families"]:
        raise ValueError(f"There is no family of cases {family!r}.")
    if event not in _data()["events"]:
        raise ValueError(f"There is no event {event!r}.")
    return [
        one
        for one in definitions(on).values()
        if event in one.triggers and family in one.families and _applies(one, facets)
    ]


@cache
def filings(family: str) -> frozenset[str]:
    """Events that start or meet a statutory clock of this family: what is noted in a closed case too (N4)."""
    rows = [one for one in _all() if family in one.families and not one.internal]
    return frozenset(event for one in rows for event in (*one.triggers, *one.met_by))


def _applies(one: Definition, facets: Mapping[str, object]) -> bool:
    if not all(_meets(facets.get(name), wanted) for name, wanted in one.when.items()):
        return False
    return not any(_meets(facets.get(name), wanted) for name, wanted in one.unless.items())


def _meets(value: object, wanted: object) -> bool:
    if isinstance(wanted, bool):
        return bool(value) is wanted
    if isinstance(wanted, int):
        return isinstance(value, int) and value >= wanted
    codes = {value} if isinstance(value, str) else set(value) if isinstance(value, Collection) else set()
    return (
        bool(codes & ({wanted} if isinstance(wanted, str) else set(wanted)))
        if isinstance(wanted, Collection)
        else False
    )


def from_data(data: Mapping[str, Any]) -> list[Definition]:
    """The rows as definitions, in their order. BadClocks: anything that does not hold together."""
    wrong, made = [], list[Definition]()
    for row in data["clock"]:
        name = str(row.get("code", row))
        try:
            made.append(_made(row, data["remind"]))
        except (KeyError, ValueError) as error:
            wrong.append(f"{name}: {error}")
    wrong += [f"{one.code}: {fault}" for one in made for fault in _faults(one, data)]
    wrong += _overlaps(made)
    if wrong:
        raise BadClocks("; ".join(wrong))
    return made


def _made(row: Mapping[str, Any], sets: Mapping[str, Mapping[str, Any]]) -> Definition:
    if set(row) - _KEYS:
        raise ValueError(f"unknown keys {sorted(set(row) - _KEYS)}")
    internal = bool(row.get("internal", False))
    length = _length(row.get("length"))
    kind = Kind(row.get("kind", "length"))
    suspends = str(row.get("suspends", ""))
    if internal and length and not suspends:
        suspends = _INTERNAL_STOPS
    stop = row.get("suspension", "continue" if suspends else "no")
    by_days = length is not None and not length.unit.by_moment
    rolls = by_days and not internal and not row.get("before") and not row.get("opens")
    roll = row.get("roll", "forward" if rolls else "none")
    remind = sets[row.get("remind") or ("opening" if row.get("opens") else _usual(kind, length))]
    return Definition(
        code=row["code"], name=row["name"], triggers=tuple(row["trigger"]),
        met_by=tuple(row.get("met_by", ())), kind=kind, length=length,
        extension=_length(row.get("extension")), extended_by=row.get("extended_by", ""),
        before=row.get("before", False), opens=row.get("opens", False), repeats=row.get("repeats", False),
        tolerance=_length(row.get("tolerance")),
        roll=Roll(roll), who=tuple(row["who"]), internal=internal, articles=tuple(row.get("article", ())),
        verified=row.get("verified", True), doubt=row.get("doubt", ""),
        valid_from=row.get("valid_from"), valid_to=row.get("valid_to"),
        suspension=Suspension(stop), suspends=suspends, interrupts=row.get("interrupts", ""),
        marks=tuple(_mark(text) for text in remind["marks"]), soon=_length(remind.get("soon")),
        families=tuple(row["families"]), when=dict(row.get("when", {})), unless=dict(row.get("unless", {})),
        stages=tuple(row.get("stages", ())), consequence=row.get("consequence", ""), remark=row.get("remark", ""),
    )  # fmt: skip


def _length(text: str | None) -> Length | None:
    """ "30 day" """
    if text is None:
        return None
    amount, _, unit = text.partition(" ")
    return Length(int(amount), Unit(unit))


def _mark(text: str) -> Mark:
    found = _MARK.match(text)
    if found is None:
        raise ValueError(f"{text!r} is no reminder")
    return Mark(int(found[1]), _MARK_UNITS[found[2]])


_IN_DAYS = {Unit.DAY: 1, Unit.WORKING_DAY: 1, Unit.MONTH: 30, Unit.CALENDAR_MONTH: 30, Unit.YEAR: 365}


def _usual(kind: Kind, length: Length | None) -> str:
    """The set of reminders of a row that names none."""
    if length is None:
        return kind.value
    if length.unit.by_moment:
        minutes = length.amount * (60 if length.unit is Unit.HOUR else 1)
        return "minutes" if minutes < 60 else "hour" if minutes < 720 else "hours"
    days = length.amount * _IN_DAYS[length.unit]
    return (
        "day"
        if days <= 1
        else "few_days"
        if days <= 10
        else "days"
        if days <= 60
        else "months"
        if days < 365
        else "years"
    )


def _faults(one: Definition, data: Mapping[str, Any]) -> Iterable[str]:
    lists = {"events": (*one.triggers, *one.met_by), "who": one.who, "families": one.families, "stages": one.stages}
    for kind, codes in {**lists, "facts": (*one.when, *one.unless)}.items():
        if unknown := [code for code in codes if code not in data[kind]]:
            yield f"not among the {kind}: {unknown}"
    for needed in ("name", "triggers", "who", "families", "consequence"):
        if not getattr(one, needed):
            yield f"no {needed}"
    if (one.kind is Kind.LENGTH) != (one.length is not None):
        yield "a length and only a length has an amount"
    if not one.met_by and one.kind is not Kind.OPEN:
        yield "what meets it has to be said, unless it has no end"
    if one.internal == bool(one.articles):
        yield "an article for what is statutory, none for what is internal"
    if bad := [
        cited for cited in one.articles if not _CITED.match(cited) and (one.verified or not _WHOLE.match(cited))
    ]:
        yield f"no citation of an article: {bad}"
    if (one.suspension is Suspension.NO) == bool(one.suspends):
        yield "what suspends it has to be said"
    if one.extension is not None and not one.extended_by:
        yield "who extends it has to be said"
    if one.doubt and "待核实" not in one.doubt:
        yield "a doubt says 待核实"
    if one.opens and (one.roll is not Roll.NONE or one.kind is not Kind.LENGTH):
        yield "what opens has a length and does not roll"
    if one.tolerance is not None and one.kind is not Kind.AT_ONCE:
        yield "tolerance is for what is due at once"
    if one.valid_from and one.valid_to and one.valid_to < one.valid_from:
        yield "it ends before it begins"


def _overlaps(made: Iterable[Definition]) -> list[str]:
    spans: dict[str, list[Definition]] = {}
    for one in made:
        spans.setdefault(one.code, []).append(one)
    wrong = []
    for code, versions in spans.items():
        versions.sort(key=lambda one: one.valid_from or datetime.date.min)
        for before, after in itertools.pairwise(versions):
            if before.valid_to is None or after.valid_from is None or after.valid_from <= before.valid_to:
                wrong.append(f"{code}: twice")
    return wrong
