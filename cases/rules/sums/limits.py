"""Bounds by which a sum decides what happens next: a final award, the crime of not paying wages."""

from __future__ import annotations

from decimal import Decimal

from .figures import fixed, given, plain
from .lines import LIMIT, Line, line, with_note

FINAL_MONTHS = 12
ONE_WORKER, MANY_WORKERS, MANY_MONTHS = (5_000, 20_000), (30_000, 100_000), 3
GROUP = 10


def final_award(amount: Decimal | None, *, minimum_wage: Decimal | None) -> Line:
    """Up to twelve monthly minimum wages for each item an award is final (调解仲裁法第四十七条第（一）项).

    The note says whether the amount of the item stays within; the employer then cannot sue.
    """
    figure = fixed(FINAL_MONTHS, "个月") * given("当地月最低工资", minimum_wage)
    article = (
        "《中华人民共和国劳动争议调解仲裁法》第四十七条第（一）项、"
        "《最高人民法院关于审理劳动争议案件适用法律问题的解释（一）》第十九条"
    )
    made = line("final-award", "终局裁决的限额（每项）", figure, who_pays="", article=article, per=LIMIT)
    if figure.value is None or amount is None:
        return made
    within = amount <= figure.value
    words = "不超过限额，裁决是终局裁决" if within else "超过限额，裁决不是终局裁决"
    return with_note(made, f"这一项 {plain(amount)} 元，{words}")


def wage_crime(*, people: int | None, months: Decimal | None, total: Decimal | None) -> Line:
    """Whether unpaid wages reach 数额较大 of 刑法第二百七十六条之一; the province sets the figure within the range.

    Never a verdict: the crime needs an order to pay that was not kept.
    """
    article = (
        "《中华人民共和国刑法》第二百七十六条之一、"
        "《最高人民法院关于审理拒不支付劳动报酬刑事案件适用法律若干问题的解释》第三条、第四条"
    )
    many = people is not None and people >= GROUP
    low, high = MANY_WORKERS if many else ONE_WORKER
    name = "拒不支付劳动报酬的数额标准"
    made = line("wage-crime", name, fixed(low, "元"), who_pays="", article=article, per=LIMIT)
    words = f"{low} 元到 {high} 元之间，由各省定；还要经政府有关部门责令支付仍不支付"
    if people is None or total is None or (not many and months is None):
        return with_note(made, f"{words}；没有填人数、月数或者金额，没有比较")
    reached = total >= low and (many or (months is not None and months >= MANY_MONTHS))
    certain = reached and total >= high
    told = "达到了最高的标准" if certain else "在幅度以内，看本省标准" if reached else "没有达到"
    return with_note(made, f"{words}；{told}")
