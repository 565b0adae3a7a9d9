"""Pages of item analysis and of weak points: who sees them, what they count, filters, order, export."""

from __future__ import annotations

import csv
import datetime
import io
import uuid

import openpyxl
import pytest
from django.contrib.auth.models import Permission

from portal import clock
from portal.models import Crew
from portal.rules.roles import Role
from tests.training.factories import make_paper, make_point, make_question
from training.models import Attempt, AttemptItem, AttemptResult, PracticeAnswer

pytestmark = pytest.mark.django_db

PAGE = "/analysis/papers/company/"


@pytest.fixture
def questions():
    make_point()
    make_point("power.box", "三级配电", "用电")
    return [
        make_question("q-good"),
        make_question("q-wrong-key"),
        make_question("q-power", point=make_point("power.box"), stem="=1+1"),
    ]


@pytest.fixture
def paper(questions):
    return make_paper([{"count": 3}])


@pytest.fixture
def hand_in(paper, questions, make_person, post, project, crew):
    """hand_in([marks of the three questions], crew=…): one worker, one paper."""

    def make(marks, crew=crew, **facts):
        person, now = make_person("工人"), clock.now()
        post(person, Role.WORKER, project=project, crew=crew)
        attempt = Attempt.objects.create(
            person=person, paper=paper.paper, version=paper, project=project, seed=1, started_at=now, deadline=now,
            grace_until=now, closed_at=now, **{"state": "submitted"} | facts,
        )  # fmt: skip
        items = [
            AttemptItem.objects.create(attempt=attempt, position=n, version=question.current)
            for n, question in enumerate(questions, 1)
        ]
        AttemptResult.objects.create(
            attempt=attempt, number=1, score=50, right=0, out_of=3, passed=sum(marks) > 1, why="", computed_at=now,
            marks=[
                {"item": item.pk, "fraction": mark, "answer": ["b"] if mark else ["a"]}
                for item, mark in zip(items, marks, strict=True)
            ],
        )  # fmt: skip
        return attempt

    return make


@pytest.fixture
def room(hand_in):
    """Forty papers: the second question is answered rightly only by those who know nothing else."""
    for n in range(40):
        good = n % 2
        hand_in([float(good), float(not good), float(n % 4 > 0)])


@pytest.fixture
def editor(make_person):
    person = make_person("编辑")
    person.user_permissions.add(Permission.objects.get(content_type__app_label="training", codename="change_question"))
    return person


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_papers_are_listed_with_their_counts(signed_in, handler, room, hand_in):
    hand_in([1.0, 1.0, 1.0], state="void")
    page = text(signed_in(handler).get("/analysis/"))
    assert "40 份" in page
    assert PAGE in page


def test_the_question_that_goes_against_the_rest_is_flagged_in_words(signed_in, handler, room):
    context = signed_in(handler).get(PAGE).context
    assert "q-wrong-key" in {row.code for row in context["found"].flagged if row.grave}
    assert context["found"].flagged[0].grave
    page = text(signed_in(handler).get(PAGE))
    assert "区分度是负的" in page
    assert "先查答案对不对" in page


def test_an_order_is_asked_by_a_link_and_turned_by_it(signed_in, handler, room):
    client = signed_in(handler)
    up, down = (
        [row.code for row in client.get(PAGE + f"?sort=facility{more}").context["rows"]] for more in ("", "&down=1")
    )
    assert up[-1] == down[0] == "q-power"
    page = text(client.get(PAGE + "?sort=facility&trade="))
    assert 'aria-sort="ascending"' in page
    assert "sort=facility&amp;down=1" in page


@pytest.mark.parametrize(
    ("query", "papers"),
    [
        ("", 40), ("?version=1", 40), ("?version=2", 0), ("?version=x", 40), ("?project=999999", 0),
        ("?trade=木工", 20),
        ("?trade=没有", 0), ("?since=2000-01-01", 40), ("?until=2000-01-01", 0), ("?since=soon", 40),
    ],
)  # fmt: skip
def test_filters_leave_what_they_say(signed_in, handler, hand_in, project, query, papers):
    carpenters = Crew.objects.create(project=project, organisation=project.client, name="木工二班", trade="木工")
    for n in range(40):
        hand_in([1.0, 0.0, 1.0], **({"crew": carpenters} if n % 2 else {}))
    assert signed_in(handler).get(PAGE + query).context["found"].n == papers


def test_editors_see_what_was_answered_and_managers_do_not(signed_in, handler, editor, room, questions):
    address = f"{PAGE}questions/{questions[1].current.pk}/"
    page = text(signed_in(editor).get(address))
    assert "做法b" in page
    assert "大家怎么答的" in page
    assert signed_in(handler).get(address).status_code == 404
    assert "做法" not in text(signed_in(handler).get(PAGE))


def test_workers_and_outsiders_see_nothing(signed_in, outsider, worker, room, client):
    assert signed_in(worker).get("/analysis/").status_code == 404
    assert signed_in(outsider).get(PAGE).context["found"].n == 0
    assert client.get("/analysis/").status_code == 302


def test_a_crew_leader_counts_the_own_crew(signed_in, leader, hand_in, project):
    other = Crew.objects.create(project=project, organisation=project.client, name="钢筋班")
    hand_in([1.0, 1.0, 1.0])
    hand_in([0.0, 0.0, 0.0], crew=other)
    assert signed_in(leader).get(PAGE).context["found"].n == 1


def test_the_export_is_the_table(signed_in, handler, editor, room):
    answer = signed_in(handler).get(PAGE + "export/?sort=facility&down=1")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][0] == "题号"
    assert rows[1][0] == "q-power"
    assert (rows[1][5], rows[1][6]) == (40, 0.75)
    assert "答案分布" not in rows[0]
    said = signed_in(editor).get(PAGE + "export/?as=csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(said)))
    assert lines[0][-1] == "答案分布"
    assert [line[4] for line in lines if line[0] == "q-power"] == ["'=1+1"]


def test_the_pages_ask_the_database_little(signed_in, handler, editor, room, questions, django_assert_max_num_queries):
    for person, address in (
        (handler, "/analysis/"), (handler, PAGE), (editor, f"{PAGE}questions/{questions[0].current.pk}/"),
    ):  # fmt: skip
        client = signed_in(person)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


# weak points


@pytest.fixture
def weak(project):
    return f"/analysis/weak/{project.pk}/"


def test_weak_points_by_crew_and_trade(signed_in, handler, hand_in, project, weak):
    steel = Crew.objects.create(project=project, organisation=project.client, name="钢筋班", trade="钢筋工")
    for _ in range(12):
        hand_in([1.0, 1.0, 0.0])
        hand_in([1.0, 0.0, 1.0], crew=steel)
    context = signed_in(handler).get(weak).context
    assert [(point.name, share.n, share.percent) for point, share in context["points"]] == [
        ("三级配电", 24, 50),
        ("先验收再上架", 48, 75),
    ]
    (_, crews, _), (_, trades, _) = context["sides"]
    assert {group.name: group.across[0].percent for group in crews} == {"木工班": 0, "钢筋班": 100}
    assert {group.name for group in trades} == {"没有写", "钢筋工"}
    page = text(signed_in(handler).get(weak))
    assert page.count('<svg class="bars"') == 3
    assert "<title id=" in page
    assert "<desc id=" in page


def test_filters_of_weak_points(signed_in, handler, hand_in, project, weak):
    steel = Crew.objects.create(project=project, organisation=project.client, name="钢筋班", trade="钢筋工")
    hand_in([1.0, 1.0, 0.0])
    hand_in([0.0, 0.0, 0.0], crew=steel)
    client = signed_in(handler)
    for query, n in (("", 6), ("?crew=钢筋班", 3), ("?trade=钢筋工", 3), ("?source=practice", 0), ("?period=7", 6)):
        assert client.get(weak + query).context["whole"].n == n, query
    assert "次数少" in text(client.get(weak))


def test_practice_counts_the_first_answer_of_a_day(signed_in, handler, worker, questions, weak):
    version, noon = questions[0].current, clock.now().replace(hour=12)
    for hours, right in ((0, False), (1, True), (2, True), (-48, True)):
        PracticeAnswer.objects.create(
            person=worker, version=version, uuid=uuid.uuid4(), answer=["b"], right=right,
            at=noon + datetime.timedelta(hours=hours),
        )  # fmt: skip
    whole = signed_in(handler).get(weak + "?source=practice").context["whole"]
    assert (whole.n, whole.right) == (2, 1.0)


def test_weak_points_are_for_those_who_look_after_the_project(
    signed_in, outsider, leader, worker, hand_in, project, weak
):
    other = Crew.objects.create(project=project, organisation=project.client, name="钢筋班")
    hand_in([1.0, 1.0, 1.0])
    hand_in([0.0, 0.0, 0.0], crew=other)
    for person in (outsider, worker):
        for address in (weak, weak + "export/"):
            assert signed_in(person).get(address).status_code == 404
    assert signed_in(leader).get(weak).context["whole"].n == 3


def test_the_export_of_weak_points(signed_in, handler, hand_in, weak):
    hand_in([1.0, 0.0, 0.0])
    rows = list(openpyxl.load_workbook(io.BytesIO(signed_in(handler).get(weak + "export/").content)).active.values)
    assert ("全部", None, "脚手架", "先验收再上架", 2, "50%") in {row[:6] for row in rows} | {
        tuple(cell or None for cell in row[:6]) for row in rows
    }
    assert {row[0] for row in rows[1:]} == {"全部", "班组", "工种"}


def test_weak_points_ask_the_database_little(signed_in, handler, hand_in, weak, django_assert_max_num_queries):
    for _ in range(5):
        hand_in([1.0, 0.0, 0.0])
    client = signed_in(handler)
    with django_assert_max_num_queries(14):
        client.get(weak)
