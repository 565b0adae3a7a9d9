"""What readers type for a filter, and what the index holds: 级别:司法解释, 主题:工资, 地区:浙江."""

from __future__ import annotations

from dataclasses import replace

from knowledge.models import Regulation, Topic

from .rules.analysis import normalise
from .rules.query import Query

_TITLES = {"level": "级别", "topic": "主题", "region": "地区"}


def name_filters(query: Query) -> Query:
    """The same with the values of the index; what nothing is called so is left out and said. At most two queries."""
    filters, repairs = dict(query.filters), list(query.repairs)
    for field in _TITLES.keys() & filters.keys():
        typed = filters.pop(field)
        value = _closest(normalise(typed), _names(field))
        if value:
            filters[field] = value
        else:
            repairs.append(f"没有叫“{typed}”的{_TITLES[field]}，没按它筛选")
    return replace(query, filters=filters, repairs=tuple(repairs)) if query.filters else query


def _names(field: str) -> dict[str, str]:
    """Name → value, codes included."""
    if field == "region":
        regions = Regulation.objects.published().values_list("region", flat=True).distinct()
        return {region or "全国": region or "全国" for region in regions}
    pairs = Regulation.Level.choices if field == "level" else Topic.objects.values_list("code", "name")
    return {str(name): code for code, name in pairs} | {code: code for code, _ in pairs}


def _closest(typed: str, names: dict[str, str]) -> str:
    """The value called exactly so, else the only one whose name begins or ends with it; empty when there is none."""
    if typed in names:
        return names[typed]
    near = {value for name, value in names.items() if name.startswith(typed) or name.endswith(typed)}
    return near.pop() if len(near) == 1 else ""
