"""Something near, for a page that asks what NEAREST names."""

import datetime
from types import SimpleNamespace


def near(text: str, today: datetime.date) -> list[SimpleNamespace]:
    return [SimpleNamespace(title=f"{text}：先找总包", note=today.isoformat(), url="/hotline/")]
