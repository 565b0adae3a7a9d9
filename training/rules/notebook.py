"""When a wrong question comes back. FSRS (the `fsrs` package, its published weights) chooses the day; we count in days.

A question answered wrongly comes back the next day, then after about two. A right answer counts only on a day on
which the question was due: two in a row are two days apart, and clear it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from fsrs import Card, Rating, Scheduler

DAILY = 3
"""Questions a day: what fits before a shift, about a minute each."""
TO_CLEAR = 2
"""Right answers on different days: the first may be luck, or yesterday's memory."""
LONGEST_DAYS = 60
"""Nothing is put off longer than most people stay on one site."""

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS, enable_fuzzing=False)


@dataclass(frozen=True)
class Standing:
    """A question in the notebook: FSRS's own state as JSON, from when on it is asked, right answers in a row."""

    card: dict[str, Any]
    due_at: datetime.datetime
    streak: int = 0

    @property
    def cleared(self) -> bool:
        return self.streak >= TO_CLEAR


def after_wrong(card: Mapping[str, Any], now: datetime.datetime) -> Standing:
    """Answered wrongly, anywhere. An empty `card` is a question that was not in the notebook before."""
    return _reviewed(card, Rating.Again, now, 0)


def after_right(card: Mapping[str, Any], streak: int, now: datetime.datetime) -> Standing:
    """Answered rightly when it was due."""
    return _reviewed(card, Rating.Good, now, streak + 1)


def day_begins(now: datetime.datetime) -> datetime.datetime:
    """Midnight in Shanghai before this moment."""
    return now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def _reviewed(card: Mapping[str, Any], rating: Rating, now: datetime.datetime, streak: int) -> Standing:
    """Due from the beginning of the day: whoever practised at seven may do so at six the day after."""
    moment = now.astimezone(datetime.UTC)
    before = Card.from_dict(cast(Any, dict(card))) if card else Card(card_id=0, due=moment)
    after, _ = _SCHEDULER.review_card(before, rating, moment)
    days = max(1, round((after.due - moment).total_seconds() / 86_400))
    return Standing(dict(after.to_dict()), day_begins(now) + datetime.timedelta(days=days), streak)
