"""录音 in the admin: what has no voice yet, and the page where it is spoken or uploaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from portal import clock
from portal.models import Person
from portal.services.refusal import Refused

from .hearing import Heard, of_lesson, of_versions
from .models import LessonPage, Question, Recording, Track
from .rules import kinds
from .services.recordings import MAY_RECORD, Slot, keep_recording, remove_recording, words_of
from .unheard import OTHER, PLACES, QuestionState, lesson_states, question_states, tally

_A_PAGE = 50
_MARKS = {kinds.HAZARD: "第 {} 处", kinds.ORDERING: "第 {} 步"}


@dataclass(frozen=True)
class Line:
    """One part on the recorder page: what to read, and what has been recorded of it in the chosen language."""

    part: str
    mark: str
    words: str
    heard: Heard | None
    slot: Slot


def _tracks(request: HttpRequest) -> tuple[list[Track], Track | None]:
    """All languages, and the one that is worked on: the first unless another is named."""
    tracks = list(Track.objects.order_by("order", "code"))
    named = next((one for one in tracks if one.code == request.GET.get("track")), None)
    return tracks, named or next(iter(tracks), None)


@require_safe
@permission_required(MAY_RECORD)
def waiting(request: HttpRequest) -> HttpResponseBase:
    """Questions and lessons with what they lack in a language; only those that lack something unless all are asked."""
    tracks, track = _tracks(request)
    every = "all" in request.GET
    states = question_states(track)
    lessons = lesson_states(track)
    place = request.GET.get("place", "")
    rows: Sequence[Any] = lessons if place == "lessons" else [one for one in states if place in ("", one.place)]
    shown = [one for one in rows if every or one.missing]
    counts = [*tally(states), ("课", sum(one.missing for one in lessons), len(lessons))]
    page = {
        "track": track,
        "tracks": tracks,
        "place": place,
        "places": [*PLACES.items(), ("lessons", "课")],
        "every": every,
        "counts": counts,
        "rows": Paginator(shown, _A_PAGE).get_page(request.GET.get("p")),
        "kept": urlencode([(name, value) for name, value in request.GET.items() if name != "p"]),
    }
    return render(request, "training/recordings/waiting.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_RECORD)
def question(request: HttpRequest, code: str) -> HttpResponseBase:
    """Stem and options of a question, one after the other."""
    asked = get_object_or_404(Question.objects.select_related("current"), code=code, current__isnull=False)
    version = asked.current
    assert version is not None  # noqa: S101
    version.question = asked
    tracks, track = _tracks(request)

    def lines() -> list[Line]:
        heard = of_versions([version.pk])
        return [
            Line(
                part,
                _mark(version.kind, n),
                words,
                _in(heard.get((version.pk, part), []), track),
                Slot(None, version, part),
            )
            for n, (part, words) in enumerate(words_of(version).items())
        ]

    more = {"title": f"录音：{code}", "tracks": tracks, "following": lambda: _following(asked, track)}
    return _recorder(request, track, lines, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_RECORD)
def lesson(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A lesson as a whole; what to say stands on its page."""
    page = get_object_or_404(LessonPage, pk=pk)
    tracks, track = _tracks(request)

    def lines() -> list[Line]:
        return [Line("", "这一课", page.summary or page.title, _in(of_lesson(page), track), Slot(page))]

    more = {"title": f"录音：{page.title}", "tracks": tracks, "shown": page.get_url(request)}
    return _recorder(request, track, lines, **more)


def _mark(kind: str, number: int) -> str:
    if not number:
        return "题目"
    return _MARKS.get(kind, "选项 {}").format(number if kind in _MARKS else chr(64 + number))


def _in(heard: Sequence[Heard], track: Track | None) -> Heard | None:
    return next((one for one in heard if track and one.track == track.code), None)


def _recorder(
    request: HttpRequest, track: Track | None, lines: Callable[[], list[Line]], **more: Any
) -> HttpResponseBase:
    found = lines()
    error, wrong = "", None
    if request.method == "POST":
        wrong = next((line for line in found if line.part == request.POST.get("part", "")), None)
        try:
            if wrong is None or track is None:
                raise Refused("没有这一段，请刷新页面。" if track else "还没有语言，请先加一种。")
            _change(request, wrong.slot, track)
        except Refused as refused:
            error = refused.message
        if "application/json" in request.headers.get("Accept", ""):
            return _told(lines(), wrong, error)
        if not error:
            messages.success(request, "好了。")
            return redirect(request.get_full_path())
    following = more.pop("following", None)
    total = sum(line.heard.size for line in found if line.heard)
    page = {"lines": found, "track": track, "error": error, "wrong": wrong, "total": total, **more}
    page["next"] = following() if following else None
    return render(request, "training/recordings/recorder.html", page, status=400 if error else 200)


def _change(request: HttpRequest, slot: Slot, track: Track) -> None:
    """Keep what was sent, or take away what there is."""
    by = cast(Person, request.user)
    if request.POST.get("do") == "remove":
        for row in Recording.objects.filter(lesson=slot.lesson, version=slot.version, part=slot.part, track=track):
            remove_recording(by=by, recording=row)
        return
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused("请先选一个录音文件。", "file")
    if sent.size and sent.size > 4 * slot.most_bytes:
        raise Refused(f"这个文件太大了，这里最多 {slot.most_bytes // 1024} KB。", "file")
    keep_recording(by=by, slot=slot, track=track, data=sent.read(), now=clock.now())


def _told(lines: Sequence[Line], line: Line | None, error: str) -> JsonResponse:
    """The answer for the script of the page."""
    if error:
        return JsonResponse({"error": error}, status=400)
    now = next((one.heard for one in lines if line and one.part == line.part), None)
    facts = {"url": now.url, "seconds": now.seconds, "size": now.size} if now else {}
    return JsonResponse(facts | {"total": sum(one.heard.size for one in lines if one.heard)})


def _following(asked: Question, track: Track | None) -> QuestionState | None:
    """The next question on the list that lacks something, in the same language."""
    states = [one for one in question_states(track) if one.missing or one.question.pk == asked.pk]
    here = next((n for n, one in enumerate(states) if one.question.pk == asked.pk), -1)
    rest = states[here + 1 :] + states[: max(here, 0)]
    return next((one for one in rest if one.place != OTHER), rest[0] if rest else None)


class NeverDeleted(ModelPermissionPolicy):
    """Recordings name their language; the file of shipped languages would bring it back."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(Track, NeverDeleted(Track))


class TrackViewSet(ModelViewSet):
    model = Track
    name = "tracks"
    icon = "globe"
    menu_label = "语音"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["name", "code", "order"]
    form_fields = ["name", "code", "order"]


@hooks.register("register_admin_viewset")
def track_viewset() -> TrackViewSet:
    return TrackViewSet()


@hooks.register("register_admin_urls")
def recording_urls() -> list[URLPattern]:
    return [
        path("recordings/", waiting, name="recordings"),
        path("recordings/question/<str:code>/", question, name="record_question"),
        path("recordings/lesson/<int:pk>/", lesson, name="record_lesson"),
    ]


class RecordingsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_RECORD))


@hooks.register("register_admin_menu_item")
def recordings_item() -> MenuItem:
    return RecordingsItem("录音", reverse("recordings"), name="recordings", icon_name="media", order=160)
