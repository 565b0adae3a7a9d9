"""Loading the languages and dialects in which lessons and questions may be recorded. They come without recordings."""

from __future__ import annotations

import datetime
from pathlib import Path

from django.db import transaction

from ..models import Track
from .content import CONTENT, Loaded, entries


@transaction.atomic
def load_tracks(*, now: datetime.datetime, folder: Path = CONTENT) -> Loaded:
    """Add those that are not there yet, in the order of the file. Names and orders that editors changed stay."""
    loaded = Loaded()
    known = set(Track.objects.values_list("code", flat=True))
    for order, (_, entry) in enumerate(entries(folder, "tracks.toml", "track"), start=1):
        if entry["code"] not in known:
            Track.objects.create(code=entry["code"], name=entry["name"], order=order)
            loaded.added["语音"] += 1
    return loaded
