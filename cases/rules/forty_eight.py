"""The hours from a collapse at work to a death: counted for whoever decides, and never a decision.

工伤保险条例第十五条第一款第（一）项: who falls ill at work and dies within 48 hours counts as injured at work. The
article does not say from when the hours run; an old answer of the ministry takes the first diagnosis (待核实). So both
are counted as far as their moments are known, and nothing is guessed.
"""

from __future__ import annotations

import datetime

from .typed_law import cite_of

GROUND = cite_of("工伤保险条例", "15", 1, 1)
COLLAPSE, DIAGNOSIS, DEATH = "occurred", "first_diagnosed", "died"
"""Events of clocks.toml."""
_MINUTE = datetime.timedelta(minutes=1)


def counted(
    *, collapsed: datetime.datetime | None, diagnosed: datetime.datetime | None, died: datetime.datetime | None
) -> tuple[str, ...]:
    """What to tell, line by line; nothing without the moment of death and one of the others.

    Moments are exact ones: a day alone is None. One that would come after the death is not counted.
    """
    if died is None or (collapsed is None and diagnosed is None):
        return ()
    return (
        f"{_span(collapsed, died)}，自发病起" if _sound(collapsed, died) else f"自发病起：{_why(collapsed)}",
        f"自首次诊断起 {_span(diagnosed, died)}" if _sound(diagnosed, died) else f"自首次诊断起：{_why(diagnosed)}",
        "从哪里起算要核对（待核实）。这是提醒，算不算工伤由社会保险行政部门认定。",
    )


def _sound(since: datetime.datetime | None, died: datetime.datetime) -> bool:
    return since is not None and since <= died


def _why(since: datetime.datetime | None) -> str:
    return "没有记时间，未计算" if since is None else "记的时间比死亡晚，未计算"


def _span(since: datetime.datetime | None, died: datetime.datetime) -> str:
    """49 小时 30 分: whole minutes, the hours not made into days."""
    minutes = (died - since) // _MINUTE if since else 0
    hours, rest = divmod(minutes, 60)
    return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"
