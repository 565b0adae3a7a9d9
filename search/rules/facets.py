"""The values by which hits are narrowed, as the index keeps them: packed facets, bands of money, provinces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

BANDS = (
    ("0", 0, "1 万元以下"),
    ("1w", 10_000, "1 万到 5 万元"),
    ("5w", 50_000, "5 万到 10 万元"),
    ("10w", 100_000, "10 万到 30 万元"),
    ("30w", 300_000, "30 万到 100 万元"),
    ("100w", 1_000_000, "100 万元以上"),
)
"""Code, yuan from which it begins (that amount included), name."""
_ENDS = ("特别行政区", "自治区", "省", "市")


def packed(facets: Mapping[str, Iterable[str]]) -> list[str]:
    """{trade: [TR-SCF]} as [trade:TR-SCF], in one order, each once; empty values are left out."""
    return sorted({f"{facet}:{value}" for facet, values in facets.items() for value in values if value})


def band(yuan: Decimal | None) -> str:
    """The band an amount lies in; empty when there is none."""
    if yuan is None:
        return ""
    return next((code for code, start, _ in reversed(BANDS) if yuan >= start), BANDS[0][0])


def band_names() -> dict[str, str]:
    return {code: name for code, _, name in BANDS}


def province(region: str) -> str:
    """广东省 of 广东省深圳市, 北京市 of 北京市朝阳区; what begins with no such place stays whole, nothing is 全国."""
    found = [at + len(end) for end in _ENDS if (at := region.find(end)) > 0]
    return region[: min(found)] if found else region or "全国"


def in_order(facet: str, counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """As readers look for them: years from the newest, grades and bands from the lowest, all else most first."""
    rows = list(counted)
    if facet == "year":
        return sorted(rows, reverse=True)
    if facet == "band":
        order = [code for code, _, _ in BANDS]
        return sorted(rows, key=lambda row: order.index(row[0]) if row[0] in order else len(order))
    return sorted(rows) if facet == "disability" else sorted(rows, key=lambda row: (-row[1], row[0]))
