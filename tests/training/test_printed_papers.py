"""纸卷: printed for who has no phone, entered by somebody else with a photo, marked by the same code."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.clock import SHANGHAI
from portal.models import Attachment, Job
from portal.services.attachments import original
from portal.services.jobs import run_job
from portal.services.refusal import Refused
from tests.portal.files import PDF, picture
from tests.training.papers import RIGHT, WRONG, begin, seven_kinds
from tests.training.printed import characters, pages
from training.models import AnswerEvent, Attempt, AttemptResult, TrainingRecord
from training.paper_sheets import print_sheets, short_code
from training.rules import showing
from training.services import printed
from training.services.attempts import start_attempt, submit_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    return seven_kinds(red=("single",))


@pytest.fixture
def now():
    return datetime.datetime.now(datetime.UTC)


@pytest.fixture
def attempt(paper, handler, worker, project, now):
    started = now - datetime.timedelta(hours=2)
    return start_attempt(person=worker, paper=paper, by=handler, now=started, mode="printed", project=project)


def photo(name="答卷.jpg"):
    return SimpleUploadedFile(name, picture(), "image/jpeg")


def filled(attempt, answers=RIGHT, **more):
    """The form as a browser sends it."""
    held = attempt.started_at.astimezone(SHANGHAI) + datetime.timedelta(minutes=5)
    sent = {"held_at": f"{held:%Y-%m-%dT%H:%M}", "do": "hand_in"}
    for item in attempt.items.select_related("version"):
        if item.version.kind not in answers:
            continue
        given, kind = answers[item.version.kind], item.version.kind
        shown = showing.places(kind, item.version.body, item.order)
        if kind == "numeric":
            sent[f"{item.position}-a"] = given
        elif kind == "ordering":
            sent |= {f"{item.position}-r{shown.index(key) + 1}": str(n) for n, key in enumerate(given, start=1)}
        else:
            sent[f"{item.position}-a"] = showing.to_places(kind, shown, given)
    return sent | more


def path(attempt):
    return f"/exams/printed/{attempt.code}/"


def test_papers_are_printed_from_the_page_of_supervisors(signed_in, handler, workers, paper, project):
    client = signed_in(handler)
    assert "打印纸卷" in client.get(f"/exams/supervise/?project={project.pk}").content.decode()
    sent = {"project": project.pk, "paper": paper.code, "people": [one.pk for one in workers]}
    job = Job.objects.get(pk=int(re.search(r"/jobs/(\d+)/", client.post("/exams/printed/new/", sent).url)[1]))
    assert (job.state, job.note) == ("done", "3 份纸卷。")
    assert {(one.mode, one.supervisor, one.items.count()) for one in Attempt.objects.all()} == {("printed", handler, 7)}
    with original(job.result) as stream:
        made = stream.read()
    assert pages(made) >= 3
    assert set("工人012必须答对考生签名") <= characters(made)


def test_nothing_printed_gives_a_key_away(attempt):
    drawn = characters(print_sheets([attempt]))
    assert set("怎么做法第步处") <= drawn
    assert not drawn & set("析哨兵稳当")


def test_run_again_the_same_papers_are_printed(handler, workers, paper, project, now):
    people = [one.pk for one in workers]
    job = printed.start_printing(by=handler, paper=paper, project=project, people=people, now=now)
    assert run_job(job.pk) == "done"
    before = set(Attempt.objects.values_list("code", flat=True))
    Job.objects.update(state=Job.State.QUEUED)
    assert run_job(job.pk) == "done"
    assert set(Attempt.objects.values_list("code", flat=True)) == before
    assert Attachment.objects.count() == 1


def test_whoever_sits_on_a_phone_gets_no_sheet(handler, worker, workers, paper, project, now):
    begin(worker, paper, now=now)
    job = printed.start_printing(by=handler, paper=paper, project=project, people=[worker.pk, workers[0].pk], now=now)
    run_job(job.pk)
    job.refresh_from_db()
    assert "1 份纸卷。没有打印的：王师傅（王师傅 正在手机上考这张卷" in job.note


def test_what_is_on_paper_is_not_answered_on_a_phone(attempt, worker, paper, signed_in, now):
    client = signed_in(worker)
    assert {client.get(f"/exams/a/{attempt.code}/{part}").status_code for part in ("", "1/", "paper/")} == {404}
    with pytest.raises(Refused, match="纸卷"):
        start_attempt(person=worker, paper=paper, by=worker, now=now)
    with pytest.raises(Refused, match="录入"):
        submit_attempt(attempt=attempt, by=worker, now=now)
    assert "纸卷已经打印" in client.get("/exams/").content.decode()


def test_right_answers_of_all_kinds_are_marked_right(attempt, handler, worker, signed_in):
    client = signed_in(handler)
    answer = client.post(path(attempt), filled(attempt, photo=photo()))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    result = AttemptResult.objects.get()
    assert (result.score, result.passed, result.right) == (100, True, 7)
    record = TrainingRecord.objects.get()
    assert (record.person, record.result, record.trainer) == (worker, "passed", "经办人")
    assert record.starts_at.minute == (attempt.started_at + datetime.timedelta(minutes=5)).minute
    assert "100" in client.get(path(attempt)).content.decode()
    assert signed_in(worker).get(f"/exams/a/{attempt.code}/result/").status_code == 200


def test_a_red_line_answered_wrong_fails(attempt, handler, signed_in):
    signed_in(handler).post(path(attempt), filled(attempt, RIGHT | {"single": WRONG["single"]}, photo=photo()))
    result = AttemptResult.objects.get()
    assert (result.passed, result.must_missed) == (False, 1)


def test_handed_in_twice_is_once(attempt, handler, signed_in, now):
    client = signed_in(handler)
    for answers in (RIGHT, WRONG):
        client.post(path(attempt), filled(attempt, answers, photo=photo()))
    assert AttemptResult.objects.get().score == 100
    again = printed.hand_in(attempt=attempt, by=handler, held_at=attempt.started_at, now=now)
    assert (again.state, AttemptResult.objects.count(), AnswerEvent.objects.count()) == ("submitted", 1, 7)


def test_without_a_photo_it_is_kept_but_not_handed_in(attempt, handler, signed_in):
    client = signed_in(handler)
    shown = client.post(path(attempt), filled(attempt)).content.decode()
    assert "请拍下答卷" in shown
    assert (AnswerEvent.objects.count(), AttemptResult.objects.count()) == (7, 0)
    assert shown.count(" checked") >= 5
    wrong = SimpleUploadedFile("a.jpg", PDF, "image/jpeg")
    assert "这里只收" in client.post(path(attempt), filled(attempt, photo=wrong)).content.decode()
    assert not Attachment.objects.exists()
    assert client.post(path(attempt), filled(attempt, photo=photo())).status_code == 302


def test_corrections_before_handing_in_count(attempt, handler, signed_in):
    client = signed_in(handler)
    assert client.post(path(attempt), filled(attempt, WRONG, do="save")).status_code == 200
    client.post(path(attempt), filled(attempt, RIGHT, photo=photo()))
    assert AttemptResult.objects.get().score == 100
    assert AnswerEvent.objects.count() == 14


def test_blanks_are_named_and_confirmed(attempt, handler, signed_in):
    client = signed_in(handler)
    some = {kind: RIGHT[kind] for kind in ("single", "numeric")}
    assert (
        "第 2、3、4、5、6 题没有填" in client.post(path(attempt), filled(attempt, some, photo=photo())).content.decode()
    )
    assert client.post(path(attempt), filled(attempt, some, blank="on")).status_code == 302
    assert AttemptResult.objects.get().right == 2


def test_what_cannot_be_read_is_said_and_stays(attempt, handler, signed_in):
    client = signed_in(handler)
    sent = filled(attempt, photo=photo()) | {"7-a": "一米半多", "6-r1": "1", "6-r2": "1"}
    shown = client.post(path(attempt), sent).content.decode()
    assert "请填一个数" in shown
    assert "排在同一位" in shown
    assert 'value="一米半多"' in shown
    assert not AttemptResult.objects.exists()


@pytest.mark.parametrize("hours", [-1, 3])
def test_the_time_of_the_exam_is_after_the_printing_and_past(attempt, handler, signed_in, hours):
    held = attempt.started_at.astimezone(SHANGHAI) + datetime.timedelta(hours=hours)
    sent = filled(attempt, photo=photo(), held_at=f"{held:%Y-%m-%dT%H:%M}")
    assert "考试时间要在打印" in signed_in(handler).post(path(attempt), sent).content.decode()


def test_strangers_and_oneself_find_nothing(attempt, worker, outsider, signed_in, client):
    for stranger in (worker, outsider):
        here = signed_in(stranger)
        assert here.get(path(attempt)).status_code == 404
        assert here.post(path(attempt), filled(attempt, photo=photo())).status_code == 404
        assert here.get(f"{path(attempt)}sheet.pdf").status_code == 404
    assert client.get(path(attempt)).status_code == 302
    assert not AnswerEvent.objects.exists()


def test_nobody_prints_for_oneself_or_strangers(handler, outsider, paper, project, signed_in, now):
    sent = {"project": project.pk, "paper": paper.code, "people": [handler.pk, outsider.pk]}
    signed_in(handler).post("/exams/printed/new/", sent)
    assert not Attempt.objects.exists()
    assert signed_in(outsider).post("/exams/printed/new/", sent).status_code == 404


def test_the_photo_is_for_those_who_may_enter(attempt, handler, colleague, outsider, worker, signed_in):
    signed_in(handler).post(path(attempt), filled(attempt, photo=photo(), do="save"))
    key = Attachment.objects.get().key
    found = {who.name: signed_in(who).get(f"/files/{key}/").status_code for who in (colleague, outsider, worker)}
    assert found == {"同事": 200, "外人": 404, "王师傅": 404}


def test_what_is_not_entered_is_listed_and_found_by_its_code(
    attempt, handler, signed_in, django_assert_max_num_queries
):
    client = signed_in(handler)
    with django_assert_max_num_queries(12):
        shown = client.get("/exams/printed/").content.decode()
    assert path(attempt) in shown
    for typed in (short_code(attempt), short_code(attempt).lower().replace("-", " ")):
        assert client.get("/exams/printed/", {"code": typed}).url == path(attempt)
    assert "没有这个编号" in client.get("/exams/printed/", {"code": "0000-0000"}).content.decode()
    client.post(path(attempt), filled(attempt, photo=photo()))
    assert "都录入了" in client.get("/exams/printed/").content.decode()
    again = client.get(f"{path(attempt)}sheet.pdf")
    assert again.content.startswith(b"%PDF-")
