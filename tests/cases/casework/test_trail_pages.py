"""The trail read by who may audit, taken along as a table, and read by the person concerned."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from django.db import connection

from cases.models import CaseMove, Party
from cases.services.lookup import look_up
from cases.services.people import add_party, see_personal
from cases.services.trail import note
from cases.trail_reading import COLUMNS
from portal.rules.roles import Role
from tests.cases.casework.conftest import NOW
from tests.cases.casework.doors import DOORS

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def auditor(make_person, post, platform):
    person = make_person("管理员甲", username="auditor")
    post(person, Role.ADMINISTRATOR, organisation=platform)
    return person


@pytest.fixture
def worker(make_person, post, project):
    person = make_person("王建国", username="worker", phone="+8613800000008")
    post(person, Role.WORKER, project=project)
    return person


def table(answer) -> list[list[str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_trail_is_taken_along_as_a_table_and_that_is_its_last_row(case, auditor, handler, signed_in) -> None:
    note(case=case, verb="pause", by=handler, at=NOW, why="=HYPERLINK(1)", item=3)
    answer = signed_in(auditor).get(f"/cases/{case.number}/trail/csv/")
    rows = table(answer)
    assert tuple(rows[0]) == COLUMNS
    assert [int(row[0]) for row in rows[1:]] == list(range(1, len(rows)))
    paused = next(row for row in rows if row[4] == "暂停")
    assert paused[2:7] == ["经办人", "劳务管理员", "暂停", "'=HYPERLINK(1)", "证据3"]
    assert rows[-1][2:5] == ["管理员甲", "管理员", "导出"]
    assert rows[-1][7] == rows[-2][8]
    assert "no-store" in answer["Cache-Control"]


def test_the_page_names_each_place_that_was_touched(case, auditor, signed_in) -> None:
    client, address = signed_in(auditor), f"/cases/{case.number}/trail/"
    assert "全部相符" in client.get(address).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_casemove SET why = %s WHERE chain = %s AND seq = 1", ["x", f"case:{case.pk}"])
    told = client.get(address).content.decode()
    assert "第 1 条：内容改过" in told
    assert "全部相符" not in told


def test_a_worker_reads_who_looked_in_which_role_for_whom_and_why(
    case, worker, adviser, handler, signed_in, django_assert_max_num_queries
) -> None:
    """No name but the own; what was asked about somebody else is not told; and the reading is noted."""
    mine = Party.objects.create(case=case, role=Party.Role.WORKER, name="王建国", person=worker)
    other = add_party(case=case, role="worker", name="密人李四", phone="13900000001", by=handler, now=NOW)
    for _ in range(3):
        note(case=case, verb="view", by=adviser, at=NOW)
    asked: dict[str, Any] = {
        "kinds": ["contract"],
        "first": NOW.date() - 30 * DAY,
        "last": NOW.date(),
        "today": NOW.date(),
    }
    look_up(party=mine, by=handler, reason="核对考勤，电话 13911112222", now=NOW + DAY, **asked)
    see_personal(party=other, by=handler, why="密由联系李四", now=NOW + DAY)
    note(case=case, verb="export", by=adviser, at=NOW + 2 * DAY, why="开庭用")
    client = signed_in(worker)
    with django_assert_max_num_queries(30):
        answer = client.get("/me/looks/")
    told = answer.content.decode()
    for words in (
        "调取工人资料",
        "劳务管理员 · 甲建筑公司",
        "核对考勤",
        "法务顾问 · 平台公司",
        "3 次",
        "开庭用",
        case.number,
    ):
        assert words in told, words
    for words in ("密人", "密由", "13911112222", handler.name, adviser.name, case.text, "立案"):
        assert words not in told, words
    assert len(answer.content) < 60_000
    assert "no-store" in answer["Cache-Control"]
    assert CaseMove.objects.filter(case=case, verb="concerned", by=worker).count() == 1
    assert "/me/looks/" in client.get("/me/").content.decode()
    assert client.get(case.get_absolute_url()).status_code == 404


def test_nobody_reads_what_is_about_others(case, worker, handler, make_person, signed_in) -> None:
    Party.objects.create(case=case, role=Party.Role.WORKER, name="王建国", person=worker)
    note(case=case, verb="view", by=handler, at=NOW)
    for person in (handler, make_person("路人", username="nobody")):
        told = signed_in(person).get("/me/looks/").content.decode()
        assert "没有案件登记您是当事人" in told
        assert case.number not in told
        assert "/me/looks/" not in signed_in(person).get("/me/").content.decode()


def test_strangers_are_asked_to_sign_in(client) -> None:
    assert client.get("/me/looks/")["Location"].startswith("/accounts/login/")


def test_every_page_of_a_case_that_is_read_leaves_a_row(planted, colleague, signed_in) -> None:
    """Whoever asks for a film from its second byte on is noted like everybody else."""
    client = signed_in(colleague)
    for door in (one for doors in DOORS.values() for one in doors if one.method == "get" and one.may == 200):
        if door.action in ("nobody", "audit", "reopen", "precedent") or door.name == "evidence_thumbnail":
            continue  # closed to this person or in this state; a thumbnail stands in pages that are noted
        before = planted.dispute.moves.count() + planted.fall.moves.count()
        assert client.get(planted.address(door)).status_code == 200, str(door)
        assert planted.dispute.moves.count() + planted.fall.moves.count() > before, str(door)


def test_a_film_read_from_its_second_byte_on_is_noted(planted, colleague, signed_in) -> None:
    client, address = signed_in(colleague), planted.address(DOORS["evidence_file"][0])
    files = planted.dispute.moves.filter(verb="file", by=colleague)
    for part, rows in (("bytes=1-", 1), ("bytes=2-", 1), ("bytes=0-", 2), ("bytes=5-", 2)):
        assert client.get(address, headers={"Range": part}).status_code == 206
        assert files.count() == rows, part
