"""SC02: a scaffolder falls and dies; the hour for the government, the family every day, the three tracks, the sums."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from cases.models import Settlement
from cases.rules import claims as claim_rules
from cases.rules.sums.death import Death, Dependant, death
from cases.services.claims import hold_paper, take_step
from cases.services.clocks import extend_clock
from cases.services.documents import look_at
from cases.services.evidence import add_evidence
from cases.services.floors import reckon
from cases.services.handling import close_case
from cases.services.people import join_team
from cases.services.reporting import Report, report_incident
from cases.services.settlements import note_payment, review_settlement, sign_settlement, write_settlement
from portal.models import Person
from portal.services.refusal import Refused
from tests.cases.rules.test_proposals import FALL, SC02
from tests.cases.scenarios.walk import Crewed, D, Walk, at, key
from tests.portal.files import picture

pytestmark = pytest.mark.django_db
YUAN = Decimal
FELL = at(9, 10, 10, 20)
FACETS = {"accident_class": ["AC-FAL"], "trade": ["TR-SCF"], "hazard": ["HZ-SCF", "HZ-HGT"], "severity": ["SEV-DEA"]}

DEAD = {"wage": "8000", "region_wage": "11000", "insured": True, "hired_on": "2026-03-01", "trade": "架子工"}
PAPERS = {
    "flash": ["3 号楼三层外架"],
    "first_aid": ["止血、固定", "疏散周围的人", "清出救援通道", "急救医生", "安全负责人"],
    "exhibits": ["断裂的扣件"],
    "minutes": ["视频"],
    "investigation": ["不是责任认定", "停工整改", "市政府调查组 〔2026〕9号，另附，不并入本报告"],
    "recognition_file": ["2026年10月10日"],
    "claim_list": ["电话报案", "已补材料", "查询进度"],
    "family_log": [
        "没有沟通的日子", "车票和住处已订", "陪同：社保专员", "要求心理咨询：是", "进展：调查、工伤认定", "孩子上学",
    ],
    "death_agreement": ["人民币壹佰壹拾玖万陆仟零肆拾元整"],
}  # fmt: skip


@pytest.fixture
def walk(crewed: Crewed) -> Walk:
    """Reported by phone two minutes after: 120 and the project manager have been called."""
    report = Report(
        key=key("fall"),
        kind="DTH",
        project=crewed.project,
        text=FALL,
        place="3 号楼三层外架",
        known_at=FELL,
        occurred_at=FELL,
        calls={"called_120": at(9, 10, 10, 21), "reported": at(9, 10, 10, 22)},
        facts={"deaths": 1, "facets": FACETS},
    )
    return Walk(report_incident(report=report, by=crewed.labour, now=at(9, 10, 10, 24)), crewed)


@pytest.mark.covers(
    "S-02", "S-03", "O-11", "O-04", "O-05", "O-06", "O-08", "O-09", "I-01", "I-02", "E-05", "E-06", "N2", "N15"
)
def test_minutes_and_the_hour_run_from_the_moments_that_start_them(walk: Walk) -> None:
    assert (walk.case.stage, walk.case.grade) == ("I1", "AG4")
    assert walk.groups() == {
        "O-04": {"分管副总", "安全负责人"},
        "O-05": {"驻场劳务员", "劳务专家", "法务顾问"},
        "O-06": {"项目经理", "安全负责人", "驻场劳务员"},
        "O-08": {"财务", "社保专员", "驻场劳务员", "劳务专家"},
        "O-09": {"社保专员", "项目经理", "驻场劳务员"},
    }
    others = {"分管副总", "安全负责人", "劳务专家", "法务顾问", "项目经理", "财务", "社保专员"}
    assert walk.told("有事件上报") == others
    assert (walk.minute("I-01"), walk.in_time("I-01")) == ("09-10 10:35", True)
    assert (walk.minute("I-02"), walk.minute("E-06")) == ("09-10 10:50", "09-10 11:22")
    assert not walk.runs("A02")
    walk.noted("unit_head_informed", at(9, 10, 10, 40))
    assert walk.minute("A02") == "09-10 11:40"
    assert (walk.clock("A02").statutory, walk.clock("A02").who) == (True, "general_contractor")
    walk.noted("first_aid_started", at(9, 10, 10, 30))
    walk.noted("team_gathered", at(9, 10, 11, 10))
    walk.noted("government_reported", at(9, 10, 11, 35))
    walk.noted("insurer_told", at(9, 10, 15))
    assert all(walk.in_time(code) for code in ("I-02", "E-06", "A02", "N15"))
    assert walk.minute("A03") == "09-10 13:35"


@pytest.mark.covers("I-09", "I-13", "I-15", "N1")
def test_days_run_from_the_accident_and_the_official_report_is_extended(walk: Walk) -> None:
    assert walk.days("A05") == ("2026-10-10", "2026-10-10")
    assert walk.days("J01") == ("2026-10-10", "2026-10-10")  # a Saturday on which the country works
    assert walk.days("J02")[0] == "2027-09-10"
    assert walk.days("I-09")[0] == "2026-10-10"
    assert (walk.days("I-13")[0], walk.days("N15")[0], walk.days("I-06")[0]) == (
        "2026-09-10",
        "2026-09-10",
        "2026-09-11",
    )
    internal = {row.definition for row in walk.case.clocks.filter(statutory=False)}
    assert {"I-01", "I-02", "I-06", "I-09", "I-13", "N15"} <= internal
    official = walk.clock("A07")
    assert walk.days("A07") == ("2026-11-09", "2026-11-09")
    with pytest.raises(Refused, match="最多延长"):
        extend_clock(clock=official, length=61, why="复杂", by=walk.people.labour, now=at(11, 1))
    extend_clock(clock=official, length=60, why="情况复杂", basis="市政府批复", by=walk.people.labour, now=at(11, 1))
    assert walk.days("A07") == ("2027-01-08", "2027-01-08")
    walk.noted("family_told", at(9, 10, 14))
    assert walk.in_time("I-13")
    assert walk.minute("I-15") == "09-12 00:00"
    walk.noted("family_briefed", at(9, 11, 17))
    assert walk.case.clocks.filter(definition="I-15", met_at__isnull=False).count() == 1
    assert walk.case.clocks.running().get(definition="I-15").latest == at(9, 13, 0)


@pytest.mark.covers(
    "I-03", "I-04", "I-05", "I-06", "I-07", "I-08", "I-10", "I-11", "I-12", "I-14", "I-16", "E-07", "E-08", "O-07",
    "C-04", "C-05", "C-06", "C-08", "V-04", "N3", "N4", "N5",
)  # fmt: skip
def test_it_is_walked_from_the_call_to_the_last_payment(walk: Walk, signed_in: Callable[[Person], Client]) -> None:
    _rescued(walk)
    _looked_into(walk)
    _recognised(walk)
    _claimed(walk)
    _agreed(walk)
    texts = walk.papers(D(2026, 12, 31))
    for kind, told in PAPERS.items():
        assert [words for words in told if words not in texts[kind]] == [], kind
    assert "施工单位负有责任" not in texts["investigation"]
    page = signed_in(walk.people.manager).get(f"{walk.case.get_absolute_url()}records/").content.decode()
    for words in ("工伤保险基金", "用人单位", "商业保险", "法律意见", "没有和家属沟通"):
        assert words in page, words
    close_case(case=walk.case, outcome="OUT-REC", why="赔付到位", by=walk.people.labour, now=at(12, 31))
    walk.case.refresh_from_db()
    assert walk.case.state == "closed"
    assert walk.runs("J02") or walk.runs("A07")


def _rescued(walk: Walk) -> None:
    """First aid is recorded by the safety officer, the scene is kept, the hospital agreed on comes along."""
    walk.law(SC02, FELL)
    join_team(
        case=walk.case,
        group="O-07",
        name="市人民医院急诊",
        phone="0571-120120",
        by=walk.people.labour,
        now=at(9, 10, 10, 25),
    )
    walk.noted("called_hospital", at(9, 10, 10, 26))
    assert walk.groups()["O-07"] == {"市人民医院急诊"}
    phone = walk.made("phone_report", at(9, 10, 11), caller="驻场劳务员", answerer="项目经理")
    assert "2026年9月10日 10:22" in str(phone.data)
    with pytest.raises(Refused, match="急救记录"):
        walk.moved("I3", at(9, 10, 11))
    aid = walk.wrote(
        "first_aid", at(9, 10, 10, 30), walk.people.safety, place="3 号楼南侧", who="架子工", by="班组长、安全负责人",
        did=["AID-EVA", "AID-WAY", "AID-BLD", "AID-BND", "AID-FIX"], course="止血、固定颈部，等医护。",
        called_at=at(9, 10, 10, 21), arrived_at=at(9, 10, 10, 38), hospital="市人民医院", decided_by="急救医生",
        left_at=at(9, 10, 10, 45),
    )  # fmt: skip
    assert aid.by == walk.people.safety
    walk.noted("scene_protected", at(9, 10, 10, 34))
    assert walk.in_time("A10")
    walk.wrote(
        "scene", at(9, 10, 10, 50), walk.people.safety, guarded="三层外架拉警戒线", moved="移开一块跳板，已画线拍照"
    )
    photo: dict[str, Any] = {
        "file": ContentFile(picture(), "scene.jpg"),
        "name": "scene.jpg",
        "taken_at": at(9, 10, 10, 55),
    }
    thing: dict[str, Any] = {"holder": "项目部"}
    for what, kind, more in (("三层外架", "photo", photo), ("断裂的扣件", "object", thing)):
        add_evidence(
            case=walk.case, by=walk.people.safety, key=key(what), kind=kind, what=what, now=at(9, 10, 11), **more
        )
    walk.wrote(
        "meeting", at(9, 10, 11, 10), form="MET-NET", place="项目部和视频", platform="劳务专家（视频）", minutes="分工",
    )  # fmt: skip
    walk.moved("I3", at(9, 10, 12))


def _looked_into(walk: Walk) -> None:
    """Our own first look, approved and filed with the platform; the official report is another paper."""
    walk.wrote(
        "investigation", at(9, 11, 9), members="安全、工程、劳务", course="拆杆时踏空坠落。", direct="没有挂安全带",
        indirect="班前教育没有记录", duty="班组管理不到位", proposals="停工整改", measures="外架作业停止",
    )  # fmt: skip
    walk.noted("investigation_drafted", at(9, 11, 16))
    assert walk.in_time("I-06")
    report = walk.made("investigation", at(9, 11, 16))
    look: dict[str, Any] = {"document": report, "approved": True, "comment": "", "now": at(9, 11, 17)}
    look_at(by=walk.people.chief, step="lead", **look)
    look_at(by=walk.people.manager, step="filed", **look)
    assert report.next_step() is None
    assert all(f"'{words}" in str(report.data) for words in ("二、事故经过", "三、直接原因", "六、处理建议"))
    walk.wrote("official", at(9, 12), authority="市政府调查组", number="〔2026〕9号", findings="施工单位负有责任")
    walk.moved("I4", at(9, 12))


def _recognised(walk: Walk) -> None:
    """The three papers of the law are enough; the day's briefing of the family goes on beside it."""
    dead = walk.party("worker", "李大山", at(9, 12), values=DEAD)
    walk.party("family", "张某", at(9, 12), of=dead, relation="配偶")
    for code in ("form", "employment", "diagnosis"):
        hold_paper(case=walk.case, by=walk.people.insurance, of=claim_rules.RECOGNITION, code=code, now=at(9, 14))
    held = set(walk.case.papers.filter(list=claim_rules.RECOGNITION).values_list("code", flat=True))
    assert ("report" in held, claim_rules.lacking(claim_rules.RECOGNITION, held)) == (False, [])
    walk.noted("recognition_filed", at(9, 15), walk.people.insurance)
    assert {one.by for one in walk.case.happenings.filter(event="recognition_filed")} == {walk.people.insurance}
    assert walk.in_time("J01")
    assert walk.in_time("I-09")
    for day in (10, 11, 12):
        walk.wrote(
            "family", at(9, day, 17), who="配偶", how="FAM-MEET", told="调查和认定的进展", about=["FAM-INV", "FAM-REC"],
            help="车票和住处已订", company="社保专员", counsel=day == 10, hardship="孩子上学",
        )  # fmt: skip
    walk.moved("I5", at(9, 16))


def _claimed(walk: Walk) -> None:
    """Fund, employer and insurer each go their own way; three months is our target and not the law's."""
    tracks = {row.track: row for row in walk.case.claims.all()}
    assert set(tracks) == {"FUND", "EMPLOYER", "COMMERCIAL"}
    assert tracks["COMMERCIAL"].notice_due_on == D(2026, 9, 10)
    step: dict[str, Any] = {"by": walk.people.insurance, "now": at(12, 20)}
    take_step(claim=tracks["COMMERCIAL"], code="notified", at=at(9, 10, 15), words="电话报案", **step)
    walk.noted("recognised", at(10, 20))
    assert (walk.days("I-11")[0], walk.clock("I-11").statutory) == ("2027-01-20", False)
    assert walk.runs("I-10")
    walk.noted("reimbursement_filed", at(10, 20, 15))
    assert walk.in_time("I-10")
    for code in ("filed", "asked_more", "supplied", "asked"):
        take_step(claim=tracks["FUND"], code=code, at=at(10, 20, 15), **step)
    take_step(claim=tracks["FUND"], code="paid", amount=YUAN(1196040), at=at(12, 18), **step)
    walk.noted("paid", at(12, 18))
    assert walk.in_time("I-11")
    claims = walk.made("claim_list", at(10, 21))
    look_at(document=claims, by=walk.people.adviser, step="legal", approved=True, comment="齐了", now=at(10, 22))
    assert claims.next_step() is None
    assert set(tracks["FUND"].steps.values_list("by", flat=True)) == {walk.people.insurance.pk}


def _agreed(walk: Walk) -> Settlement:
    """66,000 and 1,130,040 are the floor; less is not written without a reason, nothing signed without the adviser."""
    kin = (Dependant("spouse", entitled=True), Dependant("子女", entitled=True), Dependant("母亲", entitled=True))
    facts = Death(died_on=D(2026, 9, 10), own_wage=YUAN(8000), region_wage=YUAN(11000), dependants=kin, insured=True)
    sums = {one.code: (one.amount, one.verified) for one in death(facts, accept_unverified=True)}
    assert sums == {
        "funeral": (YUAN(66000), True), "pension": (YUAN(8000), True), "death-grant": (YUAN(1130040), False),
    }  # fmt: skip
    given: dict[str, Any] = {
        "case": walk.case, "by": walk.people.manager, "text": "基金支付的待遇由基金直接付给近亲属。", "basis": "kin",
        "speaker": "张某", "own_basis": "staff", "now": at(10, 25),
        "floor": reckon(walk.case, today=D(2026, 10, 25)),
    }  # fmt: skip
    with pytest.raises(Refused, match="法定数额"):  # the grant is not confirmed: the funeral alone is
        write_settlement(amount=YUAN(50000), **given)
    row = write_settlement(amount=YUAN(1196040), instalments=[(D(2026, 12, 31), YUAN(1196040))], **given)
    review_settlement(settlement=row, by=walk.people.adviser, passed=True, comment="不低于法定。", now=at(10, 26))
    sign_settlement(settlement=row, by=walk.people.manager, on=D(2026, 10, 26), now=at(10, 26))
    walk.moved("I6", at(10, 27))
    note_payment(
        instalment=row.instalments.get(), by=walk.people.finance, amount=row.amount, on=D(2026, 12, 18), now=at(12, 18)
    )
    return row
