"""Papers of an injury: the reports, first aid, investigation, recognition, claims, the family's log."""

from __future__ import annotations

import datetime

from django.utils import timezone

from ..models import Party
from ..rules import claims as claim_rules
from ..rules import taxonomy
from ..rules.clocks.words import last_day
from ..rules.records import days_without, spans
from .blocks import Block, blank, day, moment, pairs, signs, small, table, text, yuan
from .dispute import case_head
from .facts import Facts, person_name, says


def flash(facts: Facts) -> list[Block]:
    """What a report to the authority holds: 生产安全事故报告和调查处理条例第12条."""
    case = facts.case
    unit = facts.names(facts.of_role(Party.Role.GENERAL)) or case.project.general_contractor or case.project.client.name
    known = case.facets.get(taxonomy.ACCIDENT, [])
    return [
        pairs(
            [("报送", facts.asked.get("to", "")), ("报告时间", facts.told_when("government_reported"))],
            [("事故发生单位", unit), ("项目", case.project.name)],
            [("工程地址", case.project.address), ("地点", case.place)],
            [
                ("发生时间", moment(case.occurred_at)),
                ("单位负责人知道的时间", facts.told_when("unit_head_informed")),
            ],
            [
                ("事故类别", "、".join(taxonomy.name(code, on=case.incident_on) for code in known)),
                ("初步判断的等级", taxonomy.name(case.grade)),
            ],
            head="一、单位、时间、地点",
        ),
        text("二、现场情况", facts.asked.get("scene", "") or says(facts.last("scene"), "guarded")),
        text("三、简要经过", case.text),
        pairs(
            [("已经死亡", f"{case.deaths} 人"), ("重伤", f"{case.serious} 人")],
            [
                ("下落不明", _count(facts.asked.get("missing"))),
                ("初步估计的直接经济损失", yuan(case.loss)),
            ],
            head="四、伤亡和损失",
        ),
        text("五、已经采取的措施", facts.asked.get("measures", "")),
        text("六、其他应当报告的情况", facts.asked.get("other", ""), lines=2),
        small("情况有变化的，及时补报（生产安全事故报告和调查处理条例第13条）。"),
        signs("报告人", "单位负责人"),
    ]


def _count(number: object) -> str:
    return f"{number} 人" if number not in (None, "") else ""


def phone_report(facts: Facts) -> list[Block]:
    """I-01: who called whom at what minute; and the calls for help."""
    asked = facts.asked
    calls = [
        ("120", "called_120"),
        ("119", "called_119"),
        ("110", "called_110"),
        ("签约医院", "called_hospital"),
        ("项目经理", "reported"),
        ("单位负责人", "unit_head_informed"),
        ("政府部门", "government_reported"),
    ]
    return [
        case_head(facts),
        pairs(
            [
                ("打电话的人", asked.get("caller") or person_name(facts.case.reported_by)),
                ("接电话的人", asked.get("answerer", "")),
            ],
            [
                ("号码", asked.get("number", "")),
                ("通话时间", _asked_moment(facts, "called_at") or facts.told_when("reported")),
            ],
        ),
        text("报告的内容", asked.get("told", "") or facts.case.text),
        text("对方的要求", asked.get("ordered", ""), lines=2),
        table([("打给", 1), ("时间", 1.5)], [[name, facts.told_when(event)] for name, event in calls], head="电话时间"),
        signs("报告人", "记录人"),
    ]


def _asked_moment(facts: Facts, name: str) -> str:
    value = facts.asked.get(name, "")
    return value.replace("T", " ")[:16] if value else ""


def first_aid(facts: Facts) -> list[Block]:
    """I-02 … I-05."""
    blocks = [case_head(facts)]
    rows = facts.written("first_aid")
    for number, record in enumerate(rows or [None], 1):
        blocks += [
            pairs(
                [("时间", moment(record.at) if record else ""), ("地点", says(record, "place"))],
                [("伤者", says(record, "who")), ("施救的人", says(record, "by"))],
                [("做了", says(record, "did"))],
                [("拨打 120", says(record, "called_at")), ("医护到达", says(record, "arrived_at"))],
                [("送往医院", says(record, "hospital")), ("离开现场", says(record, "left_at"))],
                [("谁决定转送", says(record, "decided_by")), ("记录人", person_name(record.by) if record else "")],
                head=f"第 {number} 段" if len(rows) > 1 else "",
            ),
            text("伤者的情况", says(record, "state"), lines=2),
            text("急救经过", says(record, "course"), lines=5),
        ]
    return [*blocks, signs("施救人", "医护人员", "记录人")]


def investigation(facts: Facts) -> list[Block]:
    """I-06, I-07 and N3: our own first look, no finding of liability."""
    found, official = facts.last("investigation"), facts.last("official")
    blocks = [
        small("本报告只用于企业内部查找原因、改进管理，不是责任认定。事故责任以有权机关的调查报告和批复为准。"),
        case_head(facts),
        text("一、调查的人", says(found, "members"), lines=1),
        text("二、事故经过", says(found, "course") or facts.case.text, lines=5),
        text("三、直接原因", says(found, "direct")),
        text("四、间接原因", says(found, "indirect")),
        text("五、管理上的责任（内部看法）", says(found, "duty")),
        text("六、处理建议", says(found, "proposals")),
        text("七、已经采取的措施", says(found, "measures")),
    ]
    if official:
        blocks.append(
            text(
                "八、官方报告",
                f"{says(official, 'authority')} {says(official, 'number')}，另附，不并入本报告。",
                lines=1,
            )
        )
    return [*blocks, signs("调查人", "应急救援领导小组", "平台备案")]


def recognition_file(facts: Facts) -> list[Block]:
    """I-08: what stands on the form, and which papers are in hand (工伤保险条例第18条)."""
    case = facts.case
    hurt = facts.workers[0] if facts.workers else None
    values = hurt.values if hurt else {}
    known = facts.held(claim_rules.RECOGNITION)
    employer = next((party.name for party in reversed(facts.employers)), "")
    filing = next((clock for clock in facts.clocks if clock.definition == "J01"), None)
    return [
        pairs(
            [("职工姓名", hurt.name if hurt else ""), ("证件号码", "")],
            [("用人单位", employer), ("工种", str(values.get("trade", "")))],
            [("参加工作时间", str(values.get("hired_on", ""))), ("事故时间", moment(case.occurred_at))],
            [("事故地点", case.place), ("受理部门", facts.asked.get("office", ""))],
            [("家属或近亲属", facts.names(facts.of_role(Party.Role.FAMILY))), ("联系电话", "")],
            [
                ("用人单位申请期限", day(last_day(filing.file_by)) if filing and filing.file_by else ""),
                ("已提交", facts.told_when("recognition_filed")),
            ],
            head="一、信息表",
        ),
        text("受伤部位和诊断", facts.asked.get("injury", ""), lines=2),
        text("受伤害经过", case.text, lines=4),
        table(
            [("材料", 2.6), ("要求", 0.9), ("份数", 0.6), ("已有", 0.6), ("依据", 2)],
            [
                [
                    paper.name,
                    "必需" if paper.required else "可附",
                    known[paper.code].copies if paper.code in known else "",
                    "有" if paper.code in known else "",
                    paper.basis,
                ]
                for paper in claim_rules.papers(claim_rules.RECOGNITION)
            ],
            head="二、材料清单",
        ),
        small(
            "用人单位自事故伤害发生之日或者被诊断、鉴定为职业病之日起 30 日内申请；单位没有申请的，职工、近亲属、工会"
            "1 年内可以直接申请（工伤保险条例第17条）。没有事故报告也可以申请。"
        ),
        signs("经办人", "用人单位（盖章）"),
    ]


def claim_list(facts: Facts) -> list[Block]:
    """I-10 … I-12: three tracks, each with its papers and how far it is."""
    blocks = [case_head(facts)]
    for track, name in claim_rules.tracks().items():
        known = facts.held(track)
        own = [claim for claim in facts.claims if claim.track == track]
        steps = [
            [claim.name, step.name, moment(step.at), yuan(step.amount), step.note]
            for claim in own
            for step in claim.steps.all()
        ]
        blocks += [
            table(
                [("材料", 3), ("要求", 0.9), ("已有", 0.7), ("说明", 2)],
                [
                    [
                        paper.name,
                        "必需" if paper.required else "看情况",
                        "有" if paper.code in known else "",
                        known[paper.code].note if paper.code in known else "",
                    ]
                    for paper in claim_rules.papers(track)
                ],
                head=f"{name}：{'、'.join(claim.payer for claim in own if claim.payer) or blank('')}",
            ),
            table(
                [("险种", 1.2), ("进度", 1), ("时间", 1.5), ("金额", 1.1), ("说明", 1.6)],
                steps,
                empty=2,
            ),
        ]
    return [*blocks, signs("经办人", "复核人")]


def family_log(facts: Facts) -> list[Block]:
    """I-13 … I-16, C-04, C-05: every day; a day without a word is shown."""
    rows = facts.written("family")
    told = {row.day: row for row in rows}
    last = min(facts.today, timezone.localtime(facts.case.closed_at).date()) if facts.case.closed_at else facts.today
    gaps = days_without(set(told), first=timezone.localtime(facts.case.known_at).date(), last=last) if rows else []
    log = [
        [moment(row.at), says(row, "who"), says(row, "how"), "；".join(_lines(row)), person_name(row.by)]
        for row in rows
    ]
    return [
        case_head(facts),
        pairs([("家属", facts.names(facts.of_role(Party.Role.FAMILY)))]),
        table(
            [("时间", 1.2), ("和谁", 0.9), ("方式", 0.6), ("说了什么", 3.4), ("记录人", 0.7)],
            log,
            head="沟通记录",
            empty=8,
        ),
        text("没有沟通的日子", _spans(gaps) or ("没有" if rows else ""), lines=1),
        signs("记录人", "家属安抚工作小组"),
    ]


def _spans(days: list[datetime.date]) -> str:
    """10月14日、10月16日至11月1日, each with its year."""
    return "、".join(day(first) if first == last else f"{day(first)}至{day(last)}" for first, last in spans(days))


def _lines(row: object) -> list[str]:
    """What was told, asked, arranged, in one cell."""
    titles = {
        "told": "告知",
        "about": "进展",
        "asked": "问答",
        "help": "安排",
        "company": "陪同",
        "counsel": "要求心理咨询",
        "hardship": "困难",
    }
    return [f"{title}：{words}" for name, title in titles.items() if (words := says(row, name))]  # type: ignore[arg-type]
