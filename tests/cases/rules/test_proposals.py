"""Articles proposed for a case: what the acceptance scenarios link, little beside it, and nothing absurd elsewhere."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import taxonomy
from cases.rules.proposals import ROLES, Facts, number, people_in, propose, rules, signals, tokens_of

ROOT = Path(__file__).resolve().parents[3]
LAWS = tomllib.loads((ROOT / "cases/content/proposals.toml").read_text())["laws"]
MOST_OTHERS, MOST = 5, 15


def facts(kind, text, *, stage="", facets=(), **more):
    return Facts(kind.partition("-")[0], kind, frozenset(facets), stage, text=text, **more)


def titles(links: str) -> set[tuple[str, str]]:
    """ "gs 14 17; g9 3" → pairs of full title and article; a law alone is the whole text."""
    found = set()
    for part in links.split(";"):
        law, *articles = part.split()
        found |= {(LAWS[law]["title"], article) for article in articles or [""]}
    return found


def proposed(given_facts: Facts) -> set[tuple[str, str]]:
    return {one.key for one in propose(given_facts)}


AUGUST = "上午听到12名工人说8月份工资没发，一人5200元，一共62400元，要求马上结清"
FALL = "架子工在外架上拆杆时坠落，送医院后死亡"
VANISHED = "分包老板跑路，30名工人三个月工资一共54万元没发，已经向劳动监察投诉"
LADDER = "工人从梯子上摔下来骨折，没有签劳动合同，公司一直没有申报工伤，工人自己去申请"
RESIGNS = "七级伤残，参加了工伤保险，本人提出辞职，问一次性补助金"
NOTHING_SIGNED = "2025年3月1日入职，2026年3月15日离开，一直没有签劳动合同，月工资7000元"
BOSS = "有资质的劳务分包公司把活包给个人，他招的工人在工地死亡，没有三级安全教育记录"
ROAD = "下班路上骑电动车发生交通事故，交警认定双方同等责任"
HEAT = "高温天在岗位上晕倒，送医后两天死亡，倒下到死亡49个半小时"
COLLAPSE = "基坑坍塌，3人死亡，4人重伤"
AWARD = "6月5日收到裁决书，几名工人里有的不想起诉，公司要撤销裁决"

SC01 = "nmg 30 31 15 29; tz 4 7 14 15 16; rt 33; js1 51 52"
SC02 = "sg 3 9 12 13 16 29; aq 83 114; jg 50; gs 14 17 39; xf 134; wh 6"
SC03 = "nmg 29 30 31 32 33 41 48; jc 17 20 26; tz 27 47; xf 276-1; jb 3 4"
SC04 = "gs 17 18 19 20; tz 2; g9 2 7; lht 7 10"
SC05 = "gs 37; zj 27; lss 23"
SC06 = "lht 10 14 82; lss 6 7; js2 6"
SC07 = "g9 3; js2 1; aq 28 97; jg 37 24"
SC08 = "gs 14 20; sb 42; dj 73; g9 8; yj3"
SC09 = "gs 15 14"
SC10 = "sg 3 13 19 20; aq 95 114; fk"
SC11 = "tz 48 49 50 51; ms 85 250; js1 18 19 20 21 22"

SCENARIOS = [
    *[("SC01", facts("DIS-WAG", AUGUST, stage=stage, people=12), SC01) for stage in ("D1", "D2", "D3", "D4")],
    ("SC01", facts("DIS-COL", AUGUST, stage="D1", facets=["EM-OUT"]), SC01),
    (
        "SC01",
        facts("DIS-WAG", f"{AUGUST}；10月14日和解，第二笔逾期没付", stage="D6", facets=["RT-INT", "OUT-SET"]),
        SC01,
    ),
    *[
        (
            "SC02",
            facts("DTH", FALL, stage=stage, facets=["AC-FAL", "SEV-DEA", "TR-SCF", "HZ-SCF", "HZ-HGT", "ST-STR"]),
            SC02,
        )
        for stage in ("I1", "I2", "I3")
    ],
    ("SC02", facts("DTH", FALL, stage="I1", facets=["AG4", "REC-141", "EM-LAB"], deaths=1), SC02),
    *[("SC03", facts("DIS-COL", VANISHED, stage=stage, facets=["EM-OUT"]), SC03) for stage in ("D1", "D3", "D5")],
    ("SC03", facts("DIS-WAG", VANISHED, stage="D5", facets=["RT-INS"], people=30), SC03),
    ("SC04", facts("INJ", LADDER, stage="I4", facets=["AC-TRP", "EM-FAC", "NAT-FRA"]), SC04),
    ("SC04", facts("INJ", LADDER, stage="I1"), SC04),
    ("SC03", facts("DIS-WAG", "30 人 3 个月工资没发，分包跑了，7月6日投诉", stage="D5"), SC03),
    ("SC04", facts("INJ", "单位拒绝签字，不承认劳动关系", stage="I4", facets=["EM-FAC"]), SC04),
    ("SC08", facts("INJ", "下班骑车被撞，同等责任", stage="I1", facets=["AC-VRD"]), SC08),
    ("SC09", facts("DTH", "下午两点倒在岗位上，两天后死亡", stage="I1", facets=["HZ-HEA", "NAT-SUD"]), SC09),
    ("SC10", facts("INJ", "坍塌3死4重伤", stage="I1", facets=["AG3"], deaths=3, serious=4), SC10),
    ("SC11", facts("DIS-OVT", "6月5日收到仲裁裁决", stage="D5", clocks=frozenset({"L14"})), SC11),
    ("SC11", facts("DIS-TER-ILL", "收到终局裁决书", stage="D5"), SC11),
    ("SC05", facts("INJ", RESIGNS, stage="I5", facets=["DG07"], region="浙江省杭州市"), SC05),
    ("SC05", facts("DIS-IJB", RESIGNS, stage="D1", facets=["DG07", "EM-LAB"], region="浙江"), SC05),
    ("SC06", facts("DIS-DBL", NOTHING_SIGNED, stage="D1", facets=["EM-FAC"]), SC06),
    ("SC06", facts("DIS-CON", NOTHING_SIGNED, stage="D5"), SC06),
    *[
        ("SC07", facts("DTH", BOSS, stage=stage, facets=["EM-ILS", "CAU-TRN", "SEV-DEA"]), SC07)
        for stage in ("I4", "I5", "I6")
    ],
    ("SC07", facts("DTH", BOSS, stage="I4"), SC07),
    ("SC08", facts("INJ", ROAD, stage="I1", facets=["REC-146", "AC-VRD"]), SC08),
    ("SC08", facts("INJ", ROAD, stage="I4"), SC08),
    ("SC09", facts("DTH", HEAT, stage="I1", facets=["HZ-HEA", "REC-151"]), SC09),
    ("SC09", facts("DTH", HEAT, stage="I4"), SC09),
    *[
        ("SC10", facts("DTH", COLLAPSE, stage=s, facets=["AC-COL", "AG3"], deaths=3, serious=4), SC10)
        for s in ("I1", "I2", "I3")
    ],
    ("SC11", facts("DIS-WAG", AWARD, stage="D5", facets=["RT-ARB"]), SC11),
    ("SC11", facts("DIS-COL", AWARD, stage="D5", clocks=frozenset({"L14", "L20"})), SC11),
]


@pytest.mark.parametrize(
    ("told", "links"), [row[1:] for row in SCENARIOS], ids=[f"{row[0]}-{n}" for n, row in enumerate(SCENARIOS)]
)
def test_a_scenario_is_linked_to_its_law_and_to_little_else(told, links):
    found, wanted = proposed(told), titles(links)
    assert wanted <= found
    others = found - wanted
    assert len(others) <= MOST_OTHERS, sorted(others)


OTHERS = [
    (
        "a serious fall that is survived",
        facts("INJ", "架子工坠落，多处骨折，重伤", stage="I1", facets=["SEV-SER", "AC-FAL"], serious=1),
        "sg 9 16; jg 50; gs 17 14",
        "gs 39; xf 134; sg 19",
    ),
    (
        "a light injury",
        facts("INJ", "搬料砸伤脚趾", stage="I1", facets=["SEV-MIN", "AC-STR"]),
        "gs 14 17",
        "sg 9; aq 114; xf 134; gs 39",
    ),
    (
        "three workers without wages",
        facts("DIS-WAG", "3名工人7月工资没发", stage="D1"),
        "nmg 30 15; lht 30; tz 4 27",
        "tz 7; nmg 29 48; xf 276-1; jc 20; rt 33",
    ),
    (
        "one worker who complains to the inspection",
        facts("DIS-WAG", "一名工人两个月工资没发，去劳动监察投诉", stage="D5"),
        "nmg 30; jc 17 26; tz 27",
        "tz 4 7; xf 276-1; nmg 48",
    ),
    (
        "arrears under a chain of contracts",
        facts("DIS-WAG", "活包给没有资质的个人，4名工人工资没发", stage="D1", facets=["EM-ILS"]),
        "nmg 30 36",
        "g9 3; xf 276-1",
    ),
    ("overtime", facts("DIS-OVT", "每天干11个小时，没有加班费", stage="D1"), "ldf 44 41; js1 42", "nmg 30; lht 82"),
    ("minimum wage", facts("DIS-MIN", "每月只发1500元", stage="D1"), "lht 85", "ldf 44"),
    ("deduction", facts("DIS-DED", "弄坏了机器，工资全扣了", stage="D1"), "gz 15 16", "lht 87"),
    ("dismissal", facts("DIS-TER-ILL", "没有理由就叫人走", stage="D1"), "lht 48 87; lss 25", "lht 40; nmg 30"),
    ("dismissal for money", facts("DIS-TER-ECO", "公司提出解除", stage="D1"), "lht 46 47; lss 27", "lht 87"),
    ("no social insurance", facts("DIS-SOC", "公司一直没缴社保", stage="D1"), "sb 58 86; lht 38", "gs 62"),
    (
        "a grade-nine worker in Guangdong",
        facts("INJ", "九级，合同到期", stage="I5", facets=["DG09"], region="广东省深圳市"),
        "gs 37; lss 23; gd",
        "zj 27; hn 27; gs 35 36",
    ),
    (
        "grade three with care",
        facts("INJ", "三级，生活大部分不能自理", stage="I5", facets=["DG03", "CARE-2"], region="浙江"),
        "gs 35 34 30",
        "zj 27; gs 37; lss 23",
    ),
    (
        "dust in the lungs",
        facts("OCC", "诊断为尘肺", stage="I4", facets=["BP-LNG"]),
        "gs 14 17; zy 44 47 50",
        "sg 9; gs 39",
    ),
    ("a refused recognition", facts("ADM-REF", "人社局不予受理", stage="D5"), "gs 55; fy 11 20; xz 46", "tz 4; gs 39"),
    (
        "a near miss at a tower crane",
        facts("SAF", "塔机吊钩脱落，没有人受伤", facets=["HZ-TWR"]),
        "aq 41; jg 26",
        "sg 9; gs 17",
    ),
    (
        "a death on the road that is no accident of the site",
        facts("DTH", "上班途中被车撞，死亡，对方全责", stage="I1", facets=["REC-146"]),
        "gs 14 17 39 20; g9 8",
        "sg 9 16; jg 50; xf 134",
    ),
    (
        "an uninsured worker with a settlement",
        facts("INJ", "没有工伤保险，和公司私了了", stage="I5", facets=["DG10"]),
        "gs 62 37; sb 41; aq 52; js1 35",
        "gs 39; nmg 30",
    ),
    ("a worker of a builder who wants money", facts("NEI-ACT", "实际施工人要工程款"), "sght 43 44", "tz 4; nmg 30"),
    (
        "a child at height",
        facts("INJ", "15岁的孩子在架子上摔伤", stage="I4", facets=["EM-CHD"]),
        "gs 66; tg 10",
        "gs 39",
    ),
]


@pytest.mark.parametrize(("told", "wanted", "absurd"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_other_cases_have_sensible_law(told, wanted, absurd):
    found = proposed(told)
    assert titles(wanted) <= found
    assert found & titles(absurd) == set()
    assert len(found) <= MOST, sorted(found)


def test_proposals_come_once_weightiest_first():
    found = propose(facts("DIS-WAG", AUGUST, stage="D1"))
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert len({one.key for one in found}) == len(found)
    assert all(one.reason.endswith("。") and one.role in ROLES for one in found)


def test_an_article_with_several_reasons_keeps_the_weightiest():
    """工伤保险条例第十七条: 94 for any recognition, 96 where the relation is denied."""
    found = {one.key: one for one in propose(facts("INJ", "单位不承认劳动关系，没有签合同", stage="I4"))}
    assert found[(LAWS["gs"]["title"], "17")].weight == 96


@pytest.mark.parametrize(("serious", "there"), [(2, False), (3, True)])
def test_three_badly_hurt_are_many(serious, there):
    """危害生产安全刑事案件解释第六条: three badly hurt are grave consequences."""
    assert ("many-serious" in tokens_of(facts("INJ", "", serious=serious))) is there


def test_what_is_not_in_the_library_says_so():
    found = {one.key: one.verified for one in propose(facts("DTH", BOSS, stage="I4"))}
    assert not found[(LAWS["js2"]["title"], "1")]
    assert found[(LAWS["g9"]["title"], "3")]


def test_items_and_paragraphs_of_the_grounds():
    commuting = propose(facts("INJ", ROAD, stage="I1"))
    assert [one.item for one in commuting if one.key == (LAWS["gs"]["title"], "14")] == [6]
    illness = propose(facts("DTH", HEAT, stage="I1"))
    assert [one.item for one in illness if one.key == (LAWS["gs"]["title"], "14")] == [4]
    boss = propose(facts("DTH", BOSS, stage="I4"))
    assert [one.item for one in boss if one.key == (LAWS["g9"]["title"], "3")] == [4]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("12名工人工资没发", 12),
        ("三十多个工人", 30),
        ("一百二十人来讨薪", 120),
        ("十几名农民工", 10),
        ("工人没拿到钱", 0),
        ("3人死亡，4人重伤", 0),
        ("5个钢筋工人和12个木工人", 12),
    ],
)
def test_workers_are_counted_in_the_words_and_casualties_are_not(text, people):
    assert people_in(text) == people


@pytest.mark.parametrize(
    ("words", "value"), [("30", 30), ("三十", 30), ("十", 10), ("十二", 12), ("两", 2), ("一百零五", 105)]
)
def test_numbers_are_read_in_both_scripts(words, value):
    assert number(words) == value


@pytest.mark.parametrize(
    ("text", "signal", "there"),
    [
        ("已经投诉", "inspection", True),
        ("没有投诉", "inspection", False),
        ("老板没跑路", "absconded", False),
        ("没签书面劳动合同", "no-contract", True),
        ("签了劳动合同", "no-contract", False),
        ("没有强令", "orders", False),
        ("三个月没发工资", "long-arrears", True),
        ("3月没发工资", "long-arrears", False),
        ("8月份没发工资", "long-arrears", False),
        ("两个月没发工资", "long-arrears", False),
    ],
)
def test_signals_are_read_with_their_denials(text, signal, there):
    assert (signal in tokens_of(facts("DIS-WAG", text))) is there


def test_the_number_given_goes_before_the_words():
    assert "group" not in tokens_of(facts("DIS-WAG", "30人的班组里有人没拿到工资", people=2))
    assert "group" in tokens_of(facts("DIS-WAG", "工资没发", people=10))


def test_every_rule_can_hold_and_names_what_exists():
    sizes = {"group", "long-arrears", "dead", "serious", "many-serious", "major", "浙江", "河南", "广东"}
    stages = {f"{road}{n}" for road in "DI" for n in range(1, 7)}
    codes = {code for facet in taxonomy.facets() for code in taxonomy.choices(facet)}
    kinds = set(taxonomy.kinds()) | set(taxonomy.families())
    known = sizes | stages | codes | kinds | set(signals()) | set(taxonomy.outcomes())
    for rule in rules():
        named = {token for condition in rule.when for token in condition.removeprefix("!").split()}
        assert named <= known, f"{rule.name}: {named - known}"
        assert rule.articles
        assert any(not condition.startswith("!") for condition in rule.when)
    assert len({rule.name for rule in rules()}) == len(rules())


def test_signals_are_told_by_codes_that_exist():
    clocks = {row["code"] for row in tomllib.loads((ROOT / "cases/content/clocks.toml").read_text())["clock"]}
    codes = {code for facet in taxonomy.facets() for code in taxonomy.choices(facet)}
    told = {code for by in signals().values() for code in by.get("codes", [])}
    assert told <= clocks | codes | set(taxonomy.outcomes())


def test_every_law_is_in_the_catalogue_under_its_full_title():
    rows = tomllib.loads((ROOT / "knowledge/content/catalogue.toml").read_text())["regulation"]
    assert {law["title"] for law in LAWS.values()} <= {row["title"] for row in rows}


CODES = sorted(code for facet in taxonomy.facets() for code in taxonomy.choices(facet))


@given(
    st.sampled_from(sorted(taxonomy.kinds())),
    st.sets(st.sampled_from(CODES), max_size=5),
    st.sampled_from(["", "D1", "D5", "I1", "I3", "I4", "I5"]),
    st.sampled_from([AUGUST, FALL, VANISHED, LADDER, BOSS, ROAD, HEAT, COLLAPSE, AWARD, ""]),
)
def test_no_case_is_flooded_and_none_depends_on_the_order_of_facets(kind, codes, stage, text):
    told = facts(kind, text, stage=stage, facets=codes)
    found = propose(told)
    assert len(found) <= 30
    assert found == propose(replace(told, facets=frozenset(sorted(codes, reverse=True))))


@pytest.mark.corpus
def test_every_confirmed_article_is_in_the_collection():
    folder = Path(os.environ.get("MINGBAI_CORPUS", ROOT.parent / "shared/data")) / "regulations"
    if not folder.is_dir():
        pytest.skip("the public collection is not there")
    texts = {law: _text_of(folder, row["title"]) for law, row in LAWS.items() if row["verified"]}
    assert [law for law, text in texts.items() if not text] == []
    by_title = {LAWS[law]["title"]: text for law, text in texts.items()}
    lacking = {
        f"{one.regulation} {one.article}"
        for rule in rules()
        for one in rule.articles
        if one.verified and not re.search(rf"^(\*\*)?第{_article(one.article)}(?!之)", by_title[one.regulation], re.M)
    }
    assert lacking == set()


def _text_of(folder: Path, title: str) -> str:
    """The newest files of that name; 民法典 is one book a file, and files leave out 中华人民共和国."""
    short = title.removeprefix("中华人民共和国")
    paths = sorted(p for p in folder.rglob("*.md") if re.fullmatch(rf"{re.escape(short)}(\(.*\))?", p.stem))
    paths += sorted(folder.glob(f"{short}/*.md"))
    return "\n".join(path.read_text(encoding="utf8") for path in paths)


def _article(code: str) -> str:
    base, _, sub = code.partition("-")
    return f"{_chinese(int(base))}条" + (f"之{_chinese(int(sub))}" if sub else "")


def _chinese(value: int) -> str:
    digits = "零一二三四五六七八九"
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            alone = unit == 10 and digit == 1 and not words
            words += ("零" if gap else "") + ("" if alone else digits[digit]) + name
        gap = bool(words) and not digit
    return words
