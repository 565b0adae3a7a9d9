"""Papers of law: review, claim and answer in arbitration, lists of evidence, settlements."""

from __future__ import annotations

from ..models import Party, Settlement
from ..rules.settlements import BASES, floor_total, total
from .blocks import LINE, Block, blank, both, broken, day, line, moment, pairs, signs, small, sum_of, table, text, yuan
from .dispute import case_head
from .facts import Facts, person_name


def legal_review(facts: Facts) -> list[Block]:
    """D-11, I-12, N6: what the adviser says of each version, with what the law gives beside it."""
    row = facts.settlement
    reviews = [
        [
            f"第 {one.version} 版",
            person_name(review.by),
            moment(review.at),
            "通过" if review.passed else "退回",
            review.comment,
        ]
        for one in facts.settlements
        for review in one.reviews.all()
    ]
    advice = [
        [moment(one.at), person_name(one.by), "；".join(words for _, words in one.lines)]
        for one in facts.written("advice")
    ]
    return [
        case_head(facts),
        pairs(
            [
                ("审核的文件", f"和解协议第 {row.version} 版" if row else ""),
                ("约定金额", yuan(row.amount) if row else ""),
            ],
            [("劳动者一方代表", row.speaker if row else ""), ("凭什么代表", row.basis_name if row else "")],
        ),
        *floor(facts),
        table(
            [("版本", 0.8), ("审核人", 0.9), ("时间", 1.3), ("结论", 0.7), ("意见", 2.6)],
            reviews,
            head="审核意见",
            empty=3,
        ),
        text("要提醒的风险", facts.asked.get("risks", "")),
        table([("时间", 1.3), ("谁", 0.9), ("意见", 3.6)], advice, head="历次法律意见", empty=1),
        signs("法务顾问"),
    ]


def floor(facts: Facts) -> list[Block]:
    """What the law gives, as it was reckoned for this version; what could not be reckoned stays 未计算."""
    row = facts.settlement
    lines = row.floor.get("lines", []) if row else []
    if row is None or not lines:
        return []
    told = [
        [
            " ".join(filter(None, [one.get("who", ""), one["name"], "（基金付）" if one.get("fund") else ""])),
            yuan(one["amount"], verified=one.get("verified", True)) or "未计算",
            one.get("formula", ""),
            one.get("article", ""),
        ]
        for one in lines
    ]
    told.append(["合计（一次性的）", sum_of(floor_total(row.floor)), "", ""])
    blocks = [table([("项目", 1.2), ("法定数额", 1.3), ("怎样算", 2.2), ("依据", 1.6)], told, head="法定数额")]
    if row.covers == row.Covers.OWN:
        blocks.append(small("这份协议只包含单位自己付的；工伤保险基金付的由劳动者另外领。"))
    if row.is_below:
        blocks.append(small(f"约定金额低于法定数额 {least(row)}。理由：{row.below_reason}"))
    elif row.is_in_doubt:
        blocks.append(small("约定金额比按待核实的数算出来的少，由法务核对以后再定。"))
    return blocks


def least(row: Settlement) -> str:
    """What the law gives where less was agreed: of each worker whose share is below, or of all together."""
    names = {str(share.party.of_id or share.party_id): share.party.name for share in row.shares.all()}
    return "、".join(f"{names.get(one.of, '')} {yuan(one.least)}".strip() for one in row.shortfalls())


def _party(party: Party | None, title: str) -> Block:
    """A party as claims name it; numbers and addresses are left to be filled in by hand."""
    if party is not None and party.role not in Party.PEOPLE:
        return pairs(
            [(title, party.name)],
            [("住所", ""), ("法定代表人", "")],
            [("统一社会信用代码", party.organisation.credit_code if party.organisation else ""), ("联系电话", "")],
        )
    return pairs(
        [(title, party.name if party else ""), ("性别、出生日期", "")],
        [("身份证号", ""), ("联系电话", "")],
        [("住址", "")],
    )


def arbitration_claim(facts: Facts) -> list[Block]:
    """劳动争议调解仲裁法第28条: the parties, the requests with facts and grounds, evidence and witnesses."""
    case, asked = facts.case, facts.asked
    respondents: list[Party | None] = [*reversed(facts.employers)] or [None]
    claimants = facts.workers
    requests = asked.get("requests", "") or case.demands
    if not requests and case.amount:
        requests = f"请求支付 {both(case.amount)}"
    parties = (
        [_party(claimants[0] if len(claimants) == 1 else None, "申请人")]
        if len(claimants) <= 1
        else [
            table(
                [("申请人", 1), ("身份证号", 1.8), ("住址", 2), ("电话", 1.2)],
                [[one.name, "", "", ""] for one in claimants],
            )
        ]
    )
    return [
        *parties,
        *(_party(one, "被申请人") for one in respondents),
        text("仲裁请求", requests, lines=4),
        text("事实和理由", asked.get("grounds", "") or case.text, lines=8),
        text("证据和证据来源、证人姓名和住所", _evidence_lines(facts), lines=3),
        line("此致"),
        line(blank(asked.get("commission"), 14) + ("" if asked.get("commission") else "劳动人事争议仲裁委员会")),
        line("附：申请书副本按被申请人人数提交。"),
        signs("申请人"),
    ]


def _evidence_lines(facts: Facts) -> list[str]:
    witnesses = facts.names(facts.of_role(Party.Role.WITNESS))
    items = [f"{item.number}. {item.what}" for item in facts.evidence[:20]]
    return [*items, *([f"证人：{witnesses}"] if witnesses else [])]


def defence(facts: Facts) -> list[Block]:
    """劳动争议调解仲裁法第30条第2款: within ten days from the copy; not answering does not stop the case."""
    asked = facts.asked
    answerer = next(iter(reversed(facts.employers)), None)
    return [
        pairs([("案号", asked.get("case_number", ""))]),
        _party(answerer, "答辩人"),
        line(f"答辩人就 {facts.names(facts.workers) or LINE * 6} 提出的 {facts.case.kind_name} 一案，答辩如下："),
        text("答辩意见", asked.get("answers", ""), lines=6),
        text("事实和理由", asked.get("grounds", ""), lines=8),
        line("此致"),
        line(blank(asked.get("commission"), 14) + ("" if asked.get("commission") else "劳动人事争议仲裁委员会")),
        signs("答辩人（盖章）"),
    ]


def evidence_list(facts: Facts) -> list[Block]:
    rows = [
        [item.number, item.what, item.get_kind_display(), moment(item.taken_at), item.recorder, "", ""]
        for item in facts.evidence
    ]
    return [
        case_head(facts),
        pairs([("提交的一方", facts.asked.get("side", "")), ("页数合计", "")]),
        text("证明目的", facts.asked.get("purpose", ""), lines=2),
        table(
            [
                ("序号", 0.5),
                ("证据名称", 2),
                ("种类", 0.7),
                ("时间", 1.3),
                ("来源", 1),
                ("证明什么", 1.6),
                ("页码", 0.6),
            ],
            rows,
            empty=8,
        ),
        small("原件由提交人保管，开庭时带到。复印件和原件核对无误。"),
        signs("提交人", "签收人"),
    ]


def exhibits(facts: Facts) -> list[Block]:
    """E-08: what was collected on the spot, where it is, and by which hash a file is known again."""
    rows = [
        [
            item.number,
            item.what,
            item.get_kind_display(),
            moment(item.taken_at),
            item.place,
            item.recorder,
            item.holder,
            item.sealed,
        ]
        for item in facts.evidence
    ]
    files = [
        [item.number, item.attachment.name, f"{item.attachment.size:,} 字节", broken(item.attachment.sha256)]
        for item in facts.evidence
        if item.attachment
    ]
    blocks = [
        case_head(facts),
        pairs([("保管人", facts.asked.get("keeper", "")), ("件数", f"{len(rows)} 件" if rows else "")]),
        table(
            [
                ("编号", 0.5),
                ("是什么", 1.8),
                ("种类", 0.7),
                ("取得时间", 1.3),
                ("地点", 1.1),
                ("谁取得", 0.8),
                ("保管", 0.8),
                ("封存", 0.8),
            ],
            rows,
            empty=8,
        ),
    ]
    if files:
        blocks.append(table([("编号", 0.5), ("文件", 1.6), ("大小", 1), ("SHA-256", 2.6)], files, head="文件的校验值"))
    return [*blocks, signs("收集人", "见证人", "保管人")]


def settlement(facts: Facts) -> list[Block]:
    return _agreement(facts, "甲方（用人单位）", "乙方（劳动者）", facts.workers)


def death_agreement(facts: Facts) -> list[Block]:
    """I-16 and N6: what the law fixes stands in the paper itself, line by line."""
    family = facts.of_role(Party.Role.FAMILY)
    dead = facts.workers[0].name if facts.workers else ""
    head = pairs(
        [("死亡职工", dead), ("事故时间", moment(facts.case.occurred_at))],
        [("工伤认定", day(facts.when("recognised"))), ("项目", facts.case.project.name)],
    )
    return [head, *_agreement(facts, "甲方（用人单位）", "乙方（近亲属）", family)]


def _agreement(facts: Facts, one: str, other: str, people: list[Party]) -> list[Block]:
    """The clauses as written, what is paid when, by what each side's speaker may speak, what the law gives."""
    row = facts.settlement
    payer = row.payer if row and row.payer else next(iter(reversed(facts.employers)), None)
    shares = [[share.party.name, yuan(share.amount), "", ""] for share in row.shares.all()] if row else []
    steps: list[list[object]] = [[one.number, day(one.due_on), yuan(one.amount), ""] for one in facts.instalments]
    if steps:
        steps.append(["合计", "", sum_of(total(one.amount for one in facts.instalments)), ""])
    if row and shares:
        shares.append(["合计", sum_of(total(one.amount for one in row.shares.all())), "", ""])
    blocks = [
        pairs(
            [(one, payer.name if payer else ""), ("代表", row.own_speaker if row else "")],
            [("凭什么代表", BASES.get(row.own_basis, "") if row else "")],
            [(other, facts.names(people)), ("代表", row.speaker if row else "")],
            [("凭什么代表", row.basis_name if row else ""), ("委托书", row.basis_note if row else "")],
        ),
        text("一、约定的事项", row.text if row else "", lines=8),
        text("二、金额", f"合计 {both(row.amount if row else None)}。", lines=1),
        table(
            [("第几笔", 0.6), ("最后一天", 1.4), ("金额", 1.2), ("收款人、账户", 2)],
            steps,
            head="三、什么时候付",
            empty=3,
        ),
    ]
    if shares or len(people) > 1:
        blocks.append(
            table([("姓名", 1), ("金额", 1.2), ("签名", 1.2), ("日期", 1)], shares, head="每人的份额", empty=3)
        )
    blocks += floor(facts)
    return [
        *blocks,
        text("四、另外约定", facts.asked.get("more", ""), lines=2),
        text("五、没有按时付怎么办", _remedies(), lines=1),
        small("签字前请确认：条款都看懂了，有疑问可以免费咨询法律援助机构、工会。顾问为企业一方工作。"),
        signs(one, other, "见证人"),
    ]


def _remedies() -> list[str]:
    return [
        "因支付拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金达成的调解协议，不按期履行的，劳动者可以持调解协议书向人民法院申请支付令"
        "（劳动争议调解仲裁法第16条）；也可以申请仲裁（同法第15条）。",
        "由人民调解委员会主持达成的，双方可以自协议生效之日起 30 日内共同向人民法院申请司法确认（人民调解法第33条）。",
    ]
