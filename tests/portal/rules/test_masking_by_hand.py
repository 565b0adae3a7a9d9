"""How much is found in sixty texts that somebody wrote and labelled without having seen the rules.

All people, firms and numbers in them are made up, many on purpose after common words (何时, 金属, 计划). Labelled are:
names with their repeats, family name with title (张师傅), nicknames built on a name; addresses from below the district
on; firms whole and as shortened in the text; projects with phase and lot; identity numbers, cards, phones with their
extension, plates, e-mail, WeChat accounts. Not labelled: roles, kinship words, 该公司, offices and courts, numbers of
cases, contracts and certificates.

The rules have been improved on these texts, so the floor below keeps what works. It does not say what strangers' texts
will show.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from portal.rules.masking import Found, Kind, find

TEXTS = Path(__file__).with_name("masking_by_hand.jsonl")
FITTING = {
    "name": {Kind.NAME},
    "employer": {Kind.EMPLOYER, Kind.PROJECT},
    "project": {Kind.PROJECT, Kind.EMPLOYER, Kind.ADDRESS},
    "address": {Kind.ADDRESS, Kind.PROJECT, Kind.EMPLOYER},
    "id": {Kind.DOCUMENT},
    "card": {Kind.CARD, Kind.ACCOUNT},
    "phone": {Kind.PHONE},
    "landline": {Kind.PHONE},
    "plate": {Kind.PLATE},
    "email": {Kind.EMAIL},
    "wechat": {Kind.WECHAT},
}
NUMBERS = ("id", "card", "phone", "landline", "plate", "email", "wechat")


@dataclass(frozen=True)
class Labelled:
    """What somebody marked as personal: [start, end) of the text, and its kind."""

    text: str
    start: int
    end: int
    kind: str

    def is_hidden(self, found: list[Found]) -> bool:
        """Whether findings cover every letter and digit, one of them of a fitting kind."""
        near = [one for one in found if one.start < self.end and self.start < one.end]
        covered = {place for one in near for place in range(one.start, one.end)}
        letters = {place for place in range(self.start, self.end) if self.text[place].isalnum()}
        return letters <= covered and any(one.kind in FITTING[self.kind] for one in near)


@cache
def read() -> list[tuple[list[Labelled], list[Found]]]:
    """What is labelled in each text, and what is found in it."""
    items = [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    return [([Labelled(item["text"], *span) for span in item["spans"]], find(item["text"])) for item in items]


def recall(*kinds: str) -> float:
    hidden = [one.is_hidden(found) for labelled, found in read() for one in labelled if one.kind in (kinds or FITTING)]
    return sum(hidden) / len(hidden)


def test_what_people_marked_is_found() -> None:
    assert len(read()) == 60
    assert recall() >= 0.92


@pytest.mark.parametrize(
    ("kind", "floor"),
    [("name", 0.9), ("employer", 0.94), ("project", 0.91), ("address", 0.93), *((kind, 1.0) for kind in NUMBERS)],
)
def test_of_every_kind_as_much_is_found_as_was_reached(kind: str, floor: float) -> None:
    assert recall(kind) >= floor


def test_little_else_is_found() -> None:
    wrong = [
        one.text
        for labelled, found in read()
        for one in found
        if not any(one.start < span.end and span.start < one.end for span in labelled)
    ]
    found_in_all = sum(len(found) for _, found in read())
    assert 1 - len(wrong) / found_in_all >= 0.95, wrong
