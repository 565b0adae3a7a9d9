"""Statement 8: the matrix of worker × required item is explained (basis, due, done, gap); a transfer to a new site
creates its training at once. How fast it is recomputed for 1,000 workers is measured in bench/matrix.py."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.models import Crew, Membership, Project
from portal.rules.roles import Role
from portal.services.sites import move_worker
from training import duties
from training.models import TrainingRule
from training.rules.requirements import State
from training.views.learn import cards_of

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def test_e8_every_item_says_why_by_when_and_what_is_missing(worker, rules, today):
    cards = cards_of(duties.items_of(worker, today), today, worker)
    assert {card.name for card in cards} == {"公司级", "项目级", "班组级", "年度"}
    for card in cards:
        assert card.item.due_on
        assert card.steps
        for reason in card.reasons:
            assert reason.words
            assert reason.chip or reason.basis
            assert reason.status_name in {"法律有规定", "本单位规定", "待核实"}


def test_e8_what_was_done_and_what_is_still_missing_add_up(worker, rules, trained, project, today):
    TrainingRule.objects.filter(code="new-site-project").update(minutes=100)
    trained(worker, "project", project=project, minutes=60)
    item = next(i for i in duties.items_of(worker, today) if i.level == "project")
    assert (item.minutes_done, item.minutes_asked, item.reasons[0].needs_minutes) == (60, 100, 40)


def test_e8_a_transfer_to_a_new_site_creates_the_training_of_article_37_at_once(
    signed_in, make_person, post, worker, rules, trained, project, client_company, today
):
    keeper = make_person("钱劳务")
    post(keeper, Role.LABOUR_MANAGER, organisation=client_company)
    for level in ("company", "project", "crew"):
        trained(worker, level, project=project, source=level)
    other = Project.objects.create(client=client_company, name="甲项目二期")
    crew = Crew.objects.create(project=other, organisation=client_company, name="木工二班", trade="木工")
    stay = Membership.objects.get(person=worker)
    move_worker(by=keeper, membership=stay, crew=crew, on=today, now=NOW, today=today)
    found = {item.level: item for item in duties.items_of(worker, today) if item.project == other.pk}
    assert found["project"].state is State.OPEN
    assert found["project"].blocks
    assert found["company"].state is State.DONE
    page = signed_in(worker).get("/learn/").content.decode()
    assert "/law/jsgcaqtl/37/" in page
    assert "甲项目二期" in page


@pytest.mark.parametrize("people", [3, 60])
def test_e8_the_matrix_asks_the_database_the_same_however_many_there_are(
    people, make_person, post, project, crew, rules, today
):
    for number in range(people):
        post(make_person(f"工人{number}"), Role.WORKER, project=project, crew=crew, starts_on=today)
    posts = Membership.objects.filter(project=project).select_related("person", "crew")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = duties.matrix_of(posts, today)
    assert len(found.rows) == people
    assert len(asked) <= 5
