"""The dry run."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from portal.models import Attachment, Crew, Membership, Person, RosterImport
from portal.rules.roles import Role
from portal.services import attachments, rosters, sheets, sites
from portal.services.refusal import Refused

from .conftest import DAY, NOW, TITLES, TODAY, number, person, xlsx

pytestmark = pytest.mark.django_db


def test_nothing_is_written(send):
    before = Person.objects.count()
    sent = send(person(0), person(1, crew="瓦工班"), person(2, firm="顺达劳务"))
    assert (sent.state, sent.counts["new"]) == ("checked", 3)
    assert Person.objects.count() == before
    assert not Membership.objects.at_work().exists()
    assert Crew.objects.count() == 0


def test_rows_are_counted_by_what_they_would_do(send, add, crew, handler):
    same, changed, leaves, gone = add(0, name="王一"), add(1), add(2), add(3)
    sites.end_work(by=handler, membership=gone, last_day=TODAY - DAY, now=NOW, today=TODAY)
    sent = send(
        person(0, name="王一", trade=None, phone=None),
        person(1, name="王建国", crew="瓦工班"),
        person(2, name="王建国", ends=TODAY),
        person(3, name="王建国"),
        person(4),
        person(5, id="1"),
    )
    wanted = {"same": 1, "changed": 1, "leaves": 1, "new": 1, "wrong": 2, "errors": 2, "kept_phone": 0}
    assert sent.counts == wanted
    assert [error["line"] for error in sent.wrong] == [5, 7]
    assert "退场" in sent.wrong[0]["reason"]
    assert sent.wrong[0]["title"] == "进场日期"
    assert same.crew == changed.crew == leaves.crew == crew


def test_what_is_kept_of_the_check_names_nobody(send, add):
    add(9, name="李四")
    sent = send(person(0), person(1, id="110105199001010001", phone="1380013800"))
    kept = json.dumps([sent.wrong, sent.found, sent.counts], ensure_ascii=False)
    for secret in (number(0), number(1), "110105199001010001", "13800138000", "1380013800", "王丁", "王一", "李四"):
        assert secret not in kept
    assert "王*" in kept


def test_the_marked_file_shows_every_error(send):
    sent = send(person(0), person(1, id="1", phone="2"), person(2, starts="2026.3"))
    with attachments.original(sent.marked) as stream:
        sheet = openpyxl.load_workbook(io.BytesIO(stream.read())).active
    assert sheet["L1"].value == rosters.checking.REASONS
    assert sheet["L2"].value is None
    assert "身份证号" in sheet["L3"].value
    assert "手机号" in sheet["L3"].value
    assert sheet["C3"].fill.fill_type == "solid"
    assert "哪一日" in sheet["L4"].value


def test_what_would_be_made_is_named(send, firm):
    sent = send(person(0, crew="瓦工班"), person(1, firm="众和劳务", crew="电工班"), person(2, firm="顺达劳务"))
    assert sent.found["new_crews"] == ["瓦工班", "电工班", "木工班"]
    assert sent.found["new_firms"] == ["众和劳务"]
    assert sent.found["unused"] == ["序号"]
    assert sent.found["shared_phones"] == 1


def test_who_is_missing_is_listed(send, add, make_person, post, project, crew):
    here, missing = add(0), add(1)
    post(make_person("班长"), Role.CREW_LEADER, project=project, crew=crew)
    sent = send(person(0, name="王建国"), person(2))
    assert sent.found["missing"] == [missing.pk]
    assert here.pk not in sent.found["missing"]


def test_who_stands_in_a_wrong_row_is_not_missing(send, add):
    add(0)
    add(1, name="李四")
    sent = send(person(0, name="王建国", phone="1"), person(7, id="1", name="李 四"), person(5))
    assert sent.found["missing"] == []


def test_a_file_of_one_firm_misses_nobody_of_another(send, add, handler, project, firm):
    own = sites.create_crew(by=handler, project=project, name="分包班", organisation=firm)
    add(0)
    missing = add(1, crew=own)
    sent = send(person(5, firm="顺达劳务", crew="分包班"))
    assert sent.found["missing"] == [missing.pk]
    assert sent.found["only_firms"] == ["顺达劳务"]


def test_another_name_for_a_document_known_elsewhere(send, add, outsider, other_crew):
    add(0, by=outsider, crew=other_crew, name="赵六")
    sent = send(person(0, name="王一"))
    assert sent.counts["wrong"] == 1
    assert "赵" not in json.dumps(sent.wrong, ensure_ascii=False)


def test_the_number_of_someone_known_elsewhere_is_kept(send, add, outsider, other_crew):
    add(0, by=outsider, crew=other_crew, name="王一", phone="13900139000")
    sent = send(person(0, name="王一"))
    assert (sent.counts["new"], sent.counts["kept_phone"]) == (1, 1)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (xlsx(titles=("姓名", "工种")), "没有找到“身份证号”"),
        (xlsx(titles=("a", "b")), "没有找到“姓名”、“身份证号”"),
        (xlsx(), "一个人也没有"),
        (b"PK\x03\x04 broken", "认不出"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .xlsx"),
        (b"%PDF-1.7", "只收"),
        (b"", "空的"),
    ],
)
def test_files_that_cannot_be_taken_are_refused_in_clear_words(send, data, part):
    try:
        words = send(data=data).refusal
    except Refused as refused:
        words = refused.message
    assert part in words
    assert len(words) < 80
    assert not Attachment.objects.exists()


def test_more_than_twenty_megabytes_are_refused(send):
    with pytest.raises(Refused, match="20 MB"):
        send(data=b"PK\x03\x04" + b"0" * sheets.MOST_BYTES)


def test_more_people_than_allowed_are_refused(send, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert "超过" in send(*(person(n) for n in range(4))).refusal


def test_csv_in_gb18030(send):
    text = "花名册\r\n姓名,证件号码,联系电话,进场时间\r\n王建国," + number(0) + ",13800138000,2026年3月1日\r\n"
    assert send(data=text.encode("gb18030"), name="人员.csv").counts["new"] == 1


def test_the_second_sheet_may_hold_the_people(send):
    book = openpyxl.Workbook()
    book.active.append(["填写说明"])
    second = book.create_sheet("花名册")
    for row in (TITLES, person(0), person(1, id="1")):
        second.append(row)
    out = io.BytesIO()
    book.save(out)
    sent = send(data=out.getvalue())
    assert sent.counts["new"] == 1
    with attachments.original(sent.marked) as stream:
        assert openpyxl.load_workbook(io.BytesIO(stream.read())).active["B3"].value == "王一"[:1] + chr(0x4E01)


def test_who_may_send(send, handler, outsider, make_person, post, project, crew, firm):
    leader, worker, head = make_person("班长"), make_person("工人"), make_person("分包负责人")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    post(worker, Role.WORKER, project=project, crew=crew)
    post(head, Role.SUBCONTRACTOR_HEAD, organisation=firm, project=project)
    for by in (outsider, leader, worker):
        with pytest.raises(Refused):
            send(person(0), by=by)
    sent = send(person(0, crew="一班"), person(1, firm="别家"), by=head)
    assert (sent.counts["new"], sent.counts["wrong"]) == (1, 1)
    assert not RosterImport.objects.filter(by__in=[outsider, leader, worker]).exists()


def test_the_template_is_a_roster(send):
    assert "一个人也没有" in send(data=rosters.template()).refusal
