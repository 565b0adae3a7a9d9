"""The documents of a case as data: one small function a kind, from rows to blocks; printed by PDF and Word alike."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from ..models import Case
from ..rules import documents as rules
from . import dispute, injury, legal
from .blocks import Block, day, moment
from .facts import Facts

BUILDERS: dict[str, Callable[[Facts], list[Block]]] = {
    "dispute_report": dispute.dispute_report,
    "flash": injury.flash,
    "phone_report": injury.phone_report,
    "first_aid": injury.first_aid,
    "exhibits": legal.exhibits,
    "legal_review": legal.legal_review,
    "arbitration_claim": legal.arbitration_claim,
    "defence": legal.defence,
    "evidence_list": legal.evidence_list,
    "death_agreement": legal.death_agreement,
    "summary": dispute.summary,
    "dialogue": dispute.dialogue,
    "minutes": dispute.minutes,
    "settlement": legal.settlement,
    "incident_report": dispute.incident_report,
    "investigation": injury.investigation,
    "recognition_file": injury.recognition_file,
    "claim_list": injury.claim_list,
    "family_log": injury.family_log,
    "supervision": dispute.supervision,
}


def sheet_of(facts: Facts, kind: str, *, version: int = 1) -> dict[str, Any]:
    """One document: its title, what stands in its head and foot, its blocks."""
    case, known = facts.case, rules.kinds()[kind]
    return {
        "kind": kind,
        "title": known.name,
        "number": "" if known.outward else f"编号：{case.number}　第 {version} 版",
        "mark": "" if known.outward else f"{case.number} · {day(facts.today)}",
        "basis": "" if known.outward else known.basis,
        "privileged": "法律意见，只供企业和顾问看" if known.privileged and not known.outward else "",
        "sample": case.is_sample,
        "blocks": BUILDERS[kind](facts),
    }


def build(*, case: Case, kind: str, asked: Mapping[str, Any], version: int, today: datetime.date) -> dict[str, Any]:
    """The data of one document as of today. KeyError: no such kind."""
    return sheet_of(Facts(case, today=today, asked=dict(asked)), kind, version=version)


def case_file(*, case: Case, today: datetime.date, with_advice: bool) -> dict[str, Any]:
    """The whole case: a cover and one sheet for each document of its path that has something in it.

    What has been made is shown with the blanks its maker filled in; nothing privileged without `with_advice`.
    """
    newest: dict[str, Any] = {row.kind: row for row in case.documents.order_by("version")}
    facts = Facts(case, today=today)
    sheets = []
    for kind in rules.kinds_for(case.path, case.family):
        if kind.privileged and not with_advice:
            continue
        made = newest.get(kind.code)
        facts.asked = made.asked if made else {}
        sheets.append(sheet_of(facts, kind.code, version=made.version if made else 1))
    return {
        "title": f"{case.kind_name} · {case.project.name}",
        "number": case.number,
        "sample": case.is_sample,
        "cover": [
            ["案件编号", case.number],
            ["项目", case.project.name],
            ["企业", case.project.client.name],
            ["类型", case.kind_name],
            ["知道的时间", moment(case.known_at)],
            ["阶段、状态", f"{case.stage_title}，{case.get_state_display()}"],
            ["经办人", case.handler.name if case.handler else ""],
            ["整理日期", day(today)],
        ],
        "sheets": sheets,
    }
