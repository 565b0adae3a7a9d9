"""三级安全教育登记卡: from the file, for those who may, one at once and many in the background."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest

from portal.clock import SHANGHAI
from portal.models import Attachment, Job, Membership, Person, Project
from portal.rules.identity import check_character
from portal.rules.roles import Role
from portal.services.attachments import original
from portal.services.jobs import run_job
from portal.services.refusal import Refused
from portal.services.sealing import seal
from tests.training.printed import characters, pages
from training.cards import Card, cards_for, post_of
from training.models import Attendee, CrewSession
from training.services import cards
from training.services.records import correct_record

NOW = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI)
NUMBER = "11010119900101001"
NUMBER += check_character(NUMBER)
STROKES = [[[10, 10], [60, 40]], [[100, 20], [140, 90]]]


@pytest.fixture
def known(worker: Person) -> Person:
    worker.document_kind, worker.document_number = Person.Document.RESIDENT_ID, seal(NUMBER)
    worker.save()
    return worker


def newest_post(by: Person, person: Person) -> Membership:
    found = post_of(by, person, None)
    assert found is not None
    return found


def card_of(by: Person, person: Person) -> Card:
    (found,) = cards_for(by, [newest_post(by, person)], now=NOW)
    return found


@pytest.fixture
def taught(worker, handler, project, crew, trained):
    session = CrewSession.objects.create(
        project=project, crew=crew, level="crew", method="lecture", topic="高处作业", place="三号楼前",
        trainer_name="李工", trainer_signature=STROKES, starts_at=NOW, ends_at=NOW, opened_by=handler, received_at=NOW,
    )  # fmt: skip
    Attendee.objects.create(session=session, person=worker, signature=STROKES, signed_at=NOW)
    return trained(worker, "crew", project=project, session=session, trainer="李工（安全员）", result="passed")


def test_the_boxes_come_from_the_file(known, handler, taught, leader, project):
    card = card_of(handler, known)
    assert (card.name, card.crew, card.leader, card.arrived, card.left) == (
        "王师傅",
        "木工班",
        "张班长",
        "2026-11-01",
        "",
    )
    assert (card.project, card.builder, card.contractor) == ("甲项目", "甲建筑公司", "")
    company, site, crew = card.levels
    assert (company["title"], company["dates"], site["hours"]) == ("公司级教育", "", "")
    assert (crew["place"], crew["trainers"], crew["verdict"]) == ("三号楼前", "李工（安全员）", "合格")
    assert (crew["own_strokes"], crew["trainer_strokes"]) == (STROKES, STROKES)


def test_a_confirmation_without_a_name_is_said(known, handler, taught):
    Attendee.objects.update(signature=[])
    assert card_of(handler, known).levels[2]["own_note"] == "本人登录确认 2026-11-25"


def test_corrections_are_respected(known, handler, taught):
    correct_record(record=taught, by=handler, reason="记错了人", now=NOW, withdraw=True)
    assert card_of(handler, known).levels[2]["dates"] == ""


def test_what_was_learnt_elsewhere(known, handler, trained, project, other_project, client_company):
    sister = Project.objects.create(client=client_company, name="姐妹项目")
    trained(known, "company", project=sister)
    trained(known, "project", project=sister)
    trained(known, "crew", project=other_project)
    trained(known, "project", method="online")
    found = {level["title"]: level for level in card_of(known, known).levels}
    assert found["公司级教育"]["dates"] == "2026-11-02"
    assert (found["项目级教育"]["hours"], found["项目级教育"]["place"]) == ("1.3（60 分钟）", "线上")
    assert found["班组级教育"]["dates"] == ""


def test_numbers_in_full_only_for_those_who_answer(known, handler, leader):
    for by in (known, handler):
        card = card_of(by, known)
        assert (card.document, card.phone, card.sex, card.born) == (NUMBER, "13800000009", "男", "1990-01-01")
    card = card_of(leader, known)
    assert (card.document, card.phone, card.born) == (f"110****{NUMBER[-4:]}", "138****0009", "")
    assert "已遮盖" in card.foot


def test_many_cards_take_few_queries(handler, workers, leader, taught, django_assert_max_num_queries):
    posts = list(Membership.objects.at_work().select_related("person", "organisation", "crew", "project__client"))
    with django_assert_max_num_queries(7):
        assert len(cards_for(handler, posts, now=NOW)) == len(posts) == 5


@pytest.mark.parametrize("name", ["王𬀩㛃龘", "阿卜杜热合曼·吐尔逊"])
def test_rare_names_are_whole(worker, handler, taught, name):
    Person.objects.filter(pk=worker.pk).update(name=name)
    made = cards.print_card(by=handler, post=newest_post(handler, worker), form="pdf", now=NOW)
    assert set(name) <= characters(made)
    assert set("三级安全教育登记卡李工三号楼前合格进场教育") <= characters(made)
    assert pages(made) == 2


def test_samples_bear_their_mark(worker, handler):
    def drawn() -> set[str]:
        return characters(cards.print_card(by=handler, post=newest_post(handler, worker), form="pdf", now=NOW))

    assert not set("示例") <= drawn()
    Person.objects.filter(pk=worker.pk).update(is_sample=True)
    assert set("示例") <= drawn()


def test_the_book_keeps_texts(known, handler, taught):
    Person.objects.filter(pk=known.pk).update(name="=1+1")
    made = cards.print_card(by=handler, post=newest_post(handler, known), form="xlsx", now=NOW)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    cells = {str(cell.value): cell.data_type for line in sheet.iter_rows() for cell in line if cell.value}
    assert (cells["=1+1"], cells[NUMBER]) == ("s", "s")
    assert {"三级安全教育登记卡", "进场教育", "李工（安全员）", "合格", "变换工种（复岗）教育记录"} <= set(cells)
    assert len(sheet._images) == 2


def begin(by: Person, project, form: str = "pdf", **more) -> Job:
    return cards.start_printing(by=by, project=project, form=form, now=NOW, **more)


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_a_project_in_the_background(workers, handler, project, form):
    job = begin(handler, project, form)
    assert run_job(job.pk) == "done"
    job.refresh_from_db()
    assert (job.done, job.total, job.result.owner) == (3, 3, job)
    with original(job.result) as stream:
        made = stream.read()
    if form == "pdf":
        assert pages(made) == 6
    else:
        assert openpyxl.load_workbook(io.BytesIO(made)).sheetnames == ["1 工人0", "2 工人1", "3 工人2"]


def test_asked_twice_is_one_job(workers, handler, project):
    assert begin(handler, project) == begin(handler, project)
    assert begin(handler, project, "xlsx") != begin(handler, project)


def test_run_again_after_a_kill_it_leaves_one_file(workers, handler, project):
    job = begin(handler, project)
    run_job(job.pk)
    Job.objects.update(state=Job.State.QUEUED)
    assert run_job(job.pk) == "done"
    job.refresh_from_db()
    assert list(Attachment.objects.all()) == [job.result]


def test_leavers_only_when_asked_for(workers, worker, handler, project, crew):
    Membership.objects.filter(person=worker).update(ends_on=datetime.date(2026, 11, 20))
    today = NOW.date()
    count = {left: len(cards.posts_to_print(handler, project, left=left, today=today)) for left in (False, True)}
    assert count == {False: 3, True: 4}
    assert cards.posts_to_print(handler, project, crew=crew.pk + 1, left=True, today=today) == []


def test_who_may(worker, outsider, project, make_person, post, monkeypatch):
    for stranger in (worker, outsider):
        with pytest.raises(Refused, match="没有归你管的人"):
            begin(stranger, project)
    manager = make_person("经理")
    post(manager, Role.PROJECT_MANAGER, project=project)
    begin(manager, project)
    monkeypatch.setitem(cards.MOST, "pdf", 0)
    with pytest.raises(Refused, match="按班组"):
        begin(manager, project, crew=None, left=True)


def test_rights_lost_meanwhile_print_nothing(workers, handler, project):
    job = begin(handler, project)
    Membership.objects.filter(person=handler).delete()
    assert run_job(job.pk) == "failed"
    job.refresh_from_db()
    assert "没有可以打印" in job.error
