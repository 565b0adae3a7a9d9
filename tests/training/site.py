"""A crew with its leader, and a sheet as a phone sends it, for tests of sessions, records and cards."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from portal.models import Crew, Person

START = datetime.datetime(2026, 11, 20, 7, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
MINUTE = datetime.timedelta(minutes=1)
END = START + 60 * MINUTE
NOW = START + 600 * MINUTE
STROKES = [[[10, 10], [60, 40]]]


def a_sheet(crew: Crew, people: list[Person], /, **change: Any) -> dict[str, Any]:
    rows = [{"person": one.pk, "signature": STROKES, "result": "passed"} for one in people]
    return {
        "uuid": str(uuid.uuid4()),
        "project": crew.project_id,
        "crew": crew.pk,
        "level": "crew",
        "method": "pre_shift",
        "topic": "高处作业",
        "trainer": "张班长",
        "trainer_post": "班组长",
        "trainer_self": True,
        "starts_at": START.isoformat(),
        "ends_at": END.isoformat(),
        "people": rows,
    } | change
