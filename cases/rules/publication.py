"""What a precedent may become next, and what stands in the way of showing it to the public.

Cases that ended by settlement or mediation are not put online like judgments (法释〔2016〕19号第4条), they stay inside
unless both sides agreed in writing. A client's case needs the client's consent on record. Personal data that the
masking rules still find hold a text back until a person has masked them or said that they are none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.rules.masking import Found, Kind, Options, Suggestion, apply, suggest

DRAFT, REVIEW, INTERNAL, PUBLISHED, WITHDRAWN = "draft", "review", "internal", "published", "withdrawn"
MOVES: dict[str, tuple[frozenset[str], str]] = {
    "edit": (frozenset({DRAFT, INTERNAL, WITHDRAWN}), DRAFT),
    "mask": (frozenset({DRAFT}), DRAFT),
    "confirm": (frozenset({DRAFT}), DRAFT),
    "submit": (frozenset({DRAFT}), REVIEW),
    "return": (frozenset({REVIEW}), DRAFT),
    "approve": (frozenset({REVIEW}), INTERNAL),
    "publish": (frozenset({INTERNAL}), PUBLISHED),
    "withdraw": (frozenset({INTERNAL, PUBLISHED}), WITHDRAWN),
}
"""Verb → from which states, to which. An approved text that is edited has to be approved again."""
REFUSALS = {
    "edit": "送审中或已发布的不能改：先退回，或先撤回",
    "mask": "只有草稿能脱敏：先退回成草稿",
    "confirm": "只有草稿能改引用：先退回成草稿",
    "submit": "只有草稿能送审",
    "return": "只有待脱敏审的能退回",
    "approve": "只有待脱敏审的能审核",
    "publish": "先送审、审核通过，再发布",
    "withdraw": "只有内部或已发布的能撤回",
}
NO_CONSENT = "客户企业撤回了“办结的案件做成案例”的同意：重新登记以后才能审核、发布"
SETTLED = frozenset({"OUT-SET", "OUT-MED"})
OWN = "OWN"
_LONG = dict.fromkeys(
    (Kind.DOCUMENT, Kind.PHONE, Kind.CARD, Kind.ACCOUNT, Kind.PLATE, Kind.EMAIL, Kind.WECHAT, Kind.ADDRESS), 6
) | {Kind.NAME: 3, Kind.EMPLOYER: 6}
"""From so many characters on a word is itself wherever it stands; shorter ones may be a part of others."""
_GAP = "\n\n\f\n\n"


@dataclass(frozen=True)
class Standing:
    """What publication looks at; `unmasked` are the words the masking rules still find."""

    settled: bool
    outcome_code: str
    both_agreed: str
    level: str
    has_client: bool
    client_consent: str
    unmasked: Sequence[str] = ()
    consent_withdrawn: bool = False


@dataclass(frozen=True)
class Proposal:
    """One finding in one field: `text` stands at [start, end), `instead` is proposed; `where` names it in a form."""

    field: str
    start: int
    end: int
    kind: str
    text: str
    instead: str
    why: str
    sure: bool
    flag: str = ""

    @property
    def where(self) -> str:
        return f"{self.field}:{self.start}:{self.end}"


def hindrances(standing: Standing) -> list[tuple[str, str]]:
    """What must be settled before the public reads it, each with its field; empty when nothing stands in the way."""
    found = []
    if (standing.settled or standing.outcome_code in SETTLED) and not standing.both_agreed.strip():
        found.append(("both_agreed", "以和解或调解结束的案子留在内部。双方书面同意公开的，写明文件在哪里"))
    if standing.level == OWN and not standing.has_client:
        found.append(("client", "本单位案例要写明是哪个客户企业的"))
    if standing.has_client and not standing.client_consent.strip():
        found.append(("client_consent", "客户的案子要有客户同意公开的文件，写明在哪里"))
    if standing.consent_withdrawn:
        found.append(("client", NO_CONSENT))
    if standing.unmasked:
        shown = "、".join(standing.unmasked[:5])
        more = f"等{len(standing.unmasked)}处" if len(standing.unmasked) > 5 else ""
        found.append(("unmasked", f"还有没脱敏的个人信息：{shown}{more}"))
    return found


def proposals(
    texts: Mapping[str, str], *, exact_dates: bool = False, not_personal: Collection[str] = ()
) -> list[Proposal]:
    """What to mask in the fields of one precedent, the same word for the same person throughout.

    Dates become months unless `exact_dates`. What is masked already (张某) and `not_personal` words are passed over.
    """
    whole, starts = "", {}
    for name, text in texts.items():
        starts[name] = len(whole)
        whole += text + _GAP
    left = set(not_personal)
    found = suggest(whole, options=Options(exact_dates=not exact_dates))
    open_ones = [one for one in found if one.instead != one.found.text and one.found.text not in left]
    return [_placed(one, texts, starts) for one in _everywhere(open_ones, whole)]


def _everywhere(found: list[Suggestion], whole: str) -> list[Suggestion]:
    """What was found once is taken wherever it stands; a finding that cuts into it there grows to hold both."""
    rows = list(found)
    for one in found:
        text, at = one.found.text, whole.find(one.found.text)
        while len(text) >= _LONG.get(one.found.kind, len(text) + 1) and at >= 0:
            here = Found(at, at + len(text), one.found.kind, text, "别处认出的同一个词", sure=False)
            beside = [row for row in rows if row.found.overlaps(here)]
            if not any(row.found.start <= here.start and here.end <= row.found.end for row in beside):
                start = min([here.start, *(row.found.start for row in beside)])
                end = max([here.end, *(row.found.end for row in beside)])
                grown = replace(here, start=start, end=end, text=whole[start:end])
                rows = [row for row in rows if row not in beside] + [Suggestion(grown, one.instead)]
            at = whole.find(text, at + len(text))
    return sorted(rows, key=lambda row: row.found.start)


def without_personal(words: str) -> str:
    """A note for the trail: personal data in it are replaced as in a text, days stay."""
    return apply(words, suggest(words))


def _placed(one: Suggestion, texts: Mapping[str, str], starts: Mapping[str, int]) -> Proposal:
    field = max((name for name in texts if starts[name] <= one.found.start), key=lambda name: starts[name])
    start = one.found.start - starts[field]
    found = one.found
    return Proposal(
        field, start, start + len(found.text), found.kind.value, found.text, one.instead, found.why, found.sure,
        found.flag,
    )  # fmt: skip
