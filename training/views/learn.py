"""应学: what one has to learn, by when and why, and what is done."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from knowledge import reading
from knowledge.reading import Chip
from portal import clock
from portal.models import Membership, Person

from .. import duties
from ..models import LevelPage, Paper, ProgrammePage, TrainingRule
from ..officers import keeps_anyone, looks_after_anyone, members_under
from ..programme_reading import next_lessons
from ..rules.levels import NAMES
from ..rules.requirements import Due, Item, State
from ..rules.sessions import OF_CREW_LEADER
from .notebook import progress


@dataclass(frozen=True)
class Step:
    """One thing still to do: words, and where to do it ("" when it is done face to face)."""

    words: str
    url: str = ""
    icon: str = "learn"


@dataclass(frozen=True)
class Reason:
    """Why something is owed: in plain words, the article, the basis and how sure it is."""

    words: str
    cause: str
    chip: Chip | None
    basis: str
    status: str
    status_name: str


@dataclass
class Card:
    """One item of 应学, ready to print."""

    item: Item
    name: str
    place: str
    missing: str = ""
    hours_status: str = ""
    steps: list[Step] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


_POST = ("organisation", "project", "crew")


@never_cache
def learn(request: HttpRequest) -> HttpResponse:
    """Signed in: one's own duties. A stranger sees what can be learnt without signing in."""
    if not request.user.is_authenticated:
        return render(request, "training/learn/stranger.html", {"programmes": _programmes()})
    return _page(request, request.user, own=True)


@never_cache
@login_required
def duties_of(request: HttpRequest, person_id: int) -> HttpResponse:
    """The same page of somebody one looks after."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)
    return _page(request, person, own=person.pk == request.user.pk)


def _programmes() -> list[ProgrammePage]:
    return list(ProgrammePage.objects.live().order_by("path"))


def _page(request: HttpRequest, person: Person, *, own: bool) -> HttpResponse:
    """Another's page shows the places alone where one sees that person posted: not those of another client."""
    today = clock.today()
    posts = list(
        Membership.objects.visible_to(request.user).filter(person=person).select_related(*_POST).order_by("pk")
    )
    places = {post.project_id for post in posts} | {None}
    found = [item for item in duties.items_of(person, today) if own or item.project in places]
    cards = cards_of(found, today, person, request)
    context = {
        "person": person,
        "own": own,
        "posts": [post for post in posts if _held(post, today)],
        "todo": [card for card in cards if card.item.state is not State.DONE],
        "done": [card for card in cards if card.item.state is State.DONE],
        "blocked": sum(item.blocks for item in found),
        "programmes": _programmes(),
        "notebook": progress(person) if own else {},
        "looks_after": own and looks_after_anyone(person),
    }
    return render(request, "training/learn/duties.html", context)


def _held(post: Membership, on: datetime.date) -> bool:
    return (not post.starts_on or post.starts_on <= on) and (not post.ends_on or on <= post.ends_on)


def cards_of(
    found: Sequence[Item], today: datetime.date, person: Person, request: HttpRequest | None = None
) -> list[Card]:
    """Few queries however many items: rules, articles' chips, sites, levels and their lessons, trades, papers."""
    rules = {rule.pk: rule for rule in TrainingRule.objects.filter(pk__in=_rule_ids(found)).select_related("article")}
    chips = reading.chips_for([(rule.article, today) for rule in rules.values() if rule.article], today)
    sites = duties.site_names(found)
    pages = _pages(found)
    goals = _goals(pages, person, today, request)
    holds = _holds(person) if any(item.state is not State.DONE for item in found) else frozenset()
    papers = {p.pk: p for p in Paper.objects.offered().filter(pk__in=_all(i.papers for i in found))}
    return [
        Card(
            item,
            NAMES[item.level],
            sites.get(item.project or 0, ""),
            _missing(item),
            _hours_status(item, rules),
            _steps(item, [goals[pk] for pk in _lessons_of(item, pages)], papers, holds),
            [_reason(due, rules[due.rule.id], chips) for due in item.reasons if due.rule.id in rules],
        )
        for item in found
    ]


def _rule_ids(found: Sequence[Item]) -> set[int]:
    return {due.rule.id for item in found for due in item.reasons}


def _all(lists: Any) -> set[int]:
    return {pk for one in lists for pk in one}


def _hours_status(item: Item, rules: dict[int, TrainingRule]) -> str:
    """Whose hours these are: 本单位规定 unless a norm of law confirms them."""
    asking = [rules[d.rule.id] for d in item.reasons if d.rule.minutes == item.minutes_asked and d.rule.id in rules]
    return asking[0].get_minutes_status_display() if item.minutes_asked and asking else ""


def _goals(
    pages: dict[int, LevelPage], person: Person, today: datetime.date, request: HttpRequest | None
) -> dict[int, Step]:
    """For each level of lessons one tap to the lesson to go on with."""
    lessons = next_lessons(list(pages.values()), person, today)
    return {
        pk: Step(
            f"学“{level.title}”" + (f"：{lessons[pk].title}" if pk in lessons else ""),
            lessons.get(pk, level).get_url(request) or "",
        )
        for pk, level in pages.items()
    }


def _pages(found: Sequence[Item]) -> dict[int, LevelPage]:
    """Levels of lessons that rules name, and those to read before one is taught in the crew."""
    named = Q(pk__in=_all(i.programme_levels for i in found))
    if any(item.level == "crew" and item.state is not State.DONE for item in found):
        named |= Q(level="crew")
    return {page.pk: page for page in LevelPage.objects.live().filter(named).order_by("path")}


def _lessons_of(item: Item, pages: dict[int, LevelPage]) -> list[int]:
    """What to learn now: the levels that the rules name; for 班组级 what can be read before somebody teaches it."""
    if item.needs_lessons or (item.state is not State.DONE and item.minutes_done < item.minutes_asked):
        named = [pk for pk in item.programme_levels if pk in pages]
        if named:
            return named
    ahead = item.level == "crew" and item.state is not State.DONE and not item.programme_levels
    return [pk for pk, page in pages.items() if ahead and page.level == "crew"]


def _holds(person: Person) -> frozenset[str]:
    """Levels of training that this person writes down: 现场教育."""
    if not keeps_anyone(person):
        return frozenset()
    return frozenset(NAMES) if members_under(person, ruling=True).exists() else OF_CREW_LEADER


def _missing(item: Item) -> str:
    """What is left once something was done: 只差考试."""
    minutes = item.minutes_asked - item.minutes_done
    parts = [
        f"再学 {minutes} 分钟" if minutes > 0 else "",
        "学完课" if item.needs_lessons else "",
        "考试" if item.needs_exam else "",
        "当面教" if item.needs_on_site else "",
    ]
    left = [part for part in parts if part]
    if item.state is State.DONE or not item.minutes_done or not left:
        return ""
    return f"只差{left[0]}。" if len(left) == 1 else f"还差：{'、'.join(left)}。"


def _steps(item: Item, lessons: list[Step], papers: dict[int, Paper], holds: frozenset[str]) -> list[Step]:
    steps = list(lessons)
    if item.needs_exam:
        steps += [
            Step(f"考“{papers[pk].title}”", reverse("training:exam_start", args=[papers[pk].code]), "check")
            for pk in item.papers
            if pk in papers
        ]
    if item.needs_on_site:
        steps.append(Step("由班组长或安全员当面教，到场签名", "", "people"))
    if item.state is not State.DONE and (item.needs_on_site or not steps):
        if item.level in holds:
            steps.append(Step("记一次现场教育", reverse("training:new_session"), "mic"))
        elif not steps:
            steps.append(Step("等安全员安排这次教育，到场签名", "", "people"))
    return steps


def _reason(due: Due, rule: TrainingRule, chips: dict[int, Chip]) -> Reason:
    return Reason(
        words=rule.why,
        cause=_cause(due),
        chip=chips.get(rule.article_id or 0),
        basis=rule.basis,
        status=rule.basis_status,
        status_name=rule.get_basis_status_display(),
    )


def _cause(due: Due) -> str:
    """What happened, with its day."""
    since = due.trigger.since
    day = f"{since.year}年{since.month}月{since.day}日"
    words = {
        "entry": f"{day}进单位",
        "new_site": f"{day}到这个工地",
        "new_post": f"{day}改做{due.trigger.stay.trade}",
        "absence": f"离开一段时间后，{day}回来",
        "yearly": f"上一次教育（或进场）是{day}",
    }
    return words.get(due.rule.event, f"{day}：{due.trigger.title}")
