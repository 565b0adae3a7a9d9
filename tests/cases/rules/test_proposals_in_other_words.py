"""The scenarios told by somebody else: shorter, longer, in the words of a crew leader; the law is the same."""

from __future__ import annotations

import pytest

from tests.cases.rules.test_proposals import (
    MOST_OTHERS,
    SC01,
    SC02,
    SC03,
    SC04,
    SC05,
    SC06,
    SC07,
    SC08,
    SC09,
    SC10,
    SC11,
    facts,
    proposed,
    titles,
)

TOLD = [
    (
        "SC01",
        facts(
            "DIS-WAG", "劳务员接到反映，木工班12个人八月工资还没有拿到，合计六万多，情绪比较激动", stage="D1", people=12
        ),
        SC01,
    ),
    ("SC01", facts("DIS-WAG", "一个班组十二人讨要上月工资", stage="D2", people=12), SC01),
    (
        "SC01",
        facts(
            "DIS-WAG", "8月份的钱还欠着，12个人来项目部，答应20号先给一半，月底付清，签了协议", stage="D6", people=12
        ),
        SC01,
    ),
    ("SC02", facts("DTH", "10点20分外脚手架上一名架子工掉下来，当场死亡", stage="I1", deaths=1), SC02),
    ("SC02", facts("DTH", "工人高处坠落身亡，家属已通知", stage="I3", facets=["AC-FAL"], deaths=1), SC02),
    ("SC02", facts("DTH", "从脚手架摔落，抢救无效死亡", stage="I2", deaths=1), SC02),
    (
        "SC03",
        facts(
            "DIS-COL", "分包单位联系不上了，三十个人三个月没拿到钱，共五十四万，去监察大队投诉了", stage="D5", people=30
        ),
        SC03,
    ),
    ("SC03", facts("DIS-WAG", "包工头失联，拖欠30人三个月工资", stage="D1", people=30, facets=["EM-OUT"]), SC03),
    ("SC04", facts("INJ", "3月2日爬梯子摔伤，没签合同，单位不管不问，工人4月20日自己申报工伤", stage="I4"), SC04),
    ("SC04", facts("INJ", "从人字梯摔下，公司说不是他的员工，不给申请工伤认定", stage="I4"), SC04),
    (
        "SC05",
        facts(
            "INJ",
            "鉴定为七级，有工伤保险，自己要辞职，咨询能拿多少",
            stage="I5",
            facets=["DG07"],
            region="浙江省宁波市",
        ),
        SC05,
    ),
    ("SC05", facts("INJ", "工伤七级，离职后一次性就业补助金谁付", stage="I5", facets=["DG07"], region="浙江"), SC05),
    ("SC06", facts("DIS-DBL", "干了一年零半个月没给签合同，要双倍工资", stage="D1"), SC06),
    ("SC06", facts("DIS-DBL", "去年3月1日进场，今年3月15日走的，始终没有书面合同，一个月七千", stage="D3"), SC06),
    (
        "SC07",
        facts("DTH", "劳务公司把木工活转给一个包工头，包工头招的人掉下来死了，没做过三级教育", stage="I4", deaths=1),
        SC07,
    ),
    (
        "SC07",
        facts("DTH", "个人承包的班组工人死亡，分包有资质，安全培训记录没有", stage="I5", deaths=1, facets=["EM-ILS"]),
        SC07,
    ),
    ("SC08", facts("INJ", "5月18日19点10分下班途中与轿车相撞，交警认定同等责任", stage="I1"), SC08),
    ("SC08", facts("INJ", "上班路上被汽车撞了，责任各半，司机垫了医药费", stage="I4"), SC08),
    ("SC09", facts("DTH", "高温作业时突然倒地，送医院后第三天死亡，超过48小时", stage="I1", deaths=1), SC09),
    ("SC09", facts("DTH", "7月20日下午两点在岗位上昏倒，22日下午三点半去世，怀疑中暑", stage="I4", deaths=1), SC09),
    ("SC10", facts("DTH", "支模架垮塌，三人遇难，四人重伤", stage="I1", deaths=3, serious=4), SC10),
    ("SC10", facts("DTH", "高支模坍塌造成3人死亡4人重伤，28天后又死一人", stage="I3", deaths=4, serious=3), SC10),
    ("SC11", facts("DIS-WAG", "今天收到仲裁裁决，公司不服，要去中院申请撤销", stage="D5"), SC11),
    ("SC11", facts("DIS-COL", "仲裁裁决下来了，5个工人里3个服裁决，2个要起诉", stage="D5"), SC11),
    ("SC01", facts("DIS-WAG", "钢筋班12名工人到项目部要8月份工资，共62400元", stage="D1", people=12), SC01),
    ("SC01", facts("DIS-WAG", "瓦工15人两个月没发钱，堵在项目部门口", stage="D3", people=15), SC01),
    ("SC01", facts("DIS-WAG", "协商好了：10月20日付一半，31日付清，经人民调解委员会调解", stage="D4", people=12), SC01),
    ("SC02", facts("DTH", "外架拆除作业，工人坠亡", stage="I1", deaths=1), SC02),
    ("SC02", facts("DTH", "架子工从六层落下，120到场宣布死亡", stage="I1", deaths=1), SC02),
    (
        "SC03",
        facts("DIS-WAG", "劳务分包老板卷钱走人，30多个工人四五六月工资没给，已向人社局投诉", stage="D5", people=30),
        SC03,
    ),
    ("SC03", facts("DIS-COL", "分包商人间蒸发，30名工友被欠薪54万", stage="D3", people=30), SC03),
    ("SC04", facts("INJ", "梯子上摔落，右腿骨折，未订立书面合同，单位至今不申报", stage="I4"), SC04),
    ("SC04", facts("INJ", "单位拒不承认用工，工人本人去人社局申请认定", stage="I4"), SC04),
    (
        "SC05",
        facts("INJ", "伤残7级，已参保，劳动者提出解除劳动关系", stage="I5", facets=["DG07"], region="浙江省温州市"),
        SC05,
    ),
    ("SC05", facts("DIS-IJB", "7级伤残辞职以后的两项补助金", stage="D4", facets=["DG07"], region="浙江省杭州市"), SC05),
    ("SC06", facts("DIS-DBL", "入职一年多公司不签合同", stage="D2"), SC06),
    ("SC06", facts("DIS-CON", "2025年3月1日上班，到2026年3月15日离职没有签过劳动合同", stage="D1"), SC06),
    ("SC07", facts("DTH", "分包公司又包给自然人，自然人雇的工人死亡，未进行三级安全教育", stage="I4", deaths=1), SC07),
    (
        "SC07",
        facts(
            "DTH",
            "小包工头手下的工人在工地死亡，劳务公司有资质，无安全教育记录",
            stage="I6",
            deaths=1,
            facets=["EM-ILS"],
        ),
        SC07,
    ),
    ("SC08", facts("INJ", "晚上七点多骑车回家路上被撞，对方和他负同等责任", stage="I1"), SC08),
    ("SC08", facts("INJ", "通勤途中车祸，同责", stage="I4"), SC08),
    ("SC09", facts("DTH", "天热，下午干活时昏倒，两天后在医院去世", stage="I1", deaths=1), SC09),
    ("SC09", facts("DTH", "在岗突发疾病，抢救49个半小时后死亡", stage="I4", deaths=1, facets=["HZ-HEA"]), SC09),
    ("SC10", facts("DTH", "边坡坍塌埋了7人，3人当场死亡，其余重伤", stage="I1", deaths=3, serious=4), SC10),
    ("SC10", facts("DTH", "脚手架整体倒塌，死3伤4", stage="I2", deaths=3, serious=4), SC10),
    ("SC11", facts("DIS-WAG", "仲裁委的裁决书6月5日送到了，是不是终局要看", stage="D5"), SC11),
    ("SC11", facts("DIS-TER-ECO", "裁决结果出来，单位想撤裁，员工想起诉", stage="D5"), SC11),
]


@pytest.mark.parametrize(
    ("told", "links"), [row[1:] for row in TOLD], ids=[f"{row[0]}-{n}" for n, row in enumerate(TOLD)]
)
def test_the_law_of_a_scenario_is_proposed_however_it_is_told(told, links):
    found, wanted = proposed(told), titles(links)
    assert wanted <= found
    assert len(found - wanted) <= MOST_OTHERS, sorted(found - wanted)


@pytest.mark.parametrize(
    ("kind", "text", "absent"),
    [
        ("INJ", "从二层坠落，送医后昏迷", ("工伤保险条例", "15")),
        ("DIS-WAG", "公司和工人都在，没有投诉，两个月工资没发", ("劳动保障监察条例", "17")),
        ("INJ", "砸伤脚，已经做过三级安全教育", ("中华人民共和国安全生产法", "28")),
        ("DIS-WAG", "工资没发，公司承认欠薪", ("中华人民共和国民事诉讼法", "250")),
        ("DTH", "工人坠落死亡，本人有劳动合同，公司已经申报工伤", ("中华人民共和国劳动合同法", "10")),
    ],
)
def test_words_that_only_sound_alike_bring_no_law(kind, text, absent):
    assert absent not in proposed(facts(kind, text, stage="I4" if kind in ("INJ", "DTH") else "D1"))
