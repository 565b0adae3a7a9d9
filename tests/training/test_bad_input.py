"""Bad input, as it comes in through the pages: each gets a clear answer in Chinese, and not a row is harmed.

Rosters are in tests/portal/test_bad_rosters.py.
"""

from __future__ import annotations

import datetime
import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from django.test import Client

from portal import clock
from portal.models import Person, PersonRecord
from portal.services.refusal import Refused
from tests.training.factories import make_point, make_question
from tests.training.papers import RIGHT, begin, item_of, seven_kinds
from tests.training.services.test_bank_sheet import HEAD, ROW, book
from tests.training.site import a_sheet
from training.models import (
    AnswerEvent,
    Attempt,
    AttemptItem,
    AttemptResult,
    Certificate,
    CertificateKind,
    Question,
    QuestionVersion,
    TrainingRecord,
)
from training.rules.certificates import spaced
from training.services import certificates
from training.services.bank_sheet import import_questions
from training.services.sessions import open_session
from training.sitting import answers_of
from training.views.exams_answers import millis

pytestmark = pytest.mark.django_db

KEPT = (
    Person, PersonRecord, Question, QuestionVersion, Attempt, AttemptItem, AnswerEvent, AttemptResult, TrainingRecord,
    Certificate,
)  # fmt: skip
NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


def rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in KEPT}


# A question file with unknown kinds


@pytest.fixture
def load(handler):
    make_point()

    def run(*lines, head=HEAD):
        return import_questions(data=book(*lines, head=head), csv_file=False, by=handler, now=NOW, dry=False)

    return run


def line(**cells: str) -> list[str]:
    return list((dict(zip(HEAD, ROW, strict=True)) | cells).values())


def test_an_unknown_kind_is_named_with_its_row_and_nothing_goes_in(load):
    before = rows()
    outcome = load(line(), line(题号="scaffold.check.10", 题型="问答"), line(题号="scaffold.check.11", 题型=""))
    told = [str(trouble) for trouble in outcome.troubles]
    assert told[0].startswith("第3行 题型：没有“问答”这种题型")
    assert told[1].startswith("第4行 题型：")
    assert len(told) == 2
    assert rows() == before


def test_one_bad_row_keeps_the_whole_file_out_and_leaves_old_questions_alone(load):
    kept = make_question("scaffold.check.9", stem="上架前做什么？")
    before = rows()
    outcome = load(line(题干="改过的题干"), line(题号="scaffold.check.10", 答案="F"))
    assert [trouble.row for trouble in outcome.troubles] == [3]
    assert Question.objects.get().current == kept.current
    assert rows() == before


def test_a_file_that_is_no_sheet_of_questions_is_refused(load):
    before = rows()
    with pytest.raises(Refused) as refused:
        load(["王建国", "1"], head=["姓名", "身份证号"])
    assert "题" in refused.value.message
    assert rows() == before


def test_a_sheet_that_is_no_xml_is_refused(handler):
    good, broken = zipfile.ZipFile(io.BytesIO(book(ROW))), io.BytesIO()
    with zipfile.ZipFile(broken, "w") as out:
        for member in good.infolist():
            out.writestr(member, b"<worksheet" if "sheet1" in member.filename else good.read(member))
    with pytest.raises(Refused, match="打不开"):
        import_questions(data=broken.getvalue(), csv_file=False, by=handler, now=NOW, dry=True)


# An answer to a question of another paper


@pytest.fixture
def attempt(worker):
    return begin(worker, seven_kinds(), clock.now())


def send(client: Client, attempt: Attempt, *entries: dict[str, Any]) -> list[dict[str, Any]]:
    reply = client.post(
        f"/exams/a/{attempt.code}/answers",
        json.dumps({"device": "d1", "answers": list(entries)}),
        content_type="application/json",
    )
    assert reply.status_code == 200
    return reply.json()["acks"]


def tapped(item: AttemptItem, answer: list[str]) -> dict[str, Any]:
    return {"uuid": str(uuid.uuid4()), "item": item.pk, "answer": answer, "at": millis(clock.now()), "seq": 1}


def test_an_answer_to_another_paper_is_refused_and_kept_nowhere(signed_in, worker, make_person, attempt):
    other = begin(make_person("李师傅"), attempt.paper)
    own_second = begin(worker, seven_kinds(code="second"), clock.now())
    before = rows()
    client = signed_in(worker)
    for foreign in (item_of(other, "single"), item_of(own_second, "single")):
        (ack,) = send(client, attempt, tapped(foreign, ["1"]))
        assert (ack["state"], ack["message"]) == ("refused", "这道题不在这张卷上，没有保存。")
    assert rows() == before
    assert answers_of(other) == answers_of(own_second) == {}


def test_a_page_of_a_question_that_the_paper_does_not_have(signed_in, worker, attempt):
    client = signed_in(worker)
    before = rows()
    for n in (0, 8, 99):
        answer = client.post(f"/exams/a/{attempt.code}/{n}/", {"a": "1"}, follow=True)
        assert answer.status_code in (200, 404)
        assert "</html>" in answer.content.decode()
    assert rows() == before


def test_a_paper_of_somebody_else_is_not_answered(signed_in, make_person, attempt):
    client = signed_in(make_person("李师傅"))
    before = rows()
    reply = client.post(f"/exams/a/{attempt.code}/answers", '{"answers": []}', content_type="application/json")
    assert (reply.status_code, "答案没有保存" in reply.json()["message"]) == (404, True)
    assert client.post(f"/exams/a/{attempt.code}/1/", {"a": "1"}).status_code == 404
    assert client.post(f"/exams/a/{attempt.code}/").status_code == 404
    assert rows() == before


# A submission after the deadline


def back(attempt: Attempt, minutes: float) -> None:
    """Let the attempt, and what was answered in it, have happened that long ago."""
    by = datetime.timedelta(minutes=minutes)
    attempt.refresh_from_db()
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=attempt.started_at - by, deadline=attempt.deadline - by, grace_until=attempt.grace_until - by
    )


@pytest.fixture
def half(worker):
    """Handed in by nobody: two right answers, then the deadline and the grace went by."""
    attempt = begin(worker, seven_kinds(), clock.now() - datetime.timedelta(minutes=80))
    for kind in ("single", "true_false"):
        event = {"item": item_of(attempt, kind), "answer": RIGHT[kind], "seq": 1, "device": "d1"}
        AnswerEvent.objects.create(
            attempt=attempt, uuid=uuid.uuid4(), answered_at=attempt.started_at + datetime.timedelta(minutes=5),
            received_at=attempt.started_at + datetime.timedelta(minutes=5), standing="on_time", **event,
        )  # fmt: skip
    return attempt


def test_an_answer_after_the_deadline_is_kept_apart_and_does_not_count(signed_in, worker, half):
    client = signed_in(worker)
    events = AnswerEvent.objects.count()
    page = client.post(f"/exams/a/{half.code}/2/", {"a": ["1"]}, follow=True).content.decode()
    assert Attempt.State.EXPIRED.label in page
    (ack,) = send(client, half, tapped(item_of(half, "picture"), ["1"]))
    assert ack["standing"] == "too_late"
    assert set(AnswerEvent.objects.order_by("pk")[events:].values_list("standing", flat=True)) == {"too_late"}
    result = AttemptResult.objects.get(attempt=half)
    client.post(f"/exams/a/{half.code}/")
    assert AttemptResult.objects.get(attempt=half).score == result.score
    half.refresh_from_db()
    assert half.state == Attempt.State.EXPIRED


def test_handing_in_after_the_deadline_says_what_counted(signed_in, worker, half):
    answer = signed_in(worker).post(f"/exams/a/{half.code}/", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/exams/a/{half.code}/result/"
    assert Attempt.State.EXPIRED.label in page
    assert "没通过" in page
    assert AttemptResult.objects.filter(attempt=half).count() == 1
    assert not Certificate.objects.exists()


def test_handing_in_twice_changes_nothing(signed_in, worker, attempt):
    client = signed_in(worker)
    send(client, attempt, tapped(item_of(attempt, "single"), ["1"]))
    client.post(f"/exams/a/{attempt.code}/")
    before, result = rows(), AttemptResult.objects.get()
    assert client.post(f"/exams/a/{attempt.code}/").url == f"/exams/a/{attempt.code}/result/"
    (ack,) = send(client, attempt, tapped(item_of(attempt, "picture"), ["1"]))
    assert (ack["state"], ack["standing"]) == ("saved", "undecided")
    assert rows() == before | {"AnswerEvent": before["AnswerEvent"] + 1}
    assert AttemptResult.objects.get().score == result.score
    assert "1 个答案待认定" in client.get(f"/exams/a/{attempt.code}/result/").content.decode()


# A forged certificate


@pytest.fixture
def certificate(worker, project):
    kind = CertificateKind.objects.create(code="project", title="项目级安全教育", ours=True, level="project")
    return Certificate.objects.create(kind=kind, person=worker, project=project, issued_on=datetime.date(2026, 11, 2))


def test_a_forged_code_is_named_and_shows_nothing(client, certificate):
    mark, before = certificates.mark_of(certificate), rows()
    one_off = certificate.code[:-1] + ("A" if certificate.code[-1] != "A" else "B")
    for code, given, words in (
        (one_off, mark, "没有这张证书"),
        (one_off, "", "没有这张证书"),
        (certificate.code, mark[:-1] + ("0" if mark[-1] != "0" else "1"), "不是本系统印的"),
        (certificate.code, "x" * 500, "不是本系统印的"),
        (certificate.code, "伪造", "不是本系统印的"),
        ("A" * 300, mark, "没有这张证书"),
        ("<script>alert(1)</script>"[:20].replace("/", ""), "", "没有这张证书"),
    ):
        answer = client.get(f"/verify/{code}/", {"s": given} if given else {})
        page = answer.content.decode()
        assert (answer.status_code, words in page) == (404, True), code
        for secret in ("王师傅", "今天有效", "<script>alert"):
            assert secret not in page
    assert rows() == before


def test_the_mark_of_one_certificate_proves_no_other(client, certificate, worker):
    other = Certificate.objects.create(kind=certificate.kind, person=worker, issued_on=datetime.date(2026, 11, 20))
    answer = client.get(f"/verify/{other.code}/", {"s": certificates.mark_of(certificate)})
    assert (answer.status_code, "不是本系统印的" in answer.content.decode()) == (404, True)


def test_a_forged_code_opens_no_gate(signed_in, handler, project, certificate):
    code = spaced("ABCDEFGHJKLM")
    page = signed_in(handler).get(f"/gate/{project.pk}/", {"q": code}).content.decode()
    assert "能不能进场" not in page.replace("<title>", "")
    assert "没有" in page


# Numbers in addresses and forms that are none


@pytest.mark.parametrize("number", ["²", "١٢", "9" * 30, "-1", "1e9"])
def test_what_is_no_number_filters_nothing_and_breaks_nothing(signed_in, handler, project, attempt, number):
    client = signed_in(handler)
    for address, name in (
        (f"/sessions/records/{project.pk}/", "crew"),
        ("/sessions/", "project"),
        ("/exams/attempts/", "project"),
        ("/exams/supervise/", "project"),
        ("/analysis/papers/seven/", "project"),
        ("/analysis/papers/seven/", "version"),
    ):
        assert client.get(address, {name: number}).status_code == 200, (address, name)
    assert client.post("/exams/printed/new/", {"project": number}).status_code == 404


@pytest.mark.parametrize(("year", "month"), [(9999, 12), (1, 1), (10**12, 1), (10**30, 1), (2026, 13)])
def test_a_month_of_another_age_is_no_month(signed_in, handler, project, year, month):
    assert signed_in(handler).get(f"/learn/plans/{project.pk}/{year}/{month}/").status_code == 404


# The end of a session


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_at": "0001-01-01T00:00"}, "请核对年份"),
        ({"ends_at": "9999-12-31T23:59"}, "请核对年份"),
        ({"ends_at": "later"}, "请填结束时间"),
        ({"result_all": "x" * 500}, "没有这一种结果"),
    ],
)
def test_a_session_is_not_closed_with_nonsense(signed_in, handler, crew, worker, change, words):
    start = clock.now() - datetime.timedelta(hours=1)
    sheet = a_sheet(crew, [worker], starts_at=start.isoformat(), ends_at=None)
    session = open_session(payload=sheet, by=handler, now=clock.now())
    sent = {"people": [worker.pk], "ends_at": clock.now().strftime("%Y-%m-%dT%H:%M")} | change
    before = rows()
    client = signed_in(handler)
    page = client.post(f"/sessions/{session.pk}/close/", sent, follow=True)
    assert words in page.content.decode()
    session.refresh_from_db()
    assert (session.state, rows()) == ("open", before)


# What a phone sends that no database keeps


@pytest.mark.parametrize("bad", ['"\\u0000"', '"\\ud800"', "[" * 50 + "]" * 50, "[" * 100_000])
def test_json_that_cannot_be_kept_is_bad_input_everywhere(signed_in, handler, worker, attempt, bad):
    before = rows()
    number, item = uuid.uuid4(), item_of(attempt, "single").pk
    entry = f'{{"uuid": "{number}", "item": {item}, "answer": {bad}}}'
    lesson = f'{{"uuid": "{number}", "device": {bad}}}'
    own, desk = signed_in(worker), signed_in(handler)
    for client, address, body in (
        (own, f"/exams/a/{attempt.code}/answers", f'{{"answers": [{entry}]}}'),
        (own, f"/exams/a/{attempt.code}/answers", f'{{"answers": [], "device": {bad}}}'),
        (own, "/learn/lessons/1/beat/", lesson),
        (own, "/learn/lessons/1/report/", lesson),
        (desk, "/sessions/phone/", f'{{"topic": {bad}}}'),
    ):
        reply = client.post(address, body, content_type="application/json")
        assert (reply.status_code, "看不懂" in reply.json()["message"]) == (400, True), address
    assert rows() == before
