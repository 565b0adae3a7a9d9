"""How often something may be tried, per number and per address. A building site shares one address: wide limits."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Limit:
    """At most `amount` in any `seconds`."""

    amount: int
    seconds: int


PER_NUMBER: dict[str, tuple[Limit, ...]] = {
    "sms": (Limit(1, MINUTE), Limit(5, HOUR), Limit(10, DAY)),
    "code": (Limit(10, HOUR), Limit(30, DAY)),
    "secret": (Limit(20, HOUR), Limit(60, DAY)),
    "join": (Limit(6, HOUR), Limit(20, DAY)),
    "known": (Limit(20, HOUR), Limit(60, DAY)),
    "verify": (Limit(120, HOUR),),
    "practice": (Limit(30, MINUTE), Limit(400, HOUR)),
    "print": (Limit(40, MINUTE),),
    "ask": (Limit(3, HOUR), Limit(10, DAY)),
    "say": (Limit(12, HOUR), Limit(40, DAY)),
    "track": (Limit(60, HOUR),),
    "own": (Limit(8, HOUR), Limit(20, DAY)),
    "own_say": (Limit(6, HOUR), Limit(20, DAY)),
    "check": (Limit(20, MINUTE), Limit(300, HOUR)),
    "near": (Limit(60, MINUTE), Limit(600, HOUR)),
}
PER_ADDRESS: dict[str, tuple[Limit, ...]] = {
    "sms": (Limit(60, HOUR), Limit(300, DAY)),
    "code": (Limit(120, HOUR),),
    "secret": (Limit(120, HOUR),),
    "join": (Limit(60, HOUR), Limit(300, DAY)),
    "known": (Limit(120, HOUR), Limit(300, DAY)),
    "verify": (Limit(60, MINUTE), Limit(1000, HOUR)),
    "practice": (Limit(300, MINUTE), Limit(6000, HOUR)),
    "print": (Limit(60, MINUTE), Limit(600, HOUR)),
    "ask": (Limit(10, MINUTE), Limit(60, HOUR), Limit(300, DAY)),
    "say": (Limit(10, MINUTE), Limit(60, HOUR), Limit(300, DAY)),
    "track": (Limit(120, HOUR), Limit(300, DAY)),
    "own": (Limit(40, HOUR), Limit(120, DAY)),
    "own_say": (Limit(60, HOUR), Limit(300, DAY)),
    "check": (Limit(60, MINUTE), Limit(1000, HOUR)),
    "near": (Limit(120, MINUTE), Limit(1200, HOUR)),
}

# join: registering by a project's code. verify: checking a certificate.
# practice: an answer inside a lesson; slow for guessing the whole bank, wide for a crew behind one address.
# print: a PDF made for anybody who asks; each takes a process for a second.
# ask: a question to the hotline. say: one more word to it. track: a wrong tracking code.
# own: a wrong code of somebody's own page of a case, per link; own_say: what they say on it.
# check: a text whose citations are looked up; a long one takes a process for some seconds.
# near: looking while one types for what answers the question already; asked of the search each time.
# known: entering a document that somebody has entered elsewhere.

CODE_MINUTES = 5
"""How long a code lives."""
CODE_TRIES = 5
"""Wrong entries after which a code is dead."""
CHOICE_MINUTES = 10
"""How long one may take to choose the person after the code."""
