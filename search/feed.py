"""The feed of any search: what was published last among its hits, through the page's own plan, for everybody alike."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from portal import clock
from portal.services.generation import current_generation

from .asked import Asked
from .engines import EngineError
from .labels import chosen_names, filters_in_words
from .matching import matching
from .models import Published
from .things import Thing, read_things
from .views import read_asked

ENTRIES = 30
LOOKED_AT = 10_000
"""So many of the newest things are looked through; what is older is no news."""
KEPT = 3600
"""Seconds, at most."""
_BATCH = 500
UNDATED = datetime.datetime(1970, 1, 1, tzinfo=clock.SHANGHAI)
"""What has no day counts from then."""


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Atom. The same address with the same words and filters as the results page, newest first.

    Kept until something is published, withdrawn or taken into the index: the page cache would not notice the last.
    """
    asked = read_asked(request)
    samples = settings.SHOW_SAMPLE_PRECEDENTS
    state = "|".join(map(str, (current_generation(), Published.objects.newest(), clock.today(), samples)))
    key = blake2b(f"{state}|{request.build_absolute_uri()}".encode(), digest_size=16).hexdigest()
    if request.headers.get("If-None-Match", "").removeprefix("W/") == f'"{key}"':
        return _dressed(HttpResponseNotModified(), key)
    kept = caches["pages"]
    body = kept.get(f"feed:{key}")
    if body is None:
        try:
            body = written(request, asked, list(newest(asked)))
        except EngineError:
            return HttpResponse("搜索现在用不了，请过几分钟再试。", status=503, headers={"Retry-After": "300"})
        kept.set(f"feed:{key}", body, KEPT)
    return _dressed(HttpResponse(body, content_type=Atom1Feed.content_type), key)


def _dressed(answer: HttpResponse, key: str) -> HttpResponse:
    """Readers ask each time whether it is still the same: a withdrawn thing is gone at once."""
    answer["ETag"], answer["Cache-Control"] = f'"{key}"', "no-cache"
    return answer


def written(request: HttpRequest, asked: Asked, entries: list[Thing]) -> bytes:
    """The feed with addresses as this request has them."""
    filters = "，".join(f"{title}：{value}" for title, value in filters_in_words(asked, chosen_names(asked)))
    told = Atom1Feed(
        title=f"明白 · 搜索：{asked.text or filters}",
        link=request.build_absolute_uri(f"{reverse('search:results')}?{asked.query()}"),
        description="",
        subtitle=filters,
        language="zh-Hans",
        feed_url=request.build_absolute_uri(),
        author_name="明白",
    )
    for one in entries:
        url, title = request.build_absolute_uri(one.url), f"【{one.sample}】{one.title}" if one.sample else one.title
        told.add_item(title=title, link=url, description=one.text, updateddate=one.at or UNDATED, unique_id=url)
    return told.writeString("utf-8").encode()


def newest(asked: Asked, *, most: int = ENTRIES) -> Iterator[Thing]:
    """The last published among the hits, wherever they rank, if they are public now. Raises EngineError."""
    if asked.nothing:
        return
    told, before, query = 0, None, asked.query()
    for _ in range(LOOKED_AT // _BATCH):
        rows = Published.objects.order_by("-pk")
        part = list((rows.filter(pk__lt=before) if before else rows).values_list("pk", "document")[:_BATCH])
        if not part:
            return
        before = part[-1][0]
        found = matching(query, [document for _, document in part], today=asked.today)
        for thing in read_things(found).values():
            yield thing
            told += 1
            if told == most:
                return
