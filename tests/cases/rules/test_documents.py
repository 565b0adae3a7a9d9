"""Kinds of documents: sound data and the order of approvals."""

from cases.rules import documents
from cases.rules.stages import Path, stages
from portal.rules.roles import Role

NAMED = [
    "纠纷上报单",
    "事故快报",
    "事故电话报告记录",
    "急救记录",
    "物证清单",
    "法务审核意见",
    "仲裁申请书",
    "答辩书",
    "证据清单",
    "工亡补偿协议",
    "信息汇总表",
    "接访对话记录",
    "会议纪要",
    "和解协议",
    "事件报告",
    "调查报告",
    "工伤认定申请材料清单与信息表",
    "理赔资料清单",
    "家属沟通日志",
    "履行监督记录",
]


def test_every_document_of_the_plan_is_there():
    names = [kind.name for kind in documents.kinds().values()]
    assert [name for name in NAMED if not any(name in one for one in names)] == []
    assert len(names) == len(NAMED)


def test_the_documents_that_stages_ask_for_can_be_made():
    asked = {
        need.code.removeprefix("document:")
        for stage in stages().values()
        for need in (*stage.need, *stage.wish)
        if need.code.startswith("document:")
    }
    assert asked - set(documents.kinds()) == set()


def test_our_own_investigation_is_called_preliminary():
    """N3: it is no finding of liability."""
    assert documents.kinds()["investigation"].name == "内部初步调查报告"


def test_steps_follow_each_other():
    first, second = documents.kinds()["settlement"].steps
    assert documents.next_step("settlement", []) == first
    assert documents.next_step("settlement", [first.code]) == second
    assert documents.next_step("settlement", [first.code, second.code]) is None
    assert documents.next_step("first_aid", []) is None
    assert documents.step_name("settlement", first.code) == first.name


def test_steps_name_roles_that_exist():
    for kind in documents.kinds().values():
        for step in kind.steps:
            assert step.roles <= set(Role), kind.code


def test_a_case_is_offered_the_documents_of_its_path():
    disputes = {kind.code for kind in documents.kinds_for(Path.DISPUTE, "DIS")}
    injuries = {kind.code for kind in documents.kinds_for(Path.INJURY, "INJ")}
    assert "arbitration_claim" in disputes - injuries
    assert "flash" in injuries - disputes
    assert "settlement" in disputes & injuries
    assert documents.codes_there(["summary"]) == {"document:summary"}


def test_a_death_has_its_own_agreement():
    deaths = {kind.code for kind in documents.kinds_for(Path.INJURY, "DTH")}
    injuries = {kind.code for kind in documents.kinds_for(Path.INJURY, "INJ")}
    assert deaths ^ injuries == {"death_agreement", "settlement"}
