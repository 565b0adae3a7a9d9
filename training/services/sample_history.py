"""What the people of the sample have learnt so far, through the verbs that everyone uses: lessons with their checks,
exams drawn and marked, sessions with signatures, certificates that were earned.

Nobody's result is written down: right answers are given, or wrong ones, and what comes of it is what everyone gets.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from portal.clock import SHANGHAI
from portal.models import Crew, Membership, Person, Project
from portal.rules.roles import Role

from ..lesson_checks import checks_of, codes_of, places_of
from ..models import Attempt, CertificateKind, LessonPage, LevelPage, Paper, QuestionVersion, TrainingRule
from ..rules import kinds
from ..rules.trades import is_for
from . import certificates, outside, practice, sessions
from .answers import Incoming, save_answers
from .attempts import start_attempt, submit_attempt

MARK = "示例·"
_DAY = datetime.timedelta(days=1)
_SEED = 20
_STROKES = [[[30, 60], [60, 30], [90, 80], [120, 40]], [[150, 30], [150, 90]], [[140, 60], [230, 55]]]
_PASSING, _FAILING = 14, 3
"""Every so-manieth answer is wrong."""
TOPICS = {
    "company": "公司安全制度、权利和义务",
    "project": "本工地的危险部位和应急",
    "crew": "本工种怎么干、哪里危险",
}


class History:
    """The days before `today`, told in their order."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self.people = {person.name.removeprefix(MARK): person for person in Person.objects.filter(is_sample=True)}
        rules = TrainingRule.objects.filter(is_sample=True).select_related("programme_level", "paper")
        self.levels = {rule.level: rule.programme_level for rule in rules if rule.programme_level}
        self.papers = {rule.level: rule.paper for rule in rules if rule.paper}

    def can_be_told(self) -> bool:
        """The lessons, papers and people are there, and nothing has been done yet."""
        wanted = {"王师傅", "李师傅", "尤师傅", "孙安全", "吕安全"}
        there = {"company", "project"} <= self.levels.keys() & self.papers.keys() and wanted <= self.people.keys()
        return there and not Attempt.objects.filter(is_sample=True).exists()

    def tell(self) -> None:
        self._earlier_site()
        self._longest_here()
        self._lately()
        self._papers_of_authorities()

    def _earlier_site(self) -> None:
        """Trained where he was before: the new site asks again."""
        self.session("company", "吕安全", ["尤师傅"], 199)
        self.session("project", "吕安全", ["尤师傅"], 198, hour=8)
        self.study("尤师傅", "company", 198)
        self.study("尤师傅", "project", 197)
        for level in ("company", "project"):
            self.exam("尤师傅", level, 196)
        self.certify("尤师傅", 195)

    def _longest_here(self) -> None:
        """All three levels done, with certificates; the others still owe the lessons and the exams."""
        long_here = ["李师傅", "蒋师傅", "韩师傅", "杨师傅", "朱师傅", "赵班长", "许班长"]
        self.session("company", "孙安全", long_here, 48)
        self.session("project", "孙安全", long_here, 47, hour=8)
        self.session("crew", "赵班长", ["李师傅"], 46)
        self.session("crew", "孙安全", [name for name in long_here if name != "李师傅"], 46)
        for name in ("李师傅", "韩师傅"):
            for level, days in (("company", 45), ("project", 44)):
                self.study(name, level, days)
                self.exam(name, level, days - 1)
            self.certify(name, 42)

    def _lately(self) -> None:
        """On the way: the first level done, lessons without exam, an exam that was not passed."""
        self.session("company", "孙安全", ["沈师傅", "卫师傅"], 4)
        self.session("company", "孙安全", ["王师傅"], 2, hour=8)
        self.study("王师傅", "company", 2)
        self.exam("王师傅", "company", 1)
        self.certify("王师傅", 1)
        self.study("王师傅", "project", 1, lessons=2, first_wrong=True)
        for name in ("沈师傅", "卫师傅"):
            self.study(name, "company", 3)
        self.exam("卫师傅", "company", 2, wrong=_FAILING)

    def _papers_of_authorities(self) -> None:
        """Special permits: one that runs out soon, one that has, one that nobody has compared yet."""
        kind = CertificateKind.objects.filter(code="build-scaffolder").first()
        if kind is None:
            return
        for name, left, checked in (("韩师傅", 25, True), ("杨师傅", -10, True), ("朱师傅", 400, False)):
            by, now = self.people["孙安全"], self.at(40)
            row = outside.record_outside(
                by=by,
                person=self.people[name],
                kind=kind,
                authority=f"{MARK}住房和城乡建设厅",
                number=f"{MARK}{self.people[name].pk:04}",
                valid_to=self.today + left * _DAY,
                now=now,
            )
            if checked:
                outside.check_outside(by=by, certificate=row, now=now)

    def at(self, days: int, hour: int = 15, minute: int = 0) -> datetime.datetime:
        """A moment so many days ago."""
        return datetime.datetime.combine(self.today - days * _DAY, datetime.time(hour, minute), SHANGHAI)

    def session(self, level: str, by: str, names: Sequence[str], days: int, hour: int = 10) -> None:
        """Everybody of `names` an hour and a half face to face, signed; who taught says that they passed."""
        holder, people = self.people[by], [self.people[name] for name in names]
        project, crew = self._place(holder, people[0], days)
        start = self.at(days, hour)
        end = start + datetime.timedelta(minutes=90)
        signed = {"signature": _STROKES, "signed_at": end.isoformat(), "result": "passed", "practical": "passed"}
        sessions.receive_session(
            payload={
                "uuid": str(uuid.uuid4()),
                "project": project.pk,
                "crew": crew.pk if crew else None,
                "level": level,
                "method": "demonstration" if level == "crew" else "lecture",
                "topic": TOPICS[level],
                "place": f"{MARK}项目部会议室",
                "trainer": holder.name,
                "trainer_self": True,
                "trainer_signature": _STROKES,
                "starts_at": start.isoformat(),
                "ends_at": end.isoformat(),
                "people": [{"person": person.pk} | signed for person in people],
            },
            by=holder,
            now=end,
        )

    def _place(self, holder: Person, person: Person, days: int) -> tuple[Project, Crew | None]:
        """Where the person was that day; a crew leader speaks to the own crew."""
        posts = Membership.objects.active(on=self.today - days * _DAY).filter(project__isnull=False)
        post = posts.select_related("project", "crew").get(person=person)
        leads = posts.filter(person=holder, role=Role.CREW_LEADER).exists()
        return post.project, post.crew if leads else None  # type: ignore[return-value]

    def study(self, name: str, level: str, days: int, *, lessons: int | None = None, first_wrong: bool = False) -> None:
        """The lessons of a level that are for the own trade, their checks answered; `lessons` of them."""
        person, now = self.people[name], self.at(days, 16)
        pages = LessonPage.objects.live().child_of(self._level(level)).order_by("path")
        trades = {post.own_trade for post in Membership.objects.filter(person=person).select_related("crew")}
        for lesson in [page for page in pages if is_for(page.trades, trades)][:lessons]:
            for code, version in checks_of(codes_of(lesson)).items():
                for given in ([_wrong(version)] if first_wrong else []) + [version.key]:
                    practice.answer_check(
                        person=person,
                        lesson=lesson,
                        code=code,
                        given=_places(version, given),
                        number=uuid.uuid4(),
                        now=now,
                    )
            if not checks_of(codes_of(lesson)):
                practice.finish_lesson(person=person, lesson=lesson, now=now)

    def _level(self, level: str) -> LevelPage:
        page = self.levels[level]
        assert page is not None  # noqa: S101 asked in __init__
        return page

    def exam(self, name: str, level: str, days: int, *, wrong: int = _PASSING) -> None:
        """A paper drawn, answered and handed in; one answer in so many is wrong, if it may be."""
        person, paper, start = self.people[name], self.papers[level], self.at(days, 19)
        assert isinstance(paper, Paper)  # noqa: S101 asked in __init__
        attempt = start_attempt(person=person, paper=paper, by=person, now=start, seed=_SEED + person.pk)
        later = start + datetime.timedelta(minutes=22)
        batch = []
        for place, item in enumerate(attempt.items.select_related("version").order_by("position"), 1):
            slip = place % wrong == 0 and (wrong == _FAILING or not item.must)
            given = _wrong(item.version) if slip else item.version.key
            moment = start + datetime.timedelta(seconds=40 * place)
            batch.append(Incoming(uuid.uuid4(), item.pk, _typed(item.version, given), moment, place))
        save_answers(attempt=attempt, batch=batch, now=later, device="sample")
        submit_attempt(attempt=attempt, by=person, now=later)

    def certify(self, name: str, days: int) -> None:
        """What the sweep would have issued then."""
        certificates.issue_due(person=self.people[name], now=self.at(days, 20))


def _typed(version: QuestionVersion, key: Any) -> Any:
    return str(key["value"]) if version.kind == kinds.NUMERIC else key


def _places(version: QuestionVersion, key: Any) -> Any:
    """An answer in keys, as a page sends it."""
    if version.kind == kinds.NUMERIC:
        return _typed(version, key)
    if version.kind == kinds.TRUE_FALSE:
        return ["1" if key else "2"]
    shown = places_of(version)
    return [str(shown.index(one) + 1) for one in key]


def _wrong(version: QuestionVersion) -> Any:
    """An answer that somebody may well give, and that is not right."""
    if version.kind == kinds.NUMERIC:
        return {"value": version.key["value"] + 1 + 2 * version.key.get("tolerance", 0)}
    if version.kind == kinds.TRUE_FALSE:
        return not version.key
    if version.kind == kinds.ORDERING:
        return list(reversed(version.key))
    others = [one for one in places_of(version) if one not in version.key]
    return others[:1] or version.key[:1]
