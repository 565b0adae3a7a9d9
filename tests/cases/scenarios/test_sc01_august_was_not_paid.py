"""SC01: twelve workers without the wages of August, from the report to a performance that is watched."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cases.documents import case_file
from cases.models import Settlement
from cases.rules.settlements import Standing
from cases.rules.sums.pay import Arrears, Owed, arrears
from cases.services import settlements
from cases.services.documents import look_at
from cases.services.followup import sweep_late
from cases.services.handling import close_case, reopen_case
from cases.services.lookup import look_up
from cases.services.promises import keep_promise, promise
from portal.models import Person
from portal.services.refusal import Refused
from portal.services.register import keep_record as register
from tests.cases.rules.test_proposals import AUGUST, SC01
from tests.cases.scenarios.walk import D, Walk, at

pytestmark = pytest.mark.django_db
YUAN = Decimal
MORNING = at(10, 12, 8, 40)


@pytest.mark.covers("S-01", "S-03", "O-01", "O-02", "O-03", "D-01", "D-02", "D-03", "E-01", "N14")
def test_it_is_reported_at_once_and_everybody_of_the_plan_is_called(
    begin: Callable[..., Walk], signed_in: Callable[[Person], Client]
) -> None:
    walk = begin("DIS-WAG", MORNING, AUGUST, people_count=12, amount=YUAN(62400), demands="马上结清八月工资")
    assert walk.case.stage == "D1"
    assert walk.groups() == {
        "O-01": {"分管副总", "项目经理", "社保专员"},
        "O-02": {"驻场劳务员", "劳务专家", "法务顾问"},
        "O-03": {"项目经理", "驻场劳务员"},
    }
    assert walk.told("有事件上报") == {"分管副总", "项目经理", "社保专员", "劳务专家", "法务顾问"}
    assert walk.clock("D-01").statutory is False
    group = walk.clock("W18")
    assert (group.statutory, group.latest) == (True, None)
    walk.noted("reported", MORNING)
    assert walk.in_time("D-01")
    assert walk.minute("D-03") == "10-12 09:40"
    report = walk.made("dispute_report", at(10, 12, 8, 50), measures="已请到会议室")
    for words in ("12 人", "62,400.00 元", "马上结清八月工资", "已请到会议室", AUGUST):
        assert words in str(report.data)
    look_at(document=report, by=walk.people.manager, step="manager", approved=True, comment="", now=at(10, 12, 8, 55))
    page = signed_in(walk.people.chief).get(walk.case.get_absolute_url()).content.decode()
    for words in (
        "一小时内谈话，弄清诉求",
        "涉及人数",
        "12 人",
        "驻场劳务员、劳务专家",
        "《保障农民工工资支付条例》第二十九条",
    ):
        assert words in page, words
    walk.noted("authority_told", at(10, 12, 11))
    assert not walk.runs("W18")
    assert not begin("DIS-WAG", MORNING, "两个人没拿到工资", people_count=9).runs("W18")


@pytest.mark.covers(
    "D-04", "D-05", "D-06", "D-07", "D-08", "D-09", "D-10", "D-11", "D-14", "D-15", "V-03", "X-02", "N6", "N8",
    "E-02", "E-03", "C-01", "C-02", "C-03", "S-05", "V-01",
)  # fmt: skip
def test_it_is_walked_from_the_first_stage_to_the_last(
    begin: Callable[..., Walk], make_person: Callable[..., Person]
) -> None:
    walk = begin("DIS-WAG", MORNING, AUGUST, people_count=12, amount=YUAN(62400), demands="马上结清八月工资")
    walk.noted("reported", MORNING)
    walk.law(SC01, MORNING)
    _collected(walk, make_person("王建国", username="worker"))
    _talked(walk)
    row = _agreed(walk)
    _watched(walk, row)
    _closed(walk, row)
    assert [one.after for one in walk.case.stage_changes.order_by("pk")] == ["D1", "D2", "D3", "D4", "D6"]
    assert all(one.noted_at == one.at and one.by for one in walk.case.records.all())
    assert walk.case.stage_changes.get(after="D6").waived == {"record:explained": "已经谈成，没有走仲裁"}


def _collected(walk: Walk, worker: Person) -> None:
    """Within the hour, from the register of the one worker and this site alone; what is missing is said."""
    walk.moved("D2", MORNING)
    for kind, title in (
        ("entry", "进场登记"),
        ("contract", "劳动合同"),
        ("wage", "2026年7月工资"),
        ("training", "教育"),
    ):
        register(person=worker, kind=kind, title=title, project=walk.case.project, starts_on=D(2026, 7, 1), now=MORNING)
    party = walk.party("worker", "王建国", MORNING, person=worker)
    found = look_up(
        party=party,
        by=walk.people.labour,
        reason="核对八月工资",
        kinds=["entry", "contract", "attendance", "wage", "training"],
        first=D(2026, 7, 1),
        last=D(2026, 10, 12),
        now=at(10, 12, 9, 5),
        today=D(2026, 10, 12),
    )
    assert {kind: len(rows) for kind, rows in found.rows.items() if rows} == {
        "entry": 1, "contract": 1, "wage": 1, "training": 1,
    }  # fmt: skip
    with pytest.raises(Refused, match="已和工人谈过"):
        walk.moved("D3", at(10, 12, 9, 10))
    walk.noted("talked", at(10, 12, 9, 30))
    assert walk.in_time("D-03")
    walk.wrote("findings", at(10, 12, 9, 35), facts="八月工资没有进专用账户", links=["LNK-WAG", "LNK-SUB"])
    summary = walk.made("summary", at(10, 12, 9, 36))
    assert "工资核算和发放、分包管理" in str(summary.data)
    look_at(document=summary, by=walk.people.chief, step="command", approved=True, comment="", now=at(10, 12, 10))
    walk.moved("D3", at(10, 12, 9, 40))


def _talked(walk: Walk) -> None:
    """In a place set apart, calmly; a time is promised and kept; then the three sides meet."""
    walk.wrote(
        "dialogue", at(10, 12, 10), place="项目部二楼会议室", led_by="驻场劳务员", led_to="木工作业面照常施工",
        workers="王建国等 12 人", count=12, order="ORD-GROUP", calmed="倒茶让座，逐个听完", demands="结清八月工资",
        said="核对了考勤和数额。", answer="ANS-TIME", answered="明天上午开会答复",
    )  # fmt: skip
    made = promise(
        case=walk.case, by=walk.people.labour, what="明天上午开会答复", to="木工班", who="项目经理",
        due_at=at(10, 13, 12), now=at(10, 12, 10, 30),
    )  # fmt: skip
    walk.moved("D4", at(10, 12, 17))
    walk.wrote("advice", at(10, 13, 8), walk.people.expert, sort="ADV-PLAN", text="总包先行清偿", basis="条例第30条")
    walk.wrote(
        "meeting", at(10, 13), form="MET-TRI", place="项目部会议室", chair="项目经理", company="分管副总、财务",
        workers="王建国等 3 名代表", platform="劳务专家、法务顾问", subcontractor="分包负责人到场，承担八月工资",
        minutes="名单和数额没有争议。", decided="10月20日付一半，10月31日付清，分包负责",
    )  # fmt: skip
    keep_promise(promise=made, by=walk.people.labour, how="会开了", now=at(10, 13, 11))
    made.refresh_from_db()
    assert (made.missed_at, made.state(at(10, 14))) == (None, "kept")


def _agreed(walk: Walk) -> Settlement:
    """Reckoned, written beside what the law gives, looked at by the adviser, signed; the court confirms in 30 days."""
    with pytest.raises(Refused, match="最后"):
        close_case(case=walk.case, outcome="OUT-SET", why="快谈成了", by=walk.people.labour, now=at(10, 14, 8))
    (owed,) = arrears(Arrears((Owed(YUAN(12), YUAN(1), YUAN(5200)),)))
    assert owed.amount == YUAN(62400)
    given: dict[str, Any] = {
        "case": walk.case, "by": walk.people.manager, "text": "分两次付清八月工资。", "forum": "people",
        "basis": "recommended", "speaker": "王建国", "basis_note": "12 人签字的委托书", "own_basis": "staff",
        "floor": {"total": str(owed.amount), "lines": [], "missing": [], "as_of": "2026-10-14"},
        "now": at(10, 14, 9),
    }  # fmt: skip
    halves = [(D(2026, 10, 20), YUAN(31200)), (D(2026, 10, 31), YUAN(31200))]
    with pytest.raises(Refused, match="法定数额"):
        settlements.write_settlement(amount=YUAN(60000), **given)
    with pytest.raises(Refused, match="谈和解"):
        settlements.write_settlement(amount=YUAN(62400), **given | {"by": walk.people.labour})
    row = settlements.write_settlement(amount=YUAN(62400), instalments=halves, **given)
    with pytest.raises(Refused, match="还没有法务审核"):
        settlements.sign_settlement(settlement=row, by=walk.people.manager, on=D(2026, 10, 14), now=at(10, 14, 10))
    review = settlements.review_settlement(
        settlement=row, by=walk.people.adviser, passed=True, comment="条款合法。", now=at(10, 14, 14)
    )
    signed = settlements.sign_settlement(settlement=row, by=walk.people.manager, on=D(2026, 10, 14), now=at(10, 14, 15))
    assert (review.by, signed.last_review) == (walk.people.adviser, review)
    assert signed.confirm_by == D(2026, 11, 13)
    assert walk.days("L06")[0] == "2026-11-13"
    assert walk.days("V-03") == ("2026-10-19", "2026-10-19")
    assert walk.clock("D-14").latest is not None
    return signed


def _watched(walk: Walk, row: Settlement) -> None:
    """Two milestones; the second is late on 1 November, not before; then a payment order or arbitration."""
    walk.moved("D6", at(10, 15), record__explained="已经谈成，没有走仲裁")
    first, second = row.instalments.all()
    settlements.note_payment(
        instalment=first, by=walk.people.labour, amount=YUAN(31200), on=D(2026, 10, 20), now=at(10, 20, 16)
    )
    walk.noted("performance_checked", at(10, 21))
    assert sweep_late(now=at(10, 31, 23)) == {"promises": 0, "instalments": 0}
    assert second.standing(D(2026, 10, 31)) is Standing.ON
    assert sweep_late(now=at(11, 1, 1)) == {"promises": 0, "instalments": 1}
    assert (first.standing(D(2026, 11, 1)), second.standing(D(2026, 11, 1))) == (Standing.OK, Standing.LATE)
    assert walk.told("协议的一笔付款逾期") == {"驻场劳务员"}
    walk.noted("settlement_breached", at(11, 1, 9))
    order = walk.clock("L04")
    assert (order.latest, order.statutory) == (None, True)
    assert "支付令" in "".join(
        reason for cite, reason in walk.law(SC01, at(11, 1, 9)).items() if "调解仲裁法》第十六条" in cite
    )


def _closed(walk: Walk, row: Settlement) -> None:
    """Paid and written up, looked at by the command, closed with its outcome; it can be opened again."""
    second = row.instalments.get(number=2)
    settlements.note_payment(
        instalment=second, by=walk.people.labour, amount=YUAN(31200), on=D(2026, 11, 4), now=at(11, 4, 10)
    )
    walk.wrote("progress", at(11, 4, 11), what="FOL-WORK", text="木工班照常上班，误会说开了", told="项目经理")
    walk.wrote(
        "lessons", at(11, 4, 12), cause="分包没按月报工资表", solution="分两次付清", lessons="按月签字", better="月查"
    )
    report = walk.made("incident_report", at(11, 4, 14))
    assert "分包没按月报工资表" in str(report.data)
    look_at(document=report, by=walk.people.chief, step="command", approved=True, comment="", now=at(11, 4, 15))
    assert report.next_step() is None
    texts = walk.papers(D(2026, 11, 4))
    for kind, words in (
        ("dialogue", "项目部二楼会议室"), ("dialogue", "木工作业面照常施工"), ("dialogue", "倒茶让座，逐个听完"),
        ("dialogue", "明天上午开会答复"), ("minutes", "王建国等 3 名代表"), ("minutes", "分包负责人到场，承担八月工资"),
        ("minutes", "10月31日付清，分包负责"), ("supervision", "已履行"), ("settlement", "人民币陆万贰仟肆佰元整"),
        ("settlement", "12 人签字的委托书"), ("legal_review", "条款合法。"), ("supervision", "木工班照常上班"),
    ):  # fmt: skip
        assert words in texts[kind], (kind, words)
    whole = {
        advice: str(case_file(case=walk.case, today=D(2026, 11, 4), with_advice=advice)) for advice in (True, False)
    }
    assert ["总包先行清偿" in whole[advice] for advice in (True, False)] == [True, False]
    close_case(case=walk.case, outcome="OUT-SET", why="两笔都付清", by=walk.people.labour, now=at(11, 4, 16))
    walk.case.refresh_from_db()
    assert (walk.case.state, walk.case.outcome_code) == ("closed", "OUT-SET")
    assert not walk.case.clocks.running().filter(statutory=False).exists()
    assert walk.runs("L06")
    reopen_case(case=walk.case, why="有人说少付", by=walk.people.labour, now=at(11, 5))
