"""签到表: the sheet of a session as PDF, for those who see the session."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock, printing
from portal.models import Attachment, Person
from portal.rules.file_types import TYPES
from portal.services import attachments
from portal.services.pictures import shown_mime

from ..models import CrewSession
from ..services.sessions.crediting import PAPER
from ..services.sessions.photos import photos_of
from .sessions import Line, lines_of, one_session

_TEMPLATE = "training/print/session.typ"


@never_cache
@login_required
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Only of a session that is over. Whom the asker may not see, the sheet does not name."""
    person = cast(Person, request.user)
    found = one_session(person, pk)
    if found.state != CrewSession.State.CLOSED:
        raise Http404
    pictures = dict(_picture(number, photo) for number, photo in enumerate(photos_of(found)))
    data = _facts(found, lines_of(person, found)) | {"photos": list(pictures)}
    answer = HttpResponse(printing.pdf(_TEMPLATE, data, pictures=pictures), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="session-{found.pk}.pdf"'
    return answer


def _picture(number: int, photo: Attachment) -> tuple[str, bytes]:
    with attachments.shown(photo) as stream:
        return f"photo-{number}{TYPES[shown_mime(photo.mime)].ending}", stream.read()


def _facts(found: CrewSession, lines: list[Line]) -> dict[str, Any]:
    there = [line for line in lines if not line.away]
    starts = found.starts_at.astimezone(clock.SHANGHAI)
    ends = found.ends_at.astimezone(clock.SHANGHAI) if found.ends_at else starts
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%m-%d %H:%M}"
    post = f"（{found.trainer_post}）" if found.trainer_post else ""
    return {
        "project": found.project.name,
        "crew": found.crew.name if found.crew else "",
        "level": f"{found.get_level_display()}　{found.get_method_display()}",
        "place": found.place,
        "time": f"{starts:%Y-%m-%d %H:%M} 至 {until}",
        "count": f"{len(there)} 人",
        "topic": found.topic,
        "content": found.content,
        "trainer": found.trainer_name + post,
        "trainer_strokes": found.trainer_signature,
        "people": [_row(place, line) for place, line in enumerate(there, start=1)],
        "foot": f"按培训档案打印于 {clock.today():%Y-%m-%d}。没有签名的格子留空，手写补签。",
        "sample": found.is_sample,
    }


def _row(place: int, line: Line) -> dict[str, Any]:
    record, one = line.record, line.one
    came = one.joined_at.astimezone(clock.SHANGHAI) if one.joined_at else None
    shown = record or one
    result = shown.get_result_display() if shown.result != "none" else ""
    practical = f"实操{shown.get_practical_display()}" if shown.practical != "none" else ""
    return {
        "place": str(place),
        "name": one.person.name,
        "came": f"{came:%H:%M} 到" if came else "",
        "result": "　".join(word for word in (result, practical) if word),
        "strokes": one.signature,
        "note": "" if one.signature else "本人登录确认" if one.signed_at else PAPER if one.on_paper else "",
    }
