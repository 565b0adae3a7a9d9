"""The bank goes out as a workbook and comes back without a change; what is wrong is told by row and column."""

from __future__ import annotations

import datetime
import io

import pytest
from openpyxl import Workbook, load_workbook

from portal.services.refusal import Refused
from tests.training.factories import SHAPES, make_point, make_question
from training.models import Question, QuestionVersion
from training.services import bank_sheet
from training.services.bank_sheet import export_questions, import_questions

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
HEAD = ["题号", "题型", "知识点", "题干", "选项A", "选项B", "答案", "解析", "依据"]
ROW = [
    "scaffold.check.9",
    "单选",
    "先验收再上架",
    "上架前？",
    "先验收",
    "先上去",
    "A",
    "没验收不上。",
    "安全生产法第二十八条",
]


def book(*rows, head=HEAD, prepare=None) -> bytes:
    made = Workbook()
    for row in (head, *rows):
        made.active.append(row)
    if prepare:
        prepare(made.active)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


@pytest.fixture(autouse=True)
def _point(db):
    make_point()


@pytest.fixture
def load(handler):
    def run(data: bytes, *, dry: bool = False, csv_file: bool = False):
        return import_questions(data=data, csv_file=csv_file, by=handler, now=NOW, dry=dry)

    return run


@pytest.fixture
def bank(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    from training.services.content_pictures import PICTURES, load_pictures

    images = load_pictures(names=[path.name for path in sorted(PICTURES.glob("*.svg"))[:2]])
    first, second = images.values()
    for kind in SHAPES:
        more = {"picture": first, "picture_alt": "架子"} if kind in ("hazard", "picture") else {}
        make_question(f"{kind.replace('_', '-')}.1", kind, levels=["company"], trades=["木工"], red_line=True, **more)
    body = {"options": [{"key": "a", "text": "图一", "picture": second.pk}, {"key": "b", "text": "=1+1", "pin": True}]}
    make_question("odd.1", body=body, key=["a"], stem="第一行\n-第二行", basis="安全生产法第二十八条\n建筑法第四十六条")
    return Question.objects.order_by("pk").select_related("current", "point")


def test_the_whole_bank_goes_out_and_comes_back_without_a_change(bank, load):
    versions = QuestionVersion.objects.count()
    outcome = load(export_questions(questions=bank))
    assert outcome.troubles == []
    assert (outcome.counts["不变"], outcome.changes) == (8, 0)
    assert QuestionVersion.objects.count() == versions


def test_what_editors_wrote_is_never_a_formula(bank):
    sheet = load_workbook(io.BytesIO(export_questions(questions=bank)))["题库"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_new_rows_become_questions_that_wait_for_review(load, handler):
    outcome = load(book(ROW))
    one = Question.objects.get(code="scaffold.check.9")
    assert (outcome.counts["新增"], one.state, one.current.written_by) == (1, "waiting", handler)
    assert load(book(ROW)).counts == {"不变": 1}


def test_a_changed_row_makes_a_version_and_a_moved_one_does_not(load):
    load(book(ROW))
    assert load(book([*ROW[:3], "上架前先做什么？", *ROW[4:]])).counts == {"出新版本": 1}
    moved = book([*ROW[:3], "上架前先做什么？", *ROW[4:], "木工、电工"], head=[*HEAD, "工种"])
    assert load(moved).counts == {"改归类": 1}
    one = Question.objects.get()
    assert (one.current.number, one.trades) == (2, ["木工", "电工"])


def test_a_dry_run_tells_and_writes_nothing(load):
    outcome = load(book(ROW), dry=True)
    assert [(step.row, step.code, step.what) for step in outcome.steps] == [(2, "scaffold.check.9", "新增")]
    assert not Question.objects.exists()


def test_one_wrong_row_keeps_all_out_and_is_named_by_row_and_column(load):
    wrong = ["b.1", "问答", *ROW[2:]]
    outcome = load(book(ROW, ["c.1", "单选", "火星", *ROW[3:]], wrong))
    assert [(t.row, t.column) for t in outcome.troubles] == [(3, "知识点"), (4, "题型")]
    assert str(outcome.troubles[1]).startswith("第4行 题型：没有“问答”这种题型")
    assert not Question.objects.exists()


def test_a_code_twice_in_the_sheet_is_told(load):
    assert str(load(book(ROW, ROW)).troubles[0]) == "第3行 题号：与第2行重复：scaffold.check.9"


@pytest.mark.parametrize(
    ("spoil", "column", "said"),
    [
        (lambda sheet: sheet.__setitem__("D2", "=A1"), "题干", "是公式"),
        (lambda sheet: sheet.merge_cells("E2:F2"), "选项A", "合并的单元格（E2:F2）"),
        (lambda sheet: sheet.__setitem__("G2", datetime.date(2026, 3, 4)), "答案", "当成了日期"),
    ],
)
def test_cells_that_cannot_be_trusted_are_told(load, spoil, column, said):
    trouble = load(book(ROW, prepare=spoil)).troubles[0]
    assert (trouble.row, trouble.column) == (2, column)
    assert said in trouble.message


def test_numbers_and_truth_values_of_the_sheet_are_read(load):
    rows = (
        ["n.1", "填数", "先验收再上架", "几米？", None, None, 2.0, "两米。", "建筑法第四十六条"],
        ["t.1", "判断", "先验收再上架", "对吗？", None, None, True, "对。", "建筑法第四十六条"],
    )
    assert load(book(*rows)).troubles == []
    assert Question.objects.get(code="n.1").current.key == {"value": 2, "tolerance": 0}
    assert Question.objects.get(code="t.1").current.key is True


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_is_read_too(load, encoding):
    text = "\r\n".join(",".join(row) for row in (HEAD, ROW))
    assert load(text.encode(encoding), csv_file=True).counts == {"新增": 1}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"not a book", "打不开"),
        (book(head=["姓名", "电话"]), "没有找到表头"),
        (book(), "没有题目"),
        (book(ROW[:4], head=HEAD[:4]), "缺少这些列：答案、解析、依据"),
    ],
)
def test_what_is_no_sheet_of_questions_is_refused(load, data, said):
    with pytest.raises(Refused, match=said):
        load(data)


def test_too_many_rows_are_refused(load, monkeypatch):
    monkeypatch.setattr(bank_sheet, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="最多导入 2 题，这里有 3 行"):
        load(book(ROW, ROW, ROW))


def test_unknown_columns_are_told_and_passed_over(load):
    assert load(book([*ROW, "x"], head=[*HEAD, "备注"])).ignored == ["备注"]


def test_importing_takes_a_shipped_question_into_ones_own_hands(load):
    load(book(ROW))
    Question.objects.update(content_sha="x")
    load(book([*ROW[:3], "改了？", *ROW[4:]]))
    assert Question.objects.get().content_sha == ""


def test_the_template_has_headers_help_and_the_points_of_the_bank():
    made = load_workbook(io.BytesIO(export_questions(questions=[])))
    assert made.sheetnames == ["题库", "说明", "知识点"]
    assert [cell.value for cell in made["知识点"][2]] == ["脚手架：先验收再上架", "scaffold.check"]


def test_a_hundred_rows_cost_no_query_each_for_law(load, django_assert_max_num_queries):
    rows = [[f"s.{number}", *ROW[1:]] for number in range(50)]
    with django_assert_max_num_queries(30 + 4 * 50):
        load(book(*rows))
