"""Can the index be read, and does it keep up?"""

from __future__ import annotations

import datetime

from portal import clock

from .engines import EngineError, site_engine
from .indexing import PUBLIC_INDEX, lag
from .semantic import trouble

PATIENCE = datetime.timedelta(minutes=2)


def index() -> str:
    """Empty when fine."""
    try:
        site_engine().count(PUBLIC_INDEX)
    except EngineError as error:
        return f"index: {error}"
    waiting = lag(clock.now())
    return f"the index is {int(waiting.total_seconds())} s behind" if waiting > PATIENCE else ""


def meaning() -> str:
    """Empty when fine, or when no model is wanted."""
    wrong = trouble()
    return f"search by words alone: {wrong}" if wrong else ""
