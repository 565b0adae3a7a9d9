"""Opening spreadsheets with care."""

from __future__ import annotations

import datetime
import io
import tracemalloc
import zipfile

import openpyxl
import pytest

from portal.rules import file_types
from portal.services import sheets
from portal.services.refusal import Refused

ROWS = [("姓名", "身份证号"), ("王建国", "11010519491231002X")]


def book(rows=ROWS, **more):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    for reference in more.get("merged", ()):
        made.active.merge_cells(reference)
    return saved(made)


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out


def read(stream, mime=file_types.XLSX, sheet=0):
    with sheets.open_sheets(stream, mime) as found:
        return list(found[sheet].rows)


def repacked(source, **changed):
    """The same archive with parts replaced; None drops one."""
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
        for name, data in changed.items():
            if name not in old.namelist():
                new.writestr(name, data)
    return out


def test_a_book_is_read_with_its_line_numbers():
    assert read(book([("标题",), (), *ROWS])) == [
        (1, ("标题",)),
        (3, ("姓名", "身份证号")),
        (4, ("王建国", "11010519491231002X")),
    ]


def test_dates_and_numbers_come_as_they_are():
    day = datetime.datetime.fromisoformat("2026-03-01")
    assert read(book([(day, 13800138000, 1.5, True)]))[0][1] == (day, 13800138000, 1.5, True)


def test_hidden_sheets_are_passed_over():
    made = openpyxl.Workbook()
    made.active.sheet_state = "hidden"
    made.active.append(["藏起来的"])
    made.create_sheet("看得见").append(["看得见"])
    with sheets.open_sheets(saved(made), file_types.XLSX) as found:
        assert [list(sheet.rows) for sheet in found] == [[(1, ("看得见",))]]


def test_merged_cells_are_filled():
    rows = [("班组", "姓名"), ("木工班", "王"), (None, "李"), (None, "张"), (None, "赵")]
    assert [cells for _, cells in read(book(rows, merged=["A2:A4"]))][1:] == [
        ["木工班", "王"],
        ["木工班", "李"],
        ["木工班", "张"],
        (None, "赵"),
    ]
    assert read(book([("标题", None, None), ("a", "b", "c")], merged=["A1:C1"]))[0][1] == ["标题", "标题", "标题"]


def test_an_empty_row_inside_a_merge_does_not_hide_the_last_one():
    rows = [("班组", "姓名"), ("木工班", "王"), (None, None), (None, "张"), ("瓦工班", "赵")]
    assert [line for line, _ in read(book(rows, merged=["A2:A4"]))] == [1, 2, 4, 5]


def test_days_from_1904():
    made = openpyxl.Workbook()
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    made.active.append(["x"])
    with sheets.open_sheets(saved(made), file_types.XLSX) as found:
        assert found[0].from_1904


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_usual_form(encoding, delimiter):
    text = f"姓名{delimiter}身份证号\r\n\r\n王建国𬀩{delimiter}11010519491231002X\r\n"
    assert read(io.BytesIO(text.encode(encoding)), file_types.CSV) == [
        (1, ["姓名", "身份证号"]),
        (3, ["王建国𬀩", "11010519491231002X"]),
    ]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\x01", b"a\0b", b"\xff\xff\xff", b'"' + b"x" * 200_000 + b'"'])
def test_a_broken_csv_is_refused(data):
    with pytest.raises(Refused):
        read(io.BytesIO(data), file_types.CSV)


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "broken",
    [
        lambda: io.BytesIO(b"PK\x03\x04 nothing"),
        lambda: io.BytesIO(book().getvalue()[:-200]),
        lambda: repacked(book(), **{SHEET: b"<worksheet><sheetData><row>"}),
        lambda: repacked(book(), **{SHEET: b""}),
        lambda: repacked(book(), **{"xl/workbook.xml": b"<workbook/>"}),
        lambda: repacked(book(), **{SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'}),
    ],
)
def test_a_broken_book_is_refused_in_one_sentence(broken):
    with pytest.raises(Refused) as refused:
        read(broken())
    assert refused.value.message == sheets.BROKEN


def test_a_bomb_is_refused_before_it_is_unpacked():
    huge = b" " * (sheets._MOST_UNPACKED // 2 + 1)
    with pytest.raises(Refused) as refused:
        read(repacked(book(), **{"xl/a.xml": huge, "xl/b.xml": huge}))
    assert refused.value.message == sheets.BOMB
    with pytest.raises(Refused):
        read(repacked(book(), **{"xl/sharedStrings.xml": b" " * (sheets._MOST_TEXTS + 1)}))
    with pytest.raises(Refused):
        read(repacked(book(), **{f"xl/media/{n}.bin": b"" for n in range(sheets._MOST_PARTS)}))


def test_a_row_number_beyond_all_rows_does_not_make_it_count():
    text = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
    sheet = text + row.format(1) + row.format(99_999_999_999) + "</sheetData></worksheet>"
    with pytest.raises(Refused):
        read(repacked(book(), **{SHEET: sheet.encode()}))


def many(count):
    """A sheet of so many filled rows, written by hand: openpyxl would take longer than the test."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>王</t></is></c><c r="B{n}"><v>{n}</v></c></row>'
        for n in range(1, count + 1)
    )
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return repacked(book(), **{SHEET: f"{head}{rows}</sheetData></worksheet>".encode()})


def test_too_many_rows_are_refused_without_filling_the_memory():
    stream = many(50_000)
    tracemalloc.start()
    with pytest.raises(Refused) as refused:
        read(stream)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.message == sheets.TOO_MANY
    assert peak < 16 * 1024 * 1024
    text = "a,b\n" * 50_000
    with pytest.raises(Refused, match="超过 2 万行"):
        read(io.BytesIO(text.encode()), file_types.CSV)


def test_a_million_formatted_empty_rows_are_not_counted():
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    empty = "".join(f'<row r="{n}" ht="15"/>' for n in range(4, 60_000))
    first = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" s="1"/></row>'
    third = '<row r="3"><c r="A3"><v>3</v></c></row>'
    stream = repacked(book(), **{SHEET: f"{head}{first}{third}{empty}</sheetData></worksheet>".encode()})
    assert [line for line, _ in read(stream)] == [1, 3]


def test_columns_far_to_the_right_are_cut():
    made = openpyxl.Workbook()
    made.active["A1"], made.active["XFD1"] = "姓名", "远"
    assert read(saved(made)) == [(1, ("姓名",))]


def test_a_marked_sheet_keeps_lines_and_texts():
    rows = [(1, ("标题",)), (3, ("姓名", "身份证号")), (4, ("=1+1", 110105194912310020)), (6, ("王\x07", None))]
    marks = {4: [sheets.Marks(0, "甲"), sheets.Marks(1, "乙")], 6: [sheets.Marks(-1, "丙")]}
    made = openpyxl.load_workbook(
        io.BytesIO(sheets.write_sheet(rows, title="花名册", header=3, marks=marks, column="问题"))
    ).active
    assert made["C3"].value == "问题"
    assert made["C4"].value == "甲；乙"
    assert made["C6"].value == "丙"
    assert (made["A4"].value, made["A4"].data_type) == ("=1+1", "s")
    assert made["B4"].value == "110105194912310020"
    assert made["A6"].value == "王"
    assert made["A4"].fill.start_color.rgb == "FFFFC7CE"
    assert made["A6"].fill.fill_type is None


def test_the_template_is_read_as_it_is_written():
    written = sheets.write_template(title="花名册", note="说明", header=["姓名", "身份证号"])
    assert [cells[:2] for _, cells in read(io.BytesIO(written))][1] == ("姓名", "身份证号")
    assert openpyxl.load_workbook(io.BytesIO(written)).active.column_dimensions["B"].number_format == "@"
