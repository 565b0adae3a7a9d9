"""The bank as a file at the desk: look first, then confirm; a bad file gets a clear answer and changes nothing."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from portal.models import Attachment
from portal.services.groups import ensure_groups
from tests.training.factories import SHAPES, make_point, make_question
from tests.training.services.test_bank_sheet import HEAD, ROW, book
from training.models import Question, QuestionVersion
from training.services import bank_sheet

pytestmark = pytest.mark.django_db
URL = "/admin/questions/import/"
OLD_XLS = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


@pytest.fixture
def editor(make_person, signed_in):
    make_point()
    person = make_person("编辑员", username="editor")
    person.groups.add(ensure_groups(settings.GROUP_PERMISSIONS)["编辑"])
    return signed_in(person)


def send(client, data, name="题库.xlsx"):
    return client.post(URL, {"file": SimpleUploadedFile(name, data)})


def with_cell(row, column, value):
    return [value if name == column else cell for name, cell in zip(HEAD, row, strict=True)]


def test_looking_changes_nothing_and_confirming_puts_it_in_once(editor):
    seen = send(editor, book(ROW, with_cell(ROW, "题号", "scaffold.check.10")))
    html = seen.content.decode()
    assert "还没有导入" in html
    assert "新增 2 题" in html
    assert not Question.objects.exists()
    key = seen.context["kept"].key
    done = editor.post(URL, {"confirm": "1", "key": key}).content.decode()
    assert "导入完成" in done
    assert list(Question.objects.order_by("code").values_list("code", "state")) == [
        ("scaffold.check.10", "waiting"),
        ("scaffold.check.9", "waiting"),
    ]
    again = editor.post(URL, {"confirm": "1", "key": key}, follow=True).content.decode()
    assert "已经导入过" in again
    assert QuestionVersion.objects.count() == 2
    assert not Attachment.objects.exists(), "the file is not kept"


def test_errors_are_told_by_row_and_column_and_nothing_goes_in(editor):
    bad = with_cell(with_cell(ROW, "题号", "scaffold.check.10"), "题型", "连线")
    answer = send(editor, book(ROW, bad, with_cell(ROW, "答案", "Z")))
    told = [(one.row, one.column) for one in answer.context["troubles"]]
    html = answer.content.decode()
    assert told == [(3, "题型"), (4, "答案")]
    assert "没有“连线”这种题型" in html
    assert "一题也没有导入" in html
    assert 'name="confirm"' not in html
    assert not Question.objects.exists()
    assert not Attachment.objects.exists()


BAD = {
    "an old workbook": (OLD_XLS, "题库.xls", "旧格式"),
    "an empty file": (b"", "题库.xlsx", "空的"),
    "a picture": (bytes.fromhex("89504e470d0a1a0a") + b"\0" * 64, "题库.xlsx", "这里只收"),
    "a broken workbook": (book(ROW)[:900], "题库.xlsx", ""),
    "wrong headers": (book(["甲", "乙"], head=["姓名", "班组"]), "题库.xlsx", "没有找到表头"),
    "a header missing": (book(ROW[:-1], head=HEAD[:-1]), "题库.xlsx", "缺少这些列：依据"),
    "nothing below": (book(), "题库.xlsx", "表头下面是空的"),
    "too large": (b"x" * (bank_sheet.LIMIT + 1), "题库.csv", "太大"),
    "csv of something else": ("姓名,班组\n王,木工\n".encode(), "题库.csv", "没有找到表头"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_a_clear_answer_and_harms_nothing(editor, name):
    data, called, said = BAD[name]
    make_question("kept.1")
    answer = send(editor, data, called)
    assert answer.status_code == 200
    errors = [str(one) for field in answer.context["form"].errors.values() for one in field]
    assert errors, "beside the field"
    assert said in "".join(errors)
    assert all(one in answer.content.decode() for one in errors)
    assert (Question.objects.count(), QuestionVersion.objects.count()) == (1, 1)
    assert not Attachment.objects.exists()


def test_too_many_rows_and_merged_cells(editor):
    many = [with_cell(ROW, "题号", f"scaffold.check.{n}") for n in range(bank_sheet.MOST_ROWS + 1)]
    assert f"一次最多导入 {bank_sheet.MOST_ROWS} 题" in send(editor, book(*many)).content.decode()
    merged = send(editor, book(ROW, prepare=lambda sheet: sheet.merge_cells("D2:E2")))
    assert "合并的单元格（D2:E2）" in merged.content.decode()
    assert merged.context["troubles"][0].row == 2
    assert not Question.objects.exists()


def test_a_csv_goes_in_too(editor):
    lines = "\n".join(",".join(row) for row in (HEAD, ROW))
    seen = send(editor, lines.encode("gb18030"), "题库.csv")
    editor.post(URL, {"confirm": "1", "key": seen.context["kept"].key})
    assert Question.objects.get().code == "scaffold.check.9"


def test_someone_elses_file_is_not_put_in(editor, make_person, signed_in):
    key = send(editor, book(ROW)).context["kept"].key
    other = make_person("另一位", username="other")
    other.groups.add(ensure_groups(settings.GROUP_PERMISSIONS)["编辑"])
    signed_in(other).post(URL, {"confirm": "1", "key": key})
    signed_in(other).post(URL, {"confirm": "1", "key": "no-key"})
    assert not Question.objects.exists()


def test_the_export_is_the_list_that_was_asked_for_and_comes_back_without_a_change(editor):
    for kind in SHAPES:
        make_question(f"{kind.replace('_', '-')}.1", kind)
    answer = editor.get("/admin/questions/export/?kind=single&kind=numeric")
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert sorted(row[0] for row in rows[1:]) == ["numeric.1", "single.1"]
    same = send(editor, answer.content).content.decode()
    assert "和题库一样" in same
    searched = editor.get("/admin/questions/export/?q=hazard")
    assert len(list(load_workbook(io.BytesIO(searched.content)).worksheets[0].iter_rows())) == 2


def test_the_template_is_an_empty_sheet_with_every_column(editor):
    rows = list(load_workbook(io.BytesIO(editor.get("/admin/questions/template/").content)).worksheets[0].iter_rows())
    assert [cell.value for cell in rows[0]][:5] == ["题号", "题型", "知识点", "难度", "题干"]
    assert len(rows) == 1


def test_who_only_looks_imports_nothing(make_person, signed_in):
    person = make_person("看的人", username="looks")
    person.groups.add(ensure_groups({"看看": ["training.view_question", "training.add_question"]})["看看"])
    client = signed_in(person)
    assert client.get(URL).status_code == 302
    assert "/import/" not in client.get("/admin/questions/").content.decode()
