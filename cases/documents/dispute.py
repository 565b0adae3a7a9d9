"""Papers of a dispute's handling: report, summary, dialogue, minutes, the report after it."""

from __future__ import annotations

from decimal import Decimal

from ..rules import taxonomy
from ..rules.lookups import words_of
from .blocks import Block, day, moment, pairs, signs, small, table, text, yuan
from .facts import Facts, person_name, role_name, says, standing_on


def case_head(facts: Facts) -> Block:
    """What every form of a case begins with."""
    case = facts.case
    return pairs(
        [("案件编号", case.number), ("类型", case.kind_name)],
        [("项目", case.project.name), ("企业", case.project.client.name)],
        [("发生时间", moment(case.occurred_at)), ("知道的时间", moment(case.known_at))],
        [("地点", case.place or case.project.address), ("班组", case.crew.name if case.crew else "")],
    )


def dispute_report(facts: Facts) -> list[Block]:
    """D-01, D-02: the facts, how many people, what they ask for."""
    case = facts.case
    return [
        case_head(facts),
        pairs(
            [("涉及人数", f"{case.people_count} 人" if case.people_count else ""), ("涉及金额", yuan(case.amount))],
            [("上报人", person_name(case.reported_by)), ("报告项目经理的时间", facts.told_when("reported"))],
            [("劳动者或代表", facts.names(facts.of_role("worker", "representative")))],
            [("用人单位", facts.names(facts.employers))],
        ),
        text("一、发生了什么", case.text),
        text("二、主要诉求", case.demands),
        text("三、已经采取的措施", facts.asked.get("measures", "")),
        text("四、需要公司支持的事", facts.asked.get("needs", ""), lines=2),
        signs("上报人", "项目经理签收"),
    ]


def summary(facts: Facts) -> list[Block]:
    """D-04, D-05: what was found about each person, and which link of management failed."""
    found = facts.last("findings")
    rows = [
        [party.name, row.get_kind_display(), row.title, _span(row), words_of(row.values)]
        for party in facts.workers
        for row in facts.worker_rows.get(party.pk, [])
    ]
    looked = [
        [moment(record.at), record.party.name if record.party else "", person_name(record.by), record.why]
        for record in facts.written("lookup")
    ]
    return [
        case_head(facts),
        text("一、查到的情况", says(found, "facts")),
        text("二、有漏洞的管理环节", says(found, "links"), lines=1),
        text("三、还缺的资料", says(found, "gaps"), lines=1),
        table(
            [("姓名", 1), ("资料", 1), ("名称", 1.5), ("时间", 1.6), ("内容", 2.6)],
            rows,
            head="四、调取的资料",
            empty=5,
        ),
        table([("时间", 1.4), ("谁的", 1), ("调取人", 1), ("原因", 2)], looked, head="五、调取记录", empty=1),
        signs("汇总人", "复核人"),
    ]


def _span(row: object) -> str:
    first, last = getattr(row, "starts_on", None), getattr(row, "ends_on", None)
    return f"{first or ''} 至 {last}" if last else f"{first or ''} 起"


def dialogue(facts: Facts) -> list[Block]:
    """D-06 … D-08, E-02 … E-04: where, who was led there, the order, what was said and answered."""
    blocks = [case_head(facts)]
    rows = facts.written("dialogue")
    for number, record in enumerate(rows or [None], 1):
        head = f"第 {number} 次" if len(rows) > 1 else ""
        blocks += [
            pairs(
                [("时间", moment(record.at) if record else ""), ("地点", says(record, "place"))],
                [("人数", says(record, "count")), ("现场秩序", says(record, "order"))],
                [("劳动者", says(record, "workers"))],
                [("谁引导", says(record, "led_by")), ("引导到", says(record, "led_to"))],
                [("安抚", says(record, "calmed"))],
                [("联系了", says(record, "called")), ("联系时间", says(record, "called_at"))],
                head=head,
            ),
            text("诉求", says(record, "demands")),
            text("对话经过", says(record, "said"), lines=6),
            text(f"答复{f'：{words}' if (words := says(record, 'answer')) else ''}", says(record, "answered")),
        ]
    promised = [
        [row.what, row.to, row.who, moment(row.due_at), moment(row.kept_at)] for row in facts.case.promises.all()
    ]
    blocks.append(
        table(
            [("承诺", 2.4), ("对谁", 1), ("谁来做", 1), ("什么时候", 1.4), ("做到时间", 1.4)],
            promised,
            head="承诺",
            empty=2,
        )
    )
    return [
        *blocks,
        small("记录念给在场的人听过、看过，没有不同意见再签名。"),
        signs("劳动者或代表", "记录人", "项目经理"),
    ]


def minutes(facts: Facts) -> list[Block]:
    """D-09, D-10, C-02: who met, what the subcontractor takes on, what was settled."""
    blocks = [case_head(facts)]
    rows = facts.written("meeting")
    for number, record in enumerate(rows or [None], 1):
        blocks += [
            pairs(
                [("时间", moment(record.at) if record else ""), ("地点", says(record, "place"))],
                [("形式", says(record, "form")), ("主持人", says(record, "chair"))],
                [("企业方", says(record, "company"))],
                [("劳动者方", says(record, "workers"))],
                [("平台方", says(record, "platform"))],
                [("分包单位", says(record, "subcontractor"))],
                head=f"第 {number} 次会议" if len(rows) > 1 else "",
            ),
            text("议题和经过", says(record, "minutes"), lines=6),
            text("议定事项", says(record, "decided")),
        ]
    return [*blocks, signs("企业方", "劳动者方", "分包单位", "记录人")]


def incident_report(facts: Facts) -> list[Block]:
    """V-03: cause, process, solution, execution, lessons, improvement."""
    case, found, signed = facts.case, facts.last("lessons"), facts.settlement
    outcome = taxonomy.name(case.outcome_code) if case.outcome_code else ""
    agreed = (
        f"签订和解协议，金额 {yuan(signed.amount)}，签订日期 {day(signed.signed_on)}。"
        if signed and signed.signed_on
        else ""
    )
    return [
        case_head(facts),
        text("一、起因", says(found, "cause") or case.text),
        table([("时间", 1), ("经过", 3)], facts.course(), head="二、处理经过"),
        text("三、解决办法", [words for words in (says(found, "solution"), agreed, outcome) if words]),
        text("四、执行情况", says(found, "done")),
        text("五、教训", says(found, "lessons")),
        text("六、改进", says(found, "better")),
        table(
            [("小组", 1.6), ("人员", 1), ("角色", 1)],
            [[row.get_group_display(), row.person or row.name, role_name(row.role)] for row in facts.team],
            head="七、参加处理的人",
            empty=2,
        ),
        text(
            "八、适用的条文", [f"{row.cite}{'' if row.verified else '（待核实）'}" for row in facts.articles], lines=2
        ),
        signs("协助小组", "客户应急指挥小组"),
    ]


def supervision(facts: Facts) -> list[Block]:
    """D-14, D-16: what was to be paid, what came, what was followed up."""
    row = facts.settlement
    paid = [
        [
            one.number,
            day(one.due_on),
            yuan(one.amount),
            yuan(sum((payment.amount for payment in one.payments.all()), Decimal(0))),
            "；".join(f"{day(payment.on)} {payment.note}".strip() for payment in one.payments.all()),
            standing_on(facts, one),
        ]
        for one in facts.instalments
    ]
    follow = [
        [moment(one.at), says(one, "what"), says(one, "text"), says(one, "told")] for one in facts.written("progress")
    ]
    why = facts.last("unperformed")
    return [
        case_head(facts),
        pairs(
            [
                ("协议或裁判", f"和解协议第 {row.version} 版" if row else ""),
                ("签订日期", day(row.signed_on) if row else ""),
            ],
            [("总金额", yuan(row.amount) if row else ""), ("司法确认最后一天", day(row.confirm_by) if row else "")],
        ),
        table(
            [("笔", 0.4), ("最后一天", 1.3), ("应付", 1.1), ("已付", 1.1), ("日期和凭证", 1.8), ("状态", 0.7)],
            paid,
            head="一、分期履行",
            empty=3,
        ),
        table([("时间", 1.3), ("跟进什么", 1), ("到了哪一步", 2.4), ("向谁汇报", 1)], follow, head="二、跟进", empty=3),
        text("三、没有履行的原因和下一步", [says(why, "why"), says(why, "next")], lines=2),
        signs("监督人", "企业"),
    ]
