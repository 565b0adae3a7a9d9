"""The legend of an attendance sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.roster.legends import read_legend, read_unit
from portal.rules.roster.marks import MEANINGS, Unit

OURS = {"√": "出勤", "△": "迟到", "×": "旷工"}


def words(*lines):
    return {mark: day and day.name for mark, day in read_legend(lines).items()}


@pytest.mark.parametrize(
    "line",
    [
        ("图例：√出勤 △迟到 ×旷工",),
        ("考勤符号说明：√=出勤，△=迟到，×=旷工",),
        ("出勤√ 迟到△ 旷工×",),
        ("备注：“√”表示出勤、“△”表示迟到、“×”表示旷工。",),
        ("注:√ 出勤；△ 迟到；× 旷工",),
        ("符号", "出勤", "√", "迟到", "△", "旷工", "×"),
        ("图例：", "√出勤", "△迟到", "×旷工"),
        ("记号 √：出勤 △：迟到 ×：旷工", "记号 √：出勤 △：迟到 ×：旷工"),
        ("√—出勤 △—迟到 ×—旷工",),
        ("说明：出勤打“√”，迟到打“△”，旷工打“×”。",),
        ("注：用√表示出勤，用△表示迟到，用×表示旷工",),
    ],
)
def test_a_legend_is_read_as_sites_write_it(line):
    assert words(line) == OURS


def test_marks_that_are_words_themselves_have_the_longer_word_as_their_meaning():
    assert words(("图例 休：休息 半=半天 病=病假",)) == {"休": "休息", "半": "出勤", "病": "病假"}


def test_a_meaning_that_is_not_understood_is_kept_as_such():
    assert words(("图例：√出勤 ◇外派培训",)) == {"√": "出勤", "◇": None}
    assert words(("图例：√出勤 凡是○的都不算数",)) == {"√": "出勤", "○": None}
    assert words(("图例：○外派",)) == {"○": None}


@pytest.mark.parametrize(
    "line", [("木工班",), ("2026年9月考勤表",), ("制表人：张三 审核：李四",), ("√", "√", "休"), ()]
)
def test_other_lines_are_no_legend(line):
    assert read_legend([line]) == {}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：工日", Unit.DAYS),
        ("计量单位:工", Unit.DAYS),
        ("（单位：小时）", Unit.HOURS),
        ("施工单位：某公司", Unit.UNSAID),
    ],
)
def test_the_unit_of_bare_numbers_is_read_where_it_is_said(text, unit):
    assert read_unit([(text,)]) is unit


@given(
    st.dictionaries(
        st.sampled_from("√×△○◇☆▲●*#@"), st.sampled_from(sorted(w for w in MEANINGS if len(w) > 1)), min_size=2
    )
)
def test_whatever_legend_is_written_is_read_back(pairs):
    from portal.rules.roster.marks import mark_key

    line = "图例：" + " ".join(f"{mark}{word}" for mark, word in pairs.items())
    assert read_legend([(line,)]) == {mark_key(mark): MEANINGS[word] for mark, word in pairs.items()}
