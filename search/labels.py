"""What facets and their values are called, on the page, in chips, exports, reports and lists of saved searches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from cases.rules import taxonomy
from knowledge import reading
from knowledge.models import Article, Regulation, Topic

from .asked import KINDS, SORTS, STATUSES, Asked
from .plan import PRECEDENT_FACETS
from .rules.facets import band_names

TITLES = {
    "kind": "种类",
    "outcome": "结果",
    "accident_class": "事故类别",
    "trade": "工种",
    "hazard": "危险作业",
    "disability": "伤残等级",
    "employment": "用工方式",
    "band": "金额",
    "level": "级别",
    "topic": "主题",
    "region": "地区",
    "year": "年份",
    "regulation": "法规",
    "cites": "引用",
}
"""All that can be chosen, in the order of the page."""
IN_FORCE_ON = "在这天有效"


def fixed_name(facet: str, value: str, today: date) -> str:
    """The name of a value that no row of the database gives; the value itself when it has none.

    Accident classes go by the list of `today`: the hits of one count may be of both lists.
    """
    if facet == "kind":
        return KINDS.get(value, value)
    if facet == "level":
        return (taxonomy.levels() | {code: str(name) for code, name in Regulation.Level.choices}).get(value, value)
    if facet == "year":
        return f"{value} 年"
    if facet == "band":
        return band_names().get(value, value)
    return taxonomy.name(value, on=today) if facet in PRECEDENT_FACETS else value


def names_of(pairs: Iterable[tuple[str, str]], today: date, *, laws: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """(facet, value) → name. `laws` are short titles known already by code; at most two queries for the others, and
    four for a cited article."""
    wanted = set(pairs)
    names = {(facet, value): fixed_name(facet, value, today) for facet, value in wanted}
    topics = [value for facet, value in wanted if facet == "topic"]
    if topics:
        names |= {("topic", c): n for c, n in Topic.objects.filter(code__in=topics).values_list("code", "name")}
    names |= {("regulation", value): laws[value] for facet, value in wanted if facet == "regulation" and value in laws}
    unknown = [value for facet, value in wanted if facet == "regulation" and value not in laws]
    if unknown:
        rows = Regulation.objects.published().filter(code__in=unknown)
        names |= {("regulation", code): title for code, title in rows.values_list("code", "short_title")}
    return names | _cited_names([value for facet, value in wanted if facet == "cites"], today)


def _cited_names(values: list[str], today: date) -> dict[tuple[str, str], str]:
    """工伤保险条例 第17条, as chips show it today; what is no article keeps its number."""
    ids = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 16]
    if not ids:
        return {}
    chips = reading.chips_for(((one, None) for one in Article.objects.filter(pk__in=ids)), today)
    return {("cites", str(pk)): chip.label for pk, chip in chips.items()}


def filters_in_words(asked: Asked, names: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
    """(what is filtered, by what) of everything chosen, in the order of the page; the words asked for aside."""
    told = [(TITLES[f], names.get((f, asked.chosen[f]), asked.chosen[f])) for f in TITLES if f in asked.chosen]
    if asked.on:
        told.append((IN_FORCE_ON, asked.on.isoformat()))
    elif asked.status != "current":
        told.append(("效力", STATUSES[asked.status]))
    if asked.literal:
        told.append(("用词", "只按原词"))
    if asked.sort:
        told.append(("次序", SORTS[asked.sort]))
    return told


def chosen_names(asked: Asked) -> dict[tuple[str, str], str]:
    """Names of all that is chosen. Two queries at most."""
    return names_of(asked.chosen.items(), asked.today, laws={})
