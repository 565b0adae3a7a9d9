"""Files that are no good, sent in through the page as people do: a clear answer in Chinese, and not a row harmed."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.models import Attachment, Crew, Membership, Organisation, Person, PersonRecord, RosterImport
from portal.services import jobs
from tests.portal.services.rosters.conftest import TITLES, add, person, xlsx
from tests.portal.services.sites.conftest import number

__all__ = ["add"]

pytestmark = pytest.mark.django_db

KEPT = (Person, Membership, Crew, Organisation, PersonRecord)


def rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in KEPT}


@pytest.fixture
def send(signed_in, handler, project):
    """send(data, name) uploads, lets the worker check, and gives the text of the page that the person then sees."""

    def make(data: bytes, name: str = "花名册.xlsx") -> str:
        client = signed_in(handler)
        file = SimpleUploadedFile(name, data)
        answer = client.post(reverse("rosters", args=[project.pk]), {"file": file}, follow=True)
        assert answer.status_code == 200
        if sent := RosterImport.objects.order_by("pk").last():
            assert sent.job_id is not None
            jobs.run_job(sent.job_id)
            answer = client.get(reverse("roster", args=[sent.pk]))
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())

    return make


@pytest.fixture
def imported(signed_in, handler):
    """Confirm what was checked last, and let the worker do it."""

    def make() -> None:
        sent = RosterImport.objects.latest("pk")
        signed_in(handler).post(reverse("confirm_roster", args=[sent.pk]))
        sent.refresh_from_db()
        assert sent.job_id is not None
        jobs.run_job(sent.job_id)

    return make


def wrong_check(n: int) -> str:
    right = number(n)
    return right[:-1] + ("0" if right[-1] != "0" else "1")


def test_wrong_checksums_are_named_by_row_and_the_others_go_in(send, imported):
    before = rows()
    page = send(xlsx(person(0), person(1, id=wrong_check(1)), person(2, id=wrong_check(2)[:17])))
    assert "第 3 行" in page
    assert "校验位不对" in page
    assert "第 4 行" in page
    assert rows() == before
    imported()
    assert rows()["Person"] == before["Person"] + 1


def test_numbers_that_several_share_are_allowed_and_counted(send, imported):
    before = rows()
    page = send(xlsx(person(0), person(1), person(2, phone="13900139000"), person(3, phone="13900139000")))
    assert "2 个手机号有几个人共用" in page
    assert "要改的地方" not in page
    assert rows() == before
    imported()
    assert Person.objects.filter(phone="+8613900139000").count() == 2


def test_a_document_that_stands_twice_is_said_with_its_first_row(send, imported):
    before = rows()
    page = send(xlsx(person(0), person(1), person(0, name="李四")))
    assert "和第 2 行是同一个证件：一人只留一行" in page
    assert rows() == before
    imported()
    assert rows()["Person"] == before["Person"] + 2


def merged(*spans: str) -> bytes:
    """Three people; where cells are merged only the first has a value, as in a file of the usual programs."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["甲项目花名册"])
    for row in (TITLES, person(0), person(1), person(2)):
        sheet.append(row)
    for span in ("A1:K1", *spans):
        sheet.merge_cells(span)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_merged_cells_stand_for_every_row_they_cover(send, imported):
    before = rows()
    page = send(merged("F3:F5"))
    assert "3 新进场" in page
    assert "新建班组：木工班 " in page
    assert rows() == before
    imported()
    assert set(Membership.objects.filter(role="worker").values_list("crew__name", flat=True)) == {"木工班"}


def test_a_merged_document_is_not_given_to_two_people(send):
    before = rows()
    page = send(merged("C3:C4"))
    assert "是同一个证件" in page
    assert "第 4 行" in page
    assert rows() == before


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "花名册.xls", "另存为 .xlsx 再传"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "花名册.xlsx", "另存为 .xlsx 再传"),
        (b"%PDF-1.7\n" + bytes(200), "花名册.xlsx", "这里只收"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "花名册.xls", "这里只收"),
        (b"PK\x03\x04 broken", "花名册.xlsx", "认不出"),
        (b"", "花名册.xlsx", "空的"),
    ],
    ids=["old xls", "old xls renamed", "pdf", "html as xls", "broken", "empty"],
)
def test_what_is_no_table_is_refused_on_the_spot(send, data, name, words):
    before = rows()
    page = send(data, name)
    assert words in page
    assert "没有成功" in page
    assert not RosterImport.objects.exists()
    assert not Attachment.objects.exists()
    assert rows() == before


def many(count: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(["姓名", "身份证号"])
    for n in range(count):
        sheet.append(["王建国", f"{n:018}"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_fifty_thousand_rows_are_refused_in_words(send, kind):
    before = rows()
    lines = "姓名,身份证号\n" + "".join(f"王建国,{n:018}\n" for n in range(50_000))
    page = send(many(50_000) if kind == "xlsx" else lines.encode(), f"花名册.{kind}")
    assert "一次最多 2 万人" in page
    assert "请分成几个文件再传" in page
    assert RosterImport.objects.get().state == RosterImport.State.REFUSED
    assert not Attachment.objects.exists()
    assert rows() == before


def test_a_table_without_the_columns_says_which(send):
    before = rows()
    assert "没有找到“身份证号”这样的列" in send(xlsx(("王建国", "木工"), titles=("姓名", "工种")))
    assert rows() == before


def test_what_looks_like_a_formula_stays_a_text(send, signed_in, handler):
    """A name that begins with = must not be calculated by whoever opens the marked file."""
    before = rows()
    send("姓名,身份证号\n=HYPERLINK(1),1\n".encode(), "花名册.csv")
    marked = RosterImport.objects.get().marked
    answer = signed_in(handler).get(reverse("private_file", args=[marked.key]))
    cells = [
        cell for row in openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active for cell in row
    ]
    assert any(cell.value and "HYPERLINK" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert rows() == before
