"""Two cases with everything in them: a dispute over wages (SC01) and a deadly fall (SC02)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from cases.models import Case, Happening, Party, Settlement
from cases.services.claims import hold_paper, take_step
from cases.services.promises import promise
from cases.services.records import keep_record
from cases.services.settlements import note_payment, review_settlement, sign_settlement, write_settlement
from portal.models import Person

DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
D = datetime.date


def party(case: Case, role: str, name: str, **facts: Any) -> Party:
    return Party.objects.create(case=case, role=role, name=name, **facts)


def chain(case: Case) -> Party:
    """Owner, general contractor, subcontractor; the last is who employs."""
    owner = party(case, Party.Role.OWNER, "某城投公司")
    general = party(case, Party.Role.GENERAL, "甲建筑公司", employer=owner)
    return party(case, Party.Role.LABOUR, "众和劳务公司", employer=general)


def happened(case: Case, by: Person, *rows: tuple[str, datetime.datetime]) -> None:
    for event, at in rows:
        Happening.objects.create(case=case, event=event, at=at, by=by, noted_at=at)


def fill_dispute(case: Case, *, handler: Person, manager: Person, adviser: Person, worker: str = "王建国") -> Case:
    """SC01: 12 workers, 62,400 yuan, a talk, a meeting, a settlement in two halves."""
    now = case.known_at
    Case.objects.filter(pk=case.pk).update(
        people_count=12, amount=Decimal(62400), demands="发放八月份工资。\n说明九月工资什么时候发。"
    )
    case.refresh_from_db()
    employer = chain(case)
    people = [party(case, Party.Role.WORKER, worker if n == 0 else f"工人{n}") for n in range(12)]
    party(case, Party.Role.WITNESS, "赵六")
    happened(case, handler, ("reported", now), ("talked", now + 40 * MINUTE))
    _dispute_talks(case, handler, now, worker)
    _dispute_papers(case, handler, adviser, now)
    promise(
        case=case,
        by=handler,
        what="明天上午开会答复",
        to="木工班",
        who="项目经理",
        due_at=now + DAY,
        now=now + 45 * MINUTE,
    )
    row = _dispute_settlement(case, manager, employer, people, worker)
    review_settlement(settlement=row, by=adviser, passed=True, comment="条款合法，可以签。", now=now + 2 * DAY)
    sign_settlement(settlement=row, by=manager, on=D(2026, 10, 14), now=now + 2 * DAY)
    first = row.instalments.get(number=1)
    note_payment(
        instalment=first, by=handler, amount=first.amount, on=D(2026, 10, 20), now=now + 8 * DAY, proof="银行回单 3 张"
    )
    return case


def keep(case: Case, writer: Person, kind: str, at: datetime.datetime, /, **values: Any) -> None:
    keep_record(case=case, by=writer, kind=kind, at=at, values=values, now=at)


def _dispute_talks(case: Case, handler: Person, now: datetime.datetime, worker: str) -> None:
    keep(
        case,
        handler,
        "dialogue",
        now + 40 * MINUTE,
        place="项目部二楼会议室",
        led_by="劳务管理员",
        led_to="二楼会议室，木工作业面照常施工",
        workers=f"{worker}等 12 人",
        count=12,
        order="ORD-GROUP",
        calmed="倒茶让座，逐个听完",
        called=["CAL-SEC"],
        called_at=now + 30 * MINUTE,
        demands="八月份工资每人 5200 元，合计 62400 元",
        answer="ANS-TIME",
        said=f"{worker}：八月的工资拖到现在。\n劳务管理员：已经核对考勤，马上向公司汇报。",
        answered="明天上午开会，给出付款日期",
    )
    keep(
        case,
        handler,
        "findings",
        now + 50 * MINUTE,
        facts="考勤、工资表齐全，八月工资没有进专用账户",
        links=["LNK-WAG", "LNK-SUB"],
        gaps="九月考勤还没有签字",
    )
    keep(
        case,
        handler,
        "meeting",
        now + DAY,
        form="MET-TRI",
        place="公司会议室",
        chair="项目经理",
        company="项目经理、财务",
        workers=f"{worker}等 3 名代表",
        platform="劳务管理员、法务顾问",
        subcontractor="众和劳务公司负责人到场，承担八月工资",
        minutes="核对名单和数额，没有争议。",
        decided="分两次付清",
    )


def _dispute_papers(case: Case, handler: Person, adviser: Person, now: datetime.datetime) -> None:
    keep(case, adviser, "explained", now + DAY, to=["EXP-COM", "EXP-WRK"], routes="协商不成可以申请仲裁", aid=True)
    keep(
        case,
        adviser,
        "advice",
        now + DAY,
        sort="ADV-RISK",
        text="总包先行清偿，风险高",
        basis="保障农民工工资支付条例第30条",
    )
    keep(case, handler, "progress", now + 2 * DAY, what="FOL-PAY", text="第一笔已安排", told="项目经理")
    keep(
        case,
        handler,
        "lessons",
        now + 2 * DAY,
        cause="分包没有按月报工资表",
        solution="分两次付清",
        lessons="工资表要按月签字",
        better="专用账户每月核对",
    )


def _dispute_settlement(case: Case, manager: Person, employer: Party, people: list[Party], worker: str) -> Settlement:
    now = case.known_at
    return write_settlement(
        case=case,
        by=manager,
        now=now + 2 * DAY,
        amount=Decimal(62400),
        basis="recommended",
        speaker=worker,
        basis_note="12 人签字的委托书",
        own_speaker="项目经理",
        own_basis="staff",
        forum="people",
        payer=employer,
        text="众和劳务公司分两次付清 12 人八月份工资。\n款到后双方就八月工资再无争议。",
        shares={one: Decimal(5200) for one in people},
        instalments=[(D(2026, 10, 20), Decimal(31200)), (D(2026, 10, 31), Decimal(31200))],
        floor={
            "total": "62400.00",
            "as_of": "2026-10-14",
            "missing": [],
            "lines": [
                {
                    "name": "拖欠的工资",
                    "amount": "62400.00",
                    "formula": "12 人 × 5,200 元",
                    "article": "劳动法第50条",
                    "verified": True,
                },
            ],
        },
    )


def fill_fall(case: Case, *, handler: Person, manager: Person, adviser: Person, worker: str = "李大山") -> Case:
    """SC02: a scaffolder falls and dies; family, recognition, three tracks, an agreement."""
    now = case.known_at
    Case.objects.filter(pk=case.pk).update(
        place="3 号楼三层外架",
        deaths=1,
        facets={"accident_class": ["AC-FAL"], "trade": ["TR-SCF"], "hazard": ["HZ-SCF"]},
    )
    case.refresh_from_db()
    employer = chain(case)
    dead = party(case, Party.Role.WORKER, worker, values={"wage": "8000", "hired_on": "2026-03-01", "trade": "架子工"})
    wife = party(case, Party.Role.FAMILY, "张某", of=dead, relation="配偶")
    happened(
        case,
        handler,
        ("reported", now + 5 * MINUTE),
        ("called_120", now + MINUTE),
        ("unit_head_informed", now + 10 * MINUTE),
        ("government_reported", now + 50 * MINUTE),
        ("family_told", now + 90 * MINUTE),
        ("recognition_filed", now + 5 * DAY),
    )
    _fall_scene(case, handler, now, worker)
    _fall_family(case, handler, now)
    insurer = case.claims.get(track="COMMERCIAL")
    take_step(claim=insurer, by=handler, code="notified", at=now + 60 * MINUTE, now=now + 60 * MINUTE, words="电话报案")
    row = _fall_settlement(case, manager, employer, wife)
    review_settlement(settlement=row, by=adviser, passed=True, comment="不低于法定数额。", now=now + 10 * DAY)
    return case


def _fall_scene(case: Case, handler: Person, now: datetime.datetime, worker: str) -> None:
    keep(
        case,
        handler,
        "first_aid",
        now + 10 * MINUTE,
        place="3 号楼南侧",
        who=worker,
        by="安全管理员、班组长",
        did=["AID-BLD", "AID-FIX", "AID-WAY"],
        course="止血、固定颈部，等医护到场。",
        state="没有意识，有呼吸",
        called_at=now + MINUTE,
        arrived_at=now + 18 * MINUTE,
        hospital="市人民医院",
        decided_by="急救医生",
        left_at=now + 25 * MINUTE,
    )
    keep(
        case,
        handler,
        "scene",
        now + 15 * MINUTE,
        guarded="三层外架拉警戒线，无关人员不得进入",
        moved="移开一块跳板，已画线拍照",
        by="安全管理员",
    )
    keep(
        case,
        handler,
        "investigation",
        now + DAY,
        members="安全总监、工程部、技术部、劳务管理员",
        course="拆除外架时未系安全带，踏空坠落。",
        direct="安全带没有挂",
        indirect="班前教育没有记录",
        duty="班组管理不到位",
        proposals="停工整改，全员教育",
        measures="外架作业全部停止",
    )


def _fall_family(case: Case, handler: Person, now: datetime.datetime) -> None:
    for n in (0, 1, 3):
        keep(
            case,
            handler,
            "family",
            now + 2 * 60 * MINUTE + n * DAY,
            who="配偶张某",
            how="FAM-MEET" if n else "FAM-CALL",
            told="事故情况和抢救结果",
            about=["FAM-FACT"],
            asked="什么时候能认定：已经在准备材料",
            help="订了来程车票和住处",
            company="人力资源部",
        )
    keep(
        case,
        handler,
        "meeting",
        now + 4 * DAY,
        form="MET-GRP",
        place="项目部",
        minutes="说明法定的三项待遇",
        company="人力资源部",
        workers="家属 3 人",
    )
    for code in ("form", "employment", "diagnosis"):
        hold_paper(case=case, by=handler, of="recognition", code=code, copies=2, now=now + 4 * DAY)


def _fall_settlement(case: Case, manager: Person, employer: Party, wife: Party) -> Settlement:
    now = case.known_at
    return write_settlement(
        case=case,
        by=manager,
        now=now + 10 * DAY,
        amount=Decimal(1196040),
        basis="kin",
        speaker=wife.name,
        payer=employer,
        basis_note="配偶本人，户口簿、结婚证",
        own_speaker="项目经理",
        own_basis="staff",
        text="工伤保险基金支付的待遇由基金直接付给近亲属。\n供养亲属抚恤金按月由基金支付，不在本协议金额内。",
        instalments=[(D(2026, 12, 31), Decimal(1196040))],
        floor={
            "total": "1196040.00",
            "as_of": "2026-10-22",
            "missing": [],
            "lines": [
                {
                    "name": "丧葬补助金",
                    "amount": "66000.00",
                    "formula": "6 × 11,000 元",
                    "article": "工伤保险条例第39条",
                    "verified": True,
                },
                {
                    "name": "一次性工亡补助金",
                    "amount": "1130040.00",
                    "formula": "20 × 56,502 元",
                    "article": "工伤保险条例第39条",
                    "verified": False,
                },
                {
                    "name": "供养亲属抚恤金",
                    "amount": None,
                    "formula": "每月，未计算",
                    "article": "工伤保险条例第39条",
                    "verified": True,
                },
            ],
        },
    )
