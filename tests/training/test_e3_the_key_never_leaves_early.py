"""Statement 3: a paper meets its blueprint exactly in 10,000 draws, and nothing a worker gets before handing in
reveals a key, an explanation or a correct flag.
"""

from __future__ import annotations

import itertools
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import TemplateDoesNotExist
from django.urls import URLPattern, URLResolver, get_resolver

from portal import clock
from portal.models import Person
from tests.training.factories import SHAPES, make_paper, make_question
from tests.training.lessons import make_lessons
from training.models import Attempt, AttemptItem, LessonPage, LevelPage, ProgrammePage, Question
from training.rules import showing
from training.rules.blueprint import Quota, read_quotas
from training.rules.drawing import Candidate, draw
from training.services.attempts import start_attempt, submit_attempt
from training.services.content import CONTENT, entries

DRAWS = 10_000


def shipped_bank() -> list[Candidate]:
    """The shipped questions that exams may draw, straight from their files."""
    groups = {entry["code"]: entry["group"] for _, entry in entries(CONTENT, "points*.toml", "point")}
    blocks = entries(CONTENT, "lessons/*/*.toml", "block")
    practised = {block.get("question") for _, block in blocks if block.get("kind") == "check"}
    found = [entry for _, entry in entries(CONTENT, "questions/*.toml", "question") if entry["code"] not in practised]
    return [
        Candidate(
            question=number,
            version=number,
            point=entry["point"],
            group=groups[entry["point"]],
            kind=entry["kind"],
            difficulty=entry.get("difficulty", 2),
            levels=frozenset(entry.get("levels", [])),
            trades=frozenset(entry.get("trades", [])),
            red_line=entry.get("red_line", False),
        )
        for number, entry in enumerate(found, start=1)
    ]


BANK = shipped_bank()
SHIPPED = {entry["code"]: entry["quota"] for _, entry in entries(CONTENT, "papers*.toml", "paper")}
OTHER = {
    "overlapping": [{"count": 5, "red_line": True}, {"count": 5, "levels": ["project"]}, {"count": 10}],
    "kinds": [{"count": 2, "kinds": [kind]} for kind in SHAPES],
    "hard": [{"count": 4, "difficulty": [2, 3], "red_line": False}, {"count": 3, "trades": "own"}],
}
BLUEPRINTS = {**SHIPPED, **OTHER}
TRADES = itertools.cycle([frozenset(), frozenset({"架子工"}), frozenset({"电工"}), frozenset({"木工", "钢筋工"})])


def suits(quota: Quota, one: Candidate, trades: frozenset[str]) -> bool:
    """What a row asks, spelt out once more; 本工种 may be filled with questions for everyone."""
    return all(
        (
            not one.trades or bool(one.trades & trades),
            not quota.points or one.point in quota.points,
            not quota.groups or one.group in quota.groups,
            not quota.kinds or one.kind in quota.kinds,
            not quota.difficulty or one.difficulty in quota.difficulty,
            not quota.levels or not one.levels or bool(one.levels & quota.levels),
            quota.red_line is None or quota.red_line == one.red_line,
        )
    )


def test_the_shipped_papers_are_all_here():
    assert {"company", "project", "crew", "rights", "managers"} <= set(SHIPPED)
    assert len(BANK) > 200


@pytest.mark.parametrize("name", BLUEPRINTS)
def test_every_draw_meets_its_blueprint_exactly(name):
    quotas, wrong = read_quotas(BLUEPRINTS[name])
    assert wrong == []
    seen: set[tuple[int, ...]] = set()
    for seed in range(DRAWS // len(BLUEPRINTS)):
        trades = next(TRADES)
        drawn = draw(quotas, BANK, seed, trades=trades)
        assert len({one.question for one in drawn}) == len(drawn) == sum(quota.count for quota in quotas)
        rest = iter(drawn)
        for quota in quotas:
            assert all(suits(quota, next(rest), trades) for _ in range(quota.count))
        seen.add(tuple(sorted(one.question for one in drawn)))
    assert len(seen) > 100, "papers differ"


# --- what a worker can get before handing in --------------------------------------------------------------------------

SECRET, WHY, LAW = "KEYMARK", "解析哨兵七七", "依据哨兵八八"
NUMBER = 73519.25
PAGES_OF_COURSES = {page.template for page in (ProgrammePage, LevelPage, LessonPage)}
FLAGS = re.compile(
    r'["\s\-_](key|keys|is_?correct|correct|right|answer_key|explanation|basis|fraction|verdict)["=:]', re.I
)
"""Names under which an answer would travel, in JSON or as an attribute."""


def marked(kind: str) -> tuple[dict[str, Any], Any]:
    """A question whose letters are sentinels: where one of them is seen, something about the key has left."""
    body, key = SHAPES[kind]
    named = {letter: f"{SECRET}-{letter}" for letter in "abcd"}
    if kind == "numeric":
        return body, {"value": NUMBER, "tolerance": 0.0419}
    if kind == "true_false":
        return body, key
    part = next(iter(body))
    rows: list[dict[str, Any]] = body[part]
    return {part: [row | {"key": named[row["key"]]} for row in rows]}, [named[letter] for letter in key]


@pytest.fixture
def exam(worker: Person, settings: Any, tmp_path: Path) -> Attempt:
    """An open attempt at a paper of all kinds, beside lessons; one lesson names questions of the exam as its checks."""
    settings.MEDIA_ROOT = tmp_path / "media"
    pages = make_lessons(tmp_path / "content")
    for kind in SHAPES:
        body, key = marked(kind)
        facts = {"body": body, "key": key, "explanation": WHY, "basis": LAW, "red_line": True}
        make_question(f"secret-{kind.replace('_', '-')}", kind=kind, levels=["general"], **facts)
    quotas = [{"count": 1, "kinds": [kind], "levels": ["crew"], "red_line": True} for kind in SHAPES]
    Question.objects.filter(code__startswith="secret-").update(levels=["crew"])
    paper = make_paper(quotas, code="secret", allow_unreviewed=True).paper
    page = next(iter(pages.values()))
    page.body = [
        *page.body.raw_data,
        *({"type": "check", "value": {"question": f"secret-{k}"}} for k in ("single", "numeric")),
    ]
    page.save_revision().publish()
    attempt = start_attempt(person=worker, paper=paper, by=worker, now=clock.now(), seed=11)
    assert set(attempt.items.values_list("version__kind", flat=True)) == set(SHAPES)
    return attempt


def addresses(attempt: Attempt, patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, dict[str, list[Any]]]]:
    """Every address of training with the values that its parts may take here; none is left out."""
    people, project = attempt.person_id, attempt.person.memberships.get().project_id
    numbers = list(dict.fromkeys([1, 2, people, project, attempt.items.order_by("position")[0].pk]))
    by_type: dict[str, list[Any]] = {
        "uuid": [attempt.code], "int": numbers, "slug": ["secret", "company", "pdf"], "str": ["secret-single", "x"],
    }  # fmt: skip
    for pattern in get_resolver("training.urls").url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(attempt, pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            route = prefix + str(pattern.pattern)
            yield route, {name: by_type.get(kind, ["x"]) for kind, name in re.findall(r"<(\w+):(\w+)>", route)}


def every_address(attempt: Attempt) -> list[str]:
    found = []
    for route, values in addresses(attempt):
        for chosen in itertools.islice(itertools.product(*values.values()), 30):
            filled = dict(zip(values, chosen, strict=True))
            path = "/" + route
            for name, value in filled.items():
                path = re.sub(rf"<\w+:{name}>", str(value), path)
            found.append(path)
    return found


def leaks(body: str, where: str, *, json_too: bool) -> list[str]:
    found = [f"{where}: {sign}" for sign in (SECRET, WHY, LAW, str(NUMBER), "73519", "0.0419") if sign in body]
    if json_too:
        found += [f"{where}: {match[0]}" for match in FLAGS.finditer(body)]
    return found


def text_of(answer: Any) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return data.decode(errors="replace")


def visit(client: Any, path: str) -> Any:
    """The answer; None for pages of courses that have no template yet."""
    try:
        return client.get(path)
    except TemplateDoesNotExist as missing:
        if str(missing) not in PAGES_OF_COURSES:
            raise
        return None


def scan(client: Any, paths: list[str]) -> tuple[list[str], set[str]]:
    """What leaks in the answers to these addresses, and to every address of the site that they link to."""
    waiting, found = list(dict.fromkeys(paths)), []
    seen: set[str] = set()
    while waiting and len(seen) < 600:
        path = waiting.pop(0)
        if path in seen or path.startswith(("/static/", "/accounts/logout", "/law/")):
            continue
        seen.add(path)
        answer = visit(client, path)
        if answer is None:
            continue
        body = text_of(answer)
        found += leaks(body, path, json_too="json" in answer.get("Content-Type", ""))
        found += leaks(str(answer.get("Location", "")), path, json_too=False)
        if "html" in answer.get("Content-Type", ""):
            found += [f"{path}: {match}" for match in re.findall(r"\sdata-(?:right|correct|key|answer)\b[^>]*", body)]
            waiting += [link for link in re.findall(r'(?:href|src)="(/[^"#]*)', body) if link not in seen]
    return found, seen


def questions(attempt: Attempt) -> list[str]:
    return [f"/exams/a/{attempt.code}/{n}/" for n in range(1, 8)]


@pytest.mark.django_db
def test_no_answer_of_the_site_tells_a_key_before_the_paper_is_in(exam, signed_in):
    client = signed_in(exam.person)
    beside = ["/", "/me/", "/search/?q=secret", "/api/", "/api/v2/pages/", "/api/v2/", "/admin/", "/admin/questions/"]
    one = Question.objects.get(code="secret-single")
    beside += [f"/admin/questions/{one.pk}/", f"/admin/questions/{one.pk}/phone/1/", "/admin/questions/export/"]
    beside += [f"/admin/papers/{exam.paper_id}/trial/", *(page.url for page in LessonPage.objects.live())]
    paths = every_address(exam) + questions(exam) + beside
    found, seen = scan(client, paths)
    assert found == []
    assert {f"/exams/a/{exam.code}/paper/", *questions(exam)} <= seen
    whole = text_of(client.get(f"/exams/a/{exam.code}/paper/"))
    assert all(f"secret-{kind.replace('_', '-')} 怎么做？" in whole for kind in SHAPES), (
        "the questions themselves are there"
    )
    assert Attempt.objects.get(pk=exam.pk).state == Attempt.State.OPEN
    submit_attempt(attempt=exam, by=exam.person, now=clock.now())
    after = text_of(client.get(f"/exams/a/{exam.code}/result/"))
    assert WHY in after, "the scan would have seen it"


def right_places(item: AttemptItem) -> Any:
    """The right answer as this paper shows it."""
    version = item.version
    if version.kind == "numeric":
        return str(NUMBER)
    return showing.to_places(version.kind, showing.places(version.kind, version.body, item.order), version.key)


def reply(client: Any, attempt: Attempt, item: AttemptItem, answer: Any) -> str:
    """What the site says to one tap, without its number and the time."""
    sent = {"uuid": str(uuid.uuid4()), "item": item.pk, "answer": answer}
    body = json.dumps({"device": "scan", "answers": [sent]})
    said = text_of(client.post(f"/exams/a/{attempt.code}/answers", body, content_type="application/json"))
    assert '"saved"' in said
    return re.sub(r"[0-9a-f-]{36}|[0-9]{10,}", "", said)


@pytest.mark.django_db
def test_a_right_and_a_wrong_answer_get_the_same_reply(exam, signed_in):
    client = signed_in(exam.person)
    for item in exam.items.select_related("version"):
        right = right_places(item)
        wrong = (
            "7"
            if item.version.kind == "numeric"
            else right[::-1]
            if len(right) > 2
            else ["3" if right != ["3"] else "4"]
        )
        wrong = ["2" if right == ["1"] else "1"] if item.version.kind == "true_false" else wrong
        replies = {reply(client, exam, item, answer) for answer in (right, wrong, right)}
        assert len(replies) == 1, item.version.kind
        assert leaks(replies.pop(), item.version.kind, json_too=True) == []
        page = text_of(client.post(f"/exams/a/{exam.code}/{item.position}/", {"a": right, "go": "next"}, follow=True))
        assert (
            leaks(page.replace(str(NUMBER), "") if item.version.kind == "numeric" else page, "form", json_too=False)
            == []
        )


@pytest.mark.django_db
def test_a_lesson_is_no_oracle_for_questions_of_an_exam(exam, signed_in):
    """A check that names a question of the exam is not asked, and nobody gets a verdict on it."""
    client = signed_in(exam.person)
    lesson = next(
        page for page in LessonPage.objects.live() if "secret-single" in json.dumps(page.body.get_prep_value())
    )
    shown = visit(client, lesson.url)
    assert shown is None or leaks(text_of(shown), lesson.url, json_too=False) == []
    for path in every_address(exam):
        if "answer" in path or "practice" in path or "check" in path or "study" in path:
            for sent in (
                {"question": "secret-single", "a": "1", "lesson": lesson.pk},
                {"code": "secret-numeric", "a": "1"},
            ):
                assert leaks(text_of(client.post(path, sent)), path, json_too=False) == []
                body = json.dumps(sent)
                answer = client.post(path, body, content_type="application/json")
                assert leaks(text_of(answer), path, json_too=False) == []


def test_the_scan_would_find_what_it_looks_for():
    for told in ('{"key": "a"}', '{"is_correct":true}', '{"right": 1}', '{"explanation":"x"}'):
        assert leaks(told, "here", json_too=True)
    assert not leaks('{"server_now": 5, "state": "saved", "ranking": 1}', "here", json_too=True)
