"""Which lines of a sheet are about whom."""

import pytest

from portal.rules.roster.headers import find_layout
from portal.rules.roster.sheet_lines import about_nobody

ID = "11010519491231002X"
LAYOUT = find_layout([("序号", "姓名", "身份证号", "1", "2", "备注")])


@pytest.mark.parametrize(
    "texts",
    [
        ("一", "木工班组"),
        ("合  计", "", "", "30"),
        ("", "合　计", "", "30"),
        ("", "钢筋班", "", "班组长：王"),
        (),
        ("", "", ""),
        ("序号", "姓名", "身份证号", "1", "2"),
        ("木工班组",) * 6,
        ("", "钢筋班", "", "", ""),
        ("合计", "", "", "30", "30"),
        ("", "合计", "", "30"),
        ("制表人：张三", "审核：李四", "", ""),
        ("", "制表人：张三", "审核：李四"),
        ("图例：√出勤 ×旷工",) * 6,
        ("", "√出勤", "", "×旷工", "休休息"),
        ("第一班组", "", "", ""),
        ("", "", "", "一", "二"),
        ("小计", "小计", "小计", "30"),
        ("项目经理：", "王经理", "", ""),
        ("", "", "审核：李四"),
    ],
)
def test_sums_crews_signatures_and_headers_are_nobody(texts):
    assert about_nobody(texts, LAYOUT)


@pytest.mark.parametrize(
    "texts",
    [
        ("1", "王建国", ID, "√", "√"),
        ("1", "王建国", "", "√", ""),
        ("1", "", ID, "√", ""),
        ("1", "王建国", "1234", "√"),
        ("1", "王建国", "", "√", "√", "见说明"),
        ("", "王建国", ""),
        ("1", "班小组", "", "√"),
    ],
)
def test_a_person_without_name_or_number_is_still_somebody(texts):
    assert not about_nobody(texts, LAYOUT)
