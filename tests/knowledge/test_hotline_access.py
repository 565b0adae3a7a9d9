"""Who reads what of the hotline: every role, every state of a question, every consent, every address."""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import product

import pytest
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client

from knowledge.models import Question, QuestionContact, QuestionEntry, QuestionMove
from knowledge.services import question_desk as desk
from knowledge.services.questions import Given, ask_question, say_more
from portal import clock
from portal.models import Attachment, Organisation
from portal.rules.roles import Role
from tests.portal.files import picture, recording
from tests.stock import stocked

CONSENTS = ("none", "given", "masked")
STATES = tuple(Question.State)
PAGES = (
    *(f"/desk/hotline/?queue={queue}" for queue in ("open", "mine", "answered", "closed", "spam")),
    "/desk/hotline/numbers/",
    "/desk/hotline/notices/",
    "/desk/hotline/answered/",
    "/desk/hotline/answered/new/",
    "/desk/hotline/shared/",
    "/hotline/",
    "/hotline/ask/",
    "/hotline/track/",
    "/hotline/answers/",
    "/hotline/answers/?q=密问",
    "/search/?q=密问",
    "/search/feed/?q=密问",
    "/search/export/csv/?q=密问",
    "/search/export/xlsx/?q=密问",
    "/me/",
    "/me/messages/",
    "/",
    "/sitemap.xml",
)
DEEDS = (
    "answer", "note", "promise", "assign", "turn", "file", "share", "merge", "close", "reopen", "take", "spam",
    "not_spam", "contact",
)  # fmt: skip
WHOLE = {"seat", "superuser"}
"""They read whole questions, with photos, voice and, written down, the number."""
MASKED = {"labour manager", "project manager", "executive", "platform administrator"}
"""They read the masked words of the project, with consent."""
NOTHING = {
    "stranger", "worker", "crew leader", "head of a contractor", "manager of a contractor", "manager of another client",
    "executive of another client", "seat of a client", "former seat", "editor", "blocked seat",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One question; `secret` stands in its words, `masked` in what a client may read."""

    pk: int
    state: str
    consent: str
    secret: str
    masked: str
    files: tuple[str, ...]


@pytest.fixture
def seat(make_person, post, platform):
    person = make_person("坐席甲", username="seat", phone="+8613800000010")
    post(person, Role.HOTLINE, organisation=platform)
    return person


@pytest.fixture
def asked(seat, project) -> list[Asked]:
    """One of each state and consent, all of one project, with photo, voice, number, note, answer and follow-up."""
    cases = [(n, state, consent) for n, (state, consent) in enumerate(product(STATES, CONSENTS))]

    def make() -> None:
        for case in cases:
            _ask(*case, seat, project)

    stocked("asked", make)
    questions = Question.objects.order_by("pk")
    files = [(row.owner, str(row.key)) for row in Attachment.objects.order_by("pk")]
    return [
        Asked(question.pk, state, consent, *_words(n), tuple(key for owner, key in files if _of(owner) == question.pk))
        for question, (n, state, consent) in zip(questions, cases, strict=True)
    ]


def _of(owner: Model | None) -> int | None:
    """The question to which a file belongs, itself or by what was said more."""
    return owner.question_id if isinstance(owner, QuestionEntry) else getattr(owner, "pk", None)


def _words(number: int) -> tuple[str, str]:
    return f"密问{number}号木工班老王", f"一名工人问{number}号工资"


def _ask(number: int, state: str, consent: str, seat, project) -> None:
    now, (secret, masked) = clock.now(), _words(number)
    files = [("密照.jpg", ContentFile(picture())), ("密音.mp3", ContentFile(recording()))]
    given = Given(
        text=f"{secret}没拿到工资", phone=f"139123456{number:02}", site="密工地", project=project, files=files,
        may_share=consent != "none",
    )  # fmt: skip
    question = ask_question(given=given, nonce=f"n{number}", address=f"10.1.{number}.1", now=now)[0]
    if consent == "masked":
        desk.share_masked(question=question, text=masked, by=seat, now=now)
    desk.add_note(question=question, text="密注给坐席", by=seat, now=now)
    desk.answer(question=question, text="密答先找总包", by=seat, now=now)
    say_more(
        question=question, text="密追总包不给", kind="follow_up", nonce=f"m{number}", address=f"10.2.{number}.1",
        now=now, files=[("密照2.jpg", ContentFile(picture()))],
    )  # fmt: skip
    Question.objects.filter(pk=question.pk).update(state=state)


@pytest.fixture
def enter(make_person, post, platform, client_company, other_company, project, other_project, crew, seat, signed_in):
    """enter(who) → a browser of that person."""
    contractor = Organisation.objects.create(name="丙劳务", kind=Organisation.Kind.SUBCONTRACTOR, parent=client_company)
    posts = {
        "worker": (Role.WORKER, {"project": project, "crew": crew}),
        "crew leader": (Role.CREW_LEADER, {"project": project, "crew": crew}),
        "head of a contractor": (Role.SUBCONTRACTOR_HEAD, {"project": project, "organisation": contractor}),
        "manager of a contractor": (Role.PROJECT_MANAGER, {"organisation": contractor}),
        "labour manager": (Role.LABOUR_MANAGER, {"project": project}),
        "project manager": (Role.PROJECT_MANAGER, {"project": project}),
        "executive": (Role.EXECUTIVE, {"organisation": client_company}),
        "platform administrator": (Role.ADMINISTRATOR, {"organisation": platform}),
        "manager of another client": (Role.PROJECT_MANAGER, {"project": other_project}),
        "executive of another client": (Role.EXECUTIVE, {"organisation": other_company}),
        "seat of a client": (Role.HOTLINE, {"organisation": client_company}),
        "former seat": (Role.HOTLINE, {"organisation": platform, "ends_on": clock.today().replace(year=2020)}),
        "blocked seat": (Role.HOTLINE, {"organisation": platform}),
        "editor": (Role.EDITOR, {"organisation": platform}),
    }

    def made(who: str) -> Client:
        if who == "stranger":
            return Client()
        if who == "seat":
            return signed_in(seat)
        person = make_person(who, username="viewer", is_superuser=who == "superuser")
        if who in posts:
            role, where = posts[who]
            membership = post(person, role, **where)
            if "ends_on" in where:
                type(membership).objects.filter(pk=membership.pk).update(starts_on="2019-01-01")
        browser = signed_in(person)
        if who == "blocked seat":
            type(person).objects.filter(pk=person.pk).update(is_active=False)
        return browser

    return made


def said(browser, path):
    body = browser.get(path).getvalue()
    return html.unescape(body.decode("utf-8", "replace")).replace(path.partition("q=")[2] or "\0", "")


@pytest.mark.parametrize("who", sorted(NOTHING | MASKED))
def test_whoever_is_not_on_the_desk_reads_masked_words_at_most(asked, enter, who):
    browser, moves = enter(who), QuestionMove.objects.count()
    for path in (*PAGES, *(f"/desk/hotline/{one.pk}/" for one in asked), *_drafts(asked)):
        told = said(browser, path)
        for secret in ("密问", "密注", "密答", "密追", "密工地", "密照", "密音", "139123456", *_keys(asked)):
            assert secret not in told, (path, secret)
    for one in asked:
        assert browser.get(f"/desk/hotline/{one.pk}/").status_code in (302, 404)
        for key in one.files:
            assert browser.get(f"/files/{key}/").status_code in (302, 404), one
    shared = said(browser, "/desk/hotline/shared/")
    for one in asked:
        may = who in MASKED and one.consent == "masked" and one.state not in ("spam", "merged")
        assert (one.masked in shared) is may, one
    assert QuestionMove.objects.count() == moves


@pytest.mark.parametrize("who", sorted(NOTHING | MASKED))
def test_whoever_is_not_on_the_desk_does_nothing_there(asked, enter, who):
    browser, before = enter(who), _all_of_it()
    fields = {"text": "x", "note": "x", "masked": "x", "why": "x", "level": "2", "into": str(asked[0].pk)}
    for one, deed in product(asked[::4], DEEDS):
        answer = browser.post(f"/desk/hotline/{one.pk}/", {"deed": deed} | fields)
        assert answer.status_code in (302, 404), (one, deed)
        assert "139123456" not in answer.content.decode()
    assert browser.post("/desk/hotline/notices/", {"notice": "1"}).status_code in (302, 404)
    assert _all_of_it() == before


@pytest.mark.parametrize("who", sorted(WHOLE))
def test_the_desk_reads_all_of_it_and_every_look_is_written_down(asked, enter, who):
    """The other side of the table: looking there finds it."""
    browser = enter(who)
    for one in asked:
        assert browser.get(f"/files/{one.files[0]}/").status_code == 404, "not before the question was opened"
        told = said(browser, f"/desk/hotline/{one.pk}/")
        assert one.secret in told
        assert "密注给坐席" in told
        assert "139123456" not in told
        assert [browser.get(f"/files/{key}/").status_code for key in one.files] == [200, 200, 200]
        assert "139123456" in browser.post(f"/desk/hotline/{one.pk}/", {"deed": "contact"}).content.decode()
    person = browser.session["_auth_user_id"]
    for verb in ("look", "look_contact"):
        assert QuestionMove.objects.filter(verb=verb, by=person).count() == len(asked)
    if who == "superuser":
        assert asked[2].masked not in said(browser, "/desk/hotline/shared/")


def test_another_project_takes_the_masked_words_back(asked, seat, other_project, enter):
    one = next(row for row in asked if row.consent == "masked" and row.state == "assigned")
    question = Question.objects.get(pk=one.pk)
    desk.file_under(question=question, project=other_project, topic=None, by=seat, now=clock.now())
    assert one.masked not in said(enter("manager of another client"), "/desk/hotline/shared/")


def test_who_answered_and_who_asked_are_strangers_to_each_other(asked, seat):
    """By the code: own words and answers, never a note, a name of the desk, a number, a file's address."""
    one = asked[0]
    code = ask_question(given=Given(text="x"), nonce="n0", address="10.9.9.9", now=clock.now())[1]
    told = html.unescape(Client().post("/hotline/track/", {"code": code}).content.decode())
    assert one.secret in told
    assert "密答先找总包" in told
    for secret in ("密注", "坐席甲", "139123456", *one.files, *(other.secret for other in asked[1:])):
        assert secret not in told, secret


def _drafts(asked: list[Asked]) -> list[str]:
    return [f"/desk/hotline/answered/new/?from={one.pk}" for one in asked]


def _keys(asked: list[Asked]) -> list[str]:
    return [key for one in asked for key in one.files]


def _all_of_it():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Question, QuestionEntry, QuestionMove, QuestionContact, Attachment)
    ]
